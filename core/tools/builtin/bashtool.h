// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

namespace aios {

/// Bash: runs one command line in a fresh bash of its own session, with an allow-listed environment; the working directory is carried over.
class BashTool final : public Tool {
public:
    static constexpr const char* kName = "Bash";
    [[nodiscard]] const ToolSpec& spec() const override;
    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext& context) const override;
    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                                 Once<Result<ToolOutput>> reply) const override;
};

} // namespace aios
