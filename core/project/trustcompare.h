// SPDX-License-Identifier: MIT
#pragma once

#include "core/project/trust.h"

namespace aios {

/// Both list the same things of the same folder: who has read one has read the other. How they stand is no part of that.
[[nodiscard]] bool listsTheSame(const TrustReport& a, const TrustReport& b);

} // namespace aios
