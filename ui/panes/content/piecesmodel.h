// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/piecegroups.h"

#include <QStandardItemModel>

namespace aios {

/// The pieces of the folder in groups, by status or by platform. Read-only. GUI thread.
class PiecesModel : public QStandardItemModel {
    Q_OBJECT
public:
    enum Role { RelativeRole = Qt::UserRole + 1, GroupRole };
    explicit PiecesModel(QObject* parent = nullptr);

    void setPieces(const QList<Piece>& pieces);
    void setGrouping(PieceGrouping grouping);
    [[nodiscard]] PieceGrouping grouping() const { return m_grouping; }
    [[nodiscard]] int count() const { return static_cast<int>(m_pieces.size()); }
    [[nodiscard]] int troubled() const { return m_troubled; } ///< Pieces with a problem.

private:
    void refill();
    void add(QStandardItem* group, const Piece& piece);

    QList<Piece> m_pieces;
    PieceGrouping m_grouping = PieceGrouping::Status;
    int m_troubled = 0;
};

} // namespace aios
