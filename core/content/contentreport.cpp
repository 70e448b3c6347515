// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/content/contentloader.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

std::string utf8(const QString& text)
{
    return text.toStdString();
}

json::array strings(const QStringList& list)
{
    json::array array;
    for (const QString& item : list)
        array.emplace_back(utf8(item));
    return array;
}

json::object fileJson(const LayerFile& file)
{
    json::object object;
    object["path"] = utf8(file.path);
    object["relative"] = utf8(file.relative);
    object["origin"] = utf8(originName(file.origin));
    object["reason"] = utf8(loadReasonName(file.reason));
    object["bytes"] = file.bytes;
    object["tokens"] = file.tokens;
    object["sha256"] = file.sha256.toStdString();
    if (!file.linkTarget.isEmpty())
        object["linkTarget"] = utf8(file.linkTarget);
    object["problem"] = utf8(file.problem);
    return object;
}

json::object entryJson(const BrainFile& brain)
{
    json::object object = fileJson(brain.file);
    object["parent"] = utf8(brain.parentPath);
    object["pendingImports"] = strings(brain.pendingImports);
    object["deadImports"] = strings(brain.deadImports);
    return object;
}

json::object entryJson(const RuleFile& rule)
{
    json::object object = fileJson(rule.file);
    object["paths"] = strings(rule.paths);
    return object;
}

json::object entryJson(const SkillFile& skill)
{
    json::object object = fileJson(skill.file);
    object["name"] = utf8(skill.name);
    object["label"] = utf8(skill.label);
    object["description"] = utf8(skill.description);
    object["whenToUse"] = utf8(skill.whenToUse);
    object["singleFile"] = skill.singleFile;
    object["modelInvocable"] = skill.modelInvocable;
    object["userInvocable"] = skill.userInvocable;
    object["allowedTools"] = strings(skill.allowedTools);
    object["paths"] = strings(skill.paths);
    object["model"] = utf8(skill.model);
    object["frontmatterTokens"] = skill.frontmatterTokens;
    object["bodyTokens"] = skill.bodyTokens;
    return object;
}

json::object entryJson(const CommandFile& command)
{
    json::object object = fileJson(command.file);
    object["name"] = utf8(command.name);
    object["description"] = utf8(command.description);
    object["argumentHint"] = utf8(command.argumentHint);
    object["arguments"] = strings(command.argumentNames);
    object["allowedTools"] = strings(command.allowedTools);
    object["model"] = utf8(command.model);
    object["shadowedInClaudeCode"] = command.shadowedInClaudeCode;
    return object;
}

json::object entryJson(const AgentFile& agent)
{
    json::object object = fileJson(agent.file);
    object["name"] = utf8(agent.name);
    object["description"] = utf8(agent.description);
    object["tools"] = agent.toolsGiven ? json::value(strings(agent.tools)) : json::value(nullptr);
    object["disallowedTools"] = strings(agent.disallowedTools);
    object["model"] = utf8(agent.model);
    object["maxTurns"] = agent.maxTurns;
    object["skills"] = strings(agent.skills);
    return object;
}

json::object entryJson(const LearningFile& learning)
{
    json::object object = fileJson(learning.file);
    object["command"] = utf8(learning.command);
    return object;
}

json::object entryJson(const ContextFile& context)
{
    return fileJson(context.file);
}

json::object entryJson(const ServiceEntry& service)
{
    json::object object;
    object["path"] = utf8(service.file.path);
    object["origin"] = utf8(originName(service.file.origin));
    object["name"] = utf8(service.name);
    object["type"] = utf8(service.type);
    object["command"] = utf8(service.command);
    object["url"] = utf8(service.url);
    object["problem"] = utf8(service.problem);
    return object;
}

QString severityName(ContentWarning::Severity severity)
{
    switch (severity) {
    case ContentWarning::Severity::Info:
        return u"info"_s;
    case ContentWarning::Severity::Warning:
        return u"warning"_s;
    case ContentWarning::Severity::Error:
        return u"error"_s;
    }
    return {};
}

json::object entryJson(const ContentWarning& warning)
{
    json::object object;
    object["severity"] = utf8(severityName(warning.severity));
    object["code"] = utf8(warning.code);
    object["path"] = utf8(warning.path);
    object["line"] = warning.line;
    object["text"] = utf8(warning.text);
    return object;
}

template <typename List>
json::array entriesJson(const List& entries)
{
    json::array array;
    for (const auto& entry : entries)
        array.emplace_back(entryJson(entry));
    return array;
}

/// One line of the report for people.
struct Row {
    QString name;
    qint64 tokens = -1; ///< -1: not a file of its own.
    QString note;
};

QString shownPath(const LayerFile& file)
{
    return showHidden(file.relative.isEmpty() ? file.path : file.relative);
}

/// "user, imported, problem …": what is not obvious from the path.
QString noteFor(const LayerFile& file, const QString& extra = {})
{
    QStringList notes;
    if (file.origin != Origin::Project)
        notes.append(originName(file.origin));
    if (file.reason != LoadReason::NotLoaded)
        notes.append(loadReasonName(file.reason));
    if (!extra.isEmpty())
        notes.append(showHidden(extra));
    if (!file.problem.isEmpty())
        notes.append(u"PROBLEM"_s);
    return notes.join(u", "_s);
}

QString section(const QString& title, const QList<Row>& rows)
{
    if (rows.isEmpty())
        return {};
    qsizetype width = 0;
    qint64 total = 0;
    for (const Row& row : rows) {
        width = std::max(width, std::min<qsizetype>(row.name.size(), 48));
        total += std::max<qint64>(row.tokens, 0);
    }
    QString text = title + u" ("_s + QString::number(rows.size()) + (total > 0 ? u", ~%1 tokens"_s.arg(total) : QString()) + u")\n"_s;
    for (const Row& row : rows) {
        QString line = u"  "_s + row.name.leftJustified(width) + (row.tokens >= 0 ? QString::number(row.tokens) : QString()).rightJustified(8);
        line += row.note.isEmpty() ? QString() : u"  "_s + row.note;
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text + u'\n';
}

QString firstWords(const QString& text)
{
    return elided(text.simplified(), 60);
}

qint64 sessionStartTokens(const ContentSnapshot& content)
{
    qint64 total = 0;
    const auto addLoaded = [&total](const auto& entries) {
        for (const auto& entry : entries)
            total += entry.file.reason == LoadReason::NotLoaded ? 0 : entry.file.tokens;
    };
    addLoaded(content.brain);
    addLoaded(content.rules);
    addLoaded(content.context);
    return total;
}

QString warningsText(const ContentSnapshot& content)
{
    if (content.warnings.isEmpty())
        return u"No warnings.\n"_s;
    QString text = u"Warnings ("_s + QString::number(content.warnings.size()) + u")\n"_s;
    for (const ContentWarning& warning : content.warnings) {
        const bool inside = warning.path.startsWith(content.root + u'/');
        text += u"  %1  %2  %3\n    %4\n"_s.arg(severityName(warning.severity).leftJustified(7), warning.code,
                                                showHidden(inside ? warning.path.sliced(content.root.size() + 1) : warning.path),
                                                showHidden(warning.text));
    }
    return text;
}

} // namespace

QByteArray contentToJson(const ContentSnapshot& content)
{
    json::object object;
    object["root"] = utf8(content.root);
    object["name"] = utf8(content.name);
    object["isAios"] = content.isAios;
    object["brain"] = entriesJson(content.brain);
    object["rules"] = entriesJson(content.rules);
    object["skills"] = entriesJson(content.skills);
    object["commands"] = entriesJson(content.commands);
    object["agents"] = entriesJson(content.agents);
    object["learnings"] = entriesJson(content.learnings);
    object["context"] = entriesJson(content.context);
    object["services"] = entriesJson(content.services);
    json::array linked;
    for (const LayerFile& file : content.linked)
        linked.emplace_back(fileJson(file));
    object["linked"] = std::move(linked);
    object["warnings"] = entriesJson(content.warnings);
    object["sessionStartTokens"] = sessionStartTokens(content);
    object["revision"] = content.revision.toStdString();
    return toJson(object);
}

QString contentToText(const ContentSnapshot& content)
{
    QList<Row> brain;
    for (const BrainFile& file : content.brain)
        brain.append({shownPath(file.file), file.file.tokens, noteFor(file.file, file.parentPath.isEmpty() ? QString() : u"imported"_s)});
    QList<Row> rules;
    for (const RuleFile& rule : content.rules)
        rules.append(
            {shownPath(rule.file), rule.file.tokens, noteFor(rule.file, rule.paths.isEmpty() ? QString() : u"for "_s + rule.paths.join(u", "_s))});
    QList<Row> skills;
    for (const SkillFile& skill : content.skills)
        skills.append({showHidden(skill.name), skill.file.tokens,
                       noteFor(skill.file, (skill.singleFile ? u"single file: "_s : QString()) + firstWords(skill.description))});
    QList<Row> commands;
    for (const CommandFile& command : content.commands)
        commands.append({u'/' + showHidden(command.name), command.file.tokens, noteFor(command.file, firstWords(command.description))});
    QList<Row> agents;
    for (const AgentFile& agent : content.agents)
        agents.append({showHidden(agent.name.isEmpty() ? shownPath(agent.file) : agent.name), agent.file.tokens,
                       noteFor(agent.file, firstWords(agent.description))});
    QList<Row> learnings;
    for (const LearningFile& learning : content.learnings)
        learnings.append({shownPath(learning.file), learning.file.tokens, noteFor(learning.file, u"with /"_s + learning.command)});
    QList<Row> context;
    for (const ContextFile& file : content.context)
        context.append({shownPath(file.file), file.file.tokens, noteFor(file.file)});
    QList<Row> services;
    for (const ServiceEntry& service : content.services)
        services.append({showHidden(service.name), -1,
                         service.type + u": "_s + showHidden(service.url.isEmpty() ? service.command : service.url) +
                             (service.problem.isEmpty() ? QString() : u", PROBLEM"_s)});
    return u"%1  (%2)\n~%3 tokens at session start\n\n"_s.arg(showHidden(content.name), content.root).arg(sessionStartTokens(content)) +
           section(u"Brain"_s, brain) + section(u"Rules"_s, rules) + section(u"Skills"_s, skills) + section(u"Commands"_s, commands) +
           section(u"Agents"_s, agents) + section(u"Learnings"_s, learnings) + section(u"Context"_s, context) + section(u"Services"_s, services) +
           warningsText(content);
}

} // namespace aios
