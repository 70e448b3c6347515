// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/sessioncore.h"

namespace aios {

/// Tools that belong to a session (Skill, Agent, Task*, AskUserQuestion). Their plan() is cheap and reads session state, so it runs on the core thread.
class SessionTool : public Tool {};

/// How one call ended.
struct CallOutcome {
    ToolResultBlock result;
    bool cancelled = false; ///< The person cancelled the turn at this call.
    std::optional<Error> fatal; ///< Ends the turn.
};

/// One tool call from the model's words to its result: validate → plan → policy → ask → plan again → run → record. Gives its outcome exactly once.
/// Core thread; owned by the orchestrator.
class CallRun : public QObject {
    Q_OBJECT
public:
    CallRun(SessionCore& core, LoopScope& scope, ToolUseBlock call, std::function<void(CallOutcome)> done);
    ~CallRun() override;

    void start();
    void cancel(); ///< Outcome: cancelled. A running tool is stopped; what it did stays.
    [[nodiscard]] const ToolUseBlock& call() const { return m_call; }

    /// Which of the calls of one reply this is; questions carry it.
    void setPlace(const QString& group, int index, int size);
    /// Never asks: for inline shell of commands. Anything the policy does not allow is refused.
    void setNeverAsk(bool never) { m_neverAsk = never; }

private:
    enum class Stage : std::uint8_t { New, Planning, Asking, Running, Ending, Done };

    void plan(std::function<void(ToolPlan)> then);
    void planned(ToolPlan plan);
    void decideByPolicy();
    void ask(const QString& because);
    void answered(const Decision& decision);
    void allowedByPerson(const Decision& decision);
    void rePlanned(const Decision& decision, ToolPlan plan);
    void remember(const Decision& decision);
    void run(const Decision& decision);
    void ran(Result<ToolOutput> output);

    void refuse(const QString& text, const QString& by);
    void failWith(const QString& text);
    void finish(CallOutcome outcome, ToolRow::State state, const QByteArray& structured = {});
    void noteEffects(const ToolOutput& output);
    void noteProgram(const ToolOutput& output);
    [[nodiscard]] QString rulesFor(const ToolOutput& output);
    [[nodiscard]] ToolContext context() const;
    [[nodiscard]] DecisionRecord recordOf(const QString& decision, const QString& by) const;
    [[nodiscard]] bool logDecision(const QString& decision, const QString& by, const QString& feedback = {});
    [[nodiscard]] QString target() const;

    SessionCore& m_core;
    LoopScope& m_scope;
    ToolUseBlock m_call;
    std::function<void(CallOutcome)> m_done;
    std::shared_ptr<const Tool> m_tool;
    ToolPlan m_plan;
    ToolRow m_row;
    QString m_approvalId;
    QString m_group;
    int m_groupIndex = 0;
    int m_groupSize = 1;
    QStringList m_shownRules; ///< What the card said that "remember" would store.
    QStringList m_shownWider;
    std::unique_ptr<ToolRun> m_run;
    Stage m_stage = Stage::New;
    bool m_neverAsk = false;
    bool m_edited = false; ///< The person changed the input.
};

} // namespace aios
