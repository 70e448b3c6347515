// SPDX-License-Identifier: MIT
#include "core/agent/promptrules.h"

namespace aios {

void addPromptRules(SessionCore& core, const QStringList& allowed, const QStringList& disallowed)
{
    for (const QString& rule : allowed)
        core.addSessionRule({RuleEffect::Allow, RuleSource::Skill, rule, {}, {}});
    for (const QString& rule : disallowed)
        core.addSessionRule({RuleEffect::Deny, RuleSource::Skill, rule, {}, {}});
}

void dropPromptRules(SessionCore& core)
{
    core.sessionRules.removeIf([](const PermissionRule& rule) { return rule.source == RuleSource::Skill; });
    core.reloadPolicy();
}

} // namespace aios
