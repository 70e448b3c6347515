// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerreader.h"

namespace aios {

/// Adds what is worth a person's attention and was not seen while reading: one plain sentence each (what, why it matters, what to do).
void lintContent(LayerReader& reader, const ContentSnapshot& content);

} // namespace aios
