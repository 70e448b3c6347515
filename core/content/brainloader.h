// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerreader.h"

namespace aios {

/// CLAUDE.md and its kin, in load order: the person's own, the parents' from the top down, the folder's (or AGENTS.md), local; each followed by
/// what it imports.
[[nodiscard]] QList<BrainFile> loadBrain(LayerReader& reader);

/// Parent folders of the root from the top down.
[[nodiscard]] QStringList parentFolders(const QString& root);

/// False for a parent's file that somebody else could have put there (owned by neither the person nor root, or writable by all).
[[nodiscard]] bool isOwnedSafely(const QString& path);

} // namespace aios
