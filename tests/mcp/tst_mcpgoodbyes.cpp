// SPDX-License-Identifier: MIT
#include "tests/mcp/serverhouse.h"
#include "tests/support/httpservice.h"

using namespace aios;
using namespace aios::test;

/// A server that has given a session is told when nobody uses it any more, whatever the reason, and however little time there is. Against a real server
/// (tests/stubs/changinghttp).
class TestMcpGoodbyes : public QObject {
    Q_OBJECT

    static constexpr auto kStub = "changinghttp"_L1;

    /// DELETE of the session that the first request of a well-behaved client gave.
    [[nodiscard]] static bool ended(HttpService& service, const QByteArray& key = {})
    {
        return QTest::qWaitFor([&] { return service.said("ENDED s2 " + key) == 1; });
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void switchedOff()
    {
        HttpService service(kStub);
        ServerHouse house;
        house.configure(service.entry("/session"));
        QCOMPARE(house.start().tools.size(), 1);
        QVERIFY(house.manager->setEnabled(u"one"_s, false));
        QTRY_COMPARE(house.status().state, ServiceState::Off);
        QVERIFY2(ended(service), service.all().constData());
    }

    void entryRemoved()
    {
        HttpService service(kStub);
        ServerHouse house;
        house.configure(service.entry("/session"));
        QCOMPARE(house.start().tools.size(), 1);
        house.configure({});
        QVERIFY2(ended(service), service.all().constData());
    }

    /// It had a session before it turned out to be of no use.
    void neverReady()
    {
        HttpService service(kStub);
        ServerHouse house;
        house.configure(service.entry("/session-empty"));
        QVERIFY(house.start().tools.isEmpty());
        QCOMPARE(house.status().state, ServiceState::Failed);
        QVERIFY2(ended(service), service.all().constData());
    }

    /// What the way to it needs is kept until then: here the headers that a command made.
    void withTheHeadersOfACommand()
    {
        HttpService service(kStub);
        ServerHouse house;
        house.configure(service.entry("/session", "one", R"(,"headersHelper":"echo '{\"Authorization\": \"Bearer k1\"}'")"));
        QCOMPARE(house.start().tools.size(), 1);
        house.manager->leave();
        QVERIFY2(ended(service, "Bearer k1"), service.all().constData());
    }

    /// All at once, and no longer than one of them may take.
    void allAtTheEnd()
    {
        HttpService good(kStub);
        HttpService deaf(kStub);
        HttpService silent(kStub);
        ServerHouse house;
        house.configure(good.entry("/session") + ',' + deaf.entry("/session-deaf", "two") + ',' + silent.entry("/session-deaf", "three"));
        QCOMPARE(house.start().tools.size(), 3);
        QElapsedTimer time;
        time.start();
        bool left = false;
        house.manager->leave();
        house.goodbyes.whenAllSaid([&] { left = true; });
        QVERIFY(!left);
        QTRY_VERIFY_WITH_TIMEOUT(left, 5000);
        QVERIFY2(time.elapsed() < 2500, qPrintable(QString::number(time.elapsed())));
        QVERIFY(ended(good) && ended(deaf) && ended(silent));
    }

    /// One that is on its way out already is not told twice, and not forgotten either.
    void whileItStops()
    {
        HttpService service(kStub);
        ServerHouse house;
        house.configure(service.entry("/session"));
        QCOMPARE(house.start().tools.size(), 1);
        QVERIFY(house.manager->setEnabled(u"one"_s, false));
        house.manager->leave();
        bool left = false;
        house.goodbyes.whenAllSaid([&] { left = true; });
        QTRY_VERIFY(left);
        QVERIFY2(ended(service), service.all().constData());
    }

    void nothingToSay()
    {
        HttpService service(kStub);
        ServerHouse house;
        house.configure(service.entry("/renewed") + ',' + ServerHouse::stub("two", "ok"));
        QCOMPARE(house.start().tools.size(), 7);
        house.manager->leave();
        bool left = false;
        house.goodbyes.whenAllSaid([&] { left = true; });
        QVERIFY(left);
    }
};

QTEST_GUILESS_MAIN(TestMcpGoodbyes)
#include "tst_mcpgoodbyes.moc"
