// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/runtime.h"

namespace aios {

/// `aios mcp call`: one call of a service's tool, asked on the terminal like every effect.
struct ToolCallWords {
    QString server;
    QString tool;
    QByteArray inputJson;
    bool allow = false; ///< The person has said that this very call is wanted.
    bool json = false;
};
[[nodiscard]] int callTool(Runtime& runtime, const ToolCallWords& words);

} // namespace aios
