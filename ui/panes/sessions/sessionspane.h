// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

#include <QWidget>

class QListView;
class QMenu;

namespace aios {

class PaneHost;
class SessionListModel;

/// The folder's sessions: open, rename in place, fork, export, delete; by mouse, menu and keys.
class SessionsPane : public QWidget {
    Q_OBJECT
public:
    SessionsPane(PaneHost& host, QWidget* parent = nullptr);

    [[nodiscard]] SessionListModel& model() const { return *m_model; }
    void renameCurrent();
    void forkCurrent();
    void exportCurrent();
    void deleteCurrent();

private:
    void connectCore();
    void addActions();
    void takeEvents(const QList<AgentEvent>& events);
    void openCurrent();
    void showMenu(const QPoint& place);
    [[nodiscard]] QString currentId() const;

    PaneHost& m_host;
    SessionListModel* m_model;
    QListView* m_view;
    QMenu* m_menu;
};

} // namespace aios
