// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcptransport.h"

#include <functional>

namespace aios::test {

/// An MCP server within the test: what is sent is kept and given to `server`, which answers with say(). Answers arrive from the event loop.
class PipeTransport final : public McpTransport {
public:
    explicit PipeTransport(bool program = true) : m_program(program) {}

    std::function<void(const RpcMessage& message, PipeTransport& pipe)> server;
    Result<void> opens;

    void say(const QByteArray& text)
    {
        QMetaObject::invokeMethod(this, [this, text] { Q_EMIT received(text); }, Qt::QueuedConnection);
    }
    void answer(const RpcMessage& request, const QByteArray& result) { say(rpcResult(request.id, result)); }
    void refuse(const RpcMessage& request, int code, const QByteArray& data = {}, int httpStatus = 0)
    {
        const RpcError error{code, QStringLiteral("no"), data};
        if (httpStatus == 0)
            return say(rpcFailure(request.id, error));
        QMetaObject::invokeMethod(
            this, [this, id = request.id, error, httpStatus] { Q_EMIT answered(id, RpcAnswer{{}, error, httpStatus}); }, Qt::QueuedConnection);
    }
    /// As over HTTP when the server has forgotten the session. `begun`: in the middle of its reply.
    void lose(const RpcMessage& request, bool begun = false)
    {
        lost = true;
        RpcAnswer answer{{}, RpcError{0, QStringLiteral("no session"), {}}, 404};
        answer.sessionLost = true;
        answer.begun = begun;
        QMetaObject::invokeMethod(this, [this, id = request.id, answer] { Q_EMIT answered(id, answer); }, Qt::QueuedConnection);
    }
    void end(const QString& words, std::optional<int> exitCode = {})
    {
        McpEnd end;
        end.error = {ErrorCode::Unavailable, words, {}, {}};
        end.exitCode = exitCode;
        QMetaObject::invokeMethod(this, [this, end] { Q_EMIT closed(end); }, Qt::QueuedConnection);
    }

    QList<McpOutgoing> sent;
    QList<std::pair<McpEra, QByteArray>> agreed;
    bool listening = false;
    bool lost = false;
    /// Methods in the order they were sent; answers as "-".
    [[nodiscard]] QByteArrayList methods() const
    {
        QByteArrayList out;
        for (const McpOutgoing& message : sent)
            out.append(message.method.isEmpty() ? QByteArray("-") : message.method);
        return out;
    }

    Result<void> open() override { return opens; }
    void send(McpOutgoing message) override
    {
        sent.append(message);
        const auto parsed = parseRpc(message.text);
        if (!parsed)
            qFatal("we sent something that is no message: %s", message.text.constData());
        if (server)
            server(parsed->first(), *this);
    }
    void negotiated(McpEra era, const QByteArray& version) override { agreed.append({era, version}); }
    void listen() override { listening = true; }
    void forgetSession() override { lost = false; }
    [[nodiscard]] bool lostSession() const override { return lost; }
    void close() override
    {
        McpEnd end;
        end.asked = true;
        end.error = {ErrorCode::Cancelled, QStringLiteral("closed"), {}, {}};
        QMetaObject::invokeMethod(this, [this, end] { Q_EMIT closed(end); }, Qt::QueuedConnection);
    }
    [[nodiscard]] bool isProgram() const override { return m_program; }

private:
    bool m_program;
};

} // namespace aios::test
