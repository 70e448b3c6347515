// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/boardview.h"
#include "core/runtime/piecemark.h"

#include <QAbstractListModel>

namespace aios {

/// The cards of one column that the filter lets through, with what they say in words. Keeps rows that did not change, so that places and focus stay.
/// GUI thread; owned by its column.
class CardListModel : public QAbstractListModel {
    Q_OBJECT
public:
    /// A card as it is shown: hidden characters visible, long texts cut.
    struct Row {
        CardView card;
        bool waiting = false; ///< A call that would change its piece waits for the person.
        QString title;
        QString meta; ///< Type, platform.
        QString age;
        QString note;
        QString step; ///< Where the piece is, when the card is elsewhere.
        QString state; ///< What is to say of the piece: none, broken, a decision waits.
        PieceMark mark;
        QString ticket; ///< `mark` in words.
        QString link; ///< Opens what is out: the host in words. Empty: there is no address for it.
        QString spoken; ///< All of it, for a screen reader.
        friend bool operator==(const Row& a, const Row& b)
        {
            return a.card.key == b.card.key && a.waiting == b.waiting && a.meta == b.meta && a.age == b.age && a.step == b.step &&
                   a.state == b.state && a.mark == b.mark && a.ticket == b.ticket;
        }
    };
    using QAbstractListModel::QAbstractListModel;

    void setRows(QList<Row> rows);
    [[nodiscard]] const Row& row(int row) const { return m_rows.at(row); }
    [[nodiscard]] int rowOf(const CardKey& key) const; ///< -1: not shown.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    [[nodiscard]] static Row makeRow(const CardView& card, bool waiting, const PieceMark& mark, const QDateTime& now);
    [[nodiscard]] static bool matches(const Row& row, const QStringList& words); ///< Every word stands somewhere on the card.

private:
    QList<Row> m_rows;
};

} // namespace aios
