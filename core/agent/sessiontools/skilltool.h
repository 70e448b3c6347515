// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/shellinserts.h"

namespace aios {

/// Skill: loads a skill's body into the conversation, with its substitutions and (through the gate) inline shell. The same body with the same arguments again
/// gives only a short note. `core` outlives the tool.
[[nodiscard]] std::shared_ptr<const Tool> makeSkillTool(SessionCore& core);

} // namespace aios
