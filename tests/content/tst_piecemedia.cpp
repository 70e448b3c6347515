// SPDX-License-Identifier: MIT
#include "core/content/piecemedia.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestPieceMedia : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void targets_data()
    {
        using Kind = PieceMedia::Kind;
        QTest::addColumn<QString>("target");
        QTest::addColumn<PieceMedia::Kind>("kind");
        QTest::addColumn<QStringList>("candidates");
        const auto row = [](const char* name, const QString& target, Kind kind, const QStringList& candidates = {}) {
            QTest::newRow(name) << target << kind << candidates;
        };
        row("beside", u"a.png"_s, Kind::File, {u"content/posts/a.png"_s, u"a.png"_s});
        row("beneath", u"img/a.png"_s, Kind::File, {u"content/posts/img/a.png"_s, u"img/a.png"_s});
        row("above", u"../img/a.png"_s, Kind::File, {u"content/img/a.png"_s});
        row("from the top", u"/brand/a.png"_s, Kind::File, {u"brand/a.png"_s});
        row("as people write it", u"brand/a.png"_s, Kind::File, {u"content/posts/brand/a.png"_s, u"brand/a.png"_s});
        row("spaces", u"my%20own.png"_s, Kind::File, {u"content/posts/my own.png"_s, u"my own.png"_s});
        row("query", u"a.png?size=2#top"_s, Kind::File, {u"content/posts/a.png"_s, u"a.png"_s});
        row("out", u"../../../etc/hostname"_s, Kind::Outside);
        row("out, encoded", u"%2e%2e/%2e%2e/%2e%2e/x.png"_s, Kind::Outside);
        row("out from the top", u"/../x.png"_s, Kind::Outside);
        row("there and back", u"../posts/a.png"_s, Kind::File, {u"content/posts/a.png"_s});
        row("http", u"http://example.org/a.png"_s, Kind::Remote);
        row("https, large letters", u"HTTPS://example.org/a.png"_s, Kind::Remote);
        row("no scheme", u"//example.org/a.png"_s, Kind::Remote);
        row("data", u"data:image/png;base64,AAAA"_s, Kind::Inline);
        row("file", u"file:///etc/hostname"_s, Kind::Outside);
        row("drive", u"C:\\x.png"_s, Kind::Outside);
        row("backslash", u"..\\x.png"_s, Kind::Outside);
        row("nul", u"a%00.png"_s, Kind::Outside);
        row("nothing", QString(), Kind::Outside);
        row("the folder", u"."_s, Kind::File, {u"content/posts"_s}); // is no file; opening it says so
    }
    void targets()
    {
        QFETCH(const QString, target);
        QFETCH(const PieceMedia::Kind, kind);
        QFETCH(const QStringList, candidates);
        QCOMPARE(pieceMedia(u"content/posts/a.md"_s, target), (PieceMedia{.kind = kind, .candidates = candidates}));
    }
};

QTEST_GUILESS_MAIN(TestPieceMedia)
#include "tst_piecemedia.moc"
