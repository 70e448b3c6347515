// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/safeopen.h"

namespace aios::desk {

/// One writer at a time among the processes that change the same files: an advisory lock on a file of ours, gone with this object or the process.
class FolderLock {
public:
    /// Waits a few seconds for another holder. Timeout when it does not let go.
    [[nodiscard]] static Result<FolderLock> take(const QString& lockFile, const QString& what);

private:
    explicit FolderLock(UniqueFd fd) : m_fd(std::move(fd)) {}
    UniqueFd m_fd;
};

} // namespace aios::desk
