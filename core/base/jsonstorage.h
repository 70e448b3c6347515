// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <boost/json/storage_ptr.hpp>

namespace aios {

/// parseJson() for readers of many small texts: the value lives in `storage`, which must outlive it.
[[nodiscard]] Result<json::value> parseJsonIn(const json::storage_ptr& storage, QByteArrayView text, const JsonLimits& limits = {});

} // namespace aios
