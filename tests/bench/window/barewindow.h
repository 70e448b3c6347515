// SPDX-License-Identifier: MIT
#pragma once

namespace aios::bench {

/// The yardstick: a QMainWindow of the same size with a screen of plain text lines in its middle, nothing else. Says "painted" on standard error after its first
/// paint, as aios-desktop does, and stays.
[[nodiscard]] int runBareWindow();

/// Median milliseconds of painting the whole of such a window once more and sending it to the display.
[[nodiscard]] double bareFrameMs();

} // namespace aios::bench
