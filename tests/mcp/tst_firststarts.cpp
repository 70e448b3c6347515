// SPDX-License-Identifier: MIT
#include "tests/mcp/serverhouse.h"
#include "tests/support/httpservice.h"

#include <QTcpServer>

using namespace aios;
using namespace aios::test;

/// A service with an address that cannot be reached at its very first start is tried again, a few times and ever later, and nobody waits for it; one that was
/// refused for good is not. Against a real server (tests/stubs/changinghttp).
class TestFirstStarts : public QObject {
    Q_OBJECT

    static constexpr auto kStub = "changinghttp"_L1;

    struct House : ServerHouse {
        House()
        {
            firstRetry = 20ms;
            connectTimeout = 300ms;
            renew();
        }
        [[nodiscard]] bool becomes(ServiceState wanted)
        {
            return QTest::qWaitFor([&] { return status().state == wanted; }, 9000);
        }
        [[nodiscard]] bool givesUp()
        {
            return QTest::qWaitFor([this] { return status().state == ServiceState::Failed && status().problem.contains(u"in vain"_s); }, 9000);
        }
    };
    static int freePort()
    {
        QTcpServer server;
        return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 1;
    }
    static QByteArray refusing(int port)
    {
        return "\"one\":{\"type\":\"http\",\"url\":\"http://127.0.0.1:" + QByteArray::number(port) + "/session\"}";
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void comesLater_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("503") << QByteArray("/busy");
        QTest::newRow("no answer") << QByteArray("/late");
    }
    void comesLater()
    {
        QFETCH(const QByteArray, path);
        HttpService service(kStub);
        House house;
        house.configure(service.entry(path));
        const ServedTools first = house.start();
        QVERIFY(first.tools.isEmpty());
        QVERIFY2(first.notice.contains(u"It is tried again in 1 s (try 1 of 5)."_s), qPrintable(first.notice));
        QVERIFY(house.becomes(ServiceState::Ready));
        QCOMPARE(house.status().problem, QString());
        QCOMPARE(names(house.start()), QStringList{u"mcp__one__go"_s});
    }

    void comesLaterWhereNobodyListened()
    {
        const int port = freePort();
        House house;
        house.configure(refusing(port));
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(house.status().problem.contains(u"It is tried again in 1 s"_s), qPrintable(house.status().problem));
        HttpService service(kStub, port);
        QVERIFY(house.becomes(ServiceState::Ready));
    }

    void older()
    {
        const int port = freePort();
        House house;
        house.configure("\"one\":{\"type\":\"sse\",\"url\":\"http://127.0.0.1:" + QByteArray::number(port) + "/sse\"}");
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(house.status().problem.contains(u"It is tried again"_s), qPrintable(house.status().problem));
        QVERIFY(house.givesUp());
    }

    void stopsInTheEnd()
    {
        HttpService service(kStub);
        House house;
        house.configure(service.entry("/away"));
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY(house.givesUp());
        QVERIFY2(house.status().problem.contains(u"It was tried again 5 times in vain; “Restart” tries once more."_s),
                 qPrintable(house.status().problem));
        const qsizetype asked = service.said("POST /away 503");
        QVERIFY2(asked >= 6, service.all().constData());
        std::ignore = house.start(); // another turn does not begin anew
        QTest::qWait(100);
        QCOMPARE(service.said("POST /away 503"), asked);
        house.manager->restart(u"one"_s);
        QTRY_VERIFY(service.said("POST /away 503") > asked); // the person does
    }

    void notForGood_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("words");
        QTest::newRow("401") << QByteArray("/key") << u"sign in"_s;
        QTest::newRow("404") << QByteArray("/gone") << u"404"_s;
        QTest::newRow("another revision") << QByteArray("/tomorrow") << u"2099-01-01"_s;
    }
    void notForGood()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QString, words);
        HttpService service(path == "/key" ? u"hostilemcphttp"_s : QString(kStub));
        House house;
        house.configure(service.entry(path));
        QVERIFY(house.start().tools.isEmpty());
        QCOMPARE(house.status().state == ServiceState::Failed || house.status().state == ServiceState::SignInNeeded, true);
        QVERIFY2(house.status().problem.contains(words), qPrintable(house.status().problem));
        QVERIFY2(!house.status().problem.contains(u"again in"_s), qPrintable(house.status().problem));
        const qsizetype asked = service.said("POST " + path + " 404") + service.said("POST " + path + " 401") + service.said("POST " + path + " 400");
        QTest::qWait(150);
        QCOMPARE(service.said("POST " + path + " 404") + service.said("POST " + path + " 401") + service.said("POST " + path + " 400"), asked);
    }

    /// A program that does not start is not an address that is down.
    void notPrograms()
    {
        House house;
        house.configure(R"("one":{"command":"/no/such/program"})");
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY2(!house.status().problem.contains(u"again in"_s), qPrintable(house.status().problem));
    }

    /// A turn does not wait for one that is tried once more.
    void nobodyWaits()
    {
        HttpService service(kStub);
        House house;
        house.connectTimeout = 1500ms;
        house.renew();
        house.configure(service.entry("/late") + ',' + ServerHouse::stub("two", "ok"));
        house.manager->setTrust({}, true);
        house.manager->ensureStarted();
        QVERIFY(QTest::qWaitFor([&] { return house.manager->server(u"one"_s)->isTriedAgain(); }, 9000));
        QElapsedTimer time;
        time.start();
        QCOMPARE(house.start().tools.size(), 6);
        QVERIFY2(time.elapsed() < 700, qPrintable(QString::number(time.elapsed())));
    }

    void switchedOffMeanwhile()
    {
        HttpService service(kStub);
        House house;
        house.configure(service.entry("/away"));
        QVERIFY(house.start().tools.isEmpty());
        QVERIFY(house.manager->setEnabled(u"one"_s, false));
        QTRY_COMPARE(house.status().state, ServiceState::Off);
        const qsizetype asked = service.said("POST /away 503");
        QTest::qWait(150);
        QCOMPARE(service.said("POST /away 503"), asked);
    }
};

QTEST_GUILESS_MAIN(TestFirstStarts)
#include "tst_firststarts.moc"
