// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/turnloop.h"

namespace aios {

/// What sub-agents need of their session.
struct AgentToolHost {
    std::function<std::shared_ptr<Model>()> model;          ///< The session's present model.
    std::function<const BuiltContext&()> context;           ///< What every loop starts with: brain, rules, board.
    std::function<void(const Usage&, std::optional<double>)> onUsage;
    std::function<void(const Usage&, std::optional<double>)> countOther; ///< Of a summary, which is no request of a loop.
    /// Asks the person whether that agent, which repeats itself, may go on; empty: nobody is there.
    std::function<void(const QString& agent, const QString& what, std::function<void(bool)> answer)> askRepeat;
};

/// Agent: runs a worker in the foreground with its own context, system prompt (the agent file's body), model and tools, behind the same gate. Agents cannot start agents.
/// `core` and what `host` refers to outlive the tool.
[[nodiscard]] std::shared_ptr<const Tool> makeAgentTool(SessionCore& core, AgentToolHost host);

} // namespace aios
