// SPDX-License-Identifier: MIT
#include "ui/board/cardlistview.h"

#include "ui/board/carddelegate.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace aios {

CardListView::CardListView(QWidget* parent) : QListView(parent)
{
    setItemDelegate(new CardDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setResizeMode(QListView::Adjust);
    setSpacing(2);
    setMouseTracking(true);
    viewport()->setAutoFillBackground(false); // the column's ground shows between the cards
    setTabKeyNavigation(false);
}

CardListView::Part CardListView::partAt(const QPoint& position) const
{
    const QModelIndex index = indexAt(position);
    const auto* cards = qobject_cast<const CardListModel*>(model());
    if (!index.isValid() || !cards)
        return Part::Card;
    const CardDelegate::Parts parts = CardDelegate::parts(cards->row(index.row()), visualRect(index), font());
    if (parts.box.contains(position))
        return Part::Box;
    if (parts.link.height() > 0 && parts.link.contains(position))
        return Part::Link;
    return parts.step.height() > 0 && parts.step.contains(position) ? Part::Step : Part::Card;
}

void CardListView::mousePressEvent(QMouseEvent* event)
{
    if (m_dragging) // another button during a drag
        return event->accept();
    QListView::mousePressEvent(event);
    if (event->button() != Qt::LeftButton)
        return;
    const QModelIndex index = indexAt(event->position().toPoint());
    m_pressed = event->position().toPoint();
    m_pressedRow = index.isValid() ? index.row() : -1;
}

void CardListView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    if (m_dragging) {
        Q_EMIT dragMoved(event->globalPosition().toPoint());
        return;
    }
    if (event->buttons().testFlag(Qt::LeftButton)) {
        if (m_pressedRow < 0 || (at - m_pressed).manhattanLength() < QApplication::startDragDistance())
            return;
        m_dragging = true;
        setFocus(Qt::MouseFocusReason);
        Q_EMIT dragStarted(m_pressedRow);
        Q_EMIT dragMoved(event->globalPosition().toPoint());
        return;
    }
    QListView::mouseMoveEvent(event);
    const Part part = partAt(at);
    viewport()->setCursor(part == Part::Step || part == Part::Link ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void CardListView::mouseReleaseEvent(QMouseEvent* event)
{
    const int pressed = std::exchange(m_pressedRow, -1);
    if (m_dragging && event->button() == Qt::LeftButton) {
        m_dragging = false;
        Q_EMIT dropped(event->globalPosition().toPoint());
        return;
    }
    QListView::mouseReleaseEvent(event);
    const QPoint at = event->position().toPoint();
    const QModelIndex index = indexAt(at);
    if (event->button() != Qt::LeftButton || !index.isValid() || index.row() != pressed)
        return;
    if (const Part part = partAt(at); part == Part::Box)
        Q_EMIT boxClicked(index.row());
    else if (part == Part::Step)
        Q_EMIT followClicked(index.row());
    else if (part == Part::Link)
        Q_EMIT linkClicked(index.row());
}

void CardListView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (partAt(event->position().toPoint()) != Part::Card)
        return mousePressEvent(event); // two quick ticks
    if (event->button() == Qt::LeftButton && index.isValid())
        Q_EMIT openWanted(index.row());
}

void CardListView::endDrag()
{
    m_dragging = false;
    m_pressedRow = -1;
}

void CardListView::keyPressEvent(QKeyEvent* event)
{
    if (m_dragging) {
        if (event->key() == Qt::Key_Escape)
            Q_EMIT dragCancelled();
        return event->accept();
    }
    const auto* cards = qobject_cast<const CardListModel*>(model());
    const QModelIndex current = currentIndex();
    const bool plain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
    if (plain && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
        const bool forward = (event->key() == Qt::Key_Right) == (layoutDirection() == Qt::LeftToRight);
        Q_EMIT stepWanted(forward ? 1 : -1);
        return;
    }
    if (plain && event->key() == Qt::Key_Space && cards && current.isValid() && cards->row(current.row()).card.card.checked) {
        Q_EMIT boxClicked(current.row());
        return;
    }
    if (plain && current.isValid() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        Q_EMIT openWanted(current.row());
        return;
    }
    QListView::keyPressEvent(event);
}

/// A column that gets the focus by keyboard has a card in hand, where there is one.
void CardListView::focusInEvent(QFocusEvent* event)
{
    if (!currentIndex().isValid() && model() && model()->rowCount() > 0 && event->reason() != Qt::MouseFocusReason)
        setCurrentIndex(model()->index(0, 0));
    else if (currentIndex().isValid())
        selectionModel()->select(currentIndex(), QItemSelectionModel::ClearAndSelect);
    QListView::focusInEvent(event);
    Q_EMIT focused();
}

void CardListView::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        scheduleDelayedItemsLayout(); // the words wrap anew
}

void CardListView::showDropAt(int row)
{
    if (row == m_drop)
        return;
    m_drop = row;
    viewport()->update();
}

int CardListView::dropRow(const QPoint& globalPosition) const
{
    const int y = viewport()->mapFromGlobal(globalPosition).y();
    const int count = model() ? model()->rowCount() : 0;
    for (int row = 0; row < count; ++row) {
        if (y < visualRect(model()->index(row, 0)).center().y())
            return row;
    }
    return count;
}

void CardListView::paintEvent(QPaintEvent* event)
{
    QListView::paintEvent(event);
    if (m_drop < 0)
        return;
    const int count = model() ? model()->rowCount() : 0;
    int y = spacing() + 1;
    if (m_drop < count)
        y = visualRect(model()->index(m_drop, 0)).top() - spacing() / 2;
    else if (count > 0)
        y = visualRect(model()->index(count - 1, 0)).bottom() + spacing() / 2 + 1;
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Active, QPalette::Highlight), 3, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(4, y, viewport()->width() - 4, y);
}

} // namespace aios
