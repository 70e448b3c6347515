// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/sessioncore.h"

namespace aios {

/// Rules that a command or skill brings along. They hold from the moment its own inline shell is looked at until the person's next prompt is (folder.md 3.2).
/// What it may not use counts always, what it allows itself only in a trusted folder: the caller has left that out otherwise.
void addPromptRules(SessionCore& core, const QStringList& allowed, const QStringList& disallowed);
/// Nothing of an earlier prompt holds any more.
void dropPromptRules(SessionCore& core);

} // namespace aios
