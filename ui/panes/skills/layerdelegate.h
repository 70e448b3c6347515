// SPDX-License-Identifier: MIT
#pragma once

#include <QStyledItemDelegate>

namespace aios {

/// A skill, command or agent as two lines: its name with its badges, and what it costs with its last use. Badges that do not fit are in the tool tip and the
/// details.
class LayerDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace aios
