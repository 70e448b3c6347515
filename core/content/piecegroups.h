// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/pieces.h"

#include <QHash>

namespace aios {

enum class PieceGrouping : std::uint8_t { Status, Platform };

/// Pieces that a list shows under one heading.
struct PieceGroup {
    QString title; ///< "In Review", "website", as written for words nobody knows; "No status", "No platform".
    QList<Piece> pieces; ///< By title.
};

/// All pieces, each in one group. By status in the order of the pipeline, then words nobody knows, then none; by platform in alphabetical order, none last.
[[nodiscard]] QList<PieceGroup> groupPieces(const QList<Piece>& pieces, PieceGrouping by);

/// What is the matter with pieces, one sentence each: the file, a slug that another one has. A status in words of the folder's own is none. By relative path;
/// pieces without a problem are not in it.
[[nodiscard]] QHash<QString, QStringList> pieceProblems(const QList<Piece>& all);

/// How a new file begins: beneath content/ a piece with its frontmatter to be filled in, a heading in other markdown, else nothing.
[[nodiscard]] QByteArray newFileText(const QString& relative);

} // namespace aios
