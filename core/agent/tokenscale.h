// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contentloader.h"

namespace aios {

/// How many tokens providers really counted where we estimate one by bytes, from the replies in the newest transcripts of `sessionsDir`: the median of
/// reported input over the estimate of the bytes sent. Nothing is sent to find out. Blocking; without such replies the factor is 1.
[[nodiscard]] TokenScale tokenScaleOf(const QString& sessionsDir);

} // namespace aios
