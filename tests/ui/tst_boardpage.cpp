// SPDX-License-Identifier: MIT
// The board with a real mouse and keyboard, on the real core.
#include "tests/ui/boardstage.h"
#include "ui/board/piecechooser.h"
#include "ui/board/pieceform.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>

using namespace aios;
using namespace aios::shell;

namespace {
const QByteArray kBoard =
    "## Draft\n- Article: Lights (lights) - soon\n- [ ] plain\n- Post: Ahead (ahead)\n\n## In Progress\n\n## In Review\n- Post: Ready (ready)\n"
    "- bare\n\n## Approved\n";
}

class TestBoardPage : public QObject {
    Q_OBJECT

private:
    static void drag(const BoardStage& stage, const QString& card, const QPoint& to)
    {
        const QPoint from = stage.centre(card);
        stage.press(from);
        stage.moveTo(from + QPoint(QApplication::startDragDistance() + 2, 0));
        stage.moveTo((from + to) / 2);
        stage.moveTo(to);
    }

    static QAction* entry(const QMenu& menu, const QString& text)
    {
        for (QAction* action : menu.actions()) {
            if (action->text().remove(u'&') == text)
                return action;
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void showsColumnsAndCards()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        QStringList shown;
        for (const ColumnWidget* column : stage.page->columns())
            shown += u"%1 %2"_s.arg(column->column().key.title).arg(column->model().rowCount());
        QCOMPARE(shown, (QStringList{u"Draft 3"_s, u"In Progress 0"_s, u"In Review 2"_s, u"Approved 0"_s}));
        const auto [column, row] = stage.find(u"Ahead"_s);
        const QString spoken = column->model().index(row).data(Qt::AccessibleTextRole).toString();
        for (const QString& part : {u"Ahead"_s, u"post"_s, u"out of step: The piece is In Review"_s, u"changed: today"_s})
            QVERIFY2(spoken.contains(part), qPrintable(spoken));
        QCOMPARE(stage.find(u"plain"_s).first->model().row(1).state, u"No piece yet"_s);
    }

    /// Each column is a list a screen reader can walk, with the words of each card.
    void cardsAreAccessible()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        CardListView& list = stage.column(u"Draft"_s)->list();
        QAccessibleInterface* face = QAccessible::queryAccessibleInterface(&list);
        QVERIFY(face);
        QVERIFY(face->text(QAccessible::Name).startsWith(u"Draft"_s));
        QCOMPARE(face->childCount(), 3);
        QVERIFY(face->child(0)->text(QAccessible::Name).startsWith(u"Lights, article, website, soon"_s));
        for (const ColumnWidget* column : stage.page->columns())
            QVERIFY(!column->findChild<QToolButton*>(u"addCard"_s)->accessibleName().isEmpty());
    }

    void aCardIsDragged()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        drag(stage, u"Lights"_s, stage.endOf(u"In Progress"_s));
        QVERIFY(stage.page->findChild<QLabel*>(u"draggedCard"_s)->isVisible());
        stage.release(stage.endOf(u"In Progress"_s));
        QTRY_COMPARE(stage.columnOf(u"Lights"_s), u"In Progress"_s);
        QVERIFY(!stage.page->findChild<QLabel*>(u"draggedCard"_s)->isVisible());
        QVERIFY(read(stage.file()).contains("## In Progress\n- Article: Lights (lights) - soon\n"));
        QVERIFY(read(stage.piece(u"articles/lights"_s)).contains("status: In Progress\n"));
        QCOMPARE(stage.page->noticeText(), QString());
        // In hand afterwards, so that the keys go on from there.
        QTRY_COMPARE(stage.column(u"In Progress"_s)->list().currentIndex().row(), 0);
        QVERIFY(stage.column(u"In Progress"_s)->list().hasFocus());
    }

    void aCardIsDraggedInFrontOfAnother()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        drag(stage, u"Ahead"_s, stage.centre(u"Ready"_s) - QPoint(0, 6)); // upper half
        stage.release(stage.centre(u"Ready"_s) - QPoint(0, 6));
        QTRY_COMPARE(stage.columnOf(u"Ahead"_s), u"In Review"_s);
        QVERIFY(read(stage.file()).contains("## In Review\n- Post: Ahead (ahead)\n- Post: Ready (ready)\n- bare\n"));
    }

    void aRefusedDropSaysWhy_data()
    {
        QTest::addColumn<QString>("card");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("why");
        QTest::newRow("no piece, no Approved") << u"bare"_s << u"Approved"_s << u"No piece, no Approved"_s;
        QTest::newRow("a step too far") << u"Lights"_s << u"In Review"_s << u"the next step is In Progress"_s;
    }
    void aRefusedDropSaysWhy()
    {
        QFETCH(const QString, card);
        QFETCH(const QString, column);
        QFETCH(const QString, why);
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        drag(stage, card, stage.endOf(column));
        QStringList shown;
        for (const QLabel* label : stage.column(column)->findChildren<QLabel*>()) {
            if (label->isVisible())
                shown += label->text();
        }
        QVERIFY2(shown.join(u'|').contains(why), qPrintable(shown.join(u'|'))); // already while it hangs there
        stage.release(stage.endOf(column));
        QVERIFY2(stage.page->noticeText().contains(why), qPrintable(stage.page->noticeText()));
        QCOMPARE(read(stage.file()), kBoard);
        drag(stage, u"Ahead"_s, stage.endOf(u"In Review"_s)); // what works takes the words away
        stage.release(stage.endOf(u"In Review"_s));
        QTRY_COMPARE(stage.page->noticeText(), QString());
    }

    void aDragCanBeGivenUp()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        drag(stage, u"Lights"_s, stage.endOf(u"In Progress"_s));
        stage.key(Qt::Key_Escape);
        QVERIFY(!stage.page->findChild<QLabel*>(u"draggedCard"_s)->isVisible());
        stage.release(stage.endOf(u"In Progress"_s));
        drag(stage, u"Lights"_s, QPoint(5, 5)); // beside every column
        stage.release(QPoint(5, 5));
        stage.pick(u"plain"_s);
        stage.key(Qt::Key_Right, Qt::ControlModifier); // answered after the others would have been
        QTRY_COMPARE(stage.columnOf(u"plain"_s), u"In Progress"_s);
        QCOMPARE(stage.columnOf(u"Lights"_s), u"Draft"_s);
    }

    void theKeyboardWalksAndMoves()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        stage.pick(u"Lights"_s);
        stage.key(Qt::Key_Down);
        QCOMPARE(stage.column(u"Draft"_s)->current()->card.title, u"plain"_s);
        stage.key(Qt::Key_Right); // an empty column
        QVERIFY(stage.column(u"In Progress"_s)->list().hasFocus());
        stage.key(Qt::Key_Right);
        QVERIFY(stage.column(u"In Review"_s)->list().hasFocus());
        QCOMPARE(stage.column(u"In Review"_s)->current()->card.title, u"Ready"_s);
        QVERIFY(!stage.column(u"Draft"_s)->list().selectionModel()->hasSelection()); // one card is in hand
        stage.key(Qt::Key_Left);
        stage.key(Qt::Key_Left);
        QCOMPARE(stage.column(u"Draft"_s)->current()->card.title, u"Lights"_s);
        stage.key(Qt::Key_Right, Qt::ControlModifier);
        QTRY_COMPARE(stage.columnOf(u"Lights"_s), u"In Progress"_s);
        QTRY_VERIFY(stage.column(u"In Progress"_s)->list().hasFocus());
        stage.key(Qt::Key_Right, Qt::ControlModifier); // and on
        QTRY_COMPARE(stage.columnOf(u"Lights"_s), u"In Review"_s);
        stage.key(Qt::Key_Up, Qt::ControlModifier);
        QTRY_COMPARE(stage.find(u"Lights"_s).second, 1);
        stage.key(Qt::Key_Up, Qt::ControlModifier);
        QTRY_COMPARE(stage.find(u"Lights"_s).second, 0);
        stage.key(Qt::Key_Down, Qt::ControlModifier);
        QTRY_COMPARE(stage.find(u"Lights"_s).second, 1);
        QVERIFY(read(stage.file()).contains("- Post: Ready (ready)\n- Article: Lights (lights) - soon\n- bare\n"));
        stage.key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(stage.find(u"Lights"_s).second, 0);
        stage.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(stage.find(u"Lights"_s).second, 1);
        for (int i = 0; i < 5; ++i)
            stage.key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(stage.columnOf(u"Lights"_s), u"Draft"_s);
        QTRY_COMPARE(read(stage.file()), kBoard);
    }

    void approvingIsAskedForAndNotDone()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        QSignalSpy asked(&stage.host, &PaneHost::approvalRequested);
        stage.pick(u"Ready"_s);
        stage.key(Qt::Key_Right, Qt::ControlModifier);
        QTRY_COMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toString(), u"content/posts/ready.md"_s);
        QCOMPARE(read(stage.file()), kBoard);
    }

    void notesBoxesAndFollowing()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        stage.pick(u"Lights"_s);
        stage.key(Qt::Key_F2);
        auto* dialog = stage.page->findChild<QInputDialog*>(u"noteDialog"_s);
        QVERIFY(dialog);
        QCOMPARE(dialog->textValue(), u"soon"_s);
        dialog->setTextValue(u"much later"_s);
        dialog->accept();
        QTRY_VERIFY(read(stage.file()).contains("- Article: Lights (lights) - much later\n"));
        stage.pick(u"plain"_s);
        stage.key(Qt::Key_Space);
        QTRY_VERIFY(read(stage.file()).contains("- [x] plain\n"));
        QTRY_COMPARE(stage.find(u"plain"_s).first->current()->card.checked, std::optional(true));
        // A click into the box, and one on the words that say where the piece is.
        const auto [column, row] = stage.find(u"plain"_s);
        CardListView& list = column->list();
        const CardDelegate::Parts plain = CardDelegate::parts(column->model().row(row), list.visualRect(column->model().index(row)), list.font());
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, plain.box.center());
        QTRY_VERIFY(read(stage.file()).contains("- [ ] plain\n"));
        const int ahead = stage.find(u"Ahead"_s).second;
        const CardDelegate::Parts parts = CardDelegate::parts(column->model().row(ahead), list.visualRect(column->model().index(ahead)), list.font());
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, parts.step.center());
        QTRY_COMPARE(stage.columnOf(u"Ahead"_s), u"In Review"_s);
    }

    void cardsAreAdded()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        stage.pick(u"Ready"_s);
        stage.key(Qt::Key_Insert, Qt::ControlModifier);
        auto* edit = stage.column(u"In Review"_s)->findChild<QLineEdit*>(u"newCard"_s);
        QVERIFY(edit->isVisible() && edit->hasFocus());
        QTest::keyClicks(edit, u"Post: New one - n"_s);
        stage.key(Qt::Key_Return);
        QTRY_COMPARE(stage.columnOf(u"New one"_s), u"In Review"_s);
        QVERIFY(edit->isVisible() && edit->hasFocus()); // for the next one
        stage.key(Qt::Key_Escape);
        QVERIFY(!edit->isVisible());
        QVERIFY(stage.column(u"In Review"_s)->list().hasFocus());
        QTest::mouseClick(stage.column(u"Approved"_s)->findChild<QToolButton*>(u"addCard"_s), Qt::LeftButton);
        QVERIFY(stage.column(u"Approved"_s)->findChild<QLineEdit*>(u"newCard"_s)->hasFocus());
    }

    void aPieceIsCreatedAndLinked()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        stage.pick(u"plain"_s);
        stage.key(Qt::Key_Return); // a card without a piece offers one
        auto* form = stage.page->findChild<PieceForm*>();
        QVERIFY(form);
        auto* title = form->findChild<QLineEdit*>(u"pieceTitle"_s);
        auto* create = form->findChild<QPushButton*>(u"createPiece"_s);
        title->clear();
        QVERIFY(!create->isEnabled()); // no title
        QTest::keyClicks(title, u"Plain: words"_s);
        QCOMPARE(form->findChild<QLineEdit*>(u"piecePath"_s)->text(), u"content/plain-words.md"_s);
        QTest::mouseClick(create, Qt::LeftButton);
        QTRY_COMPARE(read(stage.piece(u"plain-words"_s)), QByteArray("---\ntitle: \"Plain: words\"\nstatus: Draft\nsources: []\n---\n"));
        QTRY_VERIFY(read(stage.file()).contains("- [ ] plain (plain-words)\n"));
        QTRY_VERIFY(stage.find(u"plain"_s).first->model().row(1).card.hasPiece());
        QSignalSpy opened(&stage.host, &PaneHost::openFileRequested);
        stage.pick(u"plain"_s);
        stage.key(Qt::Key_Return);
        QCOMPARE(opened.value(0).value(0).toString(), u"content/plain-words.md"_s);
        stage.page->activateWindow();
        QTRY_COMPARE(QApplication::activeWindow(), stage.page.get()); // the form is gone
        stage.pick(u"bare"_s);
        stage.key(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        auto* chooser = stage.page->findChild<PieceChooser*>();
        QVERIFY(chooser);
        chooser->resize(chooser->minimumSizeHint());
        QCOMPARE(chooser->findChild<QListWidget*>()->horizontalScrollBarPolicy(), Qt::ScrollBarAlwaysOff); // long names are cut with dots
        QTest::keyClicks(chooser->findChild<QLineEdit*>(), u"lights"_s);
        QTest::mouseClick(chooser->findChild<QPushButton*>(u"linkPiece"_s), Qt::LeftButton);
        QTRY_VERIFY(read(stage.file()).contains("- bare (lights)\n"));
    }

    /// However low the window, heads of columns stay where they are.
    void headsOfColumnsStay()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        stage.page->resize(500, 170);
        stage.pick(u"Ahead"_s);
        QCoreApplication::processEvents();
        const ColumnWidget* column = stage.find(u"Ahead"_s).first;
        const auto* area = stage.page->findChild<QScrollArea*>();
        QCOMPARE(area->verticalScrollBar()->maximum(), 0);
        QCOMPARE(column->mapTo(area, QPoint()).y(), 0);
    }

    void theMenuDoesEverything()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        stage.pick(u"Ahead"_s);
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
        QApplication::sendEvent(stage.page.get(), &event);
        auto* menu = stage.page->findChild<QMenu*>(u"cardMenu"_s);
        QVERIFY(menu);
        for (const QString& text : {u"Open Piece"_s, u"Link to Piece…"_s, u"Follow the Piece to In Review"_s, u"Move to"_s, u"Move Up"_s,
                                    u"Edit Note…"_s, u"Copy"_s, u"Copy Path of the Piece"_s, u"Add a Card…"_s})
            QVERIFY2(entry(*menu, text), qPrintable(text));
        entry(*menu, u"Copy"_s)->trigger();
        QCOMPARE(QApplication::clipboard()->text(), u"Post: Ahead (ahead)"_s);
        const QMenu* move = entry(*menu, u"Move to"_s)->menu();
        QStringList columns;
        for (const QAction* action : move->actions())
            columns += action->text();
        QCOMPARE(columns, (QStringList{u"In Progress"_s, u"In Review"_s, u"Approved"_s}));
        move->actions().at(1)->trigger();
        QTRY_COMPARE(stage.columnOf(u"Ahead"_s), u"In Review"_s);
        menu->close();
    }

    /// A call that would change the piece and waits for the person is to be seen on its card.
    void aWaitingDecisionIsMarked()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        ApprovalRequest request;
        request.id = u"a"_s;
        request.access.paths = {{PathAccess::Kind::Write, {}, QFileInfo(stage.piece(u"articles/lights"_s)).canonicalFilePath(), true}};
        AgentEvent event;
        event.what = ApprovalAsked{request};
        Q_EMIT stage.core.agent().events({event});
        QCOMPARE(stage.find(u"Lights"_s).first->model().row(0).state, u"A decision waits for you"_s);
        event.what = ApprovalSettled{u"a"_s, {}};
        Q_EMIT stage.core.agent().events({event});
        QCOMPARE(stage.find(u"Lights"_s).first->model().row(0).state, QString());
    }

    /// A publication that waits for the person too.
    void aWaitingPublicationIsMarked()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        ApprovalRequest request;
        request.id = u"a"_s;
        request.preview.kind = ApprovalPreview::Kind::Publish;
        request.preview.path = u"content/articles/lights.md"_s;
        AgentEvent event;
        event.what = ApprovalAsked{request};
        Q_EMIT stage.core.agent().events({event});
        QCOMPARE(stage.find(u"Lights"_s).first->model().row(0).state, u"A decision waits for you"_s);
    }

    /// Words of a folder are never taken for markup, also where a widget would guess.
    void markupStaysWords()
    {
        BoardStage stage("## Draft <b>x</b>\n- <img src='/etc/hostname'> & <b>bold</b>\n");
        QVERIFY(stage.open());
        const ColumnWidget* column = stage.page->columns().constFirst();
        const QString tip = column->model().index(0).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(u"<img"_s), qPrintable(tip)); // and tst_plainwords sees that no tool tip reads it
        for (const QLabel* label : column->findChildren<QLabel*>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }

    void filtering()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        stage.page->openFind();
        QVERIFY(stage.page->filter().hasFocus());
        QTest::keyClicks(&stage.page->filter(), u"linkedin ready"_s);
        QCOMPARE(stage.column(u"In Review"_s)->model().rowCount(), 1);
        QCOMPARE(stage.column(u"Draft"_s)->model().rowCount(), 0);
        QTest::keyClicks(&stage.page->filter(), u"zzz"_s);
        auto* words = stage.page->findChild<QLabel*>(u"boardState"_s);
        QVERIFY(words->isVisible() && words->text().contains(u"zzz"_s));
        QTest::mouseClick(stage.page->findChild<QPushButton*>(u"boardStateButton"_s), Qt::LeftButton);
        QVERIFY(!words->isVisible());
        QCOMPARE(stage.column(u"Draft"_s)->model().rowCount(), 3);
    }

    void aFolderWithoutABoard()
    {
        BoardStage stage({});
        QVERIFY(stage.open());
        auto* button = stage.page->findChild<QPushButton*>(u"boardStateButton"_s);
        QTRY_VERIFY(button->isVisible());
        QVERIFY(stage.page->findChild<QLabel*>(u"boardState"_s)->text().contains(u"no board yet"_s));
        QVERIFY(!stage.page->findChild<QToolButton*>(u"openBoardFile"_s)->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(stage.page->columns().size(), 7);
        QVERIFY(!button->isVisible());
    }

    void aMissingColumnIsAddedByTheMove()
    {
        BoardStage stage("## Draft\n- Article: Lights (lights)\n");
        QVERIFY(stage.open());
        QVERIFY(stage.column(u"In Progress"_s)->column().missing);
        drag(stage, u"Lights"_s, stage.endOf(u"In Progress"_s));
        stage.release(stage.endOf(u"In Progress"_s));
        QTRY_COMPARE(read(stage.file()), QByteArray("## Draft\n\n## In Progress\n- Article: Lights (lights)\n"));
        QTRY_VERIFY(!stage.column(u"In Progress"_s)->column().missing);
    }

    /// What others write comes in without taking the card out of hand, also in the middle of a drag.
    void outsideEditsLeaveTheHandAlone()
    {
        BoardStage stage(kBoard);
        QVERIFY(stage.open());
        stage.pick(u"plain"_s);
        write(stage.file(), QByteArray(kBoard).replace("## Draft\n", "## Draft\n- from outside\n"));
        QTRY_COMPARE_WITH_TIMEOUT(stage.columnOf(u"from outside"_s), u"Draft"_s, 8000);
        QCOMPARE(stage.column(u"Draft"_s)->current()->card.title, u"plain"_s);
        QVERIFY(stage.column(u"Draft"_s)->list().hasFocus());
        drag(stage, u"Lights"_s, stage.endOf(u"In Progress"_s));
        write(stage.file(), QByteArray(kBoard).replace("## Draft\n", "## Draft\n- another\n"));
        QTRY_COMPARE_WITH_TIMEOUT(stage.columnOf(u"another"_s), u"Draft"_s, 8000);
        stage.release(stage.endOf(u"In Progress"_s));
        QTRY_COMPARE(stage.columnOf(u"Lights"_s), u"In Progress"_s);
        QVERIFY(read(stage.file()).startsWith("## Draft\n- another\n- [ ] plain\n"));
    }

    void manyCards()
    {
        QByteArray board = "## Draft\n";
        for (int i = 0; i < 500; ++i)
            board += "- Post: Card number " + QByteArray::number(i) + " with a title that takes more than a line - and a note\n";
        BoardStage stage(board + "\n## In Progress\n");
        QVERIFY(stage.open());
        QCOMPARE(stage.column(u"Draft"_s)->model().rowCount(), 500);
        stage.pick(u"Card number 0 with a title that takes more than a line"_s);
        stage.key(Qt::Key_End);
        QCOMPARE(stage.column(u"Draft"_s)->list().currentIndex().row(), 499);
        stage.key(Qt::Key_Right, Qt::ControlModifier);
        QTRY_COMPARE(stage.column(u"Draft"_s)->model().rowCount(), 499);
        QCOMPARE(stage.column(u"In Progress"_s)->model().rowCount(), 1);
    }
};

QTEST_MAIN(TestBoardPage)
#include "tst_boardpage.moc"
