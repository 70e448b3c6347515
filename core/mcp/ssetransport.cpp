// SPDX-License-Identifier: MIT
#include "core/mcp/ssetransport.h"

#include "core/mcp/mcphttpexchange.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kLongSilence = 24h; ///< Time-outs of requests are the peer's.
constexpr qsizetype kMostErrorBody = 64 * 1024;
constexpr qsizetype kMostWaiting = 64;

bool sameOrigin(const QUrl& one, const QUrl& other)
{
    const auto port = [](const QUrl& url) { return url.port(url.scheme() == "https"_L1 ? 443 : 80); };
    return one.scheme() == other.scheme() && one.host() == other.host() && port(one) == port(other) && other.userInfo().isEmpty();
}

} // namespace

SseTransport::SseTransport(HttpTransport& http, QUrl url, QList<SecretHeader> headers, QObject* parent)
    : McpTransport(parent), m_http(http), m_url(std::move(url)), m_headers(std::move(headers)), m_parser({8 * 1024 * 1024, 8 * 1024 * 1024})
{}

SseTransport::~SseTransport() = default;

HttpRequest SseTransport::request(const QByteArray& method, const QUrl& url) const
{
    HttpRequest request;
    request.method = method;
    request.url = url;
    request.secretHeaders = m_headers;
    request.limits.idleTimeout = kLongSilence;
    if (!m_version.isEmpty() && m_version >= QByteArray("2025-06-18"))
        request.headers.append(HttpHeader{"MCP-Protocol-Version", m_version});
    return request;
}

Result<void> SseTransport::open()
{
    const QString scheme = m_url.scheme();
    if (!m_url.isValid() || m_url.host().isEmpty() || (scheme != "https"_L1 && scheme != "http"_L1))
        return fail(ErrorCode::InvalidInput, u"The address is not a complete http or https address."_s);
    HttpRequest get = request("GET", m_url);
    get.headers.append(HttpHeader{"Accept", "text/event-stream"});
    HttpHandlers handlers;
    handlers.onHead = [this](const HttpHead& head) { m_head = head; };
    handlers.onData = [this](QByteArrayView data) {
        if (m_head.status < 200 || m_head.status >= 300) {
            if (m_errorBody.size() < kMostErrorBody)
                m_errorBody.append(data);
            return;
        }
        // From the event loop: what follows may end this.
        const auto fed = m_parser.feed(
            data, [this](const SseEvent& event) { QMetaObject::invokeMethod(this, [this, event] { takeEvent(event); }, Qt::QueuedConnection); });
        if (!fed)
            QMetaObject::invokeMethod(this, [this, why = fed.error()] { end({ErrorCode::Unavailable, why.message, {}, {}}); }, Qt::QueuedConnection);
    };
    handlers.onEnd = [this](const Result<void>& result) {
        const bool refused = result && (m_head.status < 200 || m_head.status >= 300);
        const ErrorCode code = !refused ? ErrorCode::Unavailable : isPassingStatus(m_head.status) ? ErrorCode::Network : ErrorCode::Protocol;
        const QString words = refused ? httpStatusWords(m_head.status, m_errorBody) : u"The service ended its stream."_s;
        const Error why = result ? Error{code, words, {}, {}} : result.error();
        QMetaObject::invokeMethod(this, [this, why] { end(why); }, Qt::QueuedConnection);
    };
    m_stream = m_http.start(std::move(get), std::move(handlers));
    return {};
}

void SseTransport::negotiated(McpEra, const QByteArray& version)
{
    m_version = version;
}

void SseTransport::takeEvent(const SseEvent& event)
{
    if (m_ended)
        return;
    if (event.type == "endpoint")
        takeEndpoint(event.data.trimmed());
    else if (event.type == "message" && !event.data.trimmed().isEmpty())
        Q_EMIT received(event.data);
}

/// Named once; another one later would be a redirect by other means.
void SseTransport::takeEndpoint(const QByteArray& address)
{
    if (!m_endpoint.isEmpty())
        return;
    const QUrl endpoint = m_url.resolved(QUrl::fromEncoded(address, QUrl::StrictMode));
    if (address.isEmpty() || !endpoint.isValid() || !sameOrigin(m_url, endpoint))
        return end({ErrorCode::Unavailable, u"The service wants its messages at an address of another place, so nothing is sent there."_s, {}, {}});
    m_endpoint = endpoint;
    for (const McpOutgoing& message : std::exchange(m_waiting, {}))
        post(message);
}

void SseTransport::send(McpOutgoing message)
{
    if (m_ended)
        return;
    if (m_endpoint.isEmpty() && m_waiting.size() < kMostWaiting)
        m_waiting.append(std::move(message));
    else if (!m_endpoint.isEmpty())
        post(message);
}

void SseTransport::post(const McpOutgoing& message)
{
    const int number = ++m_lastPost;
    HttpRequest request = this->request("POST", m_endpoint);
    request.headers.append(HttpHeader{"Content-Type", "application/json"});
    request.body = {message.text};
    HttpHandlers handlers;
    handlers.onHead = [this, number](const HttpHead& head) { m_posts[number].head = head; };
    handlers.onData = [this, number](QByteArrayView data) {
        if (m_posts[number].body.size() < kMostErrorBody)
            m_posts[number].body.append(data);
    };
    handlers.onEnd = [this, number](const Result<void>& result) {
        QMetaObject::invokeMethod(this, [this, number, result] { posted(number, result); }, Qt::QueuedConnection);
    };
    m_posts[number].id = message.id;
    m_posts[number].stream = m_http.start(std::move(request), std::move(handlers));
}

/// The answer itself comes on the stream; here only whether the message was taken.
void SseTransport::posted(int number, const Result<void>& result)
{
    const auto found = m_posts.find(number);
    if (found == m_posts.end())
        return;
    const Post post = std::move(found->second);
    m_posts.erase(found);
    const bool taken = result && post.head.status >= 200 && post.head.status < 300;
    if (taken || m_ended)
        return;
    if (post.id.isEmpty())
        return void(Q_EMIT warned(result ? httpStatusWords(post.head.status, post.body) : result.error().message));
    if (!result)
        return void(Q_EMIT unanswered(post.id, result.error()));
    RpcAnswer answer;
    answer.httpStatus = post.head.status;
    answer.error = RpcError{0, httpStatusWords(post.head.status, post.body), {}};
    Q_EMIT answered(post.id, answer);
}

void SseTransport::close()
{
    QMetaObject::invokeMethod(this, [this] { end({ErrorCode::Cancelled, u"The connection was closed."_s, {}, {}}); }, Qt::QueuedConnection);
}

/// Cancelled: close() was called.
void SseTransport::end(const Error& why)
{
    if (std::exchange(m_ended, true))
        return;
    m_stream.reset();
    m_posts.clear();
    McpEnd end;
    end.asked = why.code == ErrorCode::Cancelled;
    end.error = why;
    Q_EMIT closed(end);
}

} // namespace aios
