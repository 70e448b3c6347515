// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/sessioncore.h"

namespace aios {

/// The call as it is meant: under the tool's present name (Task is Agent, folder.md 6.3), and, for our own tools, with an input that fits (fittedInput()).
/// The history keeps what the model wrote; what is judged, shown and run is this.
[[nodiscard]] ToolUseBlock asOffered(const LoopScope& scope, ToolUseBlock call);

/// What to use instead of a tool that models know from elsewhere; empty where there is nothing to say.
[[nodiscard]] QString insteadOf(const LoopScope& scope, const QString& tool);

} // namespace aios
