// SPDX-License-Identifier: MIT
// The tools of an McpServer: listed, and joined with the person's choices. What it listed the last time it ran stands in for them until it has listed them
// again, so that no turn waits for it.
#include "core/mcp/mcpserver.h"

#include <QLoggingCategory>
#include <QPointer>

#include <algorithm>

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

void McpServer::listAgain()
{
    m_client->listTools(McpClient::Listed(
        [self = QPointer<McpServer>(this), this, attempt = m_attempt](Result<QList<QByteArray>> raw) {
            if (self && attempt == m_attempt && m_client)
                listed(std::move(raw));
        },
        fail(ErrorCode::Cancelled, {})));
}

void McpServer::listAnew(QObject* context, std::function<void()> done)
{
    m_listWaiting.emplace_back(context, std::move(done));
    m_client ? listAgain() : tellListed();
}

void McpServer::tellListed()
{
    for (const auto& [context, done] : std::exchange(m_listWaiting, {}))
        QMetaObject::invokeMethod(
            this,
            [context, done] {
                if (context)
                    done();
            },
            Qt::QueuedConnection);
}

void McpServer::listed(Result<QList<QByteArray>> raw)
{
    if (!raw && raw.error().code == ErrorCode::Cancelled)
        return; // asked for anew
    tellListed();
    if (!raw && m_state == ServiceState::Ready) // the old list stays (folder.md 5.2)
        return warn(u"Its changed list of tools could not be read, so the old one counts. "_s + raw.error().message);
    if (!raw)
        return failWith(u"Its tools could not be listed. "_s + raw.error().message, raw.error());
    if (!m_standIn || *raw != m_lastListed.raw) // else it is what is offered already
        takeTools(readTools(*raw, name(), m_config.hash, !m_launch.program));
    m_standIn = false;
    keepList(*raw);
    if (!m_unknown) {
        m_around.choices->setEra(name(), m_config.hash, m_client->handshake().era);
        m_around.choices->meetInstructions(name(), m_config.hash, m_client->handshake().instructions, !m_launch.ownService.isEmpty());
    }
    m_wasReady = true;
    if (!m_readySince.isValid())
        m_readySince.start();
    m_client->watchResources(m_watched);
    setState(ServiceState::Ready);
}

void McpServer::takeTools(QList<McpToolInfo> tools)
{
    for (McpToolInfo& info : tools) {
        if (!m_launch.ownService.isEmpty())
            info.preset = ownEffect(m_launch.ownService, info.shown);
        info.alwaysLoad = info.alwaysLoad || m_config.alwaysLoad;
    }
    if (!m_unknown)
        m_around.choices->apply(name(), m_config.hash, tools);
    std::vector<Held> held;
    for (McpToolInfo& info : tools) {
        // The same one as before the list changed, so that what a running turn holds hears of later choices.
        const auto before = std::ranges::find_if(m_tools, [&info](const Held& old) { return old.tool && old.info.shown.name == info.shown.name; });
        auto choice = before == m_tools.end() ? std::make_shared<McpToolChoice>() : before->choice;
        choice->effect = info.shown.effect;
        choice->on = info.shown.on;
        std::shared_ptr<const Tool> tool = info.shown.problem.isEmpty() ? std::make_shared<const McpTool>(info, name(), choice, this) : nullptr;
        held.push_back({std::move(info), std::move(choice), std::move(tool)});
    }
    m_tools = std::move(held);
}

/// The choices count at once, also for tools that a running turn already holds.
void McpServer::choicesChanged()
{
    if (m_tools.empty()) { // what it will list is not known yet, and nothing of it may be taken for known
        Q_EMIT changed();
        return;
    }
    QList<McpToolInfo> tools;
    for (const Held& held : m_tools)
        tools.append(held.info);
    m_around.choices->apply(name(), m_config.hash, tools);
    for (std::size_t i = 0; i < m_tools.size(); ++i) {
        Held& held = m_tools[i];
        held.info = tools[static_cast<qsizetype>(i)];
        held.choice->effect = held.info.shown.effect;
        held.choice->on = held.info.shown.on;
        if (held.tool) // whether it may run beside others is part of what it says of itself
            held.tool = std::make_shared<const McpTool>(held.info, name(), held.choice, this);
    }
    Q_EMIT changed();
}

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
