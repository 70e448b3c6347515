// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace aios {

/// The error member of a JSON-RPC answer.
struct RpcError {
    int code = 0;
    QString message;
    QByteArray data; ///< Raw JSON; null when there is none.
};

// Codes of JSON-RPC 2.0 and of the protocol's own range (mcp.md 1.2).
constexpr int kRpcInvalidRequest = -32600;
constexpr int kRpcMethodNotFound = -32601;
constexpr int kRpcInvalidParams = -32602;
constexpr int kRpcInternalError = -32603;
constexpr int kRpcHeaderMismatch = -32020;
constexpr int kRpcMissingCapability = -32021;
constexpr int kRpcUnsupportedVersion = -32022;

/// One JSON-RPC 2.0 message. What is inside is raw JSON, as received: schemas and arguments must not change their spelling.
struct RpcMessage {
    enum class Kind : std::uint8_t { Request, Notification, Result, Error };
    Kind kind = Kind::Notification;
    QByteArray id; ///< Raw: `7`, `"7"`, `null`; empty for notifications.
    QByteArray method;
    QByteArray params; ///< Raw object; null when absent.
    QByteArray result; ///< Raw.
    RpcError error;
};

/// How much of a message is taken. Over a limit it is refused as a whole.
struct RpcLimits {
    int maxDepth = 128;
    qsizetype maxBytes = 8 * 1024 * 1024;
    qsizetype maxBatch = 256;
};

/// Reads one JSON text: a message, or a batch of them (protocol 2025-03-26 allowed servers to send those).
[[nodiscard]] Result<QList<RpcMessage>> parseRpc(QByteArrayView text, const RpcLimits& limits = {});

// `params`, `result` and `data` are raw JSON; `params` may be empty.
[[nodiscard]] QByteArray rpcRequest(const QByteArray& id, const QByteArray& method, const QByteArray& params);
[[nodiscard]] QByteArray rpcNotification(const QByteArray& method, const QByteArray& params);
[[nodiscard]] QByteArray rpcResult(const QByteArray& id, const QByteArray& result);
[[nodiscard]] QByteArray rpcFailure(const QByteArray& id, const RpcError& error);

} // namespace aios
