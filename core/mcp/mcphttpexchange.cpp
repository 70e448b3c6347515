// SPDX-License-Identifier: MIT
#include "core/mcp/mcphttpexchange.h"

#include "core/base/jsonraw.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr qsizetype kMostErrorBody = 64 * 1024;
constexpr int kMostTries = 5; ///< In a row without an event.
constexpr auto kDefaultRetry = 1s;
constexpr auto kLongestRetry = 60s; ///< Of our own: what the server asks for is kept.
constexpr auto kLongestAsked = std::chrono::hours(1);

bool hasType(const HttpHead& head, QByteArrayView type)
{
    return head.header("content-type").trimmed().toLower().startsWith(type);
}

/// What servers say that do not know a session: 404, or 400 and one of these words (mcp.md 3). Whether there was a session knows whoever sent it.
bool isSessionLoss(const RpcAnswer& answer)
{
    const QString said = answer.error->message.toLower();
    return answer.httpStatus == 404 || (answer.httpStatus == 400 && (said.contains("session"_L1) || said.contains("not initialized"_L1)));
}

} // namespace

bool isPassingStatus(int status)
{
    return status == 408 || status == 429 || status >= 500;
}

QString httpStatusWords(int status, const QByteArray& body)
{
    const QString said = elided(showHidden(QString::fromUtf8(body.left(600)).simplified()), 200);
    if (status == 401 || status == 403)
        return u"The service refused the request (HTTP %1): it wants another key, or that you sign in."_s.arg(status);
    if (status >= 300 && status < 400)
        return u"The service moved to another address (HTTP %1). Redirects are not followed, because they would take keys along; enter the new address."_s
            .arg(status);
    return u"The service answered HTTP %1%2"_s.arg(status).arg(said.isEmpty() ? u"."_s : u": "_s + said);
}

McpHttpExchange::McpHttpExchange(HttpTransport& http, QByteArray id, MakeGet makeGet, QObject* parent)
    : QObject(parent), m_http(http), m_id(std::move(id)), m_makeGet(std::move(makeGet))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        m_goingOn = true;
        start(m_makeGet(m_lastEventId));
    });
}

void McpHttpExchange::post(HttpRequest request)
{
    start(std::move(request));
}

void McpHttpExchange::listen()
{
    m_listening = true;
    start(m_makeGet({}));
}

void McpHttpExchange::start(HttpRequest request)
{
    m_kind = Body::None;
    m_head = {};
    m_body.clear();
    m_parser = SseParser({8 * 1024 * 1024, 8 * 1024 * 1024});
    HttpHandlers handlers;
    handlers.onHead = [this](const HttpHead& got) { takeHead(got); };
    handlers.onData = [this](QByteArrayView data) { takeData(data); };
    // Queued: what follows may start or drop requests, and this itself.
    handlers.onEnd = [this](const Result<void>& result) {
        QMetaObject::invokeMethod(this, [this, result] { takeEnd(result); }, Qt::QueuedConnection);
    };
    m_stream = m_http.start(std::move(request), std::move(handlers));
}

void McpHttpExchange::takeHead(const HttpHead& got)
{
    m_head = got;
    if (got.status >= 200 && got.status < 300)
        m_kind = hasType(got, "text/event-stream") ? Body::Stream : hasType(got, "application/json") ? Body::Json : Body::None;
    m_wasStream = m_wasStream || m_kind == Body::Stream;
    QMetaObject::invokeMethod(this, [this, got] { Q_EMIT head(got); }, Qt::QueuedConnection);
}

void McpHttpExchange::takeData(QByteArrayView data)
{
    if (m_kind == Body::Stream) {
        if (const auto fed = m_parser.feed(data, [this](const SseEvent& event) { takeEvent(event); }); !fed)
            m_problem = fed.error();
        return;
    }
    if (m_kind == Body::Json || m_body.size() < kMostErrorBody)
        m_body.append(data);
}

/// A stream may begin with an event that has an id and nothing else.
void McpHttpExchange::takeEvent(const SseEvent& event)
{
    m_tries = 0;
    if (!event.id.isEmpty())
        m_lastEventId = event.id;
    if (event.type == "message" && !event.data.trimmed().isEmpty())
        takeMessage(event.data);
}

void McpHttpExchange::takeMessage(const QByteArray& text)
{
    if (!m_id.isEmpty() && rawMember(text, "method").isNull() && rawMember(text, "id") == m_id)
        m_answered = true;
    QMetaObject::invokeMethod(this, [this, text] { Q_EMIT received(text); }, Qt::QueuedConnection);
}

void McpHttpExchange::takeEnd(Result<void> result)
{
    m_stream.reset();
    if (result && (m_head.status < 200 || m_head.status >= 300)) {
        if (isPassingStatus(m_head.status) && (m_goingOn || m_listening) && goOnLater())
            return;
        return failHttp();
    }
    if (result && m_kind == Body::Json) {
        const QByteArray body = m_body.trimmed();
        if (body.startsWith('[')) { // a batch holds the answer or it does not: the peer knows
            m_answered = true;
            Q_EMIT received(body);
        } else if (!body.isEmpty()) {
            m_answered = m_answered || rawMember(body, "id") == m_id;
            Q_EMIT received(body);
        }
    }
    if (m_problem)
        result = std::unexpected(*m_problem);
    if ((m_listening || (!m_id.isEmpty() && !m_answered)) && goOnLater())
        return;
    finish(std::move(result));
}

/// Only a stream can be taken up again: at the event after the last one, or, where the server speaks by itself, anew. A server that is away for a while is
/// asked again; where it speaks by itself, for as long as it is connected.
bool McpHttpExchange::goOnLater()
{
    if (m_problem || !m_makeGet || !m_wasStream || (m_lastEventId.isEmpty() && !m_listening) || (++m_tries > kMostTries && !m_listening))
        return false;
    if (m_parser.retry())
        m_retryAfter = m_parser.retry();
    const std::chrono::milliseconds own = std::min<std::chrono::milliseconds>(kDefaultRetry * (1 << std::min(m_tries - 1, 10)), kLongestRetry);
    m_retry.setTimerType(Qt::PreciseTimer);
    m_retry.start(m_retryAfter && m_tries <= kMostTries ? std::min<std::chrono::milliseconds>(*m_retryAfter, kLongestAsked)
                                                        : std::max(own, m_retryAfter.value_or(own)));
    return true;
}

void McpHttpExchange::failHttp()
{
    RpcAnswer answer;
    answer.httpStatus = m_head.status;
    answer.error = RpcError{0, httpStatusWords(m_head.status, m_body), {}};
    if (const auto messages = parseRpc(m_body); messages && messages->size() == 1 && messages->first().kind == RpcMessage::Kind::Error)
        answer.error = messages->first().error;
    m_answered = true;
    answer.begun = m_goingOn;
    answer.sessionLost = isSessionLoss(answer);
    Q_EMIT refused(answer, m_goingOn);
    Q_EMIT answered(answer);
    Q_EMIT ended();
}

void McpHttpExchange::finish(Result<void> result)
{
    if (!m_answered && !m_listening) {
        if (!result)
            Q_EMIT unanswered(result.error());
        else if (!m_id.isEmpty())
            Q_EMIT unanswered({ErrorCode::Protocol, u"The service ended its reply without an answer."_s, {}, {}});
    }
    Q_EMIT ended();
}

} // namespace aios
