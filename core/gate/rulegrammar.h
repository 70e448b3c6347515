// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/gate/policy.h"

#include <QString>

namespace aios {

/// A permission rule taken apart: `Tool` or `Tool(specifier)`, legacy names replaced (folder.md 6.3).
struct RuleSyntax {
    QString tool;
    bool hasSpecifier = false;
    QString specifier;
};

/// Reads `Tool` | `Tool(specifier)`. Errors: empty, unbalanced parentheses, characters no tool name has, hidden characters, too long.
[[nodiscard]] Result<RuleSyntax> parseRuleSyntax(const QString& text);

/// `*` in `pattern` stands for any characters, none included; nothing else is special. Linear in both, whatever a project writes.
[[nodiscard]] bool wildcardMatch(QStringView pattern, QStringView text);

/// True when the rule names no particular command, path, host or tool: `Bash`, `Bash(*)`, `Edit(**)`, `mcp__*`. What a project may never allow.
[[nodiscard]] bool isBlanket(const RuleSyntax& rule);

/// `mcp__server__tool(argument:value)`: a rule about calls of one tool with one argument.
[[nodiscard]] bool namesArgument(const RuleSyntax& rule);

/// Tools whose file access `Edit(…)` and `Read(…)` rules speak about.
[[nodiscard]] bool isEditTool(QStringView tool);
[[nodiscard]] bool isReadTool(QStringView tool);
/// A tool this program or Claude Code knows, or an MCP tool.
[[nodiscard]] bool isKnownTool(QStringView tool);

/// What the writer of a well-formed rule should know: it is never consulted, or names no tool. Empty: nothing.
[[nodiscard]] QString ruleWarning(const RuleSyntax& rule, RuleEffect effect);

} // namespace aios
