// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStandardItemModel;
class QTreeView;

namespace aios {

class PaneHost;

/// Every permission rule that counts here, with where it stands, to be searched. "Always" can be found and taken back.
class RulesPane : public QWidget {
    Q_OBJECT
public:
    RulesPane(PaneHost& host, QWidget* parent = nullptr);

private:
    void buildTable();
    void reload();
    void choose(const QString& rule); ///< The one of these words, also where the filter hides it; several are shown, and none is chosen.
    void openFile();
    [[nodiscard]] int currentRule() const; ///< Among those of the permissions; -1: none.
    void showDetail();
    void revokeCurrent();

    PaneHost& m_host;
    QStandardItemModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QLineEdit* m_filter;
    QTreeView* m_table;
    QLabel* m_detail;
    QPushButton* m_open;
    QPushButton* m_revoke;
};

} // namespace aios
