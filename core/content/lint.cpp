// SPDX-License-Identifier: MIT
#include "core/content/lint.h"

#include "core/base/json.h"
#include "core/content/boardlint.h"
#include "core/content/rulepaths.h"
#include "core/content/secretlint.h"

#include <QHash>
#include <QSet>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Severity = ContentWarning::Severity;

constexpr qsizetype kBrainLines = 200;
constexpr qint64 kSkillBodyTokens = 5000;

void lintBrain(LayerReader& reader, const ContentSnapshot& content)
{
    if (!content.isAios) {
        reader.warn(
            Severity::Info, u"brain.missing"_s, content.root,
            u"The folder has no CLAUDE.md, so every session starts without knowing what it is for. Write one: what the folder is for, and how to work in it."_s);
    }
    for (const BrainFile& brain : content.brain) {
        const QString& path = brain.file.path;
        if (const qsizetype lines = brain.text.count(u'\n') + 1; lines > kBrainLines) {
            reader.warn(
                Severity::Warning, u"brain.too-long"_s, path,
                u"The file has %1 lines and is sent with every session; over %2 lines the model follows it less well. Move parts into rules or skills."_s
                    .arg(lines)
                    .arg(kBrainLines));
        }
        for (const QString& dead : brain.deadImports) {
            reader.warn(Severity::Warning, u"import.dead"_s, path,
                        u"“@%1” names no file, so nothing is imported there. Correct the path or remove the @."_s.arg(dead));
        }
        for (const QString& pending : brain.pendingImports) {
            reader.warn(
                Severity::Warning, u"import.pending"_s, path,
                u"“%1” lies outside the folder, so it was not imported. Allow it on the trust page, or copy it into the folder."_s.arg(pending));
        }
    }
}

void lintRules(LayerReader& reader, const ContentSnapshot& content)
{
    for (const RuleFile& rule : content.rules) {
        for (const EnforceProblem& problem : rule.enforceProblems)
            reader.warn(Severity::Warning, u"rule.enforce"_s, rule.file.path, u"This condition does not count. "_s + problem.text, problem.line);
        if (rule.file.problem.isEmpty() && rule.body.trimmed().isEmpty())
            reader.warn(Severity::Info, u"rule.empty"_s, rule.file.path,
                        u"The rule has no text, so it says nothing to the model. Write it or remove the file."_s);
        for (const QString& glob : rule.paths) {
            if (const QString problem = globProblem(glob); !problem.isEmpty()) {
                reader.warn(Severity::Warning, u"rule.bad-glob"_s, rule.file.path,
                            u"The path “%1” of this rule matches no file: %2. Correct it, or the rule never loads for it."_s.arg(glob, problem));
            }
        }
    }
}

void lintEffort(LayerReader& reader, const QString& effort, const QString& path)
{
    static const QStringList words{u"low"_s, u"medium"_s, u"high"_s, u"xhigh"_s, u"max"_s};
    if (!effort.isEmpty() && !words.contains(effort))
        reader.warn(Severity::Warning, u"effort.unknown"_s, path,
                    u"The effort “%1” is not known, so it does nothing. Write one of %2."_s.arg(effort, words.join(u", "_s)));
}

void lintSkills(LayerReader& reader, const ContentSnapshot& content)
{
    for (const SkillFile& skill : content.skills) {
        const QString& path = skill.file.path;
        lintEffort(reader, skill.effort, path);
        if (skill.singleFile) {
            reader.warn(
                Severity::Info, u"skill.single-file"_s, path,
                u"The skill “%1” is a single file, which Claude Code does not see. Convert it to %1/SKILL.md if you use both."_s.arg(skill.name));
        } else if (!skill.label.isEmpty() && skill.label != skill.name) {
            reader.warn(
                Severity::Info, u"skill.name-mismatch"_s, path,
                u"The skill is called by its folder's name “%1”, not by its name “%2”. Give both the same name."_s.arg(skill.name, skill.label));
        }
        if (skill.file.problem.isEmpty() && skill.description.isEmpty() && skill.modelInvocable)
            reader.warn(Severity::Warning, u"skill.no-description"_s, path,
                        u"The skill “%1” has no description, so the model cannot know when to use it. Add one."_s.arg(skill.name));
        if (skill.bodyTokens > kSkillBodyTokens)
            reader.warn(Severity::Info, u"skill.long-body"_s, path,
                        u"The skill “%1” has about %2 tokens, all sent when it is used. Move details into files beside it."_s.arg(skill.name)
                            .arg(skill.bodyTokens));
    }
}

void lintCommands(LayerReader& reader, const ContentSnapshot& content)
{
    for (const CommandFile& command : content.commands) {
        lintEffort(reader, command.effort, command.file.path);
        if (command.shadowedInClaudeCode && command.file.origin == Origin::Project) {
            reader.warn(Severity::Info, u"command.shadowed"_s, command.file.path,
                        u"/%1 runs this file here; in Claude Code its own command of that name runs instead. Rename the file if you use both."_s.arg(
                            command.name));
        }
        const bool skillWins =
            std::any_of(content.skills.begin(), content.skills.end(), [&](const SkillFile& skill) { return skill.name == command.name; });
        if (skillWins) {
            reader.warn(Severity::Warning, u"command.same-name"_s, command.file.path,
                        u"A skill is called “%1” too, and /%1 runs the skill. Rename one of them."_s.arg(command.name));
        }
    }
}

/// Tools an agent may be given: Claude Code's and ours.
bool isKnownTool(const QString& rule)
{
    static const QSet<QString> known = {u"*"_s,
                                        u"Agent"_s,
                                        u"AskUserQuestion"_s,
                                        u"Bash"_s,
                                        u"BashOutput"_s,
                                        u"Edit"_s,
                                        u"EnterWorktree"_s,
                                        u"ExitWorktree"_s,
                                        u"Glob"_s,
                                        u"Grep"_s,
                                        u"KillBash"_s,
                                        u"KillShell"_s,
                                        u"LS"_s,
                                        u"LSP"_s,
                                        u"ListAgents"_s,
                                        u"ListMcpResources"_s,
                                        u"ListMcpResourcesTool"_s,
                                        u"Monitor"_s,
                                        u"MultiEdit"_s,
                                        u"NotebookEdit"_s,
                                        u"NotebookRead"_s,
                                        u"PowerShell"_s,
                                        u"Read"_s,
                                        u"ReadMcpResource"_s,
                                        u"ReadMcpResourceDirTool"_s,
                                        u"ReadMcpResourceTool"_s,
                                        u"SendMessage"_s,
                                        u"SendUserMessage"_s,
                                        u"Skill"_s,
                                        u"SlashCommand"_s,
                                        u"Task"_s,
                                        u"TaskCreate"_s,
                                        u"TaskGet"_s,
                                        u"TaskList"_s,
                                        u"TaskOutput"_s,
                                        u"TaskStop"_s,
                                        u"TaskUpdate"_s,
                                        u"TodoWrite"_s,
                                        u"ToolSearch"_s,
                                        u"WebFetch"_s,
                                        u"WebSearch"_s,
                                        u"Write"_s,
                                        u"Artifact"_s,
                                        u"Workflow"_s};
    const QString name = rule.section(u'(', 0, 0).trimmed();
    return known.contains(name) || name.startsWith("mcp__"_L1);
}

void lintAgents(LayerReader& reader, const ContentSnapshot& content)
{
    for (const AgentFile& agent : content.agents) {
        lintEffort(reader, agent.effort, agent.file.path);
        for (const QString& tool : agent.tools + agent.disallowedTools) {
            if (!isKnownTool(tool)) {
                reader.warn(
                    Severity::Warning, u"agent.unknown-tool"_s, agent.file.path,
                    u"The agent “%1” names the tool “%2”, which does not exist, so it will not have it. Correct the name."_s.arg(agent.name, tool));
            }
        }
        for (const QString& skill : agent.skills) {
            if (!content.skill(skill)) {
                reader.warn(
                    Severity::Warning, u"agent.unknown-skill"_s, agent.file.path,
                    u"The agent “%1” asks for the skill “%2”, which is not in the folder. Add it or correct the name."_s.arg(agent.name, skill));
            }
        }
    }
}

/// Same names within a layer: says which one counts.
template <typename List>
void lintSameNames(LayerReader& reader, const List& files, const QString& code, const QString& what)
{
    QHash<QString, const typename List::value_type*> first;
    for (const auto& entry : files) {
        if (entry.name.isEmpty() || !entry.file.problem.isEmpty())
            continue;
        const auto known = first.constFind(entry.name);
        if (known == first.cend()) {
            first.insert(entry.name, &entry);
            continue;
        }
        reader.warn(Severity::Warning, code, entry.file.path,
                    u"The %1 “%2” is not used, because %3 has the same name and comes first. Rename one of them."_s.arg(what, entry.name,
                                                                                                                        (*known)->file.path));
    }
}

void lintLearnings(LayerReader& reader, const ContentSnapshot& content)
{
    for (const LearningFile& learning : content.learnings) {
        if (!content.command(learning.command) && !content.skill(learning.command)) {
            reader.warn(Severity::Info, u"learning.no-command"_s, learning.file.path,
                        u"No command is called “%1”, so these learnings are never given to the model. Rename the file after its command."_s.arg(
                            learning.command));
        }
    }
}

void lintSettings(LayerReader& reader)
{
    for (const QString& name : {u"settings.json"_s, u"settings.local.json"_s}) {
        const QString path = reader.rootPath() + u"/.claude/"_s + name;
        const std::optional<LayerBytes> read = reader.read(path, Origin::Project, 1024 * 1024);
        if (!read || !read->file.problem.isEmpty())
            continue;
        const Result<json::value> parsed = parseJson(read->bytes);
        const QString why = !parsed ? parsed.error().message : parsed->is_object() ? QString() : u"It is not a JSON object."_s;
        if (!why.isEmpty()) {
            reader.warn(Severity::Error, u"settings.invalid"_s, path,
                        u"The settings file is ignored as a whole, its deny rules too: %1 Correct it (JSON without comments)."_s.arg(why));
        }
    }
}

} // namespace

void lintContent(LayerReader& reader, const ContentSnapshot& content)
{
    lintBrain(reader, content);
    lintRules(reader, content);
    lintSkills(reader, content);
    lintSameNames(reader, content.skills, u"skill.same-name"_s, u"skill"_s);
    lintCommands(reader, content);
    lintSameNames(reader, content.commands, u"command.same-name"_s, u"command"_s);
    lintAgents(reader, content);
    lintSameNames(reader, content.agents, u"agent.same-name"_s, u"agent"_s);
    lintLearnings(reader, content);
    lintSettings(reader);
    lintPieces(reader, content);
    lintPipeline(reader);
    lintTrackedSecrets(reader);
}

} // namespace aios
