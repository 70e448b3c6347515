// SPDX-License-Identifier: MIT
#include "core/mcp/streamablehttp.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kLongSilence = 24h; ///< Time-outs of requests are the peer's.
constexpr auto kGoodbye = 1s; ///< How long the end of a session may take.

bool isVisibleAscii(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= 1024 && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

QByteArray mcpHeaderValue(const QByteArray& utf8)
{
    const bool plain = std::ranges::all_of(utf8, [](char c) { return c >= 0x20 && c < 0x7f; });
    const bool outer = utf8.startsWith(' ') || utf8.endsWith(' ');
    const bool looksEncoded = utf8.startsWith("=?base64?") && utf8.endsWith("?=");
    return plain && !outer && !looksEncoded ? utf8 : "=?base64?" + utf8.toBase64() + "?=";
}

StreamableHttp::StreamableHttp(HttpTransport& http, QUrl url, QList<SecretHeader> headers, QObject* parent)
    : McpTransport(parent), m_http(http), m_url(std::move(url)), m_headers(std::move(headers))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kGoodbye);
    connect(&m_patience, &QTimer::timeout, this, &StreamableHttp::finishClose);
}

Result<void> StreamableHttp::open()
{
    const QString scheme = m_url.scheme();
    if (!m_url.isValid() || m_url.host().isEmpty() || (scheme != "https"_L1 && scheme != "http"_L1))
        return fail(ErrorCode::InvalidInput, u"The address is not a complete http or https address."_s);
    return {};
}

void StreamableHttp::negotiated(McpEra era, const QByteArray& version)
{
    m_era = era;
    m_version = version;
}

HttpRequest StreamableHttp::request(const QByteArray& method, const QByteArray& session) const
{
    HttpRequest request;
    request.method = method;
    request.url = m_url;
    request.secretHeaders = m_headers;
    request.limits.idleTimeout = kLongSilence;
    request.headers.append(HttpHeader{"Accept", method == "GET" ? "text/event-stream" : "application/json, text/event-stream"});
    // The header exists since 2025-06-18 (mcp.md 1.2).
    if (!m_version.isEmpty() && m_version >= QByteArray("2025-06-18"))
        request.headers.append(HttpHeader{"MCP-Protocol-Version", m_version});
    if (m_era == McpEra::Legacy && !session.isEmpty())
        request.headers.append(HttpHeader{"Mcp-Session-Id", session});
    return request;
}

McpHttpExchange& StreamableHttp::makeExchange(const QByteArray& id)
{
    McpHttpExchange::MakeGet makeGet =
        [this, session = m_session](const QByteArray& lastEventId) { // of the session it began in, also when there is another by now
            HttpRequest get = request("GET", session);
            if (!lastEventId.isEmpty())
                get.headers.append(HttpHeader{"Last-Event-ID", lastEventId});
            return get;
        };
    if (m_era == McpEra::Modern) // takes no stream up again
        makeGet = nullptr;
    auto* exchange = new McpHttpExchange(m_http, id, std::move(makeGet), this);
    connect(exchange, &McpHttpExchange::head, this, [this, id](const HttpHead& head) { takeHead(head, id); });
    connect(exchange, &McpHttpExchange::received, this, &StreamableHttp::received);
    connect(exchange, &McpHttpExchange::refused, this,
            [this, id, session = m_session](const RpcAnswer& answer, bool goingOn) { takeRefusal(answer, goingOn, id, session); });
    connect(exchange, &McpHttpExchange::answered, this, [this, id, session = m_session](RpcAnswer answer) {
        answer.sessionLost = answer.sessionLost && !session.isEmpty();
        if (id.isEmpty())
            return;
        if (answer.begun && !answer.sessionLost) // it had taken the request, so this is no refusal of it
            Q_EMIT unanswered(id, {ErrorCode::Protocol, u"The service does not go on with its reply (HTTP %1)."_s.arg(answer.httpStatus), {}, {}});
        else
            Q_EMIT answered(id, answer);
    });
    connect(exchange, &McpHttpExchange::unanswered, this,
            [this, id](const Error& error) { id.isEmpty() ? Q_EMIT warned(error.message) : Q_EMIT unanswered(id, error); });
    connect(exchange, &McpHttpExchange::ended, exchange, &QObject::deleteLater);
    return *exchange;
}

void StreamableHttp::send(McpOutgoing message)
{
    HttpRequest post = request("POST", m_session);
    post.headers.append(HttpHeader{"Content-Type", "application/json"});
    if (m_era == McpEra::Modern && !message.method.isEmpty()) {
        post.headers.append(HttpHeader{"Mcp-Method", message.method});
        if (!message.name.isEmpty())
            post.headers.append(HttpHeader{"Mcp-Name", mcpHeaderValue(message.name)});
        post.headers += message.headers;
    }
    post.body = {message.text};
    makeExchange(message.id).post(std::move(post));
}

void StreamableHttp::takeHead(const HttpHead& head, const QByteArray& id)
{
    const QByteArray session = head.header("mcp-session-id");
    if (session.isEmpty() || m_era != McpEra::Legacy || head.status >= 300 || !m_session.isEmpty())
        return;
    if (isVisibleAscii(session)) {
        m_session = session;
        m_lost = false;
        return;
    }
    const Error error{ErrorCode::Protocol, u"The service gave a session id with characters that none may have, so it is not used."_s, {}, {}};
    std::ignore = drop(id);
    Q_EMIT unanswered(id, error);
}

/// A server that has no stream of its own may answer 404 to the first GET: that says nothing about the session.
void StreamableHttp::takeRefusal(const RpcAnswer& answer, bool goingOn, const QByteArray& id, const QByteArray& session)
{
    if (!answer.sessionLost || session.isEmpty() || session != m_session || (id.isEmpty() && !goingOn))
        return;
    m_lost = true;
    if (id.isEmpty())
        Q_EMIT sessionLost();
}

void StreamableHttp::forgetSession()
{
    drop([](const McpHttpExchange& exchange) { return exchange.id().isEmpty(); }); // where the server spoke by itself
    m_session.clear();
    m_lost = false;
}

void StreamableHttp::listen()
{
    if (m_era == McpEra::Legacy)
        makeExchange({}).listen();
}

/// The modern era cancels a request by closing its stream; in the legacy one that means nothing to the server.
bool StreamableHttp::drop(const QByteArray& id)
{
    drop([&id](const McpHttpExchange& exchange) { return !id.isEmpty() && exchange.id() == id; });
    return m_era == McpEra::Modern;
}

void StreamableHttp::drop(const std::function<bool(const McpHttpExchange&)>& which)
{
    for (McpHttpExchange* exchange : findChildren<McpHttpExchange*>(Qt::FindDirectChildrenOnly)) {
        if (which(*exchange)) {
            exchange->disconnect(this);
            exchange->deleteLater();
        }
    }
}

bool StreamableHttp::owesGoodbye() const
{
    return m_era == McpEra::Legacy && !m_session.isEmpty() && !m_lost && !m_closed;
}

void StreamableHttp::close()
{
    if (std::exchange(m_closing, true))
        return;
    drop([](const McpHttpExchange&) { return true; });
    if (owesGoodbye()) {
        HttpHandlers handlers; // whether the server takes it (200) or knows no such thing (405) is all the same
        handlers.onEnd = [this](const Result<void>&) { QMetaObject::invokeMethod(this, &StreamableHttp::finishClose, Qt::QueuedConnection); };
        m_patience.start();
        m_goodbye = m_http.start(request("DELETE", m_session), std::move(handlers));
        return;
    }
    QMetaObject::invokeMethod(this, &StreamableHttp::finishClose, Qt::QueuedConnection);
}

void StreamableHttp::finishClose()
{
    if (std::exchange(m_closed, true))
        return;
    m_patience.stop();
    m_goodbye.reset();
    McpEnd end;
    end.asked = true;
    end.error = {ErrorCode::Cancelled, u"The connection was closed."_s, {}, {}};
    Q_EMIT closed(end);
}

} // namespace aios
