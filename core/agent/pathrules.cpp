// SPDX-License-Identifier: MIT
#include "core/agent/pathrules.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/content/contentloader.h"
#include "core/content/skilllisting.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// The listing at the start has no skill with `paths`: it is told of here, where the model can load it.
QString skillHints(SessionCore& core, LoopScope& scope, const QString& relative, QList<ContextPart>& parts)
{
    if (!scope.tool(u"Skill") || core.policy.removesTool(u"Skill"_s))
        return {};
    const ContentPtr content = core.services.content();
    QString lines;
    for (const SkillFile& skill : content->skills) {
        const bool first = content->skill(skill.name) == &skill; // another of the same name is never loaded
        if (skill.paths.isEmpty() || !first || scope.injectedRules.contains(skill.file.path) || !modelMayLoad(skill) ||
            !rulePathsMatch(skill.paths, relative))
            continue;
        scope.injectedRules.insert(skill.file.path);
        const QString line = u"- "_s + skill.name + u": "_s + skillDescription(skill) + u'\n';
        lines += line;
        parts.append({u"skill-hint"_s, skill.name, skill.file.path, loadReasonName(LoadReason::PathGlobMatch), estimateTokens(line.toUtf8().size()),
                      sha256Hex(line.toUtf8())});
    }
    if (lines.isEmpty())
        return {};
    return u"\n\n<system-reminder>\nSkills for files like this one; load one with the Skill tool before work it covers:\n"_s + lines +
           u"</system-reminder>"_s;
}

} // namespace

QString pathRulesText(SessionCore& core, LoopScope& scope, const QString& relative, QList<ContextPart>& parts)
{
    const ContentPtr content = core.services.content();
    QString text;
    for (const RuleFile& rule : content->rules) {
        if (rule.paths.isEmpty() || scope.injectedRules.contains(rule.file.path) || !rule.file.problem.isEmpty() ||
            !rulePathsMatch(rule.paths, relative))
            continue;
        scope.injectedRules.insert(rule.file.path);
        const QString name = rule.file.relative.isEmpty() ? rule.file.path : rule.file.relative;
        text += u"\n\n<system-reminder>\nThe rule "_s + name + u" applies to this file:\n\n"_s + rule.body + u"\n</system-reminder>"_s;
        parts.append({u"rule"_s, name, rule.file.path, loadReasonName(LoadReason::PathGlobMatch), rule.file.tokens, rule.file.sha256});
    }
    return text + skillHints(core, scope, relative, parts);
}

} // namespace aios
