// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/rootdir.h"

#include <sys/stat.h>

#include <utility>

namespace aios {

/// Owns a file descriptor.
class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : m_fd(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd();

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }
    [[nodiscard]] explicit operator bool() const { return m_fd >= 0; }

private:
    int m_fd = -1;
};

enum class Links : std::uint8_t { FollowBeneath, Refuse };

/// One openat2 call beneath `folder`; on failure the errno as a negative number. Repeats while the kernel reports a concurrent rename.
[[nodiscard]] int openBeneath(int folder, const QByteArray& relative, int flags, Links links, mode_t mode = 0);

/// The errno of openBeneath() and friends as a sentence: "Cannot read a/b.md: it leads outside the folder."
[[nodiscard]] std::unexpected<Error> pathError(int errnoValue, const char* action, QByteArrayView relative);

/// Refuses what is no path at all: empty, absolute, with NUL, not UTF-8.
[[nodiscard]] Result<void> checkRelative(QByteArrayView relative, const char* action);

[[nodiscard]] FileStamp stampOf(const struct stat& info);

/// Reads up to `length` bytes at `offset`; fewer at the end of the file. On failure the errno as a negative number in `error`.
[[nodiscard]] QByteArray readAt(int fd, qint64 offset, qint64 length, int& error);

/// Writes everything, whatever the number of write() calls it takes. 0 or the errno.
[[nodiscard]] int writeAll(int fd, QByteArrayView bytes);

/// Keeps a write over RLIMIT_FSIZE from ending the process (SIGXFSZ) on this thread, so that it is an error like a full disk.
class FileSizeSignalGuard {
public:
    FileSizeSignalGuard();
    ~FileSizeSignalGuard();
    FileSizeSignalGuard(const FileSizeSignalGuard&) = delete;
    FileSizeSignalGuard& operator=(const FileSizeSignalGuard&) = delete;

private:
    bool m_blockedHere = false;
};

} // namespace aios
