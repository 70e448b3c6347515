// SPDX-License-Identifier: MIT
#include "ui/mainwindow/tabarea.h"

#include "core/base/text.h"
#include "core/runtime/learningslink.h"
#include "core/runtime/serviceslink.h"
#include "ui/board/boardpage.h"
#include "ui/brain/braineditor.h"
#include "ui/common/icons.h"
#include "ui/mainwindow/sessionglimpsepage.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/statestore.h"
#include "ui/mainwindow/textpage.h"
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
    connect(&m_host.agent(), &AgentClient::sessionGlimpsed, this, &TabArea::showGlimpse);
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
    connect(editor, &BrainEditor::turnRequested, &m_host, &PaneHost::showTurn);
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
    ApprovalPage* page = addApproval(relative);
    setCurrentWidget(page);
    page->setFocus();
    saveOpen();
}

ApprovalPage* TabArea::addApproval(const QString& relative)
{
    auto* page = new ApprovalPage(m_host.project().publishing(), relative, this);
    connect(page, &ApprovalPage::openFileRequested, this, &TabArea::openFile);
    connect(page, &ApprovalPage::linkActivated, this, &TabArea::linkActivated);
    connect(page, &ApprovalPage::titleChanged, this, [this, page](const QString& title) {
        setTabText(indexOf(page), tr("Approve: %1").arg(elided(showHidden(title), 30)).replace(u'&', u"&&"_s));
    });
    setTabToolTip(addTab(page, icon(Icon::Waiting), tr("Approve")), showHidden(relative));
    return page;
}

void TabArea::openPipeline()
{
    for (PipelinePage* page : pages<PipelinePage>())
        return setCurrentWidget(page);
    auto* page = new PipelinePage(m_host.project().publishing(), this);
    connect(page, &PipelinePage::openFileRequested, this, &TabArea::openFile);
    setCurrentIndex(addTab(page, icon(Icon::Info), tr("Pipeline")));
    setTabToolTip(currentIndex(), u"config/pipeline.yaml"_s);
    saveOpen();
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
    for (TextPage* open : pages<TextPage>()) {
        if (open->key() == TextPage::keyOf(title, text))
            return setCurrentWidget(open);
    }
    auto* page = new TextPage(title, text, this);
    m_store.set(page->key(), page->saveState());
    addText(page);
    page->setFocus();
}

void TabArea::addText(TextPage* page)
{
    setCurrentIndex(addTab(page, icon(Icon::Text), elided(showHidden(page->title()), 40).replace(u'&', u"&&"_s)));
    setTabToolTip(currentIndex(), showHidden(page->title()));
    saveOpen();
}

bool TabArea::canFind() const
{
    const QWidget* page = currentWidget();
    return qobject_cast<const BrainEditor*>(page) || qobject_cast<const SessionTab*>(page) || qobject_cast<const SessionGlimpsePage*>(page) ||
           qobject_cast<const BoardPage*>(page) || qobject_cast<const TextPage*>(page);
}

void TabArea::openFind()
{
    QWidget* page = currentWidget();
    if (auto* editor = qobject_cast<BrainEditor*>(page))
        editor->openFind(false);
    else if (auto* tab = qobject_cast<SessionTab*>(page))
        tab->view().openFind();
    else if (auto* glimpse = qobject_cast<SessionGlimpsePage*>(page))
        glimpse->view().openFind();
    else if (auto* board = qobject_cast<BoardPage*>(page))
        board->openFind();
    else if (auto* text = qobject_cast<TextPage*>(page))
        text->openFind();
}

/// What stands for a page in the list of what is open; empty: it does not come back.
QJsonObject TabArea::openEntry(const QWidget* page)
{
    if (const auto* tab = qobject_cast<const SessionTab*>(page))
        return {{u"session"_s, tab->id()}};
    if (const auto* glimpse = qobject_cast<const SessionGlimpsePage*>(page))
        return {{u"session"_s, glimpse->id()}};
    if (const auto* editor = qobject_cast<const BrainEditor*>(page))
        return {{u"file"_s, editor->relative()}};
    if (const auto* approval = qobject_cast<const ApprovalPage*>(page))
        return {{u"approval"_s, approval->relative()}};
    if (const auto* text = qobject_cast<const TextPage*>(page))
        return text->isKept() ? QJsonObject{{u"text"_s, text->key()}} : QJsonObject();
    if (qobject_cast<const PipelinePage*>(page))
        return {{u"pipeline"_s, true}};
    return qobject_cast<const BoardPage*>(page) ? QJsonObject{{u"board"_s, true}} : QJsonObject();
}

/// What is written of it in the list of what is open, so that both name the same pages.
QString TabArea::pageKey(const QWidget* page)
{
    return entryKey(openEntry(page));
}

QString TabArea::entryKey(const QJsonObject& entry)
{
    return entry.isEmpty() ? QString() : QString(entry.begin().key() % u' ' % entry.begin().value().toString());
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
    } else if (const auto* glimpse = qobject_cast<SessionGlimpsePage*>(page)) {
        setTabText(index, elided(glimpse->title(), 30).replace(u'&', u"&&"_s));
        setTabToolTip(index, tr("%1\nReading all of it…").arg(glimpse->title()));
    } else if (auto* editor = qobject_cast<BrainEditor*>(page)) {
        const QString name = QFileInfo(editor->relative()).fileName();
        setTabText(index, (editor->isModified() ? u"● "_s : QString()) + elided(showHidden(name), 30).replace(u'&', u"&&"_s));
        setTabIcon(index, icon(Icon::Text));
        setTabToolTip(index, editor->isModified() ? tr("%1\nNot saved").arg(showHidden(editor->relative())) : showHidden(editor->relative()));
    }
}

} // namespace aios
