// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace aios {

/// A word of a shell script, or a piece of one.
struct ShellWord {
    QString text;        ///< After quote removal; what is expanded stands as written.
    bool literal = true; ///< The shell makes exactly `text` of it.
};

/// A run of characters outside quotes: backslashes are taken off; globs, braces and a leading tilde are not literal. `first`: starts the word.
void addUnquoted(ShellWord& word, QStringView raw, bool first);
/// Inside double quotes: only \$ \` \" \\ lose their backslash.
void addDoubleQuoted(ShellWord& word, QStringView raw);
/// Inside $'…'. Decoded so that deny rules see it, and never taken as literal when it holds an escape.
void addDollarQuoted(ShellWord& word, QStringView raw);

} // namespace aios
