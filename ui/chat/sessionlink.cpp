// SPDX-License-Identifier: MIT
// The one place where a session's controller meets the core; apart from it, so that everything else can be tested without a runtime.
#include "core/runtime/facades.h"
#include "ui/chat/sessioncontroller.h"

#include <algorithm>

namespace aios {

void SessionController::connectTo(AgentClient& client)
{
    connect(&client, &AgentClient::events, this, &SessionController::applyEvents);
    connect(&client, &AgentClient::sessionOpened, this,
            [this](const SessionSummary& session, const QList<TranscriptEntry>& entries, const SessionTotals& totals, PermissionMode mode) {
                if (session.id == m_id)
                    load(session, entries, totals, mode);
            });
    // Also what was decided elsewhere in this window is the person's.
    connect(&client, &AgentClient::decided, this, [this](const QString& approvalId, const QByteArray&, const Decision& decision) {
        if (std::ranges::any_of(m_open, [&](const ApprovalRequest& open) { return open.id == approvalId; }))
            m_answered.insert(approvalId, decision.kind);
    });
    connect(this, &SessionController::sendWanted, &client, &AgentClient::send);
    connect(this, &SessionController::stopWanted, &client, &AgentClient::stop);
    connect(this, &SessionController::decisionMade, &client, &AgentClient::decide);
    connect(this, &SessionController::modeWanted, &client, &AgentClient::setMode);
    connect(this, &SessionController::modelWanted, &client, &AgentClient::setModel);
    connect(this, &SessionController::unqueueWanted, &client, &AgentClient::unqueue);
    connect(this, &SessionController::keepSessionLogWanted, &client, &AgentClient::keepSessionLog);
}

} // namespace aios
