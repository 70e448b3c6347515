// SPDX-License-Identifier: MIT
// The pictures of a piece: found once, sent as found, and what does not get there is said before anybody approves.
#include "core/base/hash.h"
#include "core/content/gateproblems.h"
#include "core/content/mediatype.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kPng = "\x89PNG\r\n\x1a\nbeside the piece";
const QByteArray kOther = "\x89PNG\r\n\x1a\nat the top of the folder";
const QString kPiece = u"content/posts/a.md"_s;

} // namespace

class TestGateProblems : public QObject {
    Q_OBJECT

private:
    TempProject m_place;

    static PublishGate gate(const QByteArray& arguments, const QByteArray& more = {})
    {
        const auto pipeline =
            parsePipeline("platforms:\n  website:\n    service: site\n    tool: create_post\n" + more + "    arguments: " + arguments + "\n");
        return pipeline && pipeline->gates.size() == 1 && pipeline->problems.isEmpty() ? pipeline->gates.constFirst() : PublishGate();
    }
    static PublishGate site() { return gate("{content: piece.html, media: piece.media}", "    pictures: ../media/{name}\n"); }
    static PublishGate social() { return gate("{text: piece.text, media: piece.media, sums: piece.media_sha256}", "    pictures: files\n"); }
    [[nodiscard]] RenderedPiece piece(const QByteArray& body) const
    {
        const QString root = m_place.path(u"p"_s);
        auto made = renderPiece(root, kPiece, "---\ntitle: T\nplatform: website\n---\nText\n\n" + body + '\n', {});
        if (!made)
            return {};
        made->pictures = piecePictures(root, kPiece, made->media);
        return *made;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        m_place.write(u"p/content/posts/pictures/a.png"_s, kPng);
        m_place.write(u"p/pictures/a.png"_s, kOther);
        m_place.write(u"p/brand/logo.png"_s, kOther);
        m_place.write(u"p/content/posts/film.mp4"_s, QByteArray("\0\0\0\x18"
                                                                "ftypmp42",
                                                                12));
        m_place.write(u"p/content/posts/drawing.svg"_s, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        m_place.write(u"outside.png"_s, kPng);
    }

    void found_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("holds"); // empty: nothing goes out
        QTest::newRow("beside the piece before the top") << u"pictures/a.png"_s << u"content/posts/pictures/a.png"_s << kPng;
        QTest::newRow("from the top, with a slash") << u"/pictures/a.png"_s << u"pictures/a.png"_s << kOther;
        QTest::newRow("from the top, as people write it") << u"brand/logo.png"_s << u"brand/logo.png"_s << kOther;
        QTest::newRow("up and down") << u"../../brand/logo.png"_s << u"brand/logo.png"_s << kOther;
        QTest::newRow("missing") << u"gone.png"_s << u"content/posts/gone.png"_s << QByteArray();
        QTest::newRow("out of the folder") << u"../../../outside.png"_s << QString() << QByteArray();
        QTest::newRow("a drawing") << u"drawing.svg"_s << u"content/posts/drawing.svg"_s << QByteArray();
        QTest::newRow("written into the text") << u"data:image/png;base64,AA=="_s << QString() << QByteArray();
    }
    void found()
    {
        QFETCH(const QString, target);
        QFETCH(const QByteArray, holds);
        const QList<PiecePicture> pictures = piecePictures(m_place.path(u"p"_s), kPiece, {target});
        QCOMPARE(pictures.size(), 1);
        QTEST(pictures.constFirst().path, "path");
        QCOMPARE(pictures.constFirst().problem.isEmpty(), !holds.isEmpty());
        if (!holds.isEmpty())
            QCOMPARE(pictures.constFirst().sha256, sha256Hex(holds));
    }

    void notMoreThanCanBeSeen()
    {
        const QList<PiecePicture> pictures =
            piecePictures(m_place.path(u"p"_s), kPiece, QStringList(kMostPictures, u"/pictures/a.png"_s) + QStringList{u"brand/logo.png"_s});
        QVERIFY(pictures.at(kMostPictures - 1).problem.isEmpty());
        QVERIFY2(pictures.constLast().problem.contains(u"more than 50"_s), qPrintable(pictures.constLast().problem));
    }

    void whatIsSent()
    {
        const RenderedPiece made = piece("![a](pictures/a.png) ![far](https://example.org/b.png)");
        const auto post = makePublishCall(made, social(), "{}");
        QVERIFY(post);
        const QByteArray media = "[\"content/posts/pictures/a.png\",\"https://example.org/b.png\"]";
        QCOMPARE(post->inputJson, QByteArray("{\"text\":\"Text\",\"media\":" + media + ",\"sums\":[\"" + sha256Hex(kPng) + "\",\"\"]}"));
        const auto page = makePublishCall(made, site(), "{}");
        QVERIFY(page);
        const QByteArray name = sha256Hex(kPng).first(24) + ".png";
        QCOMPARE(mediaNameOf(sha256Hex(kPng), u"image/png"_s), QString::fromLatin1(name));
        QVERIFY2(page->inputJson.contains(QByteArray("<img src=\\\"../media/" + name + "\\\" alt=\\\"a\\\" />")), page->inputJson.constData());
        QVERIFY(page->inputJson.contains("<img src=\\\"https://example.org/b.png\\\""));
        QVERIFY(page->inputJson.contains(QByteArray("\"media\":" + media)));
    }

    /// Also where the service is told nothing of the bytes.
    void anApprovalIsOfTheBytes()
    {
        const PublishGate plain = gate("{text: piece.text, media: piece.media}", "    pictures: files\n");
        const auto bound = [&] { return makePublishCall(piece("![a](/swapped.png)"), plain, "{}"); };
        m_place.write(u"p/swapped.png"_s, kPng);
        const auto before = bound();
        m_place.write(u"p/swapped.png"_s, kOther);
        const auto after = bound();
        QVERIFY(before && after);
        QCOMPARE(before->inputJson, after->inputJson);
        QVERIFY(before->boundJson != after->boundJson);
        QVERIFY(!arePicturesAsBefore(m_place.path(u"p"_s), before->pictures));
        QVERIFY(arePicturesAsBefore(m_place.path(u"p"_s), after->pictures));
    }

    void problems_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<PublishGate>("gate");
        QTest::addColumn<QString>("says"); // empty: nothing
        QTest::addColumn<bool>("blocks");
        const QByteArray file = "![a](pictures/a.png)";
        const QByteArray far = "![a](https://example.org/a.png)";
        const PublishGate web = gate("{content: piece.html}");
        QTest::newRow("a page that shows it") << file << site() << QString() << false;
        QTest::newRow("a post that takes it") << file << social() << QString() << false;
        QTest::newRow("a page at a web address only") << file << web << u"by their web address only"_s << true;
        QTest::newRow("a post that takes addresses")
            << file << gate("{text: piece.text, media: piece.media}") << u"by their web address only"_s << true;
        QTest::newRow("a text alone") << file << gate("{text: piece.text}") << u"is given no pictures"_s << true;
        QTest::newRow("a text alone, another computer") << far << gate("{text: piece.text}") << u"is given no pictures"_s << true;
        QTest::newRow("Markdown") << file << gate("{content: piece.body}") << u"nobody knows where"_s << true;
        QTest::newRow("another computer") << far << web << u"on another computer"_s << false;
        QTest::newRow("another computer, half an address") << QByteArray("![a](//example.org/a.png)") << social() << u"neither https"_s << true;
        QTest::newRow("missing") << QByteArray("![a](gone.png)") << site() << u"there is no such file"_s << true;
        QTest::newRow("out of the folder") << QByteArray("![a](../../../outside.png)") << site() << u"leads out"_s << true;
        QTest::newRow("written into the text") << QByteArray("![a](data:image/png;base64,AA==)") << site() << u"into the text itself"_s << true;
        QTest::newRow("a drawing") << QByteArray("![a](drawing.svg)") << site() << u"is no PNG"_s << true;
        QTest::newRow("a film in a page") << QByteArray("![a](film.mp4)") << site() << u"is no image"_s << true;
        QTest::newRow("a film in a post") << QByteArray("![a](film.mp4)") << social() << QString() << false;
        QTest::newRow("none") << QByteArray("More") << web << QString() << false;
    }
    void problems()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const PublishGate, gate);
        QFETCH(const QString, says);
        QVERIFY(!gate.tool.isEmpty());
        const auto found = gateProblems(piece(body), gate, QDateTime::currentDateTimeUtc());
        QCOMPARE(found.size(), says.isEmpty() ? 0 : 1);
        if (says.isEmpty())
            return;
        QVERIFY2(found.constFirst().text.contains(says), qPrintable(found.constFirst().text));
        QTEST(found.constFirst().blocks, "blocks");
    }

    void waysThatAreNone_data()
    {
        QTest::addColumn<QByteArray>("way");
        QTest::addColumn<QByteArray>("arguments");
        const QByteArray media = "{content: piece.html, media: piece.media}";
        QTest::newRow("a word") << QByteArray("upload") << media;
        QTest::newRow("no name in it") << QByteArray("../media/") << media;
        QTest::newRow("something that runs") << QByteArray("'javascript:{name}'") << media;
        QTest::newRow("nothing carries them") << QByteArray("files") << QByteArray("{content: piece.html}");
    }
    void waysThatAreNone()
    {
        QFETCH(const QByteArray, way);
        QFETCH(const QByteArray, arguments);
        const auto pipeline =
            parsePipeline("platforms:\n  website:\n    service: s\n    tool: t\n    pictures: " + way + "\n    arguments: " + arguments + "\n");
        QVERIFY(pipeline && pipeline->gates.size() == 1);
        QCOMPARE(pipeline->problems.size(), 1);
        QCOMPARE(pipeline->problems.constFirst().line, 5);
        QCOMPARE(pipeline->gates.constFirst().pictures, QString());
    }
};

QTEST_GUILESS_MAIN(TestGateProblems)
#include "tst_gateproblems.moc"
