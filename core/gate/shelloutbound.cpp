// SPDX-License-Identifier: MIT
#include "core/gate/shelloutbound.h"

#include "core/base/text.h"
#include "core/gate/shellforms.h"
#include "core/gate/shelloutboundtable.h"

#include <QRegularExpression>
#include <QSet>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kMostLevels = 4;

QString leaves(const QString& what)
{
    return u"“%1” leaves this computer"_s.arg(elided(showHidden(what), 80));
}

bool isOption(const QString& word)
{
    return word.size() > 1 && (word.startsWith(u'-') || word.startsWith(u'+'));
}

/// `program --version` and its like say something and end.
bool onlyAsksForHelp(const QStringList& arguments)
{
    static const QSet<QString> words{u"--version"_s, u"--help"_s, u"-V"_s, u"-h"_s};
    return arguments.size() == 1 && words.contains(arguments.constFirst());
}

/// `command -v curl` runs nothing.
bool asksWhere(const QStringList& words)
{
    return words.size() > 1 && words.at(0) == "command"_L1 && words.at(1).compare("-v"_L1, Qt::CaseInsensitive) == 0;
}

/// "pip" of pip3.11.
QString withoutVersion(const QString& program)
{
    static const QRegularExpression version(u"[0-9.]+$"_s);
    const QString plain = QString(program).remove(version);
    return plain.isEmpty() ? program : plain;
}

/// The command that a program is given, and whether an option before it may have taken it as its value.
struct Given {
    QStringList commands; ///< The words that are no options, in order.
    bool certain = true;
};

Given givenTo(const QStringList& arguments)
{
    static const QSet<QString> flags{u"--quiet"_s,     u"-q"_s, u"-qq"_s,        u"--silent"_s,  u"-s"_s,
                                     u"--verbose"_s,   u"-v"_s, u"--no-pager"_s, u"-P"_s,        u"-r"_s,
                                     u"--recursive"_s, u"-y"_s, u"--yes"_s,      u"--offline"_s, u"--workspaces"_s,
                                     u"-B"_s,          u"-o"_s, u"--no-color"_s, u"--locked"_s,  u"--no-optional-locks"_s};
    Given given;
    for (const QString& word : arguments) {
        if (!isOption(word))
            given.commands.append(word);
        else if (given.commands.isEmpty() && !word.contains(u'=') && !word.startsWith(u'+') && !flags.contains(word))
            given.certain = false;
    }
    return given;
}

QString byCommands(const OutboundCommands& entry, const QStringList& arguments)
{
    const QStringList words = QString(entry.words).split(u' ', Qt::SkipEmptyParts);
    const Given given = givenTo(arguments);
    const QString program(entry.program);
    if (entry.mode == OutboundCommands::Mode::Except) {
        if (given.commands.isEmpty())
            return {};
        if (!given.certain)
            return u"“%1” is given options before its command, so what it does is not known"_s.arg(program);
        return words.contains(given.commands.constFirst()) ? QString() : leaves(program + u' ' + given.commands.constFirst());
    }
    if (given.commands.isEmpty())
        return words.contains("-"_L1) ? leaves(program) : QString();
    for (const QString& command : given.commands) {
        if (words.contains(command))
            return leaves(program + u' ' + command);
        if (given.certain)
            break;
    }
    return {};
}

QString byTable(const QString& program, const QStringList& arguments)
{
    for (const OutboundCommands& entry : outboundCommands()) {
        const QString name(entry.program);
        if (name == program || name == withoutVersion(program)) {
            if (QString reason = byCommands(entry, arguments); !reason.isEmpty())
                return reason;
        }
        // "git remote": the command itself has commands.
        const qsizetype space = name.indexOf(u' ');
        const qsizetype at = space < 0 || name.first(space) != program ? -1 : arguments.indexOf(name.sliced(space + 1));
        if (at >= 0) {
            if (QString reason = byCommands(entry, arguments.sliced(at + 1)); !reason.isEmpty())
                return reason;
        }
    }
    const bool remote = std::ranges::any_of(arguments, [](const QString& word) { return word.startsWith("--remote"_L1); });
    return program == "git"_L1 && arguments.contains("archive"_L1) && remote ? leaves(u"git archive --remote"_s) : QString();
}

/// An address of another computer among the words of a program that may go there.
QString byAddress(const QStringList& arguments)
{
    static const QRegularExpression scheme(u"([A-Za-z][A-Za-z0-9+.-]*)://"_s);
    static const QRegularExpression place(u"^[\\w.-]+@[\\w-]+(\\.[\\w-]+)+:"_s);
    static const QSet<QString> here{u"localhost"_s, u"127.0.0.1"_s, u"::1"_s};
    for (const QString& word : arguments) {
        const auto match = scheme.match(word);
        const bool address = match.hasMatch() && match.capturedView(1).compare("file"_L1, Qt::CaseInsensitive) != 0;
        if (place.match(word).hasMatch() || (address && !here.contains(QUrl(word.sliced(match.capturedStart())).host())))
            return u"it names the address %1"_s.arg(elided(showHidden(word), 80));
    }
    return {};
}

/// A word that says what it is for: deploy.sh, `make publish`, `npm run upload-media`.
bool isTelling(const QString& word, bool script)
{
    static const QRegularExpression separators(u"[^A-Za-z]+"_s);
    static const QSet<QString> telling{u"deploy"_s, u"publish"_s, u"upload"_s};
    if (!script && (word.contains(u'/') || word.contains(u'.')))
        return false;
    const QString name = programName(word).section(u'.', 0, 0).toLower();
    return std::ranges::any_of(name.split(separators, Qt::SkipEmptyParts), [](const QString& part) { return telling.contains(part); });
}

QString byTellingWord(const QString& program, const QStringList& arguments)
{
    static const QRegularExpression interpreter(u"^(python|node|ruby|perl|php|bun|deno|bash|sh|zsh|dash|ksh|fish)[0-9.]*$"_s);
    static const QSet<QString> packages{u"npm"_s, u"pnpm"_s, u"yarn"_s, u"bun"_s};
    const QStringList commands = givenTo(arguments).commands.mid(0, 2);
    const bool runsScript = interpreter.match(program).hasMatch();
    const bool script = isTelling(program, true) || (runsScript && !commands.isEmpty() && isTelling(commands.constFirst(), true));
    if (script)
        return u"“%1” says that it sends something out"_s.arg(isTelling(program, true) ? program : commands.constFirst());
    for (const QString& word : commands) {
        if (isTelling(word, false) || (packages.contains(program) && word.startsWith("release"_L1)))
            return u"“%1” says that it sends something out"_s.arg(word);
    }
    return {};
}

QString reasonOf(const QStringList& words, int level);

/// `python3 -m twine upload`: the module is the program.
QString byModule(const QString& program, const QStringList& arguments, int level)
{
    const qsizetype at = program.startsWith("py"_L1) ? arguments.indexOf(u"-m"_s) : -1;
    return at >= 0 && at + 1 < arguments.size() && level < kMostLevels ? reasonOf(arguments.sliced(at + 1), level + 1) : QString();
}

QString reasonOf(const QStringList& words, int level)
{
    const QString program = programName(words.constFirst());
    const QStringList arguments = words.sliced(1);
    if (onlyAsksForHelp(arguments))
        return {};
    if (isOutboundProgram(program))
        return leaves(program);
    if (QString reason = byTable(program, arguments); !reason.isEmpty())
        return reason;
    if (program == "rsync"_L1 || program == "rsync-ssl"_L1)
        return std::ranges::any_of(arguments, [](const QString& word) { return word.contains(u':'); }) ? leaves(program) : QString();
    if (isLocalProgram(program))
        return {};
    if (QString reason = byModule(program, arguments, level); !reason.isEmpty())
        return reason;
    for (const QString& word : arguments) {
        if (isOutboundName(word) || (word.startsWith(u'/') && isOutboundName(programName(word))))
            return leaves(programName(word));
    }
    const QString reason = byAddress(arguments);
    return reason.isEmpty() ? byTellingWord(program, arguments) : reason;
}

/// The words of every command, also of those that only a crude look finds in what is not understood.
QList<QStringList> commandsOf(const ShellScript& script)
{
    QList<QStringList> commands;
    for (const SimpleCommand& command : script.commands)
        commands.append(command.roughWords.isEmpty() ? command.words : command.roughWords);
    if (!script.unparsed.isEmpty()) {
        const QStringList forms = denyForms(script);
        for (const QString& form : forms)
            commands.append(form.split(QRegularExpression(u"\\s+"_s), Qt::SkipEmptyParts));
    }
    return commands;
}

} // namespace

QString outboundReason(const ShellScript& script)
{
    // bash itself, and awk, open connections by these names.
    static const QRegularExpression device(u"/(dev|inet[46]?)/(tcp|udp)/"_s);
    if (const auto match = device.match(script.source); match.hasMatch())
        return leaves(match.captured());
    const QList<QStringList> commands = commandsOf(script);
    for (const QStringList& command : commands) {
        if (command.isEmpty())
            continue;
        const QList<QStringList> levels = asksWhere(command) ? QList<QStringList>() : withUnwrapped(command);
        for (const QStringList& words : levels) {
            if (words.isEmpty() || words.constFirst().isEmpty())
                continue;
            if (QString reason = reasonOf(words, 0); !reason.isEmpty())
                return reason;
        }
    }
    return {};
}

} // namespace aios
