// SPDX-License-Identifier: MIT
#include "core/base/filewriter.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace aios {

namespace {

std::unexpected<Error> ownError(int errnoValue, const char* action, const QString& path)
{
    return failErrno(errnoValue, QStringLiteral("Cannot %1 %2").arg(QString::fromLatin1(action), path));
}

/// Held while the end of the file is looked at and moved: another window or a headless run may append to the same log.
class FileLock {
public:
    explicit FileLock(int fd) : m_fd(fd)
    {
        while (::flock(m_fd, LOCK_EX) != 0 && errno == EINTR) {
        }
    }
    ~FileLock() { ::flock(m_fd, LOCK_UN); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int m_fd;
};

/// Cuts what follows the last '\n': the start of a record whose writer was killed. 0 or the errno.
int cutTornTail(int fd)
{
    struct stat info = {};
    if (::fstat(fd, &info) != 0)
        return errno;
    char last = 0;
    if (info.st_size == 0 || (::pread(fd, &last, 1, info.st_size - 1) == 1 && last == '\n'))
        return 0;
    constexpr qint64 kBlock = 64 * 1024;
    for (qint64 end = info.st_size; end > 0;) {
        const qint64 begin = std::max<qint64>(end - kBlock, 0);
        int error = 0;
        const QByteArray block = readAt(fd, begin, end - begin, error);
        if (error != 0)
            return error;
        const qsizetype newline = block.lastIndexOf('\n');
        const qint64 keep = begin + newline + 1;
        if (newline >= 0)
            return ::ftruncate(fd, keep) == 0 ? 0 : errno;
        end = begin;
    }
    return ::ftruncate(fd, 0) == 0 ? 0 : errno;
}

} // namespace

Result<void> makeOwnFolder(const QString& absolutePath)
{
    const QString clean = QDir::cleanPath(absolutePath);
    if (!QDir::isAbsolutePath(clean))
        return fail(ErrorCode::InvalidInput, QStringLiteral("Cannot make the folder %1: its path must be absolute.").arg(absolutePath));
    const QFileInfo info(clean);
    if (info.isDir())
        return {};
    if (const auto parent = makeOwnFolder(info.path()); !parent)
        return parent;
    if (::mkdir(QFile::encodeName(clean).constData(), 0700) != 0 && errno != EEXIST)
        return ownError(errno, "make the folder", clean);
    return {};
}

Result<void> writeOwnFile(const QString& absolutePath, QByteArrayView bytes)
{
    const QFileInfo named(absolutePath);
    const QString canonical = named.isSymLink() ? named.canonicalFilePath() : QString();
    const QFileInfo info(canonical.isEmpty() ? absolutePath : canonical);
    if (const auto made = makeOwnFolder(info.path()); !made)
        return made;
    const UniqueFd folder(::open(QFile::encodeName(info.path()).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return ownError(errno, "open the folder", info.path());
    const auto written = writeBeneath(folder.get(), QFile::encodeName(info.fileName()), bytes, WriteExpectation::anything(), {0600, 0700});
    return written ? Result<void>() : Result<void>(std::unexpected(written.error()));
}

Result<QByteArray> readOwnFile(const QString& absolutePath, qint64 maxBytes)
{
    const UniqueFd fd(::open(QFile::encodeName(absolutePath).constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!fd)
        return ownError(errno, "read", absolutePath);
    struct stat info = {};
    if (::fstat(fd.get(), &info) != 0)
        return ownError(errno, "read", absolutePath);
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::InvalidInput, QStringLiteral("Cannot read %1: it is not a regular file.").arg(absolutePath));
    int error = 0;
    QByteArray bytes;
    if (info.st_size <= maxBytes)
        bytes = readAt(fd.get(), 0, info.st_size + 1, error);
    if (info.st_size > maxBytes || bytes.size() > maxBytes)
        return fail(ErrorCode::TooLarge, QStringLiteral("Cannot read %1: it is larger than %2 bytes.").arg(absolutePath).arg(maxBytes));
    return error == 0 ? Result<QByteArray>(std::move(bytes)) : ownError(error, "read", absolutePath);
}

AppendFile::AppendFile(int fd, QString path) : m_fd(fd), m_path(std::move(path)) {}

AppendFile::AppendFile(AppendFile&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_path(std::move(other.m_path)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    std::swap(m_path, other.m_path);
    return *this;
}

AppendFile::~AppendFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<AppendFile> AppendFile::open(const QString& absolutePath)
{
    if (const auto made = makeOwnFolder(QFileInfo(absolutePath).path()); !made)
        return std::unexpected(made.error());
    UniqueFd fd(::open(QFile::encodeName(absolutePath).constData(), O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600));
    if (!fd)
        return ownError(errno, "open", absolutePath);
    struct stat info = {};
    if (::fstat(fd.get(), &info) != 0)
        return ownError(errno, "open", absolutePath);
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::InvalidInput, QStringLiteral("Cannot append to %1: it is not a regular file.").arg(absolutePath));
    const FileLock lock(fd.get());
    if (const int error = cutTornTail(fd.get()); error != 0)
        return ownError(error, "mend the end of", absolutePath);
    return AppendFile(fd.release(), absolutePath);
}

Result<void> AppendFile::append(QByteArrayView line)
{
    if (line.contains('\n'))
        return fail(ErrorCode::Internal, QStringLiteral("A record of %1 must be one line.").arg(m_path));
    const FileSizeSignalGuard guard;
    const FileLock lock(m_fd);
    struct stat before = {};
    // Another writer may have been killed in the middle of its record since this file was opened.
    if (const int error = cutTornTail(m_fd); error != 0)
        return ownError(error, "mend the end of", m_path);
    if (::fstat(m_fd, &before) != 0)
        return ownError(errno, "append to", m_path);
    char newline = '\n';
    const std::array<iovec, 2> parts{iovec{const_cast<char*>(line.data()), static_cast<std::size_t>(line.size())}, iovec{&newline, 1}};
    ssize_t count = 0;
    do {
        count = ::writev(m_fd, parts.data(), static_cast<int>(parts.size()));
    } while (count < 0 && errno == EINTR);
    if (count == line.size() + 1)
        return {};
    int error = count < 0 ? errno : ENOSPC;
    if (count > 0) { // Cut short: what the next byte meets is the reason (a full disk, or a limit on the size of files).
        const char one = '\n';
        if (::write(m_fd, &one, 1) < 0)
            error = errno;
    }
    if (count > 0 && ::ftruncate(m_fd, before.st_size) != 0)
        return ownError(errno, "undo a half-written record of", m_path);
    return ownError(error, "append to", m_path);
}

int AppendFile::duplicateDescriptor() const
{
    return ::fcntl(m_fd, F_DUPFD_CLOEXEC, 0);
}

} // namespace aios
