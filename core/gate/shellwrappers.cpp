// SPDX-License-Identifier: MIT
// Programs that run the command they are given, and how to find it among their own options.
#include "core/gate/shellforms.h"

#include <QRegularExpression>
#include <QSet>

#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kMostLevels = 8;
constexpr qsizetype kMostCommands = 64;

struct Wrapper {
    QLatin1StringView name;
    QLatin1StringView shortWithValue; ///< Letters.
    QLatin1StringView longWithValue;  ///< Names, space separated.
    int positionals = 0;              ///< Its own operands before the command.
    bool transparent = false;
    enum class Rest : std::uint8_t { Command, Script } rest = Rest::Command;
};

constexpr std::array kWrappers{
    Wrapper{"timeout"_L1, "ks"_L1, "kill-after signal"_L1, 1, true},
    Wrapper{"nice"_L1, "n"_L1, "adjustment"_L1, 0, true},
    Wrapper{"nohup"_L1, ""_L1, ""_L1, 0, true},
    Wrapper{"stdbuf"_L1, "ioe"_L1, "input output error"_L1, 0, true},
    Wrapper{"command"_L1, ""_L1, ""_L1, 0, true},
    Wrapper{"builtin"_L1, ""_L1, ""_L1, 0, true},
    Wrapper{"noglob"_L1, ""_L1, ""_L1},
    Wrapper{"time"_L1, "of"_L1, "output format"_L1},
    Wrapper{"env"_L1, "uCS"_L1, "unset chdir split-string"_L1},
    Wrapper{"exec"_L1, "a"_L1, ""_L1},
    Wrapper{"xargs"_L1, "adEeIiLlnPs"_L1, "arg-file delimiter eof replace max-lines max-args max-procs max-chars process-slot-var"_L1},
    Wrapper{"parallel"_L1, "jaNnILS"_L1, "jobs arg-file sshlogin"_L1},
    Wrapper{"sudo"_L1, "CDghpRrTtUu"_L1, "close-from chdir group host prompt chroot role command-timeout type other-user user"_L1},
    Wrapper{"doas"_L1, "Cua"_L1, ""_L1},
    Wrapper{"pkexec"_L1, ""_L1, "user"_L1},
    Wrapper{"run0"_L1, "ugD"_L1, "user group chdir"_L1},
    Wrapper{"setsid"_L1, ""_L1, ""_L1},
    Wrapper{"ionice"_L1, "cnpPu"_L1, "class classdata pid"_L1},
    Wrapper{"chrt"_L1, "TPD"_L1, ""_L1, 1},
    Wrapper{"taskset"_L1, ""_L1, ""_L1, 1},
    Wrapper{"numactl"_L1, "CNmipl"_L1, ""_L1},
    Wrapper{"prlimit"_L1, "po"_L1, ""_L1},
    Wrapper{"setpriv"_L1, ""_L1, "ambient-caps inh-caps bounding-set reuid regid groups securebits"_L1},
    Wrapper{"flock"_L1, "wE"_L1, "timeout wait conflict-exit-code"_L1, 1},
    Wrapper{"watch"_L1, "nq"_L1, "interval equexit"_L1, 0, false, Wrapper::Rest::Script},
    Wrapper{"strace"_L1, "abeEIoOpPsSuUX"_L1, ""_L1},
    Wrapper{"ltrace"_L1, "aeopsu"_L1, ""_L1},
    Wrapper{"valgrind"_L1, ""_L1, ""_L1},
    Wrapper{"unshare"_L1, ""_L1, "map-user map-group root wd setuid setgid"_L1},
    Wrapper{"nsenter"_L1, "tSG"_L1, "target setuid setgid"_L1},
    Wrapper{"chroot"_L1, ""_L1, "userspec groups"_L1, 1},
    Wrapper{"bwrap"_L1, ""_L1, ""_L1},
    Wrapper{"firejail"_L1, ""_L1, ""_L1},
    Wrapper{"busybox"_L1, ""_L1, ""_L1},
    Wrapper{"toybox"_L1, ""_L1, ""_L1},
    Wrapper{"systemd-run"_L1, "puHMtE"_L1, "unit property"_L1},
    Wrapper{"proxychains"_L1, "f"_L1, ""_L1},
    Wrapper{"proxychains4"_L1, "f"_L1, ""_L1},
    Wrapper{"torsocks"_L1, ""_L1, ""_L1},
    Wrapper{"fakeroot"_L1, "lsib"_L1, ""_L1},
    Wrapper{"faketime"_L1, "f"_L1, ""_L1, 1},
    Wrapper{"unbuffer"_L1, ""_L1, ""_L1},
    Wrapper{"rlwrap"_L1, ""_L1, ""_L1},
    Wrapper{"xvfb-run"_L1, "nesfp"_L1, "server-num error-file server-args auth-file"_L1},
    Wrapper{"dbus-run-session"_L1, ""_L1, "config-file"_L1},
    Wrapper{"setarch"_L1, ""_L1, ""_L1},
    Wrapper{"ssh"_L1, "BbcDEeFIiJLlmOopQRSWw"_L1, ""_L1, 1, false, Wrapper::Rest::Script},
    Wrapper{"eval"_L1, ""_L1, ""_L1, 0, false, Wrapper::Rest::Script},
    Wrapper{"coproc"_L1, ""_L1, ""_L1},
};

bool isAssignment(const QString& word)
{
    static const QRegularExpression form(u"^[A-Za-z_][A-Za-z0-9_]*\\+?="_s);
    return form.match(word).hasMatch();
}

bool hasLong(QLatin1StringView names, QStringView name)
{
    // Long options may be shortened.
    const QStringList known = QString(names).split(u' ', Qt::SkipEmptyParts);
    return !name.isEmpty() && std::ranges::any_of(known, [name](const QString& option) { return option.startsWith(name); });
}

/// How many words the option at `words[i]` takes. `sure` becomes false when the option is not known.
qsizetype optionLength(const Wrapper& wrapper, const QString& word, bool& sure)
{
    if (word.startsWith("--"_L1)) {
        if (word.contains(u'='))
            return 1;
        if (hasLong(wrapper.longWithValue, QStringView(word).sliced(2)))
            return 2;
        sure = false;
        return 1;
    }
    for (qsizetype i = 1; i < word.size(); ++i) {
        if (wrapper.shortWithValue.contains(word[i]))
            return i + 1 < word.size() ? 1 : 2;
    }
    sure = false;
    return 1;
}

/// The script of `env -S`, given as the option's value or with it.
std::optional<QString> splitString(const QStringList& words, qsizetype i)
{
    const QString& word = words[i];
    if (word.startsWith("--s"_L1))
        return word.contains(u'=') ? word.sliced(word.indexOf(u'=') + 1) : words.value(i + 1);
    if (const qsizetype letter = word.indexOf(u'S'); letter > 0 && !word.startsWith("--"_L1))
        return letter + 1 < word.size() ? word.sliced(letter + 1) : words.value(i + 1);
    return std::nullopt;
}

void addRest(Unwrapped& result, const Wrapper& wrapper, const QStringList& rest)
{
    if (rest.isEmpty())
        return;
    if (wrapper.rest == Wrapper::Rest::Script)
        result.scripts.append(rest.join(u' '));
    else
        result.commands.append(rest);
}

Unwrapped unwrapKnown(const Wrapper& wrapper, const QStringList& words)
{
    Unwrapped result;
    bool sure = true;
    const bool env = wrapper.name == "env"_L1;
    qsizetype i = 1;
    for (; i < words.size(); ++i) {
        const QString& word = words[i];
        if (env && isAssignment(word))
            continue;
        if (word == "--"_L1) {
            ++i;
            break;
        }
        if (word.size() < 2 || !word.startsWith(u'-'))
            break;
        if (env) {
            if (const std::optional<QString> script = splitString(words, i))
                result.scripts.append(QStringList(QStringList{*script} + words.mid(i + 1)).join(u' '));
        }
        if (wrapper.name == "flock"_L1 && (word == "-c"_L1 || word == "--command"_L1))
            result.scripts.append(words.value(i + 1));
        i += optionLength(wrapper, word, sure) - 1;
    }
    while (env && i < words.size() && isAssignment(words[i]))
        ++i;
    i += wrapper.positionals;
    const QStringList rest = words.mid(i);
    addRest(result, wrapper, rest);
    if (wrapper.name == "flock"_L1 && rest.size() > 1 && (rest[0] == "-c"_L1 || rest[0] == "--command"_L1))
        result.scripts.append(rest[1]);
    // An option nobody here knows may have taken the first word as its value.
    if (!sure && rest.size() > 1)
        addRest(result, wrapper, rest.mid(1));
    result.transparent = wrapper.transparent && sure && i > wrapper.positionals && result.commands.size() == 1;
    return result;
}

/// `bash -c SCRIPT`, `bash -lc SCRIPT`, `su -c SCRIPT`, `script -c SCRIPT`.
Unwrapped unwrapShell(const QStringList& words)
{
    Unwrapped result;
    bool takes = false;
    for (qsizetype i = 1; i < words.size(); ++i) {
        const QString& word = words[i];
        if (word.startsWith("--command="_L1)) {
            result.scripts.append(word.sliced(10));
        } else if (word == "--command"_L1 || word == "--session-command"_L1) {
            takes = true;
        } else if ((word.startsWith(u'-') || word.startsWith(u'+')) && !word.startsWith("--"_L1)) {
            const qsizetype letter = word.indexOf(u'c');
            takes = takes || letter > 0;
            if (letter > 0 && letter + 1 < word.size())
                result.scripts.append(word.sliced(letter + 1));
        } else if (takes) {
            result.scripts.append(word);
        }
    }
    return result;
}

/// What `find -exec … ;`, `fd -x …` and their like run.
Unwrapped unwrapSearch(const QStringList& words)
{
    static const QSet<QString> starters{u"-exec"_s, u"-execdir"_s, u"-ok"_s, u"-okdir"_s, u"-x"_s, u"-X"_s, u"--exec"_s, u"--exec-batch"_s};
    Unwrapped result;
    for (qsizetype i = 1; i < words.size(); ++i) {
        if (!starters.contains(words[i]))
            continue;
        QStringList command;
        for (++i; i < words.size() && words[i] != ";"_L1 && words[i] != "+"_L1; ++i)
            command.append(words[i]);
        if (!command.isEmpty())
            result.commands.append(command);
    }
    return result;
}

} // namespace

bool isShellProgram(const QString& program)
{
    static const QSet<QString> shells{u"sh"_s,  u"bash"_s,  u"dash"_s, u"zsh"_s, u"ksh"_s,  u"mksh"_s,
                                      u"ash"_s, u"rbash"_s, u"fish"_s, u"csh"_s, u"tcsh"_s, u"yash"_s};
    return shells.contains(program);
}

Unwrapped unwrapCommand(const QStringList& words)
{
    if (words.size() < 2)
        return {};
    const QString program = programName(words.constFirst());
    if (isShellProgram(program) || program == "su"_L1 || program == "runuser"_L1 || program == "script"_L1)
        return unwrapShell(words);
    if (program == "find"_L1 || program == "fd"_L1 || program == "fdfind"_L1)
        return unwrapSearch(words);
    if (program == "trap"_L1)
        return Unwrapped{{}, {words[1]}, false};
    if (program.startsWith("ld-linux"_L1) || program.startsWith("ld-musl"_L1) || program.startsWith("ld.so"_L1))
        return unwrapKnown(Wrapper{"ld.so"_L1, ""_L1, "library-path preload audit inhibit-rpath argv0"_L1}, words);
    for (const Wrapper& wrapper : kWrappers) {
        if (program == wrapper.name)
            return unwrapKnown(wrapper, words);
    }
    return {};
}

QList<QStringList> withUnwrapped(const QStringList& words)
{
    QList<QStringList> found{words};
    qsizetype from = 0;
    for (int level = 0; level < kMostLevels && from < found.size() && found.size() < kMostCommands; ++level) {
        const qsizetype end = found.size();
        for (; from < end && found.size() < kMostCommands; ++from)
            found.append(unwrapCommand(QStringList(found[from])).commands);
    }
    return found;
}

} // namespace aios
