// SPDX-License-Identifier: MIT
#include "app/wiring/programoptions.h"

#include "app/wiring/websocketmodule.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace aios {

namespace {
using namespace Qt::StringLiterals;

Result<void> copyTree(const QString& from, const QString& to)
{
    QDirIterator files(from, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QFileInfo file = files.nextFileInfo();
        const QString target = to + u'/' + QDir(from).relativeFilePath(file.absoluteFilePath());
        if (!QDir().mkpath(QFileInfo(target).absolutePath()))
            return fail(ErrorCode::Io,
                        u"The folder %1 cannot be made. Check the free space and the rights there."_s.arg(QFileInfo(target).absolutePath()));
        QFile source(file.absoluteFilePath());
        if (!source.copy(target))
            return fail(ErrorCode::Io, u"%1 cannot be written: %2."_s.arg(target, source.errorString()));
        // Shipped files may be read-only; the person's copy is theirs to edit.
        QFile::setPermissions(target, source.permissions() | QFileDevice::WriteOwner);
    }
    return {};
}
} // namespace

Runtime::Options programOptions(SecretStore* keychain)
{
    Runtime::Options options;
    options.paths = UserPaths::standard();
    options.environment = QProcessEnvironment::systemEnvironment();
    options.keychain = keychain;
    options.version = programVersion();
    options.openWebSocket = webSocketModule();
    return options;
}

QStringList templateNames(const UserPaths& paths)
{
    return QDir(paths.resources + u"/templates"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

Result<void> createFromTemplate(const UserPaths& paths, const QString& name, const QString& folder)
{
    const QStringList known = templateNames(paths);
    if (!known.contains(name))
        return fail(ErrorCode::NotFound, known.isEmpty() ? u"No templates were found beside the program (%1)."_s.arg(paths.resources)
                                                         : u"There is no template “%1”. There are: %2."_s.arg(name, known.join(u", "_s)));
    const QFileInfo target(folder);
    if (target.exists() && (!target.isDir() || !QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)))
        return fail(ErrorCode::AlreadyExists, u"%1 is not empty. Choose a folder that does not exist yet, or an empty one."_s.arg(folder));
    // Beside the target first, then moved: an interrupted copy is never taken for a project.
    const QString parent = target.absolutePath();
    const QString partial = parent + u"/.aios-new-"_s + QString::number(QCoreApplication::applicationPid());
    if (!QDir().mkpath(partial))
        return fail(ErrorCode::Io, u"Nothing can be made in %1. Check that it exists and that you may write there."_s.arg(parent));
    auto copied = copyTree(paths.resources + u"/templates/"_s + name, partial);
    if (copied && target.exists() && !QDir().rmdir(target.absoluteFilePath()))
        copied = fail(ErrorCode::Io, u"%1 cannot be replaced."_s.arg(folder));
    if (copied && !QDir().rename(partial, target.absoluteFilePath()))
        copied = fail(ErrorCode::Io, u"%1 cannot be made."_s.arg(folder));
    if (!copied)
        QDir(partial).removeRecursively();
    return copied;
}

QString programVersion()
{
    return QStringLiteral(AIOS_VERSION);
}

} // namespace aios
