// SPDX-License-Identifier: MIT
#include "core/mcp/mcpclient.h"

#include "core/base/json.h"
#include "core/base/jsonraw.h"
#include "core/base/text.h"
#include "core/mcp/handshake.h"
#include "core/mcp/toollist.h"

#include <QUrl>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr qsizetype kMostPages = 200;
constexpr qsizetype kMostListBytes = 32 * 1024 * 1024;
constexpr int kMostDiscoveries = 2;

} // namespace

McpClient::McpClient(MakeTransport makeTransport, Options options, QObject* parent)
    : QObject(parent), m_makeTransport(std::move(makeTransport)), m_options(std::move(options))
{}

McpClient::~McpClient()
{
    // Replies must not find a client that is half gone.
    m_step = Step::Idle;
    m_peer.reset();
    m_transport.reset();
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
    m_peer->onRequest = [this](const RpcMessage& request, RpcError& error) { return answerRequest(request, error); };
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
    return R"("io.modelcontextprotocol/protocolVersion":")" + QByteArray(kModernVersion) + R"(","io.modelcontextprotocol/clientInfo":)" +
           clientInfo() + R"(,"io.modelcontextprotocol/clientCapabilities":{})";
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
        return answer.error().code == ErrorCode::Timeout ? initialize() : startAgain();
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
    if (answer->httpStatus >= 500 || (answer->httpStatus >= 300 && answer->httpStatus < 400))
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
    const QByteArray members = R"("protocolVersion":")" + QByteArray(kNewestLegacyVersion) + R"(","capabilities":)" +
                               (m_options.root.isEmpty() ? "{}" : R"({"roots":{}})") + R"(,"clientInfo":)" + clientInfo();
    m_peer->request("initialize", members, {}, std::move(options),
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
    const bool refused = answer->error->code == kRpcUnsupportedVersion;
    if (refused && m_discoveries < kMostDiscoveries && supportedVersions(answer->error->data).contains(QLatin1StringView(kModernVersion))) {
        m_speaksModern = true;
        return discover();
    }
    const bool key = answer->httpStatus == 401 || answer->httpStatus == 403;
    failConnect(key ? Error{ErrorCode::Authentication, answer->error->message, {}, {}} : rpcFailed(*answer->error));
}

void McpClient::becomeModern(const QByteArray& result)
{
    m_handshake = readHandshake(result);
    m_handshake.era = McpEra::Modern;
    m_handshake.version = kModernVersion;
    ready();
    watchTools();
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
}

void McpClient::ready()
{
    m_step = Step::Ready;
    m_connected(m_handshake);
}

void McpClient::failConnect(Error error)
{
    m_step = Step::Idle;
    m_connected(std::unexpected(std::move(error)));
}

void McpClient::transportClosed(int number, const McpEnd& end)
{
    if (number != m_opened || (m_step != Step::Ready && m_step != Step::Idle))
        return; // one that was only probed, or the handshake says what is wrong
    m_step = Step::Idle;
    Q_EMIT ended(end);
}

/// The modern era's way to be told: one request that stays open as long as the connection.
void McpClient::watchTools()
{
    if (!m_handshake.toolsChange || m_step != Step::Ready)
        return;
    RpcOptions options;
    options.timeout = 0ms;
    m_peer->request("subscriptions/listen", R"("notifications":{"toolsListChanged":true})", meta(), std::move(options),
                    JsonRpcPeer::Reply([](const Result<RpcAnswer>&) {}, fail(ErrorCode::Cancelled, {})));
}

void McpClient::listTools(Listed listed)
{
    endList(fail(ErrorCode::Cancelled, u"The list was asked for anew."_s));
    m_listed = std::move(listed);
    m_tools.clear();
    m_cursors.clear();
    m_listBytes = 0;
    if (!m_handshake.hasTools)
        return endList(QList<QByteArray>());
    nextPage({});
}

void McpClient::nextPage(const QString& cursor)
{
    RpcOptions options;
    options.timeout = m_options.listTimeout;
    m_peer->request("tools/list", cursor.isEmpty() ? QByteArray() : R"("cursor":)" + jsonString(cursor), meta(), std::move(options),
                    JsonRpcPeer::Reply([this](Result<RpcAnswer> answer) { tookPage(std::move(answer)); }, fail(ErrorCode::Cancelled, {})));
}

void McpClient::tookPage(Result<RpcAnswer> answer)
{
    if (!m_listed)
        return;
    if (!answer)
        return endList(std::unexpected(answer.error()));
    if (answer->error)
        return endList(std::unexpected(rpcFailed(*answer->error)));
    const auto page = readToolPage(answer->result);
    if (!page)
        return endList(std::unexpected(page.error()));
    m_listBytes += answer->result.size();
    m_tools += page->tools;
    if (page->nextCursor.isEmpty())
        return endList(m_tools);
    if (m_cursors.contains(page->nextCursor) || m_cursors.size() >= kMostPages || m_listBytes > kMostListBytes)
        return endList(fail(ErrorCode::TooLarge, u"The service's list of tools does not end; none is used."_s));
    m_cursors.append(page->nextCursor);
    nextPage(page->nextCursor);
}

void McpClient::endList(Result<QList<QByteArray>> result)
{
    if (m_listed) {
        Listed listed = std::move(m_listed);
        listed(std::move(result));
    }
}

qint64 McpClient::callTool(const QByteArray& name, const QByteArray& argumentsJson, RpcOptions options, JsonRpcPeer::Reply reply)
{
    options.name = name;
    const QByteArray members = R"("name":)" + jsonString(QByteArrayView(name)) + R"(,"arguments":)" + argumentsJson;
    return request("tools/call", members, std::move(options), std::move(reply));
}

qint64 McpClient::request(const QByteArray& method, const QByteArray& members, RpcOptions options, JsonRpcPeer::Reply reply)
{
    if (m_step != Step::Ready) {
        reply(fail(ErrorCode::Unavailable, u"The service is not connected."_s));
        return 0;
    }
    return m_peer->request(method, members, meta(), std::move(options), std::move(reply));
}

void McpClient::cancelCall(qint64 id, const QString& reason)
{
    if (m_peer)
        m_peer->cancel(id, reason);
}

void McpClient::close()
{
    if (m_transport)
        m_transport->close();
}

void McpClient::takeNotification(const RpcMessage& notification)
{
    if (notification.method == "notifications/tools/list_changed" && m_step == Step::Ready)
        Q_EMIT toolsChanged();
    // Log messages and what else servers tell are of no use here.
}

Result<QByteArray> McpClient::answerRequest(const RpcMessage& request, RpcError& error) const
{
    if (m_handshake.era == McpEra::Modern) { // servers ask nothing there
        error = {kRpcInvalidRequest, u"Servers send no requests in this revision"_s, {}};
        return fail(ErrorCode::Protocol, {});
    }
    if (request.method == "ping")
        return QByteArray("{}");
    if (request.method == "roots/list" && !m_options.root.isEmpty()) {
        const QByteArray uri = QUrl::fromLocalFile(m_options.root).toEncoded();
        return R"({"roots":[{"uri":)" + jsonString(QByteArrayView(uri)) + R"(,"name":)" +
               jsonString(QStringView(m_options.root.sliced(m_options.root.lastIndexOf(u'/') + 1))) + "}]}";
    }
    return fail(ErrorCode::NotFound, {});
}

} // namespace aios
