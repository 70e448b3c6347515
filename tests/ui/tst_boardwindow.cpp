// SPDX-License-Identifier: MIT
// The board as a tab of the window: opening, coming back, and what the window does for it.
#include "tests/ui/shellfixtures.h"
#include "ui/board/boardpage.h"
#include "ui/board/cardlistview.h"
#include "ui/board/columnwidget.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/mainwindow/noticearea.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/publish/approvalpage.h"

#include <QAction>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace aios;
using namespace aios::shell;

class TestBoardWindow : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    [[nodiscard]] QString home() const { return m_dir->filePath(u"home"_s); }
    [[nodiscard]] QString sample() const { return m_dir->filePath(u"content-engine"_s); }

    void toWork(Desk& desk) const
    {
        desk.window->openFolder(sample());
        QTRY_VERIFY(desk.window->tabs() && desk.window->tabs()->isVisible());
        QTRY_VERIFY(desk.window->tabs()->count() > 0);
        desk.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
    }
    static BoardPage* openBoard(Desk& desk)
    {
        QTest::keyClick(desk.window->windowHandle(), Qt::Key_T, Qt::ControlModifier);
        BoardPage* board = desk.window->tabs()->currentBoard();
        if (board && QTest::qWaitFor([board] { return board->columns().size() == 7; }, 8000))
            return board;
        return nullptr;
    }
    static bool pick(const BoardPage& board, const QString& title)
    {
        for (ColumnWidget* column : board.columns()) {
            for (int row = 0; row < column->model().rowCount(); ++row) {
                if (column->model().row(row).title != title)
                    continue;
                column->setCurrentRow(row);
                column->list().setFocus(Qt::OtherFocusReason);
                return true;
            }
        }
        return false;
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        copySample(sample());
    }

    void itsKeyOpensItOnce()
    {
        Desk desk(home());
        toWork(desk);
        const int before = desk.window->tabs()->count();
        const BoardPage* board = openBoard(desk);
        QVERIFY(board);
        QTRY_VERIFY(board->columns().constFirst()->list().hasFocus()); // the keyboard can go on at once
        QCOMPARE(desk.window->tabs()->count(), before + 1);
        desk.window->tabs()->setCurrentIndex(0);
        QCOMPARE(openBoard(desk), board);
        QCOMPARE(desk.window->tabs()->count(), before + 1);
        QTest::keyClick(desk.window->windowHandle(), Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(desk.window->tabs()->count(), before);
    }

    void theMenuWorksOnIt()
    {
        Desk desk(home());
        toWork(desk);
        BoardPage* board = openBoard(desk);
        QVERIFY(board);
        const QByteArray file = read(sample() + u"/context/active-work.md"_s);
        QVERIFY(pick(*board, u"Does bike weight matter on a commute?"_s));
        QTest::keyClick(desk.window->windowHandle(), Qt::Key_Right, Qt::ControlModifier);
        QTRY_VERIFY(read(sample() + u"/content/articles/bike-weight-guide.md"_s).contains("status: In Progress\n"));
        QVERIFY(desk.window->findChild<QAction*>(u"edit.undo"_s)->isEnabled());
        desk.window->findChild<QAction*>(u"edit.undo"_s)->trigger();
        QTRY_COMPARE(read(sample() + u"/context/active-work.md"_s), file);
        desk.window->findChild<QAction*>(u"edit.find"_s)->trigger();
        QVERIFY(board->filter().hasFocus());
    }

    /// A card does not move to Approved by itself: the window shows the piece as it will be published, where the person approves it.
    void approvingShowsThePiece()
    {
        Desk desk(home());
        toWork(desk);
        BoardPage* board = openBoard(desk);
        QVERIFY(board);
        const QByteArray file = read(sample() + u"/context/active-work.md"_s);
        QVERIFY(pick(*board, u"Fifteen minutes and a tyre lever"_s));
        QTest::keyClick(desk.window->windowHandle(), Qt::Key_Right, Qt::ControlModifier);
        QTRY_VERIFY(qobject_cast<ApprovalPage*>(desk.window->tabs()->currentWidget()));
        QCOMPARE(qobject_cast<ApprovalPage*>(desk.window->tabs()->currentWidget())->relative(), u"content/posts/puncture-at-work-x.md"_s);
        QCOMPARE(read(sample() + u"/context/active-work.md"_s), file);
    }

    /// A move shows in the file's own editor, and a save there on the board.
    void editorsAndBoardFollowEachOther()
    {
        Desk desk(home());
        toWork(desk);
        const QString path = u"content/articles/bike-weight-guide.md"_s;
        desk.window->tabs()->openFile(path);
        BrainEditor* editor = desk.window->tabs()->currentEditor();
        QTRY_VERIFY(editor->isLoaded());
        BoardPage* board = openBoard(desk);
        QVERIFY(board);
        QVERIFY(pick(*board, u"Does bike weight matter on a commute?"_s));
        QTest::keyClick(desk.window->windowHandle(), Qt::Key_Right, Qt::ControlModifier);
        QTRY_VERIFY(editor->edit().exactText().contains(u"status: In Progress\n"_s));
        QVERIFY(!editor->isModified());
        desk.window->tabs()->openFile(path);
        QTextCursor cursor = editor->edit().document()->find(u"In Progress"_s);
        cursor.insertText(u"In Review"_s);
        editor->save();
        QTRY_VERIFY(!editor->isModified());
        const ColumnWidget* column = board->columns().at(2);
        QCOMPARE(column->column().key.title, u"In Progress"_s);
        QTRY_VERIFY(std::ranges::any_of(column->column().cards, [](const CardView& card) { return card.outOfStep; }));
    }

    /// The pane beside the work leads to the card on the board.
    void thePaneLeadsToTheCard()
    {
        Desk desk(home());
        toWork(desk);
        desk.window->docks().showPane(u"board"_s);
        auto* tree = desk.window->findChild<QTreeWidget*>(u"boardTree"_s);
        QVERIFY(tree);
        QTRY_COMPARE(tree->topLevelItemCount(), 7);
        QVERIFY(tree->topLevelItem(3)->text(0).startsWith(u"In Review (3)"_s));
        tree->topLevelItem(0)->setExpanded(false);
        tree->setFocus();
        tree->setCurrentItem(tree->topLevelItem(3)->child(1));
        QTest::keyClick(tree, Qt::Key_Return);
        const BoardPage* board = desk.window->tabs()->currentBoard();
        QVERIFY(board);
        QTRY_COMPARE(board->columns().size(), 7);
        QTRY_VERIFY(board->columns().at(3)->list().hasFocus());
        QCOMPARE(board->columns().at(3)->current()->card.title, u"Fifteen minutes and a tyre lever"_s);
        // It follows moves, and what was folded stays so.
        QTest::keyClick(desk.window->windowHandle(), Qt::Key_Left, Qt::ControlModifier);
        QTRY_VERIFY(tree->topLevelItem(3)->text(0).startsWith(u"In Review (2)"_s));
        QVERIFY(!tree->topLevelItem(0)->isExpanded());
    }

    void itComesBackAfterARestart()
    {
        {
            Desk desk(home());
            toWork(desk);
            BoardPage* board = openBoard(desk);
            QVERIFY(board);
            board->filter().setText(u"puncture"_s);
        }
        Desk desk(home());
        QSignalSpy failed(&desk.core.agent(), &AgentClient::sessionFailed);
        toWork(desk);
        QTRY_VERIFY(desk.window->tabs()->findChild<BoardPage*>());
        const BoardPage* board = desk.window->tabs()->findChild<BoardPage*>();
        QCOMPARE(board->filter().text(), u"puncture"_s);
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(desk.window->notices().text(u"said"_s), QString()); // the empty session beside it is not missed
        QTRY_COMPARE(board->columns().size(), 7);
    }
};

QTEST_MAIN(TestBoardWindow)
#include "tst_boardwindow.moc"
