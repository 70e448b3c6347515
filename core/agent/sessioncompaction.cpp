// SPDX-License-Identifier: MIT
// A session's way of growing shorter, and of asking when it goes in circles.
#include "core/agent/deferredtools.h"
#include "core/agent/session.h"
#include "core/base/hash.h"
#include "core/base/ids.h"

namespace aios {

using namespace Qt::StringLiterals;

bool Session::nearlyFull() const
{
    return Compaction::isDue(m_totals.contextTokens, m_totals.contextWindow);
}

bool Session::compactBeforeRequest()
{
    if (m_compactTried || !nearlyFull())
        return false;
    m_compactTried = true;
    setState(SessionState::Compacting);
    m_compaction.start({m_model, m_context.system, toolDefinitions(), m_core->origin, {}, false}, m_history,
                       [this](Result<Compaction::Outcome> outcome) { compacted(u"auto"_s, true, std::move(outcome)); });
    return true;
}

void Session::compact(const QString& focus)
{
    if (m_busy)
        return;
    m_busy = true;
    const int attempt = ++m_attempt;
    const auto refuse = [this](const QString& why) { failTurn({ErrorCode::InvalidInput, why, {}, {}}); };
    if (auto opened = openJournal(); !opened)
        return failTurn(opened.error());
    giveUpWaiting();
    if (m_history.messages().size() < 3)
        return refuse(u"There is nothing to summarise yet."_s);
    const auto go = [this, focus] {
        ensureContext();
        setState(SessionState::Compacting);
        RequestOrigin origin = m_core->origin;
        origin.sessionId = id();
        origin.projectDir = m_services.root;
        origin.prompt = u"/compact"_s;
        origin.promptNumber = m_prompts + 1;
        m_compaction.start({m_model, m_context.system, toolDefinitions(), origin, focus, false}, m_history,
                           [this](Result<Compaction::Outcome> outcome) { compacted(u"manual"_s, false, std::move(outcome)); });
    };
    if (m_sessionModel) {
        takeModel(m_sessionModel);
        return go();
    }
    m_services.resolveModel(m_selector, this, [this, go, attempt](Result<std::shared_ptr<Model>> model) {
        if (!beginning(attempt))
            return;
        if (!model)
            return failTurn(model.error());
        m_sessionModel = std::move(*model);
        takeModel(m_sessionModel);
        go();
    });
}

void Session::compacted(const QString& trigger, bool goOn, Result<Compaction::Outcome> outcome)
{
    if (!outcome && !goOn)
        return failTurn(outcome.error());
    if (!outcome) {
        if (outcome.error().code == ErrorCode::Cancelled && m_loop->running())
            return m_loop->cancel();
        if (!m_loop->running())
            return failTurn(outcome.error());
        m_journal->note(TranscriptEntry::Kind::Notice, u"The conversation could not be summarised: "_s + outcome.error().message);
        updateState();
        return m_loop->resume();
    }
    countOther(outcome->usage, outcome->cost);
    startFromSummary(outcome->summary, trigger, goOn);
    if (goOn && m_loop->running()) {
        updateState();
        m_loop->renew(m_context.system, m_core->origin.promptIndex);
        return m_loop->resume();
    }
    if (goOn) {
        updateState();
        return m_loop->start({m_model, m_context.system, m_limits, m_core->origin, 0}, [this](const LoopOutcome& ended) { turnEnded(ended); });
    }
    m_busy = false;
    updateState();
    emitEvent(TurnEnded{id(), TurnEnded::How::Complete, {}, ErrorCode::Internal, StopReason::EndTurn});
    nextQueued();
}

void Session::startFromSummary(const QString& summary, const QString& trigger, bool goOn)
{
    const qint64 before = m_totals.contextTokens;
    forgetLoadedTools(m_scope);
    m_contextBuilt = false; // the folder as it is now
    ensureContext();
    QList<ContextPart> parts;
    for (ContextPart part : std::as_const(m_context.parts)) {
        if (!part.path.isEmpty())
            part.why = loadReasonName(LoadReason::Compact);
        parts.append(std::move(part));
    }
    const QString text = goOn ? QString(summary + u"\n\nGo on with the task from where the summary ends."_s) : summary;
    QList<Message> messages = Compaction::continued(*m_core, m_scope, m_context.projectContext, text, parts);
    const qsizetype promptAt = m_core->origin.promptIndex;
    if (goOn && promptAt == m_history.messages().size() - 1) // not answered yet: it stays in the person's own words
        messages.append(m_history.messages().at(promptAt));
    m_journal->compaction(summary, trigger, before, messages);
    m_journal->context(m_prompts, parts, {}, true);
    m_history.replaceAll(std::move(messages));
    noteSystem();
    m_core->origin.promptIndex = m_history.messages().size() - 1;
    m_totals.contextTokens = 0;
    emitEvent(TotalsChanged{m_totals});
}

void Session::askRepeat(const QString& agent, const QString& what, std::function<void(bool)> answer)
{
    ApprovalRequest request;
    request.id = newId();
    request.sessionId = id();
    request.agent = agent;
    request.title = agent.isEmpty() ? u"The assistant repeats itself"_s : u"The agent %1 repeats itself"_s.arg(agent);
    request.verb = u"Answer"_s;
    request.grade = Grade::Read;
    request.askedAt = m_services.clock->now();
    const QString question = u"%1 was called three times with the same input and the same result. Let it go on?"_s.arg(what);
    request.questions = {{question, u"Repetition"_s, {{u"Stop"_s, u"End this turn"_s, {}}, {u"Go on"_s, u"It may have a reason"_s, {}}}, false}};
    request.digest = sha256Fields({"repeat", request.id.toUtf8()});
    m_core->openApprovals++;
    updateState();
    QPointer<Session> self(this);
    m_services.broker->ask(std::move(request),
                           Once<Decision>(
                               [self, answer = std::move(answer), question](const Decision& decision) {
                                   if (!self)
                                       return;
                                   self->m_core->openApprovals--;
                                   self->updateState();
                                   answer(decision.kind == Decision::Kind::Allow && decision.answers.value(question) == "Go on"_L1);
                               },
                               Decision{}));
}

} // namespace aios
