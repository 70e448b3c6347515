// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/decisioncard.h"

#include <QPointer>
#include <QSet>
#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;
class QTreeWidget;
class QTreeWidgetItem;

namespace aios {

class ArmedButton;
class PaneHost;

/// All decisions that wait, across sessions: identical calls as one row, the chosen row with its whole card below, several ticked rows decided at once. A row
/// can be ticked only once its card was looked at, so that nothing is approved unseen, and loses its tick when one more call joins it.
class WaitingPane : public QWidget {
    Q_OBJECT
public:
    WaitingPane(PaneHost& host, QWidget* parent = nullptr);
    ~WaitingPane() override;
    [[nodiscard]] DecisionCard* card() const { return m_card; } ///< Of the chosen row; null when there is none.
    [[nodiscard]] QTreeWidget* list() const { return m_list; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Group {
        QList<ApprovalRequest> requests; ///< The same call, asked for once or more often.
        [[nodiscard]] QString key() const { return requests.constFirst().id; }
    };
    QLayout* buildButtons();
    void refill();
    [[nodiscard]] QSet<QString> grownSince(const QList<Group>& before) const;
    void addRow(const Group& group);
    void showCurrent();
    void showCard(const Group* shown);
    void noteSeen();
    void checkTick(QTreeWidgetItem* item);
    void updateButtons();
    void decideTicked(Decision::Kind kind);
    void answer(const QString& groupKey, const Decision& decision);
    [[nodiscard]] QStringList ticked() const;
    [[nodiscard]] const Group* group(const QString& key) const;

    PaneHost& m_host;
    QList<Group> m_groups;
    QStringList m_ticked; ///< Calls that the buttons would decide now.
    QSet<QString> m_seen; ///< Groups whose card was on screen for the arming time.
    QTreeWidget* m_list;
    QScrollArea* m_place;
    QPointer<DecisionCard> m_card;
    QLabel* m_words;
    ArmedButton* m_approve;
    ArmedButton* m_reject;
    QPushButton* m_go;
    bool m_filling = false;
};

} // namespace aios
