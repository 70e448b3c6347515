// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

namespace aios {

/// Grep: searches file contents with ripgrep, run as a child process beneath the project folder only.
class GrepTool final : public Tool {
public:
    static constexpr const char* kName = "Grep";
    [[nodiscard]] const ToolSpec& spec() const override;
    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext& context) const override;
    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                                 Once<Result<ToolOutput>> reply) const override;
};

} // namespace aios
