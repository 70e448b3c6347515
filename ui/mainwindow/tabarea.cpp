// SPDX-License-Identifier: MIT
#include "ui/mainwindow/tabarea.h"

#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "core/runtime/learningslink.h"
#include "core/runtime/serviceslink.h"
#include "ui/board/boardpage.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/common/icons.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/statestore.h"
#include "ui/panes/panehost.h"
#include "ui/publish/approvalpage.h"
#include "ui/publish/pipelinepage.h"

#include <QFileInfo>
#include <QTabBar>

namespace aios {

using namespace Qt::StringLiterals;

TabArea::TabArea(PaneHost& host, StateStore& store, QWidget* parent) : QTabWidget(parent), m_host(host), m_store(store)
{
    setDocumentMode(true);
    setMovable(true);
    setTabsClosable(true);
    setElideMode(Qt::ElideNone); // Names are short already; narrower they would say nothing.
    setUsesScrollButtons(true);
    tabBar()->setExpanding(false);
    setObjectName(u"centreTabs"_s);
    tabBar()->setAccessibleName(tr("Open sessions and files"));
    connect(this, &QTabWidget::tabCloseRequested, this, &TabArea::closeTab);
    connect(tabBar(), &QTabBar::tabMoved, this, &TabArea::saveOpen);
    connect(this, &QTabWidget::currentChanged, this, [this] {
        SessionTab* tab = currentSession();
        m_host.setCurrentSession(tab ? tab->id() : QString());
        Q_EMIT currentSessionShown(tab);
        saveOpen();
    });
    connectCore();
}

/// The pages go while everything they tell of is still there, and what they tell while they go is no news.
TabArea::~TabArea()
{
    disconnect(this, &QTabWidget::currentChanged, this, nullptr);
    while (count() > 0) {
        QWidget* page = widget(0);
        page->disconnect(this);
        removeTab(0);
        delete page;
    }
}

void TabArea::connectCore()
{
    connect(&m_host.agent(), &AgentClient::sessionOpened, this, &TabArea::addSession);
    connect(&m_host.agent(), &AgentClient::sessionFailed, this, &TabArea::sessionFailed);
    connect(&m_host.project(), &ProjectLink::contentChanged, this, [this](const ContentPtr& content) {
        for (SessionTab* tab : pages<SessionTab>())
            tab->view().setContent(content);
        m_host.project().listFiles();
    });
    connect(&m_host.project(), &ProjectLink::filesListed, this, [this](const QStringList& files) {
        m_files = files;
        for (SessionTab* tab : pages<SessionTab>())
            tab->view().setFiles(files);
    });
    connect(&m_host.services(), &ServicesLink::offerChanged, this, [this](const ServiceOffer& offer) {
        for (SessionTab* tab : pages<SessionTab>())
            tab->view().setOffer(offer);
    });
    m_host.services().followOffers();
    connect(&m_host.project().learnings(), &LearningsLink::rated, this, [this](bool proposed, const QString& problem) {
        Q_EMIT m_host.noticeRequested(!problem.isEmpty() ? problem
                                      : proposed         ? tr("Proposed as a learning. Keep, edit or drop it in Learnings.")
                                                         : tr("No learning was proposed: these words were proposed before, or there are none."));
    });
    connect(&m_host.models(), &ModelsLink::providersChanged, this, [this](const QList<ProviderStatus>& providers) {
        for (SessionTab* tab : pages<SessionTab>())
            tab->setModels(providers, m_host.models().defaultModel());
    });
    if (m_host.project().content()) // told before there was anybody to hear it
        m_host.project().listFiles();
}

SessionTab* TabArea::currentSession() const
{
    return qobject_cast<SessionTab*>(currentWidget());
}

BrainEditor* TabArea::currentEditor() const
{
    return qobject_cast<BrainEditor*>(currentWidget());
}

SessionTab* TabArea::sessionTab(const QString& id) const
{
    for (SessionTab* tab : pages<SessionTab>()) {
        if (tab->id() == id)
            return tab;
    }
    return nullptr;
}

BoardPage* TabArea::currentBoard() const
{
    return qobject_cast<BoardPage*>(currentWidget());
}

QList<BrainEditor*> TabArea::unsavedEditors() const
{
    QList<BrainEditor*> unsaved = pages<BrainEditor>();
    unsaved.removeIf([](const BrainEditor* editor) { return !editor->isModified(); });
    return unsaved;
}

bool TabArea::anyRunning() const
{
    const QList<SessionTab*> tabs = pages<SessionTab>();
    return std::ranges::any_of(tabs, &SessionTab::isRunning);
}

void TabArea::stepSession(int by)
{
    if (count() > 0)
        setCurrentIndex((currentIndex() + by + count()) % count());
}

void TabArea::setEnterSends(bool sends)
{
    m_enterSends = sends;
    for (SessionTab* tab : pages<SessionTab>())
        tab->view().setEnterSends(sends);
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
    if (!m_opening.contains(id)) {
        m_opening.insert(id);
        m_host.agent().openSession(id);
    }
}

void TabArea::addSession(const SessionSummary& session, const QList<TranscriptEntry>& entries, const SessionTotals& totals, PermissionMode mode)
{
    m_opening.remove(session.id);
    const bool behind = m_restoring.remove(session.id) && session.id != m_front;
    if (SessionTab* open = sessionTab(session.id)) {
        if (!behind)
            setCurrentWidget(open);
        return;
    }
    auto* tab = new SessionTab(m_host.agent(), session, entries, totals, mode, this);
    tab->view().setContent(m_host.project().content());
    tab->view().setFiles(m_files);
    tab->view().setOffer(m_host.services().offer());
    tab->view().setEnterSends(m_enterSends);
    tab->setModels(m_host.models().providers(), m_host.models().defaultModel());
    QJsonObject state = m_store.value(u"session-"_s + session.id);
    if (state.isEmpty() && session.messages == 0 && entries.isEmpty() && !m_orphans.isEmpty())
        state = m_orphans.takeFirst();
    tab->restoreState(state);
    if (session.messages == 0 && entries.isEmpty() && !m_toSend.isEmpty())
        tab->controller().send(m_toSend.takeFirst(), {});
    const auto rewind = session.forkedFrom.isEmpty() ? m_rewinds.end() : m_rewinds.find(session.forkedFrom);
    if (rewind != m_rewinds.end() && !rewind->second)
        tab->view().composer().takeBack(rewind->first, {});
    tab->view().showEntry(m_showEntry.take(session.id));
    connectSession(tab);
    const int index = insertTab(behind || session.id == m_front ? placeFor(pageKey(tab)) : count(), tab, icon(Icon::Question), tab->title());
    updateTab(tab);
    if (!behind || count() == 1) {
        setCurrentIndex(index);
        tab->view().focusComposer();
    }
    if (rewind != m_rewinds.end()) {
        if (rewind->second)
            tab->controller().send(rewind->first, {});
        m_rewinds.erase(rewind);
        saveSession(tab);
    }
    saveOpen();
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

void TabArea::openFile(const QString& relative)
{
    for (BrainEditor* editor : pages<BrainEditor>()) {
        if (editor->relative() == relative) {
            setCurrentWidget(editor);
            return editor->setFocus();
        }
    }
    auto* editor = new BrainEditor(m_host.project(), relative, this);
    editor->restoreState(m_store.value(editorKey(relative)));
    connect(editor, &BrainEditor::modifiedChanged, this, [this, editor] { updateTab(editor); });
    connect(editor, &BrainEditor::stateChanged, this, [this, editor] { saveEditor(editor); });
    connect(editor, &BrainEditor::linkActivated, this, &TabArea::linkActivated);
    connect(editor, &BrainEditor::sessionRequested, this, &TabArea::openSession);
    const int index = addTab(editor, icon(Icon::Text), {});
    updateTab(editor);
    setCurrentIndex(index);
    editor->setFocus();
    saveOpen();
}

void TabArea::openApproval(const QString& relative)
{
    for (ApprovalPage* page : pages<ApprovalPage>()) {
        if (page->relative() == relative) {
            setCurrentWidget(page);
            return page->setFocus();
        }
    }
    auto* page = new ApprovalPage(m_host.project().publishing(), relative, this);
    connect(page, &ApprovalPage::openFileRequested, this, &TabArea::openFile);
    connect(page, &ApprovalPage::linkActivated, this, &TabArea::linkActivated);
    connect(page, &ApprovalPage::titleChanged, this, [this, page](const QString& title) {
        setTabText(indexOf(page), tr("Approve: %1").arg(elided(showHidden(title), 30)).replace(u'&', u"&&"_s));
    });
    setCurrentIndex(addTab(page, icon(Icon::Waiting), tr("Approve")));
    setTabToolTip(currentIndex(), showHidden(relative));
    page->setFocus();
}

void TabArea::openPipeline()
{
    for (PipelinePage* page : pages<PipelinePage>())
        return setCurrentWidget(page);
    auto* page = new PipelinePage(m_host.project().publishing(), this);
    connect(page, &PipelinePage::openFileRequested, this, &TabArea::openFile);
    setCurrentIndex(addTab(page, icon(Icon::Info), tr("Pipeline")));
    setTabToolTip(currentIndex(), u"config/pipeline.yaml"_s);
}

void TabArea::openBoard()
{
    const QList<BoardPage*> open = pages<BoardPage>();
    BoardPage* board = open.isEmpty() ? new BoardPage(m_host, this) : open.constFirst();
    if (open.isEmpty()) {
        board->restoreState(m_store.value(u"board"_s));
        connect(board, &BoardPage::stateChanged, this, [this, board] { saveBoard(board); });
        addTab(board, icon(Icon::Tasks), tr("Board"));
        setTabToolTip(indexOf(board), tr("context/active-work.md as a board"));
    }
    setCurrentWidget(board);
    board->focusCards();
    saveOpen();
}

void TabArea::openBoardAt(const CardKey& card)
{
    openBoard();
    currentBoard()->goTo(card);
}

void TabArea::openText(const QString& title, const QString& text)
{
    auto* view = new CodeEdit(this);
    view->setPlainText(hardWrapped(showHidden(text)));
    view->setReadOnly(true);
    view->setAccessibleName(title);
    setCurrentIndex(addTab(view, icon(Icon::Text), elided(showHidden(title), 40)));
    setTabToolTip(currentIndex(), showHidden(title));
    view->setFocus();
}

QString TabArea::pageKey(const QWidget* page)
{
    if (const auto* tab = qobject_cast<const SessionTab*>(page))
        return u"session "_s + tab->id();
    if (const auto* editor = qobject_cast<const BrainEditor*>(page))
        return u"file "_s + editor->relative();
    return qobject_cast<const BoardPage*>(page) ? u"board"_s : QString();
}

/// Pages come back when they are read, not in their order.
int TabArea::placeFor(const QString& key) const
{
    const auto own = m_order.indexOf(key);
    for (int i = 0; own >= 0 && i < count(); ++i) {
        if (m_order.indexOf(pageKey(widget(i))) > own)
            return i;
    }
    return count();
}

void TabArea::updateTab(QWidget* page)
{
    const int index = indexOf(page);
    if (index < 0)
        return;
    if (auto* tab = qobject_cast<SessionTab*>(page)) {
        const SessionState state = tab->controller().state();
        m_titles.insert(tab->id(), tab->title());
        setTabText(index, elided(tab->title(), 30).replace(u'&', u"&&"_s));
        setTabIcon(index, icon(state == SessionState::NeedsYou ? Icon::Waiting : state == SessionState::Idle ? Icon::Question : Icon::Running));
        setTabToolTip(index, state == SessionState::NeedsYou ? tr("%1\nNeeds you").arg(tab->title()) : tab->title());
    } else if (auto* editor = qobject_cast<BrainEditor*>(page)) {
        const QString name = QFileInfo(editor->relative()).fileName();
        setTabText(index, (editor->isModified() ? u"● "_s : QString()) + elided(showHidden(name), 30).replace(u'&', u"&&"_s));
        setTabIcon(index, icon(Icon::Text));
        setTabToolTip(index, editor->isModified() ? tr("%1\nNot saved").arg(showHidden(editor->relative())) : showHidden(editor->relative()));
    }
}

} // namespace aios
