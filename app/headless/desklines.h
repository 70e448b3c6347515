// SPDX-License-Identifier: MIT
#pragma once

#include "core/desk/deskserver.h"

namespace aios {

/// Serves messages from standard input, one a line, on standard output until the input ends. What follows the last line end is no message and is not run.
/// Blocks; nothing else happens in this program. Gives the exit code.
[[nodiscard]] int serveLines(desk::DeskServer& server);

} // namespace aios
