// SPDX-License-Identifier: MIT
// What the window says when the folder cannot be watched, with a kernel that has run out of something in the place of the real one.
#include "tests/ui/shellfixtures.h"
#include "ui/mainwindow/noticearea.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/panes/noticebar.h"

#include <QPushButton>
#include <QSignalSpy>

#include <atomic>
#include <cerrno>

using namespace aios;
using namespace aios::shell;

class TestWatchNotice : public QObject {
    Q_OBJECT

private:
    static NoticeArea& notices(Desk& desk) { return *desk.window->findChild<NoticeArea*>(); }
    static void open(Desk& desk, const QString& folder)
    {
        desk.window->openFolder(folder);
        QTRY_VERIFY(desk.window->tabs() && desk.window->tabs()->isVisible());
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support|more folders than can be watched)"_s)); }

    void theLineSaysWhatToDo_data()
    {
        QTest::addColumn<bool>("instances");
        QTest::addColumn<QString>("remedy");
        QTest::newRow("no watcher") << true << u"fs.inotify.max_user_instances"_s;
        QTest::newRow("no watches") << false << u"fs.inotify.max_user_watches"_s;
    }
    void theLineSaysWhatToDo()
    {
        QFETCH(const bool, instances);
        QFETCH(const QString, remedy);
        const QTemporaryDir dir;
        copySample(dir.filePath(u"folder"_s));
        Desk desk(dir.filePath(u"home"_s), [instances](Runtime::Options& options) {
            if (instances)
                options.watchCalls.open = [] { return errno = EMFILE, -1; };
            else
                options.watchCalls.add = [](int, const QByteArray&, std::uint32_t) { return errno = ENOSPC, -1; };
        });
        open(desk, dir.filePath(u"folder"_s));
        QTRY_VERIFY2(notices(desk).text(u"watching"_s).contains(remedy), qPrintable(notices(desk).text(u"watching"_s)));
        QVERIFY(notices(desk).text(u"watching"_s).contains(u"once a minute"_s));
        QVERIFY(!desk.window->focusWidget() || !notices(desk).isAncestorOf(desk.window->focusWidget())); // it is only said
        for (NoticeBar* bar : notices(desk).findChildren<NoticeBar*>()) {
            if (bar->text() == notices(desk).text(u"watching"_s))
                QTest::mouseClick(bar->findChild<QAbstractButton*>(), Qt::LeftButton); // its only one: close
        }
        QTRY_COMPARE(notices(desk).text(u"watching"_s), QString());
    }

    void aFolderThatIsWatchedSaysNothing()
    {
        const QTemporaryDir dir;
        copySample(dir.filePath(u"folder"_s));
        Desk desk(dir.filePath(u"home"_s));
        QSignalSpy told(&desk.core.project(), &ProjectLink::watchTroubleChanged);
        open(desk, dir.filePath(u"folder"_s));
        QTRY_VERIFY(!told.isEmpty());
        QCOMPARE(told.last().first().value<WatchTrouble>(), WatchTrouble::None);
        QCOMPARE(notices(desk).text(u"watching"_s), QString());
    }

    void anotherFolderInItsPlaceCanBeOpened()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(u"folder"_s);
        copySample(folder);
        Desk desk(dir.filePath(u"home"_s));
        open(desk, folder);
        QSignalSpy changed(&desk.core.project(), &ProjectLink::filesChanged);
        for (int i = 0; changed.isEmpty() && i < 40; ++i) { // until the first look is over, and changes are told
            write(folder + u"/content/note.md"_s, QByteArray::number(i));
            changed.wait(200);
        }
        QVERIFY(!changed.isEmpty());
        QVERIFY(QDir(dir.path()).rename(u"folder"_s, u"away"_s));
        copySample(folder);
        QTRY_VERIFY2(notices(desk).text(u"watching"_s).contains(u"another folder"_s), qPrintable(notices(desk).text(u"watching"_s)));
        QSignalSpy opened(&desk.core.project(), &ProjectLink::opened);
        QSignalSpy failed(&desk.core.project(), &ProjectLink::openFailed);
        QPushButton* again = nullptr;
        for (NoticeBar* bar : notices(desk).findChildren<NoticeBar*>()) {
            if (bar->text().contains(u"another folder"_s))
                again = bar->findChild<QPushButton*>();
        }
        QVERIFY(again);
        QTRY_VERIFY2(again->isVisible(), desk.window->currentPage()->metaObject()->className());
        QTest::mouseClick(again, Qt::LeftButton);
        QTRY_VERIFY2(!opened.isEmpty(), failed.isEmpty() ? "nothing" : qPrintable(failed.first().last().toString()));
        QTRY_COMPARE(notices(desk).text(u"watching"_s), QString());
    }
};

QTEST_MAIN(TestWatchNotice)
#include "tst_watchnotice.moc"
