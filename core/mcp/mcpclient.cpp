// SPDX-License-Identifier: MIT
#include "core/mcp/mcpclient.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/handshake.h"
#include "core/mcp/mcphttpexchange.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr int kMostDiscoveries = 2;
constexpr char kLogLevel[] = "warning"; ///< Some log every step they take.

} // namespace

McpClient::McpClient(MakeTransport makeTransport, Options options, QObject* parent)
    : QObject(parent),
      m_makeTransport(std::move(makeTransport)),
      m_options(std::move(options)),
      m_listing([this](const QByteArray& members, JsonRpcPeer::Reply reply) {
          RpcOptions page;
          page.timeout = m_options.listTimeout;
          page.harmless = true;
          request("tools/list", members, std::move(page), std::move(reply));
      })
{}

McpClient::~McpClient()
{
    // Replies must not find a client that is half gone.
    m_step = Step::Idle;
    m_peer.reset();
    if (m_transport && m_options.leave && m_transport->owesGoodbye())
        m_options.leave(std::move(m_transport));
    m_transport.reset();
    const auto open = std::exchange(m_open, {});
    const auto asked = std::exchange(m_asked, {});
}

void McpClient::connectToServer(Connected connected)
{
    m_connected = std::move(connected);
    if (!openTransport())
        return;
    m_options.knownEra == McpEra::Legacy ? initialize() : discover();
}

bool McpClient::openTransport()
{
    m_peer.reset();
    m_transport = m_makeTransport();
    // Queued: what follows may replace or destroy the transport.
    connect(m_transport.get(), &McpTransport::closed, this, [this, number = ++m_opened](const McpEnd& end) {
        QMetaObject::invokeMethod(this, [this, number, end] { transportClosed(number, end); }, Qt::QueuedConnection);
    });
    m_peer = std::make_unique<JsonRpcPeer>(*m_transport);
    m_peer->onNotification = [this](const RpcMessage& notification) { takeNotification(notification); };
    m_peer->onRequest = [this](const RpcMessage& request, JsonRpcPeer::Answer answer) { answerRequest(request, std::move(answer)); };
    connect(m_transport.get(), &McpTransport::sessionLost, this, [this] {
        if (m_step == Step::Ready)
            renewSession();
    });
    connect(m_peer.get(), &JsonRpcPeer::warned, this, &McpClient::warned);
    if (const auto opened = m_transport->open(); !opened) {
        failConnect(opened.error());
        return false;
    }
    Q_EMIT handshaking();
    return true;
}

QByteArray McpClient::clientInfo() const
{
    return R"({"name":"aios-desktop","title":"AIOS Desktop","version":)" + jsonString(m_options.clientVersion) + '}';
}

/// What every request of the modern era carries.
QByteArray McpClient::meta() const
{
    if (m_handshake.era == McpEra::Legacy)
        return {};
    const QByteArray logs = m_handshake.logs ? R"(,"io.modelcontextprotocol/logLevel":")" + QByteArray(kLogLevel) + '"' : QByteArray();
    return R"("io.modelcontextprotocol/protocolVersion":")" + QByteArray(kModernVersion) + R"(","io.modelcontextprotocol/clientInfo":)" +
           clientInfo() + R"(,"io.modelcontextprotocol/clientCapabilities":)" + capabilities() + logs;
}

/// What servers may ask for. A server asks for nothing that is not named here.
QByteArray McpClient::capabilities() const
{
    QByteArrayList offered;
    if (!m_options.root.isEmpty())
        offered.append(R"("roots":{})");
    if (m_options.ask)
        offered.append(R"("elicitation":{"form":{},"url":{}})");
    if (m_options.ask && m_options.samples)
        offered.append(R"("sampling":{})");
    if (m_handshake.era == McpEra::Modern)
        offered.append(R"("extensions":{")" + QByteArray(kTasksExtension) + R"(":{}})");
    return '{' + offered.join(',') + '}';
}

QByteArray McpClient::initializeMembers() const
{
    return R"("protocolVersion":")" + QByteArray(kNewestLegacyVersion) + R"(","capabilities":)" + capabilities() + R"(,"clientInfo":)" + clientInfo();
}

void McpClient::discover()
{
    m_step = Step::Discovering;
    ++m_discoveries;
    m_handshake = {};
    m_handshake.era = McpEra::Modern;
    m_transport->negotiated(McpEra::Modern, kModernVersion);
    RpcOptions options;
    options.timeout = m_transport->isProgram() ? m_options.probeTimeout : m_options.connectTimeout;
    options.cancellable = false;
    m_peer->request("server/discover", {}, meta(), std::move(options),
                    JsonRpcPeer::Reply([this](Result<RpcAnswer> answer) { discovered(std::move(answer)); }, fail(ErrorCode::Cancelled, {})));
}

void McpClient::discovered(Result<RpcAnswer> answer)
{
    if (m_step != Step::Discovering)
        return;
    if (!answer) {
        // Over HTTP nothing has been understood yet. A program that stays silent may still be starting; one that is gone is started again.
        if (!m_transport->isProgram() && !m_speaksModern)
            return answer.error().code == ErrorCode::Protocol ? initialize() : failConnect(answer.error());
        if (m_speaksModern)
            return failConnect(answer.error());
        m_probeMissed = answer.error().code == ErrorCode::Timeout;
        return m_probeMissed ? initialize() : startAgain();
    }
    if (answer->httpStatus == 401 || answer->httpStatus == 403)
        return failConnect({ErrorCode::Authentication, answer->error->message, {}, {}});
    if (!answer->error) {
        const Discovery found = readDiscovery(answer->result);
        if (!found.versions.isEmpty())
            return found.modern ? becomeModern(answer->result) : found.legacy ? initialize() : failConnect(unknownVersions(found.versions));
        return initialize(); // a legacy server that answers anything with an empty result
    }
    const int code = answer->error->code;
    if (code == kRpcUnsupportedVersion) {
        m_speaksModern = true;
        const QStringList versions = supportedVersions(answer->error->data);
        if (versions.isEmpty() || versions.contains(QLatin1StringView(kModernVersion)))
            return m_discoveries < kMostDiscoveries ? discover() : failConnect(rpcFailed(*answer->error));
        return speaksLegacy(versions) ? initialize() : failConnect(unknownVersions(versions));
    }
    if (code == kRpcHeaderMismatch || code == kRpcMissingCapability)
        return failConnect(rpcFailed(*answer->error));
    if (answer->httpStatus >= 300 && answer->httpStatus < 400)
        return failConnect({ErrorCode::Protocol, answer->error->message, {}, {}});
    if (isPassingStatus(answer->httpStatus))
        return failConnect({ErrorCode::Network, answer->error->message, {}, {}});
    initialize();
}

void McpClient::startAgain()
{
    if (std::exchange(m_startedAgain, true))
        return failConnect({ErrorCode::Unavailable, u"The service ended while it was asked what it speaks."_s, {}, {}});
    if (!openTransport())
        return;
    initialize();
}

void McpClient::initialize()
{
    m_step = Step::Initializing;
    m_handshake = {};
    m_transport->negotiated(McpEra::Legacy, {});
    RpcOptions options;
    // A program that did not answer the probe gets a second chance, alone with the handshake.
    options.timeout = m_transport->isProgram() && !m_startedAgain && m_discoveries > 0 ? m_options.connectTimeout / 2 : m_options.connectTimeout;
    options.cancellable = false;
    m_peer->request("initialize", initializeMembers(), {}, std::move(options),
                    JsonRpcPeer::Reply([this](Result<RpcAnswer> answer) { initialized(std::move(answer)); }, fail(ErrorCode::Cancelled, {})));
}

void McpClient::initialized(Result<RpcAnswer> answer)
{
    if (m_step != Step::Initializing)
        return;
    if (!answer) {
        const bool again = m_transport->isProgram() && m_discoveries > 0 && !m_startedAgain;
        return again ? startAgain() : failConnect(answer.error());
    }
    if (!answer->error)
        return becomeLegacy(answer->result);
    // It may have been starting when it was asked what it speaks, or be another one than the last time.
    const bool unasked = m_probeMissed || m_discoveries == 0;
    if (answer->error->code == kRpcMethodNotFound && unasked && m_discoveries < kMostDiscoveries)
        return discover();
    const bool refused = answer->error->code == kRpcUnsupportedVersion;
    if (refused && m_discoveries < kMostDiscoveries && supportedVersions(answer->error->data).contains(QLatin1StringView(kModernVersion))) {
        m_speaksModern = true;
        return discover();
    }
    const bool older = answer->httpStatus == 400 || answer->httpStatus == 404 || answer->httpStatus == 405;
    if (older && answer->error->code == 0 && m_options.makeOlder && !m_refusal)
        return tryOlder({ErrorCode::Protocol, answer->error->message, {}, {}});
    const bool key = answer->httpStatus == 401 || answer->httpStatus == 403;
    failConnect(key ? Error{ErrorCode::Authentication, answer->error->message, {}, {}} : answerFailed(*answer));
}

/// The transport of 2024-11-05 (mcp.md 1.3). If it is not that either, the first refusal is what counts.
void McpClient::tryOlder(Error refusal)
{
    m_refusal = std::move(refusal);
    m_makeTransport = m_options.makeOlder;
    // From the event loop: the transport that is replaced has just called.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_step == Step::Initializing && openTransport())
                initialize();
        },
        Qt::QueuedConnection);
}

void McpClient::becomeModern(const QByteArray& result)
{
    m_handshake = readHandshake(result);
    m_handshake.era = McpEra::Modern;
    m_handshake.version = kModernVersion;
    ready();
    listen();
}

void McpClient::becomeLegacy(const QByteArray& result)
{
    m_handshake = readHandshake(result);
    if (!isLegacyVersion(m_handshake.version))
        return failConnect(unknownVersions({QString::fromUtf8(m_handshake.version)}));
    m_transport->negotiated(McpEra::Legacy, m_handshake.version);
    m_peer->notify("notifications/initialized");
    m_transport->listen();
    ready();
    if (m_handshake.logs && m_step == Step::Ready)
        request("logging/setLevel", R"("level":")" + QByteArray(kLogLevel) + '"', {},
                JsonRpcPeer::Reply([](const Result<RpcAnswer>&) {}, fail(ErrorCode::Cancelled, {})));
}

void McpClient::ready()
{
    m_step = Step::Ready;
    m_connected(m_handshake);
}

void McpClient::failConnect(Error error)
{
    m_step = Step::Idle;
    m_connected(std::unexpected(m_refusal ? *m_refusal : std::move(error)));
}

void McpClient::transportClosed(int number, const McpEnd& end)
{
    if (number != m_opened || m_step == Step::Discovering || m_step == Step::Initializing)
        return; // one that was only probed, or the handshake says what is wrong
    m_step = Step::Idle;
    Q_EMIT ended(end);
}

void McpClient::listTools(Listed listed)
{
    if (!m_handshake.hasTools)
        return listed(QList<QByteArray>());
    m_listing.list(std::move(listed));
}

void McpClient::close()
{
    if (m_transport)
        m_transport->close();
}

} // namespace aios
