// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/sessioncore.h"

namespace aios {

/// What of the folder's `enforce` rules a call does not meet yet.
struct UnmetCondition {
    QString rule; ///< The rule's file.
    QString text; ///< For the model: exactly what is missing.
};

/// The first condition that `access` (a planned call) does not meet in this session; nothing when all are met. Reads at most the piece it writes.
[[nodiscard]] std::optional<UnmetCondition> unmetCondition(const SessionCore& core, const AccessRequest& access);

} // namespace aios
