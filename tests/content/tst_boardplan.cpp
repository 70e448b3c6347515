// SPDX-License-Identifier: MIT
// What a move writes, byte for byte.
#include "core/base/json.h"
#include "core/content/boardplan.h"
#include "core/content/newpiece.h"

#include <QFile>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

CardKey keyAt(const QByteArray& file, CardPosition at)
{
    return cardKey(file, parseBoard(file), at);
}

} // namespace

class TestBoardPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void kanbanCases_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("after");
        QHash<QString, QByteArray> after;
        after[u"KB-001"_s] = "just text\n- a\n";
        after[u"KB-003"_s] = "## Draft\n## Review\n- a\n  - x\n  ```\n  ## not a heading\n  ```\n  > q\n";
        after[u"KB-004"_s] = "## Draft\r\n## Review\r\n- b\r\n- a";
        after[u"KB-005"_s] = "## Draft\n- b\n## Review\n\t- a\r\n";
        after[u"KB-010"_s] = "## Draft\n```\n## Review\n- x\n```\n## Review\n- a\n";
        after[u"KB-011"_s] = QByteArray("\xEF\xBB\xBF") + "## Entwu\xCC\x88rfe\n## Review\n- a\n";
        QFile file(QStringLiteral(AIOS_SOURCE_DIR "/tests/content/data/kanban.jsonl"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const QByteArray& line : file.readAll().split('\n')) {
            if (line.isEmpty())
                continue;
            const json::value row = *parseJson(line);
            const QString id = jsonText(row.as_object(), "id");
            const auto& raw = jsonObject(row.as_object(), "input")->at("text").as_string();
            if (after.contains(id))
                QTest::newRow(qPrintable(id)) << QByteArray(raw.data(), static_cast<qsizetype>(raw.size())) << after.take(id);
            // KB-014, KB-015, KB-016 and KB-018 are about saving: tests/runtime/tst_boardlink.cpp and tests/base/tst_filewriter.cpp.
        }
        QVERIFY(after.isEmpty());
    }
    void kanbanCases()
    {
        QFETCH(const QByteArray, text);
        const BoardView view = boardView(text, {});
        // One column only: the card stays where it is, and so does every byte.
        const ColumnKey to = view.columns.value(view.columns.size() > 1 && !view.columns[1].missing ? 1 : 0).key;
        const Result<MovePlan> plan = planMove(text, {}, {}, view.columns[0].cards[0].key, {to, {}}, Mover::Person);
        // Draft to Review is two steps of the pipeline, so the board itself would refuse; the bytes are what these cases are about.
        if (!plan) {
            QCOMPARE(plan.error().code, ErrorCode::Denied);
            const Result<MovePlan> back = planMoveBack(text, {}, {}, {view.columns[0].cards[0].key, {to, {}}, {}, {}});
            QVERIFY2(back, qPrintable(back.error().message));
            QTEST(back->board, "after");
            return;
        }
        QTEST(plan->board, "after");
    }

    void moves_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<ColumnKey>("to");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("piece"); // empty: it does not change
        QTest::newRow("with its piece") << QByteArray("## Draft\n- A (a)\n\n## In Progress\n") << ColumnKey{u"In Progress"_s, 0}
                                        << QByteArray("## Draft\n\n## In Progress\n- A (a)\n") << QByteArray("---\nstatus: In Progress\n---\n");
        QTest::newRow("to where the piece is") << QByteArray("## In Review\n- A (a)\n## Draft\n") << ColumnKey{u"Draft"_s, 0}
                                               << QByteArray("## In Review\n## Draft\n- A (a)\n") << QByteArray();
        QTest::newRow("to a free column") << QByteArray("## Draft\n- A (a)\n## Parking\n") << ColumnKey{u"Parking"_s, 0}
                                          << QByteArray("## Draft\n## Parking\n- A (a)\n") << QByteArray();
        QTest::newRow("missing column") << QByteArray("## Draft\n- A (a)\n- b\n") << ColumnKey{u"In Progress"_s, 0}
                                        << QByteArray("## Draft\n- b\n\n## In Progress\n- A (a)\n") << QByteArray("---\nstatus: In Progress\n---\n");
        QTest::newRow("missing column, no last line end")
            << QByteArray("## Draft\r\n- b\r\n- A (a)") << ColumnKey{u"In Progress"_s, 0}
            << QByteArray("## Draft\r\n- b\r\n\r\n## In Progress\r\n- A (a)") << QByteArray("---\nstatus: In Progress\n---\n");
        QTest::newRow("missing column behind a blank line")
            << QByteArray("## Draft\n- A (a)\n\n") << ColumnKey{u"In Progress"_s, 0} << QByteArray("## Draft\n\n## In Progress\n- A (a)\n")
            << QByteArray("---\nstatus: In Progress\n---\n");
        QTest::newRow("same column") << QByteArray("## Draft\n- A (a)\n- b\n") << ColumnKey{u"Draft"_s, 0} << QByteArray("## Draft\n- b\n- A (a)\n")
                                     << QByteArray();
    }
    void moves()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const ColumnKey, to);
        const QByteArray file = "---\nstatus: Draft\n---\n";
        const QList<Piece> pieces{pieceFrom(u"/r"_s, u"content/a.md"_s, file)};
        const BoardView view = boardView(before, pieces);
        CardKey card;
        for (const ColumnView& column : view.columns) {
            for (const CardView& each : column.cards) {
                if (each.hasPiece())
                    card = each.key;
            }
        }
        const Result<MovePlan> plan = planMove(before, pieces, file, card, {to, {}}, Mover::Person);
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message));
        QTEST(plan->board, "after");
        QTEST(plan->pieceBytes, "piece");
        QCOMPARE(plan->card.bytes, card.bytes);
        QVERIFY(findCard(plan->board, parseBoard(plan->board), plan->card));
    }

    void inFrontOfAnother()
    {
        const QByteArray file = "## A\n- a\n- b\n- c\n## B\n- d\n- e\n";
        const CardKey a = keyAt(file, {0, 0});
        const auto moved = [&](const MoveTarget& to) { return planMove(file, {}, {}, a, to, Mover::Person)->board; };
        QCOMPARE(moved({{u"B"_s, 0}, keyAt(file, {1, 1})}), QByteArray("## A\n- b\n- c\n## B\n- d\n- a\n- e\n"));
        QCOMPARE(moved({{u"B"_s, 0}, CardKey{{u"B"_s, 0}, "- gone", 0}}), QByteArray("## A\n- b\n- c\n## B\n- d\n- e\n- a\n"));
        QCOMPARE(moved({{u"A"_s, 0}, keyAt(file, {0, 2})}), QByteArray("## A\n- b\n- a\n- c\n## B\n- d\n- e\n"));
        QCOMPARE(moved({{u"A"_s, 0}, keyAt(file, {0, 0})}), file);
        QCOMPARE(moved({{u"A"_s, 0}, {}}), QByteArray("## A\n- b\n- c\n- a\n## B\n- d\n- e\n"));
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("board");
        QTest::addColumn<CardKey>("card");
        QTest::addColumn<ColumnKey>("to");
        QTest::addColumn<ErrorCode>("code");
        const QByteArray board = "## Draft\n- A (a)\n## In Review\n- b\n## Approved\n";
        QTest::newRow("no piece, no Approved") << board << keyAt(board, {1, 0}) << ColumnKey{u"Approved"_s, 0} << ErrorCode::Denied;
        QTest::newRow("two steps") << board << keyAt(board, {0, 0}) << ColumnKey{u"In Review"_s, 0} << ErrorCode::Denied;
        QTest::newRow("edited meanwhile") << board << CardKey{{u"Draft"_s, 0}, "- A (a) - old", 0} << ColumnKey{u"In Progress"_s, 0}
                                          << ErrorCode::Changed;
        QTest::newRow("moved meanwhile") << board << CardKey{{u"In Review"_s, 0}, "- A (a)", 0} << ColumnKey{u"In Progress"_s, 0}
                                         << ErrorCode::Changed;
        QTest::newRow("a file that ends in a code block")
            << QByteArray("## Draft\n- A (a)\n\n```\n") << keyAt(board, {0, 0}) << ColumnKey{u"In Progress"_s, 0} << ErrorCode::InvalidInput;
    }
    void refusals()
    {
        QFETCH(const QByteArray, board);
        QFETCH(const CardKey, card);
        QFETCH(const ColumnKey, to);
        const QByteArray file = "---\nstatus: Draft\n---\n";
        const Result<MovePlan> plan = planMove(board, {pieceFrom(u"/r"_s, u"content/a.md"_s, file)}, file, card, {to, {}}, Mover::Person);
        QVERIFY(!plan);
        QTEST(plan.error().code, "code");
        QVERIFY(plan.error().message.endsWith(u'.'));
    }

    void approvalWritesNothing()
    {
        const QByteArray board = "## In Review\n- A (a)\n";
        const QByteArray file = "---\nstatus: In Review\n---\n";
        const Result<MovePlan> plan =
            planMove(board, {pieceFrom(u"/r"_s, u"content/a.md"_s, file)}, file, keyAt(board, {0, 0}), {{u"Approved"_s, 0}, {}}, Mover::Person);
        QVERIFY(plan && plan->approval);
        QCOMPARE(plan->board, board);
        QCOMPARE(plan->piece, u"content/a.md"_s);
        QCOMPARE(plan->pieceBytes, QByteArray());
    }

    void backAgain()
    {
        const QByteArray board = "## Draft\n- A (a)\n- b\n## In Progress\n";
        const QByteArray file = "---\nstatus: Draft # mine\n---\n";
        const CardKey card = keyAt(board, {0, 0});
        const Result<MovePlan> plan =
            planMove(board, {pieceFrom(u"/r"_s, u"content/a.md"_s, file)}, file, card, {{u"In Progress"_s, 0}, {}}, Mover::Person);
        QVERIFY(plan);
        // Something else was written in both files since.
        const QByteArray boardNow = plan->board + "- new\n";
        const QByteArray pieceNow = plan->pieceBytes + "Text.\n";
        const QList<Piece> now{pieceFrom(u"/r"_s, u"content/a.md"_s, pieceNow)};
        const MoveBack undo{plan->card, {card.column, keyAt(board, {0, 1})}, PieceStatus::InProgress, PieceStatus::Draft};
        const Result<MovePlan> back = planMoveBack(boardNow, now, pieceNow, undo);
        QVERIFY(back);
        QCOMPARE(back->board, board + "- new\n");
        QCOMPARE(back->pieceBytes, file + "Text.\n");
        // The status was changed since.
        const QByteArray other = QByteArray(pieceNow).replace("In Progress", "In Review");
        QCOMPARE(planMoveBack(boardNow, {pieceFrom(u"/r"_s, u"content/a.md"_s, other)}, other, undo).error().code, ErrorCode::Changed);
        // The card was.
        QCOMPARE(planMoveBack(QByteArray(boardNow).replace("A (a)", "A! (a)"), now, pieceNow, undo).error().code, ErrorCode::Changed);
        // What only a person's approval gives is not given by undoing.
        MoveBack approved = undo;
        approved.restore = PieceStatus::Approved;
        QCOMPARE(planMoveBack(boardNow, now, pieceNow, approved).error().code, ErrorCode::Denied);
    }

    void linking_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("piece");
        QTest::addColumn<QByteArray>("after"); // empty: refused
        QTest::newRow("slug") << QByteArray("- Post: One - note") << u"content/one.md"_s << QByteArray("- Post: One (one) - note");
        QTest::newRow("other slug") << QByteArray("- [ ] One (two)") << u"content/one.md"_s << QByteArray("- [ ] One (one)");
        QTest::newRow("slug of two") << QByteArray("- Post: One - note") << u"content/a/same.md"_s
                                     << QByteArray("- Post: [One](../content/a/same.md) - note");
        QTest::newRow("no slug at all") << QByteArray("* One (old)") << u"content/Odd (1).md"_s
                                        << QByteArray("* [One](../content/Odd%20%281%29.md) (old)");
        QTest::newRow("leads elsewhere") << QByteArray("- [One](../content/one.md)") << u"content/b/same.md"_s
                                         << QByteArray("- [One](../content/b/same.md)");
        QTest::newRow("a link stays a link") << QByteArray("- [One](../content/b/same.md)") << u"content/one.md"_s
                                             << QByteArray("- [One](../content/one.md)");
        QTest::newRow("brackets in the title") << QByteArray("- One [draft] two") << u"content/a/same.md"_s << QByteArray();
        QTest::newRow("no such piece") << QByteArray("- One") << u"content/none.md"_s << QByteArray();
    }
    void linking()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QString, piece);
        QFETCH(const QByteArray, after);
        QList<Piece> pieces;
        for (const QString& path : {u"content/one.md"_s, u"content/a/same.md"_s, u"content/b/same.md"_s, u"content/Odd (1).md"_s})
            pieces.append(pieceFrom(u"/r"_s, path, "text"));
        const QByteArray board = "## A\r\n" + line + "\r\n- last";
        const Result<QByteArray> linked = linkToPiece(board, pieces, keyAt(board, {0, 0}), piece);
        QCOMPARE(linked ? *linked : QByteArray(), after.isEmpty() ? QByteArray() : "## A\r\n" + after + "\r\n- last");
        if (linked)
            QCOMPARE(boardView(*linked, pieces).columns[0].cards[0].piece, piece);
    }

    void suggesting_data()
    {
        QTest::addColumn<QByteArray>("board");
        QTest::addColumn<QString>("relative");
        QTest::addColumn<PieceStatus>("status");
        QTest::newRow("like its kind") << QByteArray("## In Progress\n- Article: Große Räder!\n") << u"content/long/grosse-rader.md"_s
                                       << PieceStatus::InProgress;
        QTest::newRow("of a new kind") << QByteArray("## Draft\n- Video: X\n") << u"content/videos/x.md"_s << PieceStatus::Draft;
        QTest::newRow("its own slug") << QByteArray("## Queued\n- Plan: X (my-x)\n") << u"content/plans/my-x.md"_s << PieceStatus::Queued;
        QTest::newRow("a slug that is taken") << QByteArray("## Draft\n- Article: Taken\n") << u"content/long/taken-2.md"_s << PieceStatus::Draft;
        QTest::newRow("hidden characters") << QByteArray("## Draft\n- Vid\xE2\x80\x8B"
                                                         "eo: A \xE2\x80\xAE"
                                                         "b\n")
                                           << u"content/videos/a-b.md"_s << PieceStatus::Draft;
        QTest::newRow("no type") << QByteArray("## Draft\n- X\n") << u"content/x.md"_s << PieceStatus::Draft;
        QTest::newRow("never approved by making it") << QByteArray("## Approved\n- X\n") << u"content/x.md"_s << PieceStatus::Draft;
    }
    void suggesting()
    {
        QFETCH(const QByteArray, board);
        const BoardView view = boardView(board, {pieceFrom(u"/r"_s, u"content/long/taken.md"_s, "---\ntype: article\n---\n")});
        const NewPiece piece = suggestPiece(view.columns[0].cards[0], view.pieces);
        QTEST(piece.relative, "relative");
        QTEST(piece.status, "status");
        QVERIFY(newPieceFile(piece));
    }

    void newPieces_data()
    {
        QTest::addColumn<QString>("title");
        QTest::newRow("plain") << u"Bike lights, and more (2)"_s;
        QTest::newRow("colon") << u"Lights: a guide"_s;
        QTest::newRow("quotes") << u"\"Lights\" \\ 'n' # all"_s;
        QTest::newRow("a word of YAML") << u"Yes"_s;
        QTest::newRow("a number") << u"12"_s;
        QTest::newRow("a list") << u"[a] - *b*"_s;
        QTest::newRow("letters of all kinds") << u"Räder 🎉 и др."_s;
    }
    void newPieces()
    {
        QFETCH(const QString, title);
        const NewPiece piece{u"content/x.md"_s, title, u"article"_s, u"website"_s, PieceStatus::InProgress, {u"a: b"_s, u"note"_s}};
        const Result<QByteArray> bytes = newPieceFile(piece);
        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message));
        const Piece read = pieceFrom(u"/r"_s, piece.relative, *bytes);
        QCOMPARE(read.title, title);
        QCOMPARE(read.type, piece.type);
        QCOMPARE(read.platform, piece.platform);
        QCOMPARE(read.status, piece.status);
        QCOMPARE(read.sources, piece.sources);
        QCOMPARE(read.problem, QString());
    }

    void piecesThatCannotBeMade()
    {
        for (const QString& path : {u"../x.md"_s, u"content/../x.md"_s, u"content/X.md"_s, u"content/x.txt"_s, u"brand/x.md"_s, u"content/a b.md"_s,
                                    u"content/.md"_s, u"/content/x.md"_s, u"content/-x.md"_s})
            QVERIFY2(!newPieceFile({path, u"T"_s, {}, {}, PieceStatus::Draft, {}}), qPrintable(path));
        QVERIFY(!newPieceFile({u"content/x.md"_s, u"  "_s, {}, {}, PieceStatus::Draft, {}}));
    }

    void newBoard()
    {
        const BoardView view = boardView(newBoardFile(), {});
        QCOMPARE(view.columns.size(), 7);
        QVERIFY(std::ranges::none_of(view.columns, &ColumnView::missing));
    }
};

QTEST_GUILESS_MAIN(TestBoardPlan)
#include "tst_boardplan.moc"
