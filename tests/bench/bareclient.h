// SPDX-License-Identifier: MIT
#pragma once

namespace aios::bench {

/// The yardstick: the least a client can do. Posts `requests` times to the stub model server over one kept-alive connection, reads each reply to its end, and (for reads)
/// reads the file the reply is about and appends its text to the body of the next request. Parses nothing. Run as a process of its own.
[[nodiscard]] int runBareClient(const char* url, const char* directory, int requests);

/// Spawns `bash -c true` that often; prints the median in milliseconds.
[[nodiscard]] int runBareSpawn(int times);

} // namespace aios::bench
