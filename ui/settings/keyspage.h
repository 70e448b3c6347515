// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStandardItemModel;
class QTreeView;

namespace aios {

/// Every key of the window, to be changed: choose a row, press the new key. A key that is taken says by whom, and is only taken from there on request. What
/// is changed holds at once; each can go back to what it was, and all can.
class KeysPage : public QWidget {
    Q_OBJECT
public:
    explicit KeysPage(QWidget* parent = nullptr);

private:
    QLayout* buildEditor();
    void refill();
    void showRow();
    void check();
    void assign(bool takeAway);
    [[nodiscard]] QByteArray currentId() const;

    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QLineEdit* m_filter;
    QTreeView* m_list;
    QLabel* m_what;
    QKeySequenceEdit* m_key;
    QPushButton* m_use;
    QPushButton* m_take;
    QPushButton* m_none;
    QPushButton* m_reset;
    QPushButton* m_resetAll;
    QLabel* m_words;
};

/// Keys that cannot be changed, with why: (what, keys).
[[nodiscard]] QList<std::pair<QString, QString>> fixedKeys(bool enterSends);

} // namespace aios
