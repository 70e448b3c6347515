// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layertemplates.h"

namespace aios {

/// A single-file skill as <name>/SKILL.md, the form Claude Code reads. Only keys of the frontmatter change their name (skill -> name, load_when ->
/// when_to_use, where the file has no such key yet); every other byte stays. A file without frontmatter, or without a name in it, gets one. `bytes` are
/// the file's as they are now. Refused when the frontmatter cannot be read, when the name cannot be a folder's, or when the folder is taken.
[[nodiscard]] Result<NewLayerFile> convertedSkill(const SkillFile& skill, const QByteArray& bytes, const ContentSnapshot& content);

} // namespace aios
