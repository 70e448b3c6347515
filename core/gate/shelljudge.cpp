// SPDX-License-Identifier: MIT
#include "core/gate/shelljudge.h"

#include "core/base/text.h"
#include "core/gate/protectedpaths.h"
#include "core/gate/shelldanger.h"
#include "core/gate/shellforms.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostParts = 50;
constexpr qsizetype kMostCharacters = 10'000;
constexpr qsizetype kMostRemembered = 5;

Verdict asks(Verdict::By by, const QString& reason)
{
    Verdict verdict;
    verdict.by = by;
    verdict.reason = reason;
    return verdict;
}

bool isHarmlessDevice(const QString& path)
{
    return path == "/dev/null"_L1 || path == "/dev/stdin"_L1 || path == "/dev/stdout"_L1 || path == "/dev/stderr"_L1;
}

/// Why a file a command names needs a look; empty when it does not.
QString pathProblem(const PathAccess& access, const QStringList& roots, bool readsOnly)
{
    if (isHarmlessDevice(access.path))
        return {};
    for (const QString& path : {access.path, access.realPath}) {
        if (path.isEmpty())
            continue;
        const std::optional<QString> relative = relativeToAny(roots, path);
        if (!relative)
            return u"it names %1, which is outside this folder"_s.arg(showHidden(path));
        if (relative->isEmpty())
            continue;
        if (isSensitivePath(*relative))
            return u"it names %1, which may hold secrets"_s.arg(showHidden(*relative));
        if (!readsOnly && isProtectedPath(*relative))
            return u"it names %1, which steers this or other programs"_s.arg(showHidden(*relative));
    }
    return {};
}

/// What makes the line as a whole impossible to allow by rule.
QString lineProblem(const ShellScript& script)
{
    if (script.commands.isEmpty())
        return u"it holds no command"_s;
    if (script.source.size() > kMostCharacters)
        return u"it is longer than %1 characters"_s.arg(kMostCharacters);
    if (script.commands.size() > kMostParts)
        return u"it has more than %1 parts"_s.arg(kMostParts);
    if (hasHidden(script.source) || script.source.contains(u'\r'))
        return u"it holds hidden characters"_s;
    if (script.hasSubstitution)
        return u"a part of it is the output of another command"_s;
    if (script.hasControl)
        return u"it has functions, loops, conditions, settings or background jobs"_s;
    if (script.hasHeredoc)
        return u"it feeds text to a command"_s;
    for (const PathAccess& redirect : script.redirects) {
        if (redirect.kind == PathAccess::Kind::Write && !isHarmlessDevice(redirect.path))
            return u"it writes a file by redirection"_s;
    }
    return {};
}

QString commandProblem(const SimpleCommand& command, qsizetype parts)
{
    if (!command.assignments.isEmpty())
        return u"it sets variables for a command"_s;
    if (!command.literal || command.words.isEmpty())
        return u"a part of it is only known when it runs"_s;
    const QString program = programName(command.words.constFirst());
    if (parts > 1 && (program == "cd"_L1 || program == "pushd"_L1 || program == "popd"_L1))
        return u"it changes the folder and then does something else"_s;
    const QString danger = commandDanger(command.words);
    return danger.isEmpty() ? QString() : u"%1 %2"_s.arg(program, danger);
}

/// The allow rule for a command, or for what a transparent wrapper around it runs.
const CompiledRule* allowRule(const SimpleCommand& command, const CompiledRules& rules)
{
    if (const CompiledRule* rule = rules.allowingCommand(canonicalCommand(command.words), command.text))
        return rule;
    QStringList words = command.words;
    for (int level = 0; level < 4; ++level) {
        const Unwrapped inner = unwrapCommand(words);
        if (!inner.transparent)
            return nullptr;
        words = inner.commands.constFirst();
        const QString canonical = canonicalCommand(words);
        if (const CompiledRule* rule = rules.allowingCommand(canonical, canonical))
            return rule;
    }
    return nullptr;
}

/// One exact rule a part; nothing when a part cannot be said exactly (`*` has no escape).
QStringList exactRules(const QList<SimpleCommand>& commands)
{
    QStringList exact;
    for (const SimpleCommand& command : commands) {
        const QString text = canonicalCommand(command.words);
        if (text.contains(u'*') || text.contains(u'\n') || text.size() > 1000)
            return {};
        exact.append(u"Bash("_s + text + u')');
    }
    exact.removeDuplicates();
    return exact.size() > kMostRemembered ? QStringList() : exact;
}

} // namespace

Verdict judgeCommandLine(const ShellScript& script, const CompiledRules& rules, const QStringList& roots)
{
    if (!script.unparsed.isEmpty())
        return asks(Verdict::By::Unparsed, u"Asks because the command line is not fully understood: %1."_s.arg(script.unparsed));
    if (const QString problem = lineProblem(script); !problem.isEmpty())
        return asks(Verdict::By::Default, u"Asks because %1."_s.arg(problem));
    for (const SimpleCommand& command : script.commands) {
        if (const QString problem = commandProblem(command, script.commands.size()); !problem.isEmpty())
            return asks(Verdict::By::Default, u"Asks because %1."_s.arg(problem));
    }
    const auto firstProblem = [&roots](const QList<PathAccess>& accesses) {
        for (const PathAccess& access : accesses) {
            if (QString problem = pathProblem(access, roots, access.kind == PathAccess::Kind::Read); !problem.isEmpty())
                return problem;
        }
        return QString();
    };
    for (const QString& problem : {firstProblem(script.redirects), firstProblem(script.mentions)}) {
        if (!problem.isEmpty())
            return asks(Verdict::By::Protected, u"Asks because %1."_s.arg(problem));
    }

    const CompiledRule* first = nullptr;
    for (const SimpleCommand& command : script.commands) {
        const CompiledRule* rule = allowRule(command, rules);
        if (!rule) {
            Verdict verdict = asks(Verdict::By::Default, u"Asks because no rule allows “%1”."_s.arg(elided(showHidden(command.text), 200)));
            verdict.rememberable = exactRules(script.commands);
            return verdict;
        }
        if (!first)
            first = rule;
    }
    Verdict verdict;
    verdict.effect = RuleEffect::Allow;
    verdict.by = Verdict::By::Rule;
    verdict.rule = first->rule.text;
    verdict.source = first->rule.source;
    return verdict;
}

} // namespace aios
