// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/base/rootdir.h"
#include "core/content/board.h"
#include "tests/support/tempproject.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

QByteArray moved(const QByteArray& file, CardPosition from, CardPosition to)
{
    const Result<QByteArray> result = moveCard(file, from, to);
    return result ? *result : "ERROR " + result.error().message.toUtf8();
}

/// Column titles with their cards' titles: "Draft:a,b|Review:c".
QString shape(const QByteArray& file)
{
    QStringList columns;
    for (const BoardColumn& column : parseBoard(file).columns) {
        QStringList cards;
        for (const BoardCard& card : column.cards)
            cards.append(card.title);
        columns.append(column.title + u':' + cards.join(u','));
    }
    return columns.join(u'|');
}

QByteArray sortedBytes(QByteArray bytes)
{
    std::sort(bytes.begin(), bytes.end());
    return bytes;
}

} // namespace

class TestBoard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void safetyCases_data();
    void safetyCases();
    void cards_data();
    void cards();
    void columns_data();
    void columns();
    void moves_data();
    void moves();
    void movesKeepEveryOtherByte();
    void missingCards();
    void adding_data();
    void adding();
    void notes_data();
    void notes();
    void savingOverANewerFileIsRefused();
};

void TestBoard::safetyCases_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("after");
    QHash<QString, QByteArray> after;
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
        const auto& raw = jsonObject(row.as_object(), "input")->at("text").as_string(); // as bytes: a QString would lose the BOM
        const QByteArray text(raw.data(), static_cast<qsizetype>(raw.size()));
        if (id == "KB-001"_L1)
            QTest::newRow("KB-001") << text << text;
        else if (after.contains(id))
            QTest::newRow(qPrintable(id)) << text << after.take(id);
        // The others are about saving: savingOverANewerFileIsRefused() here, links and kill -9 in tests/base.
    }
    QVERIFY(after.isEmpty());
}

void TestBoard::safetyCases()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, after);
    if (text == after) { // no headings: one unnamed column, and nothing to move to
        QCOMPARE(shape(text), u":a"_s);
        QCOMPARE(moved(text, {0, 0}, {0, 0}), text);
        return;
    }
    QCOMPARE(moved(text, {0, 0}, {1, 99}), after);
    QCOMPARE(sortedBytes(moved(text, {0, 0}, {1, 99})), sortedBytes(text));
}

void TestBoard::cards_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QStringList>("parts"); // type, title, slug, note
    QTest::newRow("all") << QByteArray("- Article: Bike lights (winter-lights) - goes out 2026-12-01")
                         << QStringList{u"Article"_s, u"Bike lights"_s, u"winter-lights"_s, u"goes out 2026-12-01"_s};
    QTest::newRow("title") << QByteArray("* Something") << QStringList{QString(), u"Something"_s, QString(), QString()};
    QTest::newRow("question") << QByteArray("- Post: Does it, really? (x) \xE2\x80\x94 note - more")
                              << QStringList{u"Post"_s, u"Does it, really?"_s, u"x"_s, u"note - more"_s};
    QTest::newRow("colon in title") << QByteArray("- Article: A puncture: the fix (p)")
                                    << QStringList{u"Article"_s, u"A puncture: the fix"_s, u"p"_s, QString()};
    QTest::newRow("brackets that are no slug") << QByteArray("- A thing (Not A Slug)")
                                               << QStringList{QString(), u"A thing (Not A Slug)"_s, QString(), QString()};
    QTest::newRow("hyphenated word") << QByteArray("- Second-hand bikes") << QStringList{QString(), u"Second-hand bikes"_s, QString(), QString()};
    QTest::newRow("url") << QByteArray("- https://a.org/x") << QStringList{QString(), u"https://a.org/x"_s, QString(), QString()};
    QTest::newRow("task") << QByteArray("- [x] Post: Done one (d)") << QStringList{u"Post"_s, u"Done one"_s, u"d"_s, QString()};
    QTest::newRow("wide characters") << QByteArray("- Po\xC3\xBC: \xF0\x9F\x8E\x89 (a) - \xC3\xBC") << QStringList{u"Poü"_s, u"🎉"_s, u"a"_s, u"ü"_s};
}

void TestBoard::cards()
{
    QFETCH(QByteArray, line);
    QFETCH(QStringList, parts);
    const Board board = parseBoard("## C\n" + line + "\n");
    QCOMPARE(board.columns.size(), 1);
    QCOMPARE(board.columns[0].cards.size(), 1);
    const BoardCard& card = board.columns[0].cards[0];
    QCOMPARE((QStringList{card.type, card.title, card.slug, card.note}), parts);
    QCOMPARE(card.checked, line.contains("[x]") ? std::optional(true) : std::nullopt);
    QCOMPARE(card.line, 2);
}

void TestBoard::columns_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("shape");
    QTest::newRow("empty") << QByteArray() << QString();
    QTest::newRow("only text") << QByteArray("# Board\n\nHello.\n") << QString();
    QTest::newRow("plain") << QByteArray("# Board\n\n## A\n- x\n- y\n\n## B\n\n## C ##\n* z\n") << u"A:x,y|B:|C:z"_s;
    QTest::newRow("cards above") << QByteArray("- x\n## A\n- y\n") << u":x|A:y"_s;
    QTest::newRow("sub-headings are text") << QByteArray("## A\n### sub\n- x\n#### deeper\n- y\n") << u"A:x,y"_s;
    QTest::newRow("rules are no cards") << QByteArray("## A\n- x\n- - -\n***\n* * *\n- y\n") << u"A:x,y"_s;
    QTest::newRow("no space no heading") << QByteArray("##A\n## B\n- x\n") << u"B:x"_s;
    QTest::newRow("sub-items belong to the card") << QByteArray("## A\n- x\n  - y\n    - z\n\n  more\n- w\n") << u"A:x,w"_s;
    QTest::newRow("continuation") << QByteArray("## A\n- x\ngoes on\n- y\n") << u"A:x,y"_s;
    QTest::newRow("tilde fence") << QByteArray("## A\n~~~\n## B\n- no\n~~~\n- x\n") << u"A:x"_s;
    QTest::newRow("unclosed fence hides the rest") << QByteArray("## A\n- x\n```\n## B\n- no\n") << u"A:x"_s;
    QTest::newRow("unclosed fence in a card ends with it") << QByteArray("## A\n- x\n  ```\n  code\n## B\n- y\n") << u"A:x|B:y"_s;
    QTest::newRow("indented heading is code") << QByteArray("## A\n\n    ## B\n- x\n") << u"A:x"_s;
    QTest::newRow("quote and table") << QByteArray("## A\n> - no\n| - no |\n- x\n") << u"A:x"_s;
}

void TestBoard::columns()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, shape);
    QCOMPARE(::shape(text), shape);
    QCOMPARE(::shape(QByteArray(text).replace("\n", "\r\n")), shape);
    QCOMPARE(::shape("\xEF\xBB\xBF" + text), shape);
}

void TestBoard::moves_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<int>("fromColumn");
    QTest::addColumn<int>("fromCard");
    QTest::addColumn<int>("toColumn");
    QTest::addColumn<int>("toCard");
    QTest::addColumn<QByteArray>("after");
    const QByteArray board = "# T\n\n## A\n\n- a\n  more\n\n- b\n\n## B\n\n- c\n- d\n\n## C\n\nText.\n\n## D\n";
    const auto row = [&](const char* name, int fc, int fk, int tc, int tk, const QByteArray& after, const QByteArray& before = {}) {
        QTest::newRow(name) << (before.isEmpty() ? board : before) << fc << fk << tc << tk << after;
    };
    row("to the front", 0, 0, 1, 0, "# T\n\n## A\n\n\n- b\n\n## B\n\n- a\n  more\n- c\n- d\n\n## C\n\nText.\n\n## D\n");
    row("between", 0, 1, 1, 1, "# T\n\n## A\n\n- a\n  more\n\n\n## B\n\n- c\n- b\n- d\n\n## C\n\nText.\n\n## D\n");
    row("to the end", 0, 1, 1, 99, "# T\n\n## A\n\n- a\n  more\n\n\n## B\n\n- c\n- d\n- b\n\n## C\n\nText.\n\n## D\n");
    row("behind text", 1, 0, 2, 0, "# T\n\n## A\n\n- a\n  more\n\n- b\n\n## B\n\n- d\n\n## C\n\nText.\n- c\n\n## D\n");
    row("into an empty last column", 1, 0, 3, 0, "# T\n\n## A\n\n- a\n  more\n\n- b\n\n## B\n\n- d\n\n## C\n\nText.\n\n## D\n- c\n");
    row("down within a column", 1, 0, 1, 1, "# T\n\n## A\n\n- a\n  more\n\n- b\n\n## B\n\n- d\n- c\n\n## C\n\nText.\n\n## D\n");
    row("up within a column", 1, 1, 1, 0, "# T\n\n## A\n\n- a\n  more\n\n- b\n\n## B\n\n- d\n- c\n\n## C\n\nText.\n\n## D\n");
    row("to its own place", 1, 1, 1, 1, board);
    row("backwards", 1, 1, 0, 0, "# T\n\n## A\n\n- d\n- a\n  more\n\n- b\n\n## B\n\n- c\n\n## C\n\nText.\n\n## D\n");
    row("last line without an end", 1, 0, 0, 0, "## A\n- b\n- a\n## B", "## A\n- a\n## B\n- b");
    row("behind a last line without an end", 0, 0, 1, 5, "## A\n## B\n- b\n- a", "## A\n- a\n## B\n- b");
    row("to a last heading without an end", 0, 0, 1, 0, "## A\n## B\n- a", "## A\n- a\n## B");
    row("last line without an end, windows", 1, 0, 0, 9, "## A\r\n- a\r\n- b\r\n## B", "## A\r\n- a\r\n## B\r\n- b");
    row("card on the first line, BOM", 0, 0, 1, 0, "\xEF\xBB\xBF## B\n- a\n", "\xEF\xBB\xBF- a\n## B\n");
}

void TestBoard::moves()
{
    QFETCH(QByteArray, before);
    QFETCH(int, fromColumn);
    QFETCH(int, fromCard);
    QFETCH(int, toColumn);
    QFETCH(int, toCard);
    QFETCH(QByteArray, after);
    QCOMPARE(moved(before, {fromColumn, fromCard}, {toColumn, toCard}), after);
}

/// For any text: a move takes the card's own lines, and every other line stays in its order with its own end.
void TestBoard::movesKeepEveryOtherByte()
{
    const QByteArrayList lines = {"## A",    "## B",     "- card one", "* card (two) - note",
                                  "  - sub", "    deep", "```",        "~~~",
                                  "text",    "",         "\t- tabbed", "> q",
                                  "# T",     "- [ ] x",  "---",        "  ```",
                                  "### s",   "\xC3\xBC", "<!-- c -->"};
    QRandomGenerator random(11);
    int moves = 0;
    for (int round = 0; round < 20'000; ++round) {
        QByteArray file = random.bounded(8) == 0 ? QByteArray("\xEF\xBB\xBF") : QByteArray();
        const int count = 1 + random.bounded(14);
        for (int i = 0; i < count; ++i)
            file += lines[random.bounded(lines.size())] + (random.bounded(4) == 0 ? "\r\n" : "\n");
        if (random.bounded(3) == 0)
            file.chop(file.endsWith("\r\n") ? 2 : 1);
        const Board board = parseBoard(file);
        if (board.columns.isEmpty())
            continue;
        const int from = random.bounded(static_cast<int>(board.columns.size()));
        if (board.columns[from].cards.isEmpty())
            continue;
        const int card = random.bounded(static_cast<int>(board.columns[from].cards.size()));
        const CardPosition to{random.bounded(static_cast<int>(board.columns.size())), random.bounded(4)};
        const QByteArray after = moved(file, {from, card}, to);
        const QByteArray context = file.toPercentEncoding() + " -> " + after.toPercentEncoding();
        QVERIFY2(!after.startsWith("ERROR"), context.constData());
        const BoardCard& taken = board.columns[from].cards[card];
        QByteArray block = file.sliced(taken.begin, taken.end - taken.begin);
        while (block.endsWith('\n') || block.endsWith('\r'))
            block.chop(1);
        // Only a file without a last line end may have its two line ends around the card change places; nothing is added or lost but a missing end.
        QByteArray rest = file;
        rest.remove(taken.begin, taken.end - taken.begin);
        QVERIFY2(after.contains(block), context.constData());
        QVERIFY2(qAbs(after.size() - file.size()) <= 2, context.constData());
        const auto withoutEnds = [](QByteArray bytes) { return bytes.replace("\r", "").replace("\n", ""); };
        QCOMPARE(sortedBytes(withoutEnds(after)), sortedBytes(withoutEnds(file)));
        const bool blankBefore = file.first(taken.begin).endsWith("\n\n") || file.first(taken.begin).endsWith("\n\r\n");
        if (!blankBefore) // else the blank line before an unended last card is the new, unended last line
            QCOMPARE(after.endsWith('\n'), file.endsWith('\n'));
        QCOMPARE(after.startsWith("\xEF\xBB\xBF"), file.startsWith("\xEF\xBB\xBF"));
        if (file.endsWith('\n'))
            QCOMPARE(sortedBytes(after), sortedBytes(file));
        ++moves;
    }
    QVERIFY(moves > 3000);
}

void TestBoard::missingCards()
{
    const QByteArray file = "## A\n- a\n";
    for (const CardPosition from : {CardPosition{1, 0}, CardPosition{0, 1}, CardPosition{-1, 0}, CardPosition{0, -1}})
        QCOMPARE(moveCard(file, from, {0, 0}).error().code, ErrorCode::NotFound);
    QCOMPARE(moveCard(file, {0, 0}, {5, 0}).error().code, ErrorCode::NotFound);
    QCOMPARE(editNote(file, {0, 3}, u"x"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(addCard(file, u"A"_s, u" \n"_s).error().code, ErrorCode::InvalidInput);
}

void TestBoard::adding_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("last of its column") << QByteArray("## B\n- x\n  more\n\n## C\n") << QByteArray("## B\n- x\n  more\n- New: one (n)\n\n## C\n");
    QTest::newRow("empty column") << QByteArray("## b\n\n## C\n") << QByteArray("## b\n- New: one (n)\n\n## C\n");
    QTest::newRow("stars") << QByteArray("## B\n* x\n") << QByteArray("## B\n* x\n* New: one (n)\n");
    QTest::newRow("windows") << QByteArray("## B\r\n- x\r\n") << QByteArray("## B\r\n- x\r\n- New: one (n)\r\n");
    QTest::newRow("no last line end") << QByteArray("## B\n- x") << QByteArray("## B\n- x\n- New: one (n)");
    QTest::newRow("no such column") << QByteArray("## A\n- x\n") << QByteArray("## A\n- x\n\n## B\n\n- New: one (n)\n");
    QTest::newRow("empty file") << QByteArray() << QByteArray("## B\n\n- New: one (n)\n");
}

void TestBoard::adding()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QCOMPARE(*addCard(before, u"B"_s, u"New: one\n(n)"_s), after);
}

void TestBoard::notes_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("note");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("replace") << QByteArray("## A\n- x (s) - old note\n  sub - y\n") << u"new"_s << QByteArray("## A\n- x (s) - new\n  sub - y\n");
    QTest::newRow("replace, em dash kept") << QByteArray("## A\n- x \xE2\x80\x94 old\r\n") << u"new"_s
                                           << QByteArray("## A\n- x \xE2\x80\x94 new\r\n");
    QTest::newRow("add") << QByteArray("## A\n- x (s)\r\n") << u"a\nb"_s << QByteArray("## A\n- x (s) - a b\r\n");
    QTest::newRow("add at the end") << QByteArray("## A\n- x") << u"n"_s << QByteArray("## A\n- x - n");
    QTest::newRow("remove") << QByteArray("## A\n- x (s)  -  old\n- y\n") << QString() << QByteArray("## A\n- x (s)\n- y\n");
    QTest::newRow("nothing to remove") << QByteArray("## A\n- x\n") << QString() << QByteArray("## A\n- x\n");
    QTest::newRow("wide") << QByteArray("## A\n- \xF0\x9F\x8E\x89\xC3\xBC (s) - \xC3\xBC\n") << u"é"_s
                          << QByteArray("## A\n- \xF0\x9F\x8E\x89\xC3\xBC (s) - \xC3\xA9\n");
}

void TestBoard::notes()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, note);
    QFETCH(QByteArray, after);
    QCOMPARE(*editNote(before, {0, 0}, note), after);
}

/// KB-014, KB-016: two hands on one file.
void TestBoard::savingOverANewerFileIsRefused()
{
    const test::TempProject project;
    project.write(u"context/active-work.md"_s, "## A\n- a\n## B\n");
    const Result<RootDir> root = RootDir::open(project.path());
    const Result<FileContent> first = root->read("context/active-work.md", 1 << 20);
    const Result<FileContent> second = root->read("context/active-work.md", 1 << 20);
    QVERIFY(root->write("context/active-work.md", moved(first->bytes, {0, 0}, {1, 0}), WriteExpectation::hash(first->sha256)));
    const auto refused = root->write("context/active-work.md", moved(second->bytes, {0, 0}, {1, 0}), WriteExpectation::hash(second->sha256));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Changed);
    QCOMPARE(project.read(u"context/active-work.md"_s), "## A\n## B\n- a\n");
}

QTEST_GUILESS_MAIN(TestBoard)
#include "tst_board.moc"
