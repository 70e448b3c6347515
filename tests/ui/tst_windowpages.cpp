// SPDX-License-Identifier: MIT
// The pages of the window: what the menus do with the one in front, and which come back after a restart.
#include "chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/board/boardpage.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/searchbar.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/textpage.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/mainwindow/windowstatus.h"
#include "ui/panes/sessions/sessionlistmodel.h"
#include "ui/panes/sessions/sessionspane.h"
#include "ui/publish/approvalpage.h"
#include "ui/publish/pipelinepage.h"

#include <QApplication>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace aios;
using namespace aios::shell;

class TestWindowPages : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Desk> m_desk;
    [[nodiscard]] QString sample() const { return m_dir->filePath(u"content-engine"_s); }
    [[nodiscard]] MainWindow& window() const { return *m_desk->window; }
    [[nodiscard]] TabArea& tabs() const { return *m_desk->window->tabs(); }
    [[nodiscard]] QAction* action(const QString& id) const { return window().findChild<QAction*>(id); }

    void start()
    {
        m_desk.reset();
        m_desk = std::make_unique<Desk>(m_dir->filePath(u"home"_s));
        window().openFolder(sample());
        QTRY_VERIFY(window().tabs() && tabs().isVisible() && tabs().count() > 0);
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }
    void sendOnce() const
    {
        SessionTab* tab = tabs().currentSession();
        QSignalSpy ended(&tab->controller(), &SessionController::turnEnded);
        tab->controller().send(u"/status"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 9000);
    }
    [[nodiscard]] QString aPiece() const
    {
        QDirIterator files(sample() + u"/content"_s, {u"*.md"_s}, QDir::Files, QDirIterator::Subdirectories);
        return files.hasNext() ? QDir(sample()).relativeFilePath(files.next()) : QString();
    }
    [[nodiscard]] QStringList kinds() const
    {
        QStringList all;
        for (int i = 0; i < tabs().count(); ++i)
            all += QString(QString(QLatin1StringView(tabs().widget(i)->metaObject()->className())).remove(u"aios::"_s) %
                           (i == tabs().currentIndex() ? u"*"_s : QString()));
        return all;
    }

private Q_SLOTS:
    void init()
    {
        fixtures::failOnOurWarnings();
        m_dir = std::make_unique<QTemporaryDir>();
        copySample(sample());
        start();
    }
    void cleanup() { m_desk.reset(); }

    void theMenusAreThoseOfTheDesign()
    {
        QStringList titles;
        for (const QAction* menu : window().menuBar()->actions())
            titles += menu->text().remove(u'&');
        QCOMPARE(titles, (QStringList{u"File"_s, u"Edit"_s, u"View"_s, u"Session"_s, u"Content"_s, u"Services"_s, u"Tools"_s, u"Help"_s}));
    }

    /// On where there is something to find in, and then it does something.
    void find()
    {
        QVERIFY(action(u"edit.find"_s)->isEnabled()); // the session
        tabs().openText(u"Output"_s, u"one\ntwo words\nthree"_s);
        auto* page = qobject_cast<TextPage*>(tabs().currentWidget());
        QVERIFY(page && action(u"edit.find"_s)->isEnabled());
        action(u"edit.find"_s)->trigger();
        QVERIFY(page->findChild<SearchBar*>()->isVisible());
        QTest::keyClicks(QApplication::focusWidget(), u"words"_s);
        QCOMPARE(page->findChild<QPlainTextEdit*>(u"textPageText"_s)->textCursor().selectedText(), u"words"_s);
        tabs().openPipeline();
        QVERIFY(!action(u"edit.find"_s)->isEnabled());
        tabs().openApproval(aPiece());
        QVERIFY(!action(u"edit.find"_s)->isEnabled());
        tabs().openBoard();
        QVERIFY(action(u"edit.find"_s)->isEnabled());
        tabs().openFile(u"CLAUDE.md"_s);
        QVERIFY(action(u"edit.find"_s)->isEnabled());
    }

    /// What the menu Session does it does with the session in front, whatever is chosen in the list.
    void theSessionMenuMeansTheOneInFront()
    {
        SessionTab* tab = tabs().currentSession();
        sendOnce();
        m_desk->core.agent().renameSession(tab->id(), u"The first one"_s);
        tabs().newSession();
        QTRY_VERIFY(tabs().currentSession() && tabs().currentSession() != tab);
        tabs().setCurrentWidget(tab);
        auto* list = window().findChild<QListView*>(u"sessionList"_s);
        const SessionListModel& model = qobject_cast<SessionsPane*>(window().docks().pane(u"sessions"_s))->model();
        QTRY_COMPARE(model.rowCount(), 2);
        QTRY_COMPARE(model.index(model.rowOf(tab->id())).data().toString(), u"The first one"_s);
        list->setCurrentIndex(model.index(1 - model.rowOf(tab->id())));
        action(u"session.delete"_s)->trigger();
        const auto* box = window().findChild<QMessageBox*>();
        QVERIFY(box && box->text().contains(u"The first one"_s));
    }

    void pagesComeBack()
    {
        const QString piece = aPiece();
        QVERIFY(!piece.isEmpty());
        sendOnce(); // one that was never sent to does not come back
        tabs().openText(u"Output"_s, u"one\ntwo"_s);
        tabs().openApproval(piece);
        tabs().openPipeline();
        tabs().openFile(u"CLAUDE.md"_s);
        tabs().openText(u"Long"_s, QString(300 * 1024, u'x')); // not kept
        tabs().setCurrentIndex(3);
        QCOMPARE(kinds(), (QStringList{u"SessionTab"_s, u"TextPage"_s, u"ApprovalPage"_s, u"PipelinePage*"_s, u"BrainEditor"_s, u"TextPage"_s}));
        tabs().saveStates();
        start();
        QTRY_COMPARE(kinds(), (QStringList{u"SessionTab"_s, u"TextPage"_s, u"ApprovalPage"_s, u"PipelinePage*"_s, u"BrainEditor"_s}));
        QCOMPARE(tabs().findChild<TextPage*>()->findChild<QPlainTextEdit*>(u"textPageText"_s)->toPlainText(), u"one\ntwo"_s);
        QCOMPARE(tabs().findChild<ApprovalPage*>()->relative(), piece);
    }

    /// A key must not decide about what nobody has gone to.
    void anApprovalComesBackBehind()
    {
        tabs().openFile(u"CLAUDE.md"_s);
        tabs().closeTab(0);
        tabs().openApproval(aPiece());
        QCOMPARE(kinds(), (QStringList{u"BrainEditor"_s, u"ApprovalPage*"_s}));
        tabs().saveStates();
        start();
        QTRY_VERIFY(tabs().findChild<ApprovalPage*>());
        QVERIFY(!qobject_cast<ApprovalPage*>(tabs().currentWidget()));
        QVERIFY(!tabs().findChild<ApprovalPage*>()->isAncestorOf(QApplication::focusWidget()));
    }

    void theBranchFollows()
    {
        const auto* label = window().findChild<QWidget*>(u"folderAndBranch"_s);
        QVERIFY(!label->accessibleName().contains(u"main"_s));
        write(sample() + u"/.git/HEAD"_s, "ref: refs/heads/main\n");
        auto* status = window().findChild<WindowStatus*>();
        status->readBranch();
        QTRY_VERIFY2(label->accessibleName().endsWith(u" · main"_s), qPrintable(label->accessibleName()));
        write(sample() + u"/.git/HEAD"_s, "ref: refs/heads/other\n");
        write(sample() + u"/CLAUDE.md"_s, "# As it is on the other branch\n"); // seen by the watcher
        QTRY_VERIFY2(label->accessibleName().endsWith(u" · other"_s), qPrintable(label->accessibleName()));
    }
};

QTEST_MAIN(TestWindowPages)
#include "tst_windowpages.moc"
