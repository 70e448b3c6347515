// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcptransport.h"
#include "core/net/sseparser.h"

#include <QUrl>

#include <map>

namespace aios {

/// A server over the older HTTP transport (2024-11-05): it speaks on one stream, whose first event names the address that takes our messages. That address
/// must be of the same origin, because the person's headers go there. Follows no redirect. Core thread.
class SseTransport final : public McpTransport {
    Q_OBJECT
public:
    SseTransport(HttpTransport& http, QUrl url, QList<SecretHeader> headers, QObject* parent = nullptr);
    ~SseTransport() override;

    [[nodiscard]] Result<void> open() override;
    void send(McpOutgoing message) override;
    void negotiated(McpEra era, const QByteArray& version) override;
    void close() override;
    [[nodiscard]] bool isProgram() const override { return false; }

private:
    struct Post {
        std::unique_ptr<HttpStream> stream;
        QByteArray id; ///< Of the request in it.
        QByteArray body;
        HttpHead head;
    };
    [[nodiscard]] HttpRequest request(const QByteArray& method, const QUrl& url) const;
    void takeEvent(const SseEvent& event);
    void takeEndpoint(const QByteArray& address);
    void post(const McpOutgoing& message);
    void posted(int number, const Result<void>& result);
    void end(const Error& why);

    HttpTransport& m_http;
    QUrl m_url;
    QUrl m_endpoint; ///< Empty until the server named it.
    QList<SecretHeader> m_headers;
    QByteArray m_version;
    SseParser m_parser;
    HttpHead m_head;
    QByteArray m_errorBody;
    std::unique_ptr<HttpStream> m_stream;
    QList<McpOutgoing> m_waiting; ///< For the address.
    std::map<int, Post> m_posts;
    int m_lastPost = 0;
    bool m_ended = false;
};

} // namespace aios
