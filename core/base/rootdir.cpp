// SPDX-License-Identifier: MIT
#include "core/base/rootdir.h"

#include "core/base/hash.h"
#include "core/base/safeopen.h"

#include <QFile>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace aios {

namespace {

/// Where a descriptor's file is now, by the kernel's own account.
QByteArray pathOf(int fd)
{
    QByteArray target(4096, Qt::Uninitialized);
    const QByteArray link = "/proc/self/fd/" + QByteArray::number(fd);
    const ssize_t length = ::readlink(link.constData(), target.data(), static_cast<std::size_t>(target.size()));
    if (length <= 0 || length >= target.size())
        return {};
    target.truncate(length);
    return target;
}

struct OpenFile {
    UniqueFd fd;
    struct stat info = {};
};

Result<OpenFile> openRegular(int root, QByteArrayView relative)
{
    if (const auto valid = checkRelative(relative, "read"); !valid)
        return std::unexpected(valid.error());
    // O_NONBLOCK: opening a named pipe must not wait for its other end.
    const int fd = openBeneath(root, relative.toByteArray(), O_RDONLY | O_NONBLOCK | O_NOCTTY, Links::FollowBeneath);
    if (fd < 0)
        return pathError(-fd, "read", relative);
    OpenFile file{UniqueFd(fd)};
    if (::fstat(fd, &file.info) != 0)
        return pathError(errno, "read", relative);
    if (S_ISDIR(file.info.st_mode))
        return pathError(EISDIR, "read", relative);
    if (!S_ISREG(file.info.st_mode))
        return pathError(ENODEV, "read", relative);
    return file;
}

bool sameMoment(const struct stat& a, const struct stat& b)
{
    return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

QByteArrayView parentOf(QByteArrayView relative)
{
    const qsizetype slash = relative.lastIndexOf('/');
    return slash < 0 ? QByteArrayView(".") : relative.first(slash);
}

QByteArrayView withoutTrailingSlashes(QByteArrayView relative)
{
    while (relative.size() > 1 && relative.endsWith('/'))
        relative.chop(1);
    return relative;
}

} // namespace

RootDir::RootDir(int fd, QString path) : m_fd(fd), m_path(std::move(path)) {}

RootDir::RootDir(RootDir&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_path(std::move(other.m_path)) {}

RootDir& RootDir::operator=(RootDir&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    std::swap(m_path, other.m_path);
    return *this;
}

RootDir::~RootDir()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<RootDir> RootDir::open(const QString& absolutePath)
{
    const QByteArray encoded = QFile::encodeName(absolutePath);
    if (!encoded.startsWith('/') || encoded.contains('\0'))
        return fail(ErrorCode::InvalidInput, QStringLiteral("Cannot open the folder %1: its path must be absolute.").arg(absolutePath));
    UniqueFd fd(::open(encoded.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd) {
        if (errno == ENOTDIR && ::access(encoded.constData(), F_OK) == 0)
            return fail(ErrorCode::InvalidInput, QStringLiteral("Cannot open %1: it is not a folder.").arg(absolutePath));
        return failErrno(errno, QStringLiteral("Cannot open the folder %1").arg(absolutePath));
    }
    const QByteArray canonical = pathOf(fd.get());
    if (canonical.isEmpty())
        return fail(ErrorCode::Unavailable, QStringLiteral("Cannot open the folder %1: /proc is not available.").arg(absolutePath));
    return RootDir(fd.release(), QFile::decodeName(canonical));
}

quint64 RootDir::device() const
{
    struct stat info = {};
    return ::fstat(m_fd, &info) == 0 ? info.st_dev : 0;
}

quint64 RootDir::inode() const
{
    struct stat info = {};
    return ::fstat(m_fd, &info) == 0 ? info.st_ino : 0;
}

Result<FileContent> RootDir::read(QByteArrayView relative, qint64 maxBytes) const
{
    auto file = openRegular(m_fd, relative);
    if (!file)
        return std::unexpected(file.error());
    // A file written in place while it is read gives a mixture; a few tries usually give one whole state.
    constexpr int kTries = 3;
    FileContent content;
    for (int attempt = 0; attempt < kTries; ++attempt) {
        const struct stat before = file->info;
        int error = 0;
        if (before.st_size <= maxBytes)
            content.bytes = readAt(file->fd.get(), 0, std::min<qint64>(before.st_size, maxBytes) + 1, error);
        if (before.st_size > maxBytes || content.bytes.size() > maxBytes) {
            return fail(
                ErrorCode::TooLarge,
                QStringLiteral("Cannot read %1: it is larger than %2 bytes; read a part of it.").arg(QString::fromUtf8(relative)).arg(maxBytes));
        }
        if (error != 0 || ::fstat(file->fd.get(), &file->info) != 0)
            return pathError(error != 0 ? error : errno, "read", relative);
        if (sameMoment(before, file->info) && content.bytes.size() == before.st_size)
            break;
    }
    content.stamp = stampOf(file->info);
    content.sha256 = sha256Hex(content.bytes);
    return content;
}

Result<QByteArray> RootDir::readRange(QByteArrayView relative, qint64 offset, qint64 length) const
{
    auto file = openRegular(m_fd, relative);
    if (!file)
        return std::unexpected(file.error());
    if (offset < 0 || length < 0)
        return fail(ErrorCode::InvalidInput, QStringLiteral("Cannot read a range with a negative start or length."));
    int error = 0;
    const qint64 rest = std::max<qint64>(file->info.st_size - offset, 0);
    QByteArray bytes = readAt(file->fd.get(), offset, std::min(length, rest), error);
    if (error != 0)
        return pathError(error, "read", relative);
    return bytes;
}

Result<FileStamp> RootDir::stat(QByteArrayView relative) const
{
    if (const auto valid = checkRelative(relative, "look at"); !valid)
        return std::unexpected(valid.error());
    const UniqueFd fd(openBeneath(m_fd, relative.toByteArray(), O_PATH, Links::FollowBeneath));
    if (!fd)
        return pathError(-fd.get(), "look at", relative);
    struct stat info = {};
    if (::fstat(fd.get(), &info) != 0)
        return pathError(errno, "look at", relative);
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
        return pathError(ENODEV, "look at", relative);
    return stampOf(info);
}

Result<QByteArray> RootDir::resolve(QByteArrayView relative) const
{
    if (const auto valid = checkRelative(relative, "resolve"); !valid)
        return std::unexpected(valid.error());
    relative = withoutTrailingSlashes(relative);
    const UniqueFd fd(openBeneath(m_fd, relative.toByteArray(), O_PATH, Links::FollowBeneath));
    if (!fd)
        return fd.get() == -ENOENT ? resolveMissing(relative) : pathError(-fd.get(), "resolve", relative);
    const QByteArray root = pathOf(m_fd);
    const QByteArray target = pathOf(fd.get());
    if (target == root)
        return QByteArray(".");
    const QByteArray prefix = root.endsWith('/') ? root : root + '/';
    if (!target.startsWith(prefix))
        return pathError(EXDEV, "resolve", relative);
    QByteArray found = target.sliced(prefix.size());
    // The kernel's text form can be stale ("x (deleted)", a rename in between): it counts only if it leads to the same file again.
    const UniqueFd again(openBeneath(m_fd, found, O_PATH, Links::Refuse));
    struct stat first = {};
    struct stat second = {};
    if (!again || ::fstat(fd.get(), &first) != 0 || ::fstat(again.get(), &second) != 0 || first.st_ino != second.st_ino ||
        first.st_dev != second.st_dev)
        return pathError(EAGAIN, "resolve", relative);
    return found;
}

Result<QByteArray> RootDir::resolveMissing(QByteArrayView relative) const
{
    const QByteArrayView name = relative.sliced(relative.lastIndexOf('/') + 1);
    if (name.isEmpty() || name == "." || name == "..")
        return pathError(ENOENT, "resolve", relative);
    const UniqueFd link(openBeneath(m_fd, relative.toByteArray(), O_PATH | O_NOFOLLOW, Links::FollowBeneath));
    if (link) // It is there, so what is missing is what it points to.
        return fail(ErrorCode::NotFound, QStringLiteral("Cannot resolve %1: it is a symbolic link to nothing.").arg(QString::fromUtf8(relative)));
    QByteArrayView parentPath = withoutTrailingSlashes(parentOf(relative));
    const auto parent = resolve(parentPath);
    if (!parent)
        return parent;
    return *parent == "." ? name.toByteArray() : QByteArray(*parent + '/' + name);
}

} // namespace aios
