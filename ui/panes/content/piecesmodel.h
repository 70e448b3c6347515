// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/piecegroups.h"
#include "core/runtime/piecemark.h"

#include <QStandardItemModel>

namespace aios {

/// The pieces of the folder in groups, by status or by platform. Read-only. GUI thread.
class PiecesModel : public QStandardItemModel {
    Q_OBJECT
public:
    enum Role { RelativeRole = Qt::UserRole + 1, GroupRole };
    explicit PiecesModel(QObject* parent = nullptr);

    void setPieces(const QList<Piece>& pieces);
    void setMarks(const PieceMarks& marks); ///< How it stands with approvals; changes the rows where they are.
    void setGrouping(PieceGrouping grouping);
    [[nodiscard]] PieceGrouping grouping() const { return m_grouping; }
    [[nodiscard]] int count() const { return static_cast<int>(m_pieces.size()); }
    [[nodiscard]] int troubled() const { return static_cast<int>(m_problems.size()); } ///< Pieces with a problem.

private:
    void refill();
    void add(QStandardItem* group, const Piece& piece);
    void describe(QStandardItem& title, QStandardItem& beside, const Piece& piece) const;

    QList<Piece> m_pieces;
    QHash<QString, QStringList> m_problems; ///< By relative path.
    PieceMarks m_marks;
    PieceGrouping m_grouping = PieceGrouping::Status;
};

} // namespace aios
