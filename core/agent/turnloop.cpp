// SPDX-License-Identifier: MIT
#include "core/agent/turnloop.h"

#include "core/agent/deferredtools.h"
#include "core/agent/refusedturn.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/text.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr int kRepeatLimit = 3;
constexpr int kMostBlocks = 10'000; ///< Of one reply; an index beyond it is nonsense.
constexpr int kMostPauses = 10; ///< pause_turn in a row before we stop believing it.

/// The refused turn is not sent again with every later prompt. Not by WireHistory::replaceAll(): what stands before it has not changed, so it keeps its
/// thinking and its bytes.
void forgetRefused(WireHistory& history, LoopScope& scope, qsizetype promptIndex)
{
    QList<Message> messages = history.messages();
    if (leaveOutRefused(messages, promptIndex))
        forgetLoadedTools(scope); // what the turn had been given is no longer there
    scope.injectedRules.clear();
    scope.loadedSkills.clear();
    history = WireHistory();
    for (Message& message : messages)
        history.append(std::move(message));
}

} // namespace

TurnLoop::TurnLoop(SessionCore& core, LoopScope& scope, WireHistory& history)
    : m_core(core), m_scope(scope), m_history(history), m_orchestrator(core, scope)
{}

TurnLoop::~TurnLoop() = default;

void TurnLoop::start(Setup setup, std::function<void(LoopOutcome)> done)
{
    prepare(std::move(setup), std::move(done));
    request();
}

void TurnLoop::startAgain(Setup setup, const QList<ToolUseBlock>& calls, const QHash<QString, ToolResultBlock>& results,
                          std::function<void(LoopOutcome)> done)
{
    const int turns = setup.origin.turn;
    prepare(std::move(setup), std::move(done));
    m_sum.turns = turns;
    m_calls = calls;
    m_orchestrator.runAgain(calls, results, [this](ToolOrchestrator::Outcome outcome) { toolsDone(std::move(outcome)); });
}

void TurnLoop::prepare(Setup setup, std::function<void(LoopOutcome)> done)
{
    Q_ASSERT(!running());
    m_setup = std::move(setup);
    m_done = std::move(done);
    m_sum = {};
    m_repeats.clear();
    m_pauses = 0;
    m_definitions = definitionsOf(m_scope, m_core.policy);
}

void TurnLoop::request()
{
    if (!running())
        return;
    if (auto stopped = overLimit())
        return finish(std::move(*stopped));
    if (beforeRequest && beforeRequest())
        return;
    m_sum.turns++;
    m_setup.origin.turn = m_sum.turns;
    if (m_scope.owner.agent.isEmpty())
        m_core.origin.turn = m_sum.turns;
    forgetStreams();
    ModelRequest request;
    request.model = m_setup.model->info().id;
    request.system = m_setup.system;
    markLoaded(m_definitions, m_scope);
    request.tools = m_definitions;
    request.history = &m_history;
    request.maxTokens = m_setup.maxTokens;
    request.effort = m_setup.effort;
    request.origin = m_setup.origin;
    m_run = m_setup.model->stream(std::move(request),
                                  {[this](const ModelEvent& e) { modelEvent(e); }, [this](Result<ModelReply> r) { ended(std::move(r)); }});
}

void TurnLoop::renew(const QString& system, qsizetype promptIndex)
{
    m_setup.system = system;
    m_definitions = definitionsOf(m_scope, m_core.policy);
    m_setup.origin.promptIndex = promptIndex;
}

std::optional<LoopOutcome> TurnLoop::overLimit() const
{
    const TurnLimits& limits = m_setup.limits;
    LoopOutcome outcome = m_sum;
    if (limits.maxTurns > 0 && m_sum.turns >= limits.maxTurns) {
        outcome.how = TurnEnded::How::MaxTurns;
        outcome.error = Error{ErrorCode::TooLarge,
                              u"Stopped after %1 requests, the limit for one prompt. Send another prompt to go on."_s.arg(limits.maxTurns),
                              {},
                              {}};
        return outcome;
    }
    // What all loops use together is the prompt's, and may have been set anew since an agent began.
    const TurnLimits& sums = m_scope.owner.agent.isEmpty() ? limits : m_core.limits;
    const Spending& spent = m_core.spent;
    if (sums.maxTokens > 0 && spent.usage.contextTokens() >= sums.maxTokens) {
        outcome.how = TurnEnded::How::MaxTokens;
        outcome.error = Error{ErrorCode::TooLarge,
                              u"Stopped: this prompt used %1 tokens, its limit is %2."_s.arg(spent.usage.contextTokens()).arg(sums.maxTokens),
                              {},
                              {}};
        return outcome;
    }
    if (sums.maxCostUsd > 0 && spent.costKnown && spent.costUsd >= sums.maxCostUsd) {
        outcome.how = TurnEnded::How::MaxCost;
        outcome.error = Error{ErrorCode::TooLarge,
                              u"Stopped: this prompt cost $%1, its limit is $%2."_s.arg(spent.costUsd, 0, 'f', 4).arg(sums.maxCostUsd, 0, 'f', 4),
                              {},
                              {}};
        return outcome;
    }
    return std::nullopt;
}

void TurnLoop::modelEvent(const ModelEvent& event)
{
    SessionJournal& journal = m_core.journal;
    if (const auto* started = std::get_if<BlockStarted>(&event)) {
        if (started->index < 0 || started->index >= kMostBlocks)
            return;
        while (m_entryIds.size() <= started->index) {
            m_entryIds.append(QString());
            m_streamedText.append(QString());
            m_isText.append(false);
        }
        const bool thinking = std::holds_alternative<ThinkingBlock>(started->block);
        const bool text = std::holds_alternative<TextBlock>(started->block);
        if (thinking || text)
            m_entryIds[started->index] = journal.openStream(thinking, m_scope.owner);
        m_isText[started->index] = text;
    } else if (const auto* delta = std::get_if<TextDelta>(&event)) {
        if (delta->index >= 0 && delta->index < m_entryIds.size()) {
            m_streamedText[delta->index] += delta->text;
            journal.streamText(m_entryIds[delta->index], delta->text);
        }
    } else if (const auto* thought = std::get_if<ThinkingDelta>(&event)) {
        if (thought->index >= 0 && thought->index < m_entryIds.size())
            journal.streamText(m_entryIds[thought->index], thought->text);
    } else if (const auto* retry = std::get_if<RetryScheduled>(&event)) {
        journal.voidStreams(m_entryIds);
        forgetStreams();
        journal.note(TranscriptEntry::Kind::Notice,
                     u"%1 Trying again in %2 s (attempt %3)."_s.arg(retry->error.message)
                         .arg(std::chrono::duration<double>(retry->delay).count(), 0, 'f', 1)
                         .arg(retry->attempt),
                     m_scope.owner);
    }
    if (journal.failed()) // from the event loop: the model's own function is on the stack
        QMetaObject::invokeMethod(this, &TurnLoop::cancel, Qt::QueuedConnection);
}

void TurnLoop::forgetStreams()
{
    m_entryIds.clear();
    m_streamedText.clear();
    m_isText.clear();
}

void TurnLoop::ended(Result<ModelReply> reply)
{
    if (!running())
        return;
    if (reply)
        return takeReply(std::move(*reply));
    keepCutText();
    LoopOutcome outcome = m_sum;
    outcome.how = TurnEnded::How::Failed;
    outcome.error = reply.error();
    finish(std::move(outcome));
}

void TurnLoop::takeReply(ModelReply reply)
{
    while (m_entryIds.size() < reply.message.blocks.size())
        m_entryIds.append(QString());
    m_calls.clear();
    QString text;
    for (qsizetype i = 0; i < reply.message.blocks.size(); ++i) {
        if (auto* call = std::get_if<ToolUseBlock>(&reply.message.blocks[i])) {
            if (call->id.isEmpty() || m_core.callIds.contains(call->id))
                call->id = u"call_"_s + newId();
            m_core.callIds.insert(call->id);
            m_calls.append(*call);
            m_entryIds[i] = call->id;
        } else if (const auto* words = std::get_if<TextBlock>(&reply.message.blocks[i])) {
            text += words->text;
            if (m_entryIds[i].isEmpty()) // it came whole, without streaming
                m_entryIds[i] = m_core.journal.openStream(false, m_scope.owner);
        }
    }
    m_scope.lastText = text;
    m_sum.finalText = text;
    m_sum.stopReason = reply.stopReason;
    m_sum.toolUses += static_cast<int>(m_calls.size());
    m_sum.usage += reply.usage;
    const auto cost = m_setup.model->cost(reply.usage);
    m_sum.costKnown = m_sum.costKnown || cost.has_value();
    m_sum.costUsd += cost.value_or(0);
    m_core.spent.add(reply.usage, cost);
    const bool empty = reply.message.blocks.isEmpty();
    const bool refused = reply.stopReason == StopReason::Refusal;
    if (empty || refused) // an empty or refused turn is not echoed; the person sees why
        m_calls.clear();
    m_core.journal.reply(reply, m_entryIds, cost, m_scope.owner);
    forgetStreams(); // whole now: a later cancel must not keep it a second time
    if (refused && m_scope.owner.agent.isEmpty()) // an agent's conversation ends here anyway
        forgetRefused(m_history, m_scope, m_setup.origin.promptIndex);
    if (!refused && !empty)
        m_history.append(reply.message);
    if (onUsage)
        onUsage(reply.usage, cost);
    if (m_core.journal.failed()) {
        LoopOutcome outcome = m_sum;
        outcome.how = TurnEnded::How::Failed;
        outcome.error = m_core.journal.failed();
        return finish(std::move(outcome));
    }
    if (!m_calls.isEmpty())
        return runTools(m_calls);
    if (reply.stopReason == StopReason::PauseTurn && ++m_pauses <= kMostPauses)
        return request();
    LoopOutcome outcome = m_sum;
    if (refused) {
        outcome.how = TurnEnded::How::Failed;
        outcome.error = Error{ErrorCode::Denied,
                              u"The model refused this request%1 Rephrase it, or choose another model."_s.arg(
                                  reply.stopDetail.isEmpty() ? u"."_s : u": "_s + reply.stopDetail + u"."),
                              {},
                              {}};
    } else if (empty && reply.stopReason == StopReason::EndTurn) {
        m_core.journal.note(TranscriptEntry::Kind::Notice, u"The model ended its turn without a word."_s, m_scope.owner);
    } else if (reply.stopReason == StopReason::MaxTokens) {
        m_core.journal.note(TranscriptEntry::Kind::Notice, u"The reply was cut off at the model's output limit. Say “go on” to continue."_s,
                            m_scope.owner);
    } else if (reply.stopReason == StopReason::ContextExceeded) {
        outcome.how = TurnEnded::How::Failed;
        outcome.error = Error{ErrorCode::ContextTooLong, u"The conversation no longer fits the model. Use /compact, then go on."_s, {}, {}};
    }
    finish(std::move(outcome));
}

void TurnLoop::runTools(const QList<ToolUseBlock>& calls)
{
    m_orchestrator.run(calls, [this](ToolOrchestrator::Outcome outcome) { toolsDone(std::move(outcome)); });
}

void TurnLoop::toolsDone(ToolOrchestrator::Outcome outcome)
{
    const QString repeated = repeating(outcome.results);
    m_history.append(std::move(outcome.results));
    LoopOutcome ending = m_sum;
    if (outcome.fatal) {
        ending.how = TurnEnded::How::Failed;
        ending.error = outcome.fatal;
        return finish(std::move(ending));
    }
    if (outcome.cancelled) {
        ending.how = TurnEnded::How::Cancelled;
        return finish(std::move(ending));
    }
    if (repeated.isEmpty())
        return request();
    m_repeats.clear();
    const QPointer<TurnLoop> self(this);
    auto answer = [self](bool goOn) {
        if (!self || !self->running())
            return;
        if (goOn)
            return self->request();
        LoopOutcome stopped = self->m_sum;
        stopped.how = TurnEnded::How::Loop;
        stopped.error = Error{ErrorCode::Cancelled, u"Stopped: the assistant made the same call with the same result three times."_s, {}, {}};
        self->finish(std::move(stopped));
    };
    if (askRepeat)
        return askRepeat(repeated, std::move(answer));
    answer(false);
}

/// The name of a call that was made three times with the same input and the same result since the prompt; empty when there is none.
QString TurnLoop::repeating(const Message& results)
{
    QString repeated;
    for (qsizetype i = 0; i < results.blocks.size() && i < m_calls.size(); ++i) {
        const auto* result = std::get_if<ToolResultBlock>(&results.blocks[i]);
        if (!result)
            continue;
        QByteArray images;
        for (const ImageBlock& image : result->images)
            images += sha256Hex(image.base64);
        const QByteArray key = sha256Fields({m_calls[i].name.toUtf8(), m_calls[i].inputJson, result->text.toUtf8(), images});
        if (++m_repeats[key] >= kRepeatLimit)
            repeated = m_calls[i].name;
    }
    return repeated;
}

/// What had streamed of a reply that never became whole stays as the assistant's text.
void TurnLoop::keepCutText()
{
    m_core.journal.flush();
    Message cut{Role::Assistant, {}};
    for (qsizetype i = 0; i < m_streamedText.size(); ++i) {
        if (m_isText[i] && !m_streamedText[i].trimmed().isEmpty())
            cut.blocks.append(TextBlock{m_streamedText[i]});
    }
    m_core.journal.cutStreams(m_entryIds);
    if (!cut.blocks.isEmpty())
        m_history.append(std::move(cut));
}

void TurnLoop::cancel()
{
    if (!running())
        return;
    if (m_orchestrator.busy())
        return m_orchestrator.cancel();
    m_run.reset();
    keepCutText();
    LoopOutcome outcome = m_sum;
    outcome.how = m_core.journal.failed() ? TurnEnded::How::Failed : TurnEnded::How::Cancelled;
    outcome.error = m_core.journal.failed();
    finish(std::move(outcome));
}

void TurnLoop::fail(const Error& error)
{
    LoopOutcome outcome = m_sum;
    outcome.how = TurnEnded::How::Failed;
    outcome.error = error;
    finish(std::move(outcome));
}

void TurnLoop::finish(LoopOutcome outcome)
{
    if (!running())
        return;
    // The model's own function may be on the stack: let it unwind before the run goes.
    if (m_run)
        QMetaObject::invokeMethod(this, [run = std::shared_ptr<ModelRun>(std::move(m_run))] {}, Qt::QueuedConnection);
    std::exchange(m_done, nullptr)(std::move(outcome));
}

} // namespace aios
