// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QTimer>
#include <QWidget>

class QPushButton;
class QTreeView;

namespace aios {

class DecisionFilterBar;
class DecisionsModel;
class DecisionsProxy;
class DetailText;
class PaneHost;
struct DecisionRecord;

/// The folder's decision log, newest first, with filters, and for the chosen line why it was allowed or refused. Reads the log only while it is looked at.
class DecisionsPane : public QWidget {
    Q_OBJECT
public:
    DecisionsPane(PaneHost& host, QWidget* parent = nullptr);
    [[nodiscard]] DecisionsModel& model() const { return *m_model; }
    [[nodiscard]] QTreeView& table() const { return *m_table; }
    [[nodiscard]] DetailText& words() const { return *m_words; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    QLayout* buildButtons();
    void connectCore();
    void reload();
    void applyFilter();
    void showDetail();
    void showCount();
    [[nodiscard]] const DecisionRecord* current() const;

    PaneHost& m_host;
    DecisionsModel* m_model;
    DecisionsProxy* m_filtered;
    DecisionFilterBar* m_filter;
    QTreeView* m_table;
    DetailText* m_words;
    QPushButton* m_rule;
    QPushButton* m_session;
    QHash<QString, QString> m_titles; ///< Of sessions, by id.
    int m_unreadable = 0;
    QTimer m_soon;
};

} // namespace aios
