// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/runtime.h"

namespace aios {

/// What `aios mcp skills` is asked to do with the skills of one service; names as it lists them, `service:` may be left out.
struct SkillChoicesAsked {
    QString server;
    QStringList on;
    QStringList off;
    QString text; ///< Of which the SKILL.md is printed; empty: of none.
};

/// On a folder whose services have been started as far as they can be.
[[nodiscard]] int showSkills(Runtime& runtime, const SkillChoicesAsked& asked);

} // namespace aios
