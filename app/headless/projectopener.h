// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/runtime.h"

namespace aios {

/// Opens a folder for a command that has no event loop of its own yet: runs one until the folder is read. Prints the reason and gives nothing when it cannot.
/// The runtime uses no watcher.
[[nodiscard]] std::unique_ptr<Runtime> openForCommand(const QString& folder, Runtime::Options options);

} // namespace aios
