// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QStandardItemModel;
class QTreeView;

namespace aios {

class PaneHost;

/// Every permission rule that counts here, with where it stands. "Always" can be found and taken back.
class RulesPane : public QWidget {
    Q_OBJECT
public:
    RulesPane(PaneHost& host, QWidget* parent = nullptr);

private:
    void reload();
    void showDetail();
    void revokeCurrent();

    PaneHost& m_host;
    QStandardItemModel* m_model;
    QTreeView* m_table;
    QLabel* m_detail;
    QPushButton* m_revoke;
};

} // namespace aios
