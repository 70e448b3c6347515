// SPDX-License-Identifier: MIT
// The window on the real core: start screen, trust, work, what comes back after a restart.
#include "tests/ui/shellfixtures.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/common/armedbutton.h"
#include "ui/mainwindow/noticearea.h"
#include "ui/mainwindow/sessionlogcard.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/panecatalogue.h"
#include "ui/panes/sessions/sessionlistmodel.h"
#include "ui/panes/sessions/sessionspane.h"
#include "ui/start/startpage.h"
#include "ui/trust/trustpage.h"

#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::shell;

class TestMainWindow : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    [[nodiscard]] QString home() const { return m_dir->filePath(u"home"_s); }
    [[nodiscard]] QString sample() const { return m_dir->filePath(u"content-engine"_s); }

    /// Something that needs trust; the sample itself asks for nothing.
    void addAllowRule() const { write(sample() + u"/.claude/settings.local.json"_s, "{\"permissions\":{\"allow\":[\"Bash(npm test)\"]}}"); }

    static void toWork(Desk& desk, const QString& folder)
    {
        desk.window->openFolder(folder);
        QTRY_VERIFY(desk.window->tabs() != nullptr);
        QTRY_VERIFY(desk.window->currentPage()->isVisible() &&
                    (desk.window->currentPage() == desk.window->trustPage() || desk.window->tabs()->isVisible()));
        if (desk.window->currentPage() == desk.window->trustPage())
            QTest::mouseClick(desk.window->trustPage()->findChild<QPushButton*>(u"restrictedButton"_s), Qt::LeftButton);
        QTRY_VERIFY(desk.window->tabs()->isVisible());
        QTRY_VERIFY(desk.window->tabs()->count() > 0);
    }

    static void run(Desk& desk, const QString& prompt)
    {
        SessionTab* tab = desk.window->tabs()->currentSession();
        QVERIFY(tab);
        QSignalSpy ended(&tab->controller(), &SessionController::turnEnded);
        tab->controller().send(prompt, {});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 9000);
        QCOMPARE(ended.at(0).at(0).value<TurnEnded>().error, QString());
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        copySample(sample());
    }

    void startsWithoutAFolderOrAKey()
    {
        Desk desk(home());
        QCOMPARE(desk.window->currentPage(), desk.window->startPage());
        for (const QDockWidget* dock : desk.window->findChildren<QDockWidget*>())
            QVERIFY2(!dock->isVisible(), qPrintable(dock->objectName()));
    }

    void aFolderThatAsksForNothingJustOpens()
    {
        Desk desk(home());
        desk.window->openFolder(sample());
        QTRY_VERIFY(desk.window->tabs() && desk.window->tabs()->count() == 1);
        QCOMPARE(desk.window->notices().text(u"trust"_s), QString());
    }

    void trustIsAskedForBeforeAnythingElse()
    {
        addAllowRule();
        Desk desk(home());
        desk.window->openFolder(sample());
        QTRY_COMPARE(desk.window->currentPage(), desk.window->trustPage());
        QCOMPARE(desk.claimed, QStringList{sample()});
        QCOMPARE(desk.window->tabs()->count(), 0);
        for (const QPushButton* button : desk.window->trustPage()->findChildren<QPushButton*>())
            QVERIFY2(!button->isDefault() && !button->autoDefault() && !button->hasFocus(), qPrintable(button->text()));
        QTest::mouseClick(desk.window->trustPage()->findChild<QPushButton*>(u"restrictedButton"_s), Qt::LeftButton);
        QTRY_VERIFY(desk.window->tabs()->isVisible());
        QTRY_VERIFY(desk.window->notices().text(u"trust"_s).contains(u"nothing in this folder runs by itself"_s));
        QTRY_COMPARE(desk.window->tabs()->count(), 1);
    }

    void trustedFolderHasNoNotice()
    {
        addAllowRule();
        Desk desk(home());
        desk.window->openFolder(sample());
        QTRY_COMPARE(desk.window->currentPage(), desk.window->trustPage());
        QVERIFY(trustByClick(*desk.window));
        QTRY_COMPARE(desk.core.project().trustReport().state, TrustState::Trusted);
        QTRY_COMPARE(desk.window->notices().text(u"trust"_s), QString());
    }

    /// The lint says "Allow it on the trust page": so it can be, there.
    void whatIsLinkedFromOutsideIsAllowedOnTheTrustPage()
    {
        const QString shared = m_dir->filePath(u"shared/sk"_s);
        write(shared + u"/SKILL.md"_s, "---\ndescription: from outside\n---\nbody\n");
        QVERIFY(QDir().mkpath(sample() + u"/.claude/skills"_s));
        QVERIFY(QFile::link(shared, sample() + u"/.claude/skills/sk"_s));
        Desk desk(home());
        desk.window->openFolder(sample());
        QTRY_COMPARE(desk.window->currentPage(), desk.window->trustPage());
        const auto description = [&desk] {
            const ContentPtr content = desk.core.project().content();
            const SkillFile* skill = content->skill(u"sk");
            return skill ? skill->description : u"(none)"_s;
        };
        QCOMPARE(description(), QString());
        auto* read = desk.window->trustPage()->findChild<ArmedButton*>(u"readImportsButton"_s);
        QVERIFY(read && read->isVisible());
        QTRY_VERIFY(read->isArmed());
        QTest::mouseClick(read, Qt::LeftButton);
        QTRY_COMPARE(description(), u"from outside"_s);
        QTRY_VERIFY(!read->isVisible());
    }

    /// The folder asks for something else while the click is on its way: what nobody has read is not trusted.
    void onlyWhatWasReadIsTrusted()
    {
        addAllowRule();
        Desk desk(home());
        desk.window->openFolder(sample());
        QTRY_COMPARE(desk.window->currentPage(), desk.window->trustPage());
        auto* trust = desk.window->trustPage()->findChild<ArmedButton*>(u"trustButton"_s);
        QTRY_VERIFY(trust->isArmed());
        write(sample() + u"/.claude/settings.local.json"_s, "{\"permissions\":{\"allow\":[\"Bash(npm test)\",\"Bash(rm *)\"]}}");
        const auto items = desk.core.project().trustReport().items.size();
        QTRY_VERIFY(desk.core.project().trustReport().items.size() > items); // the list under the hand is another one now
        QTest::mouseClick(trust, Qt::LeftButton);
        QCOMPARE(desk.window->currentPage(), desk.window->trustPage());
        QCOMPARE(desk.core.project().trustReport().state, TrustState::Unknown);
    }

    void aChangeOfWhatWasTrustedIsSaid()
    {
        addAllowRule();
        Desk desk(home());
        desk.window->openFolder(sample());
        QTRY_COMPARE(desk.window->currentPage(), desk.window->trustPage());
        QVERIFY(trustByClick(*desk.window));
        QTRY_COMPARE(desk.core.project().trustReport().state, TrustState::Trusted);
        write(sample() + u"/.claude/settings.local.json"_s, "{\"permissions\":{\"allow\":[\"Bash(npm test)\",\"Bash(rm *)\"]}}");
        QTRY_VERIFY(desk.window->notices().text(u"trust"_s).contains(u"has changed since you trusted it"_s));
    }

    void anotherWindowHasTheFolder()
    {
        Desk desk(home());
        desk.mayClaim = false;
        desk.window->openFolder(sample());
        QCOMPARE(desk.window->currentPage(), desk.window->startPage());
        QCOMPARE(desk.window->folder(), QString());
    }

    void aSecondFolderGetsAWindowOfItsOwn()
    {
        Desk desk(home());
        toWork(desk, sample());
        const QString other = m_dir->filePath(u"other"_s);
        QVERIFY(QDir().mkpath(other));
        desk.window->openFolder(other);
        QCOMPARE(desk.elsewhere, QStringList{other});
        QCOMPARE(desk.window->folder(), sample());
    }

    void aFolderThatIsNotThereIsSaid()
    {
        Desk desk(home());
        desk.window->openFolder(m_dir->filePath(u"gone"_s));
        QTRY_COMPARE(desk.window->currentPage(), desk.window->startPage());
        QTRY_VERIFY(!desk.window->startPage()->findChild<NoticeBar*>()->text().isEmpty());
    }

    void aCommandRunsAndIsListed()
    {
        Desk desk(home());
        toWork(desk, sample());
        run(desk, u"/status"_s);
        const auto* pane = qobject_cast<SessionsPane*>(desk.window->docks().pane(u"sessions"_s));
        QVERIFY(pane);
        QTRY_COMPARE(pane->model().rowCount(), 1);
        QTRY_VERIFY(pane->model().session(0).messages > 0);
        QVERIFY(desk.window->findChild<QLabel*>(u"rehearsalNotice"_s)->isVisible());
    }

    void draftsAndTabsComeBack()
    {
        QString session;
        {
            Desk desk(home());
            toWork(desk, sample());
            run(desk, u"/status"_s);
            SessionTab* tab = desk.window->tabs()->currentSession();
            session = tab->id();
            tab->view().setDraft(u"not yet sent"_s);
            Q_EMIT tab->view().draftChanged(u"not yet sent"_s);
            desk.window->tabs()->openFile(u"CLAUDE.md"_s);
            QTRY_VERIFY(desk.window->tabs()->currentEditor()->isLoaded());
            desk.window->tabs()->currentEditor()->edit().insertPlainText(u"unsaved words\n"_s);
            // As after kill -9: nothing is closed; what is on disk within the second must do.
            QTest::qWait(0);
            const QString state = home() + u"/state/windows"_s;
            QTRY_VERIFY([&] {
                QDirIterator files(state, QDir::Files, QDirIterator::Subdirectories);
                bool draft = false;
                bool text = false;
                while (files.hasNext()) {
                    const QByteArray bytes = read(files.next());
                    draft = draft || bytes.contains("not yet sent");
                    text = text || bytes.contains("unsaved words");
                }
                return draft && text;
            }());
        }
        QVERIFY(!read(sample() + u"/CLAUDE.md"_s).contains("unsaved words"));
        Desk desk(home());
        toWork(desk, sample());
        QTRY_COMPARE(desk.window->tabs()->count(), 2);
        QTRY_VERIFY(desk.window->tabs()->sessionTab(session));
        QCOMPARE(desk.window->tabs()->sessionTab(session)->view().draft(), u"not yet sent"_s);
        QVERIFY(desk.window->tabs()->sessionTab(session)->controller().transcript().rowCount() > 0);
        QTRY_COMPARE(desk.window->tabs()->unsavedEditors().size(), 1);
        QVERIFY(desk.window->tabs()->unsavedEditors().constFirst()->edit().exactText().startsWith(u"unsaved words"_s));
    }

    void theDraftOfASessionNeverSentToComesBack()
    {
        {
            Desk desk(home());
            toWork(desk, sample());
            SessionTab* tab = desk.window->tabs()->currentSession();
            tab->view().setDraft(u"first thought"_s);
            Q_EMIT tab->view().draftChanged(u"first thought"_s);
        }
        Desk desk(home());
        toWork(desk, sample());
        QTRY_VERIFY(desk.window->tabs()->currentSession());
        QTRY_COMPARE(desk.window->tabs()->currentSession()->view().draft(), u"first thought"_s);
    }

    void closingASessionThatWorkedProposesALogEntry()
    {
        Desk desk(home());
        toWork(desk, sample());
        SessionTab* tab = desk.window->tabs()->currentSession();
        connect(&tab->controller(), &SessionController::approvalAsked, tab, [tab](const ApprovalRequest& request) {
            Decision allow;
            allow.kind = Decision::Kind::Allow;
            tab->controller().decide(request.id, request.digest, allow);
        });
        run(desk, u"/write repair-evening-lesson"_s);
        desk.window->tabs()->closeTab(desk.window->tabs()->currentIndex());
        QTRY_VERIFY(desk.window->findChild<SessionLogCard*>());
        const QByteArray before = read(sample() + u"/context/session-log.md"_s);
        QTest::mouseClick(desk.window->findChild<QPushButton*>(u"keepLogButton"_s), Qt::LeftButton);
        QTRY_VERIFY(read(sample() + u"/context/session-log.md"_s).size() > before.size());
    }

    void everyPaneHasAMenuEntryAKeyAndAName()
    {
        Desk desk(home());
        toWork(desk, sample());
        QStringList shown;
        for (const QAction* menu : desk.window->menuBar()->actions()) {
            for (const QAction* action : menu->menu()->actions())
                shown.append(action->text());
        }
        for (const PaneRow& row : paneCatalogue()) {
            QVERIFY2(shown.contains(paneTitle(row)), row.id);
            QVERIFY2(desk.window->docks().pane(QLatin1StringView(row.id)), row.id);
        }
    }

    void noActionIsDead_data()
    {
        QTest::addColumn<bool>("work");
        QTest::newRow("start screen") << false;
        QTest::newRow("work") << true;
    }
    /// Whatever is enabled can be triggered; what opens is closed again.
    void noActionIsDead()
    {
        QFETCH(bool, work);
        Desk desk(home());
        if (work)
            toWork(desk, sample());
        const QStringList leave{u"&Quit"_s,
                                u"&Full Screen"_s,
                                u"&Mode…"_s,
                                u"Mo&del…"_s,
                                u"&Close Tab"_s,
                                u"De&lete…"_s,
                                u"Show in File &Manager"_s,
                                u"&Export as Markdown…"_s,
                                u"&Open Folder…"_s,
                                u"Open Another &Folder…"_s,
                                u"Make &Room (Compact)"_s};
        QList<QPointer<QAction>> actions; // a menu may be made anew by what is triggered
        for (QAction* action : desk.window->findChildren<QAction*>())
            actions.append(action);
        for (const QPointer<QAction>& action : std::as_const(actions)) {
            if (!action || action->isSeparator() || action->menu() || !action->isEnabled() || leave.contains(action->text()) ||
                action->text().isEmpty())
                continue;
            if (!desk.window->isAncestorOf(qobject_cast<QWidget*>(action->parent())) && action->parent() != desk.window.get())
                continue;
            action->trigger();
            for (QDialog* dialog : desk.window->findChildren<QDialog*>())
                delete dialog;
        }
        QVERIFY(desk.window->isVisible());
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
