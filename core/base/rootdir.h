// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <memory>

namespace aios {

/// What a file was when it was looked at. Two equal stamps with equal `sha256` are the same content.
struct FileStamp {
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;
    qint64 mtimeNs = 0;
    quint32 mode = 0; ///< Permission bits.
    quint32 links = 1;
    bool folder = false; ///< Only stat() reports folders.
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

struct FileContent {
    QByteArray bytes;
    FileStamp stamp;
    QByteArray sha256; ///< Hex, of `bytes`.
};

/// What must hold for a write to happen; otherwise ErrorCode::Changed / AlreadyExists and nothing is touched.
struct WriteExpectation {
    enum class Kind : std::uint8_t { Anything, MustNotExist, MustHaveHash };
    Kind kind = Kind::Anything;
    QByteArray sha256; ///< For MustHaveHash.

    static WriteExpectation anything() { return {}; }
    static WriteExpectation missing() { return {Kind::MustNotExist, {}}; }
    static WriteExpectation hash(QByteArray sha256) { return {Kind::MustHaveHash, std::move(sha256)}; }
};

/// An open folder, and the only way into files beneath it. Every path is relative, in UTF-8, and resolved by one openat2 call
/// beneath the folder (RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV): there is no moment between check and use.
/// Regular files only. Reads may follow links that stay beneath; the last component of a write is never a link, nor is any
/// component on the way. Thread-safe: all members are const and use the descriptor only.
class RootDir {
public:
    /// Opens the folder itself (its own path may contain links). Errors: NotFound, Denied, InvalidInput (not a folder).
    [[nodiscard]] static Result<RootDir> open(const QString& absolutePath);

    RootDir(RootDir&&) noexcept;
    RootDir& operator=(RootDir&&) noexcept;
    RootDir(const RootDir&) = delete;
    RootDir& operator=(const RootDir&) = delete;
    ~RootDir();

    [[nodiscard]] const QString& path() const { return m_path; } ///< Canonical absolute path when it was opened.
    [[nodiscard]] quint64 device() const;
    [[nodiscard]] quint64 inode() const;

    /// Whole content. TooLarge over `maxBytes` (nothing is read then); InvalidInput for folders, devices, pipes.
    [[nodiscard]] Result<FileContent> read(QByteArrayView relative, qint64 maxBytes) const;
    /// Up to `length` bytes from `offset`.
    [[nodiscard]] Result<QByteArray> readRange(QByteArrayView relative, qint64 offset, qint64 length) const;
    /// Of a regular file or a folder ("." is the folder itself); anything else is InvalidInput.
    [[nodiscard]] Result<FileStamp> stat(QByteArrayView relative) const;
    /// Where the path really leads beneath the folder (links resolved), relative; for a missing file its resolved parent + name.
    [[nodiscard]] Result<QByteArray> resolve(QByteArrayView relative) const;

    /// Old or new, never mixed: writes a temporary file beside it (O_EXCL, mode kept or 0644 & ~umask), checks every byte written,
    /// fsyncs file and folder, renames by descriptor. Missing parent folders are made. Returns the new content's stamp and hash.
    /// A full disk, a changed file, a link, a device: an Error, and the old bytes are still there.
    [[nodiscard]] Result<FileContent> write(QByteArrayView relative, QByteArrayView bytes, const WriteExpectation& expectation) const;
    /// Removes a regular file or link itself (never what it points to).
    [[nodiscard]] Result<void> remove(QByteArrayView relative, const WriteExpectation& expectation) const;
    /// With missing parents; fine when it is there already.
    [[nodiscard]] Result<void> makeFolder(QByteArrayView relative) const;

private:
    RootDir(int fd, QString path);
    [[nodiscard]] Result<QByteArray> resolveMissing(QByteArrayView relative) const;
    int m_fd = -1;
    QString m_path;
};

/// Temporary files of an unfinished write are named like this; a killed program can leave one behind. Scans and watchers skip them.
[[nodiscard]] bool isTemporaryName(QByteArrayView fileName);

/// Makes a folder of ours and its missing parents, each 0700.
[[nodiscard]] Result<void> makeOwnFolder(const QString& absolutePath);
/// The same writer for our own files by absolute path (user data folder): 0600 for new files in folders made 0700. A link of the
/// person's (to their dotfiles) is followed: this is not for paths from a project.
[[nodiscard]] Result<void> writeOwnFile(const QString& absolutePath, QByteArrayView bytes);
[[nodiscard]] Result<QByteArray> readOwnFile(const QString& absolutePath, qint64 maxBytes = 64 * 1024 * 1024);

/// An append-only file of ours: one write() per record, O_APPEND, 0600. Records are lines; a torn last line is cut off when opened.
class AppendFile {
public:
    [[nodiscard]] static Result<AppendFile> open(const QString& absolutePath);
    AppendFile(AppendFile&&) noexcept;
    AppendFile& operator=(AppendFile&&) noexcept;
    ~AppendFile();

    /// Appends `line` + '\n' in one write(). `line` holds no newline. A short write is undone and reported.
    [[nodiscard]] Result<void> append(QByteArrayView line);
    /// fdatasync; may block, so called on the work pool with a duplicate descriptor (duplicate()).
    [[nodiscard]] int duplicateDescriptor() const; ///< Caller closes it. -1 on failure.
    [[nodiscard]] const QString& path() const { return m_path; }

private:
    AppendFile(int fd, QString path);
    int m_fd = -1;
    QString m_path;
};

} // namespace aios
