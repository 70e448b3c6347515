// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/pieces.h"

namespace aios {

/// A piece that is not what it was. Places in the two lists that were compared; -1: it is not in that one.
struct PieceChange {
    qsizetype before = -1;
    qsizetype after = -1;
    friend bool operator==(const PieceChange&, const PieceChange&) = default;
};

/// What differs between two lists of pieces, both sorted by path, in that order. Nothing when that is more than `most` pieces. When a file was last written is
/// no difference by itself.
[[nodiscard]] std::optional<QList<PieceChange>> pieceChanges(const QList<Piece>& before, const QList<Piece>& after, qsizetype most);

} // namespace aios
