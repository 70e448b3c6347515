// SPDX-License-Identifier: MIT
#include "core/project/filescan.h"

#include "core/project/treewalk.h"

namespace aios {

Result<QStringList> scanFiles(const QString& root, const ScanLimits& limits, const std::atomic_bool* cancelled)
{
    QStringList files;
    TreeWalk walk(limits.respectIgnore, cancelled);
    const auto take = [&](const QByteArray& relative, TreeWalk::Kind kind) {
        if (kind == TreeWalk::Kind::File)
            files.append(QString::fromUtf8(relative));
        return files.size() < limits.maxFiles;
    };
    if (const auto walked = walk.walk(root, {}, {nullptr, take}); !walked)
        return std::unexpected(walked.error());
    files.sort();
    return files;
}

} // namespace aios
