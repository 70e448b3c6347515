// SPDX-License-Identifier: MIT
#include "core/gate/rulegrammar.h"

#include "core/base/starmatch.h"
#include "core/base/text.h"

#include <array>

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kLongestRule = 4096;

/// Names rules may still use for tools that were renamed (folder.md 6.3).
constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 9> kLegacyNames{{
    {"Task"_L1, "Agent"_L1},
    {"KillShell"_L1, "TaskStop"_L1},
    {"KillBash"_L1, "TaskStop"_L1},
    {"ListPeers"_L1, "ListAgents"_L1},
    {"Brief"_L1, "SendUserMessage"_L1},
    {"ListMcpResources"_L1, "ListMcpResourcesTool"_L1},
    {"ReadMcpResource"_L1, "ReadMcpResourceTool"_L1},
    {"ReadMcpResourceDir"_L1, "ReadMcpResourceDirTool"_L1},
    {"ProposeGoal"_L1, "SetGoal"_L1},
}};

constexpr std::array kKnownTools{
    "Agent"_L1,
    "Artifact"_L1,
    "AskUserQuestion"_L1,
    "Bash"_L1,
    "Cd"_L1,
    "CronCreate"_L1,
    "CronDelete"_L1,
    "CronList"_L1,
    "Edit"_L1,
    "EnterPlanMode"_L1,
    "EnterWorktree"_L1,
    "ExitPlanMode"_L1,
    "ExitWorktree"_L1,
    "Glob"_L1,
    "Grep"_L1,
    "ListAgents"_L1,
    "ListMcpResourcesTool"_L1,
    "LSP"_L1,
    "Monitor"_L1,
    "MultiEdit"_L1,
    "NotebookEdit"_L1,
    "NotebookRead"_L1,
    "PowerShell"_L1,
    "Projects"_L1,
    "PushNotification"_L1,
    "Read"_L1,
    "ReadMcpResourceDirTool"_L1,
    "ReadMcpResourceTool"_L1,
    "ReportFindings"_L1,
    "ScheduleWakeup"_L1,
    "SendMessage"_L1,
    "SendUserFile"_L1,
    "SendUserMessage"_L1,
    "SetGoal"_L1,
    "Skill"_L1,
    "SlashCommand"_L1,
    "TaskCreate"_L1,
    "TaskGet"_L1,
    "TaskList"_L1,
    "TaskOutput"_L1,
    "TaskStop"_L1,
    "TaskUpdate"_L1,
    "TodoWrite"_L1,
    "ToolSearch"_L1,
    "WaitForMcpServers"_L1,
    "WebFetch"_L1,
    "WebSearch"_L1,
    "Workflow"_L1,
    "Write"_L1,
};

bool isNameCharacter(QChar c)
{
    return (c.unicode() < 128 && c.isLetterOrNumber()) || c == u'_' || c == u'-' || c == u'*' || c == u'.';
}

bool onlyOf(QStringView text, QStringView characters)
{
    return std::ranges::all_of(text, [characters](QChar c) { return characters.contains(c); });
}

/// Nothing but wildcards once the place it starts from is taken off.
bool isBlanketPath(QStringView specifier)
{
    if (specifier.startsWith(u'~'))
        specifier = specifier.sliced(1);
    return onlyOf(specifier, u"*?/.");
}

} // namespace

bool namesArgument(const RuleSyntax& rule)
{
    static const QRegularExpression form(u"^[A-Za-z_][A-Za-z0-9_-]*:.*[^* ].*$"_s);
    return rule.tool.startsWith("mcp__"_L1) && !rule.tool.contains(u'*') && form.match(rule.specifier).hasMatch();
}

Result<RuleSyntax> parseRuleSyntax(const QString& text)
{
    const QString rule = text.trimmed();
    if (rule.isEmpty())
        return fail(ErrorCode::InvalidInput, u"The rule is empty. Write a tool name, such as Bash(git status)."_s);
    if (rule.size() > kLongestRule)
        return fail(ErrorCode::InvalidInput, u"The rule is longer than %1 characters. Shorten it."_s.arg(kLongestRule));
    if (hasHidden(rule) || std::ranges::any_of(rule, [](QChar c) { return c < u' '; }))
        return fail(ErrorCode::InvalidInput, u"The rule %1 holds hidden characters. Remove them."_s.arg(showHidden(rule)));

    RuleSyntax syntax;
    const qsizetype open = rule.indexOf(u'(');
    const QString name = open < 0 ? rule : rule.left(open).trimmed();
    if (name.isEmpty() || !std::ranges::all_of(name, isNameCharacter))
        return fail(ErrorCode::InvalidInput, u"The rule %1 does not start with a tool name."_s.arg(rule));
    if (open >= 0) {
        if (!rule.endsWith(u')'))
            return fail(ErrorCode::InvalidInput, u"The rule %1 opens a parenthesis that is not closed at its end."_s.arg(rule));
        syntax.hasSpecifier = true;
        syntax.specifier = rule.sliced(open + 1, rule.size() - open - 2).trimmed();
        if (syntax.specifier.isEmpty())
            return fail(ErrorCode::InvalidInput, u"The rule %1 has nothing between its parentheses."_s.arg(rule));
    }
    syntax.tool = name;
    for (const auto& [legacy, current] : kLegacyNames) {
        if (name == legacy)
            syntax.tool = current;
    }
    return syntax;
}

Result<void> checkRule(const QString& rule)
{
    const Result<RuleSyntax> syntax = parseRuleSyntax(rule);
    if (!syntax)
        return std::unexpected(syntax.error());
    return {};
}

bool wildcardMatch(QStringView pattern, QStringView text)
{
    return starMatch(
        pattern.size(), text.size(), [&](qsizetype p) { return pattern[p] == u'*'; },
        [&](qsizetype p, qsizetype t) { return pattern[p] == text[t] ? p + 1 : -1; });
}

bool isBlanket(const RuleSyntax& rule)
{
    if (rule.tool.startsWith("mcp__"_L1))
        return rule.tool.contains(u'*') || rule.tool.count("__"_L1) < 2;
    if (!rule.hasSpecifier || rule.tool.contains(u'*'))
        return true;
    QStringView specifier = rule.specifier;
    if (isEditTool(rule.tool) || isReadTool(rule.tool))
        return isBlanketPath(specifier);
    if (rule.tool == "WebFetch"_L1 && specifier.startsWith("domain:"_L1))
        specifier = specifier.sliced(7);
    return onlyOf(specifier, u"*: ?.");
}

bool isEditTool(QStringView tool)
{
    return tool == "Edit"_L1 || tool == "Write"_L1 || tool == "NotebookEdit"_L1 || tool == "MultiEdit"_L1;
}

bool isReadTool(QStringView tool)
{
    return tool == "Read"_L1 || tool == "Grep"_L1 || tool == "Glob"_L1 || tool == "LSP"_L1 || tool == "NotebookRead"_L1;
}

bool isKnownTool(QStringView tool)
{
    if (tool.startsWith("mcp__"_L1))
        return true;
    return std::ranges::any_of(kKnownTools, [tool](QLatin1StringView known) { return tool == known; });
}

QString ruleWarning(const RuleSyntax& rule, RuleEffect effect)
{
    const bool glob = rule.tool.contains(u'*');
    const bool pathTool = isEditTool(rule.tool) || isReadTool(rule.tool);
    if (rule.hasSpecifier && pathTool && rule.tool != "Edit"_L1 && rule.tool != "Read"_L1) {
        const QString instead = isEditTool(rule.tool) ? u"Edit"_s : u"Read"_s;
        return u"is never consulted: rules about files are written %1(%2)"_s.arg(instead, rule.specifier);
    }
    if (glob && effect == RuleEffect::Allow &&
        (!rule.tool.startsWith("mcp__"_L1) || rule.tool.indexOf(u'*') <= rule.tool.indexOf("__"_L1, 5) || rule.tool.indexOf("__"_L1, 5) < 0)) {
        return u"is not counted: an allow rule may use * only after mcp__server__"_s;
    }
    // Ours, unlike Claude Code's: an allow rule may name one argument (look.md, card 4).
    if (rule.hasSpecifier && effect == RuleEffect::Allow && rule.tool.startsWith("mcp__"_L1) && !namesArgument(rule))
        return u"is not counted: in parentheses an allow rule for a service tool takes one argument, such as tableId:tbl1"_s;
    if (rule.hasSpecifier && effect == RuleEffect::Allow && rule.tool == "WebSearch"_L1)
        return u"is not counted: WebSearch takes nothing in parentheses"_s;
    if (!glob && !isKnownTool(rule.tool))
        return u"names a tool that does not exist here"_s;
    return {};
}

} // namespace aios
