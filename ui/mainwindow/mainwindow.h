// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"
#include "core/runtime/facades.h"
#include "ui/mainwindow/windowservices.h"
#include "ui/settings/settingsdialog.h"
#include "ui/start/recentfolders.h"

#include <QMainWindow>
#include <QSet>

#include <memory>

class QLabel;
class QStackedWidget;
class QToolBar;
class QToolButton;

namespace aios {

class Finder;
struct FinderGroup;
class NoticeArea;
class PaneHost;
struct PublishState;
class StartPage;
class StateStore;
class TabArea;
class TrustPage;
class WindowDocks;
class WindowSettingsFile;
class WindowStatus;

/// The window of one folder. Made and painted before the core exists; setCore() brings it to life. Shows the start screen, the trust page, or the work: tabs
/// in the centre, panes around. Holds no rules. GUI thread; owned by main().
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(WindowServices services);
    ~MainWindow() override;

    /// Once, after the first paint. The facades outlive the window.
    void setCore(AgentClient& agent, ProjectLink& project, ModelsLink& models);
    void
    openFolder(const QString& folder); ///< In this window, or in one of its own when this one has a folder. Before setCore(): as soon as it is there.
    void keepSize() { m_fixedSize = true; } ///< The size of the start wins over the saved one.
    void raise(); ///< To the front, as far as the desktop lets it.
    void review(const QString& sessionId); ///< The same, with that session's next decision.

    [[nodiscard]] QString folder() const { return m_root; }
    [[nodiscard]] TabArea* tabs() const { return m_tabs; }
    [[nodiscard]] StartPage* startPage();
    [[nodiscard]] TrustPage* trustPage();
    [[nodiscard]] QWidget* currentPage() const;
    [[nodiscard]] NoticeArea& notices() const { return *m_notices; }
    [[nodiscard]] WindowDocks& docks() const { return *m_docks; }
    [[nodiscard]] PaneHost* host() const { return m_host; }

Q_SIGNALS:
    void firstPainted();
    void pageShown(); ///< Start, trust or work is in front now.
    /// A session waits for the person while this window is not in front; told once, until personNotNeeded(). Plain text.
    void personNeeded(const QString& sessionId, const QString& title, const QString& words);
    void personNotNeeded(const QString& sessionId); ///< Decided, withdrawn, or the window came to the front.

protected:
    void paintEvent(QPaintEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    // mainwindow.cpp
    void buildCentre();
    void connectCore();
    void showPage(QWidget* page);
    void askAboutUnsaved(QCloseEvent* event);
    // windowmenus.cpp
    void buildMenus();
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildContentMenu();
    void buildSessionMenu();
    void buildServicesMenu();
    void buildToolsAndHelp();
    void buildToolBar();
    QAction* add(QMenu& menu, const char* keyId, const QString& text, std::function<void()> slot,
                 unsigned needs = 0); ///< keyId: a row of keys.cpp, or "".
    void updateActions();
    void updateToolBar();
    void goToDecision();
    void fillRecentMenu();
    void fillSessionMenu();
    void showShortcuts();
    void showAbout();
    // windowgo.cpp
    [[nodiscard]] Finder& finder();
    void goToAnything();
    void goToFile();
    void goToCommand();
    void findInAll();
    void showHit(const QString& place);
    [[nodiscard]] FinderGroup fileGroup() const;
    [[nodiscard]] FinderGroup sessionGroup() const;
    [[nodiscard]] FinderGroup layerGroup() const;
    [[nodiscard]] FinderGroup commandGroup() const;
    [[nodiscard]] FinderGroup actionGroup() const;
    // windowfolder.cpp
    void startOpening(const QString& folder);
    void opened(const QString& root);
    void connectPanes();
    void openFailed(const QString& folder, const QString& problem);
    void showStart();
    void showTrust();
    void connectPublishing(); ///< windowpublishing.cpp
    void showPublishing(const PublishState& state);
    void showWork();
    void updateTrustNotice();
    void updatePermissionNotice();
    void showWatching(WatchTrouble trouble);
    void createFromTemplate(const QString& name, const QString& folder);
    void trySample();
    void openLink(const QString& target);
    void showSettings(SettingsDialog::Page page);
    void applySettings();
    void say(const QString& text);
    void offerLogEntry(const SessionLogProposed& proposed);
    void noteSessionState(const QString& sessionId, SessionState state);
    void callPerson(const QString& sessionId);
    void dropCalls();
    // windowstate.cpp
    void loadRecent();
    void changeRecent(std::function<void(RecentFolders&)> change);
    void noteLayout();
    void restoreLayout();

    WindowServices m_services;
    AgentClient* m_agent = nullptr;
    ProjectLink* m_project = nullptr;
    ModelsLink* m_models = nullptr;
    WorkPool m_pool{1};
    QStackedWidget* m_pages = nullptr;
    QLabel* m_opening = nullptr;
    StartPage* m_start = nullptr;
    TrustPage* m_trust = nullptr;
    QWidget* m_work = nullptr;
    NoticeArea* m_notices = nullptr;
    TabArea* m_tabs = nullptr;
    WindowDocks* m_docks = nullptr;
    WindowStatus* m_status = nullptr;
    PaneHost* m_host = nullptr;
    std::unique_ptr<StateStore> m_store; ///< Of the open folder.
    RecentFolders m_recent;
    WindowSettingsFile* m_settings;
    QList<std::pair<QAction*, unsigned>> m_conditional; ///< Actions and what each needs to make sense.
    QToolBar* m_toolBar = nullptr;
    Finder* m_finder = nullptr;
    QAction* m_decisionsAction = nullptr;
    QMenu* m_recentMenu = nullptr;
    QToolButton* m_folderButton = nullptr;
    QToolButton* m_sessionButton = nullptr;
    QToolButton* m_decisionsButton = nullptr;
    QLabel* m_contextLabel = nullptr;
    QMenu* m_sessionMenu = nullptr;
    QSet<QString> m_called; ///< Sessions the person was called to.
    QString m_wanted; ///< Folder to open once the core is there.
    QString m_root;
    bool m_painted = false;
    bool m_workShown = false;
    bool m_fixedSize = false;
    bool m_layoutReady = false;
    bool m_closing = false;
};

} // namespace aios
