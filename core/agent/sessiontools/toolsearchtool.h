// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/callrun.h"

namespace aios {

/// ToolSearch, as models know it from Claude Code: gives the definitions of deferred tools, chosen by name ("select:a,b") or found by words ("+must" has to be
/// in the name or the description), and loads them into the loop's list. `core` and `scope`, the loop it works for, outlive the tool.
[[nodiscard]] std::shared_ptr<const Tool> makeToolSearchTool(SessionCore& core, LoopScope& scope);

/// The tools of `scope` that fit the query, the best first, at most `most`; those chosen by name whatever they are, in the order they are named. `unknown`: names
/// that are no tools here.
[[nodiscard]] QStringList findTools(const LoopScope& scope, const Policy& policy, const QString& query, int most, QStringList& unknown);

} // namespace aios
