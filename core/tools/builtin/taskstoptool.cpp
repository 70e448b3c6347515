// SPDX-License-Identifier: MIT
#include "core/tools/builtin/taskstoptool.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/tools/backgroundtasks.h"
#include "core/tools/poolrun.h"
#include "core/tools/toolinput.h"

using namespace Qt::StringLiterals;

namespace aios {
namespace {

/// `shell_id` is the older name, which models still use.
QString taskIdOf(const ToolCall& call)
{
    const auto input = ToolInput::parse(call.inputJson);
    if (!input)
        return {};
    const QString id = input->text("task_id");
    return id.isEmpty() ? input->text("shell_id") : id;
}

ToolOutput stopTask(const QString& id, BackgroundTasks* tasks)
{
    if (!tasks)
        return toolError(u"This session has no background tasks."_s);
    const auto task = tasks->stop(id);
    if (!task)
        return toolError(task.error().message);
    ToolOutput output = toolText(u"Stopped %1 (%2). Its output is in %3."_s.arg(task->id, elided(task->title, 200), task->outputFile));
    output.structured = R"({"task_id":)" + jsonString(task->id) + R"(,"command":)" + jsonString(task->title) + "}";
    return output;
}

} // namespace

const ToolSpec& TaskStopTool::spec() const
{
    static const ToolSpec spec{QString::fromLatin1(kName),
                               u"Stops a background task started by Bash with run_in_background, with everything it started."_s,
                               R"j({"type":"object","properties":{)j"
                               R"j("task_id":{"type":"string","description":"The id Bash gave"},)j"
                               R"j("shell_id":{"type":"string","description":"Old name of task_id"})j"
                               R"j(},"additionalProperties":false})j",
                               false, true};
    return spec;
}

ToolPlan TaskStopTool::plan(const ToolCall& call, const ToolContext&) const
{
    ToolPlan plan;
    plan.access.tool = spec().name;
    plan.access.inputJson = call.inputJson;
    plan.access.grade = Grade::Read;
    plan.access.neverAsks = true; // it only ends what this session started
    const QString id = taskIdOf(call);
    plan.title = u"Stop task %1"_s.arg(elided(showHidden(id), 60));
    plan.verb = u"Stop"_s;
    plan.digest = sha256Fields({"TaskStop", call.inputJson});
    if (id.isEmpty())
        plan.refusal = u"Give the task_id that Bash gave when the task was started."_s;
    return plan;
}

std::unique_ptr<ToolRun> TaskStopTool::start(const ToolCall& call, const ToolContext& context, ToolProgress, Once<Result<ToolOutput>> reply) const
{
    return std::make_unique<QueuedRun>([id = taskIdOf(call), tasks = QPointer(context.tasks)] { return stopTask(id, tasks); }, std::move(reply));
}

} // namespace aios
