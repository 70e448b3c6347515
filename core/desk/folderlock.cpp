// SPDX-License-Identifier: MIT
#include "core/desk/folderlock.h"

#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace aios::desk {

using namespace Qt::StringLiterals;

Result<FolderLock> FolderLock::take(const QString& lockFile, const QString& what)
{
    constexpr int kAttempts = 250;
    constexpr unsigned int kPauseUs = 20'000;
    if (const auto made = makeOwnFolder(QFileInfo(lockFile).path()); !made)
        return std::unexpected(made.error());
    UniqueFd fd(::open(QFile::encodeName(lockFile).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600));
    if (!fd)
        return failErrno(errno, u"Cannot lock %1 (%2)"_s.arg(what, lockFile));
    for (int attempt = 0; ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0; ++attempt) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return failErrno(errno, u"Cannot lock %1 (%2)"_s.arg(what, lockFile));
        if (attempt == kAttempts)
            return fail(ErrorCode::Timeout,
                        u"Another program is changing %1 and did not finish in time. Nothing was changed; try again."_s.arg(what));
        ::usleep(kPauseUs);
    }
    return FolderLock(std::move(fd));
}

} // namespace aios::desk
