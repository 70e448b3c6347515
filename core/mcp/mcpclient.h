// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/handshake.h"
#include "core/mcp/mcpasked.h"
#include "core/mcp/mcpclientoptions.h"
#include "core/mcp/toollisting.h"

#include <QElapsedTimer>

#include <memory>

namespace aios {

/// The protocol in both eras over one transport: finds out which era the server speaks (mcp.md 1.3), lists its tools, calls them. A server may have to be
/// started a second time for that, so it is given a way to make transports. Core thread; owned by McpServer (or a test).
class McpClient : public QObject {
    Q_OBJECT
public:
    using Options = McpClientOptions;
    using MakeTransport = std::function<std::unique_ptr<McpTransport>()>;
    using Connected = Once<Result<McpHandshake>>;
    using Listed = ToolListing::Listed;

    McpClient(MakeTransport makeTransport, Options options, QObject* parent = nullptr);
    ~McpClient() override;

    void connectToServer(Connected connected);
    /// All pages of `tools/list`, each tool as raw JSON (ToolListing::list).
    void listTools(Listed listed);
    /// `argumentsJson` goes out byte for byte. The result is raw; an error of the server is in the answer. Gives the number for cancelCall().
    qint64 callTool(const QByteArray& name, const QByteArray& argumentsJson, RpcOptions options, JsonRpcPeer::Reply reply);
    /// Any other request of the client; `members`: its params without their braces. What the era wants in each request is added. Sent a second time only
    /// when a server that has lost the session refused it, or nobody knows and it is harmless; and again with answers, where the server asks for them first.
    qint64 request(const QByteArray& method, const QByteArray& members, RpcOptions options, JsonRpcPeer::Reply reply);
    void cancelCall(qint64 id, const QString& reason);
    /// All resources whose changes are wanted from now on (resourceUpdated), where the server tells them.
    void watchResources(const QStringList& uris);
    /// No call is on its way any more: what the server asked in the middle of one is taken back.
    void dropQuestions();
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
    [[nodiscard]] QByteArray meta() const;
    [[nodiscard]] QByteArray clientInfo() const;
    [[nodiscard]] QByteArray capabilities() const;
    [[nodiscard]] QByteArray initializeMembers() const;

    // --- what it asks (mcpquestions.cpp) ---
    void answerRequest(const RpcMessage& request, JsonRpcPeer::Answer answer);
    void answerQuestion(const McpQuestion& question, McpQuestion::Reply reply) const;
    void closeQuestion(const QByteArray& id);
    [[nodiscard]] static McpQuestion questionIn(McpAsked& asked, const QByteArray& method, const QByteArray& params);
    [[nodiscard]] QByteArray roots() const;

    // --- what it tells (mcpwatch.cpp) ---
    void listen();
    void listenSoon();
    [[nodiscard]] QByteArrayList listenFilter();
    void listenEnded(int number, const Result<RpcAnswer>& answer);
    void watchAgain();
    void takeNotification(const RpcMessage& notification);

    // --- requests (mcprequests.cpp) ---
    void sendAsked(qint64 number, const QByteArray& more = {});
    void takeAnswer(qint64 number, Result<RpcAnswer> answer);
    void settle(qint64 number, Result<RpcAnswer> answer);
    [[nodiscard]] bool sendAgain(McpAsked& asked, Result<RpcAnswer>& answer);
    void renewSession();
    void renewed(Result<RpcAnswer> answer);
    void goOnRenewed(McpHandshake handshake);

    // --- requests refused as the modern era refuses them (mcprefusals.cpp) ---
    [[nodiscard]] bool isRefusal(const McpAsked& asked, const RpcAnswer& answer, int code) const;
    void renewHeaders(qint64 number, const RpcAnswer& answer);
    void renewVersion(qint64 number, const RpcAnswer& answer);
    void discoverAgain();
    void discoveredAgain(Result<RpcAnswer> answer);
    [[nodiscard]] bool wantsInput(const McpAsked& asked, const RpcAnswer& answer) const;
    void askForInput(qint64 number, const QByteArray& result);
    void goOn(qint64 number, const QByteArray& answers, const QByteArray& state);
    void notRenewed(const Error& error);

    // --- requests that became tasks (mcptasks.cpp) ---
    [[nodiscard]] bool isTask(const QByteArray& method, const RpcAnswer& answer) const;
    [[nodiscard]] bool mustBeTask(QByteArrayView tool) const;
    void followTask(qint64 number, qint64 sent, const QByteArray& created);
    void takeTaskNews(const QByteArray& task);
    void tellOfTask(qint64 number, const QString& message);
    void pollTask(qint64 number);
    void takeTask(qint64 number, const Result<RpcAnswer>& answer);
    void missedTask(qint64 number, const Error& error);
    void endTask(qint64 number, const QByteArray& task);
    void takeTaskResult(qint64 number, const Result<RpcAnswer>& answer);
    void answerForTask(qint64 number, const QByteArray& task);
    void askForTask(qint64 number, const QString& key, const QByteArray& question);
    void updateTask(qint64 number, const QByteArray& answers, int tries);
    void cancelLateTask(const RpcAnswer& answer);
    void giveUpTask(qint64 number, const Error& error);
    [[nodiscard]] McpTask* taskOf(qint64 number) const;
    void askOfTask(qint64 number, const QByteArray& method, const QByteArray& members, std::function<void(const Result<RpcAnswer>&)> told);
    [[nodiscard]] QList<qint64> waiting() const;

    MakeTransport m_makeTransport;
    Options m_options;
    std::unique_ptr<McpTransport> m_transport;
    std::unique_ptr<JsonRpcPeer> m_peer;
    Connected m_connected;
    ToolListing m_listing;
    std::map<qint64, McpAsked> m_asked;
    std::map<QByteArray, std::unique_ptr<QObject>> m_open; ///< Who asks, of the server's requests that are not answered yet. By id.
    qint64 m_lastAsked = 0;
    QStringList m_wanted; ///< Resources.
    QStringList m_watched; ///< Those the server knows to be wanted.
    qint64 m_listening = 0; ///< subscriptions/listen on the wire; 0: none.
    int m_listens = 0; ///< How many so far.
    bool m_listensSoon = false;
    enum class TaskNews : std::uint8_t { Unasked, Asked, Refused };
    TaskNews m_taskNews = TaskNews::Unasked; ///< Whether it was asked to tell of tasks.
    int m_listensLost = 0; ///< Of them, how many in a row ended soon and without being asked to.
    QElapsedTimer m_listenSince;
    McpHandshake m_handshake;
    Step m_step = Step::Idle;
    int m_opened = 0; ///< Transports so far.
    int m_eras = 0; ///< How often it was found out anew what the server speaks.
    int m_discoveries = 0;
    std::optional<Error> m_refusal; ///< Of the handshake by POST, when the older transport is tried after it.
    bool m_startedAgain = false;
    bool m_probeMissed = false; ///< What it speaks was asked, and not answered in time.
    bool m_speaksModern = false; ///< It refused a handshake as a server of the modern era does.
};

} // namespace aios
