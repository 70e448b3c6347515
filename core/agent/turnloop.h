// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/sessioncore.h"
#include "core/agent/toolorchestrator.h"

#include <QPointer>

namespace aios {

/// How a loop ended.
struct LoopOutcome {
    TurnEnded::How how = TurnEnded::How::Complete;
    StopReason stopReason = StopReason::EndTurn;
    std::optional<Error> error;
    QString finalText; ///< Text of the last reply.
    int turns = 0;
    int toolUses = 0;
    Usage usage;
    double costUsd = 0;
    bool costKnown = false;
};

/// stream → tool calls → approvals → results in one message → next request, until the model ends: the main loop of a session, and each sub-agent's.
/// The history stays valid for the provider at every moment, whatever is cancelled or fails. Core thread.
class TurnLoop : public QObject {
    Q_OBJECT
public:
    struct Setup {
        std::shared_ptr<Model> model;
        QString system;
        TurnLimits limits;
        RequestOrigin origin;
        qint64 maxTokens = 0;
        QString effort; ///< Empty: the model's own. Sent to models that know the word.
    };
    TurnLoop(SessionCore& core, LoopScope& scope, WireHistory& history);
    ~TurnLoop() override;

    /// The prompt's message is already in the history.
    void start(Setup setup, std::function<void(LoopOutcome)> done);
    /// Goes on with the calls of a reply that the program ended on; the history ends with that reply, without results. `setup.model` may be missing: see
    /// beforeRequest. setup.origin.turn: requests made since the prompt.
    void startAgain(Setup setup, const QList<ToolUseBlock>& calls, const QHash<QString, ToolResultBlock>& results,
                    std::function<void(LoopOutcome)> done);
    void cancel(); ///< Ends with Cancelled; what streamed stays as text.
    void fail(const Error& error); ///< Instead of resume().
    [[nodiscard]] bool onlyWaits() const { return m_orchestrator.onlyWaits(); } ///< For the person; nothing runs.
    [[nodiscard]] bool running() const { return static_cast<bool>(m_done); }
    /// Called before each request; when it returns true the loop waits for resume() (compaction).
    std::function<bool()> beforeRequest; ///< May give the model that startAgain() had none of, with setModel().
    void setModel(std::shared_ptr<Model> model) { m_setup.model = std::move(model); }
    void setLimits(const TurnLimits& limits) { m_setup.limits = limits; } ///< Holds from the next request on.
    void resume() { request(); }
    /// After a compaction: the system prompt of the folder as it is now, and where the prompt stands in the new history.
    void renew(const QString& system, qsizetype promptIndex);
    /// After every reply: usage of that request and its cost.
    std::function<void(const Usage&, std::optional<double>)> onUsage;
    /// Asks the person whether a loop that repeats itself may go on; answers later.
    std::function<void(const QString& what, std::function<void(bool)> answer)> askRepeat;

private:
    void prepare(Setup setup, std::function<void(LoopOutcome)> done);
    void request();
    void modelEvent(const ModelEvent& event);
    void ended(Result<ModelReply> reply);
    void takeReply(ModelReply reply);
    void runTools(const QList<ToolUseBlock>& calls);
    void toolsDone(ToolOrchestrator::Outcome outcome);
    [[nodiscard]] std::optional<LoopOutcome> overLimit() const;
    [[nodiscard]] QString repeating(const Message& results);
    void keepCutText();
    void forgetStreams();
    void finish(LoopOutcome outcome);

    SessionCore& m_core;
    LoopScope& m_scope;
    WireHistory& m_history;
    Setup m_setup;
    QList<ToolDefinition> m_definitions;
    ToolOrchestrator m_orchestrator;
    std::unique_ptr<ModelRun> m_run;
    std::function<void(LoopOutcome)> m_done;
    LoopOutcome m_sum;
    QStringList m_entryIds; ///< Transcript entry of each block of the streaming reply.
    QStringList m_streamedText; ///< Text of each text block as far as it came.
    QList<bool> m_isText;
    QList<ToolUseBlock> m_calls;
    QHash<QByteArray, int> m_repeats; ///< Hash of call + input + result -> how often since the prompt.
    int m_pauses = 0;
};

} // namespace aios
