// SPDX-License-Identifier: MIT
#include "ui/panes/panehost.h"

#include "core/base/text.h"
#include "core/runtime/boardlink.h"

#include <algorithm>

namespace aios {

PaneHost::PaneHost(AgentClient& agent, ProjectLink& project, ModelsLink& models, QObject* parent)
    : QObject(parent), m_agent(agent), m_project(project), m_models(models)
{
    connect(&agent, &AgentClient::events, this, &PaneHost::takeEvents);
    connect(&project.board(), &BoardLink::approvalRequested, this, &PaneHost::approvalRequested);
    connect(&agent, &AgentClient::sessionOpened, this, [this](const SessionSummary& session) { m_titles.insert(session.id, session.title); });
}

void PaneHost::setCurrentSession(const QString& id)
{
    if (id == m_currentSession)
        return;
    m_currentSession = id;
    Q_EMIT currentSessionChanged(id);
}

void PaneHost::showTurn(const QString& sessionId, int turn, const QString& agent)
{
    m_wantedTurn = {sessionId, turn, agent};
    Q_EMIT turnRequested(sessionId);
}

void PaneHost::forget(const QString& id)
{
    if (m_states.remove(id) > 0)
        Q_EMIT sessionStateChanged(id, SessionState::Idle);
    if (m_waiting.removeIf([&](const ApprovalRequest& request) { return request.sessionId == id; }) > 0)
        Q_EMIT waitingChanged();
}

void PaneHost::takeEvents(const QList<AgentEvent>& events)
{
    bool waits = false;
    for (const AgentEvent& event : events) {
        waits = takeApproval(event) || waits;
        if (const auto* title = std::get_if<TitleChanged>(&event.what))
            m_titles.insert(event.sessionId, title->title);
        const auto* changed = std::get_if<StateChanged>(&event.what);
        if (!changed || m_states.value(event.sessionId, SessionState::Idle) == changed->state)
            continue;
        m_states.insert(event.sessionId, changed->state);
        Q_EMIT sessionStateChanged(event.sessionId, changed->state);
    }
    if (waits)
        Q_EMIT waitingChanged();
}

/// Whether it changed what waits.
bool PaneHost::takeApproval(const AgentEvent& event)
{
    if (const auto* asked = std::get_if<ApprovalAsked>(&event.what)) {
        if (std::ranges::any_of(m_waiting, [&](const ApprovalRequest& known) { return known.id == asked->request.id; }))
            return false;
        if (event.sessionId.startsWith(QLatin1StringView("person:"))) // of a call by hand: shown where that is made, in no session
            return false;
        m_waiting.append(asked->request);
        return true;
    }
    if (const auto* settled = std::get_if<ApprovalSettled>(&event.what))
        return m_waiting.removeIf([&](const ApprovalRequest& request) { return request.id == settled->approvalId; }) > 0;
    return false;
}

QString PaneHost::sessionTitle(const QString& id) const
{
    const QString title = m_titles.value(id);
    return title.isEmpty() ? tr("New session") : showHidden(title);
}

} // namespace aios
