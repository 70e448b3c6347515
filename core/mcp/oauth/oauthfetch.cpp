// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/oauthfetch.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr qint64 kMostBody = 256 * 1024;
constexpr int kMostRedirects = 3;

} // namespace

/// One request; deletes itself after its reply.
class OAuthFetch::Exchange : public QObject {
public:
    Exchange(HttpTransport& http, HttpRequest request, Reply reply, QObject* parent) : QObject(parent), m_reply(std::move(reply))
    {
        HttpHandlers handlers;
        handlers.onHead = [this](const HttpHead& head) { m_got.head = head; };
        handlers.onData = [this](QByteArrayView data) { m_got.body.append(data); };
        // Queued: the reply may start and end requests.
        handlers.onEnd = [this](const Result<void>& result) {
            QMetaObject::invokeMethod(this, [this, result] { finish(result); }, Qt::QueuedConnection);
        };
        m_stream = http.start(std::move(request), std::move(handlers));
    }

private:
    void finish(const Result<void>& result)
    {
        m_stream.reset();
        deleteLater();
        auto reply = std::move(m_reply);
        reply(result ? Result<OAuthReply>(std::move(m_got)) : std::unexpected(result.error()));
    }

    Reply m_reply;
    OAuthReply m_got;
    std::unique_ptr<HttpStream> m_stream;
};

OAuthFetch::OAuthFetch(HttpTransport& http, OAuthAddresses addresses, QObject* parent)
    : QObject(parent), m_http(http), m_addresses(std::move(addresses))
{}

void OAuthFetch::run(HttpRequest request, Reply reply)
{
    request.headers.append(HttpHeader{"Accept", "application/json"});
    request.limits.idleTimeout = 30s;
    request.limits.totalTimeout = 60s;
    request.limits.maxBodyBytes = kMostBody;
    request.limits.maxHeaderBytes = 64 * 1024;
    m_addresses.guard(request);
    new Exchange(m_http, std::move(request), std::move(reply), this);
}

void OAuthFetch::get(const QUrl& url, Reply reply)
{
    get(url, kMostRedirects, std::move(reply));
}

void OAuthFetch::get(const QUrl& url, int redirects, Reply reply)
{
    HttpRequest request;
    request.url = url;
    run(std::move(request), [this, url, redirects, reply = std::move(reply)](Result<OAuthReply> got) {
        const bool moved = got && got->head.status >= 301 && got->head.status <= 308 && !got->head.header("location").isEmpty();
        if (!moved)
            return reply(std::move(got));
        const QUrl next = url.resolved(QUrl::fromEncoded(got->head.header("location"), QUrl::StrictMode));
        if (redirects == 0 || !next.isValid() || !sameOrigin(url, next) || !next.userInfo().isEmpty())
            return reply(fail(ErrorCode::Denied, u"%1 leads to another address, which is not followed. Tell whoever runs the service."_s.arg(
                                                     url.toString(QUrl::FullyEncoded))));
        get(next, redirects - 1, reply);
    });
}

void OAuthFetch::post(const QUrl& url, const QByteArray& contentType, const QByteArray& body, const QList<SecretHeader>& headers, Reply reply)
{
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers.append(HttpHeader{"Content-Type", contentType});
    request.secretHeaders = headers;
    request.body = {body};
    run(std::move(request), std::move(reply));
}

} // namespace aios
