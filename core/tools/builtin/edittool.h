// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

namespace aios {

/// Edit: replaces an exact piece of text in a file that was read before and is still the same. Line ends and a BOM are kept.
class EditTool final : public Tool {
public:
    static constexpr const char* kName = "Edit";
    [[nodiscard]] const ToolSpec& spec() const override;
    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext& context) const override;
    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                                 Once<Result<ToolOutput>> reply) const override;
};

} // namespace aios
