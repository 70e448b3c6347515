// SPDX-License-Identifier: MIT
#include "ui/panes/layers/layersmodel.h"

#include "core/base/text.h"
#include "ui/common/icons.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString originWords(Origin origin)
{
    switch (origin) {
    case Origin::Managed:
        return LayersModel::tr("set by the system's administrator");
    case Origin::User:
        return LayersModel::tr("from your own settings");
    case Origin::Parent:
        return LayersModel::tr("from a folder above");
    case Origin::Local:
        return LayersModel::tr("local to this computer");
    case Origin::Nested:
        return LayersModel::tr("from a folder inside");
    case Origin::Session:
        return LayersModel::tr("from this session");
    case Origin::Aios:
        return LayersModel::tr("part of AIOS Desktop");
    case Origin::Project:
        break;
    }
    return {};
}

QString reasonWords(LoadReason reason)
{
    switch (reason) {
    case LoadReason::NotLoaded:
        return LayersModel::tr("Not loaded by itself.");
    case LoadReason::SessionStart:
        return LayersModel::tr("Read at the start of every session.");
    case LoadReason::NestedTraversal:
        return LayersModel::tr("Read when a file beside it is read.");
    case LoadReason::PathGlobMatch:
        return LayersModel::tr("Read when a file that matches its paths is read.");
    case LoadReason::Include:
        return LayersModel::tr("Imported by another file.");
    case LoadReason::Compact:
        return LayersModel::tr("Read again after the session was compacted.");
    case LoadReason::CommandRun:
        return LayersModel::tr("Read when its command runs.");
    case LoadReason::SkillRun:
        return LayersModel::tr("Read when the skill is used.");
    case LoadReason::Mention:
        return LayersModel::tr("Read because a prompt mentions it.");
    }
    return {};
}

QString placeOf(const LayerFile& file)
{
    return file.relative.isEmpty() ? file.path : file.relative;
}

} // namespace

LayersModel::LayersModel(QObject* parent) : QStandardItemModel(parent) {}

void LayersModel::setInContext(const QSet<QString>& absolutePaths)
{
    m_inContext = absolutePaths;
}

void LayersModel::setContent(const ContentSnapshot& content)
{
    clear();
    setHorizontalHeaderLabels({tr("Layer"), tr("Tokens")});
    m_root = content.root;
    m_problems.clear();
    for (const ContentWarning& warning : content.warnings)
        m_problems[warning.path].append(warning.text);
    addWarnings(content);
    addBrain(content);
    addRules(content);
    addSkills(content);
    addCommands(content);
    addAgents(content);
    addMemory(content);
    addServices(content);
    addLinked(content);
}

QStandardItem* LayersModel::group(const QString& key, const QString& title, qsizetype count, qint64 tokens)
{
    auto* name = new QStandardItem(tr("%1 (%2)").arg(title, QLocale().toString(count)));
    auto* cost = new QStandardItem(tokens > 0 ? QLocale().toString(tokens) : QString());
    cost->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    QFont bold = name->font();
    bold.setBold(true);
    name->setFont(bold);
    name->setData(key, KeyRole);
    name->setData(true, GroupRole);
    appendRow({name, cost});
    return name;
}

void LayersModel::add(QStandardItem* parent, const Row& row)
{
    auto* name = new QStandardItem(showHidden(row.name));
    auto* cost = new QStandardItem(row.tokens > 0 ? QLocale().toString(row.tokens) : QString());
    cost->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    QStringList lines{showHidden(row.name)};
    bool wrong = row.wrong;
    if (row.file) {
        const QStringList problems = m_problems.value(row.file->path);
        wrong = wrong || !row.file->problem.isEmpty() || !problems.isEmpty();
        lines +=
            showHidden(placeOf(*row.file)) % (originWords(row.file->origin).isEmpty() ? QString() : u" ("_s % originWords(row.file->origin) % u')');
        lines += row.why.isEmpty() ? reasonWords(row.file->reason) : row.why;
        if (m_inContext.contains(row.file->path))
            lines += tr("In the context of this session now.");
        if (row.tokens > 0)
            lines += tr("%1 tokens, estimated from %2 bytes.").arg(QLocale().toString(row.tokens), QLocale().toString(row.file->bytes));
        for (const QString& note : row.notes)
            lines += showHidden(note);
        if (!row.file->problem.isEmpty())
            lines += showHidden(row.file->problem);
        for (const QString& problem : problems)
            lines += showHidden(problem);
        name->setData(row.file->relative, RelativeRole);
        name->setData(QString(parent->data(KeyRole).toString() % u'/' % row.file->path % u'#' % row.name), KeyRole);
    } else {
        for (const QString& note : row.notes)
            lines += showHidden(note);
        name->setData(QString(parent->data(KeyRole).toString() % u'/' % row.name), KeyRole);
    }
    if (wrong)
        name->setIcon(icon(Icon::Warning));
    name->setData(lines.join(u'\n'), DetailRole);
    name->setToolTip(lines.join(u'\n'));
    name->setData(QString(name->text() % u", "_s % cost->text() % (wrong ? tr(", has a warning") : QString())), Qt::AccessibleTextRole);
    parent->appendRow({name, cost});
}

void LayersModel::addWarnings(const ContentSnapshot& content)
{
    if (content.warnings.isEmpty())
        return;
    QStandardItem* parent = group(u"warnings"_s, tr("Warnings"), content.warnings.size(), 0);
    for (const ContentWarning& warning : content.warnings) {
        const QString relative = QDir(content.root).relativeFilePath(warning.path);
        const bool inside = !warning.path.isEmpty() && !relative.startsWith(u"../"_s);
        auto* item = new QStandardItem(showHidden(warning.text));
        item->setIcon(icon(warning.severity == ContentWarning::Severity::Info ? Icon::Info : Icon::Warning));
        const QString place = warning.line > 0 ? tr("%1, line %2").arg(relative).arg(warning.line) : relative;
        item->setData(inside ? relative : QString(), RelativeRole);
        item->setData(QString(showHidden(warning.text) % u'\n' % showHidden(place)), DetailRole);
        item->setData(QString(u"warnings/"_s % warning.code % warning.path % QString::number(warning.line)), KeyRole);
        item->setToolTip(item->data(DetailRole).toString());
        parent->appendRow({item, new QStandardItem});
    }
}

void LayersModel::addBrain(const ContentSnapshot& content)
{
    qint64 tokens = 0;
    for (const BrainFile& brain : content.brain)
        tokens += brain.file.tokens;
    QStandardItem* parent = group(u"brain"_s, tr("Brain"), content.brain.size(), tokens);
    for (const BrainFile& brain : content.brain) {
        Row row{placeOf(brain.file), &brain.file, brain.file.tokens, {}, {}, false};
        if (!brain.parentPath.isEmpty())
            row.why = tr("Imported by %1.").arg(QDir(content.root).relativeFilePath(brain.parentPath));
        for (const QString& import : brain.pendingImports)
            row.notes += tr("Imports %1, which is outside the folder and waits for your consent.").arg(import);
        row.wrong = !brain.pendingImports.isEmpty() || !brain.deadImports.isEmpty();
        add(parent, row);
    }
}

void LayersModel::addRules(const ContentSnapshot& content)
{
    qint64 tokens = 0;
    for (const RuleFile& rule : content.rules)
        tokens += rule.file.tokens;
    QStandardItem* parent = group(u"rules"_s, tr("Rules"), content.rules.size(), tokens);
    for (const RuleFile& rule : content.rules) {
        Row row{QFileInfo(rule.file.path).completeBaseName(), &rule.file, rule.file.tokens, {}, {}, false};
        row.why = rule.paths.isEmpty() ? tr("Always on.") : tr("Only when a file is read that matches %1.").arg(rule.paths.join(u", "_s));
        add(parent, row);
    }
}

void LayersModel::addSkills(const ContentSnapshot& content)
{
    qint64 tokens = 0;
    for (const SkillFile& skill : content.skills)
        tokens += skill.frontmatterTokens;
    QStandardItem* parent = group(u"skills"_s, tr("Skills"), content.skills.size(), tokens);
    for (const SkillFile& skill : content.skills) {
        Row row{skill.name, &skill.file, skill.frontmatterTokens + skill.bodyTokens, {}, {}, false};
        row.why = tr("Its name and description are always listed (%1 tokens); the body is read when it is used (%2 tokens).")
                      .arg(QLocale().toString(skill.frontmatterTokens), QLocale().toString(skill.bodyTokens));
        row.notes += skill.description;
        if (skill.singleFile)
            row.notes += tr("A single file: Claude Code does not see this form.");
        add(parent, row);
    }
}

void LayersModel::addCommands(const ContentSnapshot& content)
{
    QStandardItem* parent = group(u"commands"_s, tr("Commands"), content.commands.size(), 0);
    for (const CommandFile& command : content.commands) {
        Row row{u'/' + command.name, &command.file, command.file.tokens, {}, {}, false};
        if (!command.description.isEmpty())
            row.notes += command.description;
        if (!command.argumentHint.isEmpty())
            row.notes += tr("Arguments: %1").arg(command.argumentHint);
        if (command.shadowedInClaudeCode)
            row.notes += tr("Claude Code has a command of its own with this name.");
        add(parent, row);
    }
}

void LayersModel::addAgents(const ContentSnapshot& content)
{
    QStandardItem* parent = group(u"agents"_s, tr("Agents"), content.agents.size(), 0);
    for (const AgentFile& agent : content.agents) {
        Row row{agent.name, &agent.file, agent.file.tokens, tr("Read when the agent is started."), {}, false};
        row.notes += agent.description;
        row.notes += agent.toolsGiven ? tr("Tools: %1").arg(agent.tools.join(u", "_s)) : tr("Tools: all of the session");
        if (!agent.model.isEmpty())
            row.notes += tr("Model: %1").arg(agent.model);
        add(parent, row);
    }
}

void LayersModel::addMemory(const ContentSnapshot& content)
{
    QStandardItem* learnings = group(u"learnings"_s, tr("Learnings"), content.learnings.size(), 0);
    for (const LearningFile& learning : content.learnings)
        add(learnings,
            {u'/' + learning.command, &learning.file, learning.file.tokens, tr("Read each time /%1 runs.").arg(learning.command), {}, false});
    qint64 tokens = 0;
    for (const ContextFile& file : content.context)
        tokens += file.file.tokens;
    QStandardItem* context = group(u"context"_s, tr("Context"), content.context.size(), tokens);
    for (const ContextFile& file : content.context)
        add(context, {placeOf(file.file), &file.file, file.file.tokens, {}, {}, false});
}

void LayersModel::addServices(const ContentSnapshot& content)
{
    if (content.services.isEmpty())
        return;
    QStandardItem* parent = group(u"services"_s, tr("Services"), content.services.size(), 0);
    for (const ServiceEntry& service : content.services) {
        Row row{service.name, &service.file, 0, tr("Named by the folder. Services are not started by this version."), {}, !service.problem.isEmpty()};
        row.notes += service.url.isEmpty() ? service.command : service.url;
        if (!service.problem.isEmpty())
            row.notes += service.problem;
        add(parent, row);
    }
}

void LayersModel::addLinked(const ContentSnapshot& content)
{
    if (content.linked.isEmpty())
        return;
    QStandardItem* parent = group(u"linked"_s, tr("Linked from outside"), content.linked.size(), 0);
    for (const LayerFile& file : content.linked)
        add(parent, {placeOf(file), &file, 0, tr("A link leads out of the folder, to %1.").arg(file.linkTarget), {}, false});
}

} // namespace aios
