// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/compaction.h"
#include "core/agent/promptpreparation.h"
#include "core/agent/sessiontools/tasktools.h"
#include "core/agent/transcriptreader.h"
#include "core/agent/turnloop.h"

namespace aios {

/// One conversation over an open folder: prompts in, ordered AgentEvents out, everything on disk before it is shown. Owned by the runtime; core thread.
class Session : public QObject {
    Q_OBJECT
public:
    /// A fresh session. Its file is made with the first prompt, so that an unused session leaves nothing behind.
    static std::unique_ptr<Session> create(const SessionServices& services);
    /// Goes on where a transcript ends. Fails when the file cannot be opened for appending.
    static Result<std::unique_ptr<Session>> resume(const SessionServices& services, SessionRecord record);
    ~Session() override;

    [[nodiscard]] const QString& id() const { return m_summary.id; }
    [[nodiscard]] const SessionSummary& summary() const { return m_summary; }
    [[nodiscard]] SessionState state() const { return m_state; }
    [[nodiscard]] PermissionMode mode() const { return m_mode; }
    [[nodiscard]] const SessionTotals& totals() const { return m_totals; }
    [[nodiscard]] const QList<PermissionDenial>& denials() const;
    [[nodiscard]] std::optional<ModelInfo> modelInfo() const;
    [[nodiscard]] QList<ToolDefinition> toolDefinitions() const;

    void send(const QString& prompt, const QList<ImageBlock>& images = {});
    void unqueue(int index);
    void stop();
    void leave(); ///< The program ends: like stop(), but what only waits for the person waits on, and is asked again when the session is next opened.
    /// After resume(): asks again what waited for the person when the program ended, and goes on from the answer. Nothing when nothing waited.
    void askAgain();
    void compact(const QString& focus);
    void setMode(PermissionMode mode);
    void setModel(const QString& selector);
    void addRule(const PermissionRule& rule); ///< --allow and the like: for this session.
    void rename(const QString& title);
    void permissionsChanged();
    void setLimits(const TurnLimits& limits); ///< Holds at once, for the prompt that is being worked on too.

    // --- for what a service asks of the model (core/runtime/servicesampling.h) ---
    /// The model that answers this session now; empty before its first prompt has one.
    [[nodiscard]] const std::shared_ptr<Model>& model() const { return m_model ? m_model : m_sessionModel; }
    [[nodiscard]] const QString& modelSelector() const { return m_selector; }
    void countOther(const Usage& usage, std::optional<double> cost); ///< A request that is none of its own loops', but is made for it. Also kept.

    /// The entry to propose for context/session-log.md when the session did work since the last proposal; empty otherwise.
    [[nodiscard]] QString takeSessionLogProposal();

private:
    struct Queued {
        QString prompt;
        QList<ImageBlock> images;
    };
    Session(const SessionServices& services, SessionSummary summary);

    /// Calls of the last reply that waited when the program ended; their results are not in the history yet.
    struct Waiting {
        QList<ToolUseBlock> calls;
        QHash<QString, ToolResultBlock> results;
        Message givenUp; ///< The results if the person goes on without answering.
        RequestOrigin origin;
    };
    void giveUpWaiting();
    [[nodiscard]] bool modelBeforeRequest();
    [[nodiscard]] Result<void> openJournal();
    void makeTools();
    void makeLoop();
    void begin(Queued prompt);
    void awaitServices(std::function<void()> then);
    void takeServed(const QList<std::shared_ptr<const Tool>>& tools, const QString& notice);
    void renewToolParts();
    [[nodiscard]] QStringList tellOfServices(QList<ContextPart>& parts);
    void chooseModel(const Queued& prompt, PreparedPrompt prepared, int attempt);
    [[nodiscard]] bool beginning(int attempt) const { return m_busy && attempt == m_attempt; }
    void startTurn(const Queued& prompt, const PreparedPrompt& prepared);
    void turnEnded(const LoopOutcome& outcome);
    void failTurn(const Error& error);
    void nextQueued();
    void takeModel(std::shared_ptr<Model> model);
    void ensureContext();
    void countUsage(const Usage& usage, std::optional<double> cost, bool mainLoop);
    [[nodiscard]] bool nearlyFull() const;
    [[nodiscard]] bool compactBeforeRequest();
    void compacted(const QString& trigger, bool goOn, Result<Compaction::Outcome> outcome);
    void noteSystem();
    void renewSystem();
    void startFromSummary(const QString& summary, const QString& trigger, bool goOn);
    void askRepeat(const QString& agent, const QString& what, std::function<void(bool)> answer);
    void setState(SessionState state);
    void updateState();
    void emitEvent(auto event) { m_services.emitEvent(AgentEvent{m_summary.id, std::move(event)}); }
    [[nodiscard]] QString transcriptFile() const;

    const SessionServices& m_services;
    SessionSummary m_summary;
    SessionState m_state = SessionState::Idle;
    PermissionMode m_mode = PermissionMode::Default;
    SessionTotals m_totals;
    TurnLimits m_limits;
    QString m_selector;
    QList<PermissionRule> m_earlyRules;

    std::unique_ptr<SessionJournal> m_journal;
    std::unique_ptr<SessionCore> m_core;
    TaskBoard m_tasks;
    LoopScope m_scope;
    WireHistory m_history;
    std::unique_ptr<TurnLoop> m_loop;
    std::unique_ptr<PromptPreparation> m_preparation;
    Compaction m_compaction;
    std::shared_ptr<Model> m_model; ///< Of the running or last turn.
    std::shared_ptr<Model> m_sessionModel; ///< What m_selector stands for; empty until asked.
    BuiltContext m_context;
    bool m_contextBuilt = false;
    QString m_servicesNotice; ///< As last told.
    QByteArrayList m_systemBefore; ///< Hashes of the system prompt that the history was made under.
    bool m_modeUnsaved = false; ///< The person chose a mode before there was a file.
    bool m_contextGiven = false; ///< The history starts with the project context.
    QString m_date;
    int m_prompts = 0;
    bool m_busy = false;
    int m_attempt = 0; ///< Number of the prompt on its way; answers for an earlier one no longer count.
    bool m_compactTried = false;
    QList<Queued> m_queue;
    std::optional<Waiting> m_waiting;
    QByteArray m_tasksJson;
};

} // namespace aios
