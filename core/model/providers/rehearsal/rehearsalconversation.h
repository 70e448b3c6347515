// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/model.h"

namespace aios {

/// What happened since the person's last prompt, as a rehearsal sees it: calls by name, their inputs and results. Everything is read from the
/// request, so a resumed session goes on where it was. Points into the request's history: use it while that is unchanged.
class RehearsalConversation {
public:
    struct Call {
        QString name;
        const ToolUseBlock* use = nullptr;
        const ToolResultBlock* result = nullptr; ///< Null while unanswered.
        bool last = false;                       ///< Answered by the history's last message.
    };

    explicit RehearsalConversation(const ModelRequest& request);

    [[nodiscard]] const QList<Call>& calls() const { return m_calls; }
    [[nodiscard]] const Call* newest(QStringView name) const; ///< Newest answered call of that name; null when none.
    [[nodiscard]] const Call* lastAnswered() const;           ///< The last of the last results; null when none.
    [[nodiscard]] bool lastHas(QStringView name) const;
    [[nodiscard]] bool anyLastError() const;
    [[nodiscard]] bool anyLastDenied() const;

    /// The id of call `ordinal` of a reply to `origin` whose result is to be called `as`; nameOf() reads it back.
    [[nodiscard]] static QString callId(const RequestOrigin& origin, int ordinal, const QString& as);
    [[nodiscard]] static QString nameOf(const ToolUseBlock& use);

private:
    QList<Call> m_calls;
};

} // namespace aios
