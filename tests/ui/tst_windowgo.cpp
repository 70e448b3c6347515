// SPDX-License-Identifier: MIT
// Finding things, keys, going back to a prompt and calling the person, in the window on the real core.
#include "tests/ui/shellfixtures.h"
#include "ui/brain/braineditor.h"
#include "ui/chat/promptedit.h"
#include "ui/chat/transcriptview.h"
#include "ui/common/keys.h"
#include "ui/mainwindow/finder.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/settings/settingsdialog.h"

#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::shell;

class TestWindowGo : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    [[nodiscard]] QString home() const { return m_dir->filePath(u"home"_s); }
    [[nodiscard]] QString sample() const { return m_dir->filePath(u"content-engine"_s); }

    void toWork(Desk& desk) const
    {
        desk.window->openFolder(sample());
        QTRY_VERIFY(desk.window->tabs() && desk.window->tabs()->isVisible());
        QTRY_VERIFY(desk.window->tabs()->currentSession());
        desk.window->activateWindow();
    }

    static void run(Desk& desk, const QString& prompt)
    {
        SessionTab* tab = desk.window->tabs()->currentSession();
        QSignalSpy ended(&tab->controller(), &SessionController::turnEnded);
        tab->controller().send(prompt, {});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 9000);
        QCOMPARE(ended.at(0).at(0).value<TurnEnded>().error, QString());
    }

    static QAction* action(const Desk& desk, const char* id) { return desk.window->findChild<QAction*>(QLatin1StringView(id)); }
    static Finder* finder(const Desk& desk) { return desk.window->findChild<Finder*>(); }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        copySample(sample());
    }
    void cleanup() { Keys::instance().resetAll(); }

    void matchesBestFirst_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("found");
        QTest::newRow("beginning first") << u"br"_s << QStringList{u"brand/voice.md"_s, u"content/bread.md"_s};
        QTest::newRow("every word") << u"content md"_s << QStringList{u"content/bread.md"_s};
        QTest::newRow("word in the detail") << u"rye"_s << QStringList{u"content/bread.md"_s};
        QTest::newRow("letters in order") << u"bvm"_s << QStringList{u"brand/voice.md"_s};
        QTest::newRow("nowhere") << u"xyz"_s << QStringList{};
        QTest::newRow("all") << QString() << QStringList{u"content/bread.md"_s, u"brand/voice.md"_s, u"/write"_s};
    }
    void matchesBestFirst()
    {
        QFETCH(const QString, query);
        QFETCH(const QStringList, found);
        const QList<FinderGroup> groups{{u"File"_s, {{u"content/bread.md"_s, u"rye"_s, {}, {}, {}}, {u"brand/voice.md"_s, {}, {}, {}, {}}}, {}},
                                        {u"Command"_s, {{u"/write"_s, {}, {}, {}, {}}}, {}}};
        QStringList titles;
        for (const auto& [group, entry] : finderMatches(groups, query, 10))
            titles += groups.at(group).entries.at(entry).title;
        QCOMPARE(titles, found);
    }

    void quickOpenOpensAFile()
    {
        Desk desk(home());
        toWork(desk);
        QTRY_VERIFY(!desk.window->tabs()->files().isEmpty());
        QWidget* before = desk.window->tabs()->currentSession()->view().composer().edit();
        before->setFocus();
        action(desk, "go.file")->trigger();
        QTRY_VERIFY(finder(desk)->isVisible());
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(finder(desk)->edit()));
        QTest::keyClick(finder(desk)->edit(), Qt::Key_Escape);
        QVERIFY(!finder(desk)->isVisible());
        QCOMPARE(QApplication::focusWidget(), before); // Back where the person was.
        action(desk, "go.file")->trigger();
        QTest::keyClicks(finder(desk)->edit(), u"claude"_s);
        QTest::keyClick(finder(desk)->edit(), Qt::Key_Return);
        QTRY_VERIFY(desk.window->tabs()->currentEditor());
        QCOMPARE(desk.window->tabs()->currentEditor()->relative(), u"CLAUDE.md"_s);
    }

    void thePaletteRunsActionsAndBeginsCommands()
    {
        Desk desk(home());
        toWork(desk);
        Composer& composer = desk.window->tabs()->currentSession()->view().composer();
        composer.setDraft(u"quiet-drivetrain"_s);
        action(desk, "go.command")->trigger();
        QTest::keyClicks(finder(desk)->edit(), u"/write"_s);
        QTest::keyClick(finder(desk)->edit(), Qt::Key_Return);
        QCOMPARE(composer.draft(), u"/write quiet-drivetrain"_s);
        action(desk, "go.command")->trigger();
        QTest::keyClicks(finder(desk)->edit(), u"new session"_s);
        QTest::keyClick(finder(desk)->edit(), Qt::Key_Return);
        QTRY_COMPARE(desk.window->tabs()->count(), 2);
    }

    void whatWasSaidIsFoundInAllSessions()
    {
        Desk desk(home());
        toWork(desk);
        run(desk, u"/status"_s);
        const QString said = desk.window->tabs()->currentSession()->id();
        desk.window->tabs()->closeTab(0);
        QTRY_COMPARE(desk.window->tabs()->count(), 0);
        action(desk, "edit.findAll")->trigger();
        QTRY_VERIFY(finder(desk)->isVisible());
        QTest::keyClicks(finder(desk)->edit(), u"/status"_s);
        QTRY_VERIFY(finder(desk)->list()->count() > 0);
        QTest::keyClick(finder(desk)->edit(), Qt::Key_Return);
        QTRY_VERIFY(desk.window->tabs()->currentSession());
        QCOMPARE(desk.window->tabs()->currentSession()->id(), said);
        QVERIFY(desk.window->tabs()->currentSession()->view().transcript().currentRow() >= 0);
    }

    void aPromptComesBackInACopy()
    {
        Desk desk(home());
        toWork(desk);
        run(desk, u"/status"_s);
        SessionTab* first = desk.window->tabs()->currentSession();
        const QString id = first->id();
        const int rows = first->controller().transcript().rowCount();
        QVERIFY(first->controller().transcript().isPrompt(0));
        Q_EMIT first->view().rewindRequested(first->controller().transcript().item(0).entry.id, u"/status"_s, false);
        QTRY_COMPARE(desk.window->tabs()->count(), 2);
        SessionTab* copy = desk.window->tabs()->currentSession();
        QVERIFY(copy->id() != id);
        QCOMPARE(copy->view().draft(), u"/status"_s);
        QCOMPARE(copy->controller().transcript().rowCount(), 0);
        QCOMPARE(first->controller().transcript().rowCount(), rows); // What was said stays.
    }

    void askingAgainAsksInACopy()
    {
        Desk desk(home());
        toWork(desk);
        run(desk, u"/status"_s);
        SessionTab* first = desk.window->tabs()->currentSession();
        Q_EMIT first->view().rewindRequested(first->controller().transcript().item(0).entry.id, u"/status"_s, true);
        QTRY_COMPARE(desk.window->tabs()->count(), 2);
        SessionTab* copy = desk.window->tabs()->currentSession();
        QTRY_COMPARE_WITH_TIMEOUT(copy->controller().transcript().rowCount(), first->controller().transcript().rowCount(), 9000);
        QCOMPARE(copy->view().draft(), QString());
    }

    void keysAndSendKeyAreKeptAndUsed()
    {
        {
            Desk desk(home());
            toWork(desk);
            action(desk, "tools.settings")->trigger();
            auto* dialog = desk.window->findChild<SettingsDialog*>();
            QVERIFY(dialog);
            QTest::mouseClick(dialog->findChild<QRadioButton*>(u"ctrlEnterSends"_s), Qt::LeftButton, {},
                              QPoint(5, dialog->findChild<QRadioButton*>(u"ctrlEnterSends"_s)->height() / 2));
            Keys::instance().set("session.new", {QKeySequence(u"Ctrl+Alt+J"_s)});
            QTRY_VERIFY(read(home() + u"/config/window.json"_s).contains("Ctrl+Alt+J") &&
                        read(home() + u"/config/window.json"_s).contains("\"enterSends\": false"));
        }
        Keys::instance().setOwn({});
        Desk desk(home());
        toWork(desk);
        QTRY_COMPARE(action(desk, "session.new")->shortcut(), QKeySequence(u"Ctrl+Alt+J"_s));
        PromptEdit& edit = *desk.window->tabs()->currentSession()->view().composer().edit();
        QTest::keyClicks(&edit, u"/status"_s);
        QTest::keyClick(&edit, Qt::Key_Escape);
        QTest::keyClick(&edit, Qt::Key_Return);
        QCOMPARE(desk.window->tabs()->currentSession()->controller().transcript().rowCount(), 0);
        QVERIFY(edit.text().startsWith(u"/status"_s));
    }

    void tabsComeBackInTheirOrder()
    {
        QStringList titles;
        {
            Desk desk(home());
            toWork(desk);
            run(desk, u"/status"_s);
            desk.window->tabs()->openFile(u"CLAUDE.md"_s);
            desk.window->tabs()->newSession();
            QTRY_COMPARE(desk.window->tabs()->count(), 3);
            run(desk, u"/status"_s);
            for (int i = 0; i < 3; ++i)
                titles += desk.window->tabs()->tabText(i);
            desk.window->close();
        }
        Desk desk(home());
        toWork(desk);
        QTRY_COMPARE(desk.window->tabs()->count(), 3);
        QStringList again;
        for (int i = 0; i < 3; ++i)
            again += desk.window->tabs()->tabText(i);
        QCOMPARE(again, titles);
        QCOMPARE(desk.window->tabs()->currentIndex(), 2);
    }

    void thePersonIsCalledOnceASession()
    {
        Desk desk(home());
        toWork(desk);
        QSignalSpy called(desk.window.get(), &MainWindow::personNeeded);
        QSignalSpy over(desk.window.get(), &MainWindow::personNotNeeded);
        QWidget other;
        other.show();
        other.activateWindow();
        QTRY_VERIFY(!desk.window->isActiveWindow());
        SessionTab* tab = desk.window->tabs()->currentSession();
        tab->controller().send(u"/write quiet-drivetrain"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(called.size(), 1, 9000);
        QCOMPARE(called.at(0).at(0).toString(), tab->id());
        QVERIFY(!called.at(0).at(2).toString().isEmpty());
        desk.window->review(tab->id());
        QTRY_VERIFY(desk.window->isActiveWindow());
        QTRY_COMPARE(over.size(), 1);
        QCOMPARE(called.size(), 1);
        tab->controller().stop();
        QTRY_COMPARE(tab->controller().state(), SessionState::Idle);
    }

    void inFrontNobodyIsCalled()
    {
        Desk desk(home());
        toWork(desk);
        QTRY_VERIFY(desk.window->isActiveWindow());
        QSignalSpy called(desk.window.get(), &MainWindow::personNeeded);
        SessionTab* tab = desk.window->tabs()->currentSession();
        tab->controller().send(u"/write quiet-drivetrain"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(!tab->controller().openApprovals().isEmpty(), 9000);
        QCoreApplication::processEvents();
        QCOMPARE(called.size(), 0);
        tab->controller().stop();
        QTRY_COMPARE(tab->controller().state(), SessionState::Idle);
    }
};

QTEST_MAIN(TestWindowGo)
#include "tst_windowgo.moc"
