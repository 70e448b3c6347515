// SPDX-License-Identifier: MIT
#include "core/content/boardplan.h"

#include "core/content/cardline.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

std::unexpected<Error> cardGone()
{
    return fail(ErrorCode::Changed,
                u"The card was not moved, because it was changed or moved by something else meanwhile. The board shows it as it is now."_s);
}

/// The file with the target column in it, and the card's place there.
struct Placed {
    QByteArray file;
    CardPosition at;
};

/// Puts the card at `to`, adding the column when the file has none of that name.
Result<Placed> place(QByteArray file, const CardKey& card, const MoveTarget& to)
{
    Board board = parseBoard(file);
    if (!findColumn(board, to.column)) {
        Result<QByteArray> added = addColumn(file, to.column.title);
        if (!added)
            return std::unexpected(added.error());
        file = std::move(*added);
        board = parseBoard(file);
    }
    // A file may hold that heading often enough for the key only after it was added: the last one is the new one.
    const int column = findColumn(board, to.column).value_or(static_cast<int>(board.columns.size()) - 1);
    const std::optional<CardPosition> from = findCard(file, board, card);
    if (!from)
        return cardGone();
    int index = static_cast<int>(board.columns[column].cards.size());
    if (to.before) {
        if (const auto before = findCard(file, board, *to.before); before && before->column == column)
            index = before->card;
    }
    if (from->column == column && index > from->card)
        --index; // counted without the card itself
    Result<QByteArray> moved = moveCard(file, *from, {column, index});
    if (!moved)
        return std::unexpected(moved.error());
    return Placed{std::move(*moved), {column, index}};
}

QByteArrayList sortedCards(const QByteArray& file, const Board& board)
{
    QByteArrayList cards;
    for (const BoardColumn& column : board.columns) {
        for (const BoardCard& card : column.cards)
            cards.append(QByteArray(file.constData() + card.begin, card.end - card.begin).trimmed());
    }
    std::ranges::sort(cards);
    return cards;
}

/// The same lines can read differently in another place: deeper ones become part of the card above them, an open code block swallows what follows. A move
/// must leave the same cards, and this one where it was put.
Result<MovePlan> checkedPlan(const QByteArray& before, const Placed& placed, const CardKey& card)
{
    MovePlan plan{.board = placed.file};
    const Board board = parseBoard(placed.file);
    const bool there = placed.at.column < board.columns.size() && placed.at.card < board.columns[placed.at.column].cards.size();
    if (there)
        plan.card = cardKey(placed.file, board, placed.at);
    if (plan.card.bytes != card.bytes || sortedCards(before, parseBoard(before)) != sortedCards(placed.file, board))
        return fail(ErrorCode::InvalidInput,
                    u"The card was not moved, because it would become part of another card there, or another one of it: their lines are indented "
                    "differently, or a code block is open. Mend them in context/active-work.md first."_s);
    return plan;
}

PieceStatus statusOfColumn(const QByteArray& file, const ColumnKey& key, const StatusFlow& flow)
{
    const Board board = parseBoard(file);
    const std::optional<int> column = findColumn(board, key);
    return flow.statusOf(column ? board.columns[*column].title : key.title);
}

} // namespace

Result<MovePlan> planMove(const QByteArray& board, const QList<Piece>& pieces, const QByteArray& pieceFile, const CardKey& card, const MoveTarget& to,
                          Mover mover, const StatusFlow& flow)
{
    const BoardView view = boardView(board, pieces, flow);
    const CardView* moved = view.card(card);
    if (!moved)
        return cardGone();
    const PieceStatus status = statusOfColumn(board, to.column, flow);
    const MoveVerdict verdict = judgeMove(*moved, to.column, status, mover);
    if (verdict.kind == MoveVerdict::Kind::Refused)
        return fail(ErrorCode::Denied, verdict.why);
    if (verdict.kind == MoveVerdict::Kind::Approval)
        return MovePlan{.approval = true, .board = board, .card = card, .piece = moved->piece, .pieceBytes = {}};
    const Result<Placed> placed = place(board, card, to);
    if (!placed)
        return std::unexpected(placed.error());
    Result<MovePlan> plan = checkedPlan(board, *placed, card);
    const bool sets = moved->hasPiece() && to.column != card.column && status != PieceStatus::Unknown && moved->status != status;
    if (!plan || !sets)
        return plan;
    Result<QByteArray> piece = withPieceStatus(pieceFile, status, flow);
    if (!piece)
        return std::unexpected(piece.error());
    plan->piece = moved->piece;
    plan->pieceBytes = std::move(*piece);
    return plan;
}

Result<MovePlan> planMoveBack(const QByteArray& board, const QList<Piece>& pieces, const QByteArray& pieceFile, const MoveBack& back,
                              const StatusFlow& flow)
{
    const BoardView view = boardView(board, pieces, flow);
    const CardView* moved = view.card(back.card);
    if (!moved)
        return fail(
            ErrorCode::Changed,
            u"The move was not undone, because the card was changed or moved by something else since. Move it by hand if you still want that."_s);
    const bool sets = back.set != PieceStatus::Unknown;
    const PieceStatus was = statusOfColumn(board, back.from.column, flow);
    if ((sets && flow.isGated(back.restore)) || (!moved->hasPiece() && flow.isGated(was) && moved->columnStatus != was))
        return fail(ErrorCode::Denied,
                    u"The move was not undone: %1 is not given by undoing. Move the card to In Review and approve the piece again."_s.arg(
                        flow.name(sets ? back.restore : was)));
    if (sets && (!moved->hasPiece() || moved->status != back.set))
        return fail(ErrorCode::Changed, u"The move was not undone, because the status of the piece was changed by something else since."_s);
    const Result<Placed> placed = place(board, back.card, back.from);
    if (!placed)
        return std::unexpected(placed.error());
    Result<MovePlan> plan = checkedPlan(board, *placed, back.card);
    if (!plan || !sets || back.restore == PieceStatus::Unknown)
        return plan;
    Result<QByteArray> piece = withPieceStatus(pieceFile, back.restore, flow);
    if (!piece)
        return std::unexpected(piece.error());
    plan->piece = moved->piece;
    plan->pieceBytes = std::move(*piece);
    return plan;
}

Result<QByteArray> linkToPiece(const QByteArray& board, const QList<Piece>& pieces, const CardKey& card, const QString& relative)
{
    const Board parsed = parseBoard(board);
    const std::optional<CardPosition> at = findCard(board, parsed, card);
    if (!at)
        return fail(ErrorCode::Changed,
                    u"The card was not linked, because it was changed or moved by something else meanwhile. The board shows it as it is now."_s);
    const auto piece = std::ranges::find_if(pieces, [&](const Piece& candidate) { return candidate.relative == relative; });
    if (piece == pieces.cend())
        return fail(ErrorCode::NotFound, u"The card was not linked, because there is no piece %1 any more."_s.arg(relative));
    static const QRegularExpression slugShape(u"^[a-z0-9-]+$"_s);
    const bool sure =
        slugShape.match(piece->slug).hasMatch() && std::ranges::count_if(pieces, [&](const Piece& other) { return other.slug == piece->slug; }) == 1;
    if (sure && parsed.columns[at->column].cards[at->card].link.isEmpty()) {
        if (Result<QByteArray> linked = setSlug(board, *at, piece->slug))
            return linked;
    }
    return setLink(board, *at, relative);
}

} // namespace aios
