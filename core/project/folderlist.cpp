// SPDX-License-Identifier: MIT
#include "core/project/folderlist.h"

#include "core/base/safeopen.h"

#include <QCollator>
#include <QFile>
#include <QLocale>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>

namespace aios {

namespace {

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

std::optional<FolderEntry> entryAt(int fd, const char* name)
{
    const QByteArrayView bytes(name);
    struct stat info = {};
    if (bytes.startsWith('.') || isTemporaryName(bytes) || !QUtf8StringView(bytes.data(), bytes.size()).isValidUtf8() ||
        ::fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return std::nullopt;
    FolderEntry entry;
    entry.name = QString::fromUtf8(bytes);
    entry.folder = S_ISDIR(info.st_mode);
    entry.link = S_ISLNK(info.st_mode);
    if (!entry.folder && !entry.link && !S_ISREG(info.st_mode))
        return std::nullopt;
    entry.bytes = entry.folder ? 0 : info.st_size;
    entry.modified = QDateTime::fromSecsSinceEpoch(info.st_mtime);
    return entry;
}

} // namespace

Result<FolderList> listFolder(const RootDir& root, const QString& relative, int most)
{
    const QByteArray path = relative.toUtf8();
    if (const auto checked = checkRelative(path, "list"); !checked)
        return std::unexpected(checked.error());
    const UniqueFd top(::open(QFile::encodeName(root.path()).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!top)
        return pathError(errno, "list", path);
    const int fd = openBeneath(top.get(), path, O_RDONLY | O_DIRECTORY, Links::Refuse);
    if (fd < 0)
        return pathError(-fd, "list", path);
    const std::unique_ptr<DIR, CloseFolder> folder(::fdopendir(fd));
    if (!folder) {
        ::close(fd);
        return pathError(errno, "list", path);
    }
    FolderList list;
    while (const dirent* next = ::readdir(folder.get())) {
        std::optional<FolderEntry> entry = entryAt(fd, next->d_name);
        if (!entry)
            continue;
        if (list.entries.size() >= most) {
            list.cut = true;
            break;
        }
        list.entries.append(std::move(*entry));
    }
    const QLocale locale; // "C" knows no numbers in names
    QCollator order(locale.language() == QLocale::C ? QLocale(QLocale::English) : locale);
    order.setNumericMode(true);
    order.setCaseSensitivity(Qt::CaseInsensitive);
    std::sort(list.entries.begin(), list.entries.end(), [&](const FolderEntry& a, const FolderEntry& b) {
        if (a.folder != b.folder)
            return a.folder;
        const int compared = order.compare(a.name, b.name);
        return compared != 0 ? compared < 0 : a.name < b.name;
    });
    return list;
}

} // namespace aios
