// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/content/bodyexpander.h"
#include "core/content/learnings.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

ContextPart partFor(const QString& kind, const QString& title, const LayerFile& file, LoadReason reason, const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    return {.kind = kind,
            .title = title,
            .path = file.path,
            .why = loadReasonName(reason),
            .tokens = estimateTokens(bytes.size()),
            .sha256 = sha256Hex(bytes)};
}

/// What `${CLAUDE_EFFORT}` stands for: the file's own word where the session has none.
ExpansionVariables withEffort(ExpansionVariables variables, const QString& effort)
{
    if (variables.effort.isEmpty())
        variables.effort = effort;
    return variables;
}

/// `${CLAUDE_…_DIR}` counts in Bash rules too, so that a skill can allow its own scripts.
QStringList expandRules(const QStringList& rules, const ExpansionVariables& variables)
{
    QStringList expanded;
    for (QString rule : rules) {
        if (rule.startsWith("Bash("_L1)) {
            rule.replace("${CLAUDE_PROJECT_DIR}"_L1, variables.projectDir);
            if (!variables.skillDir.isEmpty())
                rule.replace("${CLAUDE_SKILL_DIR}"_L1, variables.skillDir);
        }
        expanded.append(rule);
    }
    return expanded;
}

void addLearning(PromptExpansion& expansion, const LearningFile* learning)
{
    const QString block = learning ? learningsForRun(*learning) : QString();
    if (block.isEmpty())
        return;
    expansion.text += u"\n\n"_s + block;
    expansion.parts.append(partFor(u"learning"_s, learning->file.relative, learning->file, LoadReason::CommandRun, block));
}

} // namespace

PromptParts splitPrompt(const QString& prompt)
{
    static const QRegularExpression command(u"^\\s*/([\\p{L}\\p{N}_][\\p{L}\\p{N}_:.-]*)(?:\\s+(.*))?$"_s,
                                            QRegularExpression::DotMatchesEverythingOption);
    const auto match = command.match(prompt);
    if (!match.hasMatch())
        return {{}, prompt};
    return {match.captured(1), match.captured(2).trimmed()};
}

QString PromptExpansion::finish(const QStringList& outputs) const
{
    QString finished;
    qsizetype copied = 0;
    for (qsizetype i = 0; i < shell.size(); ++i) {
        finished += QStringView(text).sliced(copied, shell[i].begin - copied);
        finished += outputs.value(i);
        copied = shell[i].end;
    }
    return finished + QStringView(text).sliced(copied);
}

PromptExpansion expandCommand(const CommandFile& command, const QString& arguments, const LearningFile* learning, const ExpansionVariables& variables)
{
    PromptExpansion expansion = BodyExpander(command.body, arguments, command.argumentNames, withEffort(variables, command.effort)).expand();
    expansion.allowedTools = expandRules(command.allowedTools, variables);
    expansion.disallowedTools = command.disallowedTools;
    expansion.model = command.model;
    expansion.effort = command.effort;
    expansion.parts.append(partFor(u"command"_s, u'/' + command.name, command.file, LoadReason::CommandRun, expansion.text));
    addLearning(expansion, learning);
    return expansion;
}

PromptExpansion expandSkill(const SkillFile& skill, const QString& body, const QString& arguments, const LearningFile* learning,
                            const ExpansionVariables& variables)
{
    PromptExpansion expansion = BodyExpander(body, arguments, skill.argumentNames, withEffort(variables, skill.effort)).expand();
    if (!skill.singleFile && !variables.skillDir.isEmpty()) {
        const QString head = u"Base directory for this skill: "_s + variables.skillDir + u"\n\n"_s;
        expansion.text.prepend(head);
        for (PromptExpansion::ShellInsert& insert : expansion.shell) {
            insert.begin += head.size();
            insert.end += head.size();
        }
    }
    expansion.allowedTools = expandRules(skill.allowedTools, variables);
    expansion.disallowedTools = skill.disallowedTools;
    expansion.model = skill.model;
    expansion.effort = skill.effort;
    expansion.parts.append(partFor(u"skill"_s, skill.name, skill.file, LoadReason::SkillRun, expansion.text));
    addLearning(expansion, learning);
    return expansion;
}

} // namespace aios
