// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/sessioncore.h"

namespace aios {

/// What of the services' own words (SessionCore::serviceWords) has to be said to the model of `scope`: of those of which it has a tool, what it does not
/// know yet. It counts as told; empty when it knows. `parts` gains what each costs.
[[nodiscard]] QString tellServices(LoopScope& scope, const SessionCore& core, QList<ContextPart>& parts);

/// After a resumed transcript: what stands in it already.
void noteToldServices(const QList<Message>& history, LoopScope& scope);

/// A line for the model on resources that changed since it read them; empty when none did.
[[nodiscard]] QString resourceReminder(const QStringList& changed);

} // namespace aios
