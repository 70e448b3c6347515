// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contextbuilder.h"

namespace aios {

/// Bytes (UTF-8) the listing of skills may take: 60 kB, or the folder's own fraction of the context window in characters.
[[nodiscard]] qint64 skillListingBudget(const ContextEnvironment& environment);

/// A command as the skill that it is for the model: the same file, loaded by the Skill tool under the command's name. Its `name` and `paths` do not count, as in Claude Code.
[[nodiscard]] SkillFile commandAsSkill(const CommandFile& command);
/// The skills, and behind them the commands that no skill of the same name hides.
[[nodiscard]] QList<SkillFile> skillsAndCommands(const ContentSnapshot& content);

/// Whether the model can be told of the skill: it may call it, and its file could be read.
[[nodiscard]] bool modelMayLoad(const SkillFile& skill);
constexpr qsizetype kMostSkillDescription = 1536; ///< Characters of one, unless the settings say another number (skillListingMaxDescChars).
/// What it does and when to use it, on one line of at most that many characters.
[[nodiscard]] QString skillDescription(const SkillFile& skill, qsizetype most = kMostSkillDescription);

/// One line a skill the model may call and that is not bound to paths: name, description and when to use it, sorted as loaded. When all together pass
/// `budgetBytes`, long descriptions are shortened evenly; names always stay. Empty without skills.
[[nodiscard]] QString skillListing(const QList<SkillFile>& skills, qint64 budgetBytes, qsizetype mostDescription = kMostSkillDescription);

} // namespace aios
