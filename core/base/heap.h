// SPDX-License-Identifier: MIT
#pragma once

namespace aios {

/// Lets all threads of the program share one heap; first thing in main(). The C library's heaps of further threads grow by one page a system call: reading a
/// session of 10,000 messages on the pool made 7,000 such calls. One heap also leaves less memory unused.
void useOneHeap();

/// Gives memory that is free but kept for later back to the system: worth some milliseconds after a burst of large pieces that will not come again.
void returnFreeHeap();

} // namespace aios
