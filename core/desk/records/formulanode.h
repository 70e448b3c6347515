// SPDX-License-Identifier: MIT
#pragma once

#include "core/desk/records/formula.h"

#include <vector>

namespace aios::desk {

/// A formula as read: a value, a field, or an operator or function with its operands.
struct FormulaNode {
    enum class Kind : std::uint8_t { Value, Field, Call };
    Kind kind = Kind::Value;
    json::value value;  ///< Value.
    QString name;       ///< Field: its id; Call: an operator ("=", "&", "neg") or a function in upper case.
    std::vector<FormulaNode> operands;
};

/// A function or operator: how many operands it takes and what it gives.
struct FormulaFunction {
    QLatin1StringView name;
    int least;
    int most; ///< -1: any number.
    json::value (*call)(const std::vector<json::value>& operands, const Formula::Values& values);
};

/// By name, operators too; null when there is none.
[[nodiscard]] const FormulaFunction* formulaFunction(QStringView name);
[[nodiscard]] bool formulaTruth(const json::value& value);

} // namespace aios::desk
