// SPDX-License-Identifier: MIT
// The columns of BoardPage: made anew when headings come or go, while what is being written in them goes on.
#include "ui/board/boarddrag.h"
#include "ui/board/boardpage.h"
#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QScrollArea>

#include <algorithm>
#include <utility>

namespace aios {

/// The same columns stay the widgets they are, with their places and focus.
void BoardPage::fitColumns()
{
    const BoardView& board = m_link.board();
    const auto same = [&] {
        return std::ranges::equal(m_columns, board.columns, [](const ColumnWidget* column, const ColumnView& view) {
            return column->column().key == view.key && column->column().missing == view.missing;
        });
    };
    if (same())
        return;
    const QWidget* focus = QApplication::focusWidget();
    const bool here = focus && m_inner->isAncestorOf(focus);
    m_drag->cancel();
    keepWriting();
    for (ColumnWidget* column : std::as_const(m_columns)) {
        m_row->removeWidget(column);
        column->hide();
        column->deleteLater(); // one of its own signals may have led here
    }
    m_columns.clear();
    const int unit = fontMetrics().averageCharWidth();
    for (const ColumnView& view : board.columns) {
        auto* column = new ColumnWidget(view, m_inner);
        column->setMinimumWidth(unit * (view.missing ? 20 : 28));
        column->setMaximumWidth(unit * (view.missing ? 24 : 60));
        m_row->addWidget(column, view.missing ? 0 : 1);
        connectColumn(column);
        m_columns.append(column);
        column->show();
    }
    m_hand = qBound(0, m_hand, qMax(0, static_cast<int>(m_columns.size()) - 1));
    if (!giveWriting() && here && !m_columns.isEmpty())
        m_columns[m_hand]->list().setFocus(Qt::OtherFocusReason);
}

void BoardPage::connectColumn(ColumnWidget* column)
{
    CardListView* list = &column->list();
    const auto cardAt = [column](int row) { return column->model().row(row).card; };
    connect(list, &CardListView::dragStarted, this, [this, column](int row) { m_drag->begin(*column, row, m_columns); });
    connect(list, &CardListView::dragMoved, m_drag, &BoardDrag::move);
    connect(list, &CardListView::dropped, m_drag, &BoardDrag::drop);
    connect(list, &CardListView::dragCancelled, m_drag, &BoardDrag::cancel);
    connect(list, &CardListView::stepWanted, this, &BoardPage::stepColumn);
    connect(list, &CardListView::boxClicked, this, [this, cardAt](int row) { toggleBox(cardAt(row)); });
    connect(list, &CardListView::followClicked, this, [this, cardAt](int row) { m_link.request(FollowPiece{cardAt(row).key}); });
    connect(list, &CardListView::linkClicked, this, [this, cardAt](int row) { openProof(cardAt(row)); });
    connect(list, &CardListView::openWanted, this, [this, cardAt](int row) { openCard(cardAt(row)); });
    connect(list, &CardListView::focused, this, [this, column] {
        m_hand = static_cast<int>(m_columns.indexOf(column));
        for (ColumnWidget* other : std::as_const(m_columns)) {
            if (other != column)
                other->list().clearSelection(); // one card is in hand
        }
        m_area->ensureWidgetVisible(column, 8, 0);
    });
    connect(column, &ColumnWidget::addWanted, this, [this, column](const QString& text) { m_link.request(AddCard{column->column().key, text}); });
}

void BoardPage::keepWriting()
{
    for (const ColumnWidget* column : std::as_const(m_columns)) {
        if (const NewCardWriting writing = column->writing(); !writing.isEmpty())
            m_writing.append({column->column().key, writing});
    }
}

/// To the column of the same name; where that is gone, to the one in hand. Where there is none at all it waits. True: the focus is in it.
bool BoardPage::giveWriting()
{
    if (m_columns.isEmpty())
        return false;
    const QWidget* now = QApplication::focusWidget();
    const bool mayTake = !now || isAncestorOf(now); // who has gone elsewhere meanwhile stays there
    bool focus = false;
    QList<std::pair<ColumnKey, NewCardWriting>> kept = std::exchange(m_writing, {});
    for (auto& [key, writing] : kept) {
        const auto same = std::ranges::find_if(m_columns, [&key](const ColumnWidget* column) { return column->column().key == key; });
        ColumnWidget* column = same != m_columns.end() ? *same : m_columns[m_hand];
        writing.focus = writing.focus && mayTake;
        column->goOnWriting(writing);
        focus = focus || writing.focus;
    }
    return focus;
}

} // namespace aios
