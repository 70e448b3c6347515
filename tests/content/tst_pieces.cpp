// SPDX-License-Identifier: MIT
#include "core/content/piecereader.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestPieces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void statusNames();
    void moveRules();
    void reading();
    void brokenPiecesAreThere();
    void settingStatus_data();
    void settingStatus();
    void statusThatCannotBeSet();
    void comparing();
    void comparingLinkedCards();
};

void TestPieces::statusNames()
{
    for (int i = 1; i <= static_cast<int>(PieceStatus::Published); ++i) {
        const auto status = static_cast<PieceStatus>(i);
        QCOMPARE(statusOf(statusName(status)), status);
        QCOMPARE(statusOf(statusName(status).toLower().replace(u' ', u'-')), status);
        QCOMPARE(statusOf(statusName(status).toUpper().replace(u' ', u'_')), status);
    }
    QCOMPARE(statusOf(u"Backlog"), PieceStatus::Queued);
    QCOMPARE(statusOf(u"Write"), PieceStatus::InProgress);
    QCOMPARE(statusOf(u"Done"), PieceStatus::Unknown);
    QCOMPARE(statusOf(u""), PieceStatus::Unknown);
}

void TestPieces::moveRules()
{
    using S = PieceStatus;
    const auto moveRule = [](S from, S to) { return StatusFlow().moveRule(from, to); };
    const QList<S> all = {S::Unknown, S::Queued, S::Draft, S::InProgress, S::InReview, S::Approved, S::Scheduled, S::Published};
    for (const S from : all) {
        for (const S to : all) {
            const MoveRule rule = moveRule(from, to);
            if (from == to)
                QCOMPARE(rule, MoveRule::Anyone);
            else if (to == S::Approved)
                QCOMPARE(rule, from == S::InReview || from == S::Scheduled ? MoveRule::PersonOnly : MoveRule::Nobody);
            else if (to == S::Scheduled || to == S::Published)
                QVERIFY(rule == MoveRule::ProofOnly || rule == MoveRule::Nobody);
            else if (from == S::Published)
                QCOMPARE(rule, MoveRule::PersonOnly);
        }
    }
    QCOMPARE(moveRule(S::Draft, S::InProgress), MoveRule::Anyone);
    QCOMPARE(moveRule(S::Queued, S::InProgress), MoveRule::Anyone);
    QCOMPARE(moveRule(S::Draft, S::InReview), MoveRule::Nobody);
    QCOMPARE(moveRule(S::Approved, S::InReview), MoveRule::Anyone);
    QCOMPARE(moveRule(S::Scheduled, S::Draft), MoveRule::Anyone);
    QCOMPARE(moveRule(S::Approved, S::Published), MoveRule::ProofOnly);
    QCOMPARE(moveRule(S::Scheduled, S::Published), MoveRule::ProofOnly);
    QCOMPARE(moveRule(S::InReview, S::Published), MoveRule::Nobody);
    QCOMPARE(moveRule(S::Unknown, S::Published), MoveRule::Nobody);
}

void TestPieces::reading()
{
    const test::TempProject project;
    project.write(
        u"content/articles/a.md"_s,
        "---\ntitle: Bike lights: a guide\ntype: article\nplatform: website\nstatus: in-review\nsources: [s1, s2]\nslug: lights\n---\n# Other\n");
    project.write(u"content/b.md"_s, "# A *title*\n\ntext");
    project.write(u"content/deep/er/c.md"_s, "");
    project.write(u"content/image.png"_s, "x");
    project.write(u"elsewhere/d.md"_s, "x");
    const QList<Piece> pieces = *loadPieces(project.path());
    QCOMPARE(pieces.size(), 3);
    QCOMPARE(pieces[0].relative, u"content/articles/a.md"_s);
    QCOMPARE(pieces[0].path, project.path(u"content/articles/a.md"_s));
    QCOMPARE(pieces[0].title, u"Bike lights: a guide"_s);
    QCOMPARE(pieces[0].type, u"article"_s);
    QCOMPARE(pieces[0].platform, u"website"_s);
    QCOMPARE(pieces[0].status, PieceStatus::InReview);
    QCOMPARE(pieces[0].statusText, u"in-review"_s);
    QCOMPARE(pieces[0].sources, (QStringList{u"s1"_s, u"s2"_s}));
    QCOMPARE(pieces[0].slug, u"lights"_s);
    QCOMPARE(pieces[1].title, u"A *title*"_s);
    QCOMPARE(pieces[1].slug, u"b"_s);
    QCOMPARE(pieces[2].title, u"c"_s);
    QCOMPARE(pieces[2].status, PieceStatus::Unknown);
}

void TestPieces::brokenPiecesAreThere()
{
    const test::TempProject project;
    project.write(u"content/a.md"_s, "---\nstatus: Draft\nstatus: Approved\n---\n");
    project.write(u"content/b.md"_s, QByteArray("\0", 1));
    project.write(u"outside.md"_s, "secret");
    project.link(u"/etc/hostname"_s, u"content/c.md"_s);
    const QList<Piece> pieces = *loadPieces(project.path());
    QCOMPARE(pieces.size(), 3);
    for (const Piece& piece : pieces) {
        QVERIFY2(!piece.problem.isEmpty(), qPrintable(piece.relative));
        QCOMPARE(piece.status, PieceStatus::Unknown);
    }
}

void TestPieces::settingStatus_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("plain") << QByteArray("---\ntitle: x\nstatus: Draft\nslug: y\n---\nstatus: stays\n")
                           << QByteArray("---\ntitle: x\nstatus: In Review\nslug: y\n---\nstatus: stays\n");
    QTest::newRow("comment kept") << QByteArray("---\nstatus: Draft   # why\n---\n") << QByteArray("---\nstatus: In Review   # why\n---\n");
    QTest::newRow("quoted") << QByteArray("---\nstatus:   \"Draft\"\r\n---\r\n") << QByteArray("---\nstatus: In Review\r\n---\r\n");
    QTest::newRow("empty") << QByteArray("---\nstatus:\nslug: y\n---\n") << QByteArray("---\nstatus: In Review\nslug: y\n---\n");
    QTest::newRow("key as written") << QByteArray("\xEF\xBB\xBF---\nStatus: Draft\n---\n") << QByteArray("\xEF\xBB\xBF---\nStatus: In Review\n---\n");
    QTest::newRow("missing key") << QByteArray("---\r\ntitle: x\r\n---\r\nbody") << QByteArray("---\r\ntitle: x\r\nstatus: In Review\r\n---\r\nbody");
    QTest::newRow("missing frontmatter") << QByteArray("# T\n") << QByteArray("---\nstatus: In Review\n---\n\n# T\n");
    QTest::newRow("wide characters before") << QByteArray("---\ntitle: \xF0\x9F\x8E\x89\nstatus: Entwurf \xC3\xBC # c\n---\n")
                                            << QByteArray("---\ntitle: \xF0\x9F\x8E\x89\nstatus: In Review # c\n---\n");
}

void TestPieces::settingStatus()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const Result<QByteArray> result = withPieceStatus(before, PieceStatus::InReview);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QCOMPARE(*result, after);
    QCOMPARE(pieceFrom(u"/r"_s, u"content/a.md"_s, *result).status, PieceStatus::InReview);
}

void TestPieces::statusThatCannotBeSet()
{
    for (const QByteArray& text :
         {QByteArray("---\nstatus: a\nstatus: b\n---\n"), QByteArray("---\nstatus: >\n  Draft\n---\n"), QByteArray("---\nstatus:\n  - a\n---\n"),
          QByteArray("---\nstatus:\n- a\n---\n"), QByteArray("---\nstatus:\n  Draft\n---\n"), QByteArray("\0", 1)})
        QVERIFY2(!withPieceStatus(text, PieceStatus::Draft), text.constData());
}

void TestPieces::comparing()
{
    const Board board = parseBoard("## In Review\n- Article: A (a)\n- Article: B (b)\n- no slug\n## Ideas box\n- C (c)\n");
    QList<Piece> pieces = {pieceFrom(u"/r"_s, u"content/a.md"_s, "---\ntitle: A\nstatus: Draft\n---\n"),
                           pieceFrom(u"/r"_s, u"content/c.md"_s, "---\nstatus: Published\n---\n"),
                           pieceFrom(u"/r"_s, u"content/done.md"_s, "---\nstatus: Done\n---\n"),
                           pieceFrom(u"/r"_s, u"content/out.md"_s, "---\nstatus: Published\n---\n"),
                           pieceFrom(u"/r"_s, u"content/lost.md"_s, "---\nstatus: In Progress\n---\n"),
                           pieceFrom(u"/r"_s, u"content/x/a.md"_s, "no status")};
    const QList<ContentWarning> found = compareBoard(board, u"/r/context/active-work.md"_s, pieces);
    QStringList codes;
    for (const ContentWarning& warning : found)
        codes.append(warning.code + u':' + QString::number(warning.line));
    QCOMPARE(codes, (QStringList{u"piece.same-slug:0"_s, u"piece.status-differs:3"_s, u"board.card-without-piece:3"_s, u"piece.without-card:2"_s}));
    QCOMPARE(found[0].path, u"/r/content/x/a.md"_s);
    QVERIFY(found[1].text.contains(u"Draft"_s) && found[1].text.contains(u"In Review"_s));
    QCOMPARE(found[1].path, u"/r/content/a.md"_s);
    QCOMPARE(found[3].path, u"/r/content/lost.md"_s);
}

/// A link names a piece as well as a slug does, and better.
void TestPieces::comparingLinkedCards()
{
    const Board board = parseBoard("## Draft\n- [A](../content/x/a.md)\n- [gone](../content/gone.md) (a)\n- [b](../content/b.md) (other)\n");
    const QList<Piece> pieces = {pieceFrom(u"/r"_s, u"content/x/a.md"_s, "---\nstatus: In Review\n---\n"),
                                 pieceFrom(u"/r"_s, u"content/b.md"_s, "---\nstatus: Draft\n---\n")};
    QStringList codes;
    for (const ContentWarning& warning : compareBoard(board, u"/r/context/active-work.md"_s, pieces))
        codes.append(warning.code + u':' + warning.path.section(u'/', 2));
    QCOMPARE(codes, (QStringList{u"piece.status-differs:content/x/a.md"_s, u"board.card-without-piece:context/active-work.md"_s}));
}

QTEST_GUILESS_MAIN(TestPieces)
#include "tst_pieces.moc"
