// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/shellinserts.h"

namespace aios {

/// Skill: loads a skill's body into the loop's conversation, with its substitutions and (through the gate) inline shell. The same body with the same
/// arguments again gives only a short note. `core` and `scope`, the loop it works for, outlive the tool.
[[nodiscard]] std::shared_ptr<const Tool> makeSkillTool(SessionCore& core, LoopScope& scope);

/// Remembers in `scope` that a skill's text stands in its conversation.
void noteSkillLoaded(LoopScope& scope, const QString& name, const QString& text);

/// The skills whose bodies the Skill tool put into `history`: what a resumed loop has loaded.
void noteSkillsOf(const QList<Message>& history, LoopScope& scope);

} // namespace aios
