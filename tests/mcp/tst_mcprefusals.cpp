// SPDX-License-Identifier: MIT
#include "tests/mcp/serverhouse.h"
#include "tests/support/httpservice.h"

using namespace aios;
using namespace aios::test;

/// Calls that a server refuses before it begins with them: because of their headers, or of the version of the protocol. Each is made once more where that can
/// help, and never otherwise. Against a real server (tests/stubs/changinghttp).
class TestMcpRefusals : public QObject {
    Q_OBJECT

    struct House : ServerHouse {
        explicit House(const QByteArray& path) : service(u"changinghttp"_s) { configure(service.entry(path)); }
        [[nodiscard]] QString go()
        {
            const auto output = call(u"go"_s, R"({"region":"north"})");
            return output ? (output->isError ? u"error: "_s : QString()) + output->text : u"no answer"_s;
        }
        HttpService service;
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// The tool mirrors its argument in another header since: it is listed once more and called with that one.
    void otherHeader()
    {
        House house("/moves");
        QCOMPARE(house.start().tools.size(), 1);
        QCOMPARE(house.go(), u"went"_s);
        QCOMPARE(house.service.asked("tools/call"), 2);
        QCOMPARE(house.service.asked("tools/list"), 2);
        QCOMPARE(house.service.said("WENT"), 1);
        QVERIFY(house.status().tools[0].on && !house.status().tools[0].changed); // what it does is the same
        QCOMPARE(house.go(), u"went"_s); // the next one is right from the start
        QCOMPARE(house.service.asked("tools/call"), 3);
    }

    void onlyOnce()
    {
        House house("/moves-on");
        QCOMPARE(house.start().tools.size(), 1);
        QVERIFY2(house.go().contains(u"error -32020"_s), house.service.all().constData());
        QCOMPARE(house.service.asked("tools/call"), 2);
        QCOMPARE(house.service.said("WENT"), 0);
    }

    /// Described otherwise, it is not what was approved.
    void notAnotherTool()
    {
        House house("/rewritten");
        QCOMPARE(house.start().tools.size(), 1);
        const QString output = house.go();
        QVERIFY2(output.startsWith(u"error:"_s) && output.contains(u"describes this tool in another way"_s), qPrintable(output));
        QCOMPARE(house.service.asked("tools/call"), 1);
        QCOMPARE(house.status().tools[0].changed || !house.status().tools[0].on, true);
    }

    void notOnceItHasBegun()
    {
        House house("/begun");
        QCOMPARE(house.start().tools.size(), 1);
        QVERIFY(house.go().contains(u"error -32020"_s));
        QCOMPARE(house.service.asked("tools/call"), 1);
        QCOMPARE(house.service.asked("tools/list"), 1);
    }

    void versions_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("output");
        QTest::addColumn<int>("calls");
        QTest::addColumn<QString>("protocol"); // afterwards
        QTest::newRow("the same is fine") << QByteArray("/renewed") << u"went"_s << 2 << u"2026-07-28"_s;
        QTest::newRow("the same is not fine") << QByteArray("/refuses") << u"error: The service answered: refused (error -32022)"_s << 2
                                              << u"2026-07-28"_s;
        QTest::newRow("an older one") << QByteArray("/older") << u"went"_s << 2 << u"2025-11-25"_s;
        QTest::newRow("none we know") << QByteArray("/unknown") << u"2099-01-01"_s << 1 << u"2026-07-28"_s;
    }
    void versions()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QString, output);
        QFETCH(const int, calls);
        QFETCH(const QString, protocol);
        House house(path);
        QCOMPARE(house.start().tools.size(), 1);
        QCOMPARE(house.status().protocol, u"2026-07-28"_s);
        const QString got = house.go();
        QVERIFY2(got.contains(output), qPrintable(got));
        QCOMPARE(house.service.asked("tools/call"), calls);
        QCOMPARE(house.status().protocol, protocol);
        QCOMPARE(house.status().state, ServiceState::Ready);
        QCOMPARE(house.service.asked("server/discover"), path == "/renewed" || path == "/refuses" ? 2 : 1);
    }

    /// Before 2026-07-28 the codes meant nothing, so a server may use them for something of its own.
    void codesOfItsOwn()
    {
        House house("/own-codes");
        QCOMPARE(house.start().tools.size(), 1);
        QVERIFY(house.go().contains(u"error -32022"_s));
        QCOMPARE(house.service.asked("tools/call"), 1);
        QCOMPARE(house.service.asked("server/discover"), 1); // at the start
        QCOMPARE(house.status().protocol, u"2025-11-25"_s);
        QCOMPARE(house.status().state, ServiceState::Ready);
    }

    /// It was exchanged for one that knows no handshake any more.
    void newer()
    {
        House house("/newer");
        QCOMPARE(house.start().tools.size(), 1);
        QCOMPARE(house.status().protocol, u"2025-11-25"_s);
        QCOMPARE(house.go(), u"went"_s);
        QCOMPARE(house.go(), u"went"_s);
        QCOMPARE(house.status().protocol, u"2026-07-28"_s);
        QCOMPARE(house.service.said("WENT"), 2);
        QCOMPARE(house.service.asked("tools/call"), 3);
    }
};

QTEST_GUILESS_MAIN(TestMcpRefusals)
#include "tst_mcprefusals.moc"
