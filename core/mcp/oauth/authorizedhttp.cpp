// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/authorizedhttp.h"

#include "core/base/hash.h"

namespace aios {

namespace {

constexpr qsizetype kMostRefusal = 64 * 1024; ///< Of the body of a refusal.

} // namespace

class AuthorizedHttp::Stream final : public QObject, public HttpStream {
public:
    Stream(HttpTransport& http, HttpAuthorizer& authorizer, HttpRequest request, HttpHandlers handlers)
        : m_http(http), m_authorizer(authorizer), m_request(std::move(request)), m_handlers(std::move(handlers))
    {}

    void begin()
    {
        m_authorizer.prepare(m_request.method, m_request.url, this, [this](const QList<SecretHeader>& headers) { send(headers); });
    }

    void setPaused(bool paused) override
    {
        m_paused = paused;
        if (m_inner)
            m_inner->setPaused(paused);
    }

private:
    void send(const QList<SecretHeader>& headers)
    {
        HttpRequest request = m_request;
        m_token.clear();
        m_sent = sentFingerprint(headers);
        for (const SecretHeader& header : headers) {
            if (header.name.compare("authorization", Qt::CaseInsensitive) == 0)
                m_token = header.secret.fingerprint();
            request.secretHeaders.append(header);
        }
        m_held = false;
        m_head = {};
        m_body.clear();
        HttpHandlers handlers;
        handlers.onHead = [this](const HttpHead& head) { takeHead(head); };
        handlers.onData = [this](QByteArrayView data) { takeData(data); };
        handlers.onEnd = [this](const Result<void>& result) { takeEnd(result); };
        m_inner = m_http.start(std::move(request), std::move(handlers));
        if (m_paused)
            m_inner->setPaused(true);
    }

    /// A refusal is held back until it is known whether it is the last word.
    void takeHead(const HttpHead& head)
    {
        m_held = head.status == 401 || head.status == 403;
        m_head = head;
        if (!m_held && m_handlers.onHead)
            m_handlers.onHead(head);
    }

    void takeData(QByteArrayView data)
    {
        if (!m_held && m_handlers.onData)
            m_handlers.onData(data);
        else if (m_held && m_body.size() < kMostRefusal)
            m_body.append(data);
    }

    void takeEnd(const Result<void>& result)
    {
        if (!m_held) {
            if (m_handlers.onEnd)
                m_handlers.onEnd(result);
            return;
        }
        // From the event loop: the stream that has just ended is let go.
        QMetaObject::invokeMethod(this, [this, result] { judge(result); }, Qt::QueuedConnection);
    }

    void judge(const Result<void>& result)
    {
        m_inner.reset();
        m_authorizer.refused({m_head, m_token, m_sent, m_tries}, this, [this, result](bool again) {
            if (again) {
                ++m_tries;
                return begin();
            }
            // As a transport does it: each of the handlers may end this.
            const QPointer<Stream> self(this);
            if (m_handlers.onHead)
                m_handlers.onHead(m_head);
            if (self && !m_body.isEmpty() && m_handlers.onData)
                m_handlers.onData(m_body);
            if (self && m_handlers.onEnd)
                m_handlers.onEnd(result);
        });
    }

    HttpTransport& m_http;
    HttpAuthorizer& m_authorizer;
    HttpRequest m_request;
    HttpHandlers m_handlers;
    std::unique_ptr<HttpStream> m_inner;
    HttpHead m_head;
    QByteArray m_body;
    QByteArray m_token;
    QByteArray m_sent;
    int m_tries = 0;
    bool m_held = false;
    bool m_paused = false;
};

QByteArray sentFingerprint(const QList<SecretHeader>& headers)
{
    QByteArray all;
    for (const SecretHeader& header : headers)
        all += sha256Fields({header.name.toLower(), header.prefix, header.secret.fingerprint()});
    return all;
}

std::unique_ptr<HttpStream> AuthorizedHttp::start(HttpRequest request, HttpHandlers handlers)
{
    auto stream = std::make_unique<Stream>(m_http, m_authorizer, std::move(request), std::move(handlers));
    stream->begin();
    return stream;
}

} // namespace aios
