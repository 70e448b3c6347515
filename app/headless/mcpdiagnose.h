// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/runtime.h"

namespace aios {

/// `aios mcp diagnose`: how far a service comes, step by step, and what to do where it fails. The exit code.
[[nodiscard]] int diagnoseService(Runtime& runtime, const QString& server, bool json);

} // namespace aios
