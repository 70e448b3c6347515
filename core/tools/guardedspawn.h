// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/safeopen.h"
#include "core/tools/processrunner.h"

namespace aios {

/// A started aios-guard and our ends of its channels, all non-blocking and close-on-exec.
struct GuardedChild {
    UniqueFd pidfd;   ///< Readable when the guard, and with it everything, has ended.
    UniqueFd control; ///< guardprotocol.h
    UniqueFd output;
    UniqueFd input;   ///< Only with wantsInput.
    UniqueFd errors;  ///< Only with separateErrors.
    UniqueFd report;  ///< Only with wantsReport.
};

/// Starts the request's program under aios-guard in about a millisecond (posix_spawn, which does not copy our memory).
[[nodiscard]] Result<GuardedChild> spawnGuarded(const ProcessRequest& request);

} // namespace aios
