// SPDX-License-Identifier: MIT
#include "core/base/safeopen.h"

#include "core/base/text.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

namespace aios {

namespace {

QString shown(QByteArrayView relative)
{
    return showHidden(QString::fromUtf8(relative.first(std::min<qsizetype>(relative.size(), 512))));
}

QString sentence(const char* action, QByteArrayView relative, const QString& why)
{
    return QStringLiteral("Cannot %1 %2: %3.").arg(QString::fromLatin1(action), shown(relative), why);
}

} // namespace

UniqueFd::~UniqueFd()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

int openBeneath(int folder, const QByteArray& relative, int flags, Links links, mode_t mode)
{
    open_how how{};
    how.flags = static_cast<quint64>(flags | O_CLOEXEC);
    how.mode = mode;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
    if (links == Links::Refuse)
        how.resolve |= RESOLVE_NO_SYMLINKS;
    // EAGAIN: something was renamed while ".." was resolved, and the kernel cannot vouch for the result.
    constexpr int kTries = 128;
    for (int attempt = 0; attempt < kTries; ++attempt) {
        const long fd = syscall(SYS_openat2, folder, relative.constData(), &how, sizeof how);
        if (fd >= 0)
            return static_cast<int>(fd);
        if (errno != EAGAIN && errno != EINTR)
            return -errno;
    }
    return -EAGAIN;
}

std::unexpected<Error> pathError(int errnoValue, const char* action, QByteArrayView relative)
{
    const QString detail = QStringLiteral("errno %1").arg(errnoValue);
    switch (errnoValue) {
    case EXDEV:
        return fail(ErrorCode::Denied, sentence(action, relative, QStringLiteral("it leads outside the folder or to another file system")), detail);
    case ELOOP:
        return fail(ErrorCode::Denied, sentence(action, relative, QStringLiteral("it is, or goes through, a symbolic link")), detail);
    case ENOSYS:
        return fail(ErrorCode::Unavailable, sentence(action, relative, QStringLiteral("safe access to folders needs Linux 5.6 or newer (openat2)")),
                    detail);
    case EAGAIN:
        return fail(ErrorCode::Changed, sentence(action, relative, QStringLiteral("folders on the way are being renamed; try again")), detail);
    case ENXIO:
    case ENODEV:
        return fail(ErrorCode::InvalidInput, sentence(action, relative, QStringLiteral("it is not a regular file")), detail);
    case ENOENT:
        return fail(ErrorCode::NotFound, sentence(action, relative, QStringLiteral("it does not exist")), detail);
    default:
        break;
    }
    auto error = failErrno(errnoValue, QString());
    error.error().message = sentence(action, relative, QString::fromLocal8Bit(std::strerror(errnoValue)));
    return error;
}

Result<void> checkRelative(QByteArrayView relative, const char* action)
{
    if (relative.isEmpty())
        return fail(ErrorCode::InvalidInput, QStringLiteral("Cannot %1 a file: its path is empty.").arg(QString::fromLatin1(action)));
    if (relative.contains('\0') || !QUtf8StringView(relative.data(), relative.size()).isValidUtf8())
        return fail(ErrorCode::InvalidInput, sentence(action, relative, QStringLiteral("the path is not valid UTF-8 text")));
    if (relative.startsWith('/'))
        return fail(ErrorCode::Denied, sentence(action, relative, QStringLiteral("the path must be relative to the folder")));
    return {};
}

FileStamp stampOf(const struct stat& info)
{
    FileStamp stamp;
    stamp.device = info.st_dev;
    stamp.inode = info.st_ino;
    stamp.size = info.st_size;
    stamp.mtimeNs = static_cast<qint64>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
    stamp.mode = info.st_mode & 07777;
    stamp.links = static_cast<quint32>(info.st_nlink);
    stamp.folder = S_ISDIR(info.st_mode);
    return stamp;
}

QByteArray readAt(int fd, qint64 offset, qint64 length, int& error)
{
    error = 0;
    QByteArray bytes(length, Qt::Uninitialized);
    qint64 used = 0;
    while (used < length) {
        const ssize_t count = ::pread(fd, bytes.data() + used, static_cast<std::size_t>(length - used), offset + used);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            error = errno;
            return {};
        }
        if (count == 0)
            break;
        used += count;
    }
    bytes.truncate(used);
    return bytes;
}

int writeAll(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t count = ::write(fd, bytes.data(), static_cast<std::size_t>(bytes.size()));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 ? errno : ENOSPC;
        bytes = bytes.sliced(count);
    }
    return 0;
}

FileSizeSignalGuard::FileSizeSignalGuard()
{
    sigset_t only;
    sigset_t before;
    sigemptyset(&only);
    sigaddset(&only, SIGXFSZ);
    m_blockedHere = pthread_sigmask(SIG_BLOCK, &only, &before) == 0 && sigismember(&before, SIGXFSZ) == 0;
}

FileSizeSignalGuard::~FileSizeSignalGuard()
{
    if (!m_blockedHere)
        return;
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGXFSZ);
    const timespec none{};
    while (sigtimedwait(&only, nullptr, &none) == SIGXFSZ) {
    }
    pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
}

} // namespace aios
