// SPDX-License-Identifier: MIT
// Draws the board of the sample and its states, light and dark and with large letters, into AIOS_HOME/looks for people to look at.
#include "tests/ui/boardstage.h"
#include "tests/ui/looks.h"
#include "ui/board/piecechooser.h"
#include "ui/board/pieceform.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>

using namespace aios;
using namespace aios::shell;

class TestBoardLooks : public QObject {
    Q_OBJECT

private:
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void draws_data() { lookRows(); }
    void draws()
    {
        QFETCH(const bool, dark);
        QFETCH(const int, points);
        const Look look(dark, points);
        BoardStage stage({});
        QVERIFY(QDir(stage.folder()).removeRecursively());
        copySample(stage.folder());
        const QByteArray board = read(stage.file());
        write(stage.file(),
              QByteArray(board)
                  .replace("## Draft\n", "## Draft\n- [ ] Buy \xE2\x80\xAE"
                                         "a new ruler\n- [x] Ask Jonas about the very long word "
                                         "Donaudampfschifffahrtsgesellschaftskapitaensmuetze and a title that goes on and on over more lines\n"
                                         "- Post: A card of a slug nobody has (nowhere) - look at it\n")
                  .replace("- Article: Does bike weight", "- Article: Does bike <b>weight</b>")
                  .replace("## In Progress\n", "## In Progress\n- Post: Fifteen minutes, early (puncture-at-work-x)\n"));
        stage.page->resize(points > 12 ? 1500 : 1300, 760);
        QVERIFY(stage.open());
        stage.pick(u"Why your brakes squeal, and what to do first"_s);
        keepRowLook(*stage.page, u"board"_s);
        const QString card = u"Ten minutes with a second-hand bike"_s;
        stage.press(stage.centre(card));
        stage.moveTo(stage.centre(card) + QPoint(30, 10));
        stage.moveTo(stage.centre(u"Why your brakes squeal, and what to do first"_s));
        QVERIFY(stage.page->findChild<QLabel*>(u"draggedCard"_s)->isVisible());
        keepRowLook(*stage.page, u"drag"_s);
        stage.moveTo(stage.endOf(u"Approved"_s));
        keepRowLook(*stage.page, u"refused"_s);
        stage.release(stage.endOf(u"Approved"_s));
        QVERIFY(!stage.page->noticeText().isEmpty());
        stage.column(u"Draft"_s)->openAdding();
        keepRowLook(*stage.page, u"notice"_s);
        stage.page->filter().setText(u"no such words"_s);
        keepRowLook(*stage.page, u"nothing"_s);
        PieceForm form(stage.column(u"Draft"_s)->column().cards.first(), stage.core.project().board().board().pieces);
        form.show();
        keepRowLook(form, u"form"_s);
        PieceChooser chooser(stage.column(u"Draft"_s)->column().cards.first(), stage.core.project().board().board().pieces);
        chooser.show();
        keepRowLook(chooser, u"chooser"_s);
    }

    void states_data() { lookRows(); }
    void states()
    {
        QFETCH(const bool, dark);
        QFETCH(const int, points);
        const Look look(dark, points);
        BoardStage none({});
        QVERIFY(none.open());
        keepRowLook(*none.page, u"none"_s);
        BoardStage plain("Just words.\n\n- a card\n- Post: another - with a note\n");
        QVERIFY(plain.open());
        keepRowLook(*plain.page, u"noheadings"_s);
        BoardStage seed("## In Progress\n- Article: Lights (lights)\n\n## In Review\n- Post: Ready (ready) - almost\n\n## Queued\n");
        QVERIFY(seed.open());
        keepRowLook(*seed.page, u"seed"_s);
    }
};

QTEST_MAIN(TestBoardLooks)
#include "tst_boardlooks.moc"
