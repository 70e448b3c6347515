// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

namespace aios {

/// True for the places the layers of a folder are read from: CLAUDE.md and its like, rules, commands, agents, skills, settings, learnings,
/// context, and the folders that lead there. They count also where .gitignore names them: CLAUDE.local.md and settings.local.json usually
/// are, and whole .claude folders often. What else such a folder holds (scratch trees, a skill's own packages) is none of it.
/// `relative` is beneath the root, without a slash at its end.
[[nodiscard]] bool isLayerPlace(QByteArrayView relative, bool isFolder);

} // namespace aios
