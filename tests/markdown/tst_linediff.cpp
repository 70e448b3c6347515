// SPDX-License-Identifier: MIT
#include "core/markdown/linediff.h"
#include "tests/support/workclock.h"

#include <QRandomGenerator>
#include <QTest>

using namespace aios;

namespace {

QByteArray shown(const QList<DiffHunk>& hunks)
{
    QByteArray text;
    for (const DiffHunk& hunk : hunks) {
        text += "@" + QByteArray::number(hunk.oldStart) + "," + QByteArray::number(hunk.oldLines) + " " + QByteArray::number(hunk.newStart) + "," +
                QByteArray::number(hunk.newLines) + "|";
        for (const DiffLine& line : hunk.lines)
            text += QByteArray(1, line.kind == DiffLine::Kind::Added     ? '+'
                                  : line.kind == DiffLine::Kind::Removed ? '-'
                                                                         : ' ') +
                    QByteArray(line.text).replace("\r", "\\r").replace("\n", "\\n") + "|";
    }
    return text;
}

QList<int> all(const QList<DiffHunk>& hunks)
{
    QList<int> indexes;
    for (int i = 0; i < hunks.size(); ++i)
        indexes.append(i);
    return indexes;
}

} // namespace

class TestLineDiff : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void diffs_data();
    void diffs();
    void someHunks();
    void randomTextsApply();
    void largeTextsStayQuick();
};

void TestLineDiff::diffs_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("diff");
    QTest::newRow("equal") << QByteArray("a\n") << QByteArray("a\n") << QByteArray();
    QTest::newRow("change") << QByteArray("a\nb\nc\n") << QByteArray("a\nB\nc\n") << QByteArray("@1,3 1,3| a\\n|-b\\n|+B\\n| c\\n|");
    QTest::newRow("new file") << QByteArray() << QByteArray("a\nb") << QByteArray("@0,0 1,2|+a\\n|+b|");
    QTest::newRow("emptied") << QByteArray("a\n") << QByteArray() << QByteArray("@1,1 0,0|-a\\n|");
    QTest::newRow("newline at the end added") << QByteArray("a\nb") << QByteArray("a\nb\n") << QByteArray("@1,2 1,2| a\\n|-b|+b\\n|");
    QTest::newRow("newline at the end removed") << QByteArray("a\n") << QByteArray("a") << QByteArray("@1,1 1,1|-a\\n|+a|");
    QTest::newRow("line ends") << QByteArray("a\r\nb\r\n") << QByteArray("a\nb\r\n") << QByteArray("@1,2 1,2|-a\\r\\n|+a\\n| b\\r\\n|");
    QTest::newRow("binary") << QByteArray("a\0\n", 3) << QByteArray("b\0\n", 3) << QByteArray("@1,1 1,1|-a\0\\n|+b\0\\n|", 21);
}

void TestLineDiff::diffs()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, diff);
    const QList<DiffHunk> hunks = diffLines(before, after);
    QCOMPARE(shown(hunks), diff);
    QCOMPARE(applyHunks(before, hunks, all(hunks)), after);
    QCOMPARE(applyHunks(before, hunks, {}), before);
}

void TestLineDiff::someHunks()
{
    QByteArray before;
    for (int i = 0; i < 30; ++i)
        before += "line " + QByteArray::number(i) + "\n";
    before.chop(1);
    QByteArray after = before;
    after.replace("line 2\n", "LINE 2\nnew\n").replace("line 15\n", "").replace("line 29", "line 29\nend");
    const QList<DiffHunk> hunks = diffLines(before, after);
    QCOMPARE(hunks.size(), 3);
    QCOMPARE(applyHunks(before, hunks, {0}), QByteArray(before).replace("line 2\n", "LINE 2\nnew\n"));
    QCOMPARE(applyHunks(before, hunks, {1}), QByteArray(before).replace("line 15\n", ""));
    QCOMPARE(applyHunks(before, hunks, {2}), QByteArray(before).replace("line 29", "line 29\nend"));
    QCOMPARE(applyHunks(before, hunks, {0, 1, 2}), after);
}

void TestLineDiff::randomTextsApply()
{
    QRandomGenerator random(7);
    const auto text = [&random] {
        QByteArray lines;
        const int count = random.bounded(30);
        for (int i = 0; i < count; ++i)
            lines += QByteArray(1, static_cast<char>('a' + random.bounded(4))) + (random.bounded(5) == 0 ? "\r\n" : "\n");
        if (random.bounded(2) == 0 && !lines.isEmpty())
            lines.chop(1);
        return lines;
    };
    for (int round = 0; round < 2000; ++round) {
        const QByteArray before = text();
        const QByteArray after = text();
        const QList<DiffHunk> hunks = diffLines(before, after, random.bounded(4));
        QCOMPARE(applyHunks(before, hunks, all(hunks)), after);
        QCOMPARE(applyHunks(before, hunks, {}), before);
    }
}

void TestLineDiff::largeTextsStayQuick()
{
    QByteArray before;
    QByteArray after;
    QRandomGenerator random(3);
    for (int i = 0; i < 100'000; ++i) {
        before += QByteArray::number(random.generate()) + "\n";
        after += QByteArray::number(random.generate()) + "\n";
    }
    const test::WorkClock clock;
    const QList<DiffHunk> hunks = diffLines(before, after);
    QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(applyHunks(before, hunks, all(hunks)), after);
}

QTEST_GUILESS_MAIN(TestLineDiff)
#include "tst_linediff.moc"
