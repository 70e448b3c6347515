// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/runtime.h"

namespace aios {

/// `aios mcp import`: what would be added from another program's file, then, when the person wants that, added. The exit code.
struct ImportWords {
    QString from;      ///< "claude-code", "claude-desktop"; empty: both.
    QStringList names; ///< Only these; empty: all.
    bool yes = false;  ///< Not asked.
};
[[nodiscard]] int importFromOthers(Runtime& runtime, const ImportWords& words);

} // namespace aios
