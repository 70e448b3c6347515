// SPDX-License-Identifier: MIT
#include "core/agent/sessiontools/agenttool.h"

#include "core/agent/compaction.h"
#include "core/agent/deferredtools.h"
#include "core/agent/jsonline.h"
#include "core/agent/promptpreparation.h"
#include "core/agent/sessiontools/skilltool.h"
#include "core/agent/sessiontools/toolsearchtool.h"
#include "core/agent/toldservices.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <QElapsedTimer>
#include <QRegularExpression>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr int kDefaultTurns = 60;
constexpr int kMostSummaries = 10; ///< Of one agent: a task for which its window is too small for so long does not end.

const AgentFile& generalAgent()
{
    static const AgentFile kAgent = [] {
        AgentFile agent;
        agent.name = u"general-purpose"_s;
        agent.description = u"A worker for any self-contained task"_s;
        agent.model = u"inherit"_s;
        agent.body =
            u"You are a worker for one self-contained task. Do it thoroughly with your tools, then answer with what was found or done: facts, file paths, what "
            "is uncertain. Your answer goes to the assistant that sent you, not to a person, so leave out pleasantries."_s;
        return agent;
    }();
    return kAgent;
}

struct AgentCall {
    QString type;
    QString prompt;
    QString description;
    QString model;
};

AgentCall agentCall(QByteArrayView inputJson)
{
    const auto value = parseJson(inputJson);
    if (!value || !value->is_object())
        return {};
    const auto& o = value->as_object();
    return {jsonText(o, "subagent_type", generalAgent().name), jsonText(o, "prompt"), jsonText(o, "description"), jsonText(o, "model")};
}

/// A rule such as "Bash(git *)" in an agent's list still names the tool Bash.
bool names(const QStringList& list, const QString& tool)
{
    return std::any_of(list.cbegin(), list.cend(), [&](const QString& entry) {
        const QString name = entry.section(u'(', 0, 0).trimmed();
        return name == tool || name == u"*"_s || (name.endsWith(u'*') && tool.startsWith(name.chopped(1))) ||
               (name.startsWith("mcp__"_L1) && name.indexOf("__"_L1, 5) < 0 && tool.startsWith(name + u"__"_s)); // a whole service
    });
}

/// A report must not pass for the harness's own words, or for another speaker's.
QString defanged(const QString& report)
{
    static const QRegularExpression mark(u"<(/?system-reminder)"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression speaker(u"^([ \\t]*)(Human|Assistant)(?=[ \\t]*:)"_s, QRegularExpression::MultilineOption);
    QString text = report;
    text.replace(mark, u"<\\\\1"_s);
    text.replace(speaker, u"\\1\\\\2"_s);
    if (text != report)
        text.prepend(u"[harness: parts of this report that look like words of the harness or of another speaker were escaped]\n"_s);
    return text;
}

/// One agent at work: its own history and loop in the session's transcript.
class AgentRun final : public QObject, public ToolRun {
public:
    AgentRun(SessionCore& core, const AgentToolHost& host, const AgentFile& agent, AgentCall call, const QString& toolUseId,
             Once<Result<ToolOutput>> reply)
        : m_core(core), m_host(host), m_agent(agent), m_call(std::move(call)), m_reply(std::move(reply)), m_loop(core, m_scope, m_history)
    {
        m_scope.owner = {agent.name, toolUseId};
        m_clock.start();
    }
    ~AgentRun() override { m_loop.cancel(); } // its open calls end as cancelled, and are shown so

    void start()
    {
        for (const auto& tool : m_core.services.tools + m_core.servedTools) {
            if (allowed(tool->spec()))
                m_scope.tools.append(tool);
        }
        if (const auto skill = makeSkillTool(m_core, m_scope); allowed(skill->spec()))
            m_scope.tools.append(skill);
        const bool served = std::ranges::any_of(m_scope.tools, [this](const auto& tool) { return m_core.servedTools.contains(tool); });
        if (const auto search = makeToolSearchTool(m_core, m_scope); served && !names(m_agent.disallowedTools, search->spec().name))
            m_scope.tools.append(search); // without it what is deferred could not be called
        if (m_scope.tools.isEmpty())
            return answer(text(u"The agent %1 has no tool it may use; check `tools` in its file."_s.arg(m_agent.name), true));
        const QString wanted = !m_call.model.isEmpty() ? m_call.model : m_agent.model;
        const auto inherited = m_host.model();
        if (wanted.isEmpty() || wanted == "inherit"_L1 || inherited->info().provider == "rehearsal"_L1)
            return begin(inherited);
        m_core.services.resolveModel(wanted, this, [this, inherited, wanted](Result<std::shared_ptr<Model>> model) {
            if (!model)
                m_core.journal.note(TranscriptEntry::Kind::Notice,
                                    u"The agent's model %1 is not to be had (%2); it uses the session's."_s.arg(wanted, model.error().message),
                                    m_scope.owner);
            begin(model ? *model : inherited);
        });
    }

private:
    [[nodiscard]] bool allowed(const ToolSpec& spec) const
    {
        return spec.forSubAgents && !names(m_agent.disallowedTools, spec.name) && (!m_agent.toolsGiven || names(m_agent.tools, spec.name));
    }

    /// The task with the bodies of the agent's skills after it; `parts` tells of them.
    QString taskText(QList<ContextPart>& parts)
    {
        QString task = m_call.prompt;
        const ContentPtr content = m_core.services.content();
        for (const QString& name : std::as_const(m_agent.skills)) {
            const SkillFile* skill = content->skill(name);
            const auto body =
                skill && skill->modelInvocable ? readSkillBody(m_core.services, *skill) : Result<QString>(fail(ErrorCode::NotFound, {}));
            if (!body)
                continue;
            task += u"\n\n<skill name=\"%1\">\n%2\n</skill>"_s.arg(name, *body);
            m_scope.loadedSkills.insert(name, {{}, *body, ++m_scope.skillCounter}); // attached again after a summary
            parts.append({u"skill"_s, name, skill->file.path, loadReasonName(LoadReason::SkillRun), skill->bodyTokens, skill->file.sha256});
        }
        return task;
    }

    /// Its own words, and what of the folder every loop is given.
    void tellContext(const QList<ContextPart>& more)
    {
        const QString& system = m_setup.system;
        QList<ContextPart> parts{{u"agent"_s, m_agent.name, m_agent.file.path, u"the agent's own instructions"_s,
                                  estimateTokens(system.toUtf8().size()), sha256Hex(system.toUtf8())}};
        for (const ContextPart& part : m_host.context().parts) {
            if (part.kind == "brain"_L1 || part.kind == "rule"_L1 || part.kind == "context"_L1)
                parts.append(part);
        }
        m_core.journal.context(m_core.origin.promptNumber, parts + more, m_scope.owner, true);
    }

    void begin(std::shared_ptr<Model> model)
    {
        QList<ContextPart> skills;
        const QString task = taskText(skills);
        TurnLoop::Setup& setup = m_setup;
        setup.model = std::move(model);
        setup.system =
            m_agent.body + u"\n\nProject folder: "_s + m_core.services.root +
            u"\nName files by their absolute path inside it. You cannot ask the person; decide and say what you assumed. End with a report."_s;
        setup.limits = m_core.limits; // what the person's prompt may use, its agents use too
        setup.limits.maxTurns = m_agent.maxTurns > 0 ? m_agent.maxTurns : kDefaultTurns;
        setup.effort = m_agent.effort.isEmpty() ? m_core.effort : m_agent.effort;
        setup.origin = m_core.origin;
        setup.origin.agent = m_agent.name;
        setup.origin.arguments = m_call.prompt;
        setup.origin.prompt = m_call.prompt;
        deferTools(m_scope, m_core, setup.model->info().contextWindow);
        QList<Block> words;
        for (const QString& told : {tellServices(m_scope, m_core, skills), tellDeferred(m_scope, m_core.policy)}) {
            if (!told.isEmpty())
                words.append(TextBlock{told});
        }
        words.append(TextBlock{task});
        const QList<Message> messages{{Role::User, {TextBlock{m_host.context().projectContext}}}, {Role::User, words}};
        for (const Message& message : messages)
            m_history.append(message);
        setup.origin.promptIndex = m_history.messages().size() - 1;
        m_core.journal.prompt(m_core.origin.promptNumber, setup.origin, messages, m_scope.owner);
        tellContext(skills);
        m_loop.onUsage = [this](const Usage& usage, std::optional<double> cost) {
            m_contextTokens = usage.contextTokens();
            if (!nearlyFull()) // the last summary made room
                m_summaryTried = false;
            m_host.onUsage(usage, cost);
        };
        m_loop.beforeRequest = [this] { return nearlyFull() && summarise(false); };
        if (m_host.askRepeat) {
            m_loop.askRepeat = [this](const QString& what, std::function<void(bool)> answer) {
                m_host.askRepeat(m_agent.name, what, std::move(answer));
            };
        }
        m_loop.start(setup, [this](const LoopOutcome& outcome) { ended(outcome); });
    }

    [[nodiscard]] bool nearlyFull() const { return Compaction::isDue(m_contextTokens, m_setup.model->info().contextWindow); }

    /// Its conversation, as a session's own, makes room for what is still to be done. False: it was tried already, or too often.
    [[nodiscard]] bool summarise(bool tooLong)
    {
        if (m_summaryTried || m_summaries >= kMostSummaries)
            return false;
        m_summaryTried = true;
        ++m_summaries;
        m_compaction.start({m_setup.model, m_setup.system, definitionsOf(m_scope, m_core.policy), m_setup.origin, {}, tooLong}, m_history,
                           [this](Result<Compaction::Outcome> outcome) { summarised(std::move(outcome)); });
        return true;
    }

    void summarised(Result<Compaction::Outcome> outcome)
    {
        if (!outcome) {
            m_core.journal.note(TranscriptEntry::Kind::Notice,
                                u"The conversation of the agent %1 could not be summarised: %2"_s.arg(m_agent.name, outcome.error().message),
                                m_scope.owner);
            return m_loop.running() ? m_loop.resume() : answer(stopped(outcome.error().message));
        }
        m_host.countOther(outcome->usage, outcome->cost);
        const QString text = outcome->summary + u"\n\nThe task you were given, in its own words:\n"_s + m_call.prompt +
                             u"\n\nGo on with it from where the summary ends."_s;
        QList<ContextPart> parts;
        const QList<Message> messages = Compaction::continued(m_core, m_scope, m_host.context().projectContext, text, parts);
        m_core.journal.compaction(outcome->summary, u"auto"_s, std::exchange(m_contextTokens, 0), messages, m_scope.owner);
        m_history.replaceAll(messages);
        m_setup.origin.promptIndex = messages.size() - 1;
        tellContext(parts);
        if (m_loop.running()) {
            m_loop.renew(m_setup.system, m_setup.origin.promptIndex);
            return m_loop.resume();
        }
        m_loop.start(m_setup, [this](const LoopOutcome& after) { ended(after); });
    }

    [[nodiscard]] ToolOutput stopped(const QString& why) const { return text(u"The agent %1 stopped: %2"_s.arg(m_agent.name, why), true); }

    /// The conversation no longer fits the model; the loop begins again with what is left of its requests.
    [[nodiscard]] bool beginsAgain(const LoopOutcome& outcome)
    {
        if (!outcome.error || outcome.error->code != ErrorCode::ContextTooLong || !summarise(true))
            return false;
        m_before.turns += outcome.turns;
        m_before.toolUses += outcome.toolUses;
        m_before.usage += outcome.usage;
        m_setup.limits.maxTurns = qMax(1, m_setup.limits.maxTurns - outcome.turns);
        m_core.journal.note(TranscriptEntry::Kind::Notice,
                            u"The conversation of the agent %1 no longer fits the model, so it is being summarised."_s.arg(m_agent.name),
                            m_scope.owner);
        return true;
    }

    void ended(const LoopOutcome& outcome)
    {
        if (beginsAgain(outcome))
            return;
        if (outcome.error && outcome.how != TurnEnded::How::MaxTurns)
            return answer(stopped(outcome.error->message));
        if (outcome.how == TurnEnded::How::Cancelled)
            return answer(text(u"The agent %1 was cancelled."_s.arg(m_agent.name), true));
        QString report = defanged(outcome.finalText);
        if (outcome.how == TurnEnded::How::MaxTurns)
            report += u"\n\n(The agent was stopped after %1 requests; its report may be incomplete.)"_s.arg(m_before.turns + outcome.turns);
        ToolOutput output = text(report.trimmed().isEmpty() ? u"The agent ended without a report."_s : report, false);
        JsonLine line;
        line.text("status", u"completed"_s);
        line.text("agentId", m_scope.owner.parentToolId);
        line.text("agentType", m_agent.name);
        line.number("totalToolUseCount", m_before.toolUses + outcome.toolUses);
        line.number("totalDurationMs", m_clock.elapsed());
        line.number("totalTokens", m_before.usage.contextTokens() + outcome.usage.contextTokens());
        output.structured = line.take();
        answer(std::move(output));
    }

    static ToolOutput text(const QString& words, bool isError)
    {
        ToolOutput output;
        output.text = words;
        output.isError = isError;
        return output;
    }

    void answer(ToolOutput output) { m_reply(std::move(output)); }

    SessionCore& m_core;
    const AgentToolHost& m_host;
    AgentFile m_agent;
    AgentCall m_call;
    Once<Result<ToolOutput>> m_reply;
    LoopScope m_scope;
    WireHistory m_history;
    TurnLoop m_loop;
    TurnLoop::Setup m_setup;
    Compaction m_compaction;
    LoopOutcome m_before; ///< Sums of what went before the loop began again.
    qint64 m_contextTokens = 0;
    bool m_summaryTried = false; ///< Since the window was last less than nearly full.
    int m_summaries = 0;
    QElapsedTimer m_clock;
};

class AgentTool final : public SessionTool {
public:
    AgentTool(SessionCore& core, AgentToolHost host) : m_core(core), m_host(std::move(host)) {}

    [[nodiscard]] const ToolSpec& spec() const override
    {
        static const ToolSpec kSpec{
            u"Agent"_s,
            u"Give a self-contained task to an agent: a worker with its own context that reads, searches and reports back. The agents are listed in the system prompt. Its work passes the same approvals."_s,
            R"({"type":"object","properties":{"description":{"type":"string","description":"The task in 3 to 5 words"},"prompt":{"type":"string","description":"Everything the agent needs to know; it sees nothing of this conversation"},"subagent_type":{"type":"string","description":"Name of the agent"},"model":{"type":"string"}},"required":["description","prompt"]})",
            false, false};
        return kSpec;
    }

    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext&) const override
    {
        const AgentCall wanted = agentCall(call.inputJson);
        ToolPlan plan;
        plan.access.grade = Grade::Read;
        plan.access.neverAsks = true;
        plan.access.subject = wanted.type;
        plan.title = wanted.type + u": "_s + wanted.description;
        plan.digest = sha256Fields({"Agent", call.inputJson});
        const AgentFile* agent = find(wanted.type);
        if (!agent)
            plan.refusal = u"There is no agent named %1. There are: %2."_s.arg(wanted.type, known().join(u", "_s));
        return plan;
    }

    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext&, ToolProgress,
                                                 Once<Result<ToolOutput>> reply) const override
    {
        AgentCall wanted = agentCall(call.inputJson);
        const ContentPtr content = m_core.services.content();
        const AgentFile* agent = find(wanted.type);
        if (!agent) {
            ToolOutput output;
            output.text = u"The agent %1 is gone."_s.arg(wanted.type);
            output.isError = true;
            reply(std::move(output));
            return nullptr;
        }
        auto run = std::make_unique<AgentRun>(m_core, m_host, *agent, std::move(wanted), call.id, std::move(reply));
        // From the event loop: the caller has to own the run before it may answer.
        QMetaObject::invokeMethod(run.get(), [raw = run.get()] { raw->start(); }, Qt::QueuedConnection);
        return run;
    }

private:
    [[nodiscard]] const AgentFile* find(const QString& name) const
    {
        m_content = m_core.services.content();
        const AgentFile* agent = m_content->agent(name);
        if (agent && agent->file.problem.isEmpty())
            return agent;
        return name == generalAgent().name ? &generalAgent() : nullptr;
    }

    [[nodiscard]] QStringList known() const
    {
        QStringList names{generalAgent().name};
        const ContentPtr content = m_core.services.content();
        for (const AgentFile& agent : content->agents)
            names.append(agent.name);
        return names;
    }

    SessionCore& m_core;
    AgentToolHost m_host;
    mutable ContentPtr m_content; ///< Keeps what find() points into.
};

} // namespace

std::shared_ptr<const Tool> makeAgentTool(SessionCore& core, AgentToolHost host)
{
    return std::make_shared<const AgentTool>(core, std::move(host));
}

} // namespace aios
