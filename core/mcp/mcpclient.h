// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/handshake.h"
#include "core/mcp/jsonrpcpeer.h"
#include "core/mcp/mcpquestion.h"

#include <memory>

namespace aios {

struct McpTask;

/// The protocol in both eras over one transport: finds out which era the server speaks (mcp.md 1.3), lists its tools, calls them. A server may have to be
/// started a second time for that, so it is given a way to make transports. Core thread; owned by McpServer (or a test).
class McpClient : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString clientVersion;
        QString root; ///< Told to a server that asks for the roots. Empty: none.
        std::optional<McpEra> knownEra; ///< As found the last time.
        AskMcpQuestion ask; ///< Empty: servers are told that they cannot ask.
        bool samples = false; ///< `ask` also takes questions to a model.
        std::function<std::unique_ptr<McpTransport>()> makeOlder; ///< For an address that knows no handshake by POST; may be empty.
        std::chrono::milliseconds probeTimeout{5'000};
        std::chrono::milliseconds connectTimeout{30'000};
        std::chrono::milliseconds listTimeout{60'000};
    };
    using MakeTransport = std::function<std::unique_ptr<McpTransport>()>;
    using Connected = Once<Result<McpHandshake>>;
    using Listed = Once<Result<QList<QByteArray>>>;

    McpClient(MakeTransport makeTransport, Options options, QObject* parent = nullptr);
    ~McpClient() override;

    void connectToServer(Connected connected);
    /// All pages of `tools/list`, each tool as raw JSON.
    void listTools(Listed listed);
    /// `argumentsJson` goes out byte for byte. The result is raw; an error of the server is in the answer. Gives the number for cancelCall().
    qint64 callTool(const QByteArray& name, const QByteArray& argumentsJson, RpcOptions options, JsonRpcPeer::Reply reply);
    /// Any other request of the client; `members`: its params without their braces. What the era wants in each request is added. Sent a second time only
    /// when a server that has lost the session refused it, or nobody knows and it is harmless; and again with answers, where the server asks for them first.
    qint64 request(const QByteArray& method, const QByteArray& members, RpcOptions options, JsonRpcPeer::Reply reply);
    void cancelCall(qint64 id, const QString& reason);
    /// All resources whose changes are wanted from now on (resourceUpdated), where the server tells them.
    void watchResources(const QStringList& uris);
    void close(); ///< Politely; ended() follows.
    [[nodiscard]] const McpHandshake& handshake() const { return m_handshake; }
    [[nodiscard]] McpTransport* transport() const { return m_transport.get(); }

Q_SIGNALS:
    void handshaking(); ///< The program runs, or the first request is on its way.
    void toolsChanged();
    void offersChanged(); ///< Its prompts, or what it holds, are others.
    void resourceUpdated(const QString& uri); ///< Of those that are watched.
    void warned(const QString& text);
    void logged(const QString& line); ///< What the server logs, one line.
    void ended(const aios::McpEnd& end); ///< The connection is gone; not told for programs that were only probed.

private:
    enum class Step : std::uint8_t { Idle, Discovering, Initializing, Ready, Renewing };
    /// A request as it was asked for, however often it has to be sent.
    struct Asked {
        QByteArray method;
        QByteArray members;
        RpcOptions options;
        JsonRpcPeer::Reply reply;
        qint64 sent = 0; ///< Its number on the wire; 0: it waits.
        bool again = false; ///< It was refused once because the session was lost.
        int rounds = 0; ///< Of questions that came instead of its result.
        std::shared_ptr<McpTask> task; ///< What it has become; null: nothing but a request.
    };
    [[nodiscard]] bool openTransport();
    void discover();
    void discovered(Result<RpcAnswer> answer);
    void initialize();
    void initialized(Result<RpcAnswer> answer);
    void startAgain();
    void tryOlder(Error refusal);
    void becomeModern(const QByteArray& result);
    void becomeLegacy(const QByteArray& result);
    void ready();
    void failConnect(Error error);
    void transportClosed(int number, const McpEnd& end);
    void nextPage(const QString& cursor);
    void tookPage(Result<RpcAnswer> answer);
    void endList(Result<QList<QByteArray>> result);
    void answerRequest(const RpcMessage& request, JsonRpcPeer::Answer answer) const;
    void answerQuestion(const McpQuestion& question, McpQuestion::Reply reply) const;
    [[nodiscard]] QByteArray roots() const;
    [[nodiscard]] QByteArray meta() const;
    [[nodiscard]] QByteArray clientInfo() const;
    [[nodiscard]] QByteArray capabilities() const;
    [[nodiscard]] QByteArray initializeMembers() const;

    // --- what it tells (mcpwatch.cpp) ---
    void listen();
    void listenEnded(int number, const Result<RpcAnswer>& answer);
    void watchAgain();
    void takeNotification(const RpcMessage& notification);

    // --- requests (mcprequests.cpp) ---
    void sendAsked(qint64 number, const QByteArray& more = {});
    void takeAnswer(qint64 number, Result<RpcAnswer> answer);
    void settle(qint64 number, Result<RpcAnswer> answer);
    [[nodiscard]] bool sendAgain(Asked& asked, Result<RpcAnswer>& answer);
    void renewSession();
    void renewed(Result<RpcAnswer> answer);
    [[nodiscard]] bool wantsInput(const Asked& asked, const RpcAnswer& answer) const;
    void askForInput(qint64 number, const QByteArray& result);
    void goOn(qint64 number, const QByteArray& answers, const QByteArray& state);
    void notRenewed(const Error& error);

    // --- requests that became tasks (mcptasks.cpp) ---
    [[nodiscard]] bool becameTask(const Asked& asked, const RpcAnswer& answer) const;
    [[nodiscard]] bool mustBeTask(QByteArrayView tool) const;
    void followTask(qint64 number, const QByteArray& created);
    void pollTask(qint64 number);
    void takeTask(qint64 number, const Result<RpcAnswer>& answer);
    void missedTask(qint64 number, const Error& error);
    void endTask(qint64 number, const QByteArray& task);
    void answerForTask(qint64 number, const QByteArray& task);
    void giveUpTask(qint64 number, Error error);
    [[nodiscard]] McpTask* taskOf(qint64 number) const;
    void askOfTask(qint64 number, const QByteArray& method, const QByteArray& members, std::function<void(const Result<RpcAnswer>&)> told);
    [[nodiscard]] QList<qint64> waiting() const;

    MakeTransport m_makeTransport;
    Options m_options;
    std::unique_ptr<McpTransport> m_transport;
    std::unique_ptr<JsonRpcPeer> m_peer;
    Connected m_connected;
    Listed m_listed;
    QList<QByteArray> m_tools; ///< Of the pages so far.
    QStringList m_cursors;
    qsizetype m_listBytes = 0;
    std::map<qint64, Asked> m_asked;
    qint64 m_lastAsked = 0;
    QStringList m_wanted; ///< Resources.
    QStringList m_watched; ///< Those the server knows to be wanted.
    qint64 m_listening = 0; ///< subscriptions/listen on the wire; 0: none.
    int m_listens = 0; ///< How many so far.
    int m_listensLost = 0; ///< Of them, those that ended without being asked to.
    McpHandshake m_handshake;
    Step m_step = Step::Idle;
    int m_opened = 0; ///< Transports so far.
    int m_discoveries = 0;
    std::optional<Error> m_refusal; ///< Of the handshake by POST, when the older transport is tried after it.
    bool m_startedAgain = false;
    bool m_speaksModern = false; ///< It refused a handshake as a server of the modern era does.
};

} // namespace aios
