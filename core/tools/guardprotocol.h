// SPDX-License-Identifier: MIT
#pragma once

namespace aios {

// What is said between ProcessRunner and aios-guard (app/guard) over a SOCK_SEQPACKET socket; both are built from one tree. No Qt here: the guard
// has none.

constexpr int kGuardChannel = 3; ///< The socket, in the guard.
constexpr int kReportChannel = 4; ///< Where the program may write a short report (a shell: its last working directory).

struct GuardReport {
    enum class Kind : int { Started = 1, Failed = 2, Ended = 3 };
    Kind kind;
    int value; ///< Started: process id. Failed: errno. Ended: wait status of the program.
    int count; ///< Ended: processes it left behind, which were ended.
};

/// From the application: end everything, by force after `graceMs`.
struct GuardStop {
    int graceMs;
};

} // namespace aios
