// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/report.h"

namespace aios::bench {

// One file each. They need a display.
void measureStream(Report& report);
void measureOpen(Report& report);
void measureHuge(Report& report);
void measureSwitch(Report& report);
void measureCard(Report& report);
void measureTools(Report& report);
void measurePieces(Report& report);

} // namespace aios::bench
