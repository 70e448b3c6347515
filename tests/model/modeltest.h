// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/model.h"

#include <QTest>

namespace aios::test {

/// Everything one run of a model told.
struct Heard {
    QList<ModelEvent> events;
    std::optional<Result<ModelReply>> end;

    ModelHandlers handlers()
    {
        return {[this](const ModelEvent& event) { events.append(event); }, [this](Result<ModelReply> reply) { end = std::move(reply); }};
    }

    /// All text deltas of the events after the last retry, joined.
    [[nodiscard]] QString streamedText() const
    {
        QString text;
        for (const ModelEvent& event : events) {
            if (std::holds_alternative<RetryScheduled>(event))
                text.clear();
            if (const auto* delta = std::get_if<TextDelta>(&event))
                text += delta->text;
        }
        return text;
    }
    [[nodiscard]] qsizetype retries() const
    {
        return std::ranges::count_if(events, [](const ModelEvent& event) { return std::holds_alternative<RetryScheduled>(event); });
    }
};

inline Message userText(const QString& text)
{
    return {.role = Role::User, .blocks = {TextBlock{text}}, .model = {}};
}

inline QString problemOf(const std::optional<Result<ModelReply>>& end)
{
    return end && !*end ? end->error().message : QString();
}

} // namespace aios::test
