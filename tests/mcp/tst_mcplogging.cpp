// SPDX-License-Identifier: MIT
#include "core/base/jsonraw.h"
#include "tests/mcp/clienthouse.h"
#include "tests/mcp/serverhouse.h"
#include "tests/support/httpservice.h"

using namespace aios;
using namespace aios::test;

/// What a server of 2026-07-28 logs: it is told the level with each request, where it says that it logs, and is heard on the stream of that request.
class TestMcpLogging : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// Against a real server (tests/stubs/changinghttp), as people see it.
    void isSeen()
    {
        HttpService service(u"changinghttp"_s);
        ServerHouse house;
        house.configure(service.entry("/logs"));
        QCOMPARE(house.start().tools.size(), 1);
        const auto output = house.call(u"go"_s, "{}");
        QVERIFY(output && !output->isError);
        QTRY_VERIFY2(house.status().errorTail.contains(u"warning disk: almost full"_s), qPrintable(house.status().errorTail));
    }

    void isAskedFor_data()
    {
        QTest::addColumn<QByteArray>("capabilities");
        QTest::addColumn<QByteArray>("level"); // raw
        QTest::newRow("it logs") << QByteArray(R"({"tools":{},"logging":{}})") << QByteArray(R"("warning")");
        QTest::newRow("it does not") << QByteArray(R"({"tools":{}})") << QByteArray();
    }
    void isAskedFor()
    {
        QFETCH(const QByteArray, capabilities);
        QFETCH(const QByteArray, level);
        std::optional<QByteArray> meta;
        ClientHouse house([&](const RpcMessage& m, PipeTransport& p) {
            if (m.method == "server/discover")
                return p.answer(m, R"({"supportedVersions":["2026-07-28"],"capabilities":)" + capabilities + '}');
            if (m.method == "tools/list") {
                meta = rawMember(m.params, "_meta").toByteArray();
                p.answer(m, R"({"tools":[]})");
            }
            QVERIFY(m.method != "logging/setLevel");
        });
        QVERIFY(house.connect().has_value());
        QVERIFY(house.list().has_value());
        QVERIFY(meta.has_value());
        QCOMPARE(rawMember(*meta, "io.modelcontextprotocol/logLevel").toByteArray(), level);
    }
};

QTEST_GUILESS_MAIN(TestMcpLogging)
#include "tst_mcplogging.moc"
