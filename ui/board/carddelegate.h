// SPDX-License-Identifier: MIT
#pragma once

#include "ui/board/cardlistmodel.h"

#include <QStyledItemDelegate>

namespace aios {

/// Draws a card: box, title, note, type and platform, age, and what is to be seen to. Its box, the line that says where its piece is
/// and the one that leads to what is out can be clicked.
/// GUI thread; owned by its column.
class CardDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// Where the parts of a card stand, for a card drawn at `area`.
    struct Parts {
        QRect card;
        QRect box; ///< Empty without a check box.
        QRect title;
        QStringList titleLines;
        QRect note;
        QStringList noteLines;
        QRect meta;
        QRect step; ///< Empty while card and piece agree.
        QRect state;
        QRect ticket; ///< Empty without an approval to speak of.
        QStringList ticketLines;
        QRect link; ///< Empty without an address at which the piece is out.
        int bottom = 0;
    };
    [[nodiscard]] static Parts parts(const CardListModel::Row& row, const QRect& area, const QFont& font);
    [[nodiscard]] static QString stepWords(const CardListModel::Row& row);

private:
    static void paintTicket(QPainter& painter, const CardListModel::Row& row, const Parts& parts, const QStyleOptionViewItem& option);
    static void paintLink(QPainter& painter, const CardListModel::Row& row, const Parts& parts, const QStyleOptionViewItem& option);
    static void paintState(QPainter& painter, const CardListModel::Row& row, const Parts& parts, const QStyleOptionViewItem& option);
};

} // namespace aios
