// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/piecegroups.h"
#include "core/content/pieceproblems.h"
#include "core/runtime/piecemark.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace aios {

/// The pieces of the folder in groups, by status or by platform, those that the filter lets through. Read-only. What is set again changes only the rows that
/// differ, so that places and choices stay; words are made when a row is shown, so that thousands cost little. GUI thread.
class PiecesModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role { RelativeRole = Qt::UserRole + 1, GroupRole };
    explicit PiecesModel(QObject* parent = nullptr);
    ~PiecesModel() override;

    void setPieces(const QList<Piece>& pieces);
    void setMarks(const PieceMarks& marks); ///< How it stands with approvals; changes the rows where they are.
    void setGrouping(PieceGrouping grouping);
    void setFilter(const QString& words); ///< Pieces with these words in their title, and whole groups with them in theirs.
    [[nodiscard]] PieceGrouping grouping() const { return m_grouping; }
    [[nodiscard]] int count() const { return static_cast<int>(m_pieces.size()); } ///< Of all, whatever the filter.
    [[nodiscard]] int troubled() const { return static_cast<int>(m_problems.count()); } ///< Pieces with a problem.
    /// The row of that piece or, where `relative` is empty, of that group. Invalid: it is not shown.
    [[nodiscard]] QModelIndex find(const QString& relative, const QString& group = {}) const;
    [[nodiscard]] PieceMark mark(const QModelIndex& index) const; ///< Of the piece in that row.

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Group {
        PieceGroup shown;
        int row = 0;
    };
    using Groups = std::vector<std::unique_ptr<Group>>;
    void refill();
    [[nodiscard]] bool passes(const QString& group, const Piece& piece) const; ///< The filter.
    [[nodiscard]] Group* groupOf(const Piece& piece) const; ///< None: it is not shown.
    [[nodiscard]] static int rowOf(const Group& group, const Piece& piece); ///< -1: the filter holds it back.
    void apply(const Piece* before, const Piece* after); ///< None: it was, or is, not there.
    void removeRow(Group& group, int row);
    void insert(const Piece& piece);
    void tellAll(const QString& slug);
    void numberGroups();
    [[nodiscard]] QVariant groupData(const Group& group, int column, int role) const;
    [[nodiscard]] QVariant pieceData(const Piece& piece, int column, int role) const;
    [[nodiscard]] QString factOf(const Piece& piece) const;
    [[nodiscard]] QString spoken(const Piece& piece) const;
    [[nodiscard]] QString details(const Piece& piece) const;

    QList<Piece> m_pieces; ///< Sorted by path.
    PieceProblems m_problems;
    PieceMarks m_marks;
    Groups m_groups;
    QString m_filter;
    PieceGrouping m_grouping = PieceGrouping::Status;
};

} // namespace aios
