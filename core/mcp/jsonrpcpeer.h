// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/once.h"
#include "core/mcp/mcptransport.h"

#include <QHash>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <functional>
#include <map>
#include <memory>

namespace aios {

struct RpcProgress {
    double progress = 0;
    std::optional<double> total;
    QString message;
};

struct RpcOptions {
    std::chrono::milliseconds timeout{60'000};    ///< Without an answer or progress; 0: none.
    std::chrono::milliseconds hardTimeout{0};     ///< Whatever happens; 0: none.
    bool cancellable = true;                      ///< A handshake must not be cancelled.
    std::function<void(const RpcProgress&)> onProgress;
    std::function<void(const RpcAnswer&)> onLate; ///< An answer that came after it had been given up.
    bool harmless = false; ///< May be sent a second time although nobody knows what became of the first: it only reads.
    QByteArray name;           ///< McpOutgoing::name
    QList<HttpHeader> headers; ///< McpOutgoing::headers
    /// Finds out how a request that was refused because of its headers is to be sent; empty: nobody knows. An error is what the request ends with.
    std::function<void(std::function<void(Result<QList<HttpHeader>>)> found)> renewHeaders;
    std::optional<QString> session; ///< Whose call it is: questions of the server in it go there.
};

/// Requests and answers over one transport: ids, time-outs, progress and cancellation, each reply given exactly once. Answers to nothing, twice, or with
/// an id of another type are warned about and ignored. Core thread; does not own the transport.
class JsonRpcPeer : public QObject {
    Q_OBJECT
public:
    using Reply = Once<Result<RpcAnswer>>;
    static constexpr std::size_t kMostOpen = 256;

    explicit JsonRpcPeer(McpTransport& transport, QObject* parent = nullptr);
    ~JsonRpcPeer() override; ///< What is open resolves to Cancelled.

    /// `members`: the params without their braces; `meta`: the members of `_meta`, to which the progress token is added. Gives the request's number.
    qint64 request(const QByteArray& method, const QByteArray& members, const QByteArray& meta, RpcOptions options, Reply reply);
    void notify(const QByteArray& method, const QByteArray& members = {});
    /// Tells the server and resolves to Cancelled with `reason`.
    void cancel(qint64 id, const QString& reason);
    /// Progress told of a request after its answer, where that was not the end of it. For as long as what is given is kept.
    [[nodiscard]] std::shared_ptr<const void> followProgress(qint64 id, std::function<void(const RpcProgress&)> told);
    [[nodiscard]] std::size_t open() const { return m_pending.size(); }
    /// Somebody is being asked something in the middle of a request. Until nobody is, only hard time-outs count for requests that have one; then the others
    /// begin anew.
    void setAsking(bool asking);
    /// A request of the server that has not been answered and that it does not want answered any more.
    void forget(const QByteArray& id) { m_forgotten.insert(id); }

    /// What a request of the server gets, once, now or later: a raw result, or an error.
    using Answer = Once<std::expected<QByteArray, RpcError>>;
    std::function<void(const RpcMessage& request, Answer answer)> onRequest;
    std::function<void(const RpcMessage& notification)> onNotification;

Q_SIGNALS:
    void warned(const QString& text);

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Pending {
        QByteArray method;
        RpcOptions options;
        Reply reply;
        std::optional<Time> deadline; ///< Moves with progress.
        std::optional<Time> hardDeadline;
    };
    void take(const QByteArray& text);
    void takeMessage(const RpcMessage& message);
    void takeRequest(const RpcMessage& message);
    void takeProgress(const QByteArray& params);
    void settle(const QByteArray& id, Result<RpcAnswer> answer);
    void giveUp(qint64 id, Error error, const QString& reason);
    void expire();
    void arm();
    [[nodiscard]] std::optional<Time> idleDeadline(const Pending& pending) const;

    McpTransport& m_transport;
    std::map<qint64, Pending> m_pending;
    QHash<qint64, std::function<void(const RpcAnswer&)>> m_givenUp; ///< Their answers may still come.
    std::map<qint64, std::function<void(const RpcProgress&)>> m_followed; ///< Answered requests, and who still hears of them.
    QSet<QByteArray> m_forgotten; ///< Requests of the server.
    bool m_asking = false;
    qint64 m_lastId = 0;
    QTimer m_timer;
};

/// The refusal of a request that this side does not know.
[[nodiscard]] RpcError methodNotFound(QByteArrayView method);

} // namespace aios
