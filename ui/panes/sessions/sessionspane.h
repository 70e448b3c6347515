// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

#include <QWidget>

class QListView;
class QModelIndex;

namespace aios {

class PaneHost;
class SessionListModel;

/// The folder's sessions: open, rename in place, fork, export, delete; by mouse, menu and keys.
class SessionsPane : public QWidget {
    Q_OBJECT
public:
    SessionsPane(PaneHost& host, QWidget* parent = nullptr);

    [[nodiscard]] SessionListModel& model() const { return *m_model; }
    void rename(const QString& id); ///< In place, in the list.
    void fork(const QString& id);
    void exportAsMarkdown(const QString& id); ///< Asks where to.
    void remove(const QString& id); ///< Asks first.

private:
    using Deed = void (SessionsPane::*)(const QString& id);

    void connectCore();
    void addActions();
    void takeEvents(const QList<AgentEvent>& events);
    void showFront();
    void open(const QString& id);
    void showMenu(const QPoint& place);
    [[nodiscard]] QModelIndex indexOf(const QString& id) const;
    [[nodiscard]] QString currentId() const;

    PaneHost& m_host;
    SessionListModel* m_model;
    QListView* m_view;
};

} // namespace aios
