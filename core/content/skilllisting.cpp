// SPDX-License-Identifier: MIT
#include "core/content/skilllisting.h"

#include "core/base/text.h"

#include <QSet>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kListingBytes = 60'000;
constexpr qsizetype kMinDescription = 20; ///< Below, a description says nothing: the name alone stays.

struct Line {
    QString name;
    QString description;
};

/// What stands between a description and when to use it.
QString separator(const QString& description)
{
    if (description.isEmpty())
        return {};
    return description.back().isLetterOrNumber() ? u". "_s : u" "_s;
}

QString lineText(const Line& line, qsizetype limit)
{
    if (line.description.isEmpty() || limit < kMinDescription)
        return u"- "_s + line.name + u'\n';
    return u"- "_s + line.name + u": "_s + elided(line.description, limit) + u'\n';
}

QString allLines(const QList<Line>& lines, qsizetype limit)
{
    QString text;
    for (const Line& line : lines)
        text += lineText(line, limit);
    return text;
}

} // namespace

qint64 skillListingBudget(const ContextEnvironment& environment)
{
    if (environment.skillListingFraction <= 0 || environment.contextWindow <= 0)
        return kListingBytes;
    const double characters = std::min(environment.skillListingFraction, 1.0) * static_cast<double>(environment.contextWindow) * 4.0;
    return std::clamp<qint64>(static_cast<qint64>(characters), 0, 10 * kListingBytes);
}

SkillFile commandAsSkill(const CommandFile& command)
{
    SkillFile skill;
    skill.file = command.file;
    skill.name = command.name;
    skill.description = command.description;
    skill.whenToUse = command.whenToUse;
    skill.argumentHint = command.argumentHint;
    skill.modelInvocable = command.modelInvocable;
    skill.userInvocable = command.userInvocable;
    skill.nameOnly = command.nameOnly;
    skill.bodyTokens = estimateTokens(command.body.toUtf8().size());
    return skill;
}

QList<SkillFile> skillsAndCommands(const ContentSnapshot& content)
{
    QList<SkillFile> all = content.skills;
    for (const CommandFile& command : content.commands) {
        if (!content.skill(command.name))
            all.append(commandAsSkill(command));
    }
    return all;
}

bool modelMayLoad(const SkillFile& skill)
{
    return skill.modelInvocable && skill.file.sha256.size() > 0 && (skill.file.linkTarget.isEmpty() || skill.file.problem.isEmpty());
}

QString skillDescription(const SkillFile& skill, qsizetype most)
{
    if (skill.nameOnly || most <= 0)
        return {};
    QString description = withoutTagCharacters(skill.description).simplified();
    if (const QString when = withoutTagCharacters(skill.whenToUse).simplified(); !when.isEmpty())
        description += separator(description) + when;
    return elided(description, most);
}

QString skillListing(const QList<SkillFile>& skills, qint64 budgetBytes, qsizetype mostDescription)
{
    QList<Line> lines;
    QSet<QString> seen;
    for (const SkillFile& skill : skills) {
        if (!modelMayLoad(skill) || seen.contains(skill.name))
            continue;
        seen.insert(skill.name);
        if (skill.paths.isEmpty())
            lines.append({skill.name, skillDescription(skill, mostDescription)});
    }
    if (lines.isEmpty())
        return {};
    QString text = allLines(lines, mostDescription);
    // The largest common limit that fits: short descriptions keep all they have, long ones give alike.
    qsizetype fits = 0;
    qsizetype tooLong = mostDescription + 1;
    if (text.toUtf8().size() <= budgetBytes)
        return text;
    while (tooLong - fits > 1) {
        const qsizetype limit = (fits + tooLong) / 2;
        (allLines(lines, limit).toUtf8().size() <= budgetBytes ? fits : tooLong) = limit;
    }
    return allLines(lines, fits);
}

} // namespace aios
