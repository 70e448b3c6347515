// SPDX-License-Identifier: MIT
#include "core/gate/policy.h"

#include "core/base/text.h"
#include "core/gate/shellforms.h"
#include "core/gate/shellsyntax.h"
#include "core/gate/shfmtrunner.h"

#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>

#include <cstdlib>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.gate.shell")

constexpr qsizetype kMostCharacters = 2000;
constexpr auto kTimeLimit = std::chrono::milliseconds(250);
constexpr int kMostNesting = 3;
constexpr int kMostRuns = 12;
constexpr qsizetype kMostMentions = 400;

/// One analysis: the script, and the scripts inside it, within one time limit.
class Analysis {
public:
    Analysis(QString workingDirectory, QString projectRoot)
        : m_workingDirectory(std::move(workingDirectory)),
          m_projectRoot(std::move(projectRoot)),
          m_deadline(std::chrono::steady_clock::now() + kTimeLimit)
    {}

    [[nodiscard]] ShellScript parse(const QString& source);
    /// Adds what the scripts given to bash -c, eval and their like would run.
    void addNested(ShellScript& script, int level);

private:
    QString m_workingDirectory;
    QString m_projectRoot;
    std::optional<QString> m_shfmt; ///< Looked for when it is needed.
    std::chrono::steady_clock::time_point m_deadline;
    int m_runs = 0;
};

ShellScript Analysis::parse(const QString& source)
{
    const QByteArray bytes = source.toUtf8();
    if (auto plain = scriptOfPlainWords(bytes, m_workingDirectory))
        return *std::move(plain);
    ShellScript script;
    script.source = source;
    script.workingDirectory = m_workingDirectory;
    if (!m_shfmt)
        m_shfmt = findShfmt(qgetenv("PATH"), {m_workingDirectory, m_projectRoot});
    if (m_shfmt->isEmpty()) {
        script.unparsed = u"shfmt is not installed"_s;
        return script;
    }
    if (++m_runs > kMostRuns) {
        script.unparsed = u"it holds too many scripts inside one another"_s;
        return script;
    }
    const Result<QByteArray> tree = runShfmt(*m_shfmt, bytes, m_deadline);
    if (!tree) {
        qCInfo(log) << "not parsed:" << tree.error().message;
        script.unparsed = tree.error().message;
        return script;
    }
    return scriptFromSyntax(*tree, bytes, m_workingDirectory);
}

void refuse(ShellScript& script, const QString& why)
{
    if (script.unparsed.isEmpty())
        script.unparsed = why;
}

void absorb(ShellScript& script, const ShellScript& inner)
{
    script.commands.append(inner.commands);
    script.redirects.append(inner.redirects);
    script.hasSubstitution = script.hasSubstitution || inner.hasSubstitution;
    script.hasControl = script.hasControl || inner.hasControl;
    script.hasHeredoc = script.hasHeredoc || inner.hasHeredoc;
    if (!inner.unparsed.isEmpty())
        refuse(script, inner.unparsed);
}

void Analysis::addNested(ShellScript& script, int level)
{
    QStringList sources;
    for (const SimpleCommand& command : std::as_const(script.commands)) {
        for (const QStringList& words : withUnwrapped(command.roughWords))
            sources.append(unwrapCommand(words).scripts);
    }
    sources.removeDuplicates();
    for (const QString& source : std::as_const(sources)) {
        if (level >= kMostNesting) {
            refuse(script, u"it holds scripts inside scripts too often"_s);
            return;
        }
        ShellScript inner = parse(source);
        addNested(inner, level + 1);
        absorb(script, inner);
    }
}

/// Where the path leads when links are followed, as far as it exists.
QString resolved(const QString& absolute)
{
    QString existing = absolute;
    QString rest;
    while (!existing.isEmpty() && existing != "/"_L1) {
        if (const QString real = QFileInfo(existing).canonicalFilePath(); !real.isEmpty())
            return QDir::cleanPath(real + rest);
        const qsizetype slash = existing.lastIndexOf(u'/');
        if (slash < 0)
            break;
        rest.prepend(existing.sliced(slash));
        existing.truncate(slash);
    }
    return absolute;
}

/// The pieces of a word that a program may take as a path: itself, behind `=`, `:` or `@`, behind a short option's letter.
QStringList pathsIn(const QString& word)
{
    QStringList paths{word};
    for (const QChar mark : {u'=', u':', u'@', u','}) {
        if (const qsizetype at = word.indexOf(mark); at >= 0)
            paths.append(word.sliced(at + 1));
    }
    if (word.size() > 2 && word.startsWith(u'-') && word[1] != u'-')
        paths.append(word.sliced(2));
    paths.removeIf([](const QString& path) { return path.isEmpty() || path.startsWith(u'-') || path.startsWith("//"_L1) || path.size() > 1024; });
    paths.removeDuplicates();
    return paths;
}

void addMentions(ShellScript& script)
{
    const QDir folder(script.workingDirectory);
    QStringList seen;
    for (const SimpleCommand& command : std::as_const(script.commands)) {
        for (qsizetype i = 0; i < command.roughWords.size(); ++i) {
            if (i == 0 && !command.roughWords[0].contains(u'/'))
                continue;
            for (QString path : pathsIn(command.roughWords[i])) {
                if (path.startsWith("~/"_L1) || path == "~"_L1)
                    path.replace(0, 1, QDir::homePath());
                seen.append(QDir::cleanPath(folder.absoluteFilePath(path)));
            }
        }
    }
    seen.removeDuplicates();
    if (seen.size() > kMostMentions) {
        refuse(script, u"it names too many files"_s);
        seen.resize(kMostMentions);
    }
    for (const QString& path : std::as_const(seen))
        script.mentions.append(PathAccess{PathAccess::Kind::Write, path, resolved(path), true});
    for (PathAccess& redirect : script.redirects) {
        if (!redirect.path.isEmpty())
            redirect.realPath = resolved(redirect.path);
    }
}

} // namespace

ShellScript analyseShell(const QString& command, const QString& workingDirectory, const QString& projectRoot)
{
    ShellScript script;
    script.source = command;
    script.workingDirectory = workingDirectory;
    if (command.size() > kMostCharacters) {
        script.unparsed = u"it is longer than %1 characters"_s.arg(kMostCharacters);
        return script;
    }
    Analysis analysis(workingDirectory, projectRoot);
    script = analysis.parse(command);
    if (hasHidden(command) || command.contains(u'\r'))
        refuse(script, u"it holds hidden characters"_s);
    // bash takes the two characters out before it reads anything else; what that joins must be seen by deny rules, and a person must see the rest.
    if (command.contains("\\\n"_L1)) {
        refuse(script, u"a line of it ends in a backslash"_s);
        absorb(script, analysis.parse(QString(command).remove("\\\n"_L1)));
    }
    if (command.endsWith(u'\\'))
        refuse(script, u"it ends in a backslash"_s);
    analysis.addNested(script, 0);
    addMentions(script);
    return script;
}

} // namespace aios
