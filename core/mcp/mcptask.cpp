// SPDX-License-Identifier: MIT
#include "core/mcp/mcptask.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

using State = TaskStatus::State;

constexpr std::array kStates{std::pair{"working"_L1, State::Working}, std::pair{"input_required"_L1, State::InputRequired},
                             std::pair{"completed"_L1, State::Completed}, std::pair{"failed"_L1, State::Failed},
                             std::pair{"cancelled"_L1, State::Cancelled}};
constexpr std::chrono::milliseconds kSoonest = 250ms;
constexpr std::chrono::milliseconds kLatest = 30s;
constexpr std::chrono::milliseconds kUsual = 1s;
constexpr qsizetype kLongestId = 1024;

} // namespace

Result<TaskStatus> readTaskStatus(QByteArrayView task)
{
    const auto value = parseJson(task, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    TaskStatus status;
    status.id = object ? jsonText(*object, "taskId") : QString();
    if (status.id.isEmpty() || status.id.size() > kLongestId)
        return fail(ErrorCode::Protocol, u"The service made a task of it that cannot be followed: it has no usable id."_s);
    const QString name = jsonText(*object, "status");
    const auto state = std::ranges::find(kStates, name, [](const auto& each) { return each.first; });
    if (state == kStates.end())
        return fail(ErrorCode::Protocol, u"The service's task is in a state that is not known here (%1)."_s.arg(showHidden(elided(name, 40))));
    status.state = state->second;
    status.message = elided(jsonText(*object, "statusMessage").simplified(), 400);
    const qint64 wish = jsonInt(*object, "pollIntervalMs", jsonInt(*object, "pollInterval", -1));
    if (wish >= 0)
        status.pollInterval = std::chrono::milliseconds(wish);
    return status;
}

std::chrono::milliseconds taskPollInterval(const TaskStatus& status, int polls)
{
    const auto usual = kUsual * std::clamp(polls / 10 + 1, 1, 5); // what goes on for long is asked after less often
    return std::clamp(status.pollInterval.value_or(usual), kSoonest, kLatest);
}

} // namespace aios
