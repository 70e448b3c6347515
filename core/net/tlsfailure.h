// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

namespace aios {

/// A request failed (ErrorCode::Network) because of certificates or keys: trying again changes nothing.
[[nodiscard]] inline bool isTlsFailure(const Error& error)
{
    using namespace Qt::StringLiterals;
    return error.detail.startsWith("curl 60"_L1) || error.detail.startsWith("curl 35"_L1) || error.detail.startsWith("curl 77"_L1);
}

} // namespace aios
