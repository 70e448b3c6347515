// SPDX-License-Identifier: MIT
#pragma once

#include "core/tools/tool.h"

namespace aios {

/// WebFetch: a public web page as markdown. No private addresses, no redirects to other hosts, nothing is sent but the request itself.
class WebFetchTool final : public Tool {
public:
    static constexpr const char* kName = "WebFetch";
    [[nodiscard]] const ToolSpec& spec() const override;
    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext& context) const override;
    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext& context, ToolProgress progress,
                                                 Once<Result<ToolOutput>> reply) const override;
};

} // namespace aios
