// SPDX-License-Identifier: MIT
#include "core/agent/session.h"

#include "core/agent/sessiontools/agenttool.h"
#include "core/agent/sessiontools/askusertool.h"
#include "core/agent/sessiontools/skilltool.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/content/sessionlog.h"

#include <QDir>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

} // namespace

Session::Session(const SessionServices& services, SessionSummary summary)
    : m_services(services), m_summary(std::move(summary)), m_mode(services.permissions().mode), m_limits(services.limits)
{
    m_date = services.clock->now().toLocalTime().date().toString(Qt::ISODate);
    m_tasks.changed = [this] {
        const QByteArray tasks = m_tasks.toJson();
        m_journal->tell(TasksChanged{tasks}, [&](TranscriptWriter& writer) { return writer.tasks(tasks); });
    };
}

Session::~Session()
{
    m_preparation.reset();
    m_loop.reset();
    if (m_core)
        m_services.broker->withdrawSession(id());
}

std::unique_ptr<Session> Session::create(const SessionServices& services)
{
    SessionSummary summary;
    summary.id = newId();
    summary.created = services.clock->now();
    summary.updated = summary.created;
    return std::unique_ptr<Session>(new Session(services, std::move(summary)));
}

Result<std::unique_ptr<Session>> Session::resume(const SessionServices& services, SessionRecord record)
{
    if (!isUuid(record.summary.id))
        return fail(ErrorCode::InvalidInput, u"This session has no valid id, so it cannot be continued."_s);
    std::unique_ptr<Session> session(new Session(services, record.summary));
    for (Message& message : record.history)
        session->m_history.append(std::move(message));
    session->m_contextGiven = !session->m_history.messages().isEmpty();
    session->m_prompts = record.prompts;
    session->m_totals = record.totals;
    session->m_selector = record.modelSelector;
    session->m_tasksJson = record.tasksJson;
    if (record.mode != PermissionMode::Plan)
        session->m_mode = record.mode;
    if (auto opened = session->openJournal(); !opened)
        return std::unexpected(opened.error());
    session->m_tasks.restore(record.tasksJson);
    return session;
}

QString Session::transcriptFile() const
{
    return m_services.sessionsDir + u'/' + id() + u".jsonl"_s;
}

Result<void> Session::openJournal()
{
    if (m_journal)
        return {};
    if (!QDir().mkpath(m_services.sessionsDir))
        return fail(ErrorCode::Io, u"The folder for sessions cannot be made: "_s + m_services.sessionsDir);
    auto writer = TranscriptWriter::open(transcriptFile(), id(), m_services.root, m_services.clock->now(), m_summary.forkedFrom);
    if (!writer)
        return std::unexpected(writer.error());
    m_journal = std::make_unique<SessionJournal>(id(), std::move(*writer), m_services.emitEvent, *m_services.clock);
    m_core = std::make_unique<SessionCore>(m_services, id(), *m_journal);
    m_core->mode = m_mode;
    m_core->scratchDir = m_services.scratchDir + u'/' + id();
    m_core->approvalsChanged = [this] { updateState(); };
    for (const PermissionRule& rule : std::as_const(m_earlyRules))
        m_core->addSessionRule(rule);
    makeTools();
    m_loop = std::make_unique<TurnLoop>(*m_core, m_scope, m_history);
    m_loop->beforeRequest = [this] { return compactBeforeRequest(); };
    m_loop->onUsage = [this](const Usage& usage, std::optional<double> cost) { countUsage(usage, cost, true); };
    if (m_services.canAsk)
        m_loop->askRepeat = [this](const QString& what, std::function<void(bool)> answer) { askRepeat(what, std::move(answer)); };
    m_preparation = std::make_unique<PromptPreparation>(*m_core, m_scope);
    return {};
}

void Session::makeTools()
{
    m_scope.tools = m_services.tools;
    m_scope.tools.append(makeSkillTool(*m_core));
    m_scope.tools.append(makeAgentTool(*m_core, {[this] { return m_model; }, [this] { return m_context.projectContext; },
                                                 [this](const Usage& usage, std::optional<double> cost) { countUsage(usage, cost, false); }}));
    m_scope.tools.append(makeAskUserTool());
    m_scope.tools.append(makeTaskTools(m_tasks));
}

QList<ToolDefinition> Session::toolDefinitions() const
{
    QList<ToolDefinition> definitions;
    for (const auto& tool : m_scope.tools) {
        if (!m_core->policy.removesTool(tool->spec().name))
            definitions.append({tool->spec().name, tool->spec().description, tool->spec().inputSchemaJson});
    }
    return definitions;
}

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
    m_core->denials.clear();
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
        chooseModel(prompt, std::move(*prepared), attempt);
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
            prepared.notice = u"The model %1 of this command is not to be had; the session's is used. "_s.arg(prepared.model) + model.error().message;
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

void Session::ensureContext()
{
    if (m_contextBuilt)
        return;
    ContextEnvironment environment;
    environment.root = m_services.root;
    environment.platform = QSysInfo::kernelType();
    environment.date = m_date;
    environment.model = m_model->info().displayName;
    environment.skillListingFraction = m_core->policy.settings().skillListingFraction;
    environment.contextWindow = m_model->info().contextWindow;
    m_context = buildContext(*m_services.content(), environment);
    m_contextBuilt = true;
}

void Session::startTurn(const Queued& prompt, const PreparedPrompt& prepared)
{
    ensureContext();
    m_core->sessionRules.removeIf([](const PermissionRule& rule) { return rule.source == RuleSource::Skill; });
    m_core->reloadPolicy();
    for (const QString& rule : prepared.allowedTools)
        m_core->addSessionRule({RuleEffect::Allow, RuleSource::Skill, rule, {}, {}});
    for (const QString& rule : prepared.disallowedTools)
        m_core->addSessionRule({RuleEffect::Deny, RuleSource::Skill, rule, {}, {}});

    RequestOrigin origin;
    origin.sessionId = id();
    origin.projectDir = m_services.root;
    origin.command = prepared.typed.command;
    origin.arguments = prepared.typed.arguments;
    origin.prompt = prompt.prompt;
    origin.promptNumber = ++m_prompts;
    QList<ContextPart> parts = prepared.parts;
    QList<Message> messages;
    if (!std::exchange(m_contextGiven, true)) {
        messages.append({Role::User, {TextBlock{m_context.projectContext}}});
        parts = m_context.parts + parts;
    }
    Message message{Role::User, {}};
    for (const ImageBlock& image : prompt.images)
        message.blocks.append(image);
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
    m_journal->tell(TurnContext{m_prompts, parts}, [&](TranscriptWriter& writer) { return writer.context(m_prompts, parts); });
    if (!prepared.notice.isEmpty())
        m_journal->note(TranscriptEntry::Kind::Notice, prepared.notice);
    m_loop->start({m_model, m_context.system, m_limits, origin, 0}, [this](const LoopOutcome& outcome) { turnEnded(outcome); });
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
    TranscriptEntry entry;
    entry.id = newId();
    entry.kind = TranscriptEntry::Kind::Error;
    entry.time = m_services.clock->now();
    entry.text = error.message;
    emitEvent(EntryAdded{entry});
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
    if (!m_core)
        return emitEvent(ModeChanged{mode});
    m_core->mode = mode;
    m_journal->tell(ModeChanged{mode}, [&](TranscriptWriter& writer) { return writer.mode(mode); });
}

void Session::setModel(const QString& selector)
{
    m_selector = selector; // counts from the next prompt; what runs keeps its model
    m_sessionModel.reset();
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
        facts.filesWritten.append(u"%1 (+%2 −%3)"_s.arg(it.key()).arg(it->first).arg(it->second));
    if (!work.programs.isEmpty())
        facts.decisions.append(u"Ran: "_s + work.programs.mid(0, 10).join(u"; "_s));
    return proposeLogEntry(facts);
}

} // namespace aios
