// SPDX-License-Identifier: MIT
// How MainWindow calls the person who works elsewhere.
#include "core/base/text.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/settings/windowsettings.h"

namespace aios {

void MainWindow::noteSessionState(const QString& sessionId, SessionState state)
{
    if (state != SessionState::NeedsYou) {
        if (m_called.remove(sessionId))
            Q_EMIT personNotNeeded(sessionId);
        return;
    }
    // Queued: what it asks for is told after its state.
    QMetaObject::invokeMethod(this, [this, sessionId] { callPerson(sessionId); }, Qt::QueuedConnection);
}

void MainWindow::callPerson(const QString& sessionId)
{
    SessionTab* tab = m_tabs ? m_tabs->sessionTab(sessionId) : nullptr;
    if (!tab || isActiveWindow() || !m_settings->value().notify || m_called.contains(sessionId) ||
        tab->controller().state() != SessionState::NeedsYou)
        return;
    const QList<ApprovalRequest>& open = tab->controller().openApprovals();
    QString words = tr("It waits for a decision of yours.");
    if (!open.isEmpty() && open.constFirst().questions.isEmpty())
        words = open.constFirst().title;
    else if (!open.isEmpty())
        words = open.constFirst().questions.constFirst().question;
    m_called.insert(sessionId);
    Q_EMIT personNeeded(sessionId, tr("“%1” needs you").arg(elided(tab->title(), 60)), elided(showHidden(words).simplified(), 200));
}

void MainWindow::dropCalls()
{
    const QSet<QString> called = std::exchange(m_called, {});
    for (const QString& id : called)
        Q_EMIT personNotNeeded(id);
}

void MainWindow::review(const QString& sessionId)
{
    raise();
    if (!m_tabs)
        return;
    m_tabs->openSession(sessionId);
    if (const SessionTab* tab = m_tabs->sessionTab(sessionId))
        tab->view().focusNextDecision();
}

} // namespace aios
