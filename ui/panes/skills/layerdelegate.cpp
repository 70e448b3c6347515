// SPDX-License-Identifier: MIT
#include "ui/panes/skills/layerdelegate.h"

#include "ui/common/icons.h"
#include "ui/panes/skills/layerlistmodel.h"
#include "ui/theme/colours.h"

#include <QApplication>
#include <QPainter>

namespace aios {

namespace {

constexpr int kPad = 6;

/// From the right: each badge a rounded frame with its words, or their first one where there is no more room. Returns what is left for the name.
int paintBadges(QPainter& painter, const QRect& line, const QStringList& badges, const QFont& font, const QColor& colour, int least)
{
    const QFontMetrics metrics(font);
    int right = line.right();
    painter.setFont(font);
    painter.setPen(colour);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const QString& badge : badges) {
        QString words = badge;
        if (right - metrics.horizontalAdvance(words) - 2 * kPad < line.left() + least)
            words = badge.section(u' ', 0, 0);
        const int width = metrics.horizontalAdvance(words) + 2 * kPad;
        if (right - width < line.left() + least)
            break;
        const QRectF frame(right - width + 0.5, line.center().y() - metrics.height() / 2.0 + 0.5, width - 1, metrics.height() - 1);
        painter.drawRoundedRect(frame, 3, 3);
        painter.drawText(frame, Qt::AlignCenter, words);
        right -= width + kPad;
    }
    return right - line.left();
}

} // namespace

void LayerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    row.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool wrong = index.data(LayerListModel::WrongRole).toBool();
    const Colours colours = Colours::of(option.palette);
    const QColor text = option.palette.color(QPalette::Active, selected ? QPalette::HighlightedText : QPalette::Text);
    const QFont small = scaledFont(option.font, 0.88);
    const QFontMetrics nameMetrics(option.font);
    const QFontMetrics smallMetrics(small);
    const QRect area = option.rect.adjusted(kPad, kPad / 2, -kPad, -kPad / 2);

    painter->save();
    QRect line(area.left(), area.top(), area.width(), nameMetrics.height());
    const QString name = index.data().toString();
    if (wrong) {
        const int side = nameMetrics.ascent();
        paintSymbol(*painter, QRectF(line.left(), line.center().y() - side / 2.0, side, side), Icon::Warning, selected ? text : colours.attention);
        line.setLeft(line.left() + side + kPad);
    }
    const int least = qMin(nameMetrics.horizontalAdvance(name), nameMetrics.averageCharWidth() * 18) + kPad;
    const int room = paintBadges(*painter, line, index.data(LayerListModel::BadgesRole).toStringList(), small,
                                 selected ? text
                                 : wrong  ? colours.bad
                                          : colours.muted,
                                 least);
    painter->setFont(option.font);
    painter->setPen(text);
    painter->drawText(QRect(line.left(), line.top(), room, line.height()), Qt::AlignVCenter, nameMetrics.elidedText(name, Qt::ElideRight, room));
    line = QRect(area.left(), area.top() + nameMetrics.height(), area.width(), smallMetrics.height());
    painter->setFont(small);
    painter->setPen(selected ? text : colours.muted);
    painter->drawText(line, Qt::AlignVCenter, smallMetrics.elidedText(index.data(LayerListModel::LineRole).toString(), Qt::ElideRight, line.width()));
    painter->restore();
}

QSize LayerDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const int height = QFontMetrics(option.font).height() + QFontMetrics(scaledFont(option.font, 0.88)).height() + kPad;
    return {QFontMetrics(option.font).averageCharWidth() * 16, height};
}

} // namespace aios
