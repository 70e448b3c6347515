// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/turnlimits.h"
#include "core/base/json.h"

namespace aios {

/// The limits of one prompt as `limits` of the person's settings say: what is not said there, or cannot be a limit, is as it usually is. 0 stands for "no limit".
[[nodiscard]] TurnLimits limitsIn(const json::object& settings);

/// The text of a settings file in which `wanted` stands. Only the limits that are others than there change; every other byte stays. InvalidInput when it is not JSON.
[[nodiscard]] Result<QByteArray> withLimits(QByteArrayView settings, const TurnLimits& wanted);

} // namespace aios
