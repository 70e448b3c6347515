// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <atomic>

namespace aios {

/// A file as one commit left it.
struct GitVersion {
    QByteArray commit; ///< Hex.
    QDateTime time;
    QString author;
    QString summary;   ///< First line of its message.
    QByteArray bytes;
};

struct GitHistoryLimits {
    int commits = 5000; ///< Looked at, from HEAD back.
    int versions = 200;
    qint64 fileBytes = 4 * 1024 * 1024; ///< Larger versions are left out.
    qint64 totalBytes = 32 * 1024 * 1024;
};

struct GitHistory {
    QList<GitVersion> versions; ///< Newest first; commits that left the file as it was are not in it.
    bool cut = false;           ///< There is more before the last one.
};

/// The versions of a file in the commits HEAD leads to, if the folder lies in a git repository; empty when it does not, or when no commit has the file. Reads
/// through libgit2 only: no git program, no hook, nothing of the repository is run. Follows no renames. Blocking; for the pool.
[[nodiscard]] Result<GitHistory> gitHistory(const QString& root, const QString& relative, const std::atomic<bool>& cancelled,
                                            const GitHistoryLimits& limits = {});

} // namespace aios
