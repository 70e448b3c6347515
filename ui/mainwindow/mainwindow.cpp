// SPDX-License-Identifier: MIT
#include "ui/mainwindow/mainwindow.h"

#include "core/runtime/serviceslink.h"
#include "ui/common/keys.h"
#include "ui/common/plainwords.h"
#include "ui/common/steadycursor.h"
#include "ui/mainwindow/noticearea.h"
#include "ui/mainwindow/saverun.h"
#include "ui/mainwindow/servicequestion.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/statestore.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/mainwindow/windowstatus.h"
#include "ui/panes/panehost.h"
#include "ui/settings/windowsettings.h"
#include "ui/start/startpage.h"
#include "ui/trust/trustpage.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(WindowServices services)
    : m_services(std::move(services)),
      m_docks(new WindowDocks(*this)),
      m_status(new WindowStatus(this)),
      m_settings(new WindowSettingsFile(m_services.paths.config + u"/window.json"_s, this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(tr("AIOS Desktop"));
    setAcceptDrops(true);
    new SteadyCursor(std::chrono::seconds(8), this);
    new PlainWords(this);
    setStatusBar(m_status);
    buildCentre();
    buildMenus();
    const int line = fontMetrics().height(); // about what the window manager puts around it
    resize(QSize(1280, 800).boundedTo(screen()->availableSize() - QSize(line, line * 3)));
    updateActions();
    updateToolBar();
}

MainWindow::~MainWindow()
{
    m_layoutReady = false;
    m_docks->disconnect(this); // docks still tell of their end while the base class takes them down
    if (m_tabs)
        m_tabs->disconnect(this);
    delete m_tabs; // before the store: its pages write their last state there
    m_tabs = nullptr;
}

void MainWindow::buildCentre()
{
    m_pages = new QStackedWidget(this);
    m_opening = new QLabel(m_pages);
    m_opening->setAlignment(Qt::AlignCenter);
    m_opening->setTextFormat(Qt::PlainText);
    m_opening->setForegroundRole(QPalette::PlaceholderText);
    m_work = new QWidget(m_pages);
    m_notices = new NoticeArea(m_work);
    auto* column = new QVBoxLayout(m_work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_notices);
    m_pages->addWidget(m_opening);
    m_pages->addWidget(m_work);
    setCentralWidget(m_pages);
}

QWidget* MainWindow::currentPage() const
{
    return m_pages->currentWidget();
}

void MainWindow::showPage(QWidget* page)
{
    if (m_pages->indexOf(page) < 0)
        m_pages->addWidget(page);
    m_pages->setCurrentWidget(page);
    m_docks->setFolderOpen(page == m_work);
    updateActions();
    updateToolBar();
    Q_EMIT pageShown();
}

void MainWindow::setCore(AgentClient& agent, ProjectLink& project, ModelsLink& models)
{
    m_agent = &agent;
    m_project = &project;
    m_models = &models;
    m_host = new PaneHost(agent, project, models, this);
    connectCore();
    ServiceQuestion::watch(agent, *this, [this](const QString& address) { openLink(address); });
    connect(m_settings, &WindowSettingsFile::changed, this, &MainWindow::applySettings);
    connect(m_settings, &WindowSettingsFile::failed, this, &MainWindow::say);
    connect(&Keys::instance(), &Keys::editedHere, m_settings,
            [this] { m_settings->change([own = Keys::instance().own()](WindowSettings& settings) { settings.keys = own; }); });
    m_settings->load();
    loadRecent();
    models.refresh(false);
    if (m_wanted.isEmpty())
        showStart();
    else
        startOpening(std::exchange(m_wanted, {}));
}

void MainWindow::connectCore()
{
    connect(m_project, &ProjectLink::opened, this, &MainWindow::opened);
    connect(m_project, &ProjectLink::openFailed, this, &MainWindow::openFailed);
    connect(m_project, &ProjectLink::failed, this, &MainWindow::say);
    connect(m_project, &ProjectLink::trustChanged, this, [this](const TrustReport& report) {
        if (m_trust)
            m_trust->setReport(report);
        updateTrustNotice();
    });
    connect(m_project, &ProjectLink::contentChanged, this, [this](const ContentPtr& content) {
        if (m_trust)
            m_trust->setPendingImports(TrustPage::pendingImports(*content));
        updateTrustNotice();
    });
    connect(m_project, &ProjectLink::permissionsChanged, this, &MainWindow::updatePermissionNotice);
    connect(m_project, &ProjectLink::filesChanged, m_status, &WindowStatus::readBranch);
    connect(m_project, &ProjectLink::filesChanged, this, [this](const QStringList& files) {
        m_status->showMessage(files.size() == 1 ? tr("Changed on disk: %1").arg(files.constFirst())
                                                : tr("%n file(s) changed on disk", nullptr, static_cast<int>(files.size())),
                              5000);
    });
    connect(m_project, &ProjectLink::vanished, this, [this] {
        if (NoticeBar* bar = m_notices->show(
                u"vanished"_s, NoticeBar::Kind::Error,
                tr("The folder %1 is gone: it was moved, deleted, or its disk was taken out. What you write now cannot be saved there.").arg(m_root),
                false))
            connect(bar->addButton(tr("Look Again")), &QPushButton::clicked, this, [this] { startOpening(m_root); });
    });
    connect(m_project, &ProjectLink::watchTroubleChanged, this, &MainWindow::showWatching);
    connect(&m_project->services(), &ServicesLink::serversChanged, m_status, &WindowStatus::setServices);
    connect(m_agent, &AgentClient::sessionFailed, this, [this](const QString& id, const QString& problem) {
        if (m_tabs && m_tabs->count() > 0 && !m_tabs->isComingBack(id)) // One that was never sent to is not missed.
            say(problem);
    });
    connect(m_agent, &AgentClient::events, this, [this](const QList<AgentEvent>& events) {
        for (const AgentEvent& event : events) {
            if (std::holds_alternative<ApprovalAsked>(event.what) || std::holds_alternative<ApprovalSettled>(event.what))
                QMetaObject::invokeMethod(this, &MainWindow::updateActions, Qt::QueuedConnection); // a ServiceQuestion has come or gone by then
            if (const auto* proposed = std::get_if<SessionLogProposed>(&event.what))
                offerLogEntry(*proposed);
        }
    });
    connect(m_host, &PaneHost::sessionStateChanged, this, &MainWindow::updateToolBar);
    connect(m_host, &PaneHost::waitingChanged, this, &MainWindow::updateToolBar);
    connect(m_host, &PaneHost::sessionStateChanged, this, &MainWindow::noteSessionState);
    connect(m_host, &PaneHost::noticeRequested, this, &MainWindow::say);
    connect(m_models, &ModelsLink::failed, this, &MainWindow::say);
}

StartPage* MainWindow::startPage()
{
    if (m_start)
        return m_start;
    m_start = new StartPage(m_pages);
    m_start->setTemplates(m_services.templates);
    connect(m_start, &StartPage::openRequested, this, [this] { openFolder({}); });
    connect(m_start, &StartPage::folderChosen, this, &MainWindow::openFolder);
    connect(m_start, &StartPage::templateRequested, this, &MainWindow::createFromTemplate);
    connect(m_start, &StartPage::sampleRequested, this, &MainWindow::trySample);
    connect(m_start, &StartPage::backRequested, this, &MainWindow::showWork);
    connect(m_start, &StartPage::recentRemoved, this,
            [this](const QString& folder) { changeRecent([folder](RecentFolders& recent) { recent.remove(folder); }); });
    return m_start;
}

TrustPage* MainWindow::trustPage()
{
    if (m_trust)
        return m_trust;
    m_trust = new TrustPage(m_pages);
    connect(m_trust, &TrustPage::trustChosen, this, [this] {
        m_project->trust();
        showWork();
    });
    connect(m_trust, &TrustPage::restrictedChosen, this, [this] {
        m_project->refuseTrust();
        showWork();
    });
    connect(m_trust, &TrustPage::backChosen, this, [this] {
        if (m_tabs->count() > 0)
            showWork();
        else
            showStart();
    });
    connect(m_trust, &TrustPage::importsDecided, this, [this](const QStringList& paths, bool allow) { m_project->consentImports(paths, allow); });
    return m_trust;
}

void MainWindow::raise()
{
    if (isMinimized())
        showNormal();
    QMainWindow::raise();
    activateWindow();
}

void MainWindow::paintEvent(QPaintEvent* event)
{
    QMainWindow::paintEvent(event);
    // After the paint has gone to the screen, not while it is made.
    if (!std::exchange(m_painted, true))
        QMetaObject::invokeMethod(this, &MainWindow::firstPainted, Qt::QueuedConnection);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_tabs && !m_closing && (!m_tabs->unsavedEditors().isEmpty() || m_tabs->anyRunning()))
        return askAboutUnsaved(event);
    if (m_tabs)
        m_tabs->saveStates();
    noteLayout();
    m_layoutReady = false;
    event->accept();
}

void MainWindow::askAboutUnsaved(QCloseEvent* event)
{
    event->ignore();
    const auto unsaved = static_cast<int>(m_tabs->unsavedEditors().size());
    auto* box = new QMessageBox(QMessageBox::Question, tr("Close the Window"), {}, {}, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setText(unsaved > 0 ? tr("%n file(s) hold unsaved text.", nullptr, unsaved) : tr("A session is still at work."));
    QStringList words;
    if (unsaved > 0)
        words += tr("Kept text is here again at the next start; the files stay as they are.");
    if (m_tabs->anyRunning())
        words += tr("Closing the window stops what is running. What was said stays, and a card that waits for you is there again at the next start.");
    box->setInformativeText(words.join(u' '));
    const QPushButton* save = unsaved > 0 ? box->addButton(tr("Save All"), QMessageBox::AcceptRole) : nullptr;
    const QPushButton* close = box->addButton(unsaved > 0 ? tr("Keep for Next Time") : tr("Stop and Close"), QMessageBox::DestructiveRole);
    QPushButton* cancel = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(cancel); // Enter must not end what somebody waits for.
    connect(box, &QMessageBox::finished, this, [this, box, save, close] {
        if (save && box->clickedButton() == save) {
            auto* run = new SaveRun(m_tabs);
            connect(run, &SaveRun::done, this, &QWidget::close, Qt::QueuedConnection);
            run->start(m_tabs->unsavedEditors());
        } else if (box->clickedButton() == close) {
            m_closing = true;
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        }
    });
    box->open();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.constFirst().isLocalFile() && QFileInfo(urls.constFirst().toLocalFile()).isDir())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    openFolder(event->mimeData()->urls().constFirst().toLocalFile());
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow()) {
        dropCalls();
        m_status->readBranch();
    }
}

void MainWindow::moveEvent(QMoveEvent* event)
{
    QMainWindow::moveEvent(event);
    noteLayout();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    noteLayout();
}

} // namespace aios
