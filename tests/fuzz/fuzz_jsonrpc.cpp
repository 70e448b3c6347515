// SPDX-License-Identifier: MIT
// What is read as a message can be written again and is then read as the same one; whatever a server sends as lists, handshakes and results is taken or
// refused, never more.
#include "core/mcp/callresult.h"
#include "core/mcp/handshake.h"
#include "core/mcp/toollist.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace aios;

namespace {

QByteArray written(const RpcMessage& message)
{
    switch (message.kind) {
    case RpcMessage::Kind::Request:
        return rpcRequest(message.id, message.method, message.params);
    case RpcMessage::Kind::Notification:
        return rpcNotification(message.method, message.params);
    case RpcMessage::Kind::Result:
        return rpcResult(message.id, message.result);
    case RpcMessage::Kind::Error:
        break;
    }
    return rpcFailure(message.id, message.error);
}

bool same(const RpcMessage& a, const RpcMessage& b)
{
    return a.kind == b.kind && a.id == b.id && a.method == b.method && a.params == b.params && a.result == b.result && a.error.code == b.error.code &&
           a.error.data == b.error.data;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto messages = parseRpc(text);
    if (!messages)
        return 0;
    for (const RpcMessage& message : *messages) {
        const auto again = parseRpc(written(message));
        if (!again || again->size() != 1 || !same(again->first(), message))
            std::abort();
        if (message.kind != RpcMessage::Kind::Result)
            continue;
        std::ignore = readHandshake(message.result);
        std::ignore = readDiscovery(message.result);
        std::ignore = readCallResult(message.result, {}, {});
        if (const auto page = readToolPage(message.result)) {
            for (const McpToolInfo& tool : readTools(page->tools, QStringLiteral("srv"), "hash", true)) {
                if (tool.shown.problem.isEmpty() && (tool.shown.toolName.size() > 64 || tool.modelSchema.isEmpty()))
                    std::abort();
            }
        }
    }
    return 0;
}
