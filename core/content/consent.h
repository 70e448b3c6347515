// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"

namespace aios {

/// What the folder would read from outside it and nobody has decided about yet: imports of its brain and targets of linked layer files and folders. Absolute,
/// each once, in the order of the layers. What was refused is not among them.
[[nodiscard]] QStringList awaitingConsent(const ContentSnapshot& content);

} // namespace aios
