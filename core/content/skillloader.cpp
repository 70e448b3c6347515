// SPDX-License-Identifier: MIT
#include "core/base/text.h"
#include "core/content/layerloaders.h"
#include "core/content/parentfolders.h"

#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

void readSettings(SkillFile& skill, const Frontmatter& settings, const QString& body)
{
    skill.label = settings.text(u"name").trimmed();
    skill.description = settings.text(u"description").trimmed();
    if (skill.description.isEmpty())
        skill.description = firstParagraph(body);
    skill.whenToUse = settings.text(u"when_to_use").trimmed();
    if (const QString loadWhen = settings.text(u"load_when").trimmed(); skill.whenToUse.isEmpty() && !loadWhen.isEmpty())
        skill.whenToUse = u"Use when: "_s + loadWhen;
    if (const FrontmatterValue* hint = settings.find(u"argument-hint"))
        skill.argumentHint = hint->source.startsWith(u'[') ? hint->source : settings.text(u"argument-hint");
    skill.argumentNames = settings.list(u"arguments", true);
    skill.allowedTools = settings.list(u"allowed-tools", true);
    skill.disallowedTools = settings.list(u"disallowed-tools", true);
    skill.paths = settings.list(u"paths");
    skill.model = settings.text(u"model").trimmed();
    skill.effort = settings.text(u"effort").trimmed().toLower();
    skill.modelInvocable = !settings.boolean(u"disable-model-invocation").value_or(false);
    skill.userInvocable = settings.boolean(u"user-invocable").value_or(true);
}

std::optional<SkillFile> readSkill(LayerReader& reader, const QString& path, Origin origin, const QString& name, bool singleFile)
{
    std::optional<LayerDocument> read = reader.readDocument(path, origin);
    if (!read)
        return std::nullopt;
    SkillFile skill;
    skill.file = std::move(read->file);
    skill.singleFile = singleFile;
    readSettings(skill, read->document.frontmatter, read->document.body);
    skill.name = name;
    if (singleFile) {
        if (const QString id = read->document.frontmatter.text(u"skill").trimmed(); !id.isEmpty())
            skill.name = id;
    }
    const qsizetype bodyBytes = read->document.body.toUtf8().size();
    skill.bodyTokens = estimateTokens(bodyBytes);
    skill.frontmatterTokens = estimateTokens(std::max<qsizetype>(skill.file.bytes - bodyBytes, 0));
    return skill;
}

void addSkills(LayerReader& reader, const QString& folder, Origin origin, QList<SkillFile>& skills)
{
    QSet<QString> seen; // one skill through two links counts once
    for (const LayerReader::Entry& entry : reader.entries(folder)) {
        if (entry.name.startsWith(u'.'))
            continue;
        const bool singleFile = !entry.folder;
        if (singleFile && (origin == Origin::User || !entry.name.endsWith(".md"_L1, Qt::CaseInsensitive)))
            continue;
        const QString path = singleFile ? entry.path : entry.path + u"/SKILL.md"_s;
        const QString canonical = QFileInfo(path).canonicalFilePath();
        if (!canonical.isEmpty() && seen.contains(canonical))
            continue;
        seen.insert(canonical);
        std::optional<SkillFile> skill = readSkill(reader, path, origin, singleFile ? entry.name.chopped(3) : entry.name, singleFile);
        if (skill) {
            skills.append(std::move(*skill));
        } else if (!reader.entries(entry.path).isEmpty()) {
            reader.warn(ContentWarning::Severity::Warning, u"skill.no-file"_s, entry.path,
                        u"The folder has no SKILL.md, so it is not a skill. Add SKILL.md with a description, or move the folder elsewhere."_s);
        }
    }
}

} // namespace

QList<SkillFile> loadSkills(LayerReader& reader)
{
    QList<SkillFile> skills;
    if (!reader.options().userConfigDir.isEmpty()) // first: the person's own wins
        addSkills(reader, reader.options().userConfigDir + u"/skills"_s, Origin::User, skills);
    addSkills(reader, reader.rootPath() + u"/.claude/skills"_s, Origin::Project, skills);
    for (const QString& config : parentConfigFolders(reader.rootPath(), reader.options()))
        addSkills(reader, config + u"/skills"_s, Origin::Parent, skills);
    return skills;
}

} // namespace aios
