// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/helperheaders.h"
#include "core/mcp/mcpclient.h"
#include "core/mcp/mcpsurroundings.h"
#include "core/mcp/mcptool.h"
#include "core/mcp/oauth/oauthsession.h"

#include <QElapsedTimer>
#include <QTimer>

namespace aios {

/// What a sign-in at a prepared server goes by, without a person: no browser, and nobody who is asked.
[[nodiscard]] OAuthSession::Options signInOptions(const McpServerConfig& config, const McpLaunch& launch, const McpSurroundings& around);

/// One configured server: started, asked for its tools, watched, stopped. Failing is a state with words, never an exception to the rest. Core thread;
/// owned by ServerManager.
class McpServer : public QObject {
    Q_OBJECT
public:
    McpServer(McpServerConfig config, const McpSurroundings& surroundings, QObject* parent = nullptr);
    ~McpServer() override; ///< Ends it at once.

    void start(); ///< Off or failed: starts. Else nothing.
    void stop(); ///< Politely; off when it has ended.
    void restart(); ///< Counts as a fresh start: earlier failures are forgotten.
    void setUnknown() { m_unknown = true; } ///< Only tried: the person's choices neither count nor change.
    /// Values for its variables that are kept nowhere else; they win over the keychain's.
    void setKeys(QList<std::pair<QString, Secret>> keys) { m_keys = std::move(keys); }
    void setBlocked(const QString& why); ///< Not to be started, and why; empty: it may.

    [[nodiscard]] const QString& name() const { return m_config.name; }
    [[nodiscard]] const McpServerConfig& config() const { return m_config; }
    [[nodiscard]] ServiceState state() const { return m_state; }
    /// On its way once more after it could not be reached at all: nobody waits for it.
    [[nodiscard]] bool isTriedAgain() const { return isComing() && m_retries > 0 && !m_wasReady; }
    [[nodiscard]] bool isComing() const { return m_state == ServiceState::Starting || m_state == ServiceState::Handshake; }
    /// It is ready, or on its way and what it listed last time stands in for its tools: they are offered, and calls wait until it has listed them again.
    [[nodiscard]] bool offersTools() const { return m_state == ServiceState::Ready || (isComing() && m_standIn); }
    [[nodiscard]] bool holdsResources() const;
    [[nodiscard]] QString instructions() const; ///< As it gives them, or gave them last where that stands in; at most 2 kB.
    [[nodiscard]] ServiceStatus status() const;
    /// Those a session may use: on, usable, and offered.
    [[nodiscard]] QList<std::shared_ptr<const Tool>> tools() const;
    [[nodiscard]] const McpToolInfo* tool(const QString& name) const;
    [[nodiscard]] std::shared_ptr<const Tool> anyTool(const QString& name) const; ///< Also one that is off.
    void programsKnown(); ///< The login shell has answered: what it would start counts from the next start on, or at once where this one failed.
    void choicesChanged();
    /// It ended by itself after it had been ready: worth another try at the next turn, without waiting for the one that is due.
    [[nodiscard]] bool mayRetry() const;

    // --- signing in (mcpserversignin.cpp) ---
    /// By a browser; started anew with it when that worked.
    void signIn(std::function<void(Result<void>)> done);
    [[nodiscard]] bool hasSignIn() const { return m_signIn != nullptr; }
    void cancelSignIn();
    void signOut(std::function<void(Result<void>)> done);
    /// What a refusal of the server (HTTP 401, 403) means for the person; empty when signing in has nothing to do with it.
    [[nodiscard]] QString refusalWords() const;

    // --- for running calls ---
    [[nodiscard]] McpClient& client() { return *m_client; }
    [[nodiscard]] RpcOptions callOptions() const;
    void callBegan(const QString& sessionId) { m_callers.append(sessionId); }
    void callEnded(const QString& sessionId);
    void watchResources(const QStringList& uris); ///< All that are wanted; also after it was started anew.
    /// Lists its tools once more; `done` when that has worked or not, from the event loop or when the service goes. Not at all once `context` is gone.
    void listAnew(QObject* context, std::function<void()> done);
    /// Why a tool as described by `digest` cannot be called now; empty when it can.
    [[nodiscard]] QString whyNotCallable(const QString& tool, const QByteArray& digest) const;
    void warn(const QString& text); ///< Something odd about it, for the person.

Q_SIGNALS:
    void changed(); ///< state(), status() or tools() give something else.
    void offersChanged(); ///< Its prompts, or what it holds, are others.
    void resourceUpdated(const QString& uri);

private:
    struct Held {
        McpToolInfo info;
        std::shared_ptr<McpToolChoice> choice;
        std::shared_ptr<const Tool> tool; ///< Null when it cannot be used.
    };
    void begin(int attempt);
    void readSecrets(const QStringList& names, int attempt);
    void launch(int attempt);
    void askHelper(int attempt);
    void connectLaunched(int attempt);
    void connected(Result<McpHandshake> handshake);
    void listAgain();
    void listed(Result<QList<QByteArray>> raw);
    void tellListed();
    void takeTools(QList<McpToolInfo> tools);
    void ended(const McpEnd& end);
    void failWith(const QString& problem, const Error& why = {}); ///< `why`: what came of the connection.
    void retryLater();
    [[nodiscard]] bool mayPass(const Error& why) const;
    void setState(ServiceState state);
    [[nodiscard]] std::unique_ptr<McpTransport> makeTransport();
    void takeLog(const QString& line);
    [[nodiscard]] QString errorTail() const;
    void dropClient();
    void setUpSignIn();
    void callersGone();
    void signInChanged();
    void askForSignIn(const QString& problem);
    [[nodiscard]] HttpTransport& way();
    [[nodiscard]] std::function<void(std::unique_ptr<McpTransport>)> takeLeave() const;
    void connectWatch();
    [[nodiscard]] AskMcpQuestion askAround();

    // --- the list of last time (mcpserverlist.cpp) ---
    [[nodiscard]] bool lookUp(int attempt); ///< False: nothing is kept here. Else it begins when that is known.
    void takeStandIn(ListedTools listed, QList<McpToolInfo> tools);
    void keepList(const QList<QByteArray>& raw);

    McpServerConfig m_config;
    const McpSurroundings& m_around;
    ServiceState m_state = ServiceState::Off;
    QString m_problem;
    QString m_blocked;
    McpLaunch m_launch;
    QHash<QString, Secret> m_secrets;
    QList<std::pair<QString, Secret>> m_keys;
    std::shared_ptr<OAuthSession> m_signIn; ///< Null: it does not take sign-ins. The client's requests go through it, and keep it.
    std::unique_ptr<McpClient> m_client;
    std::vector<Held> m_tools;
    std::optional<int> m_exitCode;
    QString m_lastErrors;
    QStringList m_log; ///< The last lines the server logged by the protocol.
    QStringList m_warnings;
    QStringList m_callers; ///< Sessions of the calls on their way; a question that says no session comes from the last of them.
    QStringList m_watched; ///< Resources.
    std::vector<std::pair<QPointer<QObject>, std::function<void()>>> m_listWaiting; ///< Who asked for the list of tools.
    ListedTools m_lastListed; ///< As it stands in, or as it was kept.
    QByteArray m_cacheKey; ///< Of what was launched.
    bool m_standIn = false; ///< m_tools are those of m_lastListed, which this start has not confirmed yet.
    int m_attempt = 0; ///< Of the start on its way; answers for an earlier one no longer count.
    QTimer m_retry;
    std::shared_ptr<HelperHeaders> m_helper; ///< Null: no command makes its headers. Likewise.
    QElapsedTimer m_readySince;
    int m_retries = 0;
    bool m_unknown = false;
    bool m_otherProgram = false; ///< The login shell would have started another one.
    bool m_wasReady = false;
    bool m_comesBack = false; ///< Failed: as one that has worked, or whose address may answer soon.
    bool m_stopping = false;
    bool m_startAfterStop = false;
};

} // namespace aios
