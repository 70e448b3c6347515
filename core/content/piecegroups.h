// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/pieces.h"

namespace aios {

enum class PieceGrouping : std::uint8_t { Status, Platform };

/// Pieces that a list shows under one heading.
struct PieceGroup {
    std::pair<int, QString> place; ///< Among the others, which are sorted by it: known statuses first, other words behind them, none last.
    QString title; ///< "In Review", "website", as written for words nobody knows; "No status", "No platform".
    QList<Piece> pieces; ///< By title.
};

/// All pieces, each in one group. By status in the order of the pipeline, then words nobody knows, then none; by platform in alphabetical order, none last.
[[nodiscard]] QList<PieceGroup> groupPieces(const QList<Piece>& pieces, PieceGrouping by);

/// The group that piece belongs into, without any pieces.
[[nodiscard]] PieceGroup groupFor(const Piece& piece, PieceGrouping by);
/// The order within a group: by title, then by path.
[[nodiscard]] bool comesBefore(const Piece& a, const Piece& b);

/// How a new file begins: beneath content/ a piece with its frontmatter to be filled in, a heading in other markdown, else nothing.
[[nodiscard]] QByteArray newFileText(const QString& relative);

} // namespace aios
