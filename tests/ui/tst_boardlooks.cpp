// SPDX-License-Identifier: MIT
// Draws the board of the sample and its states, light and dark and with large letters, into AIOS_HOME/looks for people to look at.
#include "tests/ui/boardstage.h"
#include "ui/board/piecechooser.h"
#include "ui/board/pieceform.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyleFactory>

using namespace aios;
using namespace aios::shell;

namespace {

QPalette palette(bool dark)
{
    const QColor text = dark ? QColor(0xfc, 0xfc, 0xfc) : QColor(0x23, 0x26, 0x29);
    QPalette palette =
        dark ? QPalette(QColor(0x31, 0x36, 0x3b), QColor(0x2a, 0x2e, 0x32)) : QPalette(QColor(0xfc, 0xfc, 0xfc), QColor(0xef, 0xf0, 0xf1));
    palette.setColor(QPalette::Base, dark ? QColor(0x1b, 0x1e, 0x20) : QColor(Qt::white));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(role, text);
    palette.setColor(QPalette::Highlight, QColor(0x3d, 0xae, 0xe9));
    palette.setColor(QPalette::PlaceholderText, dark ? QColor(0xa1, 0xa9, 0xb1) : QColor(0x70, 0x7d, 0x8a));
    return palette;
}

} // namespace

class TestBoardLooks : public QObject {
    Q_OBJECT

private:
    static void save(QWidget& widget, const QString& name)
    {
        QCoreApplication::processEvents();
        const QDir folder(qEnvironmentVariable("AIOS_HOME") + u"/looks"_s);
        QVERIFY(folder.mkpath(u"."_s));
        const QPixmap picture = widget.grab();
        QVERIFY(picture.save(folder.filePath(u"%1-%2.png"_s.arg(QLatin1StringView(QTest::currentDataTag()), name))));
        QSet<QRgb> colours; // something is drawn
        const QImage image = picture.toImage();
        for (int y = 0; y < image.height(); y += 3) {
            for (int x = 0; x < image.width(); x += 3)
                colours.insert(image.pixel(x, y));
        }
        QVERIFY(colours.size() > 15);
        for (const QPushButton* button : widget.findChildren<QPushButton*>())
            QVERIFY2(!button->isVisible() || button->width() >= button->minimumSizeHint().width(), qPrintable(button->text()));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    }

    void draws_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<double>("points");
        QTest::newRow("light") << false << 10.0;
        QTest::newRow("dark") << true << 10.0;
        QTest::newRow("large") << false << 14.0;
    }
    void draws()
    {
        QFETCH(const bool, dark);
        QFETCH(const double, points);
        QApplication::setPalette(palette(dark));
        QFont font = QApplication::font();
        font.setPointSizeF(points);
        QApplication::setFont(font);
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
        save(*stage.page, u"board"_s);
        const QString card = u"Ten minutes with a second-hand bike"_s;
        stage.press(stage.centre(card));
        stage.moveTo(stage.centre(card) + QPoint(30, 10));
        stage.moveTo(stage.centre(u"Why your brakes squeal, and what to do first"_s));
        QVERIFY(stage.page->findChild<QLabel*>(u"draggedCard"_s)->isVisible());
        save(*stage.page, u"drag"_s);
        stage.moveTo(stage.endOf(u"Approved"_s));
        save(*stage.page, u"refused"_s);
        stage.release(stage.endOf(u"Approved"_s));
        QVERIFY(!stage.page->noticeText().isEmpty());
        stage.column(u"Draft"_s)->openAdding();
        save(*stage.page, u"notice"_s);
        stage.page->filter().setText(u"no such words"_s);
        save(*stage.page, u"nothing"_s);
        PieceForm form(stage.column(u"Draft"_s)->column().cards.first(), stage.core.project().board().board().pieces);
        form.show();
        save(form, u"form"_s);
        PieceChooser chooser(stage.column(u"Draft"_s)->column().cards.first(), stage.core.project().board().board().pieces);
        chooser.show();
        save(chooser, u"chooser"_s);
    }

    void states_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<double>("points");
        QTest::newRow("light") << false << 10.0;
        QTest::newRow("largedark") << true << 14.0;
    }
    void states()
    {
        QFETCH(const bool, dark);
        QFETCH(const double, points);
        QApplication::setPalette(palette(dark));
        QFont font = QApplication::font();
        font.setPointSizeF(points);
        QApplication::setFont(font);
        BoardStage none({});
        QVERIFY(none.open());
        save(*none.page, u"none"_s);
        BoardStage plain("Just words.\n\n- a card\n- Post: another - with a note\n");
        QVERIFY(plain.open());
        save(*plain.page, u"noheadings"_s);
        BoardStage seed("## In Progress\n- Article: Lights (lights)\n\n## In Review\n- Post: Ready (ready) - almost\n\n## Queued\n");
        QVERIFY(seed.open());
        save(*seed.page, u"seed"_s);
    }
};

QTEST_MAIN(TestBoardLooks)
#include "tst_boardlooks.moc"
