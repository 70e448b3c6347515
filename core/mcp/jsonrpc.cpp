// SPDX-License-Identifier: MIT
#include "core/mcp/jsonrpc.h"

#include "core/base/json.h"
#include "core/base/jsonraw.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

std::unexpected<Error> broken(const QString& what)
{
    return fail(ErrorCode::Protocol, u"The service sent something that is no JSON-RPC 2.0 message: %1."_s.arg(what));
}

/// Numbers and texts, as JSON-RPC asks; `null` where an error answers a message that could not be read.
bool isId(const json::value* id)
{
    return id && (id->is_int64() || id->is_uint64() || id->is_string() || id->is_null());
}

RpcError errorFrom(const json::object& error, QByteArrayView raw)
{
    RpcError out;
    out.code = static_cast<int>(std::clamp<qint64>(jsonInt(error, "code"), std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
    out.message = jsonText(error, "message");
    if (error.contains("data"))
        out.data = rawMember(raw, "data").toByteArray();
    return out;
}

Result<RpcMessage> answerFrom(const json::object& object, QByteArrayView raw, RpcMessage message)
{
    const json::value* error = object.if_contains("error");
    if (message.id.isEmpty() || object.contains("result") == (error != nullptr))
        return broken(u"it has neither a method nor exactly one of result and error"_s);
    if (!error) {
        message.kind = RpcMessage::Kind::Result;
        message.result = rawMember(raw, "result").toByteArray();
        return message;
    }
    if (!error->is_object())
        return broken(u"its error is not an object"_s);
    message.kind = RpcMessage::Kind::Error;
    message.error = errorFrom(error->get_object(), rawMember(raw, "error"));
    return message;
}

Result<RpcMessage> messageFrom(const json::value& value, QByteArrayView raw)
{
    if (!value.is_object())
        return broken(u"it is not an object"_s);
    const json::object& object = value.get_object();
    if (jsonText(object, "jsonrpc") != "2.0"_L1)
        return broken(u"it does not say “jsonrpc”: “2.0”"_s);
    RpcMessage message;
    const json::value* id = object.if_contains("id");
    if (id && !isId(id))
        return broken(u"its id is neither a number nor a text"_s);
    if (id)
        message.id = rawMember(raw, "id").toByteArray();
    const json::value* method = object.if_contains("method");
    if (!method)
        return answerFrom(object, raw, std::move(message));
    if (!method->is_string() || method->get_string().empty() || (id && id->is_null()))
        return broken(u"its method is no text, or its id is null"_s);
    message.method = QByteArray(method->get_string().data(), static_cast<qsizetype>(method->get_string().size()));
    message.kind = id ? RpcMessage::Kind::Request : RpcMessage::Kind::Notification;
    if (const json::value* params = object.if_contains("params"); params && !params->is_null()) {
        if (!params->is_object())
            return broken(u"its params are not an object"_s);
        message.params = rawMember(raw, "params").toByteArray();
    }
    return message;
}

QByteArray head(const QByteArray& id)
{
    return id.isEmpty() ? QByteArray(R"({"jsonrpc":"2.0")") : R"({"jsonrpc":"2.0","id":)" + id;
}

} // namespace

Result<QList<RpcMessage>> parseRpc(QByteArrayView text, const RpcLimits& limits)
{
    // Duplicate keys are looked for in each tool by itself, so that one bad schema does not take the whole list with it.
    const auto value = parseJson(text, {limits.maxDepth, limits.maxBytes, false});
    if (!value)
        return std::unexpected(Error{value.error().code, u"The service sent something that cannot be read. "_s + value.error().message, {}, {}});
    QList<RpcMessage> messages;
    if (!value->is_array()) {
        auto message = messageFrom(*value, text);
        if (!message)
            return std::unexpected(message.error());
        messages.append(std::move(*message));
        return messages;
    }
    const json::array& batch = value->get_array();
    const QList<QByteArrayView> parts = rawElements(text);
    if (batch.empty() || static_cast<qsizetype>(batch.size()) > limits.maxBatch || parts.size() != static_cast<qsizetype>(batch.size()))
        return broken(u"it is a batch of %1"_s.arg(batch.size()));
    for (qsizetype i = 0; i < parts.size(); ++i) {
        auto message = messageFrom(batch[static_cast<std::size_t>(i)], parts[i]);
        if (!message)
            return std::unexpected(message.error());
        messages.append(std::move(*message));
    }
    return messages;
}

QByteArray rpcRequest(const QByteArray& id, const QByteArray& method, const QByteArray& params)
{
    return head(id) + R"(,"method":)" + jsonString(QByteArrayView(method)) + (params.isEmpty() ? QByteArray() : R"(,"params":)" + params) + '}';
}

QByteArray rpcNotification(const QByteArray& method, const QByteArray& params)
{
    return rpcRequest({}, method, params);
}

QByteArray rpcResult(const QByteArray& id, const QByteArray& result)
{
    return head(id) + R"(,"result":)" + result + '}';
}

QByteArray rpcFailure(const QByteArray& id, const RpcError& error)
{
    return head(id) + R"(,"error":{"code":)" + QByteArray::number(error.code) + R"(,"message":)" + jsonString(error.message) +
           (error.data.isEmpty() ? QByteArray() : R"(,"data":)" + error.data) + "}}";
}

} // namespace aios
