// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/boardview.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

class QLabel;
class QScrollArea;

namespace aios {

class ColumnWidget;

/// A card on its way under the mouse: its picture, the line where it would stand, why it may not stand there, and scrolling at the edges. GUI thread; owned by
/// the board.
class BoardDrag : public QObject {
    Q_OBJECT
public:
    BoardDrag(QScrollArea& area, QWidget& board);

    void begin(ColumnWidget& from, int row, const QList<ColumnWidget*>& columns);
    void move(const QPoint& globalPosition);
    void drop(const QPoint& globalPosition);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_running; }

Q_SIGNALS:
    void moved(const aios::CardKey& card, const aios::MoveTarget& to);
    void refused(const QString& why);

private:
    [[nodiscard]] ColumnWidget* columnAt(const QPoint& globalPosition) const;
    void scroll();
    void finish();

    QScrollArea& m_area;
    QWidget& m_board;
    QLabel* m_picture;
    QList<ColumnWidget*> m_columns;
    QPointer<ColumnWidget> m_from;
    QPointer<ColumnWidget> m_over;
    CardView m_card;
    QPoint m_hold; ///< Where on the card it is held.
    QPoint m_at; ///< On the screen.
    QTimer m_scroll;
    bool m_running = false;
};

} // namespace aios
