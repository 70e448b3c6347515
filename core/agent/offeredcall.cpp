// SPDX-License-Identifier: MIT
#include "core/agent/offeredcall.h"

#include "core/tools/inputfit.h"

#include <array>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

struct Renamed {
    QLatin1StringView was;
    QLatin1StringView is;
    QLatin1StringView hint; ///< Empty: the same tool under another name.
};

constexpr std::array kRenamed{
    Renamed{"Task"_L1, "Agent"_L1, {}},
    Renamed{"KillShell"_L1, "TaskStop"_L1, {}},
    Renamed{"KillBash"_L1, "TaskStop"_L1, {}},
    Renamed{"TodoWrite"_L1, "TaskCreate"_L1, "Keep the list with TaskCreate, TaskUpdate and TaskList."_L1},
    Renamed{"MultiEdit"_L1, "Edit"_L1, "Use Edit once for each place."_L1},
    Renamed{"LS"_L1, "Glob"_L1, "Use Glob."_L1},
    Renamed{"BashOutput"_L1, "Read"_L1, "Read the file that the task writes its output to."_L1},
    Renamed{"TaskOutput"_L1, "Read"_L1, "Read the file that the task writes its output to."_L1},
};

const Renamed* renamed(const LoopScope& scope, const QString& tool)
{
    const auto it = std::ranges::find_if(kRenamed, [&](const Renamed& one) { return tool == one.was; });
    return it != kRenamed.end() && !scope.tool(tool) && scope.tool(QString(it->is)) ? &*it : nullptr;
}

} // namespace

ToolUseBlock asOffered(const LoopScope& scope, ToolUseBlock call)
{
    if (const Renamed* other = renamed(scope, call.name); other && other->hint.isEmpty())
        call.name = QString(other->is);
    const auto tool = scope.tool(call.name);
    if (tool && call.problem.isEmpty() && !call.name.startsWith("mcp__"_L1)) // a service checks, and means, its inputs itself
        call.inputJson = fittedInput(tool->spec(), call.inputJson);
    return call;
}

QString insteadOf(const LoopScope& scope, const QString& tool)
{
    const Renamed* other = renamed(scope, tool);
    return other ? QString(other->hint) : QString();
}

} // namespace aios
