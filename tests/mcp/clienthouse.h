// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpclient.h"
#include "tests/support/pipetransport.h"

#include <QTest>

namespace aios::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

inline constexpr char kLegacyResult[] =
    R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"old","version":"1"},"instructions":"Be kind."})";
inline constexpr char kModernResult[] =
    R"({"supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"new","version":"2"}}})";

using ClientServer = std::function<void(const RpcMessage&, PipeTransport&)>;

/// A client and, within the test, the server it speaks to.
struct ClientHouse {
    explicit ClientHouse(ClientServer given, bool program = true, std::optional<McpEra> known = {}) : server(std::move(given))
    {
        options.clientVersion = u"9"_s;
        options.root = u"/srv/house"_s;
        options.knownEra = known;
        options.probeTimeout = 50ms;
        options.connectTimeout = 400ms;
        options.listTimeout = 400ms;
        renew(program);
    }
    void renew(bool program = true)
    {
        client = std::make_unique<McpClient>(
            [this, program] {
                auto pipe = std::make_unique<PipeTransport>(program);
                pipe->server = [this](const RpcMessage& message, PipeTransport& from) {
                    methods.append(QByteArray::number(started) + ' ' + (message.method.isEmpty() ? QByteArray("-") : message.method));
                    server(message, from);
                };
                ++started;
                last = pipe.get();
                return pipe;
            },
            options);
    }
    [[nodiscard]] Result<McpHandshake> connect()
    {
        std::optional<Result<McpHandshake>> answer;
        client->connectToServer(
            McpClient::Connected([&](Result<McpHandshake> given) { answer = std::move(given); }, fail(ErrorCode::Internal, u"dropped"_s)));
        if (!QTest::qWaitFor([&] { return answer.has_value(); }))
            return fail(ErrorCode::Internal, u"no answer at all"_s);
        return *answer;
    }
    [[nodiscard]] Result<QList<QByteArray>> list() const
    {
        std::optional<Result<QList<QByteArray>>> answer;
        client->listTools(
            McpClient::Listed([&](Result<QList<QByteArray>> given) { answer = std::move(given); }, fail(ErrorCode::Internal, u"dropped"_s)));
        if (!QTest::qWaitFor([&] { return answer.has_value(); }))
            return fail(ErrorCode::Internal, u"no answer at all"_s);
        return *answer;
    }

    McpClient::Options options;
    ClientServer server;
    int started = 0;
    PipeTransport* last = nullptr;
    QByteArrayList methods; ///< "which start, method"
    std::unique_ptr<McpClient> client;
};

inline void legacy(const RpcMessage& message, PipeTransport& pipe)
{
    if (message.method == "initialize")
        pipe.answer(message, kLegacyResult);
    else if (message.kind == RpcMessage::Kind::Request)
        pipe.refuse(message, kRpcMethodNotFound);
}
inline void modern(const RpcMessage& message, PipeTransport& pipe)
{
    if (message.method == "server/discover")
        pipe.answer(message, kModernResult);
    else if (message.method == "initialize")
        pipe.refuse(message, kRpcUnsupportedVersion, R"({"supported":["2026-07-28"]})");
}

} // namespace aios::test
