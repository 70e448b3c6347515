// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/runtime.h"

namespace aios {

/// Ends a command's runtime so that services hear of it; runs an event loop for that where one of them has to be told.
struct LeaveRuntime {
    void operator()(Runtime* runtime) const;
};
using CommandRuntime = std::unique_ptr<Runtime, LeaveRuntime>;

/// Opens a folder for a command that has no event loop of its own yet: runs one until the folder is read. Prints the reason and gives nothing when it cannot.
/// The runtime uses no watcher.
[[nodiscard]] CommandRuntime openForCommand(const QString& folder, Runtime::Options options);

} // namespace aios
