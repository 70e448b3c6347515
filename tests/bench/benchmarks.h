// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/report.h"

namespace aios::bench {

// The headless program, each against a bare client in the same run; one file a topic.
void benchReads(Report& report);  ///< 50 and 500 consecutive Read calls, both wire formats.
void benchAnswer(Report& report); ///< 1 MB in 20,000 deltas.
void benchBash(Report& report);   ///< What a Bash call adds to the bare spawn.
void benchSkills(Report& report); ///< Size of the first request with 100 skills.
void benchServices(Report& report); ///< Start to the first request with 20 services, and what a call of one adds.

// The window's program, each against a bare window in the same run.
void benchStart(Report& report);      ///< Start to first paint.
void benchIdle(Report& report);       ///< Memory and processor time when nothing happens.
void benchInside(Report& report, const char* name); ///< A benchmark of aios-bench-window.

} // namespace aios::bench
