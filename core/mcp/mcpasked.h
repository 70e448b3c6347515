// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/jsonrpcpeer.h"

#include <memory>

namespace aios {

struct McpTask;

/// A request of an McpClient as it was asked for, however often it has to be sent.
struct McpAsked {
    QByteArray method;
    QByteArray members;
    RpcOptions options;
    JsonRpcPeer::Reply reply;
    qint64 sent = 0; ///< Its number on the wire; 0: it waits.
    bool again = false; ///< It was refused once, because of the session, its version or its headers, and is not sent a third time.
    bool heard = false; ///< The server has told of its progress, so it has begun with it.
    int era = 0; ///< McpClient::m_eras when it was sent.
    int rounds = 0; ///< Of questions that came instead of its result.
    std::shared_ptr<McpTask> task; ///< What it has become; null: nothing but a request.
    std::shared_ptr<QObject> asker; ///< Of the questions that came instead of its result, while they are of use. Null: there are none.
};

} // namespace aios
