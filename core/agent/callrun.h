// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/preconditions.h"

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
    /// While an earlier call of the reply waits for the person: plans and asks already, so that they see both, but runs nothing. What needs no person, or cannot
    /// be planned before the earlier call has run, waits for start() as if this had not been called; start() then plans again, and asks again when the plan
    /// is another. `mayAsk` sees what the plan touches; false: it waits for its turn too. `then`: when it has asked, or will not.
    void askAhead(const std::function<bool(const AccessRequest&)>& mayAsk, std::function<void()> then);
    void cancel(); ///< Outcome: cancelled. A running tool is stopped; what it did stays.
    [[nodiscard]] const ToolUseBlock& call() const { return m_call; }
    [[nodiscard]] const AccessRequest& access() const { return m_plan.access; } ///< Of the last plan.
    [[nodiscard]] bool isDone() const { return m_stage == Stage::Done; }
    /// Or for its turn, whatever is known of it already.
    [[nodiscard]] bool waitsForPerson() const { return m_ahead || m_stage == Stage::Asking || m_stage == Stage::New; }
    [[nodiscard]] bool wasAsked() const { return m_wasAsked; } ///< The person was asked about it.
    /// Called when it begins to wait for the person in its turn.
    void setOnAsking(std::function<void()> onAsking) { m_onAsking = std::move(onAsking); }
    /// Called when the person has made a rule of their answer.
    void setOnRemembered(std::function<void()> onRemembered) { m_onRemembered = std::move(onRemembered); }
    /// Asked ahead, and a rule made meanwhile allows it: its question is settled by that rule.
    void reconsider();

    /// Which of the calls of one reply this is; questions carry it.
    void setPlace(const QString& group, int index, int size);
    void setOrder(qint64 order) { m_order = order; } ///< Among all calls of the session: what it reads counts as read in that place.
    /// Never asks: for inline shell of commands. Anything the policy does not allow is refused.
    void setNeverAsk(bool never) { m_neverAsk = never; }
    /// Asks even where a rule or mode allows: for calls that are found again after a restart, where nothing may run before the person has said so.
    void setMustAsk(bool must) { m_mustAsk = must; }

private:
    enum class Stage : std::uint8_t { New, Planning, Asking, Approved, Running, Ending, Done };

    void plan(std::function<void(ToolPlan)> then);
    void planned(ToolPlan plan);
    void plannedAhead(ToolPlan plan, const std::function<bool(const AccessRequest&)>& mayAsk);
    [[nodiscard]] bool canPlanAhead() const;
    [[nodiscard]] std::optional<UnmetCondition> unmet() const; ///< What of the folder's rules the plan does not meet.
    void announce();
    void adopt(ToolPlan plan);
    void decideByPolicy();
    void ask(const QString& because);
    void answered(const Decision& decision);
    void allowedByPerson(const Decision& decision);
    void rePlanned(const Decision& decision, ToolPlan plan);
    void noteRule(const QString& rule);
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
    qint64 m_order = 0;
    QStringList m_shownRules; ///< What the card said that "remember" would store.
    QStringList m_shownWider;
    std::unique_ptr<ToolRun> m_run;
    Stage m_stage = Stage::New;
    std::function<void()> m_onAsking;
    std::function<void()> m_onRemembered;
    QString m_coveredBy; ///< The rule that settles its question.
    std::optional<Decision> m_approval; ///< Given ahead; counts when its turn comes.
    bool m_ahead = false; ///< Its turn has not come.
    bool m_announced = false; ///< It has a row.
    bool m_neverAsk = false;
    bool m_mustAsk = false;
    bool m_wasAsked = false;
    bool m_edited = false; ///< The person changed the input.
};

} // namespace aios
