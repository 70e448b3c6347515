// SPDX-License-Identifier: MIT
#include "core/tools/toolinput.h"

#include <cmath>
#include <limits>

namespace aios {

Result<ToolInput> ToolInput::parse(QByteArrayView inputJson)
{
    auto value = parseJson(inputJson);
    if (!value)
        return std::unexpected(std::move(value).error());
    if (!value->is_object())
        return fail(ErrorCode::InvalidInput, QStringLiteral("The tool's input is not a JSON object."));
    ToolInput input;
    input.m_object = std::move(value->as_object());
    return input;
}

QByteArray ToolInput::bytes(std::string_view key) const
{
    const json::value* value = m_object.if_contains(key);
    if (!value || !value->is_string())
        return {};
    const json::string& text = value->get_string();
    return {text.data(), static_cast<qsizetype>(text.size())};
}

qint64 ToolInput::integer(std::string_view key, qint64 fallback) const
{
    const json::value* value = m_object.if_contains(key);
    if (!value)
        return fallback;
    if (value->is_int64())
        return value->get_int64();
    if (value->is_uint64())
        return std::numeric_limits<qint64>::max();
    if (!value->is_double())
        return fallback;
    const double number = value->get_double();
    if (!std::isfinite(number) || std::trunc(number) != number)
        return fallback;
    constexpr double kEdge = 9.0e18;
    return static_cast<qint64>(std::clamp(number, -kEdge, kEdge));
}

} // namespace aios
