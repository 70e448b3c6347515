// SPDX-License-Identifier: MIT
#include "core/gate/shelldanger.h"

#include "core/gate/shelldangertable.h"
#include "core/gate/shellforms.h"

#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kMostWrappers = 8;

bool isShortOption(const QString& word)
{
    return word.size() > 1 && word.startsWith(u'-') && !word.startsWith("--"_L1);
}

/// A long option, or any shortening of it that GNU programs would take for it.
bool isLongOption(const QString& word, QLatin1StringView name)
{
    if (!word.startsWith("--"_L1) || word.size() < 3)
        return false;
    const qsizetype value = word.indexOf(u'=');
    const QString given = value < 0 ? word.sliced(2) : word.sliced(2, value - 2);
    return !given.isEmpty() && QString(name).startsWith(given);
}

QString optionDanger(const ProgramDanger& entry, const QStringList& arguments)
{
    const QStringList longNames = QString(entry.longOptions).split(u' ', Qt::SkipEmptyParts);
    const QStringList words = QString(entry.words).split(u' ', Qt::SkipEmptyParts);
    for (const QString& argument : arguments) {
        const bool letter = isShortOption(argument) &&
                            std::ranges::any_of(QStringView(argument).sliced(1), [&entry](QChar c) { return entry.shortOptions.contains(c); });
        const bool named = std::ranges::any_of(longNames, [&argument](const QString& name) {
            const QByteArray latin = name.toLatin1();
            return isLongOption(argument, QLatin1StringView(latin));
        });
        const bool word = std::ranges::any_of(words, [&argument](const QString& start) {
            return start.endsWith(u'=') ? argument.contains(start) : argument == start || argument.startsWith(QString(start + u'='));
        });
        if (letter || named || word)
            return QString(entry.why);
    }
    return {};
}

/// sed runs and writes from its script: only printing lines by number is known to be harmless.
QString sedDanger(const QStringList& arguments)
{
    static const QRegularExpression harmlessScript(u"^[0-9$,;p ]+$"_s);
    static const QRegularExpression harmlessOption(u"^-[nEru]+$"_s);
    bool script = false;
    for (const QString& argument : arguments) {
        if (argument.startsWith(u'-') && argument != "-"_L1) {
            if (!harmlessOption.match(argument).hasMatch())
                return u"can change files with its options"_s;
        } else if (!script) {
            if (!harmlessScript.match(argument).hasMatch())
                return u"can write files and run programs from its script"_s;
            script = true;
        }
    }
    return script ? QString() : u"has no script"_s;
}

/// Some builtins evaluate a name such as a[$(command)] even inside single quotes.
QString subscriptDanger(const QString& program, const QStringList& arguments)
{
    static const QSet<QString> builtins{u"test"_s, u"["_s, u"[["_s, u"printf"_s, u"wait"_s, u"getopts"_s};
    if (!builtins.contains(program))
        return {};
    for (const QString& argument : arguments) {
        const bool names = argument.startsWith("-v"_L1) || argument == "-R"_L1 || argument == "-p"_L1;
        if (names || argument.contains(u'$') || argument.contains(u'`') || (argument.contains(u'[') && argument.size() > 1))
            return u"can evaluate what stands in its words"_s;
    }
    return {};
}

/// Sub-commands of git that only look, or change what the person's rule plainly names. Anything else may be an alias or run programs.
bool isPlainGitCommand(const QString& command)
{
    static const QSet<QString> plain{
        u"add"_s,       u"blame"_s,    u"branch"_s,     u"cat-file"_s,    u"check-ignore"_s, u"cherry"_s,   u"commit"_s,     u"count-objects"_s,
        u"describe"_s,  u"diff"_s,     u"diff-tree"_s,  u"fetch"_s,       u"for-each-ref"_s, u"grep"_s,     u"log"_s,        u"ls-files"_s,
        u"ls-remote"_s, u"ls-tree"_s,  u"merge-base"_s, u"name-rev"_s,    u"pull"_s,         u"push"_s,     u"range-diff"_s, u"reflog"_s,
        u"remote"_s,    u"rev-list"_s, u"rev-parse"_s,  u"shortlog"_s,    u"show"_s,         u"show-ref"_s, u"stash"_s,      u"status"_s,
        u"tag"_s,       u"var"_s,      u"version"_s,    u"whatchanged"_s, u"switch"_s,       u"checkout"_s, u"restore"_s,    u"merge"_s,
        u"init"_s,      u"rm"_s,       u"mv"_s,         u"reset"_s};
    return plain.contains(command);
}

QString gitDanger(const QStringList& arguments)
{
    static const QSet<QString> harmlessGlobals{u"--no-pager"_s, u"--no-optional-locks"_s, u"--version"_s, u"--literal-pathspecs"_s, u"-P"_s};
    qsizetype i = 0;
    while (i < arguments.size() && harmlessGlobals.contains(arguments[i]))
        ++i;
    if (i >= arguments.size())
        return {};
    if (arguments[i].startsWith(u'-'))
        return u"is given settings that can run programs or point it at another repository"_s;
    const QString command = arguments[i];
    if (!isPlainGitCommand(command))
        return u"%1 can run programs or change settings that do"_s.arg(command);
    const QStringList rest = arguments.mid(i + 1);
    for (const QString& argument : rest) {
        if (argument.contains("::"_L1))
            return u"is given an address that can run programs"_s;
    }
    if (command == "remote"_L1 && !rest.isEmpty() && rest != QStringList{u"-v"_s})
        return u"remote changes where the repository sends and fetches"_s;
    if (command == "grep"_L1)
        return optionDanger({"git grep"_L1, "Of"_L1, "open-files-in-pager"_L1, ""_L1, "can open files in another program"_L1}, rest);
    return optionDanger({"git"_L1, ""_L1,
                         "upload-pack exec receive-pack output ext-diff textconv template config separate-git-dir gpg-sign show-signature "
                         "strategy recurse-submodules interactive edit edit-description pathspec-from-file file exec-path"_L1,
                         ""_L1, "can run programs or write files with its options"_L1},
                        rest);
}

/// An interpreter may run a script a rule names, not code from its own command line or from its input.
QString interpreterDanger(const QString& program, const QStringList& arguments)
{
    static const QRegularExpression name(u"^(python|pypy|perl|ruby|node|nodejs|php|lua|luajit|Rscript|tclsh|guile|deno|bun|osascript|pwsh|irb|ipython"
                                         u"|groovy|scala|julia|elixir|erl|ghci|runghc|swift|java|jshell|sqlite3|psql|mysql)[0-9.]*$"_s);
    if (!name.match(program).hasMatch())
        return {};
    static const QSet<QString> informative{u"--version"_s, u"-V"_s, u"-v"_s, u"--help"_s};
    if (arguments.size() == 1 && informative.contains(arguments[0]))
        return {};
    if (program.startsWith("sqlite"_L1) || program == "psql"_L1 || program == "mysql"_L1)
        return u"can run programs from its input"_s;
    if (arguments.isEmpty() || arguments.constFirst().startsWith(u'-'))
        return u"can run any code from its options or its input"_s;
    if (program == "deno"_L1 || program == "bun"_L1) {
        static const QSet<QString> harmless{u"test"_s, u"lint"_s, u"fmt"_s, u"check"_s};
        return harmless.contains(arguments.constFirst()) ? QString() : u"can run any code"_s;
    }
    return {};
}

QString removalDanger(const QString& program, const QStringList& arguments)
{
    static const QSet<QString> programs{u"rm"_s, u"rmdir"_s, u"unlink"_s, u"mv"_s, u"chmod"_s, u"chown"_s, u"chgrp"_s};
    if (!programs.contains(program))
        return {};
    for (QString argument : arguments) {
        while (argument.size() > 1 && argument.endsWith(u'/'))
            argument.chop(1);
        if (argument == "."_L1 || argument == "/"_L1 || argument == ".."_L1 || argument.startsWith(u'~') || argument.isEmpty())
            return u"would touch a whole folder tree"_s;
    }
    return {};
}

QString ownDanger(const QStringList& words)
{
    const QString program = programName(words.constFirst());
    QStringList arguments = words.mid(1);
    // tar takes its letters without a dash too.
    if (program == "tar"_L1 && !arguments.isEmpty() && !arguments.constFirst().startsWith(u'-'))
        arguments.first().prepend(u'-');
    if (std::ranges::any_of(arguments, [](const QString& word) { return isShellProgram(programName(word)); }))
        return u"may hand its words to a shell"_s;
    if (isNeverCovered(program))
        return u"can run other programs, write files or change what a command means"_s;
    for (const QString& danger : {interpreterDanger(program, arguments), subscriptDanger(program, arguments), removalDanger(program, arguments)}) {
        if (!danger.isEmpty())
            return danger;
    }
    if (program == "sed"_L1 || program == "gsed"_L1)
        return sedDanger(arguments);
    if (program == "git"_L1)
        return gitDanger(arguments);
    for (const ProgramDanger& entry : programDangers()) {
        if (program != entry.program)
            continue;
        if (QString danger = optionDanger(entry, arguments); !danger.isEmpty())
            return danger;
    }
    if (program == "uniq"_L1 && std::ranges::count_if(arguments, [](const QString& word) { return !word.startsWith(u'-'); }) > 1)
        return u"writes its second file"_s;
    return {};
}

} // namespace

QString commandDanger(const QStringList& words)
{
    QStringList current = words;
    for (int level = 0; level < kMostWrappers; ++level) {
        if (current.isEmpty() || current.constFirst().isEmpty())
            return u"names no program"_s;
        const Unwrapped inner = unwrapCommand(current);
        if (!inner.transparent)
            return ownDanger(current);
        current = inner.commands.constFirst();
    }
    return u"is wrapped too often"_s;
}

} // namespace aios
