// SPDX-License-Identifier: MIT
#include "core/content/boardview.h"

#include "core/content/pieces.h"

#include <QDir>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QByteArray cardBytes(const QByteArray& file, const BoardCard& card)
{
    QByteArray bytes = file.sliced(card.begin, card.end - card.begin);
    while (bytes.endsWith('\n') || bytes.endsWith('\r'))
        bytes.chop(1);
    return bytes;
}

CardView cardView(const BoardCard& card, CardKey key, PieceStatus columnStatus, const QList<Piece>& pieces, const PieceIndex& index,
                  const StatusFlow& flow)
{
    CardView view{.key = std::move(key), .card = card, .columnStatus = columnStatus, .type = card.type, .flow = flow};
    const PieceIndex::Found found = index.find(card);
    view.join = found.join;
    if (found.piece < 0)
        return view;
    const Piece& piece = pieces[found.piece];
    view.piece = piece.relative;
    view.pieceTitle = piece.title;
    if (!piece.type.isEmpty())
        view.type = piece.type;
    view.platform = piece.platform;
    view.status = piece.status;
    view.statusText = piece.statusText;
    view.problem = piece.problem;
    view.changed = piece.changed;
    view.outOfStep = piece.status != PieceStatus::Unknown && columnStatus != PieceStatus::Unknown && piece.status != columnStatus;
    return view;
}

/// Keys of all cards of a column in one pass.
QList<CardKey> cardKeys(const QByteArray& file, const Board& board, int column)
{
    const ColumnKey key = columnKey(board, column);
    QHash<QByteArray, int> seen;
    QList<CardKey> keys;
    for (const BoardCard& card : board.columns[column].cards) {
        QByteArray bytes = cardBytes(file, card);
        const int nth = seen[bytes]++;
        keys.append({key, std::move(bytes), nth});
    }
    return keys;
}

/// The statuses of the pipeline no heading stands for. A board whose headings mean no status has columns of its own and misses none.
void addMissingColumns(BoardView& view, const StatusFlow& flow)
{
    const bool headings = std::ranges::any_of(view.columns, [](const ColumnView& column) { return !column.key.title.isEmpty(); });
    const bool pipeline = std::ranges::any_of(view.columns, [](const ColumnView& column) { return column.status != PieceStatus::Unknown; });
    if (headings && !pipeline)
        return;
    for (const PieceStatus status : flow.order()) {
        const bool onlyWhereWritten = status == PieceStatus::Queued || status == PieceStatus::Scheduled || status == PieceStatus::Published;
        if (!onlyWhereWritten && std::ranges::none_of(view.columns, [status](const ColumnView& column) { return column.status == status; }))
            view.columns.append({.key = {flow.name(status), 0}, .status = status, .missing = true});
    }
}

MoveVerdict refused(QString why)
{
    return {MoveVerdict::Kind::Refused, std::move(why)};
}

MoveVerdict judgeWithoutPiece(const CardView& card, PieceStatus to)
{
    const QString name = card.flow.name(to);
    if (card.join == PieceJoin::Missing)
        return refused(
            u"No piece, no %1: the card names a piece that is not beneath content/. Create the piece or link the card to one first."_s.arg(name));
    return refused(u"No piece, no %1: create the piece first, or link the card to one."_s.arg(name));
}

/// The step that is missing before `to` can be reached.
QString skippedWords(const CardView& card, PieceStatus from, PieceStatus to)
{
    if (card.outOfStep)
        return u"The card is out of step: its piece is %1, and from there it cannot go to %2 at once. Let the card follow its piece, then move on."_s
            .arg(card.flow.name(from), card.flow.name(to));
    if (card.flow.isGated(to) && !card.flow.isGated(from)) {
        const QString last = card.flow.name(card.flow.before(PieceStatus::Approved));
        return to == PieceStatus::Approved ? u"Approved comes after %1: move the card to %1 first."_s.arg(last)
                                           : u"%1 comes after Approved: the piece must be approved first."_s.arg(card.flow.name(to));
    }
    return u"From %1 the next step is %2: move the card there first."_s.arg(card.flow.name(from), card.flow.name(card.flow.next(from)));
}

} // namespace

PieceIndex::PieceIndex(const QList<Piece>& pieces)
{
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        m_bySlug[pieces[i].slug].append(i);
        m_byPath.insert(pieces[i].relative, i);
    }
}

PieceIndex::Found PieceIndex::find(const BoardCard& card) const
{
    if (!card.link.isEmpty()) {
        // As Markdown reads it, from the board's own folder; tools that count from the top of the folder are understood too.
        const bool fromTop = card.link.startsWith(u'/');
        for (const QString& path : {fromTop ? card.link.sliced(1) : QString(u"context/"_s + card.link), card.link}) {
            if (const auto it = m_byPath.constFind(QDir::cleanPath(path)); it != m_byPath.cend())
                return {PieceJoin::Link, *it};
        }
        return {PieceJoin::Missing, -1};
    }
    if (card.slug.isEmpty())
        return {};
    const QList<qsizetype> named = m_bySlug.value(card.slug);
    if (named.size() == 1)
        return {PieceJoin::Slug, named.constFirst()};
    return {named.isEmpty() ? PieceJoin::Missing : PieceJoin::Ambiguous, -1};
}

const ColumnView* BoardView::column(const ColumnKey& key) const
{
    const auto it = std::ranges::find_if(columns, [&](const ColumnView& column) { return column.key == key; });
    return it == columns.cend() ? nullptr : &*it;
}

const CardView* BoardView::card(const CardKey& key) const
{
    const ColumnView* where = column(key.column);
    if (!where)
        return nullptr;
    const auto it = std::ranges::find_if(where->cards, [&](const CardView& card) { return card.key == key; });
    return it == where->cards.cend() ? nullptr : &*it;
}

qsizetype BoardView::cardCount() const
{
    qsizetype count = 0;
    for (const ColumnView& column : columns)
        count += column.cards.size();
    return count;
}

ColumnKey columnKey(const Board& board, int column)
{
    ColumnKey key{board.columns[column].title, 0};
    for (int i = 0; i < column; ++i)
        key.nth += board.columns[i].title == key.title ? 1 : 0;
    return key;
}

CardKey cardKey(const QByteArray& file, const Board& board, CardPosition at)
{
    return cardKeys(file, board, at.column).value(at.card);
}

std::optional<int> findColumn(const Board& board, const ColumnKey& key)
{
    int nth = 0;
    for (int i = 0; i < board.columns.size(); ++i) {
        if (board.columns[i].title == key.title && nth++ == key.nth)
            return i;
    }
    return std::nullopt;
}

std::optional<CardPosition> findCard(const QByteArray& file, const Board& board, const CardKey& key)
{
    const std::optional<int> column = findColumn(board, key.column);
    if (!column)
        return std::nullopt;
    const auto at = cardKeys(file, board, *column).indexOf(key);
    return at < 0 ? std::nullopt : std::optional(CardPosition{*column, static_cast<int>(at)});
}

BoardView boardView(const QByteArray& file, const QList<Piece>& pieces, const StatusFlow& flow)
{
    const Board board = parseBoard(file);
    const PieceIndex index(pieces);
    BoardView view{.exists = true};
    QSet<QString> shown;
    for (int i = 0; i < board.columns.size(); ++i) {
        const BoardColumn& column = board.columns[i];
        const QList<CardKey> keys = cardKeys(file, board, i);
        ColumnView made{.key = columnKey(board, i), .status = flow.statusOf(column.title)};
        for (qsizetype card = 0; card < column.cards.size(); ++card) {
            made.cards.append(cardView(column.cards[card], keys[card], made.status, pieces, index, flow));
            shown.insert(made.cards.back().piece);
        }
        view.columns.append(made);
    }
    addMissingColumns(view, flow);
    for (const Piece& piece : pieces)
        view.pieces.append({piece.relative, piece.title, piece.slug, piece.type, piece.platform, shown.contains(piece.relative)});
    return view;
}

MoveVerdict judgeMove(const CardView& card, const ColumnKey& to, PieceStatus toStatus, Mover mover)
{
    const bool piece = card.hasPiece();
    if (card.key.column == to || (piece && toStatus != PieceStatus::Unknown && card.status == toStatus))
        return {}; // only its place changes, or it follows its piece
    if (toStatus != PieceStatus::Unknown && card.join == PieceJoin::Ambiguous)
        return refused(
            u"Several files beneath content/ have the slug “%1”, so it is not certain which piece would change. Link the card to one of them."_s.arg(
                card.card.slug));
    if (card.flow.isGated(toStatus) && !piece)
        return judgeWithoutPiece(card, toStatus);
    if (toStatus == PieceStatus::Scheduled || toStatus == PieceStatus::Published)
        return refused(u"%1 is set by the program on proof from the service that published, never by hand."_s.arg(card.flow.name(toStatus)));
    if (piece && toStatus != PieceStatus::Unknown && !card.problem.isEmpty())
        return refused(u"The status of %1 cannot be changed. %2"_s.arg(card.piece, card.problem));
    const PieceStatus from = piece ? card.status : card.columnStatus;
    switch (card.flow.moveRule(from, toStatus)) {
    case MoveRule::Anyone:
        if (mover == Mover::Assistant && !card.flow.assistantMoves(from, toStatus))
            return refused(u"Moving “%1” to %2 is left to the person."_s.arg(card.card.title, to.title));
        return {};
    case MoveRule::PersonOnly:
        if (mover != Mover::Person)
            return refused(u"Only a person can move “%1” to %2."_s.arg(card.card.title, to.title));
        return toStatus == PieceStatus::Approved ? MoveVerdict{MoveVerdict::Kind::Approval, {}} : MoveVerdict{};
    case MoveRule::ProofOnly:
    case MoveRule::Nobody:
        break;
    }
    return refused(skippedWords(card, from, toStatus));
}

} // namespace aios
