// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"

namespace aios {

/// Renames or moves a file, folder or link beneath `root`, in one step and never over something that is there (AlreadyExists). The folder it goes to must
/// exist; no link is followed on the way.
[[nodiscard]] Result<void> moveEntry(const RootDir& root, const QString& from, const QString& to);

} // namespace aios
