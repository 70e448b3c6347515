// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

namespace aios {

/// The built-in tools that need no session: Read, Write, Edit, Glob, Grep, Bash, TaskStop, WebFetch. The list stands in
/// builtin/builtintools.cpp; duplicate names fail to compile. (Skill, Agent, Task*, AskUserQuestion need a session: core/agent/sessiontools.)
/// Shared, immutable, live as long as the program.
[[nodiscard]] const QList<std::shared_ptr<const Tool>>& builtinTools();

/// Checks an input against a tool's schema (the subset our built-ins use: object, properties, required, type, enum, array items,
/// minItems/maxItems, additionalProperties). Error: what is wrong, for the model.
[[nodiscard]] Result<void> checkToolInput(const ToolSpec& spec, QByteArrayView inputJson);

} // namespace aios
