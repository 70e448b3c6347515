// SPDX-License-Identifier: MIT
#include "ui/board/boarddrag.h"

#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"

#include <QCursor>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>

namespace aios {

namespace {

constexpr int kScrollEvery = 30; ///< Milliseconds.

/// Pixels to scroll when the mouse is at `at` in something `length` long.
int edgeStep(int at, int length, int edge)
{
    if (at < edge)
        return -qMax(4, (edge - at) / 2);
    return at > length - edge ? qMax(4, (at - length + edge) / 2) : 0;
}

} // namespace

BoardDrag::BoardDrag(QScrollArea& area, QWidget& board) : QObject(&board), m_area(area), m_board(board), m_picture(new QLabel(&board))
{
    m_picture->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_picture->setObjectName(QStringLiteral("draggedCard"));
    m_picture->hide();
    m_scroll.setInterval(kScrollEvery);
    connect(&m_scroll, &QTimer::timeout, this, &BoardDrag::scroll);
}

void BoardDrag::begin(ColumnWidget& from, int row, const QList<ColumnWidget*>& columns)
{
    m_running = true;
    m_columns = columns;
    m_from = &from;
    m_card = from.model().row(row).card;
    const QRect place = from.list().visualRect(from.model().index(row));
    QPixmap card = from.list().viewport()->grab(place);
    QPixmap pale(card.size());
    pale.setDevicePixelRatio(card.devicePixelRatio());
    pale.fill(Qt::transparent);
    QPainter painter(&pale);
    painter.setOpacity(0.85);
    painter.drawPixmap(0, 0, card);
    painter.end();
    m_picture->setPixmap(pale);
    m_picture->adjustSize();
    m_hold = QPoint(place.width() / 3, -m_board.fontMetrics().height() / 2); // beneath the mouse, so that the line above it is seen
    m_picture->show();
    m_picture->raise();
    m_scroll.start();
}

ColumnWidget* BoardDrag::columnAt(const QPoint& globalPosition) const
{
    if (!m_area.viewport()->rect().contains(m_area.viewport()->mapFromGlobal(globalPosition)))
        return nullptr;
    for (ColumnWidget* column : m_columns) {
        if (column->rect().contains(column->mapFromGlobal(globalPosition)))
            return column;
    }
    return nullptr;
}

void BoardDrag::move(const QPoint& globalPosition)
{
    if (!m_running)
        return;
    m_at = globalPosition;
    m_picture->move(m_board.mapFromGlobal(globalPosition) - m_hold);
    ColumnWidget* over = columnAt(globalPosition);
    if (m_over && m_over != over)
        m_over->clearDrop();
    m_over = over;
    Qt::CursorShape shape = Qt::ClosedHandCursor;
    if (over) {
        const MoveVerdict verdict = judgeMove(m_card, over->column().key, over->column().status, Mover::Person);
        if (verdict.kind == MoveVerdict::Kind::Refused) {
            over->showRefusal(verdict.why);
            shape = Qt::ForbiddenCursor;
        } else {
            over->showDrop(over->list().dropRow(globalPosition));
        }
    }
    if (m_from)
        m_from->list().viewport()->setCursor(shape);
}

void BoardDrag::drop(const QPoint& globalPosition)
{
    if (!m_running)
        return;
    move(globalPosition);
    const CardView card = m_card;
    ColumnWidget* over = m_over;
    if (!over)
        return finish();
    const MoveVerdict verdict = judgeMove(card, over->column().key, over->column().status, Mover::Person);
    MoveTarget to{over->column().key, {}};
    if (const int row = over->list().dropRow(globalPosition); row < over->model().rowCount())
        to.before = over->model().row(row).card.key;
    finish();
    if (verdict.kind == MoveVerdict::Kind::Refused)
        Q_EMIT refused(verdict.why);
    else if (to.before != std::optional(card.key))
        Q_EMIT moved(card.key, to);
}

void BoardDrag::cancel()
{
    if (m_running)
        finish();
}

void BoardDrag::finish()
{
    m_running = false;
    m_scroll.stop();
    m_picture->hide();
    if (m_over)
        m_over->clearDrop();
    if (m_from) {
        m_from->list().endDrag();
        m_from->list().viewport()->unsetCursor();
    }
    m_over = nullptr;
    m_from = nullptr;
    m_columns.clear();
}

/// The board sideways, the column under the mouse up and down.
void BoardDrag::scroll()
{
    const int edge = m_board.fontMetrics().height() * 2;
    const QPoint at = m_area.viewport()->mapFromGlobal(m_at);
    QScrollBar* sideways = m_area.horizontalScrollBar();
    const int before = sideways->value();
    sideways->setValue(before + edgeStep(at.x(), m_area.viewport()->width(), edge));
    bool went = sideways->value() != before;
    if (m_over) {
        const QWidget* cards = m_over->list().viewport();
        QScrollBar* bar = m_over->list().verticalScrollBar();
        const int was = bar->value();
        bar->setValue(was + edgeStep(cards->mapFromGlobal(m_at).y(), cards->height(), edge));
        went = went || bar->value() != was;
    }
    if (went)
        move(m_at);
}

} // namespace aios
