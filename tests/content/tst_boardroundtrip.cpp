// SPDX-License-Identifier: MIT
// 2,000 generated boards with random moves: only the moved card's bytes differ.
#include "core/content/boardplan.h"
#include "core/content/textlines.h"

#include <QRandomGenerator>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

/// Lines with their ends; the file's last one always has one, so that only that may differ.
QByteArrayList linesOf(const QByteArray& file, qsizetype cutBegin = 0, qsizetype cutEnd = 0)
{
    QByteArrayList lines;
    for (const TextLine& line : textLines(file)) {
        if (line.begin >= cutEnd || line.end <= cutBegin)
            lines.append(line.content.toByteArray() + (file.sliced(line.begin, line.end - line.begin).endsWith("\r\n") ? "\r\n" : "\n"));
    }
    return lines;
}

QByteArrayList linesWithout(const QByteArray& file, const CardKey& key)
{
    const Board board = parseBoard(file);
    const std::optional<CardPosition> at = findCard(file, board, key);
    if (!at)
        return {"no such card"};
    const BoardCard& card = board.columns[at->column].cards[at->card];
    return linesOf(file, card.begin, card.end);
}

/// A board as people and programs write them, and worse.
QByteArray generatedBoard(QRandomGenerator& random)
{
    static const QByteArrayList cards = {"- Article: Bike lights (lights) - note",
                                         "* [ ] Post: X (twice)",
                                         "\t- tabbed",
                                         "- [Linked](../content/articles/lights.md)",
                                         "- \xC3\xBC\xF0\x9F\x8E\x89 (odd)",
                                         "- [x] done"};
    static const QByteArrayList beneath = {"  - sub", "    deep", "  ```\n  ## not a heading\n  ```", "  > q", "\t\tcode", "lazy"};
    static const QByteArrayList between = {"text", "", "<!-- c -->", "> quote", "---", "```\n## x\n- y\n```", "### s", "1. one"};
    QByteArray file = random.bounded(6) == 0 ? QByteArray("\xEF\xBB\xBF") : QByteArray();
    const QByteArray newline = random.bounded(3) == 0 ? "\r\n" : "\n";
    const auto add = [&](QByteArray lines) {
        for (const QByteArray& line : lines.split('\n'))
            file += line + (random.bounded(9) == 0 ? QByteArray(newline == "\n" ? "\r\n" : "\n") : newline);
    };
    const QStringList titles = {u"Queued"_s, u"Draft"_s, u"In Progress"_s, u"In Review"_s, u"Someday"_s, u"Someday"_s, u"Ideas"_s};
    for (int column = 1 + random.bounded(5); column > 0; --column) {
        add("## " + titles.at(random.bounded(titles.size())).toUtf8() + (random.bounded(5) == 0 ? " ##" : ""));
        for (int card = random.bounded(5); card > 0; --card) {
            if (random.bounded(4) == 0)
                add(between.at(random.bounded(between.size())));
            add(cards.at(random.bounded(cards.size())));
            for (int more = random.bounded(3); more > 0; --more)
                add(beneath.at(random.bounded(beneath.size())));
        }
        if (random.bounded(2) == 0)
            add({});
    }
    if (random.bounded(3) == 0)
        file.chop(file.endsWith("\r\n") ? 2 : 1);
    return file;
}

} // namespace

class TestBoardRoundTrip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// Whatever the file: a move takes the card's own lines, and every other line stays in its order with its own end; back again gives the same board.
    void boardRoundTrip()
    {
        QRandomGenerator random(2026);
        const QByteArray piece = "---\ntitle: L\nstatus: Draft\n---\n";
        const QList<Piece> pieces{pieceFrom(u"/r"_s, u"content/articles/lights.md"_s, piece)};
        int moves = 0;
        int added = 0;
        int refused = 0;
        int returned = 0;
        for (int round = 0; round < 2000;) {
            const QByteArray file = generatedBoard(random);
            const Board board = parseBoard(file);
            const int from = random.bounded(static_cast<int>(board.columns.size()));
            if (board.columns[from].cards.isEmpty())
                continue;
            ++round;
            const CardKey card = cardKey(file, board, {from, random.bounded(static_cast<int>(board.columns[from].cards.size()))});
            const BoardView view = boardView(file, pieces);
            const ColumnView& target = view.columns.at(random.bounded(view.columns.size()));
            MoveTarget to{target.key, {}};
            if (!target.cards.isEmpty() && random.bounded(2) == 0)
                to.before = target.cards.at(random.bounded(target.cards.size())).key;
            const Result<MovePlan> plan = planMove(file, pieces, piece, card, to, Mover::Person);
            const QByteArray context = file.toPercentEncoding("\n #-") + " => " + (plan ? plan->board.toPercentEncoding("\n #-") : QByteArray());
            if (!plan || plan->approval) {
                QVERIFY2(plan || plan.error().message.endsWith(u'.'), context.constData());
                ++refused;
                continue;
            }
            QByteArrayList expected = linesWithout(file, card);
            QByteArrayList got = linesWithout(plan->board, plan->card);
            if (target.missing) {
                ++added;
                QVERIFY2(got.size() - expected.size() <= 2 && got.size() > expected.size(), context.constData());
                QCOMPARE(got.back().trimmed(), "## " + target.key.title.toUtf8());
                got.resize(expected.size());
            }
            // A file that ends without a line end still does, so its last line and the card may have exchanged theirs.
            if (!file.endsWith('\n') && got != expected) {
                const auto bare = [](QByteArrayList lines) {
                    for (QByteArray& line : lines)
                        line = line.trimmed();
                    return lines;
                };
                QCOMPARE(bare(got), bare(expected));
            } else {
                QVERIFY2(got == expected, context.constData());
            }
            if (file != plan->board) {
                QCOMPARE(plan->board.startsWith("\xEF\xBB\xBF"), file.startsWith("\xEF\xBB\xBF"));
                ++moves;
            }
            if (round % 4 != 0)
                continue;
            const Result<MovePlan> back = planMoveBack(plan->board, pieces, piece, {plan->card, {card.column, {}}, {}, {}});
            QVERIFY2(back || back.error().code == ErrorCode::InvalidInput, context.constData()); // a deeper card cannot stand behind any other
            if (back)
                QCOMPARE(back->card.bytes, card.bytes);
            returned += back ? 1 : 0;
        }
        QVERIFY2(moves > 700 && returned > 150 && added > 60 && refused < 1300,
                 qPrintable(u"%1 %2 %3 %4"_s.arg(moves).arg(added).arg(refused).arg(returned)));
    }
};

QTEST_GUILESS_MAIN(TestBoardRoundTrip)
#include "tst_boardroundtrip.moc"
