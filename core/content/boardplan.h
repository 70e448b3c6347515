// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/boardview.h"
#include "core/content/pieces.h"

namespace aios {

/// What a move would write. Every byte of both files that is not the card's, or the status' value, stays.
struct MovePlan {
    bool approval = false;    ///< Nothing is written: the person has to approve `piece` first.
    QByteArray board;         ///< The whole new file.
    CardKey card;             ///< The card where it stands then.
    QString piece;            ///< Path beneath the folder; empty: no piece changes.
    QByteArray pieceBytes;    ///< Its whole new file.
};

/// What moving a card would write, or a sentence why it may not move and what to do. Pure. `pieceFile` holds the bytes of the piece the card names (its entry
/// in `pieces` must be made of them); nothing is read from it for a card without one.
[[nodiscard]] Result<MovePlan> planMove(const QByteArray& board, const QList<Piece>& pieces, const QByteArray& pieceFile, const CardKey& card,
                                        const MoveTarget& to, Mover mover, const StatusFlow& flow = {});

/// A move the person takes back: the card goes where it came from, without asking whether that were a legal move; a status goes back only when the piece still
/// has the one the move set. Refused, with a sentence, when the card or the status changed meanwhile.
struct MoveBack {
    CardKey card; ///< As it stood after the move.
    MoveTarget from;
    PieceStatus set = PieceStatus::Unknown; ///< What the move wrote into the piece; Unknown: nothing.
    PieceStatus restore = PieceStatus::Unknown; ///< Unknown: the piece said something no move can write; it is left out of the plan.
};
[[nodiscard]] Result<MovePlan> planMoveBack(const QByteArray& board, const QList<Piece>& pieces, const QByteArray& pieceFile, const MoveBack& back,
                                            const StatusFlow& flow = {});

/// The card linked to a piece: by its slug, as the board writes it, where that names the piece for certain; else by a Markdown link in the title.
[[nodiscard]] Result<QByteArray> linkToPiece(const QByteArray& board, const QList<Piece>& pieces, const CardKey& card, const QString& relative);

} // namespace aios
