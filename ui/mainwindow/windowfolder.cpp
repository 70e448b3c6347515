// SPDX-License-Identifier: MIT
// The folder of MainWindow: opening, trust, what is wrong with it.
#include "ui/mainwindow/mainwindow.h"

#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "core/runtime/openproject.h"
#include "core/runtime/serviceslink.h"
#include "ui/common/keys.h"
#include "ui/mainwindow/noticearea.h"
#include "ui/mainwindow/sessionlogcard.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/statestore.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/mainwindow/windowstatus.h"
#include "ui/panes/panehost.h"
#include "ui/settings/windowsettings.h"
#include "ui/start/startpage.h"
#include "ui/trust/trustpage.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

void MainWindow::openFolder(const QString& folder)
{
    if (folder.isEmpty()) { // chosen by the person, now
        auto* dialog = new QFileDialog(this, tr("Open Folder"), m_root.isEmpty() ? QDir::homePath() : QFileInfo(m_root).absolutePath());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& chosen) {
            if (!chosen.isEmpty())
                openFolder(chosen);
        });
        dialog->open();
        return;
    }
    if (!m_project) {
        m_wanted = folder;
        m_opening->setText(tr("Opening %1…").arg(showHidden(folder)));
        return;
    }
    if (m_root.isEmpty())
        return startOpening(folder);
    if (QFileInfo(folder).canonicalFilePath() == m_root) {
        if (m_start && m_pages->currentWidget() == m_start)
            showTrust(); // went back from there
        return raise();
    }
    if (const auto done = m_services.openElsewhere(folder); !done)
        say(done.error().message);
}

void MainWindow::startOpening(const QString& folder)
{
    if (m_root.isEmpty() && m_services.claimFolder && !m_services.claimFolder(folder)) {
        showStart();
        m_start->setProblem(tr("%1 is open in another window, which was brought to the front.").arg(folder));
        return;
    }
    if (m_start) {
        m_start->setProblem({});
        m_start->setBusy(tr("Opening %1…").arg(showHidden(folder)));
    }
    m_opening->setText(tr("Opening %1…").arg(showHidden(folder)));
    m_project->open(folder);
}

void MainWindow::openFailed(const QString& folder, const QString& problem)
{
    if (!m_root.isEmpty())
        return say(problem);
    showStart();
    m_start->setProblem(tr("%1 was not opened. %2").arg(folder, problem));
}

void MainWindow::opened(const QString& root)
{
    const bool again = root == m_root;
    m_root = root;
    m_notices->drop(u"vanished"_s);
    m_notices->drop(u"watching"_s);
    const QString name = QFileInfo(root).fileName();
    setWindowTitle(tr("%1 — AIOS Desktop").arg(showHidden(name.isEmpty() ? root : name)));
    m_status->setFolder(root);
    if (m_start)
        m_start->setBusy({});
    changeRecent([root](RecentFolders& recent) { recent.note(root); });
    if (again)
        return;
    m_store = std::make_unique<StateStore>(m_services.paths.state + u"/windows/"_s + projectSlug(root));
    connect(m_store.get(), &StateStore::failed, this,
            [this](const QString& problem) { say(tr("Layout and drafts cannot be kept: %1").arg(problem)); });
    m_tabs = new TabArea(*m_host, *m_store, m_work);
    m_tabs->setEnterSends(m_settings->value().enterSends);
    m_work->layout()->addWidget(m_tabs);
    m_docks->fill(*m_host);
    connectPanes();
    connect(m_tabs, &TabArea::linkActivated, this, &MainWindow::openLink);
    connect(m_host, &PaneHost::linkRequested, this, &MainWindow::openLink);
    connectPublishing();
    const auto shown = [this] {
        m_status->setSession(m_tabs->currentSession());
        updateActions();
        updateToolBar();
    };
    connect(m_tabs, &TabArea::currentSessionShown, this, shown);
    connect(m_tabs, &TabArea::currentSessionNews, this, shown);
    connect(m_docks, &WindowDocks::layoutChanged, this, &MainWindow::noteLayout);
    connect(m_store.get(), &StateStore::loaded, this, [this] {
        restoreLayout();
        const TrustReport& report = m_project->trustReport();
        const bool open = report.state == TrustState::Unknown || report.state == TrustState::Changed;
        if (open && (!report.items.isEmpty() || report.tooWide))
            showTrust();
        else
            showWork();
    });
    m_store->load();
}

/// What panes ask of the window.
void MainWindow::connectPanes()
{
    // The person has clicked Sign In, in the pane or on a card: that was the question.
    connect(&m_project->services(), &ServicesLink::browserWanted, this, [](const QUrl& page) { QDesktopServices::openUrl(page); });
    connect(m_host, &PaneHost::openFileRequested, m_tabs, &TabArea::openFile);
    connect(m_host, &PaneHost::openSessionRequested, m_tabs, &TabArea::openSession);
    connect(m_host, &PaneHost::newSessionRequested, m_tabs, &TabArea::newSession);
    connect(m_host, &PaneHost::reviewRequested, this, &MainWindow::review);
    connect(m_host, &PaneHost::showInFileManagerRequested, this, [this](const QString& path) {
        if (m_services.showInFileManager)
            m_services.showInFileManager(path);
        else
            QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).isDir() ? path : QFileInfo(path).absolutePath()));
    });
    connect(m_host, &PaneHost::ruleRequested, this, [this] { m_docks->showPane(u"rules"_s); });
    connect(m_host, &PaneHost::runRequested, m_tabs, &TabArea::runLine);
    connect(m_host, &PaneHost::closeSessionRequested, m_tabs, &TabArea::closeSessionNow);
    connect(m_host, &PaneHost::approvalRequested, m_tabs, &TabArea::openApproval);
    connect(m_host, &PaneHost::addServiceRequested, this, [this] { showSettings(SettingsDialog::Page::Services); });
    connect(m_host, &PaneHost::trustRequested, this, &MainWindow::showTrust);
    connect(m_host, &PaneHost::openBoardRequested, m_tabs, &TabArea::openBoardAt);
    connect(m_host, &PaneHost::turnRequested, this, [this](const QString& session) {
        m_tabs->openSession(session);
        m_docks->showPane(u"knew"_s);
    });
}

void MainWindow::showStart()
{
    startPage()->setRecent(m_recent.folders());
    m_start->setBusy({});
    m_start->setBack(m_tabs && m_workShown ? QFileInfo(m_root).fileName() : QString());
    showPage(m_start);
}

void MainWindow::showTrust()
{
    TrustPage* page = trustPage();
    page->setReport(m_project->trustReport());
    if (m_project->content())
        page->setPendingImports(TrustPage::pendingImports(*m_project->content()));
    showPage(page);
    page->setFocus();
}

void MainWindow::showWork()
{
    const bool first = m_tabs->count() == 0 && !std::exchange(m_workShown, true);
    showPage(m_work);
    if (first)
        m_tabs->restore();
    m_layoutReady = true;
    updateTrustNotice();
    updatePermissionNotice();
}

void MainWindow::updateTrustNotice()
{
    if (m_root.isEmpty() || !m_project->content())
        return;
    const TrustReport& report = m_project->trustReport();
    const QStringList imports = TrustPage::pendingImports(*m_project->content());
    QString text;
    if (report.state == TrustState::Changed)
        text = tr("Restricted: what this folder may run has changed since you trusted it. The changed parts do not count.");
    else if (report.state != TrustState::Trusted && !report.items.isEmpty())
        text = tr("Restricted: nothing in this folder runs by itself.");
    else if (!imports.isEmpty())
        text = tr("The folder imports or links %n thing(s) from outside it. They are not read until you agree.", nullptr,
                  static_cast<int>(imports.size()));
    if (text.isEmpty())
        return m_notices->drop(u"trust"_s);
    if (m_notices->text(u"trust"_s) == text)
        return;
    if (NoticeBar* bar = m_notices->show(u"trust"_s, NoticeBar::Kind::Info, text, false))
        connect(bar->addButton(tr("Review…")), &QPushButton::clicked, this, &MainWindow::showTrust);
}

void MainWindow::updatePermissionNotice()
{
    const PermissionSettings& settings = m_project->permissions();
    if (settings.problems.isEmpty() && !settings.failClosed)
        return m_notices->drop(u"permissions"_s);
    QString text = settings.problems.join(u' ');
    if (settings.failClosed)
        text += (text.isEmpty() ? QString() : u" "_s) + tr("Until this is mended every action asks, whatever the rules say.");
    if (NoticeBar* bar = m_notices->show(u"permissions"_s, NoticeBar::Kind::Warning, elided(text, 600), true))
        connect(bar->addButton(tr("Show Rules")), &QPushButton::clicked, this, [this] { m_docks->showPane(u"rules"_s); });
}

void MainWindow::showWatching(WatchTrouble trouble)
{
    const auto words = [this, trouble]() -> QString {
        switch (trouble) {
        case WatchTrouble::None:
            break;
        case WatchTrouble::NoInstances:
            return tr(
                "What other programs change here is noticed only once a minute, because too many programs watch files. Close some of them, or raise the limit: "
                "sudo sysctl fs.inotify.max_user_instances=1024");
        case WatchTrouble::NoWatches:
            return tr(
                "What other programs change here is noticed only once a minute, because the system watches no more folders for you. Close other programs that "
                "watch files, or raise the limit: sudo sysctl fs.inotify.max_user_watches=524288");
        case WatchTrouble::TooManyFolders:
            return tr(
                "The folder holds more folders than are watched. What other programs change in the rest is noticed when you open it. Folders that .gitignore names "
                "are left out: name there what you do not work with.");
        case WatchTrouble::OtherFolder:
            return tr("What stands at %1 now is another folder: the disk was taken out, or the folder was replaced. Its changes are not noticed; look again to work with "
                      "it.")
                .arg(showHidden(m_root));
        }
        return {};
    };
    const QString text = words();
    if (text.isEmpty())
        return m_notices->drop(u"watching"_s);
    const bool other = trouble == WatchTrouble::OtherFolder;
    NoticeBar* bar = m_notices->show(u"watching"_s, other ? NoticeBar::Kind::Warning : NoticeBar::Kind::Info, text, true);
    if (bar && other)
        connect(bar->addButton(tr("Look Again")), &QPushButton::clicked, this, [this] { startOpening(m_root); });
}

void MainWindow::createFromTemplate(const QString& name, const QString& folder)
{
    m_start->setProblem({});
    m_start->setBusy(tr("Making %1…").arg(showHidden(folder)));
    m_pool.run(
        this, [make = m_services.createFromTemplate, name, folder] { return make(name, folder); },
        [this, folder](const Result<void>& made) {
            m_start->setBusy({});
            if (made)
                openFolder(folder);
            else
                m_start->setProblem(made.error().message);
        });
}

/// The sample is copied once into the person's own data folder and opened from there ever after, with what they did in it.
void MainWindow::trySample()
{
    const QString sample = m_services.templates.contains(u"content-engine"_s) ? u"content-engine"_s : m_services.templates.value(0);
    if (sample.isEmpty())
        return startPage()->setProblem(tr("The sample was not found beside the program (%1).").arg(m_services.paths.resources));
    const QString folder = m_services.paths.data + u"/sample/"_s + sample;
    if (QFileInfo(folder).isDir())
        openFolder(folder);
    else
        createFromTemplate(sample, folder);
}

/// Links of texts: files of the folder open here, addresses ask first, since the text may not be the person's.
void MainWindow::openLink(const QString& target)
{
    if (!isOpenableLink(target))
        return;
    const QUrl url(target);
    if (url.scheme().isEmpty()) {
        const QString path = QDir::cleanPath(url.path());
        if (!path.startsWith(u".."_s) && !QDir::isAbsolutePath(path) && !path.isEmpty())
            m_tabs->openFile(path);
        return;
    }
    auto* box = new QMessageBox(QMessageBox::Question, tr("Open Link"), tr("Open this address in your browser?"), {}, this);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(elided(showHidden(url.toString(QUrl::FullyEncoded)), 600));
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* open = box->addButton(tr("Open in Browser"), QMessageBox::AcceptRole);
    QPushButton* copy = box->addButton(tr("Copy Address"), QMessageBox::ActionRole);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    connect(box, &QMessageBox::finished, this, [box, open, copy, url] {
        if (box->clickedButton() == open)
            QDesktopServices::openUrl(url);
        else if (box->clickedButton() == copy)
            QApplication::clipboard()->setText(url.toString(QUrl::FullyEncoded));
    });
    box->open();
}

void MainWindow::showSettings(SettingsDialog::Page page)
{
    auto* dialog = findChild<SettingsDialog*>();
    if (!dialog)
        dialog = new SettingsDialog(*m_models, *m_project, m_services.paths.resources + u"/services"_s, *m_settings, this);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
    dialog->showPage(page);
    m_settings->load(); // another window may have changed them
}

void MainWindow::applySettings()
{
    Keys::instance().setOwn(m_settings->value().keys);
    if (m_tabs)
        m_tabs->setEnterSends(m_settings->value().enterSends);
}

void MainWindow::say(const QString& text)
{
    if (m_pages->currentWidget() == m_work)
        m_notices->tell(u"said"_s, NoticeBar::Kind::Info, elided(text, 600));
    else if (m_start && m_pages->currentWidget() == m_start)
        m_start->setProblem(text);
    else
        m_status->showMessage(showHidden(text), 15000);
}

void MainWindow::offerLogEntry(const SessionLogProposed& proposed)
{
    if (!m_tabs)
        return;
    auto* card = new SessionLogCard(m_tabs->sessionTitle(proposed.sessionId), proposed.entry, m_notices);
    connect(card, &SessionLogCard::kept, this, [this, id = proposed.sessionId](const QString& entry) { m_agent->keepSessionLog(id, entry); });
    m_notices->addCard(card);
}

} // namespace aios
