// SPDX-License-Identifier: MIT
#include "core/mcp/servermanager.h"

#include "core/base/text.h"
#include "core/mcp/mcpresources.h"
#include "core/mcp/resourcewatch.h"
#include "core/mcp/skillshelf.h"
#include "core/tools/childenvironment.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kTellAfter = 20ms;

std::unexpected<Error> noServer(const QString& name)
{
    return fail(ErrorCode::NotFound, u"There is no service “%1” here."_s.arg(showHidden(elided(name, 60))));
}

} // namespace

ServerManager::ServerManager(McpSurroundings surroundings, QObject* parent)
    : QObject(parent), m_around(std::move(surroundings)), m_resources(new ResourceWatch(*this))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &ServerManager::settle);
    m_telling.setSingleShot(true);
    m_telling.setInterval(kTellAfter);
    connect(&m_telling, &QTimer::timeout, this, &ServerManager::changed);
    m_resourceTools = resourceTools(*this);
    m_skills = std::make_unique<SkillShelf>(*this);
}

ServerManager::~ServerManager()
{
    m_waiting.clear();
    m_servers.clear();
}

QString ServerManager::whyBlocked(const McpServerConfig& config) const
{
    if (!config.problem.isEmpty())
        return config.problem;
    if (config.scope == ServiceScope::Project && !m_trusted.contains(config.trustSha256))
        return u"It is of this folder and was not trusted as it is now. Look at it on the trust page, or with `aios project trust`."_s;
    if (!m_folderDecided)
        return u"Nothing is started before you have decided whether you trust this folder."_s;
    if (!m_around.choices->isEnabled(config.name))
        return u"You have switched it off."_s;
    return {};
}

void ServerManager::block(McpServer& server)
{
    server.setBlocked(whyBlocked(server.config()));
}

void ServerManager::addServer(const McpServerConfig& config, bool start)
{
    auto server = std::make_unique<McpServer>(config, m_around);
    block(*server);
    connect(server.get(), &McpServer::changed, m_skills.get(), [this, name = config.name] { m_skills->look(name); });
    connect(server.get(), &McpServer::changed, this, &ServerManager::tell);
    connectOffers(*server);
    server->watchResources(m_resources->wanted(config.name));
    if (start)
        server->start();
    m_servers.insert_or_assign(config.name, std::move(server));
}

void ServerManager::setConfig(McpConfigSet config)
{
    if (m_left)
        return;
    m_config = std::move(config);
    std::erase_if(m_servers, [this](const auto& entry) {
        return std::ranges::none_of(m_config.servers, [&entry](const McpServerConfig& each) { return each.name == entry.first; });
    });
    for (const McpServerConfig& each : std::as_const(m_config.servers)) {
        const McpServer* old = server(each.name);
        if (old && old->config().raw == each.raw && old->config().scope == each.scope && old->config().file == each.file)
            continue;
        addServer(each, m_started);
    }
    tell();
}

void ServerManager::leave()
{
    setConfig({});
    m_left = true;
}

void ServerManager::setTrust(const QSet<QByteArray>& trustedItems, bool folderDecided)
{
    m_trusted = trustedItems;
    m_folderDecided = folderDecided;
    for (const auto& [name, server] : m_servers) {
        block(*server);
        if (m_started && server->state() == ServiceState::Off)
            server->start();
    }
}

void ServerManager::setPlace(McpLaunchPlace place)
{
    m_around.place = std::move(place);
}

QList<QByteArray> ServerManager::projectItems() const
{
    QList<QByteArray> items;
    for (const McpServerConfig& config : m_config.servers) {
        if (config.scope == ServiceScope::Project)
            items.append(config.trustSha256);
    }
    return items;
}

/// Beside what is starting, which does not wait for it.
void ServerManager::askShell()
{
    const auto looksFor = [](const McpServerConfig& config) {
        const bool own = config.command == "aios"_L1 && !ownProgram(config.command).isEmpty();
        return config.type == McpServerConfig::Type::Stdio && !config.command.contains(u'/') && !own;
    };
    if (m_shellAsked || !m_around.programs || !m_around.programs->prefersShell() || std::ranges::none_of(m_config.servers, looksFor))
        return;
    m_shellAsked = true;
    if (m_around.programs->asked()) // for another folder, before any of these was started
        return;
    m_around.programs->ask(this, [this] {
        for (const auto& [name, server] : m_servers)
            server->programsKnown();
    });
}

void ServerManager::ensureStarted()
{
    m_started = true;
    askShell();
    for (const auto& [name, server] : m_servers) {
        if (server->state() == ServiceState::Off || server->mayRetry())
            server->start();
    }
}

void ServerManager::servedTools(QObject* context, std::chrono::milliseconds patience, std::function<void(ServedTools)> reply, WaitFor wait)
{
    ensureStarted();
    if (!anyComing(wait))
        return reply(toolsNow());
    m_waiting.push_back({context, std::move(reply), std::chrono::steady_clock::now() + patience, wait});
    if (!m_patience.isActive() || m_patience.remainingTimeAsDuration() > patience)
        m_patience.start(patience);
}

bool ServerManager::anyComing(WaitFor wait) const
{
    return std::ranges::any_of(m_servers, [wait](const auto& entry) {
        const McpServer& server = *entry.second;
        return server.isComing() && (wait == WaitFor::Live || (!server.offersTools() && !server.isTriedAgain()));
    });
}

/// Answers those who need not wait any longer.
void ServerManager::settle()
{
    const bool offered = !anyComing(WaitFor::Offered);
    const bool live = offered && !anyComing(WaitFor::Live);
    const auto now = std::chrono::steady_clock::now();
    std::vector<Waiting> ready;
    std::erase_if(m_waiting, [&](Waiting& waiting) {
        if (!(waiting.wait == WaitFor::Live ? live : offered) && waiting.until > now)
            return false;
        ready.push_back(std::move(waiting));
        return true;
    });
    if (m_waiting.empty())
        m_patience.stop();
    else if (!m_patience.isActive())
        m_patience.start(std::chrono::ceil<std::chrono::milliseconds>(m_waiting.front().until - now));
    const QPointer<ServerManager> self(this);
    for (const Waiting& waiting : ready) {
        if (self && waiting.context)
            waiting.reply(toolsNow());
    }
}

void ServerManager::tell()
{
    if (!m_telling.isActive())
        m_telling.start();
    if (!m_waiting.empty()) // from the event loop: a server's own function is on the stack
        QMetaObject::invokeMethod(this, &ServerManager::settle, Qt::QueuedConnection);
}

ServedTools ServerManager::toolsNow() const
{
    ServedTools served;
    QStringList lines = m_config.problems;
    QSet<QString> names;
    for (const auto& [name, server] : m_servers) {
        for (const auto& tool : server->tools()) {
            if (names.contains(tool->spec().name)) // of two servers: a name stands for one thing
                continue;
            names.insert(tool->spec().name);
            served.tools.append(tool);
        }
        const ServiceStatus status = server->status();
        const auto fresh = std::ranges::count_if(status.tools, &ServiceTool::fresh);
        const auto otherwise = std::ranges::count_if(status.tools, &ServiceTool::changed);
        if (status.state == ServiceState::Failed)
            lines.append(u"%1 failed: %2"_s.arg(name, status.problem));
        else if (status.state == ServiceState::SignInNeeded)
            lines.append(u"%1 waits for a sign-in: %2"_s.arg(name, status.problem));
        else if (server->isComing() && !server->offersTools())
            lines.append(u"%1 is still starting."_s.arg(name));
        else if (status.state == ServiceState::Off && status.enabled)
            lines.append(u"%1 is off: %2"_s.arg(name, status.problem));
        if (status.instructionsOn && status.instructionsChanged)
            lines.append(
                u"%1 says something else of its tools than before. It is not passed on until you have looked at it in Services."_s.arg(name));
        if (fresh > 0)
            lines.append(u"%1 has %2 new tools that are off until you look at them."_s.arg(name).arg(fresh));
        if (otherwise > 0)
            lines.append(u"%1 describes %2 of its tools otherwise than before; they are off until you look at them."_s.arg(name).arg(otherwise));
    }
    if (!withResources().isEmpty())
        served.tools += m_resourceTools;
    if (!lines.isEmpty())
        served.notice = u"Services that are not to be had now:\n"_s + lines.join(u'\n');
    return served;
}

QList<ServiceStatus> ServerManager::status() const
{
    QList<ServiceStatus> all;
    const QList<KeptSignIn> kept = keptSignIns();
    for (const auto& [name, server] : m_servers) {
        ServiceStatus status = server->status();
        addKept(status, kept);
        status.trusted = status.scope != ServiceScope::Project || m_trusted.contains(server->config().trustSha256);
        all.append(std::move(status));
    }
    return all;
}

McpServer* ServerManager::server(const QString& name) const
{
    const auto found = m_servers.find(name);
    return found == m_servers.end() ? nullptr : found->second.get();
}

QStringList ServerManager::names() const
{
    QStringList names;
    for (const auto& [name, server] : m_servers)
        names.append(name);
    return names;
}

QString ServerManager::whyBlocked(const QString& name) const
{
    const McpServer* one = server(name);
    return one ? whyBlocked(one->config()) : QString();
}

QList<McpServer*> ServerManager::withResources() const
{
    QList<McpServer*> found;
    for (const auto& [name, server] : m_servers) {
        if (server->holdsResources())
            found.append(server.get());
    }
    return found;
}

void ServerManager::restart(const QString& name)
{
    if (McpServer* one = server(name))
        one->restart();
}

void ServerManager::signIn(const QString& name, std::function<void(Result<void>)> done)
{
    McpServer* one = server(name);
    one ? one->signIn(std::move(done)) : done(noServer(name));
}

void ServerManager::cancelSignIn(const QString& name)
{
    if (McpServer* one = server(name))
        one->cancelSignIn();
}

Result<void> ServerManager::setEnabled(const QString& name, bool on)
{
    McpServer* one = server(name);
    if (!one)
        return noServer(name);
    const auto stored = m_around.choices->setEnabled(name, on);
    block(*one);
    if (on && m_started)
        one->start();
    return stored;
}

void ServerManager::choicesChanged()
{
    if (!m_around.choices->refresh())
        return;
    for (const auto& [name, server] : m_servers) {
        block(*server);
        server->choicesChanged();
        if (m_started && server->state() == ServiceState::Off)
            server->start();
    }
    tell();
}

Result<const McpToolInfo*> ServerManager::toolOf(const QString& name, const QString& tool) const
{
    const McpServer* one = server(name);
    if (!one)
        return noServer(name);
    if (const McpToolInfo* info = one->tool(tool))
        return info;
    return fail(ErrorCode::NotFound, u"The service %1 has no usable tool “%2”, or it is not running now."_s.arg(name, showHidden(elided(tool, 60))));
}

Result<void> ServerManager::setEffect(const QString& name, const QString& tool, ServiceEffect effect)
{
    const auto info = toolOf(name, tool);
    if (!info)
        return std::unexpected(info.error());
    const auto stored = m_around.choices->setEffect(name, (*info)->shown, effect);
    server(name)->choicesChanged();
    return stored;
}

Result<void> ServerManager::setToolOn(const QString& name, const QString& tool, bool on)
{
    const auto info = toolOf(name, tool);
    if (!info)
        return std::unexpected(info.error());
    const auto stored = m_around.choices->setToolOn(name, (*info)->shown, on);
    server(name)->choicesChanged();
    return stored;
}

} // namespace aios
