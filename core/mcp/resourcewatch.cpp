// SPDX-License-Identifier: MIT
#include "core/mcp/resourcewatch.h"

#include "core/mcp/servermanager.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kLongestUri = 2000;

} // namespace

ResourceWatch::ResourceWatch(ServerManager& manager) : QObject(&manager), m_manager(manager) {}

void ResourceWatch::given(const QString& server, const QString& uri, const QString& sessionId)
{
    if (sessionId.isEmpty() || uri.size() > kLongestUri)
        return;
    QMap<QString, Watched>& all = m_servers[server];
    if (!all.contains(uri) && all.size() >= kMostOfServer)
        return;
    const bool fresh = !all.contains(uri);
    Watched& watched = all[uri];
    if (!watched.sessions.contains(sessionId))
        watched.sessions.append(sessionId);
    watched.stale.removeAll(sessionId);
    if (fresh)
        tellServer(server);
}

QStringList ResourceWatch::takeChanged(const QString& sessionId)
{
    QStringList changed;
    for (auto server = m_servers.begin(); server != m_servers.end(); ++server) {
        for (auto each = server->begin(); each != server->end(); ++each) {
            if (each->stale.removeAll(sessionId) > 0)
                changed.append(server.key() + u':' + each.key());
        }
    }
    changed.sort();
    return changed;
}

void ResourceWatch::forget(const QString& sessionId)
{
    for (const QString& server : m_servers.keys()) {
        const qsizetype before = m_servers[server].size();
        m_servers[server].removeIf([&sessionId](auto each) {
            each->stale.removeAll(sessionId);
            return each->sessions.removeAll(sessionId) > 0 && each->sessions.isEmpty();
        });
        if (m_servers[server].size() != before)
            tellServer(server);
    }
}

void ResourceWatch::updated(const QString& server, const QString& uri)
{
    const auto all = m_servers.find(server);
    const auto watched = all == m_servers.end() ? QMap<QString, Watched>::iterator() : all->find(uri);
    if (all != m_servers.end() && watched != all->end())
        watched->stale = watched->sessions;
}

QStringList ResourceWatch::wanted(const QString& server) const
{
    return m_servers.value(server).keys();
}

void ResourceWatch::tellServer(const QString& server)
{
    if (McpServer* one = m_manager.server(server))
        one->watchResources(wanted(server));
}

} // namespace aios
