// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/project/ignorerules.h"

#include <QByteArray>
#include <QString>

#include <atomic>
#include <functional>

namespace aios {

/// Goes through the folders beneath a root that matter: never .git or node_modules, never through a link or into another file system, and not into
/// what .gitignore names, unless layers are read from there (isLayerPlace). Names that are not UTF-8 are passed over: nothing of ours could name them.
/// Blocking, for the pool.
class TreeWalk {
public:
    enum class Kind : std::uint8_t { File, Link };
    struct Visitor {
        /// Before a folder is listed ("" is the root); false: not listed.
        std::function<bool(const QByteArray& folder)> enter;
        /// A file or link; false ends the walk.
        std::function<bool(const QByteArray& relative, Kind kind)> file;
    };

    explicit TreeWalk(bool respectIgnore, const std::atomic_bool* cancelled = nullptr) : m_respectIgnore(respectIgnore), m_cancelled(cancelled) {}

    /// Walks `start` (relative, "" for all) beneath `root`.
    [[nodiscard]] Result<void> walk(const QString& root, const QByteArray& start, const Visitor& visitor);

    /// Whether a walk would leave this entry out.
    [[nodiscard]] static bool isLeftOut(const QString& root, const QByteArray& relative, bool isFolder);

private:
    [[nodiscard]] bool walkFolder(int fd, const QByteArray& folder, int depth, const Visitor& visitor);
    [[nodiscard]] bool visitEntry(int fd, const QByteArray& folder, const char* name, unsigned char type, int depth, const Visitor& visitor);
    void pushRules(int fd, const QByteArray& folder);
    [[nodiscard]] bool isIgnored(const QByteArray& relative, bool isFolder) const;

    bool m_respectIgnore;
    const std::atomic_bool* m_cancelled;
    IgnoreStack m_ignore;
};

} // namespace aios
