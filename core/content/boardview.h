// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/board.h"
#include "core/content/statusflow.h"

#include <QDateTime>
#include <QHash>
#include <QMetaType>

namespace aios {

struct Piece;

/// Names a column whatever else changes in the file: its heading, and which of several equal ones it is.
struct ColumnKey {
    QString title;
    int nth = 0;
    friend bool operator==(const ColumnKey&, const ColumnKey&) = default;
};

/// Names a card by what it says: one that was edited, or moved to another column meanwhile, is not it any more.
struct CardKey {
    ColumnKey column;
    QByteArray bytes; ///< The whole card without its last line end.
    int nth = 0;      ///< Which of several equal ones of the column.
    friend bool operator==(const CardKey&, const CardKey&) = default;
};

/// Where a card goes. A column that is not in the file is added at its end, and is part of the move.
struct MoveTarget {
    ColumnKey column;
    std::optional<CardKey> before; ///< Nothing, or one that is gone by then: last of its column.
};

/// How a card names its piece. A link wins over a slug.
enum class PieceJoin : std::uint8_t {
    None,      ///< Not at all.
    Slug,
    Link,
    Missing,   ///< By a slug or link that leads to no file beneath content/.
    Ambiguous, ///< By a slug several pieces have.
};

/// A card together with what its piece says.
struct CardView {
    CardKey key;
    BoardCard card;
    PieceStatus columnStatus = PieceStatus::Unknown;
    PieceJoin join = PieceJoin::None;
    QString piece; ///< Path beneath the folder; empty without one.
    QString pieceTitle;
    QString type;  ///< The piece's, else the card's.
    QString platform;
    PieceStatus status = PieceStatus::Unknown; ///< The piece's.
    QString statusText;
    StatusFlow flow;   ///< Of the folder.
    QString problem;   ///< Why the piece's frontmatter cannot be read.
    QDateTime changed; ///< When the piece was last written; invalid without one.
    bool outOfStep = false; ///< The piece has another status than the column stands for. The piece is right.

    [[nodiscard]] QString statusName() const { return flow.name(status); } ///< Of the piece's.
    [[nodiscard]] bool hasPiece() const { return join == PieceJoin::Slug || join == PieceJoin::Link; }
};

struct ColumnView {
    ColumnKey key;
    PieceStatus status = PieceStatus::Unknown;
    bool missing = false; ///< Not in the file yet: a card moved here adds its heading.
    QList<CardView> cards;
};

/// What a card can be linked to.
struct PieceChoice {
    QString relative;
    QString title;
    QString slug;
    QString type;
    QString platform;
    bool onBoard = false;
};

/// The board and its pieces at one moment. A value: crosses threads.
struct BoardView {
    bool exists = false; ///< There is a context/active-work.md.
    QString problem;     ///< Why it could not be read.
    QList<ColumnView> columns; ///< As in the file, then the missing ones a card can be moved to.
    QList<PieceChoice> pieces;
    QString leftOut; ///< Why not all pieces of the folder are known; empty: they are. A card without a piece may have one then.
    QString undo; ///< What the last undoable step was, in words; empty: nothing to undo.
    QString redo;

    [[nodiscard]] const ColumnView* column(const ColumnKey& key) const;
    [[nodiscard]] const CardView* card(const CardKey& key) const;
    [[nodiscard]] qsizetype cardCount() const;
};

/// Joins the text of a board and the pieces of the folder.
[[nodiscard]] BoardView boardView(const QByteArray& file, const QList<Piece>& pieces, const StatusFlow& flow = {});

/// Where they stand in `file`; nothing when they do not, or no longer.
[[nodiscard]] std::optional<int> findColumn(const Board& board, const ColumnKey& key);
[[nodiscard]] std::optional<CardPosition> findCard(const QByteArray& file, const Board& board, const CardKey& key);
[[nodiscard]] ColumnKey columnKey(const Board& board, int column);
[[nodiscard]] CardKey cardKey(const QByteArray& file, const Board& board, CardPosition at);

/// Which piece a card names, as its index in `pieces`.
class PieceIndex {
public:
    explicit PieceIndex(const QList<Piece>& pieces);
    struct Found {
        PieceJoin join = PieceJoin::None;
        qsizetype piece = -1;
    };
    [[nodiscard]] Found find(const BoardCard& card) const;

private:
    QHash<QString, QList<qsizetype>> m_bySlug;
    QHash<QString, qsizetype> m_byPath;
};

enum class Mover : std::uint8_t { Person, Assistant };

/// Whether a card may go to a column by the flow it was made with, and if not, why and what to do.
struct MoveVerdict {
    enum class Kind : std::uint8_t {
        Allowed,
        Approval, ///< A person may, by approving the piece as it will be published.
        Refused,
    };
    Kind kind = Kind::Allowed;
    QString why;
};
[[nodiscard]] MoveVerdict judgeMove(const CardView& card, const ColumnKey& to, PieceStatus toStatus, Mover mover);

} // namespace aios
Q_DECLARE_METATYPE(aios::CardKey)
Q_DECLARE_METATYPE(aios::BoardView)
