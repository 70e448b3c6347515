// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/boardview.h"
#include "core/runtime/facades.h"

#include <QHash>
#include <QObject>

namespace aios {

/// What a pane may reach: the facades of the open folder, which session is in front, and requests to the window around it. Made when the core
/// is ready, lives as long as the window. GUI thread.
class PaneHost : public QObject {
    Q_OBJECT
public:
    PaneHost(AgentClient& agent, ProjectLink& project, ModelsLink& models, QObject* parent = nullptr);

    [[nodiscard]] AgentClient& agent() const { return m_agent; }
    [[nodiscard]] ProjectLink& project() const { return m_project; }
    [[nodiscard]] ModelsLink& models() const { return m_models; }
    [[nodiscard]] ServicesLink& services() const { return m_project.services(); }

    [[nodiscard]] QString currentSession() const { return m_currentSession; }
    void setCurrentSession(const QString& id);
    [[nodiscard]] SessionState sessionState(const QString& id) const { return m_states.value(id, SessionState::Idle); }
    [[nodiscard]] const QList<ApprovalRequest>& waiting() const { return m_waiting; } ///< In the order they were asked, of all sessions.
    [[nodiscard]] QString sessionTitle(const QString& id) const; ///< Never empty; hidden characters visible.
    void forget(const QString& id); ///< Its session was closed: it does nothing any more.
    /// Shows a turn of a session, or of an agent in it, in What It Knew -> turnRequested. It waits in wantedTurn() until that pane has it.
    void showTurn(const QString& sessionId, int turn, const QString& agent);
    struct WantedTurn {
        QString sessionId; ///< Empty: none.
        int turn = 0;
        QString agent;
    };
    [[nodiscard]] const WantedTurn& wantedTurn() const { return m_wantedTurn; }
    void turnShown() { m_wantedTurn = {}; }

Q_SIGNALS:
    void currentSessionChanged(const QString& id);
    void sessionStateChanged(const QString& id, aios::SessionState state);
    void waitingChanged();
    void turnRequested(const QString& sessionId); ///< The session in front, and What It Knew with the focus.
    // Asked by a pane, done by the window.
    void openFileRequested(const QString& relative);
    void openBoardRequested(const aios::CardKey& card); ///< With that card in hand; an empty key: none.
    void openSessionRequested(const QString& id);
    void newSessionRequested();
    void closeSessionRequested(const QString& id); ///< Before it is deleted.
    void noticeRequested(const QString& text);
    void showInFileManagerRequested(const QString& absolutePath);
    void ruleRequested(const QString& rule); ///< Show that permission rule.
    void runRequested(const QString& line, bool send); ///< A command line for the session in front, or a new one: to its composer, or sent.
    void reviewRequested(const QString& id); ///< Show that session with its next decision.
    void approvalRequested(const QString& piece); ///< Show that piece as it will be published, to approve it.
    void linkRequested(const QString& link); ///< An address or file that a text or a service named; asks before it leaves the window.
    void addServiceRequested();
    void trustRequested(); ///< Show what the folder would run or allow.

private:
    void takeEvents(const QList<AgentEvent>& events);
    bool takeApproval(const AgentEvent& event);

    AgentClient& m_agent;
    ProjectLink& m_project;
    ModelsLink& m_models;
    QString m_currentSession;
    QHash<QString, SessionState> m_states;
    QHash<QString, QString> m_titles;
    QList<ApprovalRequest> m_waiting;
    WantedTurn m_wantedTurn;
};

} // namespace aios
