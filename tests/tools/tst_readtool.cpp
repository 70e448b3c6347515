// SPDX-License-Identifier: MIT
// Read, as the orchestrator calls it, and the ledger of what was read.
#include "core/base/hash.h"
#include "tests/support/workclock.h"
#include "tests/tools/toolfixture.h"

#include <QEventLoop>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace aios;

namespace {

QByteArray readInput(const QString& path, int offset = 0, int limit = 0)
{
    QByteArray json = R"({"file_path":)" + jsonString(path);
    if (offset > 0)
        json += R"(,"offset":)" + QByteArray::number(offset);
    if (limit > 0)
        json += R"(,"limit":)" + QByteArray::number(limit);
    return json + "}";
}

QByteArray numberedLines(int count, const QByteArray& text = "line")
{
    QByteArray out;
    for (int i = 1; i <= count; ++i)
        out += text + ' ' + QByteArray::number(i) + '\n';
    return out;
}

} // namespace

class TestReadTool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void readsText_data();
    void readsText();
    void readSaysWhatIsLeftOut();
    void readRanges();
    void readRefuses_data();
    void readRefuses();
    void readsImages();
    void refusesHugeImages();
    void readsHugeFilesByRangeOnly();
    void readsSpilledOutputs();
    void readIsNotedInTheLedger();
    void readIsQuick();
};

void TestReadTool::readsText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("two lines") << QByteArray("a\nb\n") << u"     1\ta\n     2\tb\n"_s;
    QTest::newRow("no last newline") << QByteArray("a\nb") << u"     1\ta\n     2\tb\n"_s;
    QTest::newRow("crlf") << QByteArray("a\r\nb\r\n") << u"     1\ta\n     2\tb\n"_s;
    QTest::newRow("bom") << QByteArray("\xef\xbb\xbf"
                                       "a\n")
                         << u"     1\ta\n"_s;
    QTest::newRow("empty lines") << QByteArray("\n\nx\n") << u"     1\t\n     2\t\n     3\tx\n"_s;
    QTest::newRow("empty file") << QByteArray() << u"(The file exists but is empty.)"_s;
    QTest::newRow("umlauts") << QByteArray("gr\xc3\xbc\xc3\x9f\n") << u"     1\tgrüß\n"_s;
    QTest::newRow("latin 1") << QByteArray("one gr\xfc\xdf in ten words of plain text\n")
                             << u"     1\tone gr\\xfc\\xdf in ten words of plain text\n"_s;
    QTest::newRow("tag characters") << QByteArray("a\xf3\xa0\x81\x81"
                                                  "b\n")
                                    << u"     1\tab\n"_s;
}

void TestReadTool::readsText()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    ToolFixture fixture;
    fixture.put(u"a.md"_s, bytes);
    const ToolOutput output = fixture.run(u"Read"_s, readInput(u"a.md"_s));
    QVERIFY(!output.isError);
    QCOMPARE(output.text, text);
    QCOMPARE(output.filesRead.size(), 1);
    QCOMPARE(output.filesRead.first().first, fixture.at(u"a.md"_s));
    QCOMPARE(output.filesRead.first().second, sha256Hex(bytes));
    QVERIFY(output.partialReads.isEmpty());
}

void TestReadTool::readSaysWhatIsLeftOut()
{
    ToolFixture fixture;
    fixture.put(u"long.md"_s, numberedLines(5'000));
    const ToolOutput byLines = fixture.run(u"Read"_s, readInput(u"long.md"_s));
    QVERIFY(byLines.text.contains("  2000\tline 2000\n"_L1));
    QVERIFY(!byLines.text.contains("line 2001"_L1));
    QVERIFY(byLines.text.contains("PARTIAL view: lines 1 to 2000 of 5000. Go on with offset=2001"_L1));
    QCOMPARE(byLines.partialReads, QStringList{fixture.at(u"long.md"_s)});

    fixture.put(u"wide.md"_s, numberedLines(1'000, QByteArray(1'000, 'x')));
    const ToolOutput byBytes = fixture.run(u"Read"_s, readInput(u"wide.md"_s));
    QVERIFY(byBytes.text.size() < 110'000);
    QVERIFY(byBytes.text.contains("PARTIAL view"_L1));

    fixture.put(u"one.md"_s, QByteArray(200'000, 'y'));
    const ToolOutput oneLine = fixture.run(u"Read"_s, readInput(u"one.md"_s));
    QVERIFY(oneLine.text.size() < 11'000);
    QVERIFY(oneLine.text.contains("line cut, it has 200.0 kB"_L1));
    QCOMPARE(oneLine.partialReads.size(), 1);
}

void TestReadTool::readRanges()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, numberedLines(10));
    QCOMPARE(fixture.run(u"Read"_s, readInput(u"a.md"_s, 3, 2)).text, u"     3\tline 3\n     4\tline 4\n"_s);
    QCOMPARE(fixture.run(u"Read"_s, readInput(u"a.md"_s, 10)).text, u"    10\tline 10\n"_s);
    QVERIFY(fixture.run(u"Read"_s, readInput(u"a.md"_s, 11)).text.contains("has only 10 lines; offset 11 is past its end"_L1));
    QCOMPARE(fixture.run(u"Read"_s, readInput(u"a.md"_s, 1, 10)).partialReads.size(), 0);
    QCOMPARE(fixture.run(u"Read"_s, readInput(u"a.md"_s, 2, 9)).partialReads.size(), 1);
    fixture.put(u"wide.md"_s, numberedLines(1'000, QByteArray(1'000, 'x')));
    const ToolOutput tooMuch = fixture.run(u"Read"_s, readInput(u"wide.md"_s, 1, 1'000));
    QVERIFY(tooMuch.isError);
    QVERIFY(tooMuch.text.contains("Ask for fewer lines"_L1));
}

void TestReadTool::readRefuses_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("says");
    QTest::newRow("missing") << u"no.md"_s << u"no file"_s;
    QTest::newRow("folder") << u"folder"_s << u"irectory"_s;
    QTest::newRow("project folder") << u"."_s << u"folder"_s;
    QTest::newRow("pipe") << u"pipe"_s << u"regular"_s;
    QTest::newRow("binary") << u"binary.bin"_s << u"binary"_s;
    QTest::newRow("pdf") << u"x.pdf"_s << u"PDF"_s;
    QTest::newRow("utf-16") << u"utf16.txt"_s << u"UTF-16"_s;
    QTest::newRow("outside") << u"/etc/passwd"_s << u"outside the project"_s;
}

void TestReadTool::readRefuses()
{
    QFETCH(QString, path);
    QFETCH(QString, says);
    ToolFixture fixture;
    QDir().mkpath(fixture.at(u"folder"_s));
    QCOMPARE(::mkfifo(QFile::encodeName(fixture.at(u"pipe"_s)).constData(), 0600), 0);
    fixture.put(u"binary.bin"_s, QByteArray("ELF\0\0\1", 6));
    fixture.put(u"x.pdf"_s, "%PDF-1.7\n1 0 obj\n");
    fixture.put(u"utf16.txt"_s, QByteArray("\xff\xfeh\0i\0", 6));
    const ToolOutput output = fixture.run(u"Read"_s, readInput(path));
    QVERIFY(output.isError);
    QVERIFY2(output.text.contains(says, Qt::CaseInsensitive), qPrintable(output.text));
    QVERIFY(output.filesRead.isEmpty());
}

void TestReadTool::readsImages()
{
    ToolFixture fixture;
    const QByteArray png = QByteArray::fromBase64("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    fixture.put(u"not-really.txt"_s, png); // the bytes say what it is, not the name
    const ToolOutput output = fixture.run(u"Read"_s, readInput(u"not-really.txt"_s));
    QVERIFY(!output.isError);
    QCOMPARE(output.images.size(), 1);
    QCOMPARE(output.images.first().mediaType, QByteArray("image/png"));
    QCOMPARE(QByteArray::fromBase64(output.images.first().base64), png);
}

void TestReadTool::refusesHugeImages()
{
    ToolFixture fixture;
    fixture.put(u"big.gif"_s, "GIF89a" + QByteArray(5'000'000, 'x'));
    QVERIFY(fixture.run(u"Read"_s, readInput(u"big.gif"_s)).isError);
    QByteArray wide = QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) + QByteArray("\0\0\x27\x10\0\0\0\x01", 8);
    fixture.put(u"wide.png"_s, wide);
    const ToolOutput output = fixture.run(u"Read"_s, readInput(u"wide.png"_s));
    QVERIFY(output.isError);
    QVERIFY2(output.text.contains("10000"_L1), qPrintable(output.text));
}

void TestReadTool::readsHugeFilesByRangeOnly()
{
    ToolFixture fixture;
    fixture.put(u"sparse.bin"_s, {});
    QCOMPARE(::truncate(QFile::encodeName(fixture.at(u"sparse.bin"_s)).constData(), 8LL << 30), 0);
    test::WorkClock clock;
    QVERIFY(fixture.run(u"Read"_s, readInput(u"sparse.bin"_s)).isError);
    QVERIFY(fixture.run(u"Read"_s, readInput(u"sparse.bin"_s, 1, 5)).isError);
    QVERIFY(clock.elapsed() < 1'000);

    // Text first, then a hole: a range in the text can be read without reading the rest.
    fixture.put(u"log.txt"_s, numberedLines(300'000));
    QCOMPARE(::truncate(QFile::encodeName(fixture.at(u"log.txt"_s)).constData(), 8LL << 30), 0);
    clock.start();
    QVERIFY(fixture.run(u"Read"_s, readInput(u"log.txt"_s)).text.contains("8.6 GB"_L1));
    const ToolOutput output = fixture.run(u"Read"_s, readInput(u"log.txt"_s, 200'000, 2));
    QCOMPARE(output.text, u"200000\tline 200000\n200001\tline 200001\n"_s);
    QVERIFY(output.filesRead.isEmpty());
    QVERIFY(clock.elapsed() < 1'000);
}

void TestReadTool::readsSpilledOutputs()
{
    ToolFixture fixture;
    const QString spilled = fixture.context.scratchDir + u"/output-1.txt"_s;
    fixture.put(spilled, "spilled\n");
    const ToolPlan plan = fixture.plan(u"Read"_s, readInput(spilled));
    QVERIFY(plan.refusal.isEmpty());
    QVERIFY(plan.access.neverAsks);
    QCOMPARE(fixture.run(u"Read"_s, readInput(spilled)).text, u"     1\tspilled\n"_s);
    // … and nothing else that stands outside, whatever the way to it
    fixture.put(fixture.outside() + u"/x.txt"_s, "x");
    QVERIFY(QFile::link(fixture.outside() + u"/x.txt"_s, fixture.context.scratchDir + u"/link"_s));
    QVERIFY(!fixture.plan(u"Read"_s, readInput(fixture.context.scratchDir + u"/../x.txt"_s)).refusal.isEmpty());
    QVERIFY(!fixture.plan(u"Read"_s, readInput(fixture.context.scratchDir + u"/link"_s)).refusal.isEmpty());
}

void TestReadTool::readIsNotedInTheLedger()
{
    ReadLedger ledger;
    ledger.note(u"/p/a"_s, "1", true);
    QVERIFY(ledger.find(u"/p/a"_s)->partial);
    ledger.note(u"/p/a"_s, "1", false);
    QVERIFY(!ledger.find(u"/p/a"_s)->partial);
    ledger.note(u"/p/a"_s, "1", true); // a part of what was read whole
    QVERIFY(!ledger.find(u"/p/a"_s)->partial);
    ledger.note(u"/p/a"_s, "2", true); // but it has changed
    QVERIFY(ledger.find(u"/p/a"_s)->partial);
    QVERIFY(!ledger.find(u"/p/b"_s));
}

void TestReadTool::readIsQuick()
{
    ToolFixture fixture;
    for (int i = 0; i < 100; ++i)
        fixture.put(u"f%1.md"_s.arg(i), numberedLines(60));
    const test::WorkClock clock;
    for (int i = 0; i < 100; ++i) {
        const QByteArray input = readInput(u"f%1.md"_s.arg(i));
        const ToolPlan plan = fixture.plan(u"Read"_s, input);
        std::optional<Result<ToolOutput>> answer;
        QEventLoop loop;
        fixture.context.approvedDigest = plan.digest;
        const auto run = fixture.tool(u"Read"_s).start({u"1"_s, input}, fixture.context, {},
                                                       Once<Result<ToolOutput>>(
                                                           [&](Result<ToolOutput> result) {
                                                               answer = std::move(result);
                                                               loop.quit();
                                                           },
                                                           fail(ErrorCode::Internal, QString())));
        loop.exec();
        QVERIFY(answer && *answer && !(**answer).isError);
    }
    const double each = double(clock.elapsed()) / 100;
    qInfo("plan + start of a small Read: %.3f ms", each);
    QVERIFY(each < 5); // far over what it takes, for slow machines
}

QTEST_GUILESS_MAIN(TestReadTool)
#include "tst_readtool.moc"
