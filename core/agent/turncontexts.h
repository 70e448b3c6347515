// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

namespace aios {

/// What was in the context of each prompt, from what a session told piece by piece (in order): one entry a prompt of the main loop with all that still
/// stood in the conversation then, and one for each agent, in the order of their first piece. Tokens of a file given twice add up.
[[nodiscard]] QList<TurnContext> contextByTurn(const QList<TurnContext>& told);

} // namespace aios
