// SPDX-License-Identifier: MIT
// The part of a call that waits for the person: asked ahead or in its turn, answered, planned again, remembered.
#include "core/agent/callrun.h"

#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/tools/registry.h"

namespace aios {

using namespace Qt::StringLiterals;

bool CallRun::canPlanAhead() const
{
    return m_stage == Stage::New && !m_neverAsk && m_core.services.canAsk && m_call.problem.isEmpty() && m_tool &&
           !dynamic_cast<const SessionTool*>(m_tool.get()) && !m_core.policy.removesTool(m_call.name) &&
           checkToolInput(m_tool->spec(), m_call.inputJson).has_value();
}

void CallRun::askAhead(const std::function<bool(const AccessRequest&)>& mayAsk, std::function<void()> then)
{
    if (m_stage == Stage::New)
        announce();
    if (!canPlanAhead())
        return then();
    m_ahead = true;
    m_stage = Stage::Planning;
    plan([this, mayAsk, then = std::move(then)](ToolPlan made) {
        const QPointer<CallRun> self(this);
        plannedAhead(std::move(made), mayAsk);
        if (self)
            then();
    });
}

void CallRun::plannedAhead(ToolPlan made, const std::function<bool(const AccessRequest&)>& mayAsk)
{
    if (m_stage != Stage::Planning)
        return;
    if (!m_ahead) // its turn came meanwhile
        return planned(std::move(made));
    m_stage = Stage::New;
    if (!made.refusal.isEmpty() || !made.questions.isEmpty())
        return;
    adopt(std::move(made));
    if (unmet())
        return; // in its turn it is looked at again: what comes before may meet the condition
    const Verdict verdict = m_core.policy.decide(m_plan.access, m_core.mode);
    if (verdict.effect != RuleEffect::Ask || !mayAsk(m_plan.access))
        return;
    m_plan.access.alwaysAsk = m_plan.access.alwaysAsk || verdict.rememberable.isEmpty();
    ask(verdict.reason);
}

void CallRun::reconsider()
{
    if (!m_ahead || m_stage != Stage::Asking)
        return;
    const Verdict verdict = m_core.policy.decide(m_plan.access, m_core.mode);
    if (verdict.effect != RuleEffect::Allow)
        return;
    m_coveredBy = decidedBy(verdict, m_core.mode);
    m_row.decidedBy = m_coveredBy;
    m_row.state = ToolRow::State::Planned;
    m_core.journal.toolChanged(m_row, m_scope.owner); // first, so that the card can say which rule it was
    Decision allow;
    allow.kind = Decision::Kind::Allow;
    m_core.services.broker->decide(QString(m_approvalId), m_plan.digest, allow);
}

void CallRun::ask(const QString& because)
{
    m_stage = Stage::Asking;
    m_wasAsked = true;
    ApprovalRequest request;
    request.id = newId();
    request.sessionId = m_core.id;
    request.toolUseId = m_call.id;
    request.agent = m_scope.owner.agent;
    request.access = m_plan.access;
    request.title = m_plan.title;
    request.verb = m_plan.verb;
    request.grade = m_plan.access.grade;
    request.preview = m_plan.preview;
    request.reason = elided(m_scope.lastText.trimmed(), 600);
    request.origin = m_core.origin.command.isEmpty() ? QString() : u"/"_s + m_core.origin.command;
    request.because = because;
    const Verdict verdict = m_core.policy.decide(m_plan.access, m_core.mode);
    request.rememberable = m_shownRules = verdict.rememberable;
    request.widerRules = m_shownWider = verdict.widerRules;
    request.group = m_group;
    request.groupIndex = m_groupIndex;
    request.groupSize = m_groupSize;
    request.digest = m_plan.digest;
    request.questions = m_plan.questions;
    request.askedAt = m_core.services.clock->now();
    m_approvalId = request.id;
    m_row.state = ToolRow::State::Waiting;
    m_core.journal.toolChanged(m_row, m_scope.owner);
    m_core.openApprovals++;
    m_core.approvalsChanged();
    QPointer<CallRun> self(this);
    SessionCore& core = m_core;
    core.services.broker->ask(std::move(request), Once<Decision>(
                                                      [self, &core](const Decision& decision) {
                                                          core.openApprovals--;
                                                          core.approvalsChanged();
                                                          if (self && self->m_stage == Stage::Asking)
                                                              self->answered(decision);
                                                      },
                                                      Decision{}));
    if (!m_ahead && m_stage == Stage::Asking && m_onAsking)
        m_onAsking();
}

void CallRun::answered(const Decision& decision)
{
    m_approvalId.clear();
    switch (decision.kind) {
    case Decision::Kind::Allow:
        if (!m_ahead)
            return allowedByPerson(decision);
        if (!std::exchange(m_coveredBy, {}).isEmpty()) {
            m_stage = Stage::New; // In its turn the rule decides, about what it would do then.
            return;
        }
        m_stage = Stage::Approved;
        m_approval = decision;
        m_row.state = ToolRow::State::Planned;
        m_row.decidedBy = u"person"_s;
        return m_core.journal.toolChanged(m_row, m_scope.owner);
    case Decision::Kind::Deny:
        return refuse(decision.feedback.isEmpty() ? u"The person rejected it. Ask what to do differently, or go another way."_s
                                                  : u"The person rejected it and says: "_s + decision.feedback,
                      u"person"_s);
    case Decision::Kind::Cancelled:
        return cancel();
    }
}

void CallRun::allowedByPerson(const Decision& decision)
{
    m_stage = Stage::Planning;
    if (!decision.editedInput.isEmpty()) {
        if (const auto valid = checkToolInput(m_tool->spec(), decision.editedInput); !valid)
            return ask(u"Your edit cannot be used: "_s + valid.error().message);
        m_call.inputJson = decision.editedInput;
        m_row.inputJson = decision.editedInput;
    }
    plan([this, decision](ToolPlan again) { rePlanned(decision, std::move(again)); });
}

void CallRun::rePlanned(const Decision& decision, ToolPlan again)
{
    if (m_stage != Stage::Planning)
        return;
    const bool edited = !decision.editedInput.isEmpty();
    const QByteArray approved = m_plan.digest;
    adopt(std::move(again));
    if (!m_plan.refusal.isEmpty()) {
        // What would have published leaves its line in the log, with the reason.
        const bool publishes = m_plan.access.alwaysAsk && m_plan.access.grade == Grade::LeavesComputer;
        return publishes && !logDecision(u"denied"_s, u"core"_s, m_plan.refusal) ? void() : failWith(m_plan.refusal);
    }
    if (!edited && m_plan.digest != approved) {
        std::ignore = logDecision(u"stale"_s, u"person"_s);
        return ask(u"It changed while you were deciding; this is what would happen now."_s);
    }
    // Rules may have changed meanwhile, and an edited call is another call.
    if (const Verdict verdict = m_core.policy.decide(m_plan.access, m_core.mode); verdict.effect == RuleEffect::Deny)
        return refuse(verdict.reason, decidedBy(verdict, m_core.mode));
    m_edited = m_edited || edited;
    m_row.decidedBy = u"person"_s;
    if (!logDecision(u"allowed"_s, u"person"_s))
        return;
    remember(decision);
    run(decision);
}

void CallRun::remember(const Decision& decision)
{
    if (decision.remember == Decision::Remember::Once || m_plan.access.alwaysAsk)
        return;
    const Verdict verdict = m_core.policy.decide(m_plan.access, m_core.mode);
    const QStringList rules = decision.wider ? verdict.widerRules : verdict.rememberable;
    if (verdict.effect == RuleEffect::Allow)
        return; // a rule made meanwhile covers it
    // Only what was on the card: an edited call may be about another file.
    if (rules != (decision.wider ? m_shownWider : m_shownRules)) {
        m_core.journal.note(TranscriptEntry::Kind::Notice,
                            u"No rule was stored: the call was changed, and the rule shown does not fit it any more."_s);
        return;
    }
    for (const QString& rule : rules) {
        m_core.addSessionRule({RuleEffect::Allow, RuleSource::Session, rule, {}, {}});
        if (decision.remember != Decision::Remember::Project)
            continue;
        if (const auto stored = rememberRule(m_core.services.projectRulesFile, rule); !stored)
            m_core.journal.note(TranscriptEntry::Kind::Notice, u"The rule %1 counts for this session only: %2"_s.arg(rule, stored.error().message));
        else
            noteRule(rule);
    }
    if (decision.remember == Decision::Remember::Project && m_core.services.rulesChanged)
        m_core.services.rulesChanged();
    if (m_onRemembered)
        m_onRemembered();
}

} // namespace aios
