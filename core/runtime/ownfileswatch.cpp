// SPDX-License-Identifier: MIT
#include "core/runtime/ownfileswatch.h"

#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr auto kPause = 150ms;

} // namespace

OwnFilesWatch::OwnFilesWatch(const QStringList& files, QObject* parent) : QObject(parent)
{
    for (const QString& file : files)
        m_files.insert(file, stampOf(file));
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPause);
    connect(&m_pause, &QTimer::timeout, this, &OwnFilesWatch::look);
    // Not started anew by what comes in between: a busy folder would put it off for ever.
    const auto soon = [this] {
        if (!m_pause.isActive())
            m_pause.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, soon);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, soon);
    watch();
}

OwnFilesWatch::Stamp OwnFilesWatch::stampOf(const QString& file)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(file).constData(), &info) != 0)
        return {};
    return {info.st_size, static_cast<qint64>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec, info.st_ino};
}

/// The folder tells of files that come, go or are replaced, the file of its being written in place. Of a folder that is missing, the nearest one above.
void OwnFilesWatch::watch()
{
    QStringList wanted;
    for (auto file = m_files.keyBegin(); file != m_files.keyEnd(); ++file) {
        QFileInfo folder(QFileInfo(*file).path());
        while (!folder.isDir() && folder.filePath() != folder.path())
            folder.setFile(folder.path());
        wanted.append(folder.filePath());
        if (QFileInfo::exists(*file))
            wanted.append(*file);
    }
    wanted.removeDuplicates();
    const QStringList now = m_watcher.files() + m_watcher.directories();
    QStringList gone = now;
    gone.removeIf([&wanted](const QString& path) { return wanted.contains(path); });
    if (!gone.isEmpty())
        m_watcher.removePaths(gone);
    wanted.removeIf([&now](const QString& path) { return now.contains(path); });
    if (!wanted.isEmpty())
        m_watcher.addPaths(wanted);
}

void OwnFilesWatch::look()
{
    watch(); // before the look: what changes after it is news
    QStringList changes;
    for (auto file = m_files.begin(); file != m_files.end(); ++file) {
        const Stamp now = stampOf(file.key());
        if (now == file.value())
            continue;
        file.value() = now;
        changes.append(file.key());
    }
    if (!changes.isEmpty())
        Q_EMIT changed(changes);
}

} // namespace aios
