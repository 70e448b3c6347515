// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcptransport.h"
#include "core/mcp/websocketline.h"

#include <QTimer>

namespace aios {

/// A server over a WebSocket (`type: "ws"`, in no revision of the protocol but known to Claude Code): one JSON-RPC message a text message, subprotocol `mcp`,
/// the person's headers in the handshake and no sign-in. Follows no redirect. Core thread.
class WebSocketTransport final : public McpTransport {
    Q_OBJECT
public:
    /// `openWebSocket`: empty where the program has none.
    WebSocketTransport(OpenWebSocket openWebSocket, QUrl url, QList<SecretHeader> headers, QObject* parent = nullptr);

    [[nodiscard]] Result<void> open() override;
    void send(McpOutgoing message) override;
    void close() override;
    /// As with a program, requests of two handshakes are kept apart by a connection for each.
    [[nodiscard]] bool isProgram() const override { return true; }

private:
    void opened();
    void end(const Error& why);

    OpenWebSocket m_openWebSocket;
    QUrl m_url;
    QList<SecretHeader> m_headers;
    std::unique_ptr<WebSocketLine> m_line;
    QList<QByteArray> m_waiting; ///< For the connection.
    QTimer m_patience; ///< With an end that is not answered.
    bool m_open = false;
    bool m_closing = false;
    bool m_ended = false;
};

} // namespace aios
