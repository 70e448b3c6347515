// SPDX-License-Identifier: MIT
#include "core/agent/session.h"

#include "core/agent/deferredtools.h"
#include "core/agent/modelnotices.h"
#include "core/agent/promptrules.h"
#include "core/agent/sessiontools/skilltool.h"
#include "core/agent/toldservices.h"
#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/content/sessionlog.h"

namespace aios {

using namespace Qt::StringLiterals;

const QList<PermissionDenial>& Session::denials() const
{
    static const QList<PermissionDenial> kNone;
    return m_core ? m_core->denials : kNone;
}

std::optional<ModelInfo> Session::modelInfo() const
{
    return m_model ? std::optional(m_model->info()) : std::nullopt;
}

void Session::send(const QString& prompt, const QList<ImageBlock>& images)
{
    if (prompt.trimmed().isEmpty() && images.isEmpty())
        return;
    m_queue.append({prompt, images});
    if (m_busy) {
        QStringList queued;
        for (const Queued& waiting : std::as_const(m_queue))
            queued.append(waiting.prompt);
        return emitEvent(QueueChanged{queued});
    }
    nextQueued();
}

void Session::unqueue(int index)
{
    if (index < 0 || index >= m_queue.size())
        return;
    m_queue.removeAt(index);
    QStringList queued;
    for (const Queued& waiting : std::as_const(m_queue))
        queued.append(waiting.prompt);
    emitEvent(QueueChanged{queued});
}

void Session::nextQueued()
{
    if (m_busy || m_queue.isEmpty())
        return;
    const Queued next = m_queue.takeFirst();
    QStringList queued;
    for (const Queued& waiting : std::as_const(m_queue))
        queued.append(waiting.prompt);
    emitEvent(QueueChanged{queued});
    begin(next);
}

void Session::begin(Queued prompt)
{
    m_busy = true;
    const int attempt = ++m_attempt;
    if (auto opened = openJournal(); !opened)
        return failTurn(opened.error());
    giveUpWaiting();
    m_core->denials.clear();
    dropPromptRules(*m_core); // before the next one is prepared: its inline shell and mentions are its own
    m_compactTried = false;
    updateState();
    const PromptParts typed = splitPrompt(prompt.prompt);
    const ContentPtr content = m_services.content();
    if (typed.command == "compact"_L1 && !content->command(u"compact") && !content->skill(u"compact")) {
        m_busy = false;
        return compact(typed.arguments);
    }
    m_preparation->prepare(prompt.prompt, [this, prompt, attempt](Result<PreparedPrompt> prepared) {
        if (!beginning(attempt))
            return; // stopped meanwhile
        if (!prepared)
            return failTurn(prepared.error());
        awaitServices([this, prompt, prepared = std::move(*prepared), attempt] {
            if (beginning(attempt))
                chooseModel(prompt, prepared, attempt);
        });
    });
}

/// The session's own model first; then, for this prompt only, the one its command names.
void Session::chooseModel(const Queued& prompt, PreparedPrompt prepared, int attempt)
{
    if (!m_sessionModel) {
        return m_services.resolveModel(m_selector, this, [this, prompt, prepared, attempt](Result<std::shared_ptr<Model>> model) {
            if (!beginning(attempt))
                return;
            if (!model)
                return failTurn(model.error());
            m_sessionModel = std::move(*model);
            chooseModel(prompt, prepared, attempt);
        });
    }
    const bool rehearsing = m_sessionModel->info().provider == "rehearsal"_L1;
    if (rehearsing || prepared.model.isEmpty() || prepared.model == "inherit"_L1) {
        takeModel(m_sessionModel);
        return startTurn(prompt, prepared);
    }
    m_services.resolveModel(prepared.model, this, [this, prompt, prepared, attempt](Result<std::shared_ptr<Model>> model) mutable {
        if (!beginning(attempt))
            return;
        if (!model)
            prepared.notice += (prepared.notice.isEmpty() ? QString() : u"\n"_s) +
                               u"The model %1 of this command is not to be had; the session's is used. "_s.arg(prepared.model) +
                               model.error().message;
        takeModel(model ? std::move(*model) : m_sessionModel);
        startTurn(prompt, prepared);
    });
}

void Session::takeModel(std::shared_ptr<Model> model)
{
    if (model == m_model)
        return;
    const ModelInfo info = model->info();
    m_model = std::move(model);
    m_summary.model = info.id;
    m_totals.contextWindow = info.contextWindow;
    m_journal->tell(ModelChanged{info.provider, info.id, info.displayName, info.provider == "rehearsal"_L1},
                    [&](TranscriptWriter& writer) { return writer.model(m_selector, info); });
}

void Session::startTurn(const Queued& prompt, const PreparedPrompt& prepared)
{
    dropPromptRules(*m_core);
    deferTools(m_scope, *m_core, m_model->info().contextWindow);
    ensureContext();
    renewToolParts();
    renewSystem();
    addPromptRules(*m_core, prepared.allowedTools, prepared.disallowedTools);
    m_core->spent = {};
    m_core->limits = m_limits;
    m_core->effort = prepared.effort;
    if (!prepared.skill.isEmpty())
        noteSkillLoaded(m_scope, prepared.skill, prepared.text);

    RequestOrigin origin;
    origin.sessionId = id();
    origin.projectDir = m_services.root;
    origin.command = prepared.typed.command;
    origin.arguments = prepared.typed.arguments;
    origin.prompt = prompt.prompt;
    origin.promptNumber = ++m_prompts;
    QList<ContextPart> parts = prepared.parts;
    QList<Message> messages;
    const bool isFirst = !std::exchange(m_contextGiven, true);
    if (isFirst) {
        messages.append({Role::User, {TextBlock{m_context.projectContext}}});
        parts = m_context.parts + parts;
        noteSystem();
    }
    Message message{Role::User, {}};
    for (const ImageBlock& image : prompt.images + prepared.images)
        message.blocks.append(image);
    for (const QString& told : tellOfServices(parts))
        message.blocks.append(TextBlock{told});
    message.blocks.append(TextBlock{prepared.text});
    messages.append(std::move(message));
    m_journal->prompt(m_prompts, origin, messages, {});
    if (m_journal->failed())
        return failTurn(*m_journal->failed());
    for (Message& each : messages)
        m_history.append(std::move(each));
    origin.promptIndex = m_history.messages().size() - 1;
    m_core->origin = origin;
    m_core->work.prompts.append(titleFromPrompt(prompt.prompt));
    if (m_summary.title.isEmpty()) {
        m_summary.title = titleFromPrompt(prompt.prompt);
        m_journal->tell(TitleChanged{m_summary.title}, [&](TranscriptWriter& writer) { return writer.title(m_summary.title, false); });
    }
    m_journal->context(m_prompts, parts, {}, isFirst);
    if (!prepared.notice.isEmpty())
        m_journal->note(TranscriptEntry::Kind::Notice, prepared.notice);
    for (const QString& notice : modelNotices(m_model->info(), prepared, isFirst))
        m_journal->note(TranscriptEntry::Kind::Notice, notice);
    m_loop->start({m_model, m_context.system, m_limits, origin, 0, prepared.effort}, [this](const LoopOutcome& outcome) { turnEnded(outcome); });
}

void Session::turnEnded(const LoopOutcome& outcome)
{
    if (outcome.error && outcome.error->code == ErrorCode::ContextTooLong && !std::exchange(m_compactTried, true)) {
        m_journal->note(TranscriptEntry::Kind::Notice, u"The conversation no longer fits the model, so it is being summarised."_s);
        setState(SessionState::Compacting);
        return m_compaction.start({m_model, m_context.system, toolDefinitions(), m_core->origin, {}, true}, m_history,
                                  [this](Result<Compaction::Outcome> summary) { compacted(u"auto"_s, true, std::move(summary)); });
    }
    if (outcome.how == TurnEnded::How::Cancelled)
        m_journal->note(TranscriptEntry::Kind::Notice, u"Stopped by you."_s);
    else if (outcome.error)
        m_journal->note(TranscriptEntry::Kind::Error, outcome.error->message);
    m_journal->writer().syncOn(*m_services.pool, this);
    m_busy = false;
    m_summary.updated = m_services.clock->now();
    updateState();
    TurnEnded ended{id(), outcome.how, outcome.error ? outcome.error->message : QString(), outcome.error ? outcome.error->code : ErrorCode::Internal,
                    outcome.stopReason};
    emitEvent(std::move(ended));
    if (outcome.how == TurnEnded::How::Complete)
        nextQueued();
}

/// The prompt never became a turn: nothing was sent.
void Session::failTurn(const Error& error)
{
    m_busy = false;
    if (m_journal) {
        m_journal->note(TranscriptEntry::Kind::Error, error.message);
    } else { // the session has no file to write it to
        TranscriptEntry entry;
        entry.id = newId();
        entry.kind = TranscriptEntry::Kind::Error;
        entry.time = m_services.clock->now();
        entry.text = error.message;
        emitEvent(EntryAdded{entry});
    }
    updateState();
    emitEvent(TurnEnded{id(), error.code == ErrorCode::Cancelled ? TurnEnded::How::Cancelled : TurnEnded::How::Failed, error.message, error.code,
                        StopReason::Other});
}

void Session::countUsage(const Usage& usage, std::optional<double> cost, bool mainLoop)
{
    m_totals.usage += usage;
    m_totals.turns++;
    if (cost) {
        m_totals.costUsd += *cost;
        m_totals.costKnown = true;
    }
    if (mainLoop) {
        m_totals.contextTokens = usage.contextTokens();
        if (!nearlyFull()) // the last summary made room: a long turn may need another
            m_compactTried = false;
    }
    emitEvent(TotalsChanged{m_totals});
}

void Session::giveUpWaiting()
{
    if (m_waiting)
        m_history.append(std::exchange(m_waiting, std::nullopt)->givenUp);
}

void Session::askAgain()
{
    if (m_busy || !m_waiting || !m_services.canAsk)
        return;
    const Waiting waiting = *std::exchange(m_waiting, std::nullopt);
    m_busy = true;
    ++m_attempt;
    m_compactTried = false;
    m_core->denials.clear();
    m_core->spent = {};
    m_core->limits = m_limits;
    m_core->origin = waiting.origin;
    m_core->effort = effortOf(*m_services.content(), waiting.origin.command);
    m_scope.lastText = plainText(m_history.messages().last()); // why, in the assistant's words
    updateState();
    awaitServices([this, waiting, attempt = m_attempt] {
        if (!beginning(attempt))
            return;
        // The model is asked for only when there is an answer to tell it: opening a session needs no key.
        m_loop->startAgain({nullptr, {}, m_limits, waiting.origin, 0, m_core->effort}, waiting.calls, waiting.results,
                           [this](const LoopOutcome& outcome) { turnEnded(outcome); });
    });
}

bool Session::modelBeforeRequest()
{
    if (m_model)
        return false;
    const int attempt = m_attempt;
    m_services.resolveModel(m_selector, this, [this, attempt](Result<std::shared_ptr<Model>> model) {
        if (!beginning(attempt) || !m_loop->running())
            return;
        if (!model)
            return m_loop->fail(model.error());
        m_sessionModel = std::move(*model);
        takeModel(m_sessionModel);
        deferTools(m_scope, *m_core, m_model->info().contextWindow);
        ensureContext();
        renewSystem();
        m_loop->setModel(m_model);
        m_loop->renew(m_context.system, m_core->origin.promptIndex);
        m_loop->resume();
    });
    return true;
}

void Session::leave()
{
    if (!m_loop || !m_loop->onlyWaits())
        stop();
}

void Session::stop()
{
    if (!m_busy)
        return;
    if (m_compaction.running())
        return m_compaction.cancel();
    if (m_loop->running()) {
        m_loop->cancel();
        return m_services.broker->withdrawSession(id()); // the question whether a repeating loop may go on
    }
    m_preparation->cancel();
    if (!m_busy)
        return; // its cancel ended the prompt
    failTurn({ErrorCode::Cancelled, u"Stopped before it was sent."_s, {}, {}});
}

void Session::setMode(PermissionMode mode)
{
    m_mode = mode;
    if (!m_core) {
        m_modeUnsaved = true; // written with the first prompt
        return emitEvent(ModeChanged{mode});
    }
    m_core->mode = mode;
    m_journal->tell(ModeChanged{mode}, [&](TranscriptWriter& writer) { return writer.mode(mode); });
}

void Session::setModel(const QString& selector)
{
    m_selector = selector; // counts from the next prompt; what runs keeps its model
    m_sessionModel.reset();
}

void Session::setLimits(const TurnLimits& limits)
{
    m_limits = limits;
    if (!m_busy || !m_core || !m_loop)
        return;
    m_core->limits = limits;
    m_loop->setLimits(limits);
}

void Session::addRule(const PermissionRule& rule)
{
    if (m_core)
        m_core->addSessionRule(rule);
    else
        m_earlyRules.append(rule);
}

void Session::permissionsChanged()
{
    if (m_core)
        m_core->reloadPolicy();
}

void Session::rename(const QString& title)
{
    if (auto opened = openJournal(); !opened)
        return failTurn(opened.error());
    m_summary.title = elided(title.simplified(), 120);
    m_summary.titleByPerson = true;
    m_journal->tell(TitleChanged{m_summary.title}, [&](TranscriptWriter& writer) { return writer.title(m_summary.title, true); });
}

void Session::setState(SessionState state)
{
    if (std::exchange(m_state, state) != state)
        emitEvent(StateChanged{state});
}

void Session::updateState()
{
    if (m_core && m_core->openApprovals > 0)
        return setState(SessionState::NeedsYou);
    if (m_compaction.running())
        return setState(SessionState::Compacting);
    setState(m_busy ? SessionState::Running : SessionState::Idle);
}

QString Session::takeSessionLogProposal()
{
    if (!m_core || !m_core->work.any())
        return {};
    const WorkDone work = std::exchange(m_core->work, {});
    SessionFacts facts;
    facts.date = m_services.clock->now().toLocalTime().date();
    facts.title = m_summary.title;
    facts.commands = work.prompts;
    for (auto it = work.files.cbegin(); it != work.files.cend(); ++it)
        facts.filesWritten.append(it->first + it->second > 0 ? u"%1 (+%2 −%3)"_s.arg(it.key()).arg(it->first).arg(it->second) : it.key());
    if (!work.programs.isEmpty())
        facts.decisions.append(u"Ran: "_s + work.programs.mid(0, 10).join(u"; "_s));
    return proposeLogEntry(facts);
}

} // namespace aios
