// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/promptpreparation.h"

namespace aios {

/// What the person should know of the model that is about to answer this prompt, one sentence each: an effort it does not offer, and, with the `first` prompt of
/// a session, a window nobody knows the size of.
[[nodiscard]] QStringList modelNotices(const ModelInfo& model, const PreparedPrompt& prompt, bool first);

} // namespace aios
