// SPDX-License-Identifier: MIT
// Menus, tool bar and keys of MainWindow. Every action here does something; what does not exist yet has no entry.
#include "ui/mainwindow/mainwindow.h"

#include "core/base/text.h"
#include "ui/brain/braineditor.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/icons.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/shortcutsheet.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/panehost.h"
#include "ui/panes/sessions/sessionspane.h"
#include "ui/panes/sessions/sessionlistmodel.h"
#include "ui/start/startpage.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QToolBar>
#include <QToolButton>
#include <QUrl>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

enum Needs : unsigned { Always = 0, Core = 1, Work = 2, Session = 4, Editor = 8, SessionOrEditor = 16, Waiting = 32, Running = 64 };

} // namespace

QAction* MainWindow::add(QMenu& menu, const QString& text, const QKeySequence& keys, std::function<void()> slot, unsigned needs)
{
    QAction* action = menu.addAction(text);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, [slot = std::move(slot)] { slot(); });
    m_conditional.append({action, needs});
    return action;
}

void MainWindow::buildMenus()
{
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildSessionMenu();
    buildToolsAndHelp();
    buildToolBar();
}

void MainWindow::buildFileMenu()
{
    QMenu& file = *menuBar()->addMenu(tr("&File"));
    add(file, tr("&New Session"), QKeySequence::New, [this] { m_tabs->newSession(); }, Work)->setIcon(icon(Icon::Edit));
    file.addSeparator();
    add(file, tr("&Open Folder…"), QKeySequence::Open, [this] { openFolder({}); }, Core)->setIcon(icon(Icon::Open));
    m_recentMenu = file.addMenu(tr("Open &Recent"));
    m_recentMenu->setEnabled(false);
    add(file, tr("New from &Template…"), {}, [this] {
        showStart();
        m_start->showTemplateForm();
    }, Core);
    file.addSeparator();
    add(file, tr("&Save"), QKeySequence::Save, [this] { m_tabs->currentEditor()->save(); }, Editor)->setIcon(icon(Icon::Save));
    add(file, tr("&Close Tab"), QKeySequence(Qt::CTRL | Qt::Key_W), [this] { m_tabs->closeTab(m_tabs->currentIndex()); }, SessionOrEditor)
        ->setIcon(icon(Icon::Close));
    file.addSeparator();
    add(file, tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); });
}

void MainWindow::buildEditMenu()
{
    QMenu& edit = *menuBar()->addMenu(tr("&Edit"));
    add(edit, tr("&Undo"), {}, [this] { m_tabs->currentEditor()->undo(); }, Editor);
    add(edit, tr("&Redo"), {}, [this] { m_tabs->currentEditor()->redo(); }, Editor);
    edit.addSeparator();
    add(edit, tr("&Find…"), QKeySequence::Find, [this] {
        if (BrainEditor* editor = m_tabs->currentEditor())
            editor->openFind(false);
        else if (SessionTab* tab = m_tabs->currentSession())
            tab->view().openFind();
    }, SessionOrEditor);
    add(edit, tr("&Replace…"), QKeySequence(Qt::CTRL | Qt::Key_R), [this] { m_tabs->currentEditor()->openFind(true); }, Editor);
}

void MainWindow::buildViewMenu()
{
    QMenu& view = *menuBar()->addMenu(tr("&View"));
    auto* panes = new QMenu(&view);
    m_docks->addTo(*panes);
    for (QAction* action : panes->actions()) {
        view.addAction(action);
        m_conditional.append({action, Work});
    }
    view.addSeparator();
    add(view, tr("Side &Bar"), QKeySequence(Qt::CTRL | Qt::Key_B), [this] { m_docks->toggleSideBar(); }, Work);
    add(view, tr("&Restore Panes"), {}, [this] { m_docks->reset(); }, Work);
    view.addSeparator();
    QMenu* detail = view.addMenu(tr("Transcript &Detail"));
    const auto level = [this, detail](const QString& text, TranscriptDetail wanted) {
        add(*detail, text, {}, [this, wanted] { m_tabs->currentSession()->view().setDetail(wanted); }, Session);
    };
    level(tr("&Normal"), TranscriptDetail::Normal);
    level(tr("&Verbose"), TranscriptDetail::Verbose);
    level(tr("&Summary"), TranscriptDetail::Summary);
    view.addSeparator();
    add(view, tr("&Next Tab"), QKeySequence(Qt::CTRL | Qt::Key_Tab), [this] { m_tabs->stepSession(1); }, Work);
    add(view, tr("&Previous Tab"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab), [this] { m_tabs->stepSession(-1); }, Work);
    view.addSeparator();
    add(view, tr("&Full Screen"), QKeySequence::FullScreen, [this] { isFullScreen() ? showNormal() : showFullScreen(); });
}

void MainWindow::buildSessionMenu()
{
    QMenu& session = *menuBar()->addMenu(tr("&Session"));
    add(session, tr("Next &Decision"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), [this] { goToDecision(); }, Waiting)->setIcon(icon(Icon::Waiting));
    add(session, tr("&Stop"), {}, [this] { m_tabs->currentSession()->controller().stop(); }, Running)->setIcon(icon(Icon::Stop));
    session.addSeparator();
    add(session, tr("&Mode…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M), [this] { m_tabs->currentSession()->view().composer().openModeMenu(); }, Session);
    add(session, tr("Mo&del…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I), [this] { m_tabs->currentSession()->view().composer().openModelMenu(); },
        Session);
    add(session, tr("Make &Room (Compact)"), {}, [this] { m_agent->compact(m_tabs->currentSession()->id()); }, Session);
    session.addSeparator();
    const auto inList = [this, &session](const QString& text, void (SessionsPane::*done)()) {
        add(session, text, {}, [this, done] {
            m_docks->showPane(u"sessions"_s);
            (static_cast<SessionsPane*>(m_docks->pane(u"sessions"_s))->*done)();
        }, Session);
    };
    inList(tr("&Rename…"), &SessionsPane::renameCurrent);
    inList(tr("&Fork"), &SessionsPane::forkCurrent);
    inList(tr("&Export as Markdown…"), &SessionsPane::exportCurrent);
    inList(tr("De&lete…"), &SessionsPane::deleteCurrent);
    session.addSeparator();
    add(session, tr("&What It Knew"), {}, [this] { m_docks->showPane(u"knew"_s); }, Session);
}

void MainWindow::buildToolsAndHelp()
{
    QMenu& tools = *menuBar()->addMenu(tr("&Tools"));
    add(tools, tr("&Models and Keys…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] { showModels(); }, Core);
    add(tools, tr("&Trust of This Folder…"), {}, [this] { showTrust(); }, Work);
    add(tools, tr("Permission &Rules"), {}, [this] { m_docks->showPane(u"rules"_s); }, Work);
    QMenu& help = *menuBar()->addMenu(tr("&Help"));
    add(help, tr("&Keyboard Shortcuts"), QKeySequence(Qt::CTRL | Qt::Key_Slash), [this] { showShortcuts(); });
    add(help, tr("&About AIOS Desktop"), {}, [this] { showAbout(); });
}

void MainWindow::buildToolBar()
{
    auto* bar = addToolBar(tr("Main Tool Bar"));
    bar->setObjectName(u"mainToolBar"_s);
    bar->setMovable(false);
    const int side = style()->pixelMetric(QStyle::PM_SmallIconSize);
    bar->setIconSize(QSize(side, side));
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    const auto menuButton = [this, bar](const QString& name, Icon which) {
        auto* button = new QToolButton(bar);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIcon(icon(which));
        button->setAccessibleName(name);
        button->setToolTip(name);
        button->setFocusPolicy(Qt::TabFocus);
        button->setMenu(new QMenu(button));
        bar->addWidget(button);
        return button;
    };
    m_folderButton = menuButton(tr("Folder"), Icon::Open);
    if (const QIcon folderIcon = QIcon::fromTheme(u"folder"_s); !folderIcon.pixmap(side).isNull())
        m_folderButton->setIcon(folderIcon);
    m_sessionButton = menuButton(tr("Session"), Icon::Question);
    QMenu* folder = m_folderButton->menu();
    add(*folder, tr("Open Another &Folder…"), {}, [this] { openFolder({}); }, Core);
    add(*folder, tr("Show in File &Manager"), {}, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_root)); }, Work);
    add(*folder, tr("&Trust…"), {}, [this] { showTrust(); }, Work);
    m_sessionMenu = m_sessionButton->menu();
    connect(m_sessionMenu, &QMenu::aboutToShow, this, &MainWindow::fillSessionMenu);
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    m_decisionsButton = new QToolButton(bar);
    m_decisionsButton->setIcon(icon(Icon::Waiting));
    m_decisionsButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_decisionsButton->setToolTip(tr("Go to the next decision (Ctrl+Shift+A)"));
    m_decisionsButton->setObjectName(u"decisionsButton"_s);
    connect(m_decisionsButton, &QToolButton::clicked, this, &MainWindow::goToDecision);
    m_decisionsAction = bar->addWidget(m_decisionsButton);
    m_contextLabel = new QLabel(bar);
    m_contextLabel->setContentsMargins(8, 0, 8, 0);
    bar->addWidget(m_contextLabel);
    m_toolBar = bar;
}

/// What makes no sense now is off, and so are its keys.
void MainWindow::updateActions()
{
    const bool work = m_tabs && m_pages->currentWidget() == m_work;
    SessionTab* session = work ? m_tabs->currentSession() : nullptr;
    unsigned have = (m_project ? Core : 0U) | (work ? Work : 0U) | (session ? Session | SessionOrEditor : 0U);
    if (work && m_tabs->currentEditor())
        have |= Editor | SessionOrEditor;
    if (work && m_tabs->count() > 0)
        have |= SessionOrEditor;
    if (session && session->isRunning())
        have |= Running;
    if (work && m_host->waitingSessions() > 0)
        have |= Waiting;
    for (const auto& [action, needs] : std::as_const(m_conditional))
        action->setEnabled((have & needs) == needs);
}

void MainWindow::updateToolBar()
{
    const bool work = m_tabs && m_pages->currentWidget() == m_work;
    m_toolBar->setVisible(work);
    if (!work)
        return;
    SessionTab* session = m_tabs->currentSession();
    const QString name = QFileInfo(m_root).fileName();
    m_folderButton->setText(elided(showHidden(name), 32));
    m_sessionButton->setText(session ? elided(session->title(), 40) : tr("Sessions"));
    const int waiting = m_host->waitingSessions();
    m_decisionsAction->setVisible(waiting > 0);
    m_decisionsButton->setText(waiting == 1 ? tr("1 session needs you") : tr("%1 sessions need you").arg(waiting));
    const int percent = session ? session->controller().contextPercent() : -1;
    m_contextLabel->setText(percent < 0 ? QString() : tr("context %1 %").arg(percent));
    m_contextLabel->setToolTip(tr("How much of the model's context window this session fills"));
    updateActions();
}

/// The one in front first, then the other sessions that wait.
void MainWindow::goToDecision()
{
    if (SessionTab* tab = m_tabs->currentSession(); tab && tab->view().focusNextDecision())
        return;
    for (int i = 0; i < m_tabs->count(); ++i) {
        auto* tab = qobject_cast<SessionTab*>(m_tabs->widget(i));
        if (tab && !tab->controller().openApprovals().isEmpty()) {
            m_tabs->setCurrentIndex(i);
            tab->view().focusNextDecision();
            return;
        }
    }
}

void MainWindow::fillRecentMenu()
{
    m_recentMenu->clear();
    for (const QString& folder : m_recent.folders()) {
        QAction* action = m_recentMenu->addAction(showHidden(folder).replace(u'&', u"&&"_s));
        connect(action, &QAction::triggered, this, [this, folder] { openFolder(folder); });
    }
    m_recentMenu->setEnabled(!m_recent.folders().isEmpty());
}

void MainWindow::fillSessionMenu()
{
    m_sessionMenu->clear();
    m_sessionMenu->addAction(icon(Icon::Edit), tr("&New Session"), m_tabs, &TabArea::newSession);
    m_sessionMenu->addSeparator();
    const auto* pane = qobject_cast<SessionsPane*>(m_docks->pane(u"sessions"_s));
    for (int row = 0; pane && row < qMin(15, pane->model().rowCount()); ++row) {
        const QModelIndex index = pane->model().index(row);
        const QString id = index.data(SessionListModel::IdRole).toString();
        QAction* action = m_sessionMenu->addAction(elided(index.data().toString(), 60).replace(u'&', u"&&"_s));
        action->setCheckable(true);
        action->setChecked(id == m_host->currentSession());
        connect(action, &QAction::triggered, this, [this, id] { m_tabs->openSession(id); });
    }
}

void MainWindow::showShortcuts()
{
    QList<QAction*> actions;
    for (const auto& [action, needs] : std::as_const(m_conditional))
        actions.append(action);
    (new ShortcutSheet(actions, this))->show();
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About AIOS Desktop"), tr("AIOS Desktop %1").arg(m_services.version), QMessageBox::Close, this);
    box->setIconPixmap(windowIcon().pixmap(64));
    box->setInformativeText(tr("A desktop for AI operating systems that live in a folder. Nothing is written, run or published until you, or a rule you set, "
                               "have allowed exactly that thing.\n\nMIT licence. Built on Qt %1.").arg(QLatin1StringView(qVersion())));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace aios
