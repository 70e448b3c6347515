// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/session.h"

namespace aios {

/// The object `modelUsage` of a result line: what each model of the session used, as its transcript has it. What has no reply there (a summary) was used by
/// the session's own model.
[[nodiscard]] QByteArray modelUsageJson(const QString& transcript, const Session& session);

/// What was used between two sums.
[[nodiscard]] Usage usageBetween(const Usage& before, Usage after);

} // namespace aios
