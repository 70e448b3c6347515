// SPDX-License-Identifier: MIT
// Cards joined with pieces, and which moves are legal.
#include "core/content/boardview.h"
#include "core/content/cardline.h"
#include "core/content/pieces.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

QList<Piece> somePieces()
{
    return {pieceFrom(u"/r"_s, u"content/articles/lights.md"_s, "---\ntitle: Lights\ntype: article\nplatform: website\nstatus: In Review\n---\n"),
            pieceFrom(u"/r"_s, u"content/posts/odd (1).md"_s, "---\ntitle: Odd\nstatus: Draft\n---\n"),
            pieceFrom(u"/r"_s, u"content/posts/twice.md"_s, "---\nstatus: Draft\n---\n"),
            pieceFrom(u"/r"_s, u"content/videos/twice.md"_s, "---\nstatus: Draft\n---\n"),
            pieceFrom(u"/r"_s, u"content/done.md"_s, "---\nstatus: Done\n---\n"),
            pieceFrom(u"/r"_s, u"content/broken.md"_s, "---\nstatus: Draft\nstatus: Draft\n---\n")};
}

CardView firstCard(const QByteArray& line, const QByteArray& column = "Draft")
{
    const BoardView view = boardView("## " + column + "\n" + line + "\n", somePieces());
    return view.columns.constFirst().cards.constFirst();
}

} // namespace

class TestBoardView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void joins_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<PieceJoin>("join");
        QTest::addColumn<QString>("piece");
        QTest::addColumn<QString>("title");
        const QString lights = u"content/articles/lights.md"_s;
        QTest::newRow("slug") << QByteArray("- Article: Bike lights (lights)") << PieceJoin::Slug << lights << u"Bike lights"_s;
        QTest::newRow("link") << QByteArray("- [Bike lights](../content/articles/lights.md) - note") << PieceJoin::Link << lights << u"Bike lights"_s;
        QTest::newRow("link, from the top") << QByteArray("- [Bike lights](/content/articles/lights.md)") << PieceJoin::Link << lights
                                            << u"Bike lights"_s;
        QTest::newRow("link, from the top without slash")
            << QByteArray("- [B](content/articles/lights.md#part)") << PieceJoin::Link << lights << u"B"_s;
        QTest::newRow("link, its words divide nothing")
            << QByteArray("- Post: [A: b - c](../content/articles/lights.md) - note") << PieceJoin::Link << lights << u"A: b - c"_s;
        QTest::newRow("link, escaped") << QByteArray("- [O](../content/posts/odd%20%281%29.md)") << PieceJoin::Link << u"content/posts/odd (1).md"_s
                                       << u"O"_s;
        QTest::newRow("link, in angle brackets") << QByteArray("- [O](<../content/posts/odd (1).md>)") << PieceJoin::Link
                                                 << u"content/posts/odd (1).md"_s << u"O"_s;
        QTest::newRow("a link wins over a slug") << QByteArray("- [O](../content/posts/odd%20%281%29.md) (lights)") << PieceJoin::Link
                                                 << u"content/posts/odd (1).md"_s << u"O"_s;
        QTest::newRow("a dead link does not fall back to the slug")
            << QByteArray("- [O](../content/gone.md) (lights)") << PieceJoin::Missing << QString() << u"O"_s;
        QTest::newRow("link out of the folder") << QByteArray("- [O](../../content/articles/lights.md)") << PieceJoin::Missing << QString() << u"O"_s;
        QTest::newRow("address") << QByteArray("- [O](https://a.example/content/articles/lights.md)") << PieceJoin::None << QString()
                                 << u"[O](https://a.example/content/articles/lights.md)"_s;
        QTest::newRow("link in the note only") << QByteArray("- O - see [x](../content/articles/lights.md)") << PieceJoin::None << QString()
                                               << u"O"_s;
        QTest::newRow("nothing") << QByteArray("- O") << PieceJoin::None << QString() << u"O"_s;
        QTest::newRow("no such slug") << QByteArray("- O (nowhere)") << PieceJoin::Missing << QString() << u"O"_s;
        QTest::newRow("slug of two") << QByteArray("- O (twice)") << PieceJoin::Ambiguous << QString() << u"O"_s;
    }
    void joins()
    {
        QFETCH(const QByteArray, line);
        const CardView card = firstCard(line);
        QTEST(card.join, "join");
        QTEST(card.piece, "piece");
        QTEST(card.card.title, "title");
    }

    void whatACardShows()
    {
        const CardView card = firstCard("- [x] Post: Bike lights (lights) - soon");
        QCOMPARE(card.type, u"article"_s); // the piece knows better
        QCOMPARE(card.platform, u"website"_s);
        QCOMPARE(card.status, PieceStatus::InReview);
        QCOMPARE(card.card.checked, std::optional(true));
        QCOMPARE(card.card.note, u"soon"_s);
        QVERIFY(card.outOfStep);
        QVERIFY(!firstCard("- Bike lights (lights)", "In Review").outOfStep);
        QVERIFY(!firstCard("- Bike lights (lights)", "Someday").outOfStep);
        QVERIFY(!firstCard("- x (done)").outOfStep);
    }

    void columnsThatAreMissing_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QStringList>("columns"); // missing ones with a +
        QTest::newRow("seed") << QByteArray("## In Progress\n## In Review\n## Queued\n")
                              << QStringList{u"In Progress"_s, u"In Review"_s, u"Queued"_s, u"+Draft"_s, u"+Approved"_s};
        QTest::newRow("of its own kind") << QByteArray("## Now\n## Later\n") << QStringList{u"Now"_s, u"Later"_s};
        QTest::newRow("no headings") << QByteArray("- a\n")
                                     << QStringList{QString(), u"+Draft"_s, u"+In Progress"_s, u"+In Review"_s, u"+Approved"_s};
        QTest::newRow("empty") << QByteArray() << QStringList{u"+Draft"_s, u"+In Progress"_s, u"+In Review"_s, u"+Approved"_s};
        QTest::newRow("two of a name") << QByteArray("## Doing\n## Doing\n## Draft\n## Review\n## Approved\n")
                                       << QStringList{u"Doing"_s, u"Doing"_s, u"Draft"_s, u"Review"_s, u"Approved"_s};
    }
    void columnsThatAreMissing()
    {
        QFETCH(const QByteArray, file);
        QStringList columns;
        for (const ColumnView& column : boardView(file, {}).columns)
            columns += (column.missing ? u"+"_s : QString()) + column.key.title;
        QTEST(columns, "columns");
    }

    /// Equal cards and equal headings are told apart, and found again after others came before them.
    void keys()
    {
        const QByteArray file = "## A\n- x\n- x\n## A\n- x\n  more\n- x";
        const Board board = parseBoard(file);
        QList<CardKey> keys;
        for (int column = 0; column < 2; ++column) {
            for (int card = 0; card < 2; ++card) {
                const CardKey key = cardKey(file, board, {column, card});
                QVERIFY(!keys.contains(key));
                keys.append(key);
                QCOMPARE(findCard(file, board, key), std::optional(CardPosition{column, card}));
            }
        }
        const QByteArray longer = "## New\n- n\n\n## A\n- y\n- x\n- x\n\n## A\n- x\n  more\n- x\n";
        QCOMPARE(findCard(longer, parseBoard(longer), keys[1]), std::optional(CardPosition{1, 2}));
        QCOMPARE(findCard(longer, parseBoard(longer), keys[2]), std::optional(CardPosition{2, 0}));
        const QByteArray edited = "## A\n- x!\n";
        QCOMPARE(findCard(edited, parseBoard(edited), keys[0]), std::nullopt);
    }

    void judging_data()
    {
        using S = PieceStatus;
        using K = MoveVerdict::Kind;
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("column");
        QTest::addColumn<PieceStatus>("to");
        QTest::addColumn<Mover>("mover");
        QTest::addColumn<MoveVerdict::Kind>("kind");
        QTest::addColumn<QString>("word"); // that the sentence holds
        const auto row = [](const char* name, const QByteArray& line, const QByteArray& column, S to, K kind, const QString& word = {},
                            Mover mover = Mover::Person) { QTest::newRow(name) << line << column << to << mover << kind << word; };
        row("no piece, one step", "- a", "Draft", S::InProgress, K::Allowed);
        row("no piece, back", "- a", "In Review", S::Queued, K::Allowed);
        row("no piece, two steps", "- a", "Draft", S::InReview, K::Refused, u"In Progress"_s);
        row("no piece, from a free column", "- a", "Someday", S::InReview, K::Allowed);
        row("no piece, no Approved", "- a", "In Review", S::Approved, K::Refused, u"create the piece first"_s);
        row("no piece, no Published", "- a", "Approved", S::Published, K::Refused, u"No piece, no Published"_s);
        row("missing piece, no Approved", "- a (gone)", "In Review", S::Approved, K::Refused, u"not beneath content/"_s);
        row("piece, Approved", "- a (lights)", "In Review", S::Approved, K::Approval);
        row("piece, Approved from a column out of step", "- a (lights)", "Draft", S::Approved, K::Approval);
        row("piece, Approved by the assistant", "- a (lights)", "In Review", S::Approved, K::Refused, u"Only a person"_s, Mover::Assistant);
        row("piece, Scheduled", "- a (lights)", "In Review", S::Scheduled, K::Refused, u"proof"_s);
        row("piece, Published", "- a (lights)", "In Review", S::Published, K::Refused, u"proof"_s);
        row("piece, back", "- a (lights)", "In Review", S::Draft, K::Allowed);
        row("piece, follow", "- a (lights)", "Draft", S::InReview, K::Allowed);
        row("piece, two steps by its own status", "- a (odd)", "In Progress", S::InReview, K::Allowed); // the slug of "odd (1)" is no slug: no piece
        row("draft, Approved", "- [O](../content/posts/odd%20%281%29.md)", "In Review", S::Approved, K::Refused, u"its piece is Draft"_s);
        row("draft in its column, Approved", "- [O](../content/posts/odd%20%281%29.md)", "Draft", S::Approved, K::Refused, u"In Review first"_s);
        row("to a free column", "- a (lights)", "In Review", S::Unknown, K::Allowed);
        row("slug of two", "- a (twice)", "Draft", S::InProgress, K::Refused, u"Several files"_s);
        row("slug of two, free column", "- a (twice)", "Draft", S::Unknown, K::Allowed);
        row("broken piece", "- a (broken)", "Draft", S::InProgress, K::Refused, u"content/broken.md"_s);
        row("unknown status of the piece", "- a (done)", "Draft", S::InReview, K::Allowed);
        row("unknown status of the piece, Approved", "- a (done)", "In Review", S::Approved, K::Refused, u"In Review first"_s);
    }
    void judging()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, column);
        QFETCH(const PieceStatus, to);
        QFETCH(const Mover, mover);
        QFETCH(const QString, word);
        const MoveVerdict verdict = judgeMove(firstCard(line, column), {to == PieceStatus::Unknown ? u"Parking"_s : statusName(to), 0}, to, mover);
        QTEST(verdict.kind, "kind");
        QVERIFY2(verdict.why.contains(word), qPrintable(verdict.why));
        QCOMPARE(verdict.why.isEmpty(), verdict.kind != MoveVerdict::Kind::Refused);
    }

    void ownColumnIsAlwaysAllowed()
    {
        for (const QByteArray& column : {QByteArray("Published"), QByteArray("Approved"), QByteArray("X")}) {
            const CardView card = firstCard("- a (twice)", column);
            QCOMPARE(judgeMove(card, card.key.column, card.columnStatus, Mover::Assistant).kind, MoveVerdict::Kind::Allowed);
        }
    }

    void boxes()
    {
        QCOMPARE(*setChecked("## A\r\n* [ ] a\r\n", {0, 0}, true), QByteArray("## A\r\n* [x] a\r\n"));
        QCOMPARE(*setChecked("\xEF\xBB\xBF- [X] a", {0, 0}, false), QByteArray("\xEF\xBB\xBF- [ ] a"));
        QCOMPARE(*setChecked("- [X] a\n", {0, 0}, true), QByteArray("- [X] a\n"));
        QCOMPARE(setChecked("- a\n", {0, 0}, true).error().code, ErrorCode::InvalidInput);
        QCOMPARE(setChecked("- a\n", {0, 1}, true).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestBoardView)
#include "tst_boardview.moc"
