// SPDX-License-Identifier: MIT
#include "core/net/sseparser.h"
#include "tests/support/workclock.h"

#include <QTest>

using namespace aios;

namespace {

/// "type|data|id" of each event.
using Events = QList<QByteArray>;

Events parse(const QByteArray& stream, qsizetype chunkSize, bool* failed = nullptr, SseLimits limits = {})
{
    SseParser parser(limits);
    Events events;
    const auto sink = [&](const SseEvent& event) { events.append(event.type + '|' + event.data + '|' + event.id); };
    bool bad = false;
    for (qsizetype at = 0; at < stream.size(); at += chunkSize)
        bad = !parser.feed(QByteArrayView(stream).sliced(at, std::min(chunkSize, stream.size() - at)), sink) || bad;
    if (failed)
        *failed = bad;
    return events;
}

} // namespace

class TestSseParser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void parses_data();
    void parses();
    void refusesTooLarge_data();
    void refusesTooLarge();
    void keptEventStaysAsItWas();
    void tellsOfHeldBackBytes();
    void manySmallEventsAreCheap();
};

void TestSseParser::parses_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<Events>("expected");
    QTest::newRow("one") << QByteArray("data: x\n\n") << Events{"message|x|"};
    QTest::newRow("typed") << QByteArray("event: delta\ndata: x\n\n") << Events{"delta|x|"};
    QTest::newRow("no space after the colon") << QByteArray("event:delta\ndata:x\n\n") << Events{"delta|x|"};
    QTest::newRow("only one space is dropped") << QByteArray("data:  x\n\n") << Events{"message| x|"};
    QTest::newRow("several data lines") << QByteArray("data: a\ndata:\ndata: b\n\n") << Events{"message|a\n\nb|"};
    QTest::newRow("empty data") << QByteArray("data\n\ndata:\n\n") << Events{"message||", "message||"};
    QTest::newRow("CRLF") << QByteArray("event: e\r\ndata: x\r\n\r\ndata: y\r\n\r\n") << Events{"e|x|", "message|y|"};
    QTest::newRow("CR") << QByteArray("data: x\r\rdata: y\r\r") << Events{"message|x|", "message|y|"};
    QTest::newRow("mixed line ends") << QByteArray("data: x\r\n\ndata: y\n\r\n") << Events{"message|x|", "message|y|"};
    QTest::newRow("CR inside text ends the line") << QByteArray("data: a\rdata: b\n\n") << Events{"message|a\nb|"};
    QTest::newRow("comments") << QByteArray(": ping\n\n:\ndata: x\n:y\n\n") << Events{"message|x|"};
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                   "data: x\n\n")
                                     << Events{"message|x|"};
    QTest::newRow("second mark is a field name") << QByteArray("\xef\xbb\xbf\xef\xbb\xbf"
                                                               "data: x\n\n")
                                                 << Events{};
    QTest::newRow("id stays") << QByteArray("id: 7\ndata: x\n\ndata: y\n\nid\ndata: z\n\n") << Events{"message|x|7", "message|y|7", "message|z|"};
    QTest::newRow("id with NUL is ignored") << QByteArray("id: a\0b\ndata: x\n\n", 18) << Events{"message|x|"};
    QTest::newRow("unknown fields and retry") << QByteArray("retry: 10\nfoo: bar\nbaz\ndata: x\n\n") << Events{"message|x|"};
    QTest::newRow("type without data is no event") << QByteArray("event: e\n\ndata: x\n\n") << Events{"message|x|"};
    QTest::newRow("unfinished event") << QByteArray("data: x\n\ndata: half\n") << Events{"message|x|"};
    QTest::newRow("unfinished line") << QByteArray("data: x\n\ndata: half") << Events{"message|x|"};
    QTest::newRow("two-byte character") << QByteArray("data: \xc3\xa9\n\n") << Events{"message|\xc3\xa9|"};
    QTest::newRow("field names are case-sensitive") << QByteArray("DATA: x\nData: y\n\n") << Events{};
    QTest::newRow("colon in the value") << QByteArray("data: {\"a\": 1}\n\n") << Events{"message|{\"a\": 1}|"};
}

void TestSseParser::parses()
{
    QFETCH(QByteArray, stream);
    QFETCH(Events, expected);
    for (qsizetype chunk = 1; chunk <= stream.size(); ++chunk)
        QCOMPARE(parse(stream, chunk), expected);
}

void TestSseParser::refusesTooLarge_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<bool>("refused");
    QTest::newRow("line at the cap") << QByteArray("data: " + QByteArray(94, 'x') + "\n\n") << false;
    QTest::newRow("line over the cap") << QByteArray("data: " + QByteArray(95, 'x') + "\n\n") << true;
    QTest::newRow("line without end") << QByteArray(500, 'x') << true;
    QTest::newRow("event at the cap") << QByteArray(QByteArray("data: " + QByteArray(49, 'x') + '\n').repeated(4) + '\n') << false;
    QTest::newRow("event over the cap") << QByteArray(QByteArray("data: " + QByteArray(49, 'x') + '\n').repeated(5) + '\n') << true;
}

void TestSseParser::refusesTooLarge()
{
    QFETCH(QByteArray, stream);
    QFETCH(bool, refused);
    for (const qsizetype chunk : {qsizetype(1), qsizetype(7), stream.size()}) {
        bool failed = false;
        const Events events = parse(stream, chunk, &failed, {100, 200});
        QCOMPARE(failed, refused);
        QCOMPARE(events.size(), refused ? 0 : 1);
    }
    // Dead is dead: what follows must not be taken for the answer.
    SseParser parser({10, 10});
    int events = 0;
    const auto sink = [&events](const SseEvent&) { ++events; };
    QVERIFY(!parser.feed(QByteArray(50, 'x'), sink));
    QVERIFY(!parser.feed("\n\ndata: x\n\n", sink));
    QCOMPARE(events, 0);
}

void TestSseParser::keptEventStaysAsItWas()
{
    SseParser parser;
    QList<SseEvent> kept;
    QVERIFY(parser.feed("event: a\ndata: one\n\nevent: b\ndata: twotwo\n\n", [&kept](const SseEvent& event) { kept.append(event); }));
    QCOMPARE(kept.size(), 2);
    QCOMPARE(kept[0].data, QByteArray("one"));
    QCOMPARE(kept[0].type, QByteArray("a"));
    QCOMPARE(kept[1].data, QByteArray("twotwo"));
}

void TestSseParser::tellsOfHeldBackBytes()
{
    const auto ignore = [](const SseEvent&) {};
    SseParser parser;
    QVERIFY(!parser.hasPartial());
    QVERIFY(parser.feed("data: x\n", ignore));
    QVERIFY(parser.hasPartial());
    QVERIFY(parser.feed("\n", ignore));
    QVERIFY(!parser.hasPartial());
    QVERIFY(parser.feed("da", ignore));
    QVERIFY(parser.hasPartial());
}

void TestSseParser::manySmallEventsAreCheap()
{
    const QByteArray event =
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"" + QByteArray(50, 'x') + "\"}}\n\n";
    SseParser parser;
    int events = 0;
    const test::WorkClock clock;
    for (int i = 0; i < 20'000; ++i)
        QVERIFY(parser.feed(event, [&events](const SseEvent&) { ++events; }));
    qInfo("%d events in %lld ms", events, static_cast<long long>(clock.elapsed()));
    QCOMPARE(events, 20'000);
    QVERIFY(clock.elapsed() < 1000);
}

QTEST_GUILESS_MAIN(TestSseParser)
#include "tst_sseparser.moc"
