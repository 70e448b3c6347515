// SPDX-License-Identifier: MIT
#include "core/mcp/mcpserver.h"

#include "core/base/text.h"
#include "core/mcp/ssetransport.h"
#include "core/mcp/stdiotransport.h"
#include "core/mcp/streamablehttp.h"
#include "core/mcp/websockettransport.h"

#include <QLoggingCategory>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.mcp", QtWarningMsg)

constexpr qsizetype kErrorTail = 8 * 1024;
constexpr qsizetype kMostWarnings = 20;
constexpr qsizetype kMostLogLines = 50;
constexpr auto kRequestFirst = 20ms; ///< Nobody waits for one whose tools are known, so what they wait for goes out before twenty programs start.
constexpr auto kCallIdle = 5min;         ///< Of a call to an address that tells nothing.
constexpr auto kProgramIdle = 30min;     ///< And of one to a program: there is no network to lose it.
constexpr auto kCallAtMost = 60min;

} // namespace

McpServer::McpServer(McpServerConfig config, const McpSurroundings& surroundings, QObject* parent)
    : QObject(parent), m_config(std::move(config)), m_around(surroundings)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &McpServer::start);
    m_launch.shown = m_config.type == McpServerConfig::Type::Stdio ? (QStringList{m_config.command} + m_config.arguments).join(u' ') : m_config.url;
}

McpServer::~McpServer()
{
    ++m_attempt; // answers of the client that goes with it no longer count
    if (m_client)
        m_client->disconnect(this);
    m_client.reset();
    callersGone();
    dropHelper();
    if (m_signIn) {
        m_signIn->disconnect(this);
        m_signIn.release()->deleteLater(); // after clients that are still to be deleted
    }
}

void McpServer::dropClient()
{
    if (!m_client)
        return;
    m_lastErrors = errorTail();
    m_client->disconnect(this);
    // Its own function may be on the stack.
    m_client.release()->deleteLater();
}

void McpServer::setBlocked(const QString& why)
{
    m_blocked = why;
    if (!why.isEmpty())
        m_retry.stop();
    if (!why.isEmpty() && m_state != ServiceState::Off && m_state != ServiceState::Failed)
        stop();
    Q_EMIT changed();
}

void McpServer::start()
{
    if (m_stopping)
        m_startAfterStop = true;
    if (m_stopping || isComing() || m_state == ServiceState::Ready || !m_blocked.isEmpty())
        return;
    m_retry.stop();
    m_problem.clear();
    m_warnings.clear();
    m_exitCode.reset();
    m_lastErrors.clear();
    m_log.clear();
    m_secrets.clear();
    m_standIn = false;
    const int attempt = ++m_attempt;
    setState(ServiceState::Starting);
    if (!lookUp(attempt))
        begin(attempt);
}

void McpServer::begin(int attempt)
{
    QStringList names = m_around.keychain ? m_around.choices->secrets(name()) : QStringList();
    names.removeIf([this](const QString& name) { return std::ranges::contains(m_keys, name, &std::pair<QString, Secret>::first); });
    readSecrets(names, attempt);
}

/// One after the other: a keychain may ask the person for each.
void McpServer::readSecrets(const QStringList& names, int attempt)
{
    if (names.isEmpty()) // from the event loop, so that nobody is told from inside start()
        return QTimer::singleShot(m_standIn ? kRequestFirst : 0ms, this, [this, attempt] { launch(attempt); });
    m_around.keychain->read(serviceSecretAddress(m_config, names.first()), this, [this, names, attempt](const Result<Secret>& secret) {
        if (attempt != m_attempt || m_state != ServiceState::Starting)
            return;
        if (!secret && secret.error().code != ErrorCode::NotFound)
            return failWith(u"The key %1 could not be read. %2"_s.arg(names.first(), secret.error().message));
        if (secret)
            m_secrets.insert(names.first(), *secret);
        readSecrets(names.mid(1), attempt);
    });
}

void McpServer::launch(int attempt)
{
    if (attempt != m_attempt || m_state != ServiceState::Starting)
        return;
    if (m_around.programs && !m_around.programs->asked() && isMissingProgram(m_config, m_around.place))
        return m_around.programs->ask(this, [this, attempt] { launch(attempt); });
    for (const auto& [variable, secret] : std::as_const(m_keys))
        m_secrets.insert(variable, secret);
    auto prepared = prepareLaunch(m_config, m_around.launchPlace(), m_secrets);
    m_secrets.clear();
    if (!prepared)
        return failWith(prepared.error().message);
    m_launch = std::move(*prepared);
    m_cacheKey = m_around.cache ? ToolCache::key(m_config, m_launch) : QByteArray();
    m_warnings += m_launch.warnings;
    setUpSignIn();
    m_config.headersHelper.isEmpty() ? connectLaunched(attempt) : askHelper(attempt);
}

void McpServer::connectLaunched(int attempt)
{
    McpClient::Options options;
    options.clientVersion = m_around.clientVersion;
    options.root = m_launch.inProject ? m_around.place.projectRoot : QString();
    // The older HTTP transport has only the older era. An address of which nobody said that it is of that kind may be all the same.
    options.knownEra = m_config.type == McpServerConfig::Type::Sse ? McpEra::Legacy : m_around.choices->era(name(), m_config.hash);
    if (m_config.type == McpServerConfig::Type::Http)
        options.makeOlder = [this] { return std::make_unique<SseTransport>(way(), m_launch.url, m_launch.headers); };
    options.probeTimeout = m_around.probeTimeout;
    options.connectTimeout = m_around.connectTimeout;
    options.samples = m_around.samples;
    options.ask = askAround();
    m_client = std::make_unique<McpClient>([this] { return makeTransport(); }, options);
    connect(m_client.get(), &McpClient::handshaking, this, [this] { setState(ServiceState::Handshake); });
    connect(m_client.get(), &McpClient::warned, this, &McpServer::warn);
    connect(m_client.get(), &McpClient::logged, this, &McpServer::takeLog);
    connect(m_client.get(), &McpClient::toolsChanged, this, &McpServer::listAgain);
    connect(m_client.get(), &McpClient::ended, this, &McpServer::ended);
    connectWatch();
    m_client->connectToServer(McpClient::Connected(
        [self = QPointer<McpServer>(this), this, attempt](Result<McpHandshake> handshake) {
            if (self && attempt == m_attempt && m_client)
                connected(std::move(handshake));
        },
        fail(ErrorCode::Cancelled, u"It was stopped while it started."_s)));
}

std::unique_ptr<McpTransport> McpServer::makeTransport()
{
    if (m_launch.program)
        return std::make_unique<StdioTransport>(*m_launch.program);
    if (m_config.type == McpServerConfig::Type::Sse)
        return std::make_unique<SseTransport>(way(), m_launch.url, m_launch.headers);
    if (m_config.type == McpServerConfig::Type::Ws)
        return std::make_unique<WebSocketTransport>(m_around.openWebSocket, m_launch.url, m_helper ? m_helper->headers() : m_launch.headers);
    return std::make_unique<StreamableHttp>(way(), m_launch.url, m_launch.headers);
}

void McpServer::connected(Result<McpHandshake> handshake)
{
    if (!handshake)
        return failWith(handshake.error().message + (m_helper && !m_helper->problem().isEmpty() ? u' ' + m_helper->problem() : QString()));
    listAgain();
}

void McpServer::listAgain()
{
    m_client->listTools(McpClient::Listed(
        [self = QPointer<McpServer>(this), this, attempt = m_attempt](Result<QList<QByteArray>> raw) {
            if (self && attempt == m_attempt && m_client)
                listed(std::move(raw));
        },
        fail(ErrorCode::Cancelled, {})));
}

void McpServer::listed(Result<QList<QByteArray>> raw)
{
    if (!raw && raw.error().code == ErrorCode::Cancelled)
        return; // asked for anew
    if (!raw && m_state == ServiceState::Ready) // the old list stays (folder.md 5.2)
        return warn(u"Its changed list of tools could not be read, so the old one counts. "_s + raw.error().message);
    if (!raw)
        return failWith(u"Its tools could not be listed. "_s + raw.error().message);
    if (!m_standIn || *raw != m_lastListed.raw) // else it is what is offered already
        takeTools(readTools(*raw, name(), m_config.hash, !m_launch.program));
    m_standIn = false;
    keepList(*raw);
    if (!m_unknown)
        m_around.choices->setEra(name(), m_config.hash, m_client->handshake().era);
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

void McpServer::ended(const McpEnd& end)
{
    m_exitCode = end.exitCode;
    if (m_stopping || end.asked) {
        m_stopping = false;
        dropClient();
        setState(ServiceState::Off);
        if (std::exchange(m_startAfterStop, false))
            start();
        return;
    }
    failWith(end.error.message);
}

void McpServer::failWith(const QString& problem)
{
    if (m_signIn && m_signIn->needsSignIn())
        return askForSignIn(m_signIn->problem());
    ++m_attempt;
    m_stopping = false;
    dropClient();
    m_problem = problem;
    const QString last = m_lastErrors.section(u'\n', -1).trimmed();
    if (!last.isEmpty())
        m_problem += u" It last wrote: "_s + elided(showHidden(last), 300);
    if (m_wasReady)
        retryLater();
    qCInfo(log) << "a service failed" << name();
    setState(ServiceState::Failed);
}

void McpServer::stop()
{
    m_startAfterStop = false;
    m_retry.stop();
    m_wasReady = false;
    if (m_stopping)
        return;
    m_problem.clear();
    if (m_state == ServiceState::Ready && m_client && m_client->transport()) {
        m_stopping = true;
        ++m_attempt;
        m_client->close();
        return setState(ServiceState::Off);
    }
    ++m_attempt;
    dropClient(); // what has not come up yet is ended at once
    setState(ServiceState::Off);
}

void McpServer::restart()
{
    m_retries = 0;
    m_wasReady = false;
    if (m_state == ServiceState::Off || m_state == ServiceState::Failed || m_state == ServiceState::SignInNeeded)
        return start();
    stop();
    start();
}

void McpServer::setState(ServiceState state)
{
    if (state == ServiceState::Starting && m_state == ServiceState::Failed && m_wasReady)
        ++m_retries;
    m_state = state;
    Q_EMIT changed();
}

void McpServer::warn(const QString& text)
{
    if (m_warnings.size() >= kMostWarnings || m_warnings.contains(text))
        return;
    m_warnings.append(text);
    Q_EMIT changed();
}

/// Seen with the next change of anything else: a server may log a thousand lines a second.
void McpServer::takeLog(const QString& line)
{
    if (m_log.size() >= kMostLogLines)
        m_log.removeFirst();
    m_log.append(line);
}

/// What it wrote to its standard error, and what it logged by the protocol.
QString McpServer::errorTail() const
{
    const auto* program = m_client ? qobject_cast<const StdioTransport*>(m_client->transport()) : nullptr;
    QStringList parts{program ? program->errors().tail(kErrorTail) : m_lastErrors};
    if (m_client) // afterwards it is in the last errors
        parts += m_log;
    parts.removeAll(QString());
    return parts.join(u'\n');
}

ServiceStatus McpServer::status() const
{
    ServiceStatus status;
    status.name = name();
    status.scope = m_config.scope;
    status.file = m_config.file;
    status.state = m_state;
    status.problem = m_state == ServiceState::Off ? m_blocked : m_problem;
    status.enabled = m_around.choices->isEnabled(name());
    status.type = m_config.typeName;
    status.target = m_launch.shown;
    status.exitCode = m_exitCode;
    status.errorTail = errorTail();
    status.warnings = m_warnings;
    if (m_signIn)
        status.signIn = m_signIn->status();
    if (m_state == ServiceState::Ready && m_client) {
        status.protocol = QString::fromLatin1(m_client->handshake().version);
        status.serverName = m_client->handshake().serverName;
    }
    status.instructions = instructions();
    status.instructionsOn = m_around.choices->instructionsOn(name());
    for (const Held& held : m_tools)
        status.tools.append(held.info.shown);
    return status;
}

QList<std::shared_ptr<const Tool>> McpServer::tools() const
{
    QList<std::shared_ptr<const Tool>> tools;
    for (const Held& held : m_tools) {
        if (offersTools() && held.tool && held.info.shown.on)
            tools.append(held.tool);
    }
    return tools;
}

const McpToolInfo* McpServer::tool(const QString& tool) const
{
    const auto found = std::ranges::find_if(m_tools, [&tool](const Held& held) { return held.info.shown.name == tool && held.tool; });
    return found == m_tools.end() ? nullptr : &found->info;
}

std::shared_ptr<const Tool> McpServer::anyTool(const QString& tool) const
{
    const auto found = std::ranges::find_if(m_tools, [&tool](const Held& held) { return held.info.shown.name == tool && held.tool; });
    return found == m_tools.end() ? nullptr : found->tool;
}

RpcOptions McpServer::callOptions() const
{
    RpcOptions options;
    const std::chrono::milliseconds wanted(m_config.timeoutMs);
    options.timeout = std::max<std::chrono::milliseconds>(m_config.type == McpServerConfig::Type::Stdio ? kProgramIdle : kCallIdle, wanted);
    options.hardTimeout = wanted > 0ms ? wanted : std::chrono::milliseconds(kCallAtMost);
    return options;
}

QString McpServer::whyNotCallable(const QString& toolName, const QByteArray& digest) const
{
    if (m_state != ServiceState::Ready || !m_client)
        return u"The service %1 is not running now%2"_s.arg(name(), m_problem.isEmpty() ? u", so the call was not made."_s : u": "_s + m_problem);
    const McpToolInfo* now = tool(toolName);
    if (!now || now->shown.digest != digest)
        return u"The service %1 describes this tool in another way than before, so the call was not made. It is off until the person has looked at it."_s
            .arg(name());
    return {};
}

} // namespace aios
