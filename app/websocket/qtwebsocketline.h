// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/websocketline.h"

#include <QNetworkProxy>
#include <QObject>
#include <QTimer>
#include <QWebSocket>

namespace aios {

/// A WebSocket by Qt. It follows no redirect, takes no certificate that does not hold, bounds what is received and what waits to be sent, and pings a silent
/// server so that one that is gone is noticed. Lives on the thread that made it.
class QtWebSocketLine final : public QObject, public WebSocketLine {
    Q_OBJECT
public:
    QtWebSocketLine(const WebSocketRequest& request, WebSocketHandlers handlers);
    ~QtWebSocketLine() override;

    void send(const QByteArray& utf8) override;
    void close() override;

private:
    void connectSocket();
    void ping();
    void lookAtUnsent();
    void end(const QString& why);
    [[nodiscard]] ErrorCode endCode() const;
    [[nodiscard]] QString failureWords(QAbstractSocket::SocketError error) const;

    WebSocketHandlers m_handlers;
    QString m_host;
    QWebSocket m_socket;
    QTimer m_patience; ///< Until it is open, then between pings.
    QTimer m_look;
    std::chrono::milliseconds m_pingEvery{};
    qint64 m_mostBytes;
    qint64 m_mostUnsent;
    QString m_tlsProblem;
    bool m_badProxy = false;
    bool m_opened = false;
    bool m_heard = false; ///< Since the last ping.
    bool m_closing = false;
    bool m_ended = false;
};

/// The proxy for this address: as the person set it, or as http_proxy, https_proxy, all_proxy say; with neither where no_proxy names it. As for every other
/// request, which libcurl makes. InvalidInput: of a kind that WebSockets cannot take.
[[nodiscard]] Result<QNetworkProxy> webSocketProxy(const QUrl& url, const QByteArray& configured);

} // namespace aios
