// SPDX-License-Identifier: MIT
// What BoardKeeper makes of each request.
#include "core/content/cardline.h"
#include "core/runtime/boardkeeper.h"
#include "core/runtime/runtime.h"

#include <QFileInfo>

#include <algorithm>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

const QString kBoardFile = u"context/active-work.md"_s;

std::unexpected<Error> cardGone()
{
    return fail(ErrorCode::Changed,
                u"Nothing was changed, because the card was changed or moved by something else meanwhile. The board shows it as it is now."_s);
}

/// The card and where it stands in the file; the parsed board lives as long as this does.
struct Found {
    Board board;
    CardPosition at;
    [[nodiscard]] const BoardCard& card() const { return board.columns[at.column].cards[at.card]; }
};

Result<Found> foundCard(const QByteArray& file, const CardKey& key)
{
    Found found{.board = parseBoard(file)};
    const std::optional<CardPosition> at = findCard(file, found.board, key);
    if (!at)
        return cardGone();
    found.at = *at;
    return found;
}

/// The card after an edit of its own line: same place, other words.
CardKey cardAfter(const QByteArray& file, CardPosition at)
{
    return cardKey(file, parseBoard(file), at);
}

QString quoted(const BoardCard& card)
{
    const QString title = card.title.size() > 60 ? QString(card.title.first(59) + u'…') : card.title;
    return u'“' + title + u'”';
}

} // namespace

Result<BoardKeeper::Plan> BoardKeeper::plan(const BoardRequest& request)
{
    if (!m_loaded)
        return fail(ErrorCode::Unavailable, u"Nothing was changed, because the board is still being read. Try again in a moment."_s);
    const Result<File> board = read(kBoardFile);
    if (!board)
        return std::unexpected(board.error());
    return std::visit([&](const auto& wanted) { return planFor(wanted, *board); }, request);
}

/// The bytes of the piece the card names as they are now; the list of pieces learns what changed in it. Empty for a card without one.
Result<QByteArray> BoardKeeper::freshPiece(const QByteArray& board, const CardKey& card)
{
    const BoardView view = boardView(board, m_state.pieces, m_state.flow);
    const CardView* shown = view.card(card);
    if (!shown || !shown->hasPiece())
        return QByteArray();
    const Result<File> piece = read(shown->piece);
    if (!piece)
        return std::unexpected(piece.error());
    const auto known = std::ranges::find_if(m_state.pieces, [&](const Piece& each) { return each.relative == shown->piece; });
    if (!piece->exists) {
        m_state.pieces.erase(known);
        return QByteArray();
    }
    const QDateTime changed = known->changed;
    *known = pieceFrom(m_runtime.project()->root(), shown->piece, piece->bytes, m_state.flow);
    known->changed = changed;
    return piece->bytes;
}

Result<BoardKeeper::Plan> BoardKeeper::planFor(const MoveCard& move, const File& board)
{
    const Result<QByteArray> piece = freshPiece(board.bytes, move.card);
    if (!piece)
        return std::unexpected(piece.error());
    const Result<MovePlan> planned = planMove(board.bytes, m_state.pieces, *piece, move.card, move.to, Mover::Person, m_state.flow);
    if (!planned)
        return std::unexpected(planned.error());
    if (planned->approval)
        return Plan{.changes = {}, .card = {}, .words = {}, .approval = planned->piece, .back = {}};
    const Result<Found> found = foundCard(board.bytes, move.card);
    Plan made{.card = planned->card, .back = MoveBack{.card = planned->card, .from = {move.card.column, {}}}};
    const BoardColumn& column = found->board.columns[found->at.column];
    if (found->at.card + 1 < column.cards.size())
        made.back->from.before = cardKey(board.bytes, found->board, {found->at.column, found->at.card + 1});
    const bool stays = move.to.column == move.card.column;
    made.words = stays ? u"Move %1 within %2"_s.arg(quoted(found->card()), move.to.column.title)
                       : u"Move %1 to %2"_s.arg(quoted(found->card()), move.to.column.title);
    if (!planned->piece.isEmpty()) {
        made.changes.append({planned->piece, *piece, planned->pieceBytes});
        made.back->restore = pieceFrom({}, planned->piece, *piece, m_state.flow).status;
        made.back->set = pieceFrom({}, planned->piece, planned->pieceBytes, m_state.flow).status;
    }
    if (planned->board != board.bytes)
        made.changes.append({kBoardFile, board.bytes, planned->board});
    return made;
}

Result<BoardKeeper::Plan> BoardKeeper::planFor(const FollowPiece& follow, const File& board)
{
    if (const Result<QByteArray> piece = freshPiece(board.bytes, follow.card); !piece)
        return std::unexpected(piece.error());
    const BoardView view = boardView(board.bytes, m_state.pieces, m_state.flow);
    const CardView* card = view.card(follow.card);
    if (!card)
        return cardGone();
    if (!card->outOfStep)
        return fail(ErrorCode::InvalidInput, u"The card stands where its piece says already."_s);
    const auto column = std::ranges::find_if(view.columns, [&](const ColumnView& each) { return each.status == card->status; });
    const ColumnKey to = column == view.columns.cend() ? ColumnKey{card->statusName(), 0} : column->key;
    return planFor(MoveCard{follow.card, {to, {}}}, board);
}

Result<BoardKeeper::Plan> BoardKeeper::planFor(const AddCard& add, const File& board)
{
    QByteArray file = board.bytes;
    std::optional<int> column = findColumn(parseBoard(file), add.column);
    if (!column) {
        Result<QByteArray> added = addColumn(file, add.column.title);
        if (!added)
            return std::unexpected(added.error());
        file = std::move(*added);
        column = static_cast<int>(parseBoard(file).columns.size()) - 1;
    }
    const qsizetype before = parseBoard(file).columns[*column].cards.size();
    Result<QByteArray> after = addCard(file, *column, add.text);
    if (!after)
        return std::unexpected(after.error());
    const Board now = parseBoard(*after);
    if (*column >= now.columns.size() || now.columns[*column].cards.size() != before + 1)
        return fail(ErrorCode::InvalidInput,
                    u"The card was not added, because the end of that column would swallow it. Mend it in context/active-work.md first."_s);
    const CardPosition at{*column, static_cast<int>(before)};
    return Plan{.changes = {{kBoardFile, board.exists ? std::optional(board.bytes) : std::nullopt, *after}},
                .card = cardAfter(*after, at),
                .words = u"Add %1"_s.arg(quoted(now.columns[at.column].cards[at.card])),
                .approval = {},
                .back = {}};
}

/// One card changed in its place; no plan at all when nothing of it changes.
Result<BoardKeeper::Plan> BoardKeeper::changedCard(const QByteArray& board, CardPosition at, const Result<QByteArray>& after, const QString& words)
{
    if (!after)
        return std::unexpected(after.error());
    if (*after == board)
        return Plan{};
    return Plan{.changes = {{kBoardFile, board, *after}}, .card = cardAfter(*after, at), .words = words, .approval = {}, .back = {}};
}

Result<BoardKeeper::Plan> BoardKeeper::planFor(const EditNote& edit, const File& board)
{
    const Result<Found> found = foundCard(board.bytes, edit.card);
    if (!found)
        return std::unexpected(found.error());
    const Result<QByteArray> after = editNote(board.bytes, found->at, edit.note);
    return changedCard(board.bytes, found->at, after, u"Edit the note of %1"_s.arg(quoted(found->card())));
}

Result<BoardKeeper::Plan> BoardKeeper::planFor(const CheckCard& check, const File& board)
{
    const Result<Found> found = foundCard(board.bytes, check.card);
    if (!found)
        return std::unexpected(found.error());
    const Result<QByteArray> after = setChecked(board.bytes, found->at, check.checked);
    return changedCard(board.bytes, found->at, after, (check.checked ? u"Tick %1"_s : u"Untick %1"_s).arg(quoted(found->card())));
}

Result<BoardKeeper::Plan> BoardKeeper::planFor(const LinkCard& link, const File& board)
{
    const Result<Found> found = foundCard(board.bytes, link.card);
    if (!found)
        return std::unexpected(found.error());
    const Result<QByteArray> after = linkToPiece(board.bytes, m_state.pieces, link.card, link.piece);
    return changedCard(board.bytes, found->at, after, u"Link %1 to %2"_s.arg(quoted(found->card()), link.piece));
}

Result<BoardKeeper::Plan> BoardKeeper::planFor(const CreatePiece& create, const File& board)
{
    const Result<Found> found = foundCard(board.bytes, create.card);
    if (!found)
        return std::unexpected(found.error());
    const PieceIndex::Found joined = PieceIndex(m_state.pieces).find(found->card());
    if (joined.piece >= 0)
        return fail(ErrorCode::AlreadyExists,
                    u"The piece was not made, because the card has one already: %1. Open that one."_s.arg(m_state.pieces[joined.piece].relative));
    const Result<QByteArray> bytes = newPieceFile(create.piece);
    if (!bytes)
        return std::unexpected(bytes.error());
    if (const Result<File> there = read(create.piece.relative); !there || there->exists)
        return fail(
            ErrorCode::AlreadyExists,
            u"The piece was not made, because there is a file %1 already. Link the card to it, or choose another name."_s.arg(create.piece.relative));
    Plan made{.changes = {{create.piece.relative, std::nullopt, *bytes}},
              .card = create.card,
              .words = u"Create %1"_s.arg(create.piece.relative),
              .approval = {},
              .back = {}};
    QList<Piece> pieces = m_state.pieces;
    pieces.append(pieceFrom(m_runtime.project()->root(), create.piece.relative, *bytes, m_state.flow));
    const qsizetype made_at = PieceIndex(pieces).find(found->card()).piece;
    if (made_at >= 0 && pieces[made_at].relative == create.piece.relative)
        return made; // the card names it already
    const Result<QByteArray> after = linkToPiece(board.bytes, pieces, create.card, create.piece.relative);
    if (!after)
        return std::unexpected(after.error());
    made.changes.append({kBoardFile, board.bytes, *after});
    made.card = cardAfter(*after, found->at);
    return made;
}

Result<BoardKeeper::Plan> BoardKeeper::planFor(const CreateBoard&, const File& board)
{
    if (board.exists)
        return fail(ErrorCode::AlreadyExists, u"The board was not made, because there is one already."_s);
    return Plan{
        .changes = {{kBoardFile, std::nullopt, newBoardFile(m_state.flow)}}, .card = {}, .words = u"Create the board"_s, .approval = {}, .back = {}};
}

/// Untouched files get their bytes back exactly. A move is also taken back in files that changed elsewhere; anything else is not.
Result<BoardKeeper::Plan> BoardKeeper::planUndo(const Step& step)
{
    Plan undo{.changes = {}, .card = {}, .words = u"Undone: %1"_s.arg(step.plan.words), .approval = {}, .back = {}};
    bool untouched = true;
    for (const Change& change : step.plan.changes) {
        const Result<File> now = read(change.relative);
        if (!now)
            return std::unexpected(now.error());
        untouched = untouched && now->exists == change.after.has_value() && now->bytes == change.after.value_or(QByteArray());
        undo.changes.append({change.relative, change.after, change.before});
    }
    if (!step.plan.back) {
        if (untouched)
            return undo;
        return fail(ErrorCode::Changed,
                    u"“%1” was not undone, because the text was changed by something else since. Change it by hand if you still want that."_s.arg(
                        step.plan.words));
    }
    const Result<File> board = read(kBoardFile);
    if (!board)
        return std::unexpected(board.error());
    const Result<QByteArray> piece = freshPiece(board->bytes, step.plan.back->card);
    if (!piece)
        return std::unexpected(piece.error());
    Result<MovePlan> back = planMoveBack(board->bytes, m_state.pieces, *piece, *step.plan.back, m_state.flow);
    if (!back)
        return std::unexpected(back.error());
    undo.card = back->card;
    if (untouched)
        return undo;
    if (step.plan.back->set != PieceStatus::Unknown && step.plan.back->restore == PieceStatus::Unknown)
        return fail(ErrorCode::Changed,
                    u"The move was not undone, because the files were changed since, and what the piece said before is no status of the board."_s);
    undo.changes.clear();
    if (!back->piece.isEmpty())
        undo.changes.append({back->piece, *piece, back->pieceBytes});
    if (back->board != board->bytes)
        undo.changes.append({kBoardFile, board->bytes, back->board});
    return undo;
}

} // namespace aios
