// SPDX-License-Identifier: MIT
// The sessions of TabArea: asked for, seen by their end while they are read, opened, and not to be had.
#include "core/runtime/facades.h"
#include "core/runtime/learningslink.h"
#include "core/runtime/serviceslink.h"
#include "ui/chat/findbar.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/icons.h"
#include "ui/mainwindow/sessionglimpsepage.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/statestore.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/panes/panehost.h"

#include <QApplication>
#include <QEvent>

namespace aios {

using namespace Qt::StringLiterals;

SessionGlimpsePage* TabArea::glimpsePage(const QString& id) const
{
    for (SessionGlimpsePage* page : pages<SessionGlimpsePage>()) {
        if (page->id() == id)
            return page;
    }
    return nullptr;
}

/// A long session that was asked for shows its end until all of it is here. Not where it would show something else than the whole one will.
void TabArea::showGlimpse(const SessionSummary& session, const QList<TranscriptEntry>& entries)
{
    const bool behind = m_restoring.contains(session.id) && (session.id != m_front || m_busy);
    if (!m_opening.contains(session.id) || behind || m_showEntry.contains(session.id) || glimpsePage(session.id) || m_unwanted.contains(session.id))
        return;
    auto* page = new SessionGlimpsePage(session, entries, this);
    if (!page->restoreState(m_store.value(u"session-"_s + session.id)))
        return delete page;
    page->view().setContent(m_host.project().content());
    connect(&page->view(), &SessionView::linkActivated, this, &TabArea::linkActivated);
    connect(&page->view(), &SessionView::openInTabRequested, this, &TabArea::openText);
    connect(&page->view(), &SessionView::saveCodeRequested, this, &TabArea::saveCode);
    const auto tooEarly = [this] {
        Q_EMIT m_host.noticeRequested(tr("The whole session is still being read. Try again when its composer takes words."));
    };
    connect(&page->view(), &SessionView::rewindRequested, this, tooEarly);
    connect(&page->view(), &SessionView::rated, this, tooEarly);
    const int index = insertTab(session.id == m_front ? placeFor(pageKey(page)) : count(), page, icon(Icon::Running), {});
    updateTab(page);
    setCurrentIndex(index);
    if (!m_restoring.contains(session.id)) // asked for: as with one that is here at once
        page->view().transcript().setFocus(Qt::OtherFocusReason);
}

/// The pages of the last time come back by themselves: where the person is busy already, they stay. What happens in a glimpse is no sign of that.
void TabArea::watchPerson(bool watching)
{
    if (watching)
        QCoreApplication::instance()->installEventFilter(this);
    else
        QCoreApplication::instance()->removeEventFilter(this);
}

bool TabArea::eventFilter(QObject* watched, QEvent* event)
{
    const bool hand = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride || event->type() == QEvent::MouseButtonPress;
    if (hand && watched->isWidgetType()) {
        const auto* widget = static_cast<QWidget*>(watched);
        const QList<SessionGlimpsePage*> glimpses = pages<SessionGlimpsePage>();
        m_busy = m_busy || std::ranges::none_of(glimpses, [widget](const SessionGlimpsePage* page) { return page->isAncestorOf(widget); });
    }
    return QTabWidget::eventFilter(watched, event);
}

/// A session that comes back, or takes the place of its glimpse, takes the focus from nobody who is busy elsewhere.
bool TabArea::mayFocus(const QString& id) const
{
    const QWidget* focus = QApplication::focusWidget();
    const SessionGlimpsePage* glimpse = glimpsePage(id);
    if (!focus || (glimpse && glimpse->isAncestorOf(focus)))
        return true;
    return m_restoring.contains(id) ? !m_busy : !glimpse;
}

void TabArea::newSession()
{
    m_host.agent().newSession();
}

void TabArea::newSessionWith(const QString& draft)
{
    m_orphans.prepend({{u"draft"_s, draft}});
    newSession();
}

void TabArea::runLine(const QString& line, bool send)
{
    SessionTab* tab = currentSession();
    if (!tab && send) {
        m_toSend.append(line);
        return newSession();
    }
    if (!tab)
        return newSessionWith(line + u' ');
    if (send)
        tab->controller().send(line, {});
    else
        tab->view().composer().begin(line);
}

void TabArea::openSessionAt(const QString& id, const QString& entryId)
{
    if (SessionTab* tab = sessionTab(id))
        tab->view().showEntry(entryId);
    else
        m_showEntry.insert(id, entryId);
    openSession(id);
}

void TabArea::openSession(const QString& id)
{
    if (SessionTab* tab = sessionTab(id)) {
        setCurrentWidget(tab);
        tab->view().focusComposer();
        return;
    }
    m_restoring.remove(id);
    if (SessionGlimpsePage* page = glimpsePage(id))
        return setCurrentWidget(page);
    m_unwanted.remove(id);
    if (!m_opening.contains(id)) {
        m_opening.insert(id);
        m_host.agent().openSession(id);
    }
}

void TabArea::addSession(const SessionSummary& session, const QList<TranscriptEntry>& entries, const SessionTotals& totals, PermissionMode mode)
{
    const bool mayTake = mayFocus(session.id);
    m_opening.remove(session.id);
    if (m_unwanted.remove(session.id))
        return m_host.agent().closeSession(session.id);
    SessionGlimpsePage* glimpse = glimpsePage(session.id);
    const bool left = glimpse && glimpse != currentWidget(); // The person has gone to another page meanwhile.
    bool behind = (m_restoring.remove(session.id) && session.id != m_front) || left;
    behind = behind || (!glimpse && !mayTake);
    if (SessionTab* open = sessionTab(session.id)) {
        if (!behind)
            setCurrentWidget(open);
        return;
    }
    auto* tab = new SessionTab(m_host.agent(), session, entries, totals, mode, this);
    tab->view().setContent(m_host.project().content());
    tab->view().setFiles(m_files);
    tab->view().setOffer(m_host.services().offer());
    tab->view().setServices(m_host.services());
    tab->view().setEnterSends(m_enterSends);
    tab->setModels(m_host.models().providers(), m_host.models().defaultModel());
    QJsonObject state = m_store.value(u"session-"_s + session.id);
    if (state.isEmpty() && session.messages == 0 && entries.isEmpty() && !m_orphans.isEmpty())
        state = m_orphans.takeFirst();
    if (glimpse)
        state.insert(u"place"_s, QString::fromLatin1(glimpse->place()));
    tab->restoreState(state);
    if (session.messages == 0 && entries.isEmpty() && !m_toSend.isEmpty())
        tab->controller().send(m_toSend.takeFirst(), {});
    const auto rewind = session.forkedFrom.isEmpty() ? m_rewinds.end() : m_rewinds.find(session.forkedFrom);
    if (rewind != m_rewinds.end() && !rewind->second)
        tab->view().composer().takeBack(rewind->first, {});
    tab->view().showEntry(m_showEntry.take(session.id));
    connectSession(tab);
    const int place = glimpse ? indexOf(glimpse) : behind || session.id == m_front ? placeFor(pageKey(tab)) : count();
    insertTab(place, tab, icon(Icon::Question), tab->title());
    updateTab(tab);
    if (!behind || count() == 1)
        showSession(tab, glimpse, mayTake);
    if (glimpse)
        removePage(glimpse);
    if (rewind != m_rewinds.end()) {
        if (rewind->second)
            tab->controller().send(rewind->first, {});
        m_rewinds.erase(rewind);
        saveSession(tab);
    }
    saveOpen();
}

/// In front. Who was looking for something in its glimpse goes on with that.
void TabArea::showSession(SessionTab* tab, const SessionGlimpsePage* glimpse, bool focus)
{
    const auto* find = glimpse ? glimpse->findChild<FindBar*>() : nullptr;
    const bool finds = find && find->isAncestorOf(QApplication::focusWidget());
    setCurrentWidget(tab);
    if (finds) {
        tab->view().openFind();
        tab->findChild<FindBar*>()->goOn(*find);
    } else if (focus) {
        tab->view().focusComposer();
    }
}

void TabArea::connectSession(SessionTab* tab)
{
    const auto news = [this, tab] {
        updateTab(tab);
        if (tab == currentWidget())
            Q_EMIT currentSessionNews();
    };
    SessionController& controller = tab->controller();
    connect(&controller, &SessionController::titleChanged, this, news);
    connect(&controller, &SessionController::stateChanged, this, news);
    connect(&controller, &SessionController::totalsChanged, this, news);
    connect(tab, &SessionTab::modelShown, this, news);
    connectRating(tab);
    connect(tab, &SessionTab::stateWorthKeeping, this, [this, tab] { saveSession(tab); });
    connect(&tab->view(), &SessionView::linkActivated, this, &TabArea::linkActivated);
    connect(&tab->view(), &SessionView::openInTabRequested, this, &TabArea::openText);
    connect(&tab->view(), &SessionView::saveCodeRequested, this, &TabArea::saveCode);
    connect(&tab->view(), &SessionView::rewindRequested, this, [this, id = tab->id()](const QString& entryId, const QString& text, bool send) {
        m_rewinds.insert(id, {text, send});
        m_host.agent().forkSession(id, entryId);
    });
}

/// A thumb proposes a learning; the person hears what became of it, since the pane may be out of sight.
void TabArea::connectRating(SessionTab* tab)
{
    connect(&tab->view(), &SessionView::rated, this, [this, id = tab->id()](const QString& reply, const QString& prompt, bool good) {
        m_host.project().learnings().rate(id, prompt, reply, good);
    });
}

/// A session that was never sent to has no file, so it cannot be opened again; what was written for it is not lost.
void TabArea::sessionFailed(const QString& id)
{
    m_opening.remove(id);
    m_rewinds.remove(id);
    m_unwanted.remove(id);
    if (SessionGlimpsePage* page = glimpsePage(id))
        removePage(page);
    if (!m_restoring.remove(id))
        return;
    const QString key = u"session-"_s + id;
    if (const QJsonObject state = m_store.value(key); state.contains(u"draft"_s) || state.contains(u"texts"_s) || state.contains(u"pictures"_s)) {
        m_orphans.append(state);
        newSession();
    } else if (count() == 0 && m_opening.isEmpty()) {
        newSession();
    }
    m_store.set(key, {});
}

} // namespace aios
