// SPDX-License-Identifier: MIT
#include "core/base/text.h"
#include "core/content/contentloader.h"
#include "core/content/servicewords.h"
#include "core/content/startcost.h"

#include <QHash>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

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

/// What every session begins with, and how well that is known.
QString startText(const ContentSnapshot& content, const TokenScale& scale)
{
    static const QHash<QString, QString> words{{u"system"_s, u"instructions"_s}, {u"skills"_s, u"skill list"_s}, {u"agents"_s, u"agent list"_s},
                                               {u"brain"_s, u"brain"_s},         {u"rule"_s, u"rules"_s},        {u"context"_s, u"context"_s}};
    qint64 total = 0;
    QStringList parts;
    for (const StartCost& cost : startCost(content)) {
        const qint64 tokens = scaled(cost.tokens, scale);
        total += tokens;
        parts.append(words.value(cost.kind, cost.kind) + u' ' + QString::number(tokens));
    }
    const QString basis =
        scale.replies == 0
            ? u"estimated by bytes"_s
            : u"by bytes, corrected by %1 replies of %2 (×%3)"_s.arg(scale.replies).arg(showHidden(scale.model)).arg(scale.factor, 0, 'f', 2);
    return u"~%1 tokens at session start, before the tools: %2\nTokens are %3.\n\n"_s.arg(total).arg(parts.join(u", "_s), basis);
}

/// Its instructions, which count in a session's context where they are given.
QString saysText(const KeptServiceWords& words)
{
    if (words.text.isEmpty())
        return {};
    return (words.given ? u", says: "_s : u", says, but it is not given: "_s) + showHidden(firstWords(words.text));
}

QString warningsText(const ContentSnapshot& content)
{
    if (content.warnings.isEmpty())
        return u"No warnings.\n"_s;
    QString text = u"Warnings ("_s + QString::number(content.warnings.size()) + u")\n"_s;
    for (const ContentWarning& warning : content.warnings) {
        const bool inside = warning.path.startsWith(content.root + u'/');
        QString place = showHidden(inside ? warning.path.sliced(content.root.size() + 1) : warning.path);
        if (warning.line > 0)
            place += u':' + QString::number(warning.line);
        text += u"  %1  %2  %3\n    %4\n"_s.arg(severityName(warning.severity).leftJustified(7), warning.code, place, showHidden(warning.text));
    }
    return text;
}

} // namespace

QString contentToText(const ContentSnapshot& original, const TokenScale& scale, const QList<KeptServiceWords>& words)
{
    const ContentSnapshot content = scaled(original, scale);
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
    const QMap<QString, qint64> said = wordsCost(words);
    QList<Row> services;
    for (const ServiceEntry& service : content.services) {
        const auto kept = std::ranges::find(words, service.name, &KeptServiceWords::service);
        services.append({showHidden(service.name), said.contains(service.name) ? scaled(said.value(service.name), scale) : -1,
                         service.type + u": "_s + showHidden(service.url.isEmpty() ? service.command : service.url) +
                             (service.problem.isEmpty() ? QString() : u", PROBLEM"_s) + (kept == words.end() ? QString() : saysText(*kept))});
    }
    return u"%1  (%2)\n"_s.arg(showHidden(content.name), showHidden(content.root)) + startText(original, scale) + section(u"Brain"_s, brain) +
           section(u"Rules"_s, rules) + section(u"Skills"_s, skills) + section(u"Commands"_s, commands) + section(u"Agents"_s, agents) +
           section(u"Learnings"_s, learnings) + section(u"Context"_s, context) + section(u"Services"_s, services) + warningsText(content);
}

} // namespace aios
