// SPDX-License-Identifier: MIT
#include "ui/panes/panehost.h"

#include <algorithm>

namespace aios {

PaneHost::PaneHost(AgentClient& agent, ProjectLink& project, ModelsLink& models, QObject* parent)
    : QObject(parent), m_agent(agent), m_project(project), m_models(models)
{
    connect(&agent, &AgentClient::events, this, &PaneHost::takeEvents);
}

void PaneHost::setCurrentSession(const QString& id)
{
    if (id == m_currentSession)
        return;
    m_currentSession = id;
    Q_EMIT currentSessionChanged(id);
}

int PaneHost::waitingSessions() const
{
    return static_cast<int>(std::ranges::count(m_states, SessionState::NeedsYou));
}

void PaneHost::forget(const QString& id)
{
    if (m_states.remove(id) > 0)
        Q_EMIT sessionStateChanged(id, SessionState::Idle);
}

void PaneHost::takeEvents(const QList<AgentEvent>& events)
{
    for (const AgentEvent& event : events) {
        const auto* changed = std::get_if<StateChanged>(&event.what);
        if (!changed || m_states.value(event.sessionId, SessionState::Idle) == changed->state)
            continue;
        m_states.insert(event.sessionId, changed->state);
        Q_EMIT sessionStateChanged(event.sessionId, changed->state);
    }
}

} // namespace aios
