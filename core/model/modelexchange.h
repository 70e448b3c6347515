// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/httpmodel.h"

#include <QPointer>
#include <QTimer>

namespace aios {

/// One run of an HttpModel: the request, its tries, the stream and its watchdog. The reply is delivered when it is whole, not when the connection
/// ends; the connection then ends by itself so that it can be used again. May be let go inside any handler.
class ModelExchange : public QObject {
    Q_OBJECT
public:
    ModelExchange(std::shared_ptr<const HttpModelSetup> setup, ModelRequest request, ModelHandlers handlers, QObject* orphans);
    ~ModelExchange() override;

    void start(); ///< Calls no handler.
    void letGo(); ///< The owner is done with it; no handler is called any more.

private:
    enum class Phase : std::uint8_t { Waiting, Streaming, Failing, Whole, Done };
    using Time = std::chrono::steady_clock::time_point;

    [[nodiscard]] HttpRequest makeRequest();
    void onHead(const HttpHead& head);
    void onData(QByteArrayView data);
    void onEnd(const Result<void>& ended);
    void takeEvent(const SseEvent& event);
    void afterEvents(const Result<void>& fed);
    void noteWhole();
    void deliver();
    void redirected(const HttpHead& head);
    [[nodiscard]] Error failureOfReply() const;
    [[nodiscard]] Error cutError(const Error& cause) const;
    void failHttp();
    void fail(Error error, bool mayRetry, int maxTries);
    void end(Result<ModelReply> reply);
    void watch();
    void armWatch();
    void emitEvent(const ModelEvent& event);

    const std::shared_ptr<const HttpModelSetup> m_setup;
    const ModelRequest m_request;
    ModelHandlers m_handlers;
    QPointer<QObject> m_orphans;

    std::unique_ptr<ProviderCodec> m_codec;
    QByteArray m_account; ///< CodecSetup::account of the running try.
    SseParser m_parser;
    std::unique_ptr<HttpStream> m_stream;
    HttpHead m_head;
    QByteArray m_failureBody;
    std::optional<Error> m_streamError;
    Phase m_phase = Phase::Waiting;
    int m_attempt = 0;
    bool m_gotEvent = false;
    bool m_silent = false;
    int m_busy = 0; ///< Depth of our own frames on the stack.
    qsizetype m_trailing = 0;
    Time m_started;
    Time m_lastEvent;
    QTimer m_timer; ///< Watchdog, or the wait before the next try.
};

} // namespace aios
