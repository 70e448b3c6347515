// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"
#include "core/base/safeopen.h"

#include <QList>

namespace aios {

/// The steps of RootDir's writes, shared with the writer of our own files. `root` is a folder descriptor; nothing here follows a link.
/// `newMode` is the mode of files that are new, `folderMode` of folders made on the way (both before the umask).
struct WriteModes {
    mode_t newMode = 0644;
    mode_t folderMode = 0777;
};

[[nodiscard]] Result<FileContent> writeBeneath(int root, QByteArrayView relative, QByteArrayView bytes, const WriteExpectation& expectation,
                                               const WriteModes& modes);
[[nodiscard]] Result<void> removeBeneath(int root, QByteArrayView relative, const WriteExpectation& expectation);
[[nodiscard]] Result<void> makeFolderBeneath(int root, QByteArrayView relative, mode_t folderMode);

/// A file that has no place yet: written first, then put in place in one step. What was not put in place is gone with this object.
class StagedFile {
public:
    /// Without a name where the file system can (O_TMPFILE), so that even a killed program leaves nothing behind.
    [[nodiscard]] static Result<StagedFile> make(int folder, mode_t mode);
    StagedFile(StagedFile&& other) noexcept;
    StagedFile& operator=(StagedFile&&) = delete;
    ~StagedFile();

    [[nodiscard]] int fd() const { return m_fd.get(); }
    /// Puts it at `name`, which must be free. 0 or the errno (EEXIST).
    [[nodiscard]] int placeNew(const QByteArray& name);
    /// Swaps it with the file at `name`. 0 or the errno. EINVAL: the file system cannot swap.
    [[nodiscard]] int exchange(const QByteArray& name);
    /// Puts it at `name`, whatever is there.
    [[nodiscard]] int placeOver(const QByteArray& name);
    /// What stands at the temporary name now: after exchange(), the file that was replaced.
    [[nodiscard]] bool statTemporary(struct stat& info) const;
    /// Removes what is at the temporary name.
    void discard();
    /// Leaves what is at the temporary name alone.
    QByteArray abandon() { return std::exchange(m_name, {}); }

private:
    StagedFile(int folder, UniqueFd fd, QByteArray name) : m_folder(folder), m_fd(std::move(fd)), m_name(std::move(name)) {}
    [[nodiscard]] int giveName();

    int m_folder; ///< Not owned.
    UniqueFd m_fd;
    QByteArray m_name; ///< Empty while it has none.
};

/// Hidden, not guessable.
[[nodiscard]] QByteArray temporaryName();
/// renameat2() where the C library may lack it; 0 or the errno.
[[nodiscard]] int renameWith(int folder, const QByteArray& from, const QByteArray& to, unsigned int flags);
/// 0 or the errno; file systems that cannot sync folders are fine.
[[nodiscard]] int syncFolder(int folder);

} // namespace aios
