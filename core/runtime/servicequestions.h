// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/approval.h"
#include "core/mcp/mcpquestion.h"

namespace aios {

/// Takes what a service asks in the middle of a call (`elicitation/create`) to the person, as a card of the session whose call it is; an answer that cannot
/// be used is asked for again, a few times. Without a session nobody sees a card, and the service hears that the question was closed. Core thread.
void askAboutService(ApprovalBroker& broker, const QString& service, const QString& sessionId, const McpQuestion& question, McpQuestion::Reply reply);

/// Asks, as a card of that session, whether to sign in at the service (again, with these rights more). The card is the click before any browser opens.
void askToSignIn(ApprovalBroker& broker, const QString& service, const QString& sessionId, const QStringList& scopes,
                 std::function<void(bool)> reply);

} // namespace aios
