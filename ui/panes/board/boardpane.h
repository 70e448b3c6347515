// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/boardlink.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace aios {

class PaneHost;

/// The board beside the work: columns with their cards, what is out of step or waits, and the way to the card on the board itself. Looks at the board only
/// while it is shown. GUI thread.
class BoardPane : public QWidget {
    Q_OBJECT
public:
    BoardPane(PaneHost& host, QWidget* parent = nullptr);
    ~BoardPane() override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void refill();
    void addColumn(const ColumnView& column, bool open);
    void openItem(QTreeWidgetItem* item);
    void watch(bool watching);

    PaneHost& m_host;
    BoardLink& m_link;
    QTreeWidget* m_tree;
    QLabel* m_words;
    QPushButton* m_open;
    bool m_watching = false;
};

} // namespace aios
