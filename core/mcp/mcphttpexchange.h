// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcptransport.h"
#include "core/net/sseparser.h"

#include <QTimer>

namespace aios {

/// One POST of the Streamable HTTP transport and what comes of it: a JSON answer, a stream of messages, or nothing; or the GET on which a server speaks
/// by itself. A stream that ends before the answer is taken up again where the server gave its events ids. Core thread; owned by the transport.
class McpHttpExchange : public QObject {
    Q_OBJECT
public:
    /// Makes the request for a (further) GET of the same stream; `lastEventId` may be empty.
    using MakeGet = std::function<HttpRequest(const QByteArray& lastEventId)>;

    /// `id`: of the request that is sent; empty for notifications, answers and the listening GET. Without `makeGet` a stream that ended early stays ended.
    McpHttpExchange(HttpTransport& http, QByteArray id, MakeGet makeGet, QObject* parent);
    void post(HttpRequest request);
    void listen();
    [[nodiscard]] const QByteArray& id() const { return m_id; }

Q_SIGNALS:
    void head(const aios::HttpHead& head);
    /// Told before what follows from it. `goingOn`: the server had answered with a stream before, and does not go on with it.
    void refused(const aios::RpcAnswer& answer, bool goingOn);
    void received(const QByteArray& text);
    void answered(const aios::RpcAnswer& answer); ///< An HTTP error.
    void unanswered(const aios::Error& error);
    void ended(); ///< Last; nothing is open any more.

private:
    enum class Body : std::uint8_t { None, Json, Stream };
    void start(HttpRequest request);
    void takeHead(const HttpHead& head);
    void takeData(QByteArrayView data);
    void takeEvent(const SseEvent& event);
    void takeEnd(Result<void> result);
    void takeMessage(const QByteArray& text);
    void failHttp();
    void finish(Result<void> result);
    [[nodiscard]] bool goOnLater();

    HttpTransport& m_http;
    QByteArray m_id;
    MakeGet m_makeGet;
    std::unique_ptr<HttpStream> m_stream;
    QTimer m_retry;
    SseParser m_parser;
    QByteArray m_body;
    QByteArray m_lastEventId;
    std::optional<Error> m_problem;
    HttpHead m_head;
    Body m_kind = Body::None;
    int m_tries = 0;
    bool m_listening = false;
    bool m_goingOn = false; ///< There was a stream before this request.
    bool m_wasStream = false; ///< The server has spoken in one.
    std::optional<std::chrono::milliseconds> m_retryAfter; ///< As the server last asked for.
    bool m_answered = false;
};

/// An HTTP status that may be another one soon.
[[nodiscard]] bool isPassingStatus(int status);
/// An HTTP status that is no success, for a person.
[[nodiscard]] QString httpStatusWords(int status, const QByteArray& body);

} // namespace aios
