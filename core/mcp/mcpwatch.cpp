// SPDX-License-Identifier: MIT
// What an McpClient is told without asking: changed lists, and resources that somebody here has read.
#include "core/base/json.h"
#include "core/base/jsonraw.h"
#include "core/mcp/mcpclient.h"
#include "core/mcp/mcptask.h"

#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr qint64 kSteadyMs = 30'000; ///< A stream that lived so long was one.
constexpr int kMostDoubled = 8;       ///< Asked for anew at last every four minutes.

QByteArray uriMember(const QString& uri)
{
    return R"("uri":)" + jsonString(uri);
}

JsonRpcPeer::Reply nobody()
{
    return JsonRpcPeer::Reply([](const Result<RpcAnswer>&) {}, fail(ErrorCode::Cancelled, {}));
}

} // namespace

void McpClient::watchResources(const QStringList& uris)
{
    m_wanted = m_handshake.resourcesSubscribe ? uris : QStringList();
    if (m_step != Step::Ready || m_wanted == m_watched)
        return;
    if (m_handshake.era == McpEra::Modern)
        return listen();
    for (const QString& uri : std::as_const(m_watched)) {
        if (!m_wanted.contains(uri))
            request("resources/unsubscribe", uriMember(uri), {}, nobody());
    }
    const QStringList before = std::exchange(m_watched, m_wanted);
    for (const QString& uri : std::as_const(m_wanted)) {
        if (!before.contains(uri))
            request("resources/subscribe", uriMember(uri), {}, nobody());
    }
}

/// A new session knows nothing of what the lost one had subscribed to.
void McpClient::watchAgain()
{
    m_watched.clear();
    const QStringList wanted = std::exchange(m_wanted, {});
    if (m_handshake.era == McpEra::Legacy)
        return watchResources(wanted);
    m_wanted = m_handshake.resourcesSubscribe ? wanted : QStringList();
    listen();
}

/// The modern era's way to be told: one request that stays open as long as the connection. Another filter is another request; the old one ends after the
/// new one has begun, so that nothing is missed.
void McpClient::listen()
{
    if (m_step != Step::Ready || m_handshake.era != McpEra::Modern)
        return;
    m_watched = m_wanted;
    const QByteArrayList filter = listenFilter();
    const qint64 before = std::exchange(m_listening, 0);
    if (!filter.isEmpty()) {
        RpcOptions options;
        options.timeout = 0ms;
        m_listenSince.start();
        auto ended = [this, number = ++m_listens](const Result<RpcAnswer>& answer) { listenEnded(number, answer); };
        const qint64 sent = m_peer->request("subscriptions/listen", R"("notifications":{)" + filter.join(',') + '}', meta(), std::move(options),
                                            JsonRpcPeer::Reply(std::move(ended), fail(ErrorCode::Cancelled, {})));
        m_listening = sent;
    }
    if (before != 0)
        m_peer->cancel(before, u"asked for anew"_s);
}

/// Several reasons at once are one request.
void McpClient::listenSoon()
{
    if (std::exchange(m_listensSoon, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_listensSoon = false;
            listen();
        },
        Qt::QueuedConnection);
}

QByteArrayList McpClient::listenFilter()
{
    QByteArrayList filter;
    if (m_handshake.toolsChange)
        filter.append(R"("toolsListChanged":true)");
    if (m_handshake.promptsChange)
        filter.append(R"("promptsListChanged":true)");
    if (m_handshake.resourcesChange)
        filter.append(R"("resourcesListChanged":true)");
    QByteArrayList uris;
    for (const QString& uri : std::as_const(m_watched))
        uris.append(jsonString(uri));
    if (!uris.isEmpty())
        filter.append(R"("resourceSubscriptions":[)" + uris.join(',') + ']');
    QByteArrayList tasks;
    for (const auto& [number, asked] : m_asked) {
        if (asked.task && !asked.task->legacy && m_handshake.tellsOfTasks && m_taskNews != TaskNews::Refused)
            tasks.append(jsonString(asked.task->id));
    }
    if (!tasks.isEmpty())
        filter.append(R"("taskIds":[)" + tasks.join(',') + ']');
    if (m_taskNews != TaskNews::Refused)
        m_taskNews = tasks.isEmpty() ? TaskNews::Unasked : TaskNews::Asked;
    return filter;
}

/// A server may end it, and a stream may break: it is asked for again, and what may have changed meanwhile is looked at. One that refuses is left alone.
void McpClient::listenEnded(int number, const Result<RpcAnswer>& answer)
{
    if (number != m_listens || m_step != Step::Ready)
        return;
    m_listening = 0;
    if (answer && answer->error && m_taskNews == TaskNews::Asked) { // then without those
        m_taskNews = TaskNews::Refused;
        return listen();
    }
    const bool lost = answer ? !answer->error : answer.error().code != ErrorCode::Cancelled;
    if (!lost)
        return;
    if (m_listenSince.hasExpired(kSteadyMs))
        m_listensLost = 0;
    const auto pause = m_options.listenAgain * (1 << std::min(m_listensLost, kMostDoubled));
    if (++m_listensLost == kMostDoubled)
        Q_EMIT warned(u"It ends again and again the stream by which it tells of changes, so they are noticed late."_s);
    QTimer::singleShot(pause, this, [this, number] {
        if (number != m_listens || m_step != Step::Ready)
            return;
        listen();
        Q_EMIT toolsChanged();
        Q_EMIT offersChanged();
    });
}

void McpClient::takeNotification(const RpcMessage& notification)
{
    if (notification.method == "notifications/message") {
        Q_EMIT logged(logLine(notification.params));
    } else if (notification.method == "notifications/cancelled") {
        const QByteArray id = rawMember(notification.params, "requestId").toByteArray();
        if (!m_open.contains(id))
            return;
        m_peer->forget(id);
        closeQuestion(id);
    } else if (m_step != Step::Ready) {
        return; // what changed before is listed anyway
    } else if (notification.method == "notifications/tasks" || notification.method == "notifications/tasks/status") {
        takeTaskNews(notification.params);
    } else if (notification.method == "notifications/tools/list_changed") {
        Q_EMIT toolsChanged();
    } else if (notification.method == "notifications/prompts/list_changed" || notification.method == "notifications/resources/list_changed") {
        Q_EMIT offersChanged();
    } else if (notification.method == "notifications/resources/updated") {
        const auto value = parseJson(notification.params, {.maxDepth = 128, .refuseDuplicateKeys = false});
        const QString uri = value && value->is_object() ? jsonText(value->get_object(), "uri") : QString();
        if (m_watched.contains(uri)) // of others nobody wants to know
            Q_EMIT resourceUpdated(uri);
    }
    // What else servers tell is of no use here.
}

} // namespace aios
