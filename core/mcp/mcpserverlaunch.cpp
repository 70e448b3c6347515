// SPDX-License-Identifier: MIT
// How an McpServer is started and reached: its keys, its launch, its transport.
#include "core/mcp/mcpserver.h"
#include "core/mcp/ssetransport.h"
#include "core/mcp/stdiotransport.h"
#include "core/mcp/streamablehttp.h"
#include "core/mcp/websockettransport.h"

#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kRequestFirst = 20ms; ///< Nobody waits for one whose tools are known, so what they wait for goes out before twenty programs start.

} // namespace

McpLaunchPlace McpSurroundings::launchPlace() const
{
    McpLaunchPlace known = place;
    if (programs)
        known.folders = programs->folders(place.projectRoot);
    if (programs)
        known.firstFolders = programs->shellFolders(place.projectRoot);
    return known;
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
    options.leave = takeLeave();
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
        return failWith(handshake.error().message + (m_helper && !m_helper->problem().isEmpty() ? u' ' + m_helper->problem() : QString()),
                        handshake.error());
    listAgain();
}

} // namespace aios
