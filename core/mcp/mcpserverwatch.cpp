// SPDX-License-Identifier: MIT
// What an McpServer passes on of what its server tells by itself.
#include "core/mcp/mcpserver.h"

using namespace Qt::StringLiterals;

namespace aios {

void McpServer::watchResources(const QStringList& uris)
{
    m_watched = uris;
    if (m_state == ServiceState::Ready)
        m_client->watchResources(uris);
}

void McpServer::connectWatch()
{
    connect(m_client.get(), &McpClient::resourceUpdated, this, &McpServer::resourceUpdated);
    connect(m_client.get(), &McpClient::offersChanged, this, &McpServer::offersChanged);
}

/// Servers of the older era do not say in which call they ask. What a model is asked is read and paid for in one session, so it must be known which.
AskMcpQuestion McpServer::askAround()
{
    if (!m_around.ask)
        return {};
    return [self = QPointer<McpServer>(this)](const McpQuestion& question, McpQuestion::Reply reply) {
        if (!self)
            return;
        const QStringList& callers = self->m_callers;
        const QString session = question.session ? *question.session : callers.isEmpty() ? QString() : callers.last();
        const bool several = !question.session && callers.count(session) < callers.size();
        if (several && question.method == "sampling/createMessage")
            return reply(fail(ErrorCode::Denied,
                              u"Several sessions call the service at once, so nobody can tell for which of them it asks the model. It may ask again "
                              "when only one does."_s));
        self->m_around.ask(self->name(), session, question, std::move(reply));
    };
}

/// Their questions went with the client; what was counted for them goes too.
void McpServer::callersGone()
{
    QStringList sessions = std::exchange(m_callers, {});
    sessions.removeDuplicates();
    for (const QString& session : std::as_const(sessions)) {
        if (m_around.callsOver)
            m_around.callsOver(name(), session);
    }
}

} // namespace aios
