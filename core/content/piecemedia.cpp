// SPDX-License-Identifier: MIT
#include "core/content/piecemedia.h"

#include <QDir>
#include <QRegularExpression>
#include <QUrl>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Beneath the folder; empty when it leads out of it.
QString beneath(const QString& path)
{
    const QString clean = QDir::cleanPath(path);
    return clean == ".."_L1 || clean.startsWith("../"_L1) || clean.startsWith(u'/') || clean == "."_L1 || clean.isEmpty() ? QString() : clean;
}

} // namespace

PieceMedia pieceMedia(const QString& piece, const QString& target)
{
    static const QRegularExpression scheme(u"^([A-Za-z][A-Za-z0-9+.-]*):"_s);
    const QString written = target.trimmed();
    if (const auto found = scheme.match(written); found.hasMatch()) {
        const QString name = found.captured(1).toLower();
        return {.kind = name == "data"_L1                         ? PieceMedia::Kind::Inline
                        : name == "http"_L1 || name == "https"_L1 ? PieceMedia::Kind::Remote
                                                                  : PieceMedia::Kind::Outside};
    }
    if (written.startsWith("//"_L1))
        return {.kind = PieceMedia::Kind::Remote};
    const QString path = QUrl::fromPercentEncoding(written.section(u'?', 0, 0).section(u'#', 0, 0).toUtf8());
    if (path.isEmpty() || path.contains(QChar(u'\0')) || path.contains(u'\\'))
        return {};
    PieceMedia media{.kind = PieceMedia::Kind::File};
    if (path.startsWith(u'/')) { // as sites write it: from the top
        media.candidates = {beneath(path.sliced(1))};
    } else {
        const qsizetype slash = piece.lastIndexOf(u'/');
        media.candidates = {beneath(piece.first(slash + 1) + path), beneath(path)};
    }
    media.candidates.removeAll(QString());
    media.candidates.removeDuplicates();
    return media.candidates.isEmpty() ? PieceMedia{} : media;
}

} // namespace aios
