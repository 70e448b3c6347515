// SPDX-License-Identifier: MIT
#include "core/agent/servedskills.h"

#include "core/agent/sessioncore.h"
#include "core/content/foreignmarks.h"
#include "core/content/skilllisting.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kToldBytes = 8'000; ///< Of what comes after the listing.

SkillFile skillFile(const ServedSkill& skill)
{
    SkillFile file;
    file.file.path = skill.uri;
    file.file.sha256 = skill.digest;
    file.file.origin = Origin::Session;
    file.name = skill.name;
    file.description = withoutOurMarks(skill.description);
    file.userInvocable = false;
    return file;
}

/// Never one of a name that the folder has.
QList<SkillFile> servedFiles(const ContentSnapshot& content, const SessionCore& core)
{
    QList<SkillFile> files;
    for (const ServedSkill& skill : core.services.inserts.skills.list ? core.services.inserts.skills.list() : QList<ServedSkill>()) {
        if (!content.skill(skill.name) && !content.command(skill.name))
            files.append(skillFile(skill));
    }
    return files;
}

QStringList namesOf(const QList<SkillFile>& files)
{
    QStringList names;
    for (const SkillFile& file : files)
        names.append(file.name);
    return names;
}

} // namespace

ContentSnapshot withServedSkills(const ContentSnapshot& content, const SessionCore& core, LoopScope& scope)
{
    const QList<SkillFile> served = servedFiles(content, core);
    scope.toldSkills = namesOf(served);
    ContentSnapshot whole = content;
    whole.skills += served;
    return whole;
}

QString tellServedSkills(const SessionCore& core, LoopScope& scope)
{
    if (core.policy.removesTool(u"Skill"_s))
        return {};
    const QList<SkillFile> served = servedFiles(*core.services.content(), core);
    const QStringList now = namesOf(served);
    const QStringList told = std::exchange(scope.toldSkills, now);
    QList<SkillFile> added = served;
    added.removeIf([&told](const SkillFile& file) { return told.contains(file.name); });
    QStringList gone = told;
    gone.removeIf([&now](const QString& name) { return now.contains(name); });
    QStringList words;
    if (!added.isEmpty())
        words.append(u"Skills of services that the Skill tool can load too:\n"_s + skillListing(added, kToldBytes).trimmed());
    if (!gone.isEmpty())
        words.append(u"These skills are not available any more:\n"_s + gone.join(u'\n'));
    return words.isEmpty() ? QString() : u"<system-reminder>\n"_s + words.join(u"\n\n"_s) + u"\n</system-reminder>"_s;
}

} // namespace aios
