// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/status.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace aios {

/// One bullet of context/active-work.md: `- Type: Title (slug) - note`, with everything indented beneath it. The title may hold a Markdown link to the
/// piece, `[Title](../content/posts/a.md)`, which stays a link in every other tool.
struct BoardCard {
    QString text; ///< The bullet's first line, without the bullet.
    std::optional<bool> checked;
    QString type;
    QString title; ///< A link to a piece reads as its words.
    QString slug;
    QString link; ///< Where the title's first link to a .md file leads, as written but percent-decoded; relative to the board's folder.
    QString note;
    QString details; ///< The lines beneath, as they stand.
    int line = 0; ///< 1-based.
    qsizetype begin = 0; ///< Bytes of the whole card, its last line end included.
    qsizetype end = 0;
};

/// A `##` heading and its cards. Cards above the first heading stand in a column without a title.
struct BoardColumn {
    QString title;
    PieceStatus status = PieceStatus::Unknown;
    int line = 0; ///< Of the heading; 0 without one.
    qsizetype insertAt = 0; ///< Where a card goes when the column has none: behind the column's last line of text.
    QList<BoardCard> cards;
};

struct Board {
    QList<BoardColumn> columns;
};

struct CardPosition {
    int column = 0;
    int card = 0;
    friend bool operator==(const CardPosition&, const CardPosition&) = default;
};

/// Reads any text as a board; never fails. Headings and bullets inside code fences are text. Positions below index this result.
[[nodiscard]] Board parseBoard(const QByteArray& file);

/// The file with one card moved to stand at `to` (card index counted without the moved one; past the end: last). The card's bytes move as they are; every
/// other byte stays, also CRLF, mixed line ends, BOM, tabs and a missing newline at the end. Whether the move is legal is for moveRule().
[[nodiscard]] Result<QByteArray> moveCard(const QByteArray& file, CardPosition from, CardPosition to);

/// The text of a card's first line.
[[nodiscard]] QString cardText(const BoardCard& card);

/// The file with a card added as the last of the column at that index. `text` becomes one line.
[[nodiscard]] Result<QByteArray> addCard(const QByteArray& file, int column, const QString& text);
/// The file with a card added as the last of `column` (by title, any case); a missing column is added at the end. `text` becomes one line.
[[nodiscard]] Result<QByteArray> addCard(const QByteArray& file, const QString& column, const QString& text);

/// The file with an empty column of that heading added at its end. Fails when text at the end would not be read as one (an open code block).
[[nodiscard]] Result<QByteArray> addColumn(const QByteArray& file, const QString& title);

/// The file with the card's note replaced, added, or (when empty) removed.
[[nodiscard]] Result<QByteArray> editNote(const QByteArray& file, CardPosition at, const QString& note);

} // namespace aios
