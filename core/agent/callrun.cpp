// SPDX-License-Identifier: MIT
#include "core/agent/callrun.h"

#include "core/agent/offeredcall.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/tools/registry.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kShownOutput = 20'000;

} // namespace

CallRun::CallRun(SessionCore& core, LoopScope& scope, ToolUseBlock call, std::function<void(CallOutcome)> done)
    : m_core(core), m_scope(scope), m_call(std::move(call)), m_done(std::move(done))
{
    m_row.id = m_call.id;
    m_row.name = m_call.name;
    m_row.title = m_call.name;
    m_row.inputJson = m_call.inputJson;
    m_row.agent = scope.owner.agent;
    m_row.parentToolId = scope.owner.parentToolId;
}

CallRun::~CallRun()
{
    // Whoever would be told is going too.
    m_stage = Stage::Done;
    m_done = nullptr;
    if (!m_approvalId.isEmpty())
        m_core.services.broker->withdraw(std::exchange(m_approvalId, {}));
}

void CallRun::setPlace(const QString& group, int index, int size)
{
    m_group = group;
    m_groupIndex = index;
    m_groupSize = size;
}

void CallRun::announce()
{
    if (!std::exchange(m_announced, true))
        m_core.journal.toolPlanned(m_row, m_scope.owner);
    m_tool = m_scope.tool(m_call.name);
}

void CallRun::start()
{
    const bool ahead = std::exchange(m_ahead, false);
    if (m_stage == Stage::Approved)
        return allowedByPerson(*std::exchange(m_approval, std::nullopt));
    if (m_stage == Stage::Asking && m_onAsking)
        m_onAsking();
    if (ahead && m_stage != Stage::New) // planned or asked already: it goes on from there
        return;
    m_stage = Stage::Planning;
    announce();
    if (!m_call.problem.isEmpty())
        return failWith(u"This call cannot run: "_s + m_call.problem);
    if (!m_tool || m_core.policy.removesTool(m_call.name)) {
        const QString instead = insteadOf(m_scope, m_call.name);
        return failWith(u"There is no tool named %1 here. "_s.arg(m_call.name) +
                        (instead.isEmpty() ? u"Use one of the tools you were given."_s : instead));
    }
    if (m_scope.deferredTools.contains(m_call.name) && !m_scope.loadedTools.contains(m_call.name))
        return failWith(
            u"The definition of %1 is not loaded yet, so this call was not made. Fetch it with ToolSearch (“select:%1”), then call again."_s.arg(
                m_call.name));
    if (const auto valid = checkToolInput(m_tool->spec(), m_call.inputJson); !valid)
        return failWith(u"The input does not fit the tool: "_s + valid.error().message);
    plan([this](ToolPlan made) { planned(std::move(made)); });
}

void CallRun::cancel()
{
    if (m_stage == Stage::Done)
        return;
    const bool running = m_stage == Stage::Running;
    m_stage = Stage::Ending; // a dropped run answers with its fallback, which no longer counts
    m_run.reset();
    if (!m_approvalId.isEmpty())
        m_core.services.broker->withdraw(std::exchange(m_approvalId, {}));
    if (running) {
        // What it did until now stays; the log says that nobody knows how far it came.
        DecisionRecord record = recordOf(u"cancelled"_s, u"person"_s);
        record.outcome = u"unknown"_s;
        std::ignore = m_core.services.decisions->append(record);
    }
    CallOutcome outcome;
    outcome.cancelled = true;
    outcome.result = {m_call.id,
                      running ? u"Cancelled by the person while it ran. It may have done part of its work."_s
                              : u"Cancelled by the person before it ran."_s,
                      {},
                      true,
                      false};
    finish(std::move(outcome), ToolRow::State::Cancelled);
}

ToolContext CallRun::context() const
{
    ToolContext context;
    context.guard = m_core.services.guard.get();
    context.projectRoot = m_core.services.root;
    context.workingDirectory = m_core.workingDirectory;
    context.sessionId = m_core.id;
    context.scratchDir = m_core.scratchDir;
    context.agent = m_scope.owner.agent;
    context.reads = m_core.ledger.snapshot();
    context.deniesRead = [policy = m_core.policy](const QString& path, const QString& realPath) { return policy.deniesRead(path, realPath); };
    return context;
}

void CallRun::plan(std::function<void(ToolPlan)> then)
{
    const ToolCall call{m_call.id, m_call.inputJson};
    if (dynamic_cast<const SessionTool*>(m_tool.get()))
        return then(m_tool->plan(call, context()));
    m_core.services.pool->run(
        this, [tool = m_tool, call, context = context(), guard = m_core.services.guard] { return tool->plan(call, context); }, std::move(then));
}

void CallRun::planned(ToolPlan made)
{
    if (m_stage != Stage::Planning)
        return;
    adopt(std::move(made));
    if (!m_plan.refusal.isEmpty()) {
        // What would have published leaves its line in the log, with the reason.
        const bool publishes = m_plan.access.alwaysAsk && m_plan.access.grade == Grade::LeavesComputer;
        return publishes && !logDecision(u"denied"_s, u"core"_s, m_plan.refusal) ? void() : failWith(m_plan.refusal);
    }
    if (const auto condition = unmet())
        return refuse(condition->text, u"condition "_s + condition->rule);
    decideByPolicy();
}

std::optional<UnmetCondition> CallRun::unmet() const
{
    auto condition = forbiddenStatus(m_core, m_plan);
    return condition ? condition : unmetCondition(m_core, m_plan.access);
}

void CallRun::adopt(ToolPlan made)
{
    m_plan = std::move(made);
    m_plan.access.tool = m_call.name;
    m_plan.access.inputJson = m_call.inputJson;
    if (!m_plan.title.isEmpty())
        m_row.title = m_plan.title;
    m_row.preview = m_plan.preview;
}

void CallRun::decideByPolicy()
{
    if (!m_plan.questions.isEmpty()) // its card *is* the tool
        return m_core.services.canAsk && !m_neverAsk
                   ? ask({})
                   : refuse(u"Nobody is there to answer: this run has no terminal. Go on with your best judgement and say what you assumed."_s,
                            u"default"_s);
    const Verdict verdict = m_core.policy.decide(m_plan.access, m_core.mode);
    switch (verdict.effect) {
    case RuleEffect::Deny:
        return refuse(verdict.reason, decidedBy(verdict, m_core.mode));
    case RuleEffect::Allow:
        if (m_mustAsk)
            return ask(u"The program ended before this ran. Shall it run now?"_s);
        m_row.decidedBy = decidedBy(verdict, m_core.mode);
        if (!m_plan.access.neverAsks && !logDecision(u"allowed"_s, m_row.decidedBy))
            return;
        return run({Decision::Kind::Allow, {}, {}, {}, {}, {}});
    case RuleEffect::Ask:
        if (!m_core.services.canAsk || m_neverAsk)
            return refuse(verdict.reason + u" Nobody is there to ask."_s, u"default"_s);
        m_plan.access.alwaysAsk = m_plan.access.alwaysAsk || verdict.rememberable.isEmpty();
        return ask(verdict.reason);
    }
}

void CallRun::run(const Decision& decision)
{
    m_stage = Stage::Running;
    m_row.state = ToolRow::State::Running;
    m_core.journal.toolStarted(m_row, m_scope.owner);
    if (m_core.journal.failed()) {
        CallOutcome outcome;
        outcome.fatal = m_core.journal.failed();
        outcome.result = {m_call.id, u"Not run: the session could not be saved."_s, {}, true, false};
        return finish(std::move(outcome), ToolRow::State::Failed);
    }
    ToolContext runContext = context();
    runContext.decision = decision;
    runContext.pool = m_core.services.pool;
    runContext.transport = m_core.services.transport;
    runContext.approvedDigest = m_plan.digest;
    runContext.tasks = &m_core.backgroundTasks;
    runContext.webCache = &m_core.webCache;
    runContext.folderMemory = m_core.folderMemory;
    QPointer<CallRun> self(this);
    auto progress = [self](const QString& text) {
        if (!self || self->m_stage != Stage::Running)
            return;
        self->m_row.output = elided(text, kShownOutput);
        self->m_core.journal.toolChanged(self->m_row, self->m_scope.owner);
    };
    auto reply = Once<Result<ToolOutput>>(
        [self](Result<ToolOutput> output) {
            if (self && self->m_stage == Stage::Running)
                self->ran(std::move(output));
        },
        fail(ErrorCode::Internal, u"The tool gave no answer."_s));
    auto run = m_tool->start({m_call.id, m_call.inputJson}, runContext, std::move(progress), std::move(reply));
    if (self && m_stage == Stage::Running)
        m_run = std::move(run);
}

void CallRun::ran(Result<ToolOutput> output)
{
    CallOutcome outcome;
    if (!output) {
        outcome.result = {m_call.id, output.error().message, {}, true, false};
        if (output.error().code == ErrorCode::Internal)
            outcome.fatal = output.error();
        return finish(std::move(outcome), ToolRow::State::Failed);
    }
    noteEffects(*output);
    if (!output->isError)
        m_core.noteWorked(m_call.name, m_call.inputJson, output->structured.isEmpty() ? output->text : QString::fromUtf8(output->structured));
    QString text = withoutTagCharacters(output->text) + rulesFor(*output);
    if (const QString unmet = unmetByProgram(m_core, output->programChanges); !unmet.isEmpty()) {
        text += u"\n\n<system-reminder>\n%1\n</system-reminder>"_s.arg(unmet);
        m_core.journal.note(TranscriptEntry::Kind::Notice, unmet);
    }
    if (m_edited) // the history holds what the model asked for; it must learn what ran instead
        text += u"\n\n<system-reminder>\nThe person changed this call before it ran. What ran: "_s + QString::fromUtf8(m_call.inputJson) +
                u"\n</system-reminder>"_s;
    outcome.result = {m_call.id, text, {}, output->isError, false, m_scope.foundTools.take(m_call.id)};
    for (const ToolImage& image : std::as_const(output->images))
        outcome.result.images.append({image.mediaType, image.base64});
    for (const auto& change : std::as_const(output->filesChanged)) {
        m_row.added += change.added;
        m_row.removed += change.removed;
    }
    finish(std::move(outcome), output->isError ? ToolRow::State::Failed : ToolRow::State::Done, output->structured);
}

void CallRun::refuse(const QString& text, const QString& by)
{
    if (!logDecision(u"denied"_s, by, text))
        return;
    m_row.decidedBy = by;
    m_core.denials.append({m_call.name, m_call.id, m_call.inputJson, m_row.title, text});
    CallOutcome outcome;
    outcome.result = {m_call.id, u"Not done: "_s + text, {}, true, true};
    finish(std::move(outcome), ToolRow::State::Denied);
}

void CallRun::failWith(const QString& text)
{
    CallOutcome outcome;
    outcome.result = {m_call.id, text, {}, true, false};
    finish(std::move(outcome), ToolRow::State::Failed);
}

void CallRun::finish(CallOutcome outcome, ToolRow::State state, const QByteArray& structured)
{
    if (m_stage == Stage::Done)
        return;
    m_stage = Stage::Done;
    // The reply may come from inside the run: let it unwind first.
    if (m_run)
        QMetaObject::invokeMethod(this, [run = std::shared_ptr<ToolRun>(std::move(m_run))] {}, Qt::QueuedConnection);
    m_row.state = state;
    m_row.output = elided(outcome.result.text, kShownOutput);
    m_core.journal.toolDone(m_row, outcome.result, structured, m_scope.owner);
    if (m_core.journal.failed() && !outcome.fatal)
        outcome.fatal = m_core.journal.failed();
    auto done = std::exchange(m_done, nullptr);
    done(std::move(outcome));
}

} // namespace aios
