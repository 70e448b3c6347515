// SPDX-License-Identifier: MIT
#pragma once

#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QTimer>

namespace aios {

/// Tells when one of a few files of the person's own was changed, made or removed by whoever; also by ourselves. Costs nothing while nothing happens: their
/// folders are watched, and what happens there is looked at once it has paused for a moment, at the latest after a second. Core thread.
class OwnFilesWatch : public QObject {
    Q_OBJECT
public:
    explicit OwnFilesWatch(const QStringList& files, QObject* parent = nullptr);

Q_SIGNALS:
    void changed(const QStringList& files);

private:
    struct Stamp {
        qint64 size = -1; ///< There is none.
        qint64 time = 0;
        quint64 inode = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };
    [[nodiscard]] static Stamp stampOf(const QString& file);
    void watch();
    void look();

    QFileSystemWatcher m_watcher;
    QHash<QString, Stamp> m_files;
    QTimer m_pause;
};

} // namespace aios
