// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerreader.h"

namespace aios {

/// CLAUDE.md and its kin, in load order: the person's own, the parents' from the top down, the folder's (or AGENTS.md), local; each followed by
/// what it imports.
[[nodiscard]] QList<BrainFile> loadBrain(LayerReader& reader);

} // namespace aios
