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

/// What a program changed although a rule about edits was not met: for a command line that named none of it, and so was not held back. Words for the model and
/// the person; empty when there is nothing of that.
[[nodiscard]] QString unmetByProgram(const SessionCore& core, const QList<FolderState::Change>& changes);

/// Whether a planned write would give a piece, or a card, a status that the assistant does not give: Approved and what follows, or more than the folder's
/// pipeline leaves it. Only the person approves, whatever rule or mode allows the file.
[[nodiscard]] std::optional<UnmetCondition> forbiddenStatus(const SessionCore& core, const ToolPlan& plan);

} // namespace aios
