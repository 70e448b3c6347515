// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/callrun.h"

namespace aios {

/// AskUserQuestion: one to four questions with options. The card is the tool; the answers are its result.
[[nodiscard]] std::shared_ptr<const Tool> makeAskUserTool();

} // namespace aios
