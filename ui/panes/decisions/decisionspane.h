// SPDX-License-Identifier: MIT
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace aios {

class DecisionsModel;
class PaneHost;

/// The folder's decision log, newest first, with a filter. Reads the log only while it is looked at.
class DecisionsPane : public QWidget {
    Q_OBJECT
public:
    DecisionsPane(PaneHost& host, QWidget* parent = nullptr);
    [[nodiscard]] DecisionsModel& model() const { return *m_model; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void reload();
    void showDetail();

    PaneHost& m_host;
    DecisionsModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QLineEdit* m_filter;
    QTreeView* m_table;
    QLabel* m_words;
    QTimer m_soon;
};

} // namespace aios
