// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/boardview.h"

namespace aios {

/// A piece to be made for a card.
struct NewPiece {
    QString relative; ///< content/…/slug.md
    QString title;
    QString type;
    QString platform;
    PieceStatus status = PieceStatus::Draft;
    QStringList sources;
    QString statusText; ///< The status by a name of the folder's own; empty: as `status` is called.

    [[nodiscard]] QString statusWords() const { return statusText.isEmpty() ? statusName(status) : statusText; }
};
/// From the card's words, the column it stands in, and where pieces of its type live. The slug is free.
[[nodiscard]] NewPiece suggestPiece(const CardView& card, const QList<PieceChoice>& pieces);
/// Frontmatter and an empty body, or why the piece cannot be made like that: its path, or a value that would not be read back as it is.
[[nodiscard]] Result<QByteArray> newPieceFile(const NewPiece& piece);

/// An empty context/active-work.md with the columns of the pipeline.
[[nodiscard]] QByteArray newBoardFile(const StatusFlow& flow = {});

} // namespace aios
