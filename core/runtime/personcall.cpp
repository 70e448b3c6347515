// SPDX-License-Identifier: MIT
#include "core/runtime/personcall.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/runtime/projectservices.h"
#include "core/tools/registry.h"

using namespace Qt::StringLiterals;

namespace aios {

PersonCall::PersonCall(ProjectServices& services, QString server, QString tool, QByteArray inputJson)
    : QObject(&services),
      m_services(services),
      m_serverName(std::move(server)),
      m_toolName(std::move(tool)),
      m_call{newId(), std::move(inputJson)},
      m_guard(services.project().guard())
{}

PersonCall::~PersonCall()
{
    m_over = true; // a run that goes with this answers with its fallback
}

ToolContext PersonCall::context() const
{
    ToolContext context;
    context.guard = m_guard.get();
    context.projectRoot = m_services.project().root();
    context.workingDirectory = context.projectRoot;
    context.scratchDir = m_services.scratchDir();
    context.sessionId = m_sessionId;
    return context;
}

void PersonCall::plan(std::function<void(Result<Planned>)> planned)
{
    const auto refuse = [this, &planned](const Error& error) {
        planned(std::unexpected(error));
        deleteLater();
    };
    const McpServer* server = m_services.manager().server(m_serverName);
    if (!server)
        return refuse({ErrorCode::NotFound, u"There is no service “%1” here."_s.arg(showHidden(elided(m_serverName, 60))), {}, {}});
    m_tool = server->anyTool(m_toolName);
    if (!m_tool) {
        const ServiceStatus status = server->status();
        const QString why = status.problem.isEmpty() ? u"`aios mcp tools %1` lists what there is."_s.arg(m_serverName) : status.problem;
        return refuse({ErrorCode::NotFound,
                       u"The service %1 has no usable tool “%2” now. %3"_s.arg(m_serverName, showHidden(elided(m_toolName, 60)), why),
                       {},
                       {}});
    }
    if (const auto valid = checkToolInput(m_tool->spec(), m_call.inputJson); !valid)
        return refuse(valid.error());
    planAgain([this, planned = std::move(planned)](const ToolPlan& made) {
        m_plan = made;
        if (!m_plan.refusal.isEmpty()) {
            planned(fail(ErrorCode::Denied, m_plan.refusal));
            return deleteLater();
        }
        holdPublishing();
        Planned result;
        result.verdict = Policy(m_services.project().permissions(), m_services.project().root()).decide(m_plan.access, PermissionMode::Default);
        ApprovalRequest& request = result.request;
        request.id = newId();
        request.access = m_plan.access;
        request.title = m_plan.title;
        request.verb = m_plan.verb;
        request.grade = m_plan.access.grade;
        request.preview = m_plan.preview;
        request.because = result.verdict.reason;
        request.digest = m_plan.digest;
        request.askedAt = Clock::system().now();
        planned(std::move(result));
    });
}

/// The person's own calls are theirs, also those that publish; but a rule makes none.
void PersonCall::holdPublishing()
{
    const QString why = m_services.whyPublishes ? m_services.whyPublishes(m_serverName, m_toolName, m_call.inputJson) : QString();
    if (why.isEmpty())
        return;
    m_plan.access.grade = Grade::LeavesComputer;
    m_plan.access.alwaysAsk = true;
    m_plan.access.alwaysAskReason = why;
}

void PersonCall::planAgain(std::function<void(const ToolPlan&)> then)
{
    m_services.pool().run(
        this, [tool = m_tool, call = m_call, context = context(), guard = m_guard] { return tool->plan(call, context); }, std::move(then));
}

void PersonCall::run(const QString& by, Answer answer)
{
    m_answer = std::move(answer);
    planAgain([this, by](const ToolPlan& made) {
        if (!made.refusal.isEmpty())
            return finish(fail(ErrorCode::Denied, made.refusal));
        if (made.digest != m_plan.digest)
            return finish(fail(ErrorCode::Changed, u"The call changed while you were deciding, so it was not made. Look at it again."_s));
        start(made, by);
    });
}

void PersonCall::start(const ToolPlan& made, const QString& by)
{
    if (!record(u"allowed"_s, by, {}))
        return finish(fail(ErrorCode::Io, u"The decision could not be recorded, so nothing was done."_s));
    ToolContext running = context();
    running.pool = &m_services.pool();
    running.transport = m_services.http();
    running.approvedDigest = made.digest;
    QPointer<PersonCall> self(this);
    m_run = m_tool->start(m_call, running, {},
                          Once<Result<ToolOutput>>(
                              [self, by](Result<ToolOutput> output) {
                                  if (self && !self->m_over)
                                      self->ran(by, output);
                              },
                              fail(ErrorCode::Internal, u"The tool gave no answer."_s)));
}

void PersonCall::ran(const QString& by, const Result<ToolOutput>& output)
{
    std::ignore = record(u"allowed"_s, by, output && !output->isError ? u"done"_s : u"failed"_s);
    finish(output);
}

bool PersonCall::record(const QString& decision, const QString& by, const QString& outcome)
{
    DecisionRecord record;
    record.time = Clock::system().now();
    record.project = m_services.project().root();
    record.toolUseId = m_call.id;
    record.tool = m_tool->spec().name;
    record.target = m_plan.access.subject;
    record.argumentHash = sha256Hex(m_call.inputJson);
    record.digest = m_plan.digest;
    record.grade = m_plan.access.grade;
    record.decision = decision;
    record.by = by.section(u' ', 0, 0);
    record.rule = by.section(u' ', 1);
    record.outcome = outcome;
    return m_services.project().decisions().append(record).has_value();
}

/// The run's own function may be on the stack: it goes with this, later.
void PersonCall::finish(Result<ToolOutput> output)
{
    if (auto answer = std::exchange(m_answer, nullptr))
        answer(std::move(output));
    deleteLater();
}

} // namespace aios
