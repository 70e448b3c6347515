// SPDX-License-Identifier: MIT
// The images of a piece: files of the folder are shown, everything else is named with the reason.
#include "core/content/publishing.h"
#include "tests/ui/chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/common/pieceimages.h"
#include "ui/common/pieceview.h"
#include "ui/common/safetextbrowser.h"

#include <QBuffer>
#include <QImage>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>
#include <QtEndian>

using namespace aios;
using namespace aios::shell;

namespace {

const QString kPiece = u"content/posts/a.md"_s;

QByteArray pngOf(const QSize& size)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    image.save(&buffer, "PNG");
    return bytes;
}

/// Says in its header that it is larger than any memory.
QByteArray hugePng()
{
    QByteArray bytes = pngOf({2, 2});
    bytes.replace(16, 8, QByteArray("\x00\x01\x86\xa0\x00\x01\x86\xa0", 8)); // 100,000 a side
    quint32 crc = ~0U;
    for (const char byte : bytes.sliced(12, 17)) {
        crc ^= static_cast<quint8>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1U ? 0xedb88320U : 0U);
    }
    crc = qToBigEndian(~crc);
    return bytes.replace(29, 4, QByteArray(reinterpret_cast<const char*>(&crc), 4));
}

} // namespace

class TestPieceImages : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    QString m_root;

    static QStringList captions(const QWidget& widget)
    {
        QStringList all;
        for (const QLabel* label : widget.findChildren<QLabel*>(u"imageCaption"_s))
            all += label->text();
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_root = QFileInfo(m_dir.path()).canonicalFilePath() + u"/mine"_s;
        write(m_root + u"/content/posts/wide.png"_s, pngOf({3000, 1500}));
        write(m_root + u"/content/posts/small.jpg"_s, pngOf({30, 20})); // named wrongly, shown for what it is
        write(m_root + u"/brand/logo.png"_s, pngOf({40, 40}));
        write(m_root + u"/content/posts/broken.png"_s, pngOf({300, 300}).first(60));
        write(m_root + u"/content/posts/huge.png"_s, hugePng());
        write(m_root + u"/content/posts/drawing.svg"_s, "<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/hostname'/></svg>");
        write(m_dir.filePath(u"outside.png"_s), pngOf({10, 10}));
        QVERIFY(QFile::link(m_dir.filePath(u"outside.png"_s), m_root + u"/content/posts/link.png"_s));
    }
    void init() { fixtures::failOnOurWarnings(); }

    void loads_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("relative");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QSize>("shown"); ///< Empty: not at all.
        QTest::addColumn<QString>("says");
        QTest::newRow("fitted") << u"wide.png"_s << u"content/posts/wide.png"_s << QSize(3000, 1500) << QSize(400, 200) << QString();
        QTest::newRow("as it is") << u"small.jpg"_s << u"content/posts/small.jpg"_s << QSize(30, 20) << QSize(30, 20) << QString();
        QTest::newRow("from the top") << u"/brand/logo.png"_s << u"brand/logo.png"_s << QSize(40, 40) << QSize(40, 40) << QString();
        QTest::newRow("as people write it") << u"brand/logo.png"_s << u"brand/logo.png"_s << QSize(40, 40) << QSize(40, 40) << QString();
        QTest::newRow("missing") << u"gone.png"_s << u"content/posts/gone.png"_s << QSize() << QSize() << u"no such file"_s;
        QTest::newRow("damaged") << u"broken.png"_s << u"content/posts/broken.png"_s << QSize() << QSize() << u"damaged"_s;
        QTest::newRow("huge") << u"huge.png"_s << u"content/posts/huge.png"_s << QSize() << QSize() << u"too large"_s;
        QTest::newRow("drawing") << u"drawing.svg"_s << u"content/posts/drawing.svg"_s << QSize() << QSize() << u"no PNG"_s;
        QTest::newRow("a link out of the folder") << u"link.png"_s << u"content/posts/link.png"_s << QSize() << QSize() << u"link.png"_s;
        QTest::newRow("a folder") << u"."_s << u"content/posts"_s << QSize() << QSize() << u"content/posts"_s;
        QTest::newRow("above the folder") << u"../../../outside.png"_s << QString() << QSize() << QSize() << u"leads out"_s;
        QTest::newRow("remote") << u"https://example.org/a.png"_s << QString() << QSize() << QSize() << u"another computer"_s;
        QTest::newRow("data") << u"data:image/png;base64,AA=="_s << QString() << QSize() << QSize() << u"text itself"_s;
    }
    void loads()
    {
        QFETCH(const QString, target);
        QFETCH(const QSize, size);
        QFETCH(const QSize, shown);
        QFETCH(const QString, says);
        if (qstrcmp(QTest::currentDataTag(), "damaged") == 0 || qstrcmp(QTest::currentDataTag(), "huge") == 0)
            QTest::failOnWarning(QRegularExpression(u"^(?!libpng|QImageIOHandler)"_s)); // what the library says of it
        const PieceImage image = loadPieceImage(m_root, kPiece, target, {400, 400});
        QTEST(image.relative, "relative");
        QCOMPARE(image.picture.size(), shown.isValid() ? shown : QSize(0, 0));
        QCOMPARE(image.problem.isEmpty(), shown.isValid());
        QVERIFY2(image.problem.contains(says), qPrintable(image.problem));
        if (shown.isValid())
            QCOMPARE(image.size, size);
    }

    void shownInThePiece()
    {
        write(m_root + u'/' + kPiece, "---\ntitle: A\nplatform: website\nstatus: In Review\n---\nOne <b>two</b>.\n\n![w](wide.png) ![g](gone.png)\n"
                                      "![r](https://example.org/a.png)\n");
        const PlatformLimits limits;
        const auto piece = renderPiece(m_root, kPiece, read(m_root + u'/' + kPiece), limits);
        QVERIFY(piece);
        PieceView view;
        view.setPiece(*piece, limits, {});
        view.resize(700, 900);
        view.show();
        QTRY_VERIFY(!view.findChildren<QLabel*>(u"picture"_s).isEmpty() && view.findChildren<QLabel*>(u"picture"_s).constFirst()->isVisible());
        const QStringList expected{u"content/posts/wide.png · 3,000 × 1,500 · "_s, u"content/posts/gone.png: There is no such file."_s,
                                   u"https://example.org/a.png: On another computer"_s};
        for (qsizetype i = 0; i < expected.size(); ++i)
            QTRY_VERIFY2(captions(view).value(i).startsWith(expected.at(i)), qPrintable(captions(view).join(u'\n')));
        QVERIFY(!view.findChildren<QLabel*>(u"picture"_s).at(1)->isVisible());
        // The page without the raw HTML, as it goes out, and a sentence that says so.
        const auto* page = view.findChild<SafeTextBrowser*>(u"page"_s);
        QVERIFY2(page->toPlainText().startsWith(u"A\nOne two."_s), qPrintable(page->toPlainText()));
        QVERIFY(view.findChild<QLabel*>(u"problem"_s)->text().contains(u"the first is <b>"_s));
        // A missing one that is put there is found.
        write(m_root + u"/content/posts/gone.png"_s, pngOf({20, 20}));
        view.reloadImages();
        QTRY_VERIFY(view.findChildren<QLabel*>(u"picture"_s).at(1)->isVisible());
    }

    /// A text is as high as it is long before anything is drawn: what follows it stands beneath it.
    void nothingStandsOverTheText()
    {
        write(m_root + u'/' + kPiece, "---\ntitle: A\nplatform: website\nsources: [one]\nstatus: In Review\n---\n" +
                                          QByteArray("A paragraph that is longer than a narrow page is wide.\n\n").repeated(60));
        const auto piece = renderPiece(m_root, kPiece, read(m_root + u'/' + kPiece), {});
        QVERIFY(piece);
        QScrollArea scroll;
        scroll.setWidgetResizable(true);
        auto* view = new PieceView;
        scroll.setWidget(view);
        scroll.resize(420, 500);
        view->setPiece(*piece, {}, {});
        scroll.show();
        QCoreApplication::sendPostedEvents(); // no more than the first frame has
        const auto* page = view->findChild<SafeTextBrowser*>(u"page"_s);
        const auto isWhole = [page] { return page->height() >= page->document()->size().height() && page->verticalScrollBar()->maximum() == 0; };
        QVERIFY2(isWhole(), qPrintable(QString::number(page->height())));
        for (const QLabel* label : view->findChildren<QLabel*>())
            QVERIFY2(!label->isVisible() || !label->geometry().intersects(page->geometry()), qPrintable(label->text()));
        scroll.resize(900, 500);
        QTRY_VERIFY(isWhole());
    }

    /// Where a service gets the Markdown itself, raw HTML goes out with it: then it is to be seen.
    void rawHtmlThatGoesOutIsShown()
    {
        write(m_root + u'/' + kPiece, "---\ntitle: A\nplatform: website\nstatus: In Review\n---\nOne <b>two</b>.\n");
        const auto piece = renderPiece(m_root, kPiece, read(m_root + u'/' + kPiece), {});
        QVERIFY(piece);
        PieceView view;
        view.setPiece(*piece, {}, {{.name = u"body"_s, .value = QString::fromUtf8(piece->markdown)}});
        QVERIFY(view.findChild<SafeTextBrowser*>(u"page"_s)->toPlainText().contains(u"<b>two</b>"_s));
    }

    /// Only the bytes that an approval would be bound to are shown for it.
    void anotherFileIsNotShownInItsPlace()
    {
        const auto found = piecePictures(m_root, kPiece, {u"wide.png"_s});
        QCOMPARE(found.size(), 1);
        QVERIFY(!loadPieceImage(m_root, kPiece, u"wide.png"_s, {400, 400}, found.constFirst().sha256).picture.isNull());
        const PieceImage other = loadPieceImage(m_root, kPiece, u"small.jpg"_s, {400, 400}, found.constFirst().sha256);
        QVERIFY(other.picture.isNull());
        QVERIFY2(other.problem.contains(u"changed just now"_s), qPrintable(other.problem));
    }

    /// Characters as people see them, not bytes.
    void lengthOfAPage()
    {
        write(m_root + u'/' + kPiece, "---\ntitle: A\nplatform: website\nstatus: In Review\n---\n*L\u2019\u00e9t\u00e9* \U0001F6B2\n");
        const auto piece = renderPiece(m_root, kPiece, read(m_root + u'/' + kPiece), {});
        QVERIFY(piece);
        PieceView view;
        view.setPiece(*piece, {}, {});
        QStringList texts;
        for (const QLabel* label : view.findChildren<QLabel*>())
            texts.append(label->text());
        QVERIFY2(texts.contains(u"Page \u00b7 7 character(s)"_s) || texts.contains(u"Page \u00b7 7 characters"_s), qPrintable(texts.join(u'\n')));
    }

    /// A card that does not know the folder names them.
    void onlyNamedWithoutAFolder()
    {
        PieceImages images;
        images.setImages({}, kPiece, {u"wide.png"_s, u"<b>x.png"_s});
        images.show();
        QTest::qWait(50);
        QCOMPARE(captions(images), (QStringList{u"wide.png"_s, u"<b>x.png"_s}));
        for (const QLabel* label : images.findChildren<QLabel*>(u"imageCaption"_s))
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
};

QTEST_MAIN(TestPieceImages)
#include "tst_pieceimages.moc"
