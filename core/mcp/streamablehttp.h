// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcphttpexchange.h"

#include <QTimer>
#include <QUrl>

namespace aios {

/// A server over HTTP: every message is a POST of its own, answered by JSON or by a stream (mcp.md 1.2, both eras). Sends the person's headers to this
/// one address only and follows no redirect. A session is ended with DELETE when it is closed politely. Core thread.
class StreamableHttp final : public McpTransport {
    Q_OBJECT
public:
    StreamableHttp(HttpTransport& http, QUrl url, QList<SecretHeader> headers, QObject* parent = nullptr);

    [[nodiscard]] Result<void> open() override;
    void send(McpOutgoing message) override;
    void negotiated(McpEra era, const QByteArray& version) override;
    void listen() override;
    [[nodiscard]] bool drop(const QByteArray& id) override;
    void close() override;
    void forgetSession() override;
    [[nodiscard]] bool lostSession() const override { return m_lost; }
    [[nodiscard]] bool owesGoodbye() const override;
    [[nodiscard]] bool isProgram() const override { return false; }

private:
    [[nodiscard]] HttpRequest request(const QByteArray& method, const QByteArray& session) const;
    McpHttpExchange& makeExchange(const QByteArray& id);
    void takeHead(const HttpHead& head, const QByteArray& id);
    void takeRefusal(const RpcAnswer& answer, bool goingOn, const QByteArray& id, const QByteArray& session);
    void drop(const std::function<bool(const McpHttpExchange&)>& which);
    void finishClose();

    HttpTransport& m_http;
    QUrl m_url;
    QList<SecretHeader> m_headers;
    McpEra m_era = McpEra::Legacy;
    QByteArray m_version;
    QByteArray m_session;
    bool m_lost = false;
    std::unique_ptr<HttpStream> m_goodbye; ///< The DELETE of the session.
    QTimer m_patience; ///< With it.
    bool m_closing = false;
    bool m_closed = false;
};

/// A header value that may hold any text: plain where it can be, else as `=?base64?…?=` (2026-07-28).
[[nodiscard]] QByteArray mcpHeaderValue(const QByteArray& utf8);

} // namespace aios
