// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"
#include "core/runtime/facades.h"

#include <QList>
#include <QString>

#include <variant>

namespace aios::test {

/// What an agent has told a window: the session it opened last, and all events in their order. A base of the stages of tests.
class ToldEvents {
public:
    void listenTo(AgentClient& agent)
    {
        QObject::connect(&agent, &AgentClient::sessionOpened, &agent, [this](const SessionSummary& summary) { session = summary.id; });
        QObject::connect(&agent, &AgentClient::events, &agent, [this](const QList<AgentEvent>& fresh) { events += fresh; });
    }
    template <typename Event>
    [[nodiscard]] QList<Event> told() const
    {
        QList<Event> out;
        for (const AgentEvent& event : events) {
            if (const auto* what = std::get_if<Event>(&event.what))
                out.append(*what);
        }
        return out;
    }
    /// Of the last tool row.
    [[nodiscard]] QString result() const
    {
        QString output;
        for (const EntryChanged& changed : told<EntryChanged>()) {
            if (changed.entry.kind == TranscriptEntry::Kind::Tool)
                output = changed.entry.tool.output;
        }
        return output;
    }

    QString session;
    QList<AgentEvent> events;
};

} // namespace aios::test
