// SPDX-License-Identifier: MIT
#pragma once

#include <QListView>

namespace aios {

/// The cards of one column. Tells what mouse and keyboard do to them; decides nothing. A card is dragged with the mouse alone, without a drag of the window
/// system: its events stay here until the button is let go. GUI thread; owned by its column.
class CardListView : public QListView {
    Q_OBJECT
public:
    explicit CardListView(QWidget* parent = nullptr);

    void showDropAt(int row); ///< A line in front of that row, behind the last one, or (-1) none.
    [[nodiscard]] int dropRow(const QPoint& globalPosition) const; ///< In front of which row a card let go there would stand.
    void endDrag(); ///< What the mouse does until it is let go means nothing any more.
    [[nodiscard]] bool isDragging() const { return m_dragging; }

Q_SIGNALS:
    void dragStarted(int row);
    void dragMoved(const QPoint& globalPosition);
    void dropped(const QPoint& globalPosition);
    void dragCancelled();
    void stepWanted(int by); ///< To the neighbour column.
    void openWanted(int row); ///< By Enter or a double click; a single one, as some desktops have it, would open what one wants to drag.
    void boxClicked(int row);
    void followClicked(int row);
    void linkClicked(int row); ///< To what is out.
    void focused();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Part : std::uint8_t { Card, Box, Step, Link };
    [[nodiscard]] Part partAt(const QPoint& position) const;

    QPoint m_pressed;
    int m_pressedRow = -1;
    int m_drop = -1;
    bool m_dragging = false;
};

} // namespace aios
