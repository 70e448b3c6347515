// SPDX-License-Identifier: MIT
#include "core/project/treewalk.h"

#include "core/base/rootdir.h"
#include "core/base/safeopen.h"
#include "core/project/layerplaces.h"

#include <QFile>

#include <dirent.h>
#include <fcntl.h>

#include <cerrno>
#include <memory>

namespace aios {

namespace {

constexpr int kMaxDepth = 128;
constexpr qint64 kMaxRules = 512 * 1024;

struct CloseDir {
    void operator()(DIR* dir) const { ::closedir(dir); }
};

bool isNeverWalked(QByteArrayView name)
{
    return name == ".git" || name == "node_modules" || name == "." || name == ".." || isTemporaryName(name);
}

QByteArray joined(const QByteArray& folder, QByteArrayView name)
{
    return folder.isEmpty() ? name.toByteArray() : QByteArray(folder + '/' + name);
}

QByteArray readSmall(int folder, const char* name)
{
    const UniqueFd fd(openBeneath(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY, Links::FollowBeneath));
    struct stat info = {};
    if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > kMaxRules)
        return {};
    int error = 0;
    return readAt(fd.get(), 0, info.st_size, error);
}

unsigned char typeOf(int folder, const dirent* entry)
{
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    struct stat info = {};
    if (::fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return DT_UNKNOWN;
    return static_cast<unsigned char>(IFTODT(info.st_mode));
}

UniqueFd openRoot(const QString& root)
{
    return UniqueFd(::open(QFile::encodeName(root).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

} // namespace

void TreeWalk::pushRules(int fd, const QByteArray& folder)
{
    if (!m_respectIgnore)
        return;
    if (const QByteArray own = folder.isEmpty() ? readSmall(fd, ".git/info/exclude") : QByteArray(); !own.isEmpty())
        m_ignore.push(folder, own);
    if (const QByteArray rules = readSmall(fd, ".gitignore"); !rules.isEmpty())
        m_ignore.push(folder, rules);
}

bool TreeWalk::isIgnored(const QByteArray& relative, bool isFolder) const
{
    return !isLayerPlace(relative, isFolder) && m_ignore.isIgnored(relative, isFolder);
}

Result<void> TreeWalk::walk(const QString& root, const QByteArray& start, const Visitor& visitor)
{
    UniqueFd fd = openRoot(root);
    if (!fd)
        return failErrno(errno, QStringLiteral("Cannot list the folder %1").arg(root));
    QByteArray folder;
    const auto parts = start.isEmpty() ? QList<QByteArray>() : start.split('/');
    for (const QByteArray& part : parts) {
        pushRules(fd.get(), folder);
        folder = joined(folder, part);
        UniqueFd next(openBeneath(fd.get(), part, O_RDONLY | O_DIRECTORY, Links::Refuse));
        if (!next)
            return pathError(-next.get(), "list", start);
        fd = std::move(next);
    }
    const bool whole = walkFolder(fd.get(), folder, static_cast<int>(parts.size()), visitor);
    static_cast<void>(whole); // An early end was the visitor's or the canceller's wish.
    return {};
}

bool TreeWalk::walkFolder(int fd, const QByteArray& folder, int depth, const Visitor& visitor)
{
    if (m_cancelled && m_cancelled->load(std::memory_order_relaxed))
        return false;
    if (depth > kMaxDepth || (visitor.enter && !visitor.enter(folder)))
        return true;
    const int listed = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
    const std::unique_ptr<DIR, CloseDir> dir(listed >= 0 ? ::fdopendir(listed) : nullptr);
    if (!dir)
        return true;
    pushRules(fd, folder);
    bool goOn = true;
    while (goOn) {
        const dirent* entry = ::readdir(dir.get());
        if (!entry)
            break;
        goOn = visitEntry(fd, folder, entry->d_name, typeOf(fd, entry), depth, visitor);
    }
    m_ignore.pop(folder);
    return goOn;
}

bool TreeWalk::visitEntry(int fd, const QByteArray& folder, const char* name, unsigned char type, int depth, const Visitor& visitor)
{
    const QByteArrayView nameView(name);
    const bool isFolder = type == DT_DIR;
    if ((!isFolder && type != DT_REG && type != DT_LNK) || isNeverWalked(nameView) || !QUtf8StringView(name).isValidUtf8())
        return true;
    const QByteArray relative = joined(folder, nameView);
    if (m_respectIgnore && isIgnored(relative, isFolder))
        return true;
    if (!isFolder)
        return visitor.file(relative, type == DT_LNK ? Kind::Link : Kind::File);
    const UniqueFd sub(openBeneath(fd, nameView.toByteArray(), O_RDONLY | O_DIRECTORY, Links::Refuse));
    return !sub || walkFolder(sub.get(), relative, depth + 1, visitor);
}

bool TreeWalk::isLeftOut(const QString& root, const QByteArray& relative, bool isFolder)
{
    UniqueFd fd = openRoot(root);
    TreeWalk walk(true);
    QByteArray folder;
    const QList<QByteArray> parts = relative.split('/');
    for (qsizetype i = 0; i < parts.size() && fd; ++i) {
        if (isNeverWalked(parts[i]))
            return true;
        walk.pushRules(fd.get(), folder);
        folder = joined(folder, parts[i]);
        const bool isLast = i + 1 == parts.size();
        if (walk.isIgnored(folder, !isLast || isFolder))
            return true;
        if (!isLast)
            fd = UniqueFd(openBeneath(fd.get(), parts[i], O_RDONLY | O_DIRECTORY, Links::Refuse));
    }
    return false;
}

} // namespace aios
