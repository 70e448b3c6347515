// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <optional>

namespace aios {

/// When the model is told only the names of the services' tools, and finds the rest with ToolSearch: as Claude Code's ENABLE_TOOL_SEARCH, and like there
/// from a tenth of the context window on.
struct ToolSearchSetting {
    enum class When : std::uint8_t { Never, Auto, Always };
    When when = When::Auto;
    double share = 0.1; ///< Auto: of the context window, what their descriptions may take without it.
    friend bool operator==(const ToolSearchSetting&, const ToolSearchSetting&) = default;
};

/// "true", "false", "auto" or "auto:N" (percent). Nothing: it is another word.
[[nodiscard]] std::optional<ToolSearchSetting> toolSearchSetting(QStringView word);

} // namespace aios
