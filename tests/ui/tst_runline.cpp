// SPDX-License-Identifier: MIT
// A command line made by a pane: to the composer of the session in front, or sent; a new session when an editor is in front.
#include "chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/panes/panehost.h"
#include "ui/trust/trustpage.h"

#include <QPushButton>
#include <QTest>

using namespace aios;
using namespace aios::shell;

class TestRunLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesWhereItShould()
    {
        fixtures::failOnOurWarnings();
        const QTemporaryDir dir;
        const QString folder = dir.filePath(u"content-engine"_s);
        copySample(folder);
        Desk desk(dir.filePath(u"home"_s));
        desk.window->openFolder(folder);
        QTRY_VERIFY_WITH_TIMEOUT(
            desk.window->tabs() && (desk.window->tabs()->currentSession() || desk.window->currentPage() == desk.window->trustPage()), 9000);
        if (!desk.window->tabs()->currentSession())
            QTest::mouseClick(desk.window->trustPage()->findChild<QPushButton*>(u"restrictedButton"_s), Qt::LeftButton);
        QTRY_VERIFY(desk.window->tabs()->currentSession());
        TabArea& tabs = *desk.window->tabs();
        SessionTab* first = tabs.currentSession();
        PaneHost& host = *desk.window->host();
        first->view().setDraft(u"mine"_s);
        Q_EMIT host.runRequested(u"/write lights"_s, false);
        QCOMPARE(first->view().draft(), u"/write lights mine"_s); // what was written stays
        QVERIFY(first->controller().prompts().isEmpty());
        Q_EMIT host.runRequested(u"/status"_s, true);
        QTRY_COMPARE(first->controller().prompts(), QStringList{u"/status"_s});
        QCOMPARE(first->view().draft(), u"/write lights mine"_s);
        tabs.openFile(u"CLAUDE.md"_s);
        QVERIFY(!tabs.currentSession());
        Q_EMIT host.runRequested(u"/status now"_s, true);
        QTRY_VERIFY(tabs.currentSession() && tabs.currentSession() != first);
        QTRY_COMPARE(tabs.currentSession()->controller().prompts(), QStringList{u"/status now"_s});
        tabs.openFile(u"CLAUDE.md"_s);
        QVERIFY(!tabs.currentSession());
        Q_EMIT host.runRequested(u"/wrap"_s, false);
        QTRY_VERIFY(tabs.currentSession());
        QCOMPARE(tabs.currentSession()->view().draft(), u"/wrap "_s);
        QVERIFY(tabs.currentSession()->controller().prompts().isEmpty());
    }
};

QTEST_MAIN(TestRunLine)
#include "tst_runline.moc"
