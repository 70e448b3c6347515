// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/boardlink.h"
#include "core/runtime/piecemark.h"
#include "ui/board/newcardwriting.h"

#include <QJsonObject>
#include <QSet>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QToolButton;

namespace aios {

class ColumnWidget;
class BoardDrag;
class NoticeBar;
class PaneHost;

/// The board of the folder as a tab: columns side by side, cards to drag, to walk among and to move by keys or menu. Shows what the core says and asks it for
/// changes; holds no rules. GUI thread.
class BoardPage : public QWidget {
    Q_OBJECT
public:
    explicit BoardPage(PaneHost& host, QWidget* parent = nullptr);
    ~BoardPage() override;

    void openFind();
    void focusCards(); ///< On the card in hand; as soon as there is one.
    void undo();
    void redo();
    void goTo(const CardKey& card); ///< In hand, with the focus.
    [[nodiscard]] const QList<ColumnWidget*>& columns() const { return m_columns; }
    [[nodiscard]] QString noticeText() const;
    [[nodiscard]] QLineEdit& filter() const { return *m_filter; }

    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void stateChanged(); ///< Filter: worth keeping.

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    // boardpage.cpp
    [[nodiscard]] QWidget* buildTop();
    void buildStates();
    void connectBoard();
    void showBoard();
    void showState();
    void setState(const QString& words, const QString& button, std::function<void()> pressed);
    [[nodiscard]] QSet<QString> waitingPieces() const;
    void takeMarks();
    void showNotice(const QString& text);
    void say(const QString& text); ///< To a screen reader.
    // boardcolumns.cpp
    void fitColumns();
    void connectColumn(ColumnWidget* column);
    void keepWriting();
    bool giveWriting();
    // boardcards.cpp
    void buildActions();
    [[nodiscard]] ColumnWidget* columnInHand() const;
    [[nodiscard]] const CardView* cardInHand() const;
    void stepColumn(int by);
    void moveSideways(int by);
    void moveWithin(int by);
    void moveTo(const CardView& card, const ColumnView& column);
    void openCard(const CardView& card);
    void createPiece(const CardView& card);
    void openProof(const CardView& card);
    void linkCard(const CardView& card);
    void editNote(const CardView& card);
    void toggleBox(const CardView& card);
    void fillMenu(QMenu& menu, const CardView& card);
    void fillMoveMenu(QMenu& menu, const CardView& card);

    PaneHost& m_host;
    BoardLink& m_link;
    QLineEdit* m_filter;
    QLabel* m_count = nullptr;
    QToolButton* m_undo = nullptr;
    QToolButton* m_redo = nullptr;
    QToolButton* m_file = nullptr;
    NoticeBar* m_notice = nullptr;
    QString m_leftOut; ///< Of the board shown.
    bool m_leftOutSeen = false;
    QStackedWidget* m_pages;
    QScrollArea* m_area;
    QWidget* m_inner;
    QHBoxLayout* m_row;
    QLabel* m_stateWords = nullptr;
    QPushButton* m_stateButton = nullptr;
    std::function<void()> m_statePressed;
    QList<ColumnWidget*> m_columns;
    QList<std::pair<ColumnKey, NewCardWriting>> m_writing; ///< Of columns that are gone, until there are some again.
    PieceMarks m_marks;
    BoardDrag* m_drag;
    int m_scrollWanted = 0; ///< Of the time before, until there is something to scroll.
    bool m_focusWanted = false;
    int m_hand = 0; ///< Which column has the card in hand.
};

} // namespace aios
