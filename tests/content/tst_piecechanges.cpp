// SPDX-License-Identifier: MIT
#include "core/content/piecechanges.h"
#include "core/content/pieceproblems.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestPieceChanges : public QObject {
    Q_OBJECT

private:
    /// "a" is content/a.md; "a:Title" has that title; "a#slug" that slug.
    static Piece piece(const QString& word)
    {
        const QString name = word.section(u'#', 0, 0).section(u':', 0, 0);
        QByteArray head;
        if (word.contains(u':'))
            head += "title: " + word.section(u':', 1).section(u'#', 0, 0).toUtf8() + '\n';
        if (word.contains(u'#'))
            head += "slug: " + word.section(u'#', 1).toUtf8() + '\n';
        return pieceFrom(u"/p"_s, u"content/"_s + name + u".md"_s, "---\n" + head + "---\n");
    }
    static QList<Piece> pieces(const QString& words)
    {
        QList<Piece> all;
        for (const QString& word : words.split(u' ', Qt::SkipEmptyParts))
            all += piece(word);
        return all;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void differences_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QList<PieceChange>>("changes");
        using Changes = QList<PieceChange>;
        QTest::newRow("none") << u"a b c"_s << u"a b c"_s << Changes{};
        QTest::newRow("from nothing") << QString() << u"a b"_s << Changes{{-1, 0}, {-1, 1}};
        QTest::newRow("to nothing") << u"a b"_s << QString() << Changes{{0, -1}, {1, -1}};
        QTest::newRow("one says something else") << u"a b c"_s << u"a b:New c"_s << Changes{{1, 1}};
        QTest::newRow("one comes in between") << u"a c"_s << u"a b c"_s << Changes{{-1, 1}};
        QTest::newRow("one goes, one changes") << u"a b c"_s << u"a c:New"_s << Changes{{1, -1}, {2, 1}};
        QTest::newRow("renamed") << u"a b"_s << u"b c"_s << Changes{{0, -1}, {-1, 1}};
    }
    void differences()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QList<PieceChange>, changes);
        QCOMPARE(pieceChanges(pieces(before), pieces(after), 10), std::optional(changes));
        if (!changes.isEmpty())
            QCOMPARE(pieceChanges(pieces(before), pieces(after), changes.size() - 1), std::nullopt);
    }

    void anotherFlowIsADifference()
    {
        const QList<Piece> before{pieceFrom(u"/p"_s, u"content/a.md"_s, "---\nstatus: proofread\n---\n")};
        StatusFlow flow;
        QVERIFY(flow.add(u"Proofread"_s, PieceStatus::InReview, true).has_value());
        QList<Piece> after = before;
        judgeStatus(after[0], flow);
        QCOMPARE(pieceChanges(before, after, 10), std::optional(QList<PieceChange>{{0, 0}}));
        QList<Piece> later = before;
        later[0].changed = QDateTime::fromSecsSinceEpoch(1);
        QCOMPARE(pieceChanges(before, later, 10), std::optional(QList<PieceChange>{}));
    }

    void problemsFollow()
    {
        const QList<Piece> all = pieces(u"a b c#a d#a"_s);
        PieceProblems problems;
        problems.set(all);
        QCOMPARE(problems.count(), 3);
        QVERIFY(!problems.has(all[1]));
        QCOMPARE(problems.of(all[1]), QStringList());
        QCOMPARE(problems.of(all[0]), QStringList{u"content/c.md has the slug “a” too, so a card or a link cannot tell them apart."_s});
        QCOMPARE(problems.of(all[3]), QStringList{u"content/a.md has the slug “a” too, so a card or a link cannot tell them apart."_s});
        QCOMPARE(problems.withSlug(u"a"_s), (QStringList{u"content/a.md"_s, u"content/c.md"_s, u"content/d.md"_s}));
        problems.remove(all[0]);
        QCOMPARE(problems.count(), 2);
        problems.remove(all[2]);
        QCOMPARE(problems.count(), 0);
        QVERIFY(!problems.has(all[3]));
        const Piece broken = pieceFrom(u"/p"_s, u"content/x.md"_s, "---\na: 1\na: 2\n---\n");
        problems.add(broken);
        QCOMPARE(problems.count(), 1);
        QCOMPARE(problems.of(broken), QStringList{broken.problem});
        problems.remove(broken);
        problems.remove(broken); // once is enough
        QCOMPARE(problems.count(), 0);
    }
};

QTEST_GUILESS_MAIN(TestPieceChanges)
#include "tst_piecechanges.moc"
