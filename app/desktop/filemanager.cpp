// SPDX-License-Identifier: MIT
#include "app/desktop/filemanager.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

void openFolderOf(const QString& path)
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).isDir() ? path : QFileInfo(path).absolutePath()));
}

} // namespace

void showInFileManager(const QString& absolutePath)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return openFolderOf(absolutePath);
    QDBusMessage show = QDBusMessage::createMethodCall(u"org.freedesktop.FileManager1"_s, u"/org/freedesktop/FileManager1"_s,
                                                       u"org.freedesktop.FileManager1"_s, u"ShowItems"_s);
    show << QStringList{QUrl::fromLocalFile(absolutePath).toString(QUrl::FullyEncoded)} << QString();
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(show));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher, [watcher, absolutePath] {
        if (const QDBusPendingReply<> reply = *watcher; reply.isError()) // no such service here
            openFolderOf(absolutePath);
        watcher->deleteLater();
    });
}

} // namespace aios
