// SPDX-License-Identifier: MIT
#include "core/base/filewriter.h"

#include <QRandomGenerator>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace aios {

namespace {

constexpr QByteArrayView kTemporaryPrefix = ".aios-";
constexpr QByteArrayView kTemporarySuffix = ".tmp";
constexpr int kNameTries = 16;

QByteArray descriptorPath(int fd)
{
    return "/proc/self/fd/" + QByteArray::number(fd);
}

} // namespace

bool isTemporaryName(QByteArrayView fileName)
{
    return fileName.startsWith(kTemporaryPrefix) && fileName.endsWith(kTemporarySuffix) &&
           fileName.size() == kTemporaryPrefix.size() + 32 + kTemporarySuffix.size();
}

QByteArray temporaryName()
{
    std::array<quint32, 4> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    const QByteArray hex = QByteArray(reinterpret_cast<const char*>(random.data()), sizeof random).toHex();
    return kTemporaryPrefix.toByteArray() + hex + kTemporarySuffix;
}

int renameWith(int folder, const QByteArray& from, const QByteArray& to, unsigned int flags)
{
    return syscall(SYS_renameat2, folder, from.constData(), folder, to.constData(), flags) == 0 ? 0 : errno;
}

int syncFolder(int folder)
{
    if (::fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS)
        return 0;
    return errno;
}

Result<StagedFile> StagedFile::make(int folder, mode_t mode)
{
    UniqueFd nameless(::openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode));
    if (nameless && ::access(descriptorPath(nameless.get()).constData(), F_OK) == 0)
        return StagedFile(folder, std::move(nameless), {});
    for (int attempt = 0; attempt < kNameTries; ++attempt) {
        QByteArray name = temporaryName();
        UniqueFd fd(::openat(folder, name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
        if (fd)
            return StagedFile(folder, std::move(fd), std::move(name));
        if (errno != EEXIST)
            break;
    }
    return failErrno(errno, QStringLiteral("Cannot make a temporary file beside it"));
}

StagedFile::StagedFile(StagedFile&& other) noexcept : m_folder(other.m_folder), m_fd(std::move(other.m_fd)), m_name(std::exchange(other.m_name, {}))
{}

StagedFile::~StagedFile()
{
    discard();
}

void StagedFile::discard()
{
    if (!m_name.isEmpty())
        ::unlinkat(m_folder, abandon().constData(), 0);
}

int StagedFile::giveName()
{
    if (!m_name.isEmpty())
        return 0;
    for (int attempt = 0; attempt < kNameTries; ++attempt) {
        const QByteArray name = temporaryName();
        if (::linkat(AT_FDCWD, descriptorPath(m_fd.get()).constData(), m_folder, name.constData(), AT_SYMLINK_FOLLOW) == 0) {
            m_name = name;
            return 0;
        }
        if (errno != EEXIST)
            break;
    }
    return errno;
}

int StagedFile::placeNew(const QByteArray& name)
{
    if (m_name.isEmpty())
        return ::linkat(AT_FDCWD, descriptorPath(m_fd.get()).constData(), m_folder, name.constData(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
    int error = renameWith(m_folder, m_name, name, RENAME_NOREPLACE);
    if (error == 0)
        abandon();
    else if (error == EINVAL || error == ENOSYS) // The temporary name goes with this object.
        error = ::linkat(m_folder, m_name.constData(), m_folder, name.constData(), 0) == 0 ? 0 : errno;
    return error;
}

int StagedFile::exchange(const QByteArray& name)
{
    const int error = giveName();
    return error != 0 ? error : renameWith(m_folder, m_name, name, RENAME_EXCHANGE);
}

int StagedFile::placeOver(const QByteArray& name)
{
    if (const int error = giveName(); error != 0)
        return error;
    if (::renameat(m_folder, m_name.constData(), m_folder, name.constData()) != 0)
        return errno;
    abandon();
    return 0;
}

bool StagedFile::statTemporary(struct stat& info) const
{
    return ::fstatat(m_folder, m_name.constData(), &info, AT_SYMLINK_NOFOLLOW) == 0;
}

} // namespace aios
