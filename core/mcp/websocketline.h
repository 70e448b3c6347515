// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/net/httptransport.h"

#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace aios {

/// Where a WebSocket goes and what it carries. Values only: the part that opens it is a module of its own (app/websocket).
struct WebSocketRequest {
    QUrl url; ///< wss or ws.
    QByteArray subprotocol;
    QList<SecretHeader> headers;
    QByteArray proxyUrl; ///< As HttpTransportOptions::proxyUrl.
    QString caFile;      ///< Own CA bundle in PEM; empty: the system's.
    qint64 mostBytes = 8 * 1024 * 1024; ///< Of one message; a longer one ends the connection.
    qint64 mostUnsent = 16 * 1024 * 1024; ///< What a server leaves unread beyond that ends the connection.
    std::chrono::milliseconds connectTimeout{15'000};
    std::chrono::milliseconds pingEvery{30'000}; ///< Whoever says nothing between two pings is gone.
};

/// From the event loop, never from inside a call; none once the line is destroyed.
struct WebSocketHandlers {
    std::function<void()> onOpen;
    std::function<void(const QByteArray& text)> onText; ///< A whole text message.
    /// Once, last; also when it could not be opened. Network: there was no way to it, or it was busy, which may be otherwise soon. Cancelled: close() was called.
    std::function<void(const Error& why)> onEnd;
};

/// An open WebSocket, or one that is being opened. Destroying it ends at once.
class WebSocketLine {
public:
    WebSocketLine() = default;
    virtual ~WebSocketLine() = default;
    WebSocketLine(const WebSocketLine&) = delete;
    WebSocketLine& operator=(const WebSocketLine&) = delete;

    virtual void send(const QByteArray& utf8) = 0; ///< As one text message; once open.
    virtual void close() = 0; ///< With the closing handshake.
};

/// Opens one, on the calling thread. Error: it cannot be tried at all.
using OpenWebSocket = std::function<Result<std::unique_ptr<WebSocketLine>>(const WebSocketRequest& request, WebSocketHandlers handlers)>;

} // namespace aios
