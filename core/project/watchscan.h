// SPDX-License-Identifier: MIT
#pragma once

#include "core/project/outsidewatch.h"
#include "core/project/treewalk.h"
#include "core/project/watchtrouble.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <atomic>
#include <optional>

namespace aios {

/// What is to be looked at again.
struct WatchTask {
    bool everything = false;
    QSet<QByteArray> files;   ///< Relative; something happened to them.
    QSet<QByteArray> folders; ///< Relative; made, moved or removed.
    bool outside = false;     ///< Something happened there, or other places matter now.
    WatchPlaces places;       ///< Outside the root, all of them.
};

struct WatchOutcome {
    bool available = true; ///< The root folder is there.
    WatchTrouble trouble = WatchTrouble::None; ///< Of the watches as they are after the look.
    QList<WatchedChange> changes;
};

/// What the watcher knows of the folder: the content of each file when last seen, and the kernel's watch of each folder. It is moved to the work
/// pool for each look and back, so it is never used by two threads. The inotify descriptor is the watcher's.
class WatchScan {
public:
    WatchScan(QString root, int inotify, const WatchCalls& calls)
        : m_root(std::move(root)), m_inotify(inotify), m_calls(calls), m_outside(inotify, calls)
    {}
    /// `inotify` -1: none is to be had, so looks tell what changed, and nothing else does.
    void useWatcher(int inotify);

    /// Blocking. The first look reports nothing: it learns.
    [[nodiscard]] WatchOutcome look(const WatchTask& task, const std::atomic_bool& cancelled);

    /// The folder of a watch, relative; nothing for watches outside the root or unknown ones.
    [[nodiscard]] std::optional<QByteArray> folderOf(int watch) const;
    [[nodiscard]] const OutsideWatch& outside() const { return m_outside; }

private:
    [[nodiscard]] bool isOtherFolder();
    void lookAtEverything(WatchOutcome& outcome, const std::atomic_bool& cancelled);
    void walkInto(const QByteArray& folder, WatchOutcome& outcome, QSet<QByteArray>& seen, const std::atomic_bool& cancelled);
    void lookAtFolders(const QSet<QByteArray>& folders, WatchOutcome& outcome, const std::atomic_bool& cancelled);
    void reportUnseen(const QSet<QByteArray>& seen, const QSet<QByteArray>* folders, WatchOutcome& outcome);
    void lookAtFile(const QByteArray& relative, WatchOutcome& outcome);
    void reportGone(const QByteArray& relative, WatchOutcome& outcome);
    void take(const QByteArray& relative, const Observation& seen, WatchOutcome& outcome);
    /// `before`: with the same stamp it is taken as it is, unread. None: always read.
    [[nodiscard]] std::optional<Observation> observe(const QByteArray& relative, const KnownFile* before, bool withinBudget);
    [[nodiscard]] bool watchFolder(const QByteArray& relative);
    void noteTrouble(WatchTrouble trouble);
    void forgetWatches(const QByteArray& folder);

    QString m_root;
    int m_inotify;
    WatchCalls m_calls;
    WatchTrouble m_trouble = WatchTrouble::None;
    std::optional<std::pair<quint64, quint64>> m_identity; ///< Device and number of the folder of the first look.
    int m_rootFd = -1; ///< Only while look() runs.
    bool m_learned = false;
    qint64 m_hashBudget = 0;
    QHash<QByteArray, KnownFile> m_files;
    QSet<QByteArray> m_links;
    QHash<int, QByteArray> m_folders;
    QHash<QByteArray, int> m_watches;
    OutsideWatch m_outside;
};

} // namespace aios
