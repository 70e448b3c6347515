// SPDX-License-Identifier: MIT
// How a session comes to be: its file, its tools and loop, and the context it starts with, new or where a transcript ends.
#include "core/agent/session.h"

#include "core/agent/deferredtools.h"
#include "core/agent/sessiontools/agenttool.h"
#include "core/agent/sessiontools/askusertool.h"
#include "core/agent/sessiontools/skilltool.h"
#include "core/agent/sessiontools/toolsearchtool.h"
#include "core/agent/toldservices.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/text.h"

#include <QDir>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

/// What stands before all messages: the system prompt's sections, and the tools.
bool isOfSystem(const ContextPart& part)
{
    return part.kind == "system"_L1 || part.kind == "skills"_L1 || part.kind == "agents"_L1 || (part.kind == "tools"_L1 && !isLoadedTool(part));
}

/// Their hashes.
QByteArrayList systemOf(const QList<ContextPart>& parts)
{
    QByteArrayList hashes;
    for (const ContextPart& part : parts) {
        if (isOfSystem(part))
            hashes.append(part.sha256);
    }
    return hashes;
}

/// Those that the main loop was last given; empty when the transcript does not tell.
QByteArrayList systemOf(const QList<TurnContext>& contexts)
{
    QByteArrayList hashes;
    for (const TurnContext& context : contexts) {
        if (const QByteArrayList given = systemOf(context.parts); context.agent.isEmpty() && !given.isEmpty())
            hashes = given;
    }
    return hashes;
}
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
    if (m_services.voices.left)
        m_services.voices.left(id());
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
    if (!record.waiting.isEmpty()) {
        session->m_waiting = Waiting{record.waiting, record.waitingResults, record.history.takeLast(), record.lastPrompt};
        session->m_waiting->origin.sessionId = record.summary.id;
        session->m_waiting->origin.projectDir = services.root;
    }
    for (Message& message : record.history)
        session->m_history.append(std::move(message));
    session->m_contextGiven = !session->m_history.messages().isEmpty();
    session->m_prompts = record.prompts;
    session->m_totals = record.totals;
    session->m_selector = record.modelSelector;
    session->m_tasksJson = record.tasksJson;
    if (record.modeChosen && record.mode != PermissionMode::Plan) // else as the settings say now
        session->m_mode = record.mode;
    session->m_systemBefore = systemOf(record.contexts);
    if (auto opened = session->openJournal(); !opened)
        return std::unexpected(opened.error());
    session->m_tasks.restore(record.tasksJson);
    session->m_core->ledger = std::move(record.files);
    noteSkillsOf(session->m_history.messages(), session->m_scope);
    noteLoadedTools(session->m_history.messages(), session->m_scope);
    noteToldServices(session->m_history.messages(), session->m_scope);
    for (const TranscriptEntry& entry : std::as_const(record.entries)) {
        if (entry.kind != TranscriptEntry::Kind::Tool)
            continue;
        session->m_core->callIds.insert(entry.id);
        if (entry.tool.state == ToolRow::State::Done)
            session->m_core->noteWorked(entry.tool.name, entry.tool.inputJson, entry.tool.output);
    }
    for (const ToolUseBlock& call : std::as_const(record.waiting))
        session->m_core->callIds.insert(call.id);
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
    if (m_modeUnsaved) {
        m_modeUnsaved = false;
        m_journal->tell(ModeChanged{m_mode}, [this](TranscriptWriter& lines) { return lines.mode(m_mode); });
    }
    makeTools();
    makeLoop();
    return {};
}

void Session::makeLoop()
{
    m_loop = std::make_unique<TurnLoop>(*m_core, m_scope, m_history);
    m_loop->beforeRequest = [this] { return modelBeforeRequest() || compactBeforeRequest(); };
    m_loop->onUsage = [this](const Usage& usage, std::optional<double> cost) { countUsage(usage, cost, true); };
    if (m_services.canAsk)
        m_loop->askRepeat = [this](const QString& what, std::function<void(bool)> answer) { askRepeat({}, what, std::move(answer)); };
    m_preparation = std::make_unique<PromptPreparation>(*m_core, m_scope);
}

void Session::makeTools()
{
    m_scope.tools = m_services.tools;
    m_scope.tools.append(makeSkillTool(*m_core, m_scope));
    AgentToolHost host;
    host.model = [this] { return m_model; };
    host.context = [this]() -> const BuiltContext& { return m_context; };
    host.onUsage = [this](const Usage& usage, std::optional<double> cost) { countUsage(usage, cost, false); };
    host.countOther = [this](const Usage& usage, std::optional<double> cost) { countOther(usage, cost); };
    if (m_services.canAsk) {
        host.askRepeat = [this](const QString& agent, const QString& what, std::function<void(bool)> answer) {
            askRepeat(agent, what, std::move(answer));
        };
    }
    m_scope.tools.append(makeAgentTool(*m_core, std::move(host)));
    m_scope.tools.append(makeAskUserTool());
    m_scope.tools.append(makeTaskTools(m_tasks));
    m_scope.tools.append(makeToolSearchTool(*m_core, m_scope));
}

QList<ToolDefinition> Session::toolDefinitions() const
{
    return definitionsOf(m_scope, m_core->policy);
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
    environment.skillDescriptionChars = m_core->policy.settings().skillDescriptionChars;
    environment.contextWindow = m_model->info().contextWindow;
    environment.toolSkillAvailable = !m_core->policy.removesTool(u"Skill"_s);
    environment.toolAgentAvailable = !m_core->policy.removesTool(u"Agent"_s);
    m_context = buildContext(withServedSkills(*m_services.content(), *m_core, m_scope), environment);
    m_contextBuilt = true;
    renewToolParts();
}

/// The tools may be others than in the last turn: services come and go.
void Session::renewToolParts()
{
    m_context.parts.removeIf([](const ContextPart& part) { return part.kind == "tools"_L1; });
    m_context.parts += toolParts(m_scope, m_core->policy);
}

/// What services offer is settled before a turn begins, so that its tools stay the same from its first request to its last.
void Session::awaitServices(std::function<void()> then)
{
    if (!m_services.servedTools)
        return then();
    m_services.servedTools(this, [this, then = std::move(then)](const QList<std::shared_ptr<const Tool>>& tools, const QString& notice) {
        takeServed(tools, notice);
        then();
    });
}

void Session::takeServed(const QList<std::shared_ptr<const Tool>>& tools, const QString& notice)
{
    m_scope.tools.removeIf([this](const auto& tool) { return m_core->servedTools.contains(tool); });
    m_core->servedTools.clear();
    for (const auto& tool : tools) {
        if (!m_scope.tool(tool->spec().name)) // a service never stands in for a tool of ours
            m_core->servedTools.append(tool);
    }
    m_scope.tools += m_core->servedTools;
    m_core->serviceWords = m_services.voices.words ? m_services.voices.words() : QList<ServiceWords>();
    if (std::exchange(m_servicesNotice, notice) != notice && !notice.isEmpty())
        m_journal->note(TranscriptEntry::Kind::Notice, notice);
}

void Session::noteSystem()
{
    m_systemBefore = systemOf(m_context.parts);
}

/// A resumed session may find its folder changed, and with it the system prompt. Thinking is bound to all that stood before it.
void Session::renewSystem()
{
    const QByteArrayList now = systemOf(m_context.parts);
    if (m_history.messages().isEmpty() || m_systemBefore == now)
        return;
    m_systemBefore = now;
    m_history.replaceAll(m_history.messages());
    QList<ContextPart> parts;
    for (const ContextPart& part : std::as_const(m_context.parts)) {
        if (isOfSystem(part) || isLoadedTool(part))
            parts.append(part);
    }
    m_journal->context(m_prompts + 1, parts);
}
} // namespace aios
