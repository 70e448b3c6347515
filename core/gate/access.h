// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace aios {

/// What a call does at most, in the words the card uses: Read · Changes files · Runs a program · Leaves this computer.
enum class Grade : std::uint8_t { Read, ChangesFiles, RunsProgram, LeavesComputer };
[[nodiscard]] QString gradeName(Grade grade); ///< For logs and JSON: "read", "changes-files", "runs-program", "leaves-computer"

/// A file or folder a call touches.
struct PathAccess {
    enum class Kind : std::uint8_t { Read, Write };
    Kind kind = Kind::Read;
    QString path;     ///< Absolute, as named (normalised lexically).
    QString realPath; ///< Absolute, links resolved; rules look at both.
    bool insideProject = true;
};

/// One simple command of a shell script, after quote removal. `words` empty: could not be known (expansion, or no command at all).
struct SimpleCommand {
    QStringList words;          ///< argv as it will be, when all of it is literal.
    QString text;               ///< Source text, for people.
    QStringList assignments;    ///< NAME=value before the command.
    bool literal = true;        ///< False when any word depends on expansion, substitution, globbing.
    QStringList roughWords;     ///< Words after quote removal with expansions left as written: what deny rules look at.
};

/// What shfmt's grammar says a command line is. Anything not understood makes `unparsed` say why, and the call asks.
struct ShellScript {
    QString source;
    QList<SimpleCommand> commands; ///< All, also nested in subshells, functions, substitutions, and `bash -c` strings.
    QList<PathAccess> redirects;   ///< Files written or read by redirection, where literal.
    QString unparsed;              ///< Why it is not understood; empty when it is.
    bool hasSubstitution = false;
    bool hasControl = false;       ///< Functions, loops, conditionals, background jobs.
    bool hasHeredoc = false;       ///< Text is fed to a command's input.
    QString workingDirectory;      ///< Absolute; what relative words stand beneath.
    QList<PathAccess> mentions;    ///< Words that name a path, or may; kind Write, because a program may do either with it.
};

/// Everything a policy needs to know about a call, made by the tool's plan(). No field may come unchecked from the model's prose.
struct AccessRequest {
    QString tool;          ///< "Bash", "Edit", "mcp__server__tool"
    QByteArray inputJson;
    Grade grade = Grade::LeavesComputer;
    QList<PathAccess> paths;
    std::optional<ShellScript> shell;
    QString url;           ///< WebFetch.
    QString subject;       ///< Agent or Skill name.
    bool alwaysAsk = false;     ///< Protected by nature; no rule or mode allows it.
    QString alwaysAskReason;
    QString ticket; ///< A person's stored approval of exactly this call (core/gate/tickets.h): it is not asked again, whatever alwaysAsk says.
    bool neverAsks = false;     ///< Harmless by construction (TaskList, AskUserQuestion's own card).
};

} // namespace aios
