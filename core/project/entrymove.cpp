// SPDX-License-Identifier: MIT
#include "core/project/entrymove.h"

#include "core/base/safeopen.h"

#include <QFile>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr unsigned kNoReplace = 1; // RENAME_NOREPLACE; the C library's header may lack it

struct Place {
    UniqueFd folder;
    QByteArray name;
};

Result<Place> placeOf(int root, const QByteArray& relative)
{
    if (const auto checked = checkRelative(relative, "rename"); !checked)
        return std::unexpected(checked.error());
    const qsizetype slash = relative.lastIndexOf('/');
    Place place{{}, relative.sliced(slash + 1)};
    if (place.name.isEmpty() || place.name == "." || place.name == "..")
        return fail(ErrorCode::InvalidInput, u"“%1” is no name for a file or folder."_s.arg(QString::fromUtf8(relative)));
    const int fd = openBeneath(root, slash < 0 ? QByteArray(".") : relative.first(slash), O_PATH | O_DIRECTORY, Links::Refuse);
    if (fd < 0)
        return pathError(-fd, "rename", relative);
    place.folder = UniqueFd(fd);
    return place;
}

} // namespace

Result<void> moveEntry(const RootDir& root, const QString& from, const QString& to)
{
    const UniqueFd top(::open(QFile::encodeName(root.path()).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!top)
        return pathError(errno, "rename", from.toUtf8());
    const auto source = placeOf(top.get(), from.toUtf8());
    if (!source)
        return std::unexpected(source.error());
    const auto target = placeOf(top.get(), to.toUtf8());
    if (!target)
        return std::unexpected(target.error());
    if (::syscall(SYS_renameat2, source->folder.get(), source->name.constData(), target->folder.get(), target->name.constData(), kNoReplace) == 0)
        return {};
    if (errno == EEXIST)
        return fail(ErrorCode::AlreadyExists, u"It was not renamed: %1 is there already."_s.arg(to));
    if (errno == EINVAL && QString(to + u'/').startsWith(QString(from + u'/')))
        return fail(ErrorCode::InvalidInput, u"A folder cannot be moved into itself."_s);
    return pathError(errno, "rename", from.toUtf8());
}

} // namespace aios
