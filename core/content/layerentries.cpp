// SPDX-License-Identifier: MIT
#include "core/content/layerentries.h"

#include "core/base/text.h"

#include <QFileInfo>
#include <QSet>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Lint codes that a badge says already.
bool isToldByBadge(const QString& code)
{
    static const QSet<QString> told{u"command.shadowed"_s, u"skill.single-file"_s, u"command.same-name"_s,   u"frontmatter.broken"_s,
                                    u"agent.no-name"_s,    u"agent.bad-name"_s,    u"agent.no-description"_s};
    return told.contains(code);
}

class EntryMaker {
public:
    explicit EntryMaker(const ContentSnapshot& content) : m_content(content) {}

    [[nodiscard]] LayerEntry begin(LayerKind kind, const QString& name, const LayerFile& file)
    {
        LayerEntry entry;
        entry.kind = kind;
        entry.name = name.isEmpty() ? QFileInfo(file.path).completeBaseName() : name;
        entry.file = file;
        if (!file.problem.isEmpty())
            entry.badges.append({u"invalid"_s, u"Invalid"_s, file.problem, true});
        noteUnused(entry);
        for (const ContentWarning& warning : m_content.warnings) {
            if (warning.path == file.path && !isToldByBadge(warning.code) && warning.text != file.problem)
                entry.notes.append(warning.text);
        }
        return entry;
    }

private:
    /// The first usable one of a name counts; a skill wins over a command.
    void noteUnused(LayerEntry& entry)
    {
        if (!entry.file.problem.isEmpty())
            return;
        const QString key = layerKindName(entry.kind) + u'/' + entry.name;
        if (const auto first = m_first.constFind(key); first != m_first.cend()) {
            entry.badges.append({u"unused"_s, u"Not used"_s, u"%1 has the same name and comes first. Rename one of them."_s.arg(*first), true});
            return;
        }
        m_first.insert(key, entry.file.relative.isEmpty() ? entry.file.path : entry.file.relative);
        const SkillFile* skill = entry.kind == LayerKind::Command ? m_content.skill(entry.name) : nullptr;
        if (skill && skill->userInvocable)
            entry.badges.append(
                {u"unused"_s, u"Not used"_s, u"A skill is called “%1” too, and /%1 runs the skill. Rename one of them."_s.arg(entry.name), true});
    }

    const ContentSnapshot& m_content;
    QHash<QString, QString> m_first; ///< Kind and name -> file that has it.
};

void setCost(LayerEntry& entry, const QString& body)
{
    const qsizetype bodyBytes = body.toUtf8().size();
    entry.bodyTokens = estimateTokens(bodyBytes);
    entry.frontmatterTokens = estimateTokens(std::max<qsizetype>(entry.file.bytes - bodyBytes, 0));
}

void addWho(LayerEntry& entry, bool byModel, bool byPerson)
{
    if (!byModel && !byPerson)
        return entry.badges.append({u"off"_s, u"Off"_s, u"Settings turn it off: neither you nor the assistant can use it."_s, false});
    if (!byModel)
        entry.badges.append({u"person-only"_s, u"Only you"_s, u"Settings keep the assistant from using it by itself."_s, false});
    if (!byPerson)
        entry.badges.append({u"model-only"_s, u"Only the assistant"_s, u"Settings hide it from the / menu."_s, false});
}

void addSkills(QList<LayerEntry>& entries, EntryMaker& maker, const ContentSnapshot& content)
{
    for (const SkillFile& skill : content.skills) {
        LayerEntry entry = maker.begin(LayerKind::Skill, skill.name, skill.file);
        entry.description = skill.description;
        entry.whenToUse = skill.whenToUse;
        entry.argumentHint = skill.argumentHint;
        entry.frontmatterTokens = skill.frontmatterTokens;
        entry.bodyTokens = skill.bodyTokens;
        entry.singleFile = skill.singleFile;
        entry.runnable = skill.userInvocable && !skill.file.sha256.isEmpty();
        entry.convertible =
            skill.singleFile && skill.file.origin == Origin::Project && !skill.file.relative.isEmpty() && skill.file.problem.isEmpty();
        if (skill.singleFile) {
            entry.badges.append(
                {u"invisible"_s, u"Invisible to Claude Code"_s,
                 u"Claude Code reads only %1/SKILL.md, not a single file. It works here; convert it if you use both."_s.arg(skill.name), false});
        }
        addWho(entry, skill.modelInvocable, skill.userInvocable);
        entries.append(std::move(entry));
    }
}

void addCommands(QList<LayerEntry>& entries, EntryMaker& maker, const ContentSnapshot& content)
{
    for (const CommandFile& command : content.commands) {
        LayerEntry entry = maker.begin(LayerKind::Command, command.name, command.file);
        entry.description = command.description;
        entry.argumentHint = command.argumentHint;
        entry.whenToUse = command.whenToUse;
        entry.runnable = command.userInvocable && !command.file.sha256.isEmpty();
        setCost(entry, command.body);
        if (command.shadowedInClaudeCode) {
            entry.badges.append(
                {u"shadowed"_s, u"Shadowed in Claude Code"_s,
                 u"/%1 runs this file here; in Claude Code its own command of that name runs instead. Rename the file if you use both."_s.arg(
                     command.name),
                 false});
        }
        addWho(entry, command.modelInvocable, command.userInvocable);
        entries.append(std::move(entry));
    }
}

void addAgents(QList<LayerEntry>& entries, EntryMaker& maker, const ContentSnapshot& content)
{
    for (const AgentFile& agent : content.agents) {
        LayerEntry entry = maker.begin(LayerKind::Agent, agent.name, agent.file);
        entry.description = agent.description;
        setCost(entry, agent.body);
        entry.notes.append(agent.toolsGiven ? u"Tools: "_s + (agent.tools.isEmpty() ? u"none"_s : agent.tools.join(u", "_s))
                                            : u"Tools: all of the session."_s);
        if (!agent.model.isEmpty())
            entry.notes.append(u"Model: "_s + agent.model);
        entries.append(std::move(entry));
    }
}

} // namespace

QString layerKindName(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Skill:
        return u"skill"_s;
    case LayerKind::Command:
        return u"command"_s;
    case LayerKind::Agent:
        break;
    }
    return u"agent"_s;
}

QList<LayerEntry> layerEntries(const ContentSnapshot& content)
{
    QList<LayerEntry> entries;
    EntryMaker maker(content);
    addSkills(entries, maker, content);
    addCommands(entries, maker, content);
    addAgents(entries, maker, content);
    return entries;
}

} // namespace aios
