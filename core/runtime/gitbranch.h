// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// The branch that is checked out in `root`, as its HEAD names it, or the first letters of a commit without one; empty where there is neither. Also in a work tree
/// or submodule, whose .git is a file that names the folder with its HEAD (gitrepository-layout(5)). Blocking, for the pool: reads two small regular files and
/// starts no git. What it returns is the folder's word: show it with hidden characters made visible.
[[nodiscard]] QString gitBranch(const QString& root);

} // namespace aios
