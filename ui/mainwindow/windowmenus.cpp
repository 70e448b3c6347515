// SPDX-License-Identifier: MIT
// Menus, tool bar and keys of MainWindow. Every action here does something; what does not exist yet has no entry.
#include "ui/mainwindow/mainwindow.h"

#include "core/base/text.h"
#include "ui/board/boardpage.h"
#include "ui/brain/braineditor.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/icons.h"
#include "ui/common/keys.h"
#include "ui/common/menubutton.h"
#include "ui/mainwindow/servicequestion.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/shortcutsheet.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/panehost.h"
#include "ui/panes/sessions/sessionlistmodel.h"
#include "ui/panes/sessions/sessionspane.h"
#include "ui/panes/skills/skillspane.h"
#include "ui/settings/windowsettings.h"
#include "ui/start/startpage.h"

#include <QActionGroup>
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

enum Needs : unsigned {
    Always = 0,
    Core = 1,
    Work = 2,
    Session = 4,
    Editor = 8,
    SessionOrEditor = 16,
    Waiting = 32,
    Running = 64,
    Undoes = 128,
    Finds = 256
};

} // namespace

QAction* MainWindow::add(QMenu& menu, const char* keyId, const QString& text, std::function<void()> slot, unsigned needs)
{
    QAction* action = menu.addAction(text);
    action->setObjectName(QLatin1StringView(keyId));
    action->setProperty("group", menu.title().remove(u'&'));
    if (*keyId)
        Keys::instance().bind(keyId, action);
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
    buildContentMenu();
    buildServicesMenu();
    buildToolsAndHelp();
    buildToolBar();
}

void MainWindow::buildFileMenu()
{
    QMenu& file = *menuBar()->addMenu(tr("&File"));
    add(file, "session.new", tr("&New Session"), [this] { m_tabs->newSession(); }, Work)->setIcon(icon(Icon::Edit));
    file.addSeparator();
    add(file, "file.open", tr("&Open Folder…"), [this] { openFolder({}); }, Core)->setIcon(icon(Icon::Open));
    m_recentMenu = file.addMenu(tr("Open &Recent"));
    m_recentMenu->setEnabled(false);
    add(
        file, "file.template", tr("New from &Template…"),
        [this] {
            showStart();
            m_start->showTemplateForm();
        },
        Core);
    file.addSeparator();
    add(file, "file.save", tr("&Save"), [this] { m_tabs->currentEditor()->save(); }, Editor)->setIcon(icon(Icon::Save));
    add(file, "file.history", tr("&History of This File"), [this] { m_tabs->currentEditor()->setHistoryShown(true); }, Editor);
    add(file, "tab.close", tr("&Close Tab"), [this] { m_tabs->closeTab(m_tabs->currentIndex()); }, SessionOrEditor)->setIcon(icon(Icon::Close));
    file.addSeparator();
    add(file, "file.quit", tr("&Quit"), [this] { close(); });
}

void MainWindow::buildEditMenu()
{
    QMenu& edit = *menuBar()->addMenu(tr("&Edit"));
    const auto undoes = [this](void (BrainEditor::*inEditor)(), void (BoardPage::*onBoard)()) {
        if (BrainEditor* editor = m_tabs->currentEditor())
            (editor->*inEditor)();
        else if (BoardPage* board = m_tabs->currentBoard())
            (board->*onBoard)();
    };
    add(edit, "edit.undo", tr("&Undo"), [undoes] { undoes(&BrainEditor::undo, &BoardPage::undo); }, Undoes);
    add(edit, "edit.redo", tr("&Redo"), [undoes] { undoes(&BrainEditor::redo, &BoardPage::redo); }, Undoes);
    edit.addSeparator();
    add(edit, "edit.find", tr("&Find…"), [this] { m_tabs->openFind(); }, Finds);
    add(edit, "edit.findAll", tr("Find in &All Sessions…"), [this] { findInAll(); }, Work);
    add(edit, "edit.replace", tr("&Replace…"), [this] { m_tabs->currentEditor()->openFind(true); }, Editor);
}

void MainWindow::buildViewMenu()
{
    QMenu& view = *menuBar()->addMenu(tr("&View"));
    add(view, "board.open", tr("&Board"), [this] { m_tabs->openBoard(); }, Work)->setIcon(icon(Icon::Tasks));
    view.addSeparator();
    auto* panes = new QMenu(&view);
    m_docks->addTo(*panes);
    for (QAction* action : panes->actions()) {
        view.addAction(action);
        m_conditional.append({action, Work});
    }
    view.addSeparator();
    add(view, "view.sideBar", tr("Side &Bar"), [this] { m_docks->toggleSideBar(); }, Work);
    add(view, "view.restore", tr("&Restore Panes"), [this] { m_docks->reset(); }, Work);
    view.addSeparator();
    QMenu* detail = view.addMenu(tr("Transcript &Detail"));
    auto* levels = new QActionGroup(detail);
    const auto level = [this, detail, levels](const char* keyId, const QString& text, TranscriptDetail wanted) {
        QAction* action = add(*detail, keyId, text, [this, wanted] { m_tabs->currentSession()->view().setDetail(wanted); }, Session);
        action->setCheckable(true);
        levels->addAction(action);
        connect(detail, &QMenu::aboutToShow, action, [this, action, wanted] {
            const SessionTab* tab = m_tabs ? m_tabs->currentSession() : nullptr;
            action->setChecked(tab && tab->view().detail() == wanted);
        });
    };
    level("view.normal", tr("&Normal"), TranscriptDetail::Normal);
    level("view.verbose", tr("&Verbose"), TranscriptDetail::Verbose);
    level("view.summary", tr("&Summary"), TranscriptDetail::Summary);
    view.addSeparator();
    add(view, "go.everything", tr("Search &Everything…"), [this] { goToAnything(); }, Work);
    add(view, "go.file", tr("&Quick Open…"), [this] { goToFile(); }, Work);
    add(view, "go.command", tr("&Command Palette…"), [this] { goToCommand(); }, Core);
    add(view, "view.composer", tr("Go to &Composer"), [this] { m_tabs->currentSession()->view().focusComposer(); }, Session);
    view.addSeparator();
    add(view, "tab.next", tr("&Next Tab"), [this] { m_tabs->stepSession(1); }, Work);
    add(view, "tab.previous", tr("&Previous Tab"), [this] { m_tabs->stepSession(-1); }, Work);
    view.addSeparator();
    add(view, "view.fullScreen", tr("&Full Screen"), [this] { isFullScreen() ? showNormal() : showFullScreen(); });
}

void MainWindow::buildContentMenu()
{
    QMenu& content = *menuBar()->addMenu(tr("&Content"));
    add(content, "content.approve", tr("&Look at It as Published…"), [this] { m_tabs->openApproval(m_tabs->currentEditor()->relative()); }, Editor);
    add(content, "content.pipeline", tr("What &Publishes Where…"), [this] { m_tabs->openPipeline(); }, Work);
}

void MainWindow::buildSessionMenu()
{
    QMenu& session = *menuBar()->addMenu(tr("&Session"));
    add(session, "session.decision", tr("Next &Decision"), [this] { goToDecision(); }, Waiting)->setIcon(icon(Icon::Waiting));
    // The key works where the session's view has the focus (it has an action of its own); here it is only shown.
    QAction* stop = add(session, "session.stop", tr("&Stop"), [this] { m_tabs->currentSession()->controller().stop(); }, Running);
    stop->setShortcutContext(Qt::WidgetShortcut);
    stop->setIcon(icon(Icon::Stop));
    add(session, "session.rewind", tr("&Go Back to a Prompt…"), [this] { m_tabs->currentSession()->view().openRewind(); }, Session);
    session.addSeparator();
    add(session, "session.mode", tr("&Mode…"), [this] { m_tabs->currentSession()->view().composer().openModeMenu(); }, Session);
    add(session, "session.model", tr("Mo&del…"), [this] { m_tabs->currentSession()->view().composer().openModelMenu(); }, Session);
    add(session, "session.compact", tr("Make &Room (Compact)"), [this] { m_agent->compact(m_tabs->currentSession()->id()); }, Session);
    session.addSeparator();
    const auto withFront = [this, &session](const char* keyId, const QString& text, void (SessionsPane::*done)(const QString&)) {
        const auto slot = [this, done] { (qobject_cast<SessionsPane*>(m_docks->pane(u"sessions"_s))->*done)(m_tabs->currentSession()->id()); };
        add(session, keyId, text, slot, Session);
    };
    add(
        session, "session.rename", tr("&Rename…"),
        [this] {
            m_docks->showPane(u"sessions"_s); // it is renamed there
            qobject_cast<SessionsPane*>(m_docks->pane(u"sessions"_s))->rename(m_tabs->currentSession()->id());
        },
        Session);
    withFront("session.fork", tr("&Fork"), &SessionsPane::fork);
    withFront("session.export", tr("&Export as Markdown…"), &SessionsPane::exportAsMarkdown);
    withFront("session.delete", tr("De&lete…"), &SessionsPane::remove);
    session.addSeparator();
    add(session, "", tr("&What It Knew"), [this] { m_docks->showPane(u"knew"_s); }, Session);
}

void MainWindow::buildServicesMenu()
{
    QMenu& services = *menuBar()->addMenu(tr("Se&rvices"));
    add(services, "", tr("&Show Services"), [this] { m_docks->showPane(u"services"_s); }, Work)->setIcon(icon(Icon::LeaveComputer));
    add(services, "tools.services", tr("&Add a Service…"), [this] { showSettings(SettingsDialog::Page::Services); }, Work);
    services.addSeparator();
    add(
        services, "", tr("S&kills of Services"),
        [this] {
            m_docks->showPane(u"skills"_s);
            qobject_cast<SkillsPane*>(m_docks->pane(u"skills"_s))->showKind(LayerKind::Skill);
        },
        Work);
    add(services, "", tr("&How Tools Are Sent…"), [this] { showSettings(SettingsDialog::Page::Tools); }, Core);
}

void MainWindow::buildToolsAndHelp()
{
    QMenu& tools = *menuBar()->addMenu(tr("&Tools"));
    add(tools, "tools.settings", tr("&Settings…"), [this] { showSettings(SettingsDialog::Page::Window); }, Core);
    add(tools, "tools.models", tr("&Models and Keys…"), [this] { showSettings(SettingsDialog::Page::Models); }, Core);
    add(tools, "tools.trust", tr("&Trust of This Folder…"), [this] { showTrust(); }, Work);
    add(tools, "", tr("Permission &Rules"), [this] { m_docks->showPane(u"rules"_s); }, Work);
    QMenu& help = *menuBar()->addMenu(tr("&Help"));
    add(help, "help.keys", tr("&Keyboard Shortcuts"), [this] { showShortcuts(); });
    add(help, "", tr("&About AIOS Desktop"), [this] { showAbout(); });
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
        auto* button = new MenuButton(bar);
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
    add(*folder, "", tr("Open Another &Folder…"), [this] { openFolder({}); }, Core);
    add(*folder, "", tr("Show in File &Manager"), [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_root)); }, Work);
    add(*folder, "", tr("&Trust…"), [this] { showTrust(); }, Work);
    m_sessionMenu = m_sessionButton->menu();
    connect(m_sessionMenu, &QMenu::aboutToShow, this, &MainWindow::fillSessionMenu);
    const auto addSpace = [bar] {
        auto* space = new QWidget(bar);
        space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        bar->addWidget(space);
    };
    addSpace();
    auto* search = new QToolButton(bar);
    search->setText(tr("Search everything"));
    search->setIcon(icon(Icon::Search));
    search->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    search->setFocusPolicy(Qt::TabFocus);
    search->setObjectName(u"searchButton"_s);
    Keys::instance().bindToolTip("go.everything", search, tr("Files, sessions, commands and actions"));
    connect(search, &QToolButton::clicked, this, &MainWindow::goToAnything);
    bar->addWidget(search);
    addSpace();
    m_decisionsButton = new QToolButton(bar);
    m_decisionsButton->setIcon(icon(Icon::Waiting));
    m_decisionsButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    Keys::instance().bindToolTip("session.decision", m_decisionsButton, tr("Go to the next decision"));
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
        have |= Editor | SessionOrEditor | Undoes;
    if (work && m_tabs->currentBoard())
        have |= Undoes;
    if (work && m_tabs->count() > 0)
        have |= SessionOrEditor;
    if (work && m_tabs->canFind())
        have |= Finds;
    if (session && session->isRunning())
        have |= Running;
    if (work && (!m_host->waiting().isEmpty() || ServiceQuestion::openIn(*this)))
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
    const auto waiting = static_cast<int>(m_host->waiting().size());
    m_decisionsAction->setVisible(waiting > 0);
    m_decisionsButton->setText(tr("Decisions %1").arg(waiting));
    m_decisionsButton->setAccessibleName(tr("%n decision(s) wait for you", nullptr, waiting));
    const int percent = session ? session->controller().contextPercent() : -1;
    m_contextLabel->setText(percent < 0 ? QString() : tr("context %1 %").arg(percent));
    m_contextLabel->setToolTip(tr("How much of the model's context window this session fills"));
    updateActions();
}

/// Those of the session in front first, then those of the tabs behind it, round and round.
void MainWindow::goToDecision()
{
    if (SessionTab* tab = m_tabs->currentSession(); tab && tab->view().focusDecisionAfter())
        return;
    if (ServiceQuestion* question = ServiceQuestion::openIn(*this))
        return question->goToCard();
    for (int step = 1; step <= m_tabs->count(); ++step) {
        const int index = (m_tabs->currentIndex() + step) % m_tabs->count();
        auto* tab = qobject_cast<SessionTab*>(m_tabs->widget(index));
        if (tab && !tab->controller().openApprovals().isEmpty()) {
            m_tabs->setCurrentIndex(index);
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
    auto* sheet = new ShortcutSheet(m_settings->value().enterSends, this);
    connect(sheet, &ShortcutSheet::changeWanted, this, [this] { showSettings(SettingsDialog::Page::Keyboard); });
    sheet->show();
}

void MainWindow::showAbout()
{
    auto* box =
        new QMessageBox(QMessageBox::NoIcon, tr("About AIOS Desktop"), tr("AIOS Desktop %1").arg(m_services.version), QMessageBox::Close, this);
    box->setIconPixmap(windowIcon().pixmap(64));
    box->setInformativeText(
        tr("A desktop for AI operating systems that live in a folder. Nothing is written, run or published until you, or a rule you set, "
           "have allowed exactly that thing.\n\nMIT licence. Built on Qt %1.")
            .arg(QLatin1StringView(qVersion())));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace aios
