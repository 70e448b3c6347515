// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "tests/support/tlsidentity.h"

#include <QSslConfiguration>
#include <QSslKey>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <optional>

namespace aios::test {

using namespace Qt::StringLiterals;

/// An MCP server of 2025-11-25 on a WebSocket.
class SocketServer {
public:
    using Call = std::function<void(QWebSocket& socket, const QByteArray& id)>;

    explicit SocketServer(Call onCall = {}, const std::optional<Identity>& identity = {})
        : m_server(u"test"_s, identity ? QWebSocketServer::SecureMode : QWebSocketServer::NonSecureMode), m_onCall(std::move(onCall))
    {
        if (identity) {
            QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
            tls.setLocalCertificate(QSslCertificate(identity->certificate));
            tls.setPrivateKey(QSslKey(identity->key, QSsl::Ec));
            m_server.setSslConfiguration(tls);
        }
        m_server.setSupportedSubprotocols({u"mcp"_s});
        QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] {
            QWebSocket* socket = m_server.nextPendingConnection();
            socket->setParent(&m_server);
            ++connections;
            subprotocol = socket->subprotocol();
            key = socket->request().rawHeader("X-Key");
            own = socket->request().rawHeader("X-Own");
            QObject::connect(socket, &QWebSocket::textMessageReceived, socket, [this, socket](const QString& text) { take(*socket, text); });
            QObject::connect(socket, &QWebSocket::disconnected, socket, [this, socket] { closed = socket->closeCode(); });
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }
    [[nodiscard]] QByteArray url() const { return m_server.serverUrl().toEncoded(); }

    /// All connections, without a word.
    void drop()
    {
        for (QWebSocket* socket : m_server.findChildren<QWebSocket*>(Qt::FindDirectChildrenOnly))
            socket->abort();
    }

    int connections = 0;
    QString subprotocol;
    QByteArray key;
    QByteArray own;
    std::optional<QWebSocketProtocol::CloseCode> closed;

private:
    void take(QWebSocket& socket, const QString& text)
    {
        const auto value = parseJson(text.toUtf8());
        const json::object& message = value->get_object();
        const QString method = jsonText(message, "method");
        if (!message.contains("id"))
            return;
        const QByteArray id = toJson(message.at("id"));
        const auto answer = [&](const QByteArray& result) {
            socket.sendTextMessage(QString::fromUtf8("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + '}'));
        };
        if (method == "initialize"_L1)
            return answer(R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"socket","version":"1"}})");
        if (method == "tools/list"_L1)
            return answer(R"({"tools":[{"name":"echo","inputSchema":{"type":"object"}}]})");
        if (method == "tools/call"_L1 && m_onCall)
            return m_onCall(socket, id);
        if (method == "tools/call"_L1)
            return answer(R"({"content":[{"type":"text","text":"over the wire ✓"}]})");
        socket.sendTextMessage(QString::fromUtf8("{\"jsonrpc\":\"2.0\",\"id\":" + id + R"(,"error":{"code":-32601,"message":"no"}})"));
    }

    QWebSocketServer m_server;
    Call m_onCall;
};

} // namespace aios::test
