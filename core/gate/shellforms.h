// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/access.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace aios {

/// What a wrapper such as `timeout 5 …`, `env A=1 …` or `bash -c '…'` would run.
struct Unwrapped {
    QList<QStringList> commands; ///< Argument vectors; more than one when an option is not known and may or may not take a value.
    QStringList scripts;         ///< Shell text that it would run.
    bool transparent = false;    ///< It only runs the one command, in the same environment: an allow rule for that command is enough.
};

/// One level taken off. Nothing for a command that is no wrapper.
[[nodiscard]] Unwrapped unwrapCommand(const QStringList& words);

/// All levels, the command itself first; at most a fixed number, so that no input makes it grow.
[[nodiscard]] QList<QStringList> withUnwrapped(const QStringList& words);

/// Every text a deny or ask rule for Bash is compared with: each command, also nested and unwrapped, after quote removal, with its program's path
/// taken off; for text that is not understood the pieces between operators as well.
[[nodiscard]] QStringList denyForms(const ShellScript& script);

/// The words behind each command's first, from every one of them on: what an unknown program may run.
[[nodiscard]] QStringList doubtfulForms(const ShellScript& script);

/// sh, bash and their like.
[[nodiscard]] bool isShellProgram(const QString& program);

/// `words` as one line that reads back as the same words: what allow rules are compared with, and what "remember" stores.
[[nodiscard]] QString canonicalCommand(const QStringList& words);

/// True when `text` is covered by the specifier of a `Bash(…)` rule: `*` anywhere, ` *` or `:*` at the end also matching nothing more.
[[nodiscard]] bool bashPatternMatches(const QString& specifier, const QString& text);

/// The program's name without its path.
[[nodiscard]] QString programName(const QString& word);

} // namespace aios
