// SPDX-License-Identifier: MIT
// What servers say and tell besides their tools.
#include "core/mcp/resourcewatch.h"
#include "core/mcp/servermanager.h"

using namespace Qt::StringLiterals;

namespace aios {

void ServerManager::connectOffers(McpServer& server)
{
    connect(&server, &McpServer::offersChanged, this, [this, name = server.name()] { Q_EMIT offersChanged(name); });
    connect(&server, &McpServer::resourceUpdated, m_resources,
            [watch = m_resources, name = server.name()](const QString& uri) { watch->updated(name, uri); });
}

QList<ServerManager::Instructions> ServerManager::instructionsNow() const
{
    QList<Instructions> all;
    for (const auto& [name, server] : m_servers) {
        QStringList names;
        for (const auto& tool : server->tools())
            names.append(tool->spec().name);
        const QString words = server->instructions();
        const bool given = m_around.choices->instructionsOn(name) && !m_around.choices->instructionsChanged(name, server->config().hash, words);
        if (!names.isEmpty())
            all.append({name, given ? words : QString(), names});
    }
    return all;
}

void ServerManager::keptInstructions(QObject* context, std::function<void(QList<KeptInstructions>)> done) const
{
    QList<KeptInstructions> all;
    if (!m_around.cache || !m_around.pool)
        return done(all);
    for (const McpServerConfig& config : m_config.servers)
        all.append({config.name, {}, whyBlocked(config).isEmpty() && m_around.choices->instructionsOn(config.name)});
    // What turned out otherwise than the person saw it is held back.
    auto looked = [choices = m_around.choices, configs = m_config.servers, done = std::move(done)](QList<KeptInstructions> kept) {
        for (KeptInstructions& each : kept) {
            const auto config = std::ranges::find(configs, each.server, &McpServerConfig::name);
            each.given = each.given && config != configs.cend() && !choices->instructionsChanged(each.server, config->hash, each.text);
        }
        done(std::move(kept));
    };
    m_around.pool->run(
        context,
        [all, configs = m_config.servers, cache = m_around.cache, place = m_around.launchPlace()]() mutable {
            for (qsizetype i = 0; i < all.size(); ++i) {
                const auto launch = prepareLaunch(configs[i], place, {});
                const auto listed = launch ? cache->read(ToolCache::key(configs[i], *launch)) : std::nullopt;
                if (listed)
                    all[i].text = listed->instructions;
            }
            all.removeIf([](const KeptInstructions& each) { return each.text.isEmpty(); });
            return all;
        },
        std::move(looked));
}

Result<void> ServerManager::setInstructionsOn(const QString& name, bool on)
{
    const McpServer* one = server(name);
    if (!one)
        return fail(ErrorCode::NotFound, u"There is no service of that name here."_s);
    const auto stored = m_around.choices->setInstructionsOn(name, one->config().hash, one->instructions(), on);
    tell();
    return stored;
}

} // namespace aios
