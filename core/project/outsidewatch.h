// SPDX-License-Identifier: MIT
#pragma once

#include "core/project/fileobservation.h"
#include "core/project/watchcalls.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QStringList>

#include <cstdint>

namespace aios {

inline constexpr std::uint32_t kWatchEvents =
    IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;

/// Places outside the folder that matter to it, absolute: the person's own CLAUDE.md, imports, linked skills. They need not exist.
struct WatchPlaces {
    QStringList files;
    QStringList trees; ///< Folders; the Markdown files beneath them matter, links followed.

    friend bool operator==(const WatchPlaces&, const WatchPlaces&) = default;
};

/// The watcher's knowledge of places outside its root. Busy neighbours (a home folder, /tmp) cost nothing: an event counts only when its name is one
/// that was asked for. Part of WatchScan, so never used by two threads.
class OutsideWatch {
public:
    OutsideWatch(int inotify, WatchCalls calls) : m_inotify(inotify), m_calls(std::move(calls)) {}
    void useWatcher(int inotify) { m_inotify = inotify; }

    /// What changed since the last look; a place seen for the first time is learned, not reported. Blocking.
    [[nodiscard]] QList<WatchedChange> look(const WatchPlaces& places);

    [[nodiscard]] bool contains(int watch) const { return m_watches.contains(watch); }
    /// Whether this event can be about a place; `name` is empty for events of the folder itself.
    [[nodiscard]] bool concerns(int watch, QByteArrayView name, bool isFolder) const;
    /// Removes the kernel's watches that no place needs any more, unless `isUsed` by somebody else.
    template <typename Used>
    void forgetOthers(Used isUsed)
    {
        for (const int watch : std::as_const(m_dropped)) {
            if (!m_watches.contains(watch) && !isUsed(watch))
                inotify_rm_watch(m_inotify, watch);
        }
        m_dropped.clear();
    }

private:
    /// Names that matter in a watched folder; `markdown`: also all Markdown files and folders.
    struct Interest {
        QSet<QByteArray> names;
        bool markdown = false;
    };
    using Files = QHash<QString, KnownFile>;

    Interest* watch(const QString& folder);
    /// Watches the folder the path stands in; while that is missing, the nearest one above it.
    void watchNameOf(const QString& path);
    void lookAtFile(const QString& path, QList<WatchedChange>& changes);
    void lookAtTree(const QString& tree, QList<WatchedChange>& changes);
    void collect(const QString& folder, int depth, QSet<QString>& visited, Files& found);

    int m_inotify;
    WatchCalls m_calls;
    QHash<int, Interest> m_watches;
    QSet<int> m_dropped;
    Files m_files;                 ///< Missing ones with stamp 0.
    QHash<QString, Files> m_trees; ///< By tree.
};

} // namespace aios
