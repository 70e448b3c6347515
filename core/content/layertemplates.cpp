// SPDX-License-Identifier: MIT
#include "core/content/layertemplates.h"

#include "core/content/layerloaders.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxName = 64;

QString relativeFor(LayerKind kind, const QString& name)
{
    switch (kind) {
    case LayerKind::Skill:
        return u".claude/skills/"_s + name + u"/SKILL.md"_s;
    case LayerKind::Command:
        return u".claude/commands/"_s + QString(name).replace(u':', u'/') + u".md"_s;
    case LayerKind::Agent:
        break;
    }
    return u".claude/agents/"_s + name + u".md"_s;
}

/// One line that YAML reads as this text, whatever is in it.
QString yamlText(const QString& text)
{
    QString line = text.simplified();
    line.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + line + u'"';
}

QString skillText(const QString& name, const QString& description)
{
    return u"---\nname: %1\ndescription: %2\nwhen_to_use: \n---\n# %1\n\n"
           "What this skill knows, in the words the assistant should follow. Only the lines above are in every session;\n"
           "this text is read when the skill is used.\n\n"
           "## Steps\n\n1. \n2. \n\n"
           "## Done when\n\n- \n"_s.arg(name, yamlText(description));
}

QString commandText(const QString& name, const QString& description)
{
    return u"---\ndescription: %2\nargument-hint: [what it is about]\n---\nWhat /%1 does, as a task for the assistant. It is about: $ARGUMENTS\n\n"
           "1. Read what the task needs, and say what is missing.\n"
           "2. \n\n"
           "End with one sentence: what was done, and what should come next.\n"_s.arg(name, yamlText(description));
}

QString agentText(const QString& name, const QString& description)
{
    return u"---\nname: %1\ndescription: %2\ntools: Read, Grep, Glob\n---\n"
           "You are %1. What you are for, in a sentence or two: this text is all your instructions.\n\n"
           "- What to look at first.\n"
           "- What never to do.\n\n"
           "End with a report: what you found, with the files and lines it rests on.\n"_s.arg(name, yamlText(description));
}

template <typename List>
bool hasOwn(const List& list, const QString& name)
{
    return std::any_of(list.cbegin(), list.cend(), [&](const auto& each) { return each.name == name && each.file.origin == Origin::Project; });
}

bool isTaken(LayerKind kind, const QString& name, const ContentSnapshot& content)
{
    switch (kind) {
    case LayerKind::Skill:
        return hasOwn(content.skills, name);
    case LayerKind::Command:
        return hasOwn(content.commands, name);
    case LayerKind::Agent:
        break;
    }
    return hasOwn(content.agents, name);
}

} // namespace

QString layerNameProblem(LayerKind kind, const QString& name)
{
    static const QRegularExpression plain(u"^[a-z0-9]+(-[a-z0-9]+)*$"_s);
    if (name.isEmpty())
        return u"Give it a name: small letters, digits and hyphens."_s;
    if (name.size() > kMaxName)
        return u"The name is longer than %1 characters. Choose a shorter one."_s.arg(kMaxName);
    const QStringList parts = kind == LayerKind::Command ? name.split(u':') : QStringList{name};
    for (const QString& part : parts) {
        if (!plain.match(part).hasMatch())
            return u"“%1” cannot be a name here. Use small letters, digits and single hyphens, such as “plan-week”."_s.arg(part);
    }
    if (kind == LayerKind::Skill && name == "synced"_L1)
        return u"“synced” is a reserved folder name. Choose another."_s;
    return {};
}

QString layerNameHint(LayerKind kind, const QString& name)
{
    if (kind != LayerKind::Command || !isClaudeCodeCommand(name))
        return {};
    return u"Claude Code has a command /%1 of its own and runs that one. Here yours runs."_s.arg(name);
}

Result<NewLayerFile> newLayerFile(LayerKind kind, const QString& name, const QString& description, const ContentSnapshot& content)
{
    if (const QString problem = layerNameProblem(kind, name); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, problem);
    if (description.simplified().isEmpty())
        return fail(ErrorCode::InvalidInput, u"Say in a sentence what it is for: that is how it is found and chosen."_s);
    if (isTaken(kind, name, content))
        return fail(ErrorCode::AlreadyExists,
                    u"This folder has a %1 “%2” already. Choose another name, or open that one."_s.arg(layerKindName(kind), name));
    const QString text = kind == LayerKind::Skill     ? skillText(name, description)
                         : kind == LayerKind::Command ? commandText(name, description)
                                                      : agentText(name, description);
    return NewLayerFile{relativeFor(kind, name), text.toUtf8()};
}

} // namespace aios
