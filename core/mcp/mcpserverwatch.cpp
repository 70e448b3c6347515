// SPDX-License-Identifier: MIT
// What an McpServer passes on of what its server tells by itself.
#include "core/mcp/mcpserver.h"

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

} // namespace aios
