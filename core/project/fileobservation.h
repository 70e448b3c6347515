// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace aios {

/// What the watcher remembers of a file: 128 bits of the content's SHA-256, and what the file system says of it.
struct KnownFile {
    quint64 stamp = 0; ///< 0: known to be missing.
    quint64 hash[2] = {0, 0};
    bool hashed = false;
};

/// A file as it is found now.
struct Observation {
    KnownFile known;
    QByteArray sha256; ///< Hex; empty when it was not hashed.
    qint64 readBytes = 0;
};

struct WatchedChange {
    QString path;      ///< Relative, or absolute for files outside.
    QByteArray sha256; ///< Hex; empty when it is gone or too large to hash.
};

inline constexpr qint64 kMaxHashed = 8 * 1024 * 1024; ///< Larger files are judged by time and size.

/// Looks at an open file, hashing at most `mostBytes`. `before`: with the same stamp it is taken as it is, unread. Nothing when it is not a regular file.
[[nodiscard]] std::optional<Observation> observeOpen(int fd, const KnownFile* before, qint64 mostBytes);
/// Of whatever an O_PATH descriptor stands for, by its stamp only.
[[nodiscard]] std::optional<Observation> observeEntry(int fd);
/// By content where both were hashed, else by stamp.
[[nodiscard]] bool isChanged(const KnownFile& before, const KnownFile& now);

} // namespace aios
