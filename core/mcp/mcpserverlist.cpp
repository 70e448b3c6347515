// SPDX-License-Identifier: MIT
// What a server listed the last time it ran stands in for its tools until it has listed them again, so that no turn waits for it.
#include "core/mcp/mcpserver.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.mcp.list", QtWarningMsg)

struct StandIn {
    ListedTools listed;
    QList<McpToolInfo> tools;
};

/// What would be started is found out here without any key: a program that a key decides is not known, so nothing stands in for it.
std::optional<StandIn> findStandIn(const ToolCache& cache, const McpServerConfig& config, const McpLaunchPlace& place)
{
    const auto launch = prepareLaunch(config, place, {});
    auto listed = launch ? cache.read(ToolCache::key(config, *launch)) : std::nullopt;
    if (!listed)
        return std::nullopt;
    StandIn found{std::move(*listed), {}};
    found.tools = readTools(found.listed.raw, config.name, config.hash, !launch->program);
    for (McpToolInfo& info : found.tools) {
        if (!launch->ownService.isEmpty())
            info.preset = ownEffect(launch->ownService, info.shown);
    }
    return found;
}

} // namespace

bool McpServer::lookUp(int attempt)
{
    if (!m_around.cache || !m_around.pool || m_unknown)
        return false;
    m_around.pool->run(
        this, [cache = m_around.cache, config = m_config, place = m_around.launchPlace()] { return findStandIn(*cache, config, place); },
        [this, attempt](std::optional<StandIn> found) {
            if (attempt != m_attempt || !isComing())
                return;
            if (found)
                takeStandIn(std::move(found->listed), std::move(found->tools));
            if (attempt == m_attempt) // whoever was told may have stopped it
                begin(attempt);
        });
    return true;
}

void McpServer::takeStandIn(ListedTools listed, QList<McpToolInfo> tools)
{
    takeTools(std::move(tools));
    m_lastListed = std::move(listed);
    m_standIn = true;
    Q_EMIT changed();
}

void McpServer::keepList(const QList<QByteArray>& raw)
{
    ListedTools listed{raw, m_client->handshake().hasResources, m_client->handshake().instructions};
    if (!m_around.cache || !m_around.pool || m_unknown || m_cacheKey.isEmpty() || listed == m_lastListed)
        return;
    m_lastListed = listed;
    m_around.pool->run(
        this, [cache = m_around.cache, key = m_cacheKey, listed = std::move(listed)] { return cache->write(key, listed); },
        [](const Result<void>& kept) {
            if (!kept)
                qCWarning(log) << "the tools of a service could not be kept for its next start" << kept.error().detail;
        });
}

QString McpServer::instructions() const
{
    return m_state == ServiceState::Ready ? m_client->handshake().instructions : offersTools() ? m_lastListed.instructions : QString();
}

bool McpServer::holdsResources() const
{
    return m_state == ServiceState::Ready ? m_client->handshake().hasResources : offersTools() && m_lastListed.resources;
}

} // namespace aios
