// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/json.h"

namespace aios {

/// A schema of somebody else as a validator may be given it together with this one instance: only keywords that are known, references only to places of its
/// own, and in the place of regular expressions, which could run for ever, what they say of the texts of this instance (tried here, within a limit). Error:
/// what it asks for cannot be checked in bounded time or at all, in words.
[[nodiscard]] Result<json::value> guardedSchema(const json::value& schema, const json::value& instance);

} // namespace aios
