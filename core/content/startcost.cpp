// SPDX-License-Identifier: MIT
#include "core/content/startcost.h"

#include "core/content/contextbuilder.h"

#include <QSysInfo>

#include <algorithm>
#include <cmath>

namespace aios {

using namespace Qt::StringLiterals;

QList<StartCost> startCost(const ContentSnapshot& content)
{
    // The same answer every day and wherever the folder lies: a date of the usual length, and no path.
    const BuiltContext built = buildContext(content, {.root = {}, .platform = QSysInfo::kernelType(), .date = u"2000-01-01"_s, .model = {}});
    QList<StartCost> costs;
    for (const ContextPart& part : built.parts) {
        const auto known = std::ranges::find(costs, part.kind, &StartCost::kind);
        if (known == costs.end())
            costs.append({part.kind, part.tokens});
        else
            known->tokens += part.tokens;
    }
    return costs;
}

qint64 scaled(qint64 tokens, const TokenScale& scale)
{
    return std::llround(static_cast<double>(tokens) * scale.factor);
}

ContentSnapshot scaled(ContentSnapshot content, const TokenScale& scale)
{
    const auto scaleFiles = [&scale](auto& entries) {
        for (auto& entry : entries)
            entry.file.tokens = scaled(entry.file.tokens, scale);
    };
    scaleFiles(content.brain);
    scaleFiles(content.rules);
    scaleFiles(content.skills);
    scaleFiles(content.commands);
    scaleFiles(content.agents);
    scaleFiles(content.learnings);
    scaleFiles(content.context);
    for (SkillFile& skill : content.skills) {
        skill.frontmatterTokens = scaled(skill.frontmatterTokens, scale);
        skill.bodyTokens = scaled(skill.bodyTokens, scale);
    }
    return content;
}

} // namespace aios
