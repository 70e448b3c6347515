// SPDX-License-Identifier: MIT
#include "core/project/folderstate.h"

#include "core/base/hash.h"
#include "core/base/safeopen.h"
#include "core/project/treewalk.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace aios {

namespace {

constexpr qsizetype kMostFiles = 20'000;
constexpr qint64 kMostFileBytes = 4 * 1024 * 1024;
constexpr qint64 kMostBytes = 32 * 1024 * 1024; ///< Read in one look.
constexpr qint64 kRacyNs = 20'000'000; ///< A clock tick of a file system, generously: changed that shortly before a look, a stamp proves nothing.

qint64 nanoseconds(const timespec& time)
{
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

qint64 nowNs()
{
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    return nanoseconds(time);
}

} // namespace

bool FolderState::Entry::sameStamp(const Entry& other) const
{
    return inode == other.inode && size == other.size && mtimeNs == other.mtimeNs && ctimeNs == other.ctimeNs && mode == other.mode;
}

bool FolderState::Entry::sameContent(const Entry& other) const
{
    if (mode != other.mode)
        return false;
    return sha256.isEmpty() || other.sha256.isEmpty() ? sameStamp(other) : sha256 == other.sha256;
}

/// One look on its way.
class FolderState::Look {
public:
    Look(FolderState& state, int root, const FolderState* before) : m_state(state), m_root(root), m_before(before) {}

    /// False when there are too many.
    bool take(const QByteArray& relative)
    {
        struct stat info = {};
        if (::fstatat(m_root, relative.constData(), &info, AT_SYMLINK_NOFOLLOW) != 0)
            return true; // gone meanwhile
        if (m_state.m_entries.size() >= kMostFiles) {
            m_state.m_complete = false;
            return false;
        }
        Entry entry{info.st_ino, info.st_size, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim), info.st_mode, {}};
        if (S_ISLNK(info.st_mode))
            entry.sha256 = linkHash(relative);
        else if (S_ISREG(info.st_mode))
            entry.sha256 = fileHash(relative, entry);
        m_state.m_entries.insert(relative, entry);
        return true;
    }

    /// What steers git: a hook or a setting runs programs later. The rest of .git is its own business.
    void takeGit()
    {
        std::ignore = take(QByteArrayLiteral(".git/config"));
        const int fd = openBeneath(m_root, QByteArrayLiteral(".git/hooks"), O_RDONLY | O_DIRECTORY | O_CLOEXEC, Links::Refuse);
        if (fd < 0)
            return;
        DIR* const folder = ::fdopendir(fd);
        if (!folder) {
            ::close(fd);
            return;
        }
        while (const dirent* entry = ::readdir(folder)) {
            if (entry->d_name[0] != '.')
                std::ignore = take(QByteArray(".git/hooks/") + entry->d_name);
        }
        ::closedir(folder);
    }

private:
    QByteArray linkHash(const QByteArray& relative) const
    {
        std::array<char, 4096> target;
        const ssize_t length = ::readlinkat(m_root, relative.constData(), target.data(), target.size());
        return length < 0 ? QByteArray() : sha256Hex({"link ", QByteArrayView(target.data(), length)});
    }

    QByteArray fileHash(const QByteArray& relative, const Entry& entry)
    {
        if (m_before) {
            const auto known = m_before->m_entries.constFind(relative);
            if (known != m_before->m_entries.cend() && known->sameStamp(entry) && entry.ctimeNs < m_before->m_timeNs - kRacyNs)
                return known->sha256;
        }
        if (entry.size > kMostFileBytes || m_read + entry.size > kMostBytes)
            return {};
        const UniqueFd fd(openBeneath(m_root, relative, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, Links::Refuse));
        if (!fd)
            return {};
        int error = 0;
        const QByteArray bytes = readAt(fd.get(), 0, kMostFileBytes, error);
        m_read += bytes.size();
        return error == 0 ? sha256Hex(bytes) : QByteArray();
    }

    FolderState& m_state;
    int m_root;
    const FolderState* m_before;
    qint64 m_read = 0;
};

std::shared_ptr<const FolderState> FolderState::look(const QString& root, const FolderState* before)
{
    auto state = std::make_shared<FolderState>();
    state->m_timeNs = nowNs();
    const UniqueFd fd(::open(QFile::encodeName(root).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) {
        state->m_complete = false;
        return state;
    }
    Look look(*state, fd.get(), before);
    TreeWalk walk(false);
    const auto walked = walk.walk(
        root, {}, {[](const QByteArray&) { return true; }, [&look](const QByteArray& relative, TreeWalk::Kind) { return look.take(relative); }});
    state->m_complete = state->m_complete && walked.has_value();
    look.takeGit();
    return state;
}

QList<FolderState::Change> FolderState::changes(const FolderState& before, const FolderState& after)
{
    QList<Change> list;
    if (!before.m_complete || !after.m_complete)
        return list;
    for (const auto& [path, now] : after.m_entries.asKeyValueRange()) {
        const auto was = before.m_entries.constFind(path);
        if (was == before.m_entries.cend())
            list.append({QString::fromUtf8(path), Change::Kind::Made, {}, now.sha256});
        else if (!was->sameContent(now))
            list.append({QString::fromUtf8(path), Change::Kind::Changed, was->sha256, now.sha256});
    }
    for (const auto& [path, was] : before.m_entries.asKeyValueRange()) {
        if (!after.m_entries.contains(path))
            list.append({QString::fromUtf8(path), Change::Kind::Removed, was.sha256, {}});
    }
    std::ranges::sort(list, {}, &Change::path);
    return list;
}

} // namespace aios
