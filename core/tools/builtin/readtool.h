// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

namespace aios {

/// Read: a text file with line numbers, whole or a range, or an image. Also the outputs that this session spilled to its scratch folder.
class ReadTool final : public Tool {
public:
    static constexpr const char* kName = "Read";
    [[nodiscard]] const ToolSpec& spec() const override;
    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext& context) const override;
    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                                 Once<Result<ToolOutput>> reply) const override;
};

} // namespace aios
