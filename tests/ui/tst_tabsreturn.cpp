// SPDX-License-Identifier: MIT
// Tabs of the last time come back by themselves: whoever is busy by then keeps the page and the focus.
#include "chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"

#include <QApplication>
#include <QListView>
#include <QSignalSpy>

using namespace aios;
using namespace aios::shell;

class TestTabsReturn : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    [[nodiscard]] QString home() const { return m_dir->filePath(u"home"_s); }
    [[nodiscard]] QString sample() const { return m_dir->filePath(u"content-engine"_s); }

    /// A run that ends with a file and a session open, the session in front. Its id.
    QString leaveTabs()
    {
        Desk desk(home());
        desk.window->openFolder(sample());
        if (!QTest::qWaitFor([&] { return desk.window->tabs() && desk.window->tabs()->currentSession(); }, 9000))
            return {};
        SessionTab* tab = desk.window->tabs()->currentSession();
        QSignalSpy ended(&tab->controller(), &SessionController::turnEnded);
        tab->controller().send(u"/status"_s, {});
        if (ended.isEmpty() && !ended.wait(9000))
            return {};
        desk.window->tabs()->openFile(u"CLAUDE.md"_s);
        desk.window->tabs()->setCurrentWidget(tab);
        desk.window->tabs()->saveStates();
        return tab->id();
    }

private Q_SLOTS:
    void init()
    {
        fixtures::failOnOurWarnings();
        m_dir = std::make_unique<QTemporaryDir>();
        copySample(sample());
    }

    void theSessionInFrontComesToTheFront_data()
    {
        QTest::addColumn<QString>("busy");
        QTest::newRow("nobody does anything") << QString();
        QTest::newRow("in a pane") << u"pane"_s;
        QTest::newRow("in the file") << u"file"_s;
    }
    void theSessionInFrontComesToTheFront()
    {
        QFETCH(const QString, busy);
        const QString id = leaveTabs();
        QVERIFY(!id.isEmpty());
        Desk desk(home());
        desk.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
        auto* list = desk.window->findChild<QListView*>(u"sessionList"_s);
        bool ready = false;
        // Behind the restore that this is told before, and ahead of any answer of the core.
        connect(
            desk.window.get(), &MainWindow::pageShown, desk.window.get(),
            [&] {
                ready = desk.window->tabs() && desk.window->tabs()->isComingBack(id);
                if (!ready || busy.isEmpty())
                    return;
                list = desk.window->findChild<QListView*>(u"sessionList"_s);
                QWidget* place = busy == "pane"_L1 ? static_cast<QWidget*>(list) : &desk.window->tabs()->currentEditor()->edit();
                place->setFocus();
                QWidget* pressed = busy == "pane"_L1 ? list->viewport() : place;
                QTest::mouseClick(pressed, Qt::LeftButton, {}, QPoint(5, pressed->height() - 3)); // below the last row
            },
            Qt::QueuedConnection);
        desk.window->openFolder(sample());
        QTRY_VERIFY(desk.window->tabs() && desk.window->tabs()->sessionTab(id));
        QVERIFY(ready);
        const SessionTab* tab = desk.window->tabs()->sessionTab(id);
        QCOMPARE(desk.window->tabs()->currentWidget() == tab, busy.isEmpty());
        const QWidget* focus = QApplication::focusWidget();
        QCOMPARE(tab->view().composer().isAncestorOf(focus), busy.isEmpty());
        if (busy == "file"_L1)
            QCOMPARE(focus, &desk.window->tabs()->currentEditor()->edit());
        if (busy == "pane"_L1)
            QCOMPARE(focus, list);
    }
};

QTEST_MAIN(TestTabsReturn)
#include "tst_tabsreturn.moc"
