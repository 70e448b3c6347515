// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"

#include <QDateTime>
#include <QList>
#include <QString>

namespace aios {

/// One entry of a folder as a tree shows it.
struct FolderEntry {
    QString name;
    bool folder = false;
    bool link = false; ///< Not followed: shown, never opened through.
    qint64 bytes = 0;
    QDateTime modified;
    friend bool operator==(const FolderEntry&, const FolderEntry&) = default;
};

struct FolderList {
    QList<FolderEntry> entries; ///< Folders first, then by name as people sort (2 before 10).
    bool cut = false;           ///< There is more than a list takes.
};

constexpr int kMostFolderEntries = 5000;

/// What one folder beneath `root` holds ("." is the root itself). Hidden entries and our own temporary files are left out. Blocking, for the pool.
[[nodiscard]] Result<FolderList> listFolder(const RootDir& root, const QString& relative, int most = kMostFolderEntries);

} // namespace aios
