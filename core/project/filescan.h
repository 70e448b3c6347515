// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

#include <atomic>

namespace aios {

struct ScanLimits {
    int maxFiles = 200'000;
    bool respectIgnore = true; ///< .gitignore through libgit2; .git and node_modules are never walked.
};

/// Relative paths of the files beneath `root`, sorted, links not followed. For @ completion, quick open and Glob. Blocking, for the pool;
/// stops early (returning what it has) when `cancelled` becomes true.
[[nodiscard]] Result<QStringList> scanFiles(const QString& root, const ScanLimits& limits, const std::atomic_bool* cancelled = nullptr);

} // namespace aios
