// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contentloader.h"

namespace aios {

/// Parent folders of the root from the top down. Their CLAUDE.md and rules count.
[[nodiscard]] QStringList parentFolders(const QString& root);

/// The `.claude` folders of the parents up to the root of the git repository that `root` lies in, nearest first, the person's own configuration left
/// out: commands, skills and agents there count too. None when the folder is a repository itself, or in none.
[[nodiscard]] QStringList parentConfigFolders(const QString& root, const ContentLoadOptions& options);

/// False for a parent's file that somebody else could have put there (owned by neither the person nor root, or writable by all).
[[nodiscard]] bool isOwnedSafely(const QString& path);

} // namespace aios
