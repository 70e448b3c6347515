// SPDX-License-Identifier: MIT
#include "core/model/modelexchange.h"

#include "core/base/hash.h"
#include "core/model/providererror.h"
#include "core/net/tlsfailure.h"

#include <QLoggingCategory>
#include <QScopedValueRollback>

namespace aios {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

Q_LOGGING_CATEGORY(log, "aios.model")

constexpr qsizetype kMaxFailureBody = 256 * 1024;
constexpr qint64 kMaxReplyBytes = 32LL * 1024 * 1024;
constexpr qsizetype kMaxTrailing = 64 * 1024;

bool isRetryStatus(const HttpHead& head)
{
    const QByteArray said = head.header("x-should-retry");
    if (said == "true" || said == "false")
        return said == "true";
    return head.status == 408 || head.status == 409 || head.status == 429 || head.status >= 500;
}

/// Another key at the same address, or the same key at another, is another account as far as we can know.
QByteArray accountOf(const HttpModelSetup& setup)
{
    const QByteArray key = setup.key && !setup.key->isEmpty() ? setup.key->fingerprint() : QByteArray();
    return sha256Hex(setup.codec.profile.baseUrl.toEncoded()).first(8) + (key.isEmpty() ? QByteArray() : '-' + key);
}

double seconds(milliseconds time)
{
    return static_cast<double>(time.count()) / 1000;
}

} // namespace

ModelExchange::ModelExchange(std::shared_ptr<const HttpModelSetup> setup, ModelRequest request, ModelHandlers handlers, QObject* orphans)
    : m_setup(std::move(setup)), m_request(std::move(request)), m_handlers(std::move(handlers)), m_orphans(orphans)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_phase == Phase::Waiting && !m_stream)
            start();
        else
            watch();
    });
}

ModelExchange::~ModelExchange() = default;

void ModelExchange::letGo()
{
    m_silent = true;
    if (m_phase == Phase::Done && m_stream && m_orphans) {
        setParent(m_orphans); // The connection ends by itself, or the watchdog ends it.
        return;
    }
    m_timer.stop();
    m_stream.reset();
    if (m_busy > 0)
        deleteLater();
    else
        delete this;
}

void ModelExchange::start()
{
    ++m_attempt;
    m_phase = Phase::Waiting;
    m_parser = SseParser();
    m_head = {};
    m_failureBody.clear();
    m_streamError.reset();
    m_gotEvent = false;
    m_started = m_lastEvent = std::chrono::steady_clock::now();
    CodecSetup setup = m_setup->codec;
    setup.account = m_account = accountOf(*m_setup); // the key may be another one than for the request before
    m_codec = makeCodec(setup);
    Q_ASSERT(m_codec);
    m_stream = m_setup->transport->start(makeRequest(), {.onHead = [this](const HttpHead& head) { onHead(head); },
                                                         .onData = [this](QByteArrayView data) { onData(data); },
                                                         .onEnd = [this](const Result<void>& ended) { onEnd(ended); }});
    armWatch();
}

HttpRequest ModelExchange::makeRequest()
{
    ProviderCodec::Encoded encoded = m_codec->encode(m_request);
    HttpRequest request;
    request.method = "POST";
    request.url = m_setup->codec.profile.baseUrl;
    QString path = request.url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    request.url.setPath(path + QString::fromLatin1(encoded.path), QUrl::StrictMode);
    request.headers = std::move(encoded.headers) + m_setup->headers;
    if (m_setup->key && !m_setup->key->isEmpty())
        request.secretHeaders = {{m_setup->keyHeader, m_setup->keyPrefix, *m_setup->key}};
    request.body = std::move(encoded.body);
    request.limits.connectTimeout = m_setup->connectTimeout;
    request.limits.idleTimeout = std::max(m_setup->timeouts.firstEvent, m_setup->timeouts.event) + milliseconds(5'000);
    request.limits.totalTimeout = m_setup->timeouts.turn + milliseconds(5'000);
    request.limits.maxBodyBytes = kMaxReplyBytes;
    return request;
}

void ModelExchange::onHead(const HttpHead& head)
{
    const QScopedValueRollback busy(m_busy, m_busy + 1);
    m_head = head;
    if (head.status >= 300 && head.status < 400) {
        redirected(head);
        return;
    }
    const QByteArray type = head.header("content-type").toLower();
    const bool otherText = type.startsWith("text/html") || type.startsWith("application/json");
    m_phase = head.status != 200 || otherText ? Phase::Failing : Phase::Streaming;
}

void ModelExchange::redirected(const HttpHead& head)
{
    const QUrl target = m_setup->codec.profile.baseUrl.resolved(QUrl::fromEncoded(head.header("location")));
    fail({ErrorCode::Denied,
          u"%1 sends requests on to %2. Keys and conversations go only to the address that was set; set the new address if you trust it."_s.arg(
              m_setup->codec.profile.name, target.host().isEmpty() ? u"another place"_s : target.host()),
          u"HTTP %1"_s.arg(head.status), std::nullopt},
         false, 0);
}

void ModelExchange::onData(QByteArrayView data)
{
    const QScopedValueRollback busy(m_busy, m_busy + 1);
    if (m_phase == Phase::Failing) {
        m_failureBody += data.first(std::min(data.size(), kMaxFailureBody - m_failureBody.size()));
        if (m_failureBody.size() >= kMaxFailureBody)
            failHttp();
        return;
    }
    if (m_phase == Phase::Whole || m_phase == Phase::Done) {
        m_trailing += data.size();
        if (m_trailing > kMaxTrailing) {
            m_stream.reset();
            if (m_silent)
                deleteLater();
        }
        return;
    }
    if (m_phase == Phase::Streaming)
        afterEvents(m_parser.feed(data, [this](const SseEvent& event) { takeEvent(event); }));
}

void ModelExchange::takeEvent(const SseEvent& event)
{
    if (m_silent || m_streamError || m_codec->nothingMore())
        return;
    m_lastEvent = std::chrono::steady_clock::now();
    if (!std::exchange(m_gotEvent, true))
        armWatch();
    if (Result<void> fed = m_codec->feed(event, [this](const ModelEvent& what) { emitEvent(what); }); !fed)
        m_streamError = std::move(fed.error());
}

void ModelExchange::afterEvents(const Result<void>& fed)
{
    if (m_silent)
        return;
    if (m_streamError) {
        const bool busyServer = m_streamError->code == ErrorCode::Overloaded || m_streamError->code == ErrorCode::RateLimited;
        fail(*m_streamError, busyServer, m_setup->retry.maxTries);
    } else if (!fed) {
        fail({fed.error().code, u"The reply of %1 was stopped: %2"_s.arg(m_setup->codec.profile.name, fed.error().message), fed.error().detail,
              std::nullopt},
             false, 0);
    } else if (m_codec->complete()) {
        noteWhole();
    }
}

/// Delivered in the next round of the event loop: by then the end of the connection's reply has mostly come too, and it can be used again.
void ModelExchange::noteWhole()
{
    if (!m_codec->nothingMore()) {
        armWatch();
        return;
    }
    m_phase = Phase::Whole;
    QMetaObject::invokeMethod(this, &ModelExchange::deliver, Qt::QueuedConnection);
}

void ModelExchange::deliver()
{
    if (m_silent || m_phase == Phase::Done)
        return;
    ModelReply reply = m_codec->takeReply();
    reply.message.account = m_account;
    for (const char* name : {"request-id", "x-request-id", "x-generation-id"}) {
        if (reply.requestId.isEmpty())
            reply.requestId = QString::fromLatin1(m_head.header(name));
    }
    end(std::move(reply));
}

void ModelExchange::onEnd(const Result<void>& ended)
{
    const QScopedValueRollback busy(m_busy, m_busy + 1);
    // The stream is over; it may be let go of, but not while it is calling us.
    const std::unique_ptr<HttpStream> over = std::move(m_stream);
    if (m_phase == Phase::Done) {
        if (m_silent)
            deleteLater();
        return;
    }
    if (m_phase == Phase::Failing) {
        failHttp();
    } else if (m_codec->complete()) {
        deliver();
    } else if (ended) {
        fail({ErrorCode::Protocol,
              u"The reply of %1 broke off before its end, so nothing of it was used. Send it again."_s.arg(m_setup->codec.profile.name),
              {},
              std::nullopt},
             false, 0);
    } else if (m_phase == Phase::Streaming) {
        fail(cutError(ended.error()), false, 0);
    } else {
        // Nothing of a reply came: to send it again can cost tokens, but does nothing twice.
        fail(ended.error(), ended.error().code == ErrorCode::Network && !isTlsFailure(ended.error()), m_setup->retry.maxConnectTries);
    }
}

Error ModelExchange::cutError(const Error& cause) const
{
    if (cause.code != ErrorCode::Network)
        return cause;
    return {ErrorCode::Network,
            u"The connection to %1 broke in the middle of the reply, so nothing of it was used. Send it again."_s.arg(m_setup->codec.profile.name),
            cause.detail, std::nullopt};
}

Error ModelExchange::failureOfReply() const
{
    Error error = m_codec->decodeFailure(m_head, m_failureBody);
    if (m_head.status == 200 && !m_failureBody.contains("\"error\""))
        error = {
            ErrorCode::Protocol,
            u"%1 answered with %2 instead of a stream. Check its address (%3)."_s.arg(
                m_setup->codec.profile.name, QString::fromLatin1(m_head.header("content-type")).left(60), m_setup->codec.profile.baseUrl.toString()),
            {},
            std::nullopt};
    if (!error.retryAfter)
        error.retryAfter = retryAfterOf(m_head, m_setup->clock->now());
    return error;
}

void ModelExchange::failHttp()
{
    const Error error = failureOfReply();
    const bool final = error.code == ErrorCode::Billing || error.code == ErrorCode::Authentication || m_head.status == 200;
    fail(error, !final && isRetryStatus(m_head), m_setup->retry.maxTries);
}

void ModelExchange::fail(Error error, bool mayRetry, int maxTries)
{
    if (m_silent || m_phase == Phase::Done)
        return;
    m_stream.reset();
    if (m_setup->key)
        error = withoutSecret(std::move(error), *m_setup->key);
    qCInfo(log) << "request failed" << m_setup->codec.profile.id << "try" << m_attempt << error.detail;
    if (!mayRetry || m_attempt >= maxTries) {
        if (mayRetry && m_attempt > 1)
            error.message += u" It was tried %1 times."_s.arg(m_attempt);
        end(std::unexpected(std::move(error)));
        return;
    }
    m_phase = Phase::Waiting;
    const milliseconds delay = m_setup->retry.delay(m_attempt, error.retryAfter, m_setup->random());
    m_timer.start(delay);
    emitEvent(RetryScheduled{m_attempt, delay, std::move(error)});
}

void ModelExchange::end(Result<ModelReply> reply)
{
    const QScopedValueRollback busy(m_busy, m_busy + 1);
    m_phase = Phase::Done;
    if (m_stream)
        m_timer.start(m_setup->timeouts.afterwards);
    else
        m_timer.stop();
    if (m_handlers.onEnd && !m_silent)
        std::exchange(m_handlers.onEnd, nullptr)(std::move(reply));
}

void ModelExchange::armWatch()
{
    const auto now = std::chrono::steady_clock::now();
    const StreamTimeouts& limits = m_setup->timeouts;
    milliseconds silence = m_gotEvent ? limits.event : limits.firstEvent;
    if (m_codec->complete())
        silence = limits.afterwards;
    const Time due = std::min(m_lastEvent + silence, m_started + limits.turn);
    m_timer.start(std::max(milliseconds(1), std::chrono::ceil<milliseconds>(due - now)));
}

void ModelExchange::watch()
{
    const QScopedValueRollback busy(m_busy, m_busy + 1);
    if (m_phase == Phase::Done) {
        m_stream.reset();
        if (m_silent)
            deleteLater();
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    const StreamTimeouts& limits = m_setup->timeouts;
    const milliseconds silence = m_gotEvent ? limits.event : limits.firstEvent;
    const QString& name = m_setup->codec.profile.name;
    if (m_codec->complete() && now >= m_lastEvent + limits.afterwards)
        deliver();
    else if (now >= m_started + limits.turn)
        fail({ErrorCode::Timeout,
              u"%1 did not finish its reply in %2 seconds, so it was stopped. Try again."_s.arg(name).arg(seconds(limits.turn)),
              {},
              std::nullopt},
             false, 0);
    else if (!m_codec->complete() && now >= m_lastEvent + silence)
        fail({ErrorCode::Timeout,
              u"%1 sent nothing complete for %2 seconds, so the reply was stopped. Try again."_s.arg(name).arg(seconds(silence)),
              {},
              std::nullopt},
             false, 0);
    else
        armWatch();
}

void ModelExchange::emitEvent(const ModelEvent& event)
{
    if (!m_silent && m_handlers.onEvent)
        m_handlers.onEvent(event);
}

} // namespace aios
