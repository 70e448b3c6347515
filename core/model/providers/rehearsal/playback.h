// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/model.h"

namespace aios {

/// Streams a reply that is already whole as if it were being made, `pace` characters a second (0: at once, in the next round of the event
/// loop). Handlers are never called from inside this function.
[[nodiscard]] std::unique_ptr<ModelRun> playBack(Result<ModelReply> reply, int pace, ModelHandlers handlers);

} // namespace aios
