// SPDX-License-Identifier: MIT
#include "core/runtime/limitsettings.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace aios {

TurnLimits limitsIn(const json::object& settings)
{
    constexpr int kMostTurns = 1'000'000;
    TurnLimits limits;
    const json::object* set = jsonObject(settings, "limits");
    if (!set)
        return limits;
    limits.maxTurns = static_cast<int>(std::clamp<qint64>(jsonInt(*set, "turns", limits.maxTurns), 0, kMostTurns));
    limits.maxTokens = std::max<qint64>(0, jsonInt(*set, "tokens"));
    limits.maxCostUsd = std::max(0.0, jsonDouble(*set, "costUsd"));
    return limits;
}

Result<QByteArray> withLimits(QByteArrayView settings, const TurnLimits& wanted)
{
    const auto value = parseJson(settings);
    if (!value)
        return std::unexpected(value.error());
    const TurnLimits now = value->is_object() ? limitsIn(value->get_object()) : TurnLimits();
    Result<QByteArray> text = settings.toByteArray();
    const auto set = [&text](const char* name, const QByteArray& number) {
        const std::array<QByteArray, 2> path{"limits", name};
        if (text)
            text = spliceJson(*text, path, number);
    };
    if (wanted.maxTurns != now.maxTurns)
        set("turns", QByteArray::number(wanted.maxTurns));
    if (wanted.maxTokens != now.maxTokens)
        set("tokens", QByteArray::number(wanted.maxTokens));
    if (wanted.maxCostUsd != now.maxCostUsd)
        set("costUsd", QByteArray::number(wanted.maxCostUsd, 'g', 12));
    return text;
}

} // namespace aios
