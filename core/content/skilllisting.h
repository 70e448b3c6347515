// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contextbuilder.h"

namespace aios {

/// Bytes (UTF-8) the listing of skills may take: 60 kB, or the folder's own fraction of the context window in characters.
[[nodiscard]] qint64 skillListingBudget(const ContextEnvironment& environment);

/// Whether the model can be told of the skill: it may call it, and its file could be read.
[[nodiscard]] bool modelMayLoad(const SkillFile& skill);
/// What it does and when to use it, on one line of at most 1,536 characters.
[[nodiscard]] QString skillDescription(const SkillFile& skill);

/// One line a skill the model may call and that is not bound to paths: name, description and when to use it (at most 1,536 characters), sorted as loaded. When all together pass
/// `budgetBytes`, long descriptions are shortened evenly; names always stay. Empty without skills.
[[nodiscard]] QString skillListing(const QList<SkillFile>& skills, qint64 budgetBytes);

} // namespace aios
