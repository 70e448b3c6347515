// SPDX-License-Identifier: MIT
#include "core/base/filewriter.h"

#include "core/base/hash.h"

#include <QCryptographicHash>

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace aios {

namespace {

/// What stands at a name, seen without following a link.
struct Existing {
    bool there = false;
    struct stat info = {};
};

Result<Existing> look(int folder, const QByteArray& name, const char* action, QByteArrayView relative)
{
    const UniqueFd fd(openBeneath(folder, name, O_PATH | O_NOFOLLOW, Links::Refuse));
    if (fd.get() == -ENOENT)
        return Existing{};
    Existing found{true};
    if (!fd)
        return pathError(-fd.get(), action, relative);
    if (::fstat(fd.get(), &found.info) != 0)
        return pathError(errno, action, relative);
    return found;
}

Result<Existing> lookForWriting(int folder, const QByteArray& name, QByteArrayView relative)
{
    auto found = look(folder, name, "write", relative);
    if (!found || !found->there)
        return found;
    if (S_ISLNK(found->info.st_mode))
        return pathError(ELOOP, "write", relative);
    if (S_ISDIR(found->info.st_mode))
        return pathError(EISDIR, "write", relative);
    if (!S_ISREG(found->info.st_mode))
        return pathError(ENODEV, "write", relative);
    // A rename would not ask: the file's own permission is what the person set.
    if (::faccessat(folder, name.constData(), W_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW) != 0 && (errno == EACCES || errno == EROFS))
        return pathError(errno, "write", relative);
    return found;
}

/// Hex SHA-256 of the regular file at `name`; empty when it cannot be read.
QByteArray hashOfFile(int folder, const QByteArray& name)
{
    const UniqueFd fd(openBeneath(folder, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY, Links::Refuse));
    struct stat info = {};
    if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    constexpr qint64 kBlock = 256 * 1024;
    for (qint64 offset = 0;; offset += kBlock) {
        int error = 0;
        const QByteArray block = readAt(fd.get(), offset, kBlock, error);
        if (error != 0)
            return {};
        hash.addData(block);
        if (block.size() < kBlock)
            return hash.result().toHex();
    }
}

Result<void> checkExpectation(int folder, const QByteArray& name, bool there, const WriteExpectation& expectation, QByteArrayView relative)
{
    const QString shown = QString::fromUtf8(relative);
    if (expectation.kind == WriteExpectation::Kind::MustNotExist && there)
        return fail(ErrorCode::AlreadyExists, QStringLiteral("%1 exists already; it was not overwritten.").arg(shown));
    if (expectation.kind != WriteExpectation::Kind::MustHaveHash)
        return {};
    if (!there)
        return fail(ErrorCode::Changed, QStringLiteral("%1 was removed or renamed since it was read; read it again.").arg(shown));
    if (expectation.sha256.isEmpty() || hashOfFile(folder, name) != expectation.sha256)
        return fail(ErrorCode::Changed, QStringLiteral("%1 changed since it was read; it was not overwritten. Read it again.").arg(shown));
    return {};
}

void copyAttributes(int from, int to)
{
    constexpr std::size_t kMax = 64 * 1024;
    QByteArray names(kMax, Qt::Uninitialized);
    const ssize_t length = ::flistxattr(from, names.data(), kMax);
    if (length <= 0)
        return;
    names.truncate(length);
    for (const QByteArray& name : names.split('\0')) {
        if (!name.startsWith("user.") && name != "system.posix_acl_access")
            continue;
        QByteArray value(kMax, Qt::Uninitialized);
        const ssize_t size = ::fgetxattr(from, name.constData(), value.data(), kMax);
        if (size >= 0)
            ::fsetxattr(to, name.constData(), value.constData(), static_cast<std::size_t>(size), 0);
    }
}

/// Owner, attributes and mode of the file that is replaced. Where the group cannot be kept, it gets no rights: they were another group's.
int keepMetadata(int folder, const QByteArray& name, const struct stat& old, int to)
{
    mode_t mode = old.st_mode & 0777;
    struct stat own = {};
    if (::fstat(to, &own) != 0)
        return errno;
    if ((own.st_uid != old.st_uid || own.st_gid != old.st_gid) && ::fchown(to, old.st_uid, old.st_gid) != 0 && own.st_gid != old.st_gid &&
        ::fchown(to, static_cast<uid_t>(-1), old.st_gid) != 0)
        mode &= ~static_cast<mode_t>(070);
    const UniqueFd from(openBeneath(folder, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY, Links::Refuse));
    if (from)
        copyAttributes(from.get(), to);
    return ::fchmod(to, mode) == 0 ? 0 : errno;
}

bool sameFile(const struct stat& a, const struct stat& b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool sameState(const struct stat& a, const struct stat& b)
{
    return sameFile(a, b) && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// One write: where it goes and what must hold.
struct Job {
    int folder;
    QByteArray name;
    QByteArrayView relative;
    const WriteExpectation& expectation;
};

std::unexpected<Error> changedMeanwhile(const Job& job)
{
    return fail(
        ErrorCode::Changed,
        QStringLiteral("%1 was changed by another program just now; it was not overwritten. Read it again.").arg(QString::fromUtf8(job.relative)));
}

/// Undoes an exchange that took away a file nobody had seen. If yet another file was saved in between, that newest one stays.
std::unexpected<Error> swapBack(StagedFile& staged, const Job& job)
{
    struct stat own = {};
    struct stat taken = {};
    const bool known = ::fstat(staged.fd(), &own) == 0;
    if (!known || staged.exchange(job.name) != 0) {
        const QByteArray kept = staged.abandon();
        return fail(ErrorCode::Changed, QStringLiteral("%1 was changed by another program just now; that version was kept as %2.")
                                            .arg(QString::fromUtf8(job.relative), QString::fromUtf8(kept)));
    }
    if (staged.statTemporary(taken) && !sameFile(taken, own) && staged.exchange(job.name) != 0)
        staged.abandon();
    return changedMeanwhile(job);
}

/// Puts the staged file in the place of `seen`. An exchange instead of a rename: what was really replaced can be looked at, and given back.
Result<void> replaceSeen(StagedFile& staged, const Job& job, const struct stat& seen)
{
    const bool anything = job.expectation.kind == WriteExpectation::Kind::Anything;
    const int error = anything ? EINVAL : staged.exchange(job.name);
    if (error == EINVAL || error == ENOSYS) {
        const int placed = staged.placeOver(job.name);
        return placed == 0 ? Result<void>() : pathError(placed, "write", job.relative);
    }
    if (error == ENOENT)
        return changedMeanwhile(job);
    if (error != 0)
        return pathError(error, "write", job.relative);
    struct stat replaced = {};
    // When someone removed the old file from its temporary name, there is nothing to give back.
    if (staged.statTemporary(replaced) && !sameState(replaced, seen))
        return swapBack(staged, job);
    staged.discard();
    return {};
}

Result<void> place(StagedFile& staged, const Job& job)
{
    auto now = lookForWriting(job.folder, job.name, job.relative);
    if (!now)
        return std::unexpected(now.error());
    if (const auto holds = checkExpectation(job.folder, job.name, now->there, job.expectation, job.relative); !holds)
        return holds;
    if (now->there)
        return replaceSeen(staged, job, now->info);
    const int error = staged.placeNew(job.name);
    if (error == EEXIST)
        return fail(ErrorCode::AlreadyExists,
                    QStringLiteral("%1 was made by another program just now; it was not overwritten.").arg(QString::fromUtf8(job.relative)));
    return error == 0 ? Result<void>() : pathError(error, "write", job.relative);
}

Result<FileContent> writeInFolder(const Job& job, QByteArrayView bytes, mode_t newMode)
{
    const auto before = lookForWriting(job.folder, job.name, job.relative);
    if (!before)
        return std::unexpected(before.error());
    if (const auto holds = checkExpectation(job.folder, job.name, before->there, job.expectation, job.relative); !holds)
        return std::unexpected(holds.error());
    auto staged = StagedFile::make(job.folder, before->there ? 0600 : newMode);
    if (!staged) {
        staged.error().message = QStringLiteral("Cannot write %1: %2").arg(QString::fromUtf8(job.relative), staged.error().message);
        return std::unexpected(staged.error());
    }
    const FileSizeSignalGuard guard;
    int error = writeAll(staged->fd(), bytes);
    if (error == 0 && before->there)
        error = keepMetadata(job.folder, job.name, before->info, staged->fd());
    if (error == 0 && ::fsync(staged->fd()) != 0)
        error = errno;
    if (error != 0)
        return pathError(error, "write", job.relative);
    FileContent content{bytes.toByteArray(), {}, sha256Hex(bytes)};
    if (const auto placed = place(*staged, job); !placed)
        return std::unexpected(placed.error());
    struct stat info = {};
    if (::fstat(staged->fd(), &info) == 0)
        content.stamp = stampOf(info);
    content.stamp.links = 1; // Where the file system has no RENAME_NOREPLACE the temporary name goes only with `staged`.
    return content;
}

/// `relative` without ".", ".." and doubled slashes. Only for paths in which no component may be a link: there it means the same.
Result<QList<QByteArray>> componentsOf(QByteArrayView relative, const char* action)
{
    if (const auto valid = checkRelative(relative, action); !valid)
        return std::unexpected(valid.error());
    QList<QByteArray> parts;
    for (const QByteArray& part : relative.toByteArray().split('/')) {
        if (part.isEmpty() || part == ".")
            continue;
        if (part == ".." && parts.isEmpty())
            return pathError(EXDEV, action, relative);
        if (part == "..")
            parts.removeLast();
        else
            parts.append(part);
    }
    return parts;
}

/// Opens the folder named by `parts`, making what is missing when `make`.
Result<UniqueFd> openFolder(int root, const QList<QByteArray>& parts, bool make, mode_t mode, const char* action, QByteArrayView relative)
{
    constexpr int kFlags = O_RDONLY | O_DIRECTORY;
    const QByteArray whole = parts.isEmpty() ? QByteArray(".") : parts.join('/');
    int fd = openBeneath(root, whole, kFlags, Links::Refuse);
    if (fd != -ENOENT || !make)
        return fd >= 0 ? Result<UniqueFd>(UniqueFd(fd)) : pathError(-fd, action, relative);
    UniqueFd current(openBeneath(root, ".", kFlags, Links::Refuse));
    for (const QByteArray& part : parts) {
        if (!current)
            return pathError(-current.get(), action, relative);
        fd = openBeneath(current.get(), part, kFlags, Links::Refuse);
        if (fd == -ENOENT) {
            if (::mkdirat(current.get(), part.constData(), mode) != 0 && errno != EEXIST)
                return pathError(errno, action, relative);
            if (const int error = syncFolder(current.get()); error != 0)
                return pathError(error, action, relative);
            fd = openBeneath(current.get(), part, kFlags, Links::Refuse);
        }
        current = UniqueFd(fd);
    }
    return current ? Result<UniqueFd>(std::move(current)) : pathError(-current.get(), action, relative);
}

} // namespace

Result<FileContent> writeBeneath(int root, QByteArrayView relative, QByteArrayView bytes, const WriteExpectation& expectation,
                                 const WriteModes& modes)
{
    auto parts = componentsOf(relative, "write");
    if (!parts)
        return std::unexpected(parts.error());
    if (parts->isEmpty() || relative.endsWith('/'))
        return pathError(EISDIR, "write", relative);
    const QByteArray name = parts->takeLast();
    // A file that must have a hash must be there: no folder is made for it.
    const bool make = expectation.kind != WriteExpectation::Kind::MustHaveHash;
    const auto folder = openFolder(root, *parts, make, modes.folderMode, "write", relative);
    if (!folder)
        return std::unexpected(folder.error());
    auto written = writeInFolder({folder->get(), name, relative, expectation}, bytes, modes.newMode);
    if (!written)
        return written;
    if (const int error = syncFolder(folder->get()); error != 0)
        return pathError(error, "write", relative);
    return written;
}

Result<void> removeBeneath(int root, QByteArrayView relative, const WriteExpectation& expectation)
{
    auto parts = componentsOf(relative, "remove");
    if (!parts)
        return std::unexpected(parts.error());
    if (parts->isEmpty())
        return pathError(EISDIR, "remove", relative);
    const QByteArray name = parts->takeLast();
    const auto folder = openFolder(root, *parts, false, 0, "remove", relative);
    if (!folder)
        return std::unexpected(folder.error());
    const int fd = folder->get();
    const auto found = look(fd, name, "remove", relative);
    if (!found)
        return std::unexpected(found.error());
    if (const auto holds = checkExpectation(fd, name, found->there, expectation, relative); !holds)
        return holds;
    if (!found->there)
        return expectation.kind == WriteExpectation::Kind::MustNotExist ? Result<void>() : pathError(ENOENT, "remove", relative);
    if (!S_ISREG(found->info.st_mode) && !S_ISLNK(found->info.st_mode))
        return pathError(S_ISDIR(found->info.st_mode) ? EISDIR : ENODEV, "remove", relative);
    // Taken aside first: what is removed is then exactly what is checked.
    const QByteArray aside = temporaryName();
    int error = renameWith(fd, name, aside, RENAME_NOREPLACE);
    const bool moved = error == 0;
    if (moved && !checkExpectation(fd, aside, true, expectation, relative)) {
        const int back = renameWith(fd, aside, name, RENAME_NOREPLACE);
        return fail(ErrorCode::Changed, QStringLiteral("%1 changed since it was read; it was not removed.").arg(QString::fromUtf8(relative)),
                    back == 0 ? QString() : QStringLiteral("kept as %1").arg(QString::fromUtf8(aside)));
    }
    if (moved || error == EINVAL || error == ENOSYS)
        error = ::unlinkat(fd, (moved ? aside : name).constData(), 0) == 0 ? syncFolder(fd) : errno;
    return error == 0 ? Result<void>() : pathError(error, "remove", relative);
}

Result<void> makeFolderBeneath(int root, QByteArrayView relative, mode_t folderMode)
{
    const auto parts = componentsOf(relative, "make the folder");
    if (!parts)
        return std::unexpected(parts.error());
    const auto folder = openFolder(root, *parts, true, folderMode, "make the folder", relative);
    return folder ? Result<void>() : Result<void>(std::unexpected(folder.error()));
}

Result<FileContent> RootDir::write(QByteArrayView relative, QByteArrayView bytes, const WriteExpectation& expectation) const
{
    return writeBeneath(m_fd, relative, bytes, expectation, {});
}

Result<void> RootDir::remove(QByteArrayView relative, const WriteExpectation& expectation) const
{
    return removeBeneath(m_fd, relative, expectation);
}

Result<void> RootDir::makeFolder(QByteArrayView relative) const
{
    return makeFolderBeneath(m_fd, relative, 0777);
}

} // namespace aios
