// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/runtime/serviceoffer.h"

#include <optional>

namespace aios {

/// A value being written that a service may know: an argument of one of its prompts, or a variable of one of its resource templates.
struct ServiceValueQuery {
    QString server;
    bool ofTemplate = false;
    QString reference; ///< The prompt's name, or the template as the service wrote it.
    QString argument;
    QString value; ///< As far as it is written.
    QList<std::pair<QString, QString>> given; ///< The arguments before it.
    friend bool operator==(const ServiceValueQuery&, const ServiceValueQuery&) = default;
};
struct ServiceValues {
    ServiceValueQuery query;
    QStringList values; ///< Can be written as they are; at most 100. The service's own words: show them with hidden characters made visible.
};

/// What is being written at the caret, and how a value takes its place.
struct ServiceValuePlace {
    ServiceValueQuery query;
    qsizetype begin = 0; ///< What a value replaces: from here to the caret.
    bool last = false;   ///< A prompt's last argument takes all that follows (promptValues()).
    QString tail;        ///< A template's text behind the variable, when no other variable follows.
    bool ends = true;    ///< Behind the value (and the tail) this argument or address is over.
    /// The value as it has to be written there.
    [[nodiscard]] QString written(const QString& value) const;
};
/// Nothing where the caret is in no such place, or the service completes nothing.
[[nodiscard]] std::optional<ServiceValuePlace> serviceValuePlace(const ServiceOffer& offer, const QString& text, qsizetype caret);

/// The params of `completion/complete`, without their braces.
[[nodiscard]] QByteArray completionMembers(const ServiceValueQuery& query);
/// Its result; values that could not be written as they are (line breaks, hidden characters) are left out.
[[nodiscard]] Result<QStringList> readCompletion(QByteArrayView result);

/// `a/{b}` up to its first variable; whole where there is none. Empty: it is of a kind that cannot be filled in here.
[[nodiscard]] QString templateStart(const QString& uriTemplate);

} // namespace aios
Q_DECLARE_METATYPE(aios::ServiceValues)
