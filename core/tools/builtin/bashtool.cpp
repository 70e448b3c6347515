// SPDX-License-Identifier: MIT
#include "core/tools/builtin/bashtool.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/gate/policy.h"
#include "core/gate/shelloutbound.h"
#include "core/tools/backgroundtasks.h"
#include "core/tools/builtin/bashrun.h"
#include "core/tools/childenvironment.h"
#include "core/tools/poolrun.h"
#include "core/tools/registry.h"
#include "core/tools/toolinput.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {
namespace {

constexpr qsizetype kMaxCommandBytes = 100'000; ///< The kernel takes 128 KiB for one argument.
constexpr qint64 kDefaultTimeoutMs = 120'000;
constexpr qint64 kMaxTimeoutMs = 600'000;
constexpr auto kBackgroundLimit = std::chrono::minutes(30);
/// Tells us where the shell ended up, after the command and whatever it does to its own output.
constexpr auto kTellDirectory = "trap '{ pwd -P >&4; } 2>/dev/null' EXIT; "_L1;

QString shownCommand(const QString& command)
{
    const QString trimmed = command.trimmed();
    const qsizetype newline = trimmed.indexOf(u'\n');
    const QString first = newline < 0 ? trimmed : trimmed.first(newline) + u" …"_s;
    return elided(showHidden(first), 160);
}

BashJob jobOf(const ToolInput& input, const ToolContext& context)
{
    BashJob job;
    job.command = input.text("command");
    job.background = input.flag("run_in_background");
    const std::chrono::milliseconds asked(std::clamp<qint64>(input.integer("timeout", kDefaultTimeoutMs), 1, kMaxTimeoutMs));
    job.request.program = u"/bin/bash"_s;
    job.request.arguments = {u"--noprofile"_s, u"--norc"_s, u"-c"_s, kTellDirectory + job.command};
    job.request.environment = childEnvironment(context.projectRoot);
    job.request.root = context.guard->root().path();
    job.request.workingDirectory = context.workingDirectory.isEmpty() ? job.request.root : context.workingDirectory;
    job.request.timeout = job.background ? std::chrono::milliseconds(kBackgroundLimit) : asked;
    job.request.wantsReport = true;
    return job;
}

/// Over everything that decides what runs: program and arguments, directory, environment, limits.
QByteArray digestOf(const BashJob& job)
{
    const ProcessRequest& request = job.request;
    const QByteArray arguments = (QStringList{request.program} + request.arguments).join(QChar(u'\0')).toUtf8();
    return sha256Fields({"Bash", arguments, request.root.toUtf8(), request.workingDirectory.toUtf8(), request.environment.join('\0'),
                         QByteArray::number(qint64(request.timeout.count())), job.background ? "background" : "foreground"});
}

QString refusalOf(const BashJob& job)
{
    if (job.command.trimmed().isEmpty())
        return u"The command is empty."_s;
    if (job.command.contains(QChar(u'\0')))
        return u"The command holds a NUL character, which no program can be given."_s;
    if (job.command.toUtf8().size() > kMaxCommandBytes)
        return u"The command is longer than 100,000 bytes. Write it to a file with Write and run that."_s;
    return {};
}

/// One operation a line where that says all there is; else the source itself.
QStringList operationsOf(const ShellScript& script, const QString& command)
{
    const bool simple =
        script.unparsed.isEmpty() && !script.hasControl && !script.hasSubstitution && !script.hasHeredoc && script.redirects.isEmpty();
    QStringList operations;
    if (simple) {
        for (const SimpleCommand& one : script.commands)
            operations.append(one.text);
    }
    return operations.isEmpty() ? command.trimmed().split(u'\n') : operations;
}

/// What no rule or mode may allow. A command that leaves this computer can publish as well as any service, so it counts as publishing.
void setAlwaysAsk(AccessRequest& access, const ToolInput& input, const QString& command)
{
    QStringList reasons;
    if (const QString outbound = outboundReason(*access.shell); !outbound.isEmpty()) {
        access.grade = Grade::LeavesComputer;
        reasons.append(u"Asks because %1: that counts as publishing, so no rule or mode may do it for you."_s.arg(outbound));
    }
    if (input.flag("dangerouslyDisableSandbox"))
        reasons.append(u"The assistant asks to run it without any sandbox."_s);
    if (const int hidden = countHidden(command); hidden > 0)
        reasons.append(u"The command holds %1 characters that cannot be seen or that change the order of what is seen."_s.arg(hidden));
    access.alwaysAskReason = reasons.join(u' ');
    access.alwaysAsk = !reasons.isEmpty();
}

ToolOutput startInBackground(const BashJob& job, BackgroundTasks* tasks, const QString& scratchDir)
{
    if (!tasks)
        return toolError(u"Nothing can run in the background here. Run the command without run_in_background."_s);
    const auto task = tasks->start(job.request, shownCommand(job.command), scratchDir);
    if (!task)
        return toolError(task.error().message);
    ToolOutput output =
        toolText(u"Running in the background as %1. Its output is written to %2; look at it with Read. It is ended after 30 minutes, when the "
                 "session ends, or with TaskStop."_s.arg(task->id, task->outputFile));
    output.structured = R"({"stdout":"","stderr":"","interrupted":false,"backgroundTaskId":)" + jsonString(task->id) + R"(,"persistedOutputPath":)" +
                        jsonString(task->outputFile) + "}";
    return output;
}

} // namespace

const ToolSpec& BashTool::spec() const
{
    static const ToolSpec spec{
        QString::fromLatin1(kName),
        u"Runs a command in bash. Each call is a fresh shell; only the working directory is kept. Long outputs are cut, the whole stands in a file. What the "
        "command leaves running is ended with it. Use Read, Edit, Glob and Grep for files instead of cat, sed, find and grep."_s,
        R"j({"type":"object","properties":{)j"
        R"j("command":{"type":"string","minLength":1},)j"
        R"j("timeout":{"type":"integer","minimum":1,"maximum":600000,"description":"Milliseconds; default 120000"},)j"
        R"j("description":{"type":"string","description":"What it does, in a few words"},)j"
        R"j("run_in_background":{"type":"boolean","description":"Go on at once; the output goes to a file"},)j"
        R"j("dangerouslyDisableSandbox":{"type":"boolean","description":"Always asks"})j"
        R"j(},"required":["command"],"additionalProperties":false})j",
        false, true};
    return spec;
}

ToolPlan BashTool::plan(const ToolCall& call, const ToolContext& context) const
{
    ToolPlan plan;
    plan.access.tool = spec().name;
    plan.access.inputJson = call.inputJson;
    plan.access.grade = Grade::RunsProgram;
    plan.verb = u"Run"_s;
    // Parameters we do not know (a working directory, say) would change what runs without being shown.
    if (const auto checked = checkToolInput(spec(), call.inputJson); !checked) {
        plan.refusal = checked.error().message;
        return plan;
    }
    const auto input = ToolInput::parse(call.inputJson);
    const BashJob job = jobOf(*input, context);
    plan.title = u"Run: %1"_s.arg(shownCommand(job.command));
    plan.refusal = refusalOf(job);
    if (!plan.refusal.isEmpty())
        return plan;
    plan.access.shell = analyseShell(job.command, job.request.workingDirectory, context.projectRoot);
    setAlwaysAsk(plan.access, *input, job.command);
    plan.preview.kind = ApprovalPreview::Kind::Command;
    plan.preview.text = job.command;
    plan.preview.operations = operationsOf(*plan.access.shell, job.command);
    plan.preview.workingDirectory = job.request.workingDirectory;
    plan.digest = digestOf(job);
    return plan;
}

std::unique_ptr<ToolRun> BashTool::start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                         Once<Result<ToolOutput>> reply) const
{
    const auto refuse = [&reply](const QString& text) {
        return std::make_unique<QueuedRun>([text]() -> Result<ToolOutput> { return toolError(text); }, std::move(reply));
    };
    const auto input = ToolInput::parse(call.inputJson);
    if (!input)
        return refuse(input.error().message);
    const BashJob job = jobOf(*input, context);
    if (const QString refusal = refusalOf(job); !refusal.isEmpty())
        return refuse(refusal);
    if (context.approvedDigest.isEmpty() || context.approvedDigest != digestOf(job))
        return refuse(u"The command is not what was approved (its text, working directory or environment changed), so nothing was run."_s);
    if (job.background) {
        return std::make_unique<QueuedRun>([job, tasks = QPointer(context.tasks),
                                            scratch = context.scratchDir]() -> Result<ToolOutput> { return startInBackground(job, tasks, scratch); },
                                           std::move(reply));
    }
    return BashRun::start(job, context, std::move(progress), std::move(reply));
}

} // namespace aios
