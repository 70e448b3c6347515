// SPDX-License-Identifier: MIT
#include "core/net/lineframer.h"

#include <QTest>

using namespace aios;

using Lines = QList<QByteArray>; // "!" for an error.

class TestLineFramer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void frames_data();
    void frames();
    void hugeLineHoldsNoMemory();
};

void TestLineFramer::frames_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<Lines>("expected");
    QTest::addColumn<QByteArray>("rest");
    QTest::newRow("two") << QByteArray("a\nb\n") << Lines{"a", "b"} << QByteArray();
    QTest::newRow("rest") << QByteArray("a\nb") << Lines{"a"} << QByteArray("b");
    QTest::newRow("CRLF") << QByteArray("a\r\nb\r\n") << Lines{"a", "b"} << QByteArray();
    QTest::newRow("CR stays inside") << QByteArray("a\rb\n") << Lines{"a\rb"} << QByteArray();
    QTest::newRow("empty lines") << QByteArray("\n\na\n") << Lines{"", "", "a"} << QByteArray();
    QTest::newRow("NUL") << QByteArray("a\0b\n", 4) << Lines{QByteArray("a\0b", 3)} << QByteArray();
    QTest::newRow("at the cap") << QByteArray("1234567890\nx\n") << Lines{"1234567890", "x"} << QByteArray();
    QTest::newRow("over the cap") << QByteArray("12345678901\nx\n") << Lines{"!", "x"} << QByteArray();
    QTest::newRow("far over the cap") << QByteArray(QByteArray(500, 'x') + "\nok\n") << Lines{"!", "ok"} << QByteArray();
    QTest::newRow("two over the cap") << QByteArray(QByteArray(50, 'x') + '\n' + QByteArray(50, 'y') + "\nok\n") << Lines{"!", "!", "ok"}
                                      << QByteArray();
    QTest::newRow("over the cap at the end") << QByteArray("a\n" + QByteArray(50, 'x')) << Lines{"a", "!"} << QByteArray();
}

void TestLineFramer::frames()
{
    QFETCH(QByteArray, stream);
    QFETCH(Lines, expected);
    QFETCH(QByteArray, rest);
    for (qsizetype chunk = 1; chunk <= stream.size(); ++chunk) {
        LineFramer framer(10);
        Lines lines;
        for (qsizetype at = 0; at < stream.size(); at += chunk) {
            framer.feed(QByteArrayView(stream).sliced(at, std::min(chunk, stream.size() - at)),
                        [&lines](const Result<QByteArray>& line) { lines.append(line ? *line : QByteArray("!")); });
        }
        QCOMPARE(lines, expected);
        QCOMPARE(framer.takeRest(), rest);
        QCOMPARE(framer.takeRest(), QByteArray());
    }
}

void TestLineFramer::hugeLineHoldsNoMemory()
{
    LineFramer framer(1000);
    int errors = 0;
    const QByteArray block(64 * 1024, 'x');
    for (int i = 0; i < 1000; ++i)
        framer.feed(block, [&errors](const Result<QByteArray>& line) { errors += line ? 0 : 1; });
    QCOMPARE(errors, 1);
    QCOMPARE(framer.takeRest(), QByteArray());
}

QTEST_GUILESS_MAIN(TestLineFramer)
#include "tst_lineframer.moc"
