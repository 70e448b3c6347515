// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/gate/approval.h"

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
};

/// Error: it is no form that can be shown (an address to open, too many fields, something else than single values).
[[nodiscard]] Result<Elicitation> readElicitation(QByteArrayView params);

/// The form as questions of a card; each has another text, because answers come by it.
[[nodiscard]] QList<Question> elicitationQuestions(const Elicitation& form);

/// The `content` that answers it, as JSON. Error: an answer that cannot be used, in words for the person.
[[nodiscard]] Result<QByteArray> elicitationContent(const Elicitation& form, const QHash<QString, QString>& answers);

} // namespace aios
