// SPDX-License-Identifier: MIT
#include "ui/panes/sessions/sessiondelegate.h"

#include "ui/panes/sessions/sessionlistmodel.h"
#include "ui/theme/colours.h"

#include <QApplication>
#include <QPainter>

namespace aios {

namespace {

constexpr int kPad = 6;

int dotColumn(const QFontMetrics& metrics)
{
    return metrics.height() + kPad;
}

void paintDot(QPainter& painter, const QRectF& box, SessionState state, const Colours& colours, const QColor& text)
{
    if (state == SessionState::Idle)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = state == SessionState::NeedsYou ? colours.attention : text;
    painter.setPen(QPen(colour, 1.5));
    painter.setBrush(state == SessionState::NeedsYou ? QBrush(colour) : Qt::NoBrush);
    painter.drawEllipse(box);
    if (state != SessionState::NeedsYou) {
        painter.setBrush(colour);
        painter.drawPie(box, 90 * 16, 180 * 16);
    }
}

} // namespace

void SessionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    row.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const Colours colours = Colours::of(option.palette);
    const QColor text = option.palette.color(QPalette::Active, selected ? QPalette::HighlightedText : QPalette::Text);
    const auto state = static_cast<SessionState>(index.data(SessionListModel::StateRole).toInt());
    const QFont small = scaledFont(option.font, 0.88);
    const QFontMetrics titleMetrics(option.font);
    const QFontMetrics detailMetrics(small);
    const QRect area = option.rect.adjusted(kPad, kPad / 2, -kPad, -kPad / 2);
    const int left = area.left() + dotColumn(titleMetrics);

    painter->save();
    const qreal side = titleMetrics.height() * 0.55;
    QRectF dot(0, 0, side, side);
    dot.moveCenter(QPointF(area.left() + titleMetrics.height() / 2.0, area.top() + titleMetrics.height() / 2.0 + 1));
    paintDot(*painter, dot, state, colours, text);
    QRect line(left, area.top(), area.right() - left, titleMetrics.height());
    QFont bold = option.font;
    bold.setBold(state == SessionState::NeedsYou);
    painter->setFont(bold);
    painter->setPen(text);
    painter->drawText(line, Qt::AlignVCenter, QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, line.width()));
    line.translate(0, titleMetrics.height());
    line.setHeight(detailMetrics.height());
    painter->setFont(small);
    painter->setPen(selected ? text : colours.muted);
    painter->drawText(line, Qt::AlignVCenter,
                      detailMetrics.elidedText(index.data(SessionListModel::DetailRole).toString(), Qt::ElideRight, line.width()));
    painter->restore();
}

QSize SessionDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const int height = QFontMetrics(option.font).height() + QFontMetrics(scaledFont(option.font, 0.88)).height() + kPad;
    return {QFontMetrics(option.font).averageCharWidth() * 16, height};
}

/// Once: views give the data again whenever the row changes, and news of a session must not take the name somebody is writing.
void SessionDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    if (editor->property("filled").toBool())
        return;
    editor->setProperty("filled", true);
    QStyledItemDelegate::setEditorData(editor, index);
}

void SessionDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const
{
    QRect place = option.rect.adjusted(kPad + dotColumn(QFontMetrics(option.font)) - 4, 0, -kPad, 0);
    place.setHeight(qMin(place.height(), editor->sizeHint().height()));
    place.moveTop(option.rect.top() + (option.rect.height() - place.height()) / 2);
    editor->setGeometry(place);
}

} // namespace aios
