// SPDX-License-Identifier: MIT
#include "core/content/piecegroups.h"

#include <QFileInfo>

#include <map>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Where a group stands: known statuses first, other words behind them, none last.
using Order = std::pair<int, QString>;

Order orderOf(const Piece& piece, PieceGrouping by)
{
    constexpr int kWords = 100;
    constexpr int kNone = 200;
    if (by == PieceGrouping::Platform)
        return piece.platform.isEmpty() ? Order{kNone, {}} : Order{kWords, piece.platform.toCaseFolded()};
    if (piece.status != PieceStatus::Unknown)
        return {piece.statusRank, {}};
    return piece.statusText.isEmpty() ? Order{kNone, {}} : Order{kWords, piece.statusText.toCaseFolded()};
}

QString titleOf(const Piece& piece, PieceGrouping by)
{
    if (by == PieceGrouping::Platform)
        return piece.platform.isEmpty() ? u"No platform"_s : piece.platform;
    if (piece.status != PieceStatus::Unknown)
        return piece.statusName;
    return piece.statusText.isEmpty() ? u"No status"_s : piece.statusText;
}

} // namespace

PieceGroup groupFor(const Piece& piece, PieceGrouping by)
{
    return {orderOf(piece, by), titleOf(piece, by), {}};
}

bool comesBefore(const Piece& a, const Piece& b)
{
    const int order = a.title.compare(b.title, Qt::CaseInsensitive);
    return order != 0 ? order < 0 : a.relative < b.relative;
}

QList<PieceGroup> groupPieces(const QList<Piece>& pieces, PieceGrouping by)
{
    std::map<Order, QList<const Piece*>> groups; // sorted where they stand: a piece is large to move
    for (const Piece& piece : pieces)
        groups[orderOf(piece, by)].append(&piece);
    QList<PieceGroup> sorted;
    for (auto& [order, members] : groups) {
        PieceGroup group = groupFor(*members.constFirst(), by);
        std::ranges::sort(members, [](const Piece* a, const Piece* b) { return comesBefore(*a, *b); });
        group.pieces.reserve(members.size());
        for (const Piece* piece : std::as_const(members))
            group.pieces.append(*piece);
        sorted.append(std::move(group));
    }
    return sorted;
}

QByteArray newFileText(const QString& relative)
{
    if (!relative.endsWith(".md"_L1, Qt::CaseInsensitive))
        return {};
    QString title = QFileInfo(relative).completeBaseName().replace(u'-', u' ').replace(u'_', u' ').simplified();
    if (!title.isEmpty())
        title[0] = title[0].toUpper();
    if (!relative.startsWith("content/"_L1))
        return QString(u"# "_s + title + u'\n').toUtf8();
    QString quoted = title;
    quoted.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u"---\ntitle: \"%1\"\ntype: article\nplatform: \nstatus: Draft\nsources: []\n---\n\n"_s.arg(quoted).toUtf8();
}

} // namespace aios
