// SPDX-License-Identifier: MIT
#include "core/agent/pathrules.h"

#include "core/content/contentloader.h"

namespace aios {

using namespace Qt::StringLiterals;

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
    return text;
}

} // namespace aios
