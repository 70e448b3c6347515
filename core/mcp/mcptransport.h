// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/jsonrpc.h"
#include "core/net/httptransport.h"

#include <QObject>

#include <optional>

namespace aios {

/// The two ways the protocol is spoken (mcp.md 1.2): with a handshake (2024-11-05 to 2025-11-25), or without any state (2026-07-28).
enum class McpEra : std::uint8_t { Legacy, Modern };

/// One message on its way to a server.
struct McpOutgoing {
    QByteArray text;
    QByteArray id;     ///< Of a request; empty for notifications and answers.
    QByteArray method; ///< Empty for answers.
    QByteArray name;   ///< What a request is about (tool, prompt, resource): the header Mcp-Name.
    QList<HttpHeader> headers; ///< Mcp-Param-…
};

/// A server's answer to one request.
struct RpcAnswer {
    QByteArray result; ///< Raw JSON.
    std::optional<RpcError> error;
    int httpStatus = 0; ///< Of an error that came with one.
    bool sessionLost = false; ///< The error means that the server does not know the session any more.
    bool begun = false; ///< It had taken the request before that, so nobody knows what became of it.
};

/// Why there is no connection any more.
struct McpEnd {
    Error error;                 ///< In plain words.
    std::optional<int> exitCode; ///< Of a program that ended by itself.
    int signal = 0;              ///< That ended it.
    bool asked = false;          ///< close() was called.
};

/// How messages reach a server and come back: a program's pipes, HTTP, or a test's own. Core thread. Signals never come from inside a call.
class McpTransport : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Starts the program, or does nothing yet. Error: it cannot be started at all.
    [[nodiscard]] virtual Result<void> open() = 0;
    virtual void send(McpOutgoing message) = 0;
    /// What was agreed; from now on requests carry it.
    virtual void negotiated(McpEra, const QByteArray& /*version*/) {}
    /// Opens what the server needs to speak by itself, after the handshake of the legacy era.
    virtual void listen() {}
    /// Forgets what the server knew us by, before a new handshake.
    virtual void forgetSession() {}
    /// The server has lost the session, and no new one was made since.
    [[nodiscard]] virtual bool lostSession() const { return false; }
    /// Ends the wait for the answer to a request by what that means here. False: the server must be told by a message.
    virtual bool drop(const QByteArray& /*id*/) { return false; }
    /// The server holds something for this connection until it is told that it has ended: close() tells it, destroying does not.
    [[nodiscard]] virtual bool owesGoodbye() const { return false; }
    /// Ends politely, then by force; closed() follows. Destroying ends at once.
    virtual void close() = 0;
    /// A program that keeps the requests of one handshake apart from the next only by being started anew.
    [[nodiscard]] virtual bool isProgram() const = 0;

Q_SIGNALS:
    void received(const QByteArray& text); ///< One JSON text.
    void answered(const QByteArray& id, const aios::RpcAnswer& answer); ///< An error that came without one: an HTTP status.
    void unanswered(const QByteArray& id, const aios::Error& error); ///< This request will get no answer.
    void sessionLost(); ///< The server does not know the session any more, as it says where it speaks by itself.
    void warned(const QString& text); ///< Something odd that does no harm by itself.
    void closed(const aios::McpEnd& end); ///< Once, last.
};

} // namespace aios
