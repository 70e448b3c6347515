// SPDX-License-Identifier: MIT
#include "core/content/parentfolders.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

namespace aios {

using namespace Qt::StringLiterals;

QStringList parentFolders(const QString& root)
{
    QStringList folders;
    for (QString folder = root; folder.size() > 1;) {
        folder = folder.left(std::max<qsizetype>(folder.lastIndexOf(u'/'), 1));
        if (folder != "/"_L1 && !folder.startsWith(u'/'))
            break;
        folders.prepend(folder);
        if (folder == "/"_L1)
            break;
    }
    return folders;
}

QStringList parentConfigFolders(const QString& root, const ContentLoadOptions& options)
{
    if (!options.readParents || QFileInfo::exists(root + u"/.git"_s))
        return {};
    const QStringList parents = parentFolders(root);
    QStringList folders;
    for (auto parent = parents.crbegin(); parent != parents.crend(); ++parent) {
        const QString prefix = *parent == "/"_L1 ? QString() : *parent;
        if (const QString config = prefix + u"/.claude"_s; config != QDir::cleanPath(options.userConfigDir))
            folders.append(config);
        if (QFileInfo::exists(prefix + u"/.git"_s))
            return folders;
    }
    return {};
}

bool isOwnedSafely(const QString& path)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return false;
    return (info.st_uid == ::geteuid() || info.st_uid == 0) && (info.st_mode & S_IWOTH) == 0;
}

} // namespace aios
