// SPDX-License-Identifier: MIT
#pragma once

#include "ui/board/cardlistmodel.h"
#include "ui/board/newcardwriting.h"

#include <QFrame>
#include <QSet>

class QLabel;
class QLineEdit;
class QToolButton;

namespace aios {

class CardListView;
class TintedLabel;

/// One column of the board: its heading with the number of cards, the cards, and a line to write a new one. GUI thread; owned by the board.
class ColumnWidget : public QFrame {
    Q_OBJECT
public:
    explicit ColumnWidget(const ColumnView& column, QWidget* parent = nullptr);

    /// `words`: what the filter asks for; `waiting`: paths of pieces a decision waits about; `marks`: how it stands with approvals.
    void setColumn(const ColumnView& column, const QStringList& words, const QSet<QString>& waiting, const PieceMarks& marks);
    [[nodiscard]] const ColumnView& column() const { return m_column; }
    [[nodiscard]] CardListModel& model() const { return *m_model; }
    [[nodiscard]] CardListView& list() const { return *m_list; }
    [[nodiscard]] const CardView* current() const; ///< The card in hand, or null.
    void setCurrentRow(int row);

    void showDrop(int row);                   ///< A card may be let go in front of that row.
    void showRefusal(const QString& why);     ///< Or it may not.
    void clearDrop();
    void openAdding(); ///< The line to write a new card.

    [[nodiscard]] NewCardWriting writing() const;
    void goOnWriting(const NewCardWriting& writing);
    void noteAdded(const CardKey& card); ///< It stands on the board now.
    void giveBack(); ///< What was sent last was refused: it stands in the line again, before what was typed since.

Q_SIGNALS:
    void addWanted(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void buildHeader();

    ColumnView m_column;
    QLabel* m_title;
    TintedLabel* m_count;
    QToolButton* m_add;
    TintedLabel* m_hint; ///< Of an empty or missing column.
    TintedLabel* m_refusal;
    CardListView* m_list;
    CardListModel* m_model;
    QLineEdit* m_edit;
    QStringList m_sent; ///< Texts that were to be added, and whose outcome is not known yet.
    bool m_givenBack = false;
    bool m_drop = false;
};

} // namespace aios
