// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/sessioncore.h"

namespace aios {

/// The rules with `paths` that match a file the loop is given (relative to the folder), and word of the skills that do, each once a loop, as text to stand
/// after that file; empty when there are none. `parts` gains what stands in it.
[[nodiscard]] QString pathRulesText(SessionCore& core, LoopScope& scope, const QString& relative, QList<ContextPart>& parts);

} // namespace aios
