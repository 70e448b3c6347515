// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/turnloop.h"

namespace aios {

/// What sub-agents need of their session.
struct AgentToolHost {
    std::function<std::shared_ptr<Model>()> model;          ///< The session's present model.
    std::function<QString()> projectContext;                ///< What every loop starts with: brain, rules, board.
    std::function<void(const Usage&, std::optional<double>)> onUsage;
};

/// Agent: runs a worker in the foreground with its own context, system prompt (the agent file's body), model and tools, behind the same gate. Agents cannot start agents.
/// `core` and what `host` refers to outlive the tool.
[[nodiscard]] std::shared_ptr<const Tool> makeAgentTool(SessionCore& core, AgentToolHost host);

} // namespace aios
