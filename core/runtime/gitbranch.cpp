// SPDX-License-Identifier: MIT
#include "core/runtime/gitbranch.h"

#include "core/base/rootdir.h"

#include <QDir>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytes = 4096;

/// Its first line; empty where it is not there, is long, or is no file.
QByteArray lineOf(const QString& folder, QByteArrayView relative)
{
    const auto root = RootDir::open(folder);
    if (!root)
        return {};
    const auto read = root->read(relative, kMostBytes);
    return read ? read->bytes.split('\n').constFirst().trimmed() : QByteArray();
}

/// Anything else in a HEAD is no branch: a .git file may name any folder, and nothing of what lies there is to be seen.
QString branchIn(const QByteArray& head)
{
    constexpr QByteArrayView kBranch("ref: refs/heads/");
    if (head.startsWith(kBranch))
        return QString::fromUtf8(head.sliced(kBranch.size()));
    const bool commit = (head.size() == 40 || head.size() == 64) &&
                        std::ranges::all_of(head, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    return commit ? QString::fromLatin1(head.left(8)) : QString();
}

} // namespace

QString gitBranch(const QString& root)
{
    if (const QString branch = branchIn(lineOf(root, ".git/HEAD")); !branch.isEmpty())
        return branch;
    constexpr QByteArrayView kElsewhere("gitdir: ");
    const QByteArray link = lineOf(root, ".git");
    return link.startsWith(kElsewhere) ? branchIn(lineOf(QDir(root).filePath(QString::fromUtf8(link.sliced(kElsewhere.size()))), "HEAD")) : QString();
}

} // namespace aios
