// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/gate/approval.h"

#include <QUrl>

namespace aios {

/// A form of `elicitation/create`: what a server wants to know from the person in the middle of a call.
struct Elicitation {
    enum class Type : std::uint8_t { Text, Number, Integer, Boolean, Choice, Choices };
    struct Field {
        QString name;
        QString words; ///< What is asked: title, and description.
        Type type = Type::Text;
        QList<std::pair<QString, QString>> choices; ///< Value and label.
        std::optional<json::value> suggested;       ///< The server's default.
        bool required = false;
        json::object schema;
    };
    QString message;
    QList<Field> fields; ///< None: the person only agrees or not.
    QByteArray schema;   ///< `requestedSchema` as it came.
};

/// `elicitation/create` of mode url: an address that the person is to open in the browser, where nobody here sees what they enter.
struct UrlElicitation {
    QString message;
    QUrl url;
};
[[nodiscard]] bool asksForUrl(QByteArrayView params);
/// Error: the address is not one that may be opened (https, or http on this computer; no user name; at most 2000 characters).
[[nodiscard]] Result<UrlElicitation> readUrlElicitation(QByteArrayView params);
/// One question that says the host and the whole address, and its one choice, which stands for opening it.
[[nodiscard]] Question urlQuestion(const UrlElicitation& asked);
[[nodiscard]] bool opensUrl(const Question& question, const QHash<QString, QString>& answers);

/// Error: it is no form that can be shown (an address to open, too many fields, something else than single values).
[[nodiscard]] Result<Elicitation> readElicitation(QByteArrayView params);

/// The form once more as the params of `elicitation/create`, with the message it has now. An ApprovalRequest that asks for it carries this as access.inputJson, and
/// whoever shows a form gives back its content as Decision::editedInput.
[[nodiscard]] QByteArray elicitationParams(const Elicitation& form);
/// A service asks for a form to be filled in: elicitationParams() stands in the request.
[[nodiscard]] bool asksForForm(const ApprovalRequest& request);
/// `content` as the window's form made it, when it is what was asked for. Error: what is wrong with it, in words for the person.
[[nodiscard]] Result<QByteArray> checkedContent(const Elicitation& form, const QByteArray& content);

/// The form as questions of a terminal; each has another text, because answers come by it.
[[nodiscard]] QList<Question> elicitationQuestions(const Elicitation& form);

/// The `content` that answers it, as JSON. Error: an answer that cannot be used, in words for the person.
[[nodiscard]] Result<QByteArray> elicitationContent(const Elicitation& form, const QHash<QString, QString>& answers);

} // namespace aios
