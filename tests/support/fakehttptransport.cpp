// SPDX-License-Identifier: MIT
#include "tests/support/fakehttptransport.h"

#include <QMetaObject>

namespace aios::test {

/// Plays one reply. A QObject so that its steps die with it.
class FakeStream final : public QObject, public HttpStream {
public:
    FakeStream(FakeHttpTransport* transport, FakeReply reply, HttpHandlers handlers)
        : m_transport(transport), m_reply(std::move(reply)), m_handlers(std::make_shared<HttpHandlers>(std::move(handlers)))
    {
        ++transport->m_open;
        next();
    }
    ~FakeStream() override
    {
        if (m_transport && !m_ended) {
            --m_transport->m_open;
            ++m_transport->m_aborted;
        }
    }

    void setPaused(bool paused) override
    {
        const bool resumes = m_paused && !paused;
        m_paused = paused;
        if (resumes)
            next();
    }

private:
    void next()
    {
        QMetaObject::invokeMethod(this, [this] { step(); }, Qt::QueuedConnection);
    }

    void step()
    {
        if (m_paused || m_ended)
            return;
        const auto handlers = m_handlers; // A handler may destroy this.
        const QPointer<QObject> alive(this);
        if (m_reply.refuse) {
            end(handlers);
            return;
        }
        if (!m_headSent) {
            m_headSent = true;
            if (handlers->onHead)
                handlers->onHead({m_reply.status, m_reply.headers});
        } else if (!m_reply.chunks.isEmpty()) {
            const QByteArray chunk = m_reply.chunks.takeFirst();
            if (handlers->onData)
                handlers->onData(chunk);
        } else if (!m_reply.hang) {
            end(handlers);
            return;
        } else {
            return;
        }
        if (alive)
            next();
    }

    void end(const std::shared_ptr<HttpHandlers>& handlers)
    {
        m_ended = true;
        if (m_transport)
            --m_transport->m_open;
        Result<void> result;
        if (m_reply.failure)
            result = std::unexpected(*m_reply.failure);
        if (handlers->onEnd)
            handlers->onEnd(std::move(result));
    }

    QPointer<FakeHttpTransport> m_transport;
    FakeReply m_reply;
    std::shared_ptr<HttpHandlers> m_handlers;
    bool m_headSent = false;
    bool m_paused = false;
    bool m_ended = false;
};

FakeReply FakeReply::text(const QByteArray& body, int status)
{
    FakeReply reply;
    reply.status = status;
    reply.chunks = {body};
    return reply;
}

FakeReply FakeReply::stream(const QByteArray& body, qsizetype chunkSize)
{
    FakeReply reply;
    reply.headers = {{"content-type", "text/event-stream"}};
    for (qsizetype at = 0; at < body.size(); at += chunkSize)
        reply.chunks.append(body.mid(at, chunkSize));
    return reply;
}

FakeReply FakeReply::error(Error error)
{
    FakeReply reply;
    reply.refuse = true;
    reply.failure = std::move(error);
    return reply;
}

std::unique_ptr<HttpStream> FakeHttpTransport::start(HttpRequest request, HttpHandlers handlers)
{
    m_requests.push_back(std::move(request));
    FakeReply reply = FakeReply::error({ErrorCode::Internal, QStringLiteral("The test scripted no reply for this request."), {}, {}});
    if (!m_replies.empty()) {
        reply = std::move(m_replies.front());
        m_replies.pop_front();
    }
    return std::make_unique<FakeStream>(this, std::move(reply), std::move(handlers));
}

QByteArray FakeHttpTransport::body(std::size_t index) const
{
    return index < m_requests.size() ? m_requests[index].body.join() : QByteArray();
}

QByteArray FakeHttpTransport::header(std::size_t index, QByteArrayView name) const
{
    if (index >= m_requests.size())
        return {};
    for (const HttpHeader& header : m_requests[index].headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.value;
    }
    for (const SecretHeader& header : m_requests[index].secretHeaders) {
        const std::string_view secret = header.secret.reveal();
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.prefix + QByteArray(secret.data(), static_cast<qsizetype>(secret.size()));
    }
    return {};
}

} // namespace aios::test
