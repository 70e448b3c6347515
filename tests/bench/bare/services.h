// SPDX-License-Identifier: MIT
#pragma once

namespace bare {

/// Starts `count` servers at once, each with the command (ended by a null), and lists the tools of all; then makes `calls` calls of the first. Prints how long
/// the lists took and the median of the calls, in milliseconds. Gives the exit status.
int runServices(int count, int calls, char** command);

} // namespace bare
