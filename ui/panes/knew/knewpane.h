// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QTreeView;
class QStandardItemModel;

namespace aios {

class PaneHost;

/// What the model was given for each turn of the session in front: parts, why, and what each cost.
class KnewPane : public QWidget {
    Q_OBJECT
public:
    KnewPane(PaneHost& host, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void load(const QString& sessionId);
    void setTurns(const QList<TurnContext>& told);
    void addTurn(const TurnContext& piece);
    void showTurn(int index);
    void openRow(int row);
    void pickWanted();

    PaneHost& m_host;
    QComboBox* m_choice;
    QTreeView* m_tree;
    QLabel* m_words;
    QStandardItemModel* m_model;
    QList<TurnContext> m_told;
    QList<TurnContext> m_turns; ///< Of what was told, one a turn.
    QString m_loaded; ///< Session whose turns are shown.
};

} // namespace aios
