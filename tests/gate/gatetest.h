// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/gate/policy.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace aios::test {

inline PermissionRule rule(RuleEffect effect, const QString& text, RuleSource source = RuleSource::User)
{
    return PermissionRule{.effect = effect, .source = source, .text = text};
}

inline PermissionSettings settings(const QStringList& allow, const QStringList& deny = {}, const QStringList& ask = {},
                                   RuleSource source = RuleSource::User)
{
    PermissionSettings made;
    for (const QString& text : deny)
        made.rules.append(rule(RuleEffect::Deny, text, source));
    for (const QString& text : ask)
        made.rules.append(rule(RuleEffect::Ask, text, source));
    for (const QString& text : allow)
        made.rules.append(rule(RuleEffect::Allow, text, source));
    return made;
}

/// The analysis has a time limit; on a busy machine it may be over before shfmt ran.
inline ShellScript analysed(const QString& command, const QString& root)
{
    ShellScript script;
    for (int attempt = 0; attempt < 20; ++attempt) {
        script = analyseShell(command, root, root);
        if (!script.unparsed.contains(QLatin1StringView("took too long")))
            break;
    }
    return script;
}

inline QByteArray commandInput(const QString& command)
{
    return QByteArray("{\"command\":" + jsonString(QStringView(command)) + "}");
}

inline AccessRequest bash(const QString& command, const QString& root)
{
    AccessRequest request;
    request.tool = QStringLiteral("Bash");
    request.grade = Grade::RunsProgram;
    request.inputJson = commandInput(command);
    request.shell = analysed(command, root);
    return request;
}

inline PathAccess access(PathAccess::Kind kind, const QString& root, const QString& named)
{
    const QString path = QDir::cleanPath(named.startsWith(u'/') ? named : QString(root + u'/' + named));
    const QString realParent = QFileInfo(QFileInfo(path).absolutePath()).canonicalFilePath();
    const QString real = QFileInfo(path).canonicalFilePath();
    PathAccess made{kind, path, real, true};
    if (real.isEmpty())
        made.realPath = realParent.isEmpty() ? path : QString(realParent + u'/' + QFileInfo(path).fileName());
    const QString prefix = QDir::cleanPath(root) + u'/';
    made.insideProject = path == QDir::cleanPath(root) || path.startsWith(prefix);
    return made;
}

inline AccessRequest onFile(const QString& tool, PathAccess::Kind kind, const QString& root, const QString& named)
{
    AccessRequest request;
    request.tool = tool;
    request.grade = kind == PathAccess::Kind::Write ? Grade::ChangesFiles : Grade::Read;
    request.inputJson = QByteArray("{\"file_path\":" + jsonString(QStringView(named)) + "}");
    request.paths = {access(kind, root, named)};
    return request;
}

inline AccessRequest write(const QString& root, const QString& named)
{
    return onFile(QStringLiteral("Write"), PathAccess::Kind::Write, root, named);
}

inline AccessRequest read(const QString& root, const QString& named)
{
    return onFile(QStringLiteral("Read"), PathAccess::Kind::Read, root, named);
}

inline AccessRequest fetch(const QString& url)
{
    AccessRequest request;
    request.tool = QStringLiteral("WebFetch");
    request.grade = Grade::LeavesComputer;
    request.inputJson = QByteArray("{\"url\":" + jsonString(QStringView(url)) + "}");
    request.url = url;
    return request;
}

inline AccessRequest service(const QString& tool, Grade grade = Grade::LeavesComputer)
{
    AccessRequest request;
    request.tool = tool;
    request.grade = grade;
    request.inputJson = "{}";
    return request;
}

inline void put(const QString& file, const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(file));
}

inline QByteArray bytesOf(const QString& file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

inline QString effectName(RuleEffect effect)
{
    return effect == RuleEffect::Deny ? QStringLiteral("deny") : effect == RuleEffect::Ask ? QStringLiteral("ask") : QStringLiteral("allow");
}

} // namespace aios::test
