// SPDX-License-Identifier: MIT
#include "core/mcp/mcpwaitingrun.h"

using namespace Qt::StringLiterals;

namespace aios {

McpWaitingRun::McpWaitingRun(McpServer& server, Make make, ToolProgress progress, Once<Result<ToolOutput>> reply)
    : m_server(&server), m_make(std::move(make)), m_progress(std::move(progress)), m_reply(std::move(reply))
{
    // Queued: the server's own function is on the stack, and the reply may destroy this.
    connect(&server, &McpServer::changed, this, &McpWaitingRun::look, Qt::QueuedConnection);
    connect(&server, &QObject::destroyed, this, &McpWaitingRun::look, Qt::QueuedConnection);
    QMetaObject::invokeMethod(
        this,
        [this, name = server.name()] {
            if (m_make && m_progress)
                m_progress(u"Waiting for %1 to start"_s.arg(name));
            look();
        },
        Qt::QueuedConnection);
}

void McpWaitingRun::look()
{
    if (!m_make || (m_server && m_server->isComing()))
        return;
    const Make make = std::exchange(m_make, nullptr);
    m_run = make(std::move(m_progress), std::move(m_reply));
}

} // namespace aios
