// SPDX-License-Identifier: MIT
#include "core/runtime/templateorigin.h"

#include <QDir>
#include <QSet>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytes = 1024 * 1024;

/// The files beneath the root that hold the items; none when one of them cannot have come from a template.
QSet<QByteArray> filesOf(const QList<TrustItem>& items, const QString& root)
{
    QSet<QByteArray> files;
    for (const TrustItem& item : items) {
        if (item.kind == "linked-layer"_L1 || item.kind == "import"_L1 || !item.path.startsWith(root + u'/'))
            return {};
        files.insert(item.path.sliced(root.size() + 1).toUtf8());
    }
    return files;
}

bool sameIn(const QSet<QByteArray>& files, const RootDir& folder, const RootDir& made)
{
    return std::ranges::all_of(files, [&](const QByteArray& file) {
        const auto here = folder.read(file, kMostBytes);
        const auto there = made.read(file, kMostBytes);
        return here && there && here->bytes == there->bytes;
    });
}

} // namespace

QString templateOrigin(const QList<TrustItem>& items, const RootDir& root, const QString& templates)
{
    const QSet<QByteArray> files = filesOf(items, root.path());
    if (files.isEmpty())
        return {};
    for (const QString& name : QDir(templates).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const auto made = RootDir::open(templates + u'/' + name);
        if (made && sameIn(files, root, *made))
            return u"All of it came with this program: the files it stands in are still those of its own template “%1”, byte for byte."_s.arg(name);
    }
    return {};
}

} // namespace aios
