// SPDX-License-Identifier: MIT
#include "core/mcp/jsonrpcpeer.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

QByteArray joined(const QByteArray& members, const QByteArray& more)
{
    return members.isEmpty() ? more : more.isEmpty() ? members : members + ',' + more;
}

} // namespace

RpcError methodNotFound(QByteArrayView method)
{
    return {kRpcMethodNotFound, u"This client does not offer "_s + QString::fromUtf8(method.left(100)), {}};
}

JsonRpcPeer::JsonRpcPeer(McpTransport& transport, QObject* parent) : QObject(parent), m_transport(transport)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &JsonRpcPeer::expire);
    connect(&transport, &McpTransport::received, this, &JsonRpcPeer::take);
    connect(&transport, &McpTransport::warned, this, &JsonRpcPeer::warned);
    connect(&transport, &McpTransport::answered, this, [this](const QByteArray& id, const RpcAnswer& answer) { settle(id, answer); });
    connect(&transport, &McpTransport::unanswered, this, [this](const QByteArray& id, const Error& error) { settle(id, std::unexpected(error)); });
    connect(&transport, &McpTransport::closed, this, [this](const McpEnd& end) {
        const QPointer<JsonRpcPeer> self(this);
        while (self && !m_pending.empty())
            settle(QByteArray::number(m_pending.begin()->first), std::unexpected(end.error));
    });
}

JsonRpcPeer::~JsonRpcPeer() = default;

qint64 JsonRpcPeer::request(const QByteArray& method, const QByteArray& members, const QByteArray& meta, RpcOptions options, Reply reply)
{
    const qint64 id = ++m_lastId;
    if (m_pending.size() >= kMostOpen) {
        reply(fail(ErrorCode::Overloaded, u"The service has not answered %1 earlier requests, so no further one was sent."_s.arg(kMostOpen)));
        return id;
    }
    const QByteArray number = QByteArray::number(id);
    const QByteArray token = options.onProgress ? R"("progressToken":)" + number : QByteArray();
    const QByteArray allMeta = joined(meta, token);
    const QByteArray params = joined(members, allMeta.isEmpty() ? QByteArray() : R"("_meta":{)" + allMeta + '}');
    const auto now = std::chrono::steady_clock::now();
    Pending pending{method, std::move(options), std::move(reply), {}, {}};
    if (pending.options.timeout > 0ms)
        pending.deadline = now + pending.options.timeout;
    if (pending.options.hardTimeout > 0ms)
        pending.hardDeadline = now + pending.options.hardTimeout;
    McpOutgoing message{rpcRequest(number, method, params.isEmpty() ? QByteArray() : '{' + params + '}'), number, method, pending.options.name,
                        pending.options.headers};
    m_pending.emplace(id, std::move(pending));
    arm();
    m_transport.send(std::move(message));
    return id;
}

void JsonRpcPeer::notify(const QByteArray& method, const QByteArray& members)
{
    m_transport.send({rpcNotification(method, members.isEmpty() ? QByteArray() : '{' + members + '}'), {}, method, {}, {}});
}

void JsonRpcPeer::cancel(qint64 id, const QString& reason)
{
    giveUp(id, {ErrorCode::Cancelled, reason, {}, {}}, reason);
}

void JsonRpcPeer::giveUp(qint64 id, Error error, const QString& reason)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end())
        return;
    const QByteArray number = QByteArray::number(id);
    if (!m_transport.drop(number) && found->second.options.cancellable)
        notify("notifications/cancelled", R"("requestId":)" + number + R"(,"reason":)" + jsonString(reason));
    if (m_givenUp.size() < static_cast<qsizetype>(kMostOpen))
        m_givenUp.insert(id, found->second.options.onLate);
    settle(number, std::unexpected(std::move(error)));
}

void JsonRpcPeer::take(const QByteArray& text)
{
    const auto messages = parseRpc(text);
    if (!messages) {
        Q_EMIT warned(messages.error().message);
        return;
    }
    const QPointer<JsonRpcPeer> self(this);
    for (const RpcMessage& message : *messages) {
        if (!self)
            return;
        takeMessage(message);
    }
}

void JsonRpcPeer::takeMessage(const RpcMessage& message)
{
    switch (message.kind) {
    case RpcMessage::Kind::Request:
        return takeRequest(message);
    case RpcMessage::Kind::Notification:
        if (message.method == "notifications/progress")
            return takeProgress(message.params);
        if (onNotification)
            onNotification(message);
        return;
    case RpcMessage::Kind::Result:
        return settle(message.id, RpcAnswer{message.result, {}, 0});
    case RpcMessage::Kind::Error:
        return settle(message.id, RpcAnswer{{}, message.error, 0});
    }
}

void JsonRpcPeer::takeRequest(const RpcMessage& message)
{
    auto send = [self = QPointer<JsonRpcPeer>(this), id = message.id](const std::expected<QByteArray, RpcError>& given) {
        if (self && !self->m_forgotten.remove(id))
            self->m_transport.send({given ? rpcResult(id, *given) : rpcFailure(id, given.error()), {}, {}, {}, {}});
    };
    Answer answer(std::move(send), std::unexpected(RpcError{kRpcInternalError, u"The request was not answered"_s, {}}));
    if (onRequest)
        onRequest(message, std::move(answer));
    else
        answer(std::unexpected(methodNotFound(message.method)));
}

void JsonRpcPeer::takeProgress(const QByteArray& params)
{
    const auto value = parseJson(params, {.maxDepth = 128, .refuseDuplicateKeys = false});
    if (!value || !value->is_object())
        return;
    const json::object& object = value->get_object();
    const json::value* token = object.if_contains("progressToken");
    if (!token || !token->is_int64())
        return;
    RpcProgress progress{jsonDouble(object, "progress"), {}, jsonText(object, "message")};
    if (object.contains("total"))
        progress.total = jsonDouble(object, "total");
    const auto found = m_pending.find(token->get_int64());
    const auto followed = m_followed.find(token->get_int64());
    std::function<void(const RpcProgress&)> tell; // a copy: it may end the request
    if (found != m_pending.end() && found->second.options.onProgress) {
        if (found->second.deadline)
            found->second.deadline = std::chrono::steady_clock::now() + found->second.options.timeout;
        tell = found->second.options.onProgress;
    } else if (followed != m_followed.end()) {
        tell = followed->second;
    }
    if (tell)
        tell(progress);
}

std::shared_ptr<const void> JsonRpcPeer::followProgress(qint64 id, std::function<void(const RpcProgress&)> told)
{
    m_followed.insert_or_assign(id, std::move(told));
    return {this, [self = QPointer<JsonRpcPeer>(this), id](const void*) {
                if (self)
                    self->m_followed.erase(id);
            }};
}

/// The first answer counts; a later one finds nothing.
void JsonRpcPeer::settle(const QByteArray& id, Result<RpcAnswer> answer)
{
    bool isNumber = false;
    const qint64 number = id.toLongLong(&isNumber);
    // Compared as written, so that "7" and 7.0 are not taken for 7.
    const auto found = isNumber && QByteArray::number(number) == id ? m_pending.find(number) : m_pending.end();
    if (found == m_pending.end()) {
        if (isNumber && m_givenUp.contains(number)) {
            if (const auto tell = m_givenUp.take(number); tell && answer)
                tell(*answer);
            return;
        }
        const bool late = isNumber && number > 0 && number <= m_lastId;
        Q_EMIT warned(late ? u"A second answer to the same request was ignored."_s
                           : u"An answer to nothing that was asked (id %1) was ignored."_s.arg(showHidden(QString::fromUtf8(id.left(40)))));
        return;
    }
    Reply reply = std::move(found->second.reply);
    m_pending.erase(found);
    arm();
    reply(std::move(answer));
}

void JsonRpcPeer::setAsking(bool asking)
{
    if (std::exchange(m_asking, asking) == asking)
        return;
    const auto now = std::chrono::steady_clock::now();
    for (auto& [id, pending] : m_pending) {
        if (!asking && pending.deadline && pending.hardDeadline)
            pending.deadline = now + pending.options.timeout;
    }
    arm();
}

std::optional<JsonRpcPeer::Time> JsonRpcPeer::idleDeadline(const Pending& pending) const
{
    return m_asking && pending.hardDeadline ? std::nullopt : pending.deadline;
}

void JsonRpcPeer::expire()
{
    const auto now = std::chrono::steady_clock::now();
    QList<qint64> late;
    for (const auto& [id, pending] : m_pending) {
        const auto idle = idleDeadline(pending);
        if ((idle && *idle <= now) || (pending.hardDeadline && *pending.hardDeadline <= now))
            late.append(id);
    }
    const QPointer<JsonRpcPeer> self(this);
    for (const qint64 id : std::as_const(late)) {
        if (self)
            giveUp(id, {ErrorCode::Timeout, u"The service did not answer in time."_s, {}, {}}, u"timed out"_s);
    }
    if (self)
        arm();
}

void JsonRpcPeer::arm()
{
    std::optional<Time> next;
    const auto sooner = [&next](const std::optional<Time>& time) {
        if (time && (!next || *time < *next))
            next = time;
    };
    for (const auto& [id, pending] : m_pending) {
        sooner(idleDeadline(pending));
        sooner(pending.hardDeadline);
    }
    if (!next)
        return m_timer.stop();
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*next - std::chrono::steady_clock::now());
    m_timer.start(std::clamp<std::chrono::milliseconds>(wait, 1ms, 1h));
}

} // namespace aios
