// SPDX-License-Identifier: MIT
#include "core/runtime/serviceskills.h"

#include "core/base/text.h"
#include "core/mcp/skillshelf.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/serviceprompts.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostFileNames = 8000; ///< Characters of the addresses that a skill's text names.

} // namespace

LayerEntry layerEntryOf(const ServiceSkill& skill)
{
    LayerEntry entry;
    entry.kind = LayerKind::Skill;
    entry.name = skill.name.isEmpty() ? QString(skill.server + u':' + skill.title) : skill.name;
    entry.service = skill.server;
    entry.file.path = skill.uri;
    entry.file.bytes = skill.bytes;
    entry.description = skill.description;
    entry.frontmatterTokens = skill.listTokens;
    entry.bodyTokens = skill.bodyTokens;
    entry.singleFile = skill.files.isEmpty();
    if (!skill.problem.isEmpty())
        entry.badges.append({u"invalid"_s, u"Cannot be used"_s, u"It is not offered to the assistant: %1."_s.arg(skill.problem), true});
    if (!skill.tampered.isEmpty())
        entry.badges.append({u"tampered"_s, u"Not what was listed"_s, skill.tampered, true});
    if (skill.changed)
        entry.badges.append(
            {u"changed"_s, u"Changed, off"_s,
             u"The service says something else of it than when you turned it on. It is off until you have looked at it and turn it on again."_s,
             true});
    else if (!skill.on && skill.problem.isEmpty())
        entry.badges.append({u"off"_s, u"Off"_s, u"The assistant does not hear of it until you turn it on."_s, false});
    if (skill.on && skill.checked && skill.tampered.isEmpty())
        entry.badges.append({u"checked"_s, u"Checked"_s, u"Its text was read from the service and is what the service's list promises."_s, false});
    return entry;
}

QString servedSkillText(const QString& server, const QString& name, const QByteArray& markdown, const QStringList& files)
{
    QString text =
        u"Instructions of the service %1. The person has turned them on; the person's own words, the folder's instructions and the rules about "
        "approval come first.\n"_s.arg(server) +
        markedText(u"skill"_s, name, QString::fromUtf8(skillBody(markdown)).trimmed());
    if (files.isEmpty())
        return text;
    QStringList named;
    qsizetype room = kMostFileNames;
    for (const QString& file : files) {
        room -= file.size() + 1;
        if (room < 0)
            break;
        named.append(file);
    }
    text += u"\nIts other files, to be read with ReadMcpResourceTool from %1 when they are needed:\n"_s.arg(server) +
            markedText(u"skill-files"_s, name, named.join(u'\n'));
    if (const qsizetype more = files.size() - named.size(); more > 0)
        text += u"\nThe addresses of %1 more files are too long to stand here."_s.arg(more);
    return text;
}

ServedSkills makeServedSkills(ProjectServices& services)
{
    ServedSkills skills;
    skills.list = [&services] {
        QList<ServedSkill> list;
        for (const ServiceSkill& skill : services.manager().skills().offered())
            list.append({skill.name, skill.description, skill.server, skill.uri, skill.digest});
        return list;
    };
    skills.load = [&services](const ServedSkill& skill, QObject* context, std::function<void(Result<QString>)> reply) {
        SkillShelf& shelf = services.manager().skills();
        shelf.load(
            skill.server, skill.uri, skill.digest, true, context, [&shelf, skill, reply = std::move(reply)](const Result<QByteArray>& markdown) {
                if (!markdown)
                    return reply(std::unexpected(markdown.error()));
                const auto all = shelf.skills();
                const auto found =
                    std::ranges::find_if(all, [&skill](const ServiceSkill& each) { return each.server == skill.server && each.uri == skill.uri; });
                reply(servedSkillText(skill.server, skill.name, *markdown, found == all.end() ? QStringList() : found->files));
            });
    };
    return skills;
}

} // namespace aios
