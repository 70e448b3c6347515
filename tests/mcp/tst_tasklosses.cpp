// SPDX-License-Identifier: MIT
// Messages about a task of a tool call that are lost on their way, or not wanted: sent again where that helps, and never for ever.
#include "tests/mcp/taskhouse.h"

using namespace aios;
using namespace aios::test;

class TestTaskLosses : public QObject {
    Q_OBJECT

    using House = TaskHouse;

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void answers_data()
    {
        QTest::addColumn<int>("losses");
        QTest::addColumn<int>("code"); // Of the refusals; 0: the HTTP status 503.
        QTest::addColumn<bool>("goesOn"); // The task, although it has no answer.
        QTest::addColumn<int>("updates");
        QTest::addColumn<bool>("ends"); // With a result.
        QTest::newRow("lost twice") << 2 << 0 << false << 3 << true;
        QTest::newRow("busy twice") << 2 << -32000 << false << 3 << true;
        QTest::newRow("always lost") << 99 << 0 << false << 5 << false;
        QTest::newRow("not wanted any more") << 99 << kRpcInvalidParams << true << 1 << true;
        QTest::newRow("not wanted so") << 99 << kRpcInvalidParams << false << 1 << false;
    }
    void answers()
    {
        QFETCH(const int, losses);
        QFETCH(const int, code);
        QFETCH(const bool, goesOn);
        QFETCH(const int, updates);
        QFETCH(const bool, ends);
        QByteArrayList told;
        House house([&](const RpcMessage& m, PipeTransport& p) {
            if (m.method != "tasks/update")
                return p.answer(m, told.size() > losses || (goesOn && !told.isEmpty()) ? QByteArray(kTaskDone) : asking({"k"}));
            told.append(m.params.left(m.params.indexOf("_meta")));
            told.size() > losses ? p.answer(m, "{}") : p.refuse(m, code, {}, code == 0 ? 503 : 0);
        });
        int asked = 0;
        house.options.ask = [&asked](const McpQuestion&, McpQuestion::Reply reply) {
            ++asked;
            reply(QByteArray(R"({"action":"accept"})"));
        };
        QVERIFY(house.begin());
        QTRY_VERIFY_WITH_TIMEOUT(house.answer.has_value(), 9000);
        QCOMPARE(asked, 1);
        QCOMPARE(told.size(), updates);
        QCOMPARE(told.count(told.first()), updates); // the same each time
        QCOMPARE(house.answer->has_value(), ends);
        if (!ends) {
            QCOMPARE(house.code(), ErrorCode::Protocol);
            QVERIFY2(house.words().contains(u"It did not take the answer to its question."_s), qPrintable(house.words()));
        }
    }

    /// 2025-11-25: the result is asked for again when it was lost on its way.
    void aLostResult()
    {
        int results = 0;
        House house(
            [&results](const RpcMessage& m, PipeTransport& p) {
                if (m.method != "tasks/result")
                    return p.answer(m, R"({"taskId":"t","status":"completed","pollInterval":1})");
                ++results == 1 ? p.refuse(m, 0, {}, 503) : p.answer(m, R"({"content":[]})");
            },
            true);
        QVERIFY(house.begin());
        QTRY_VERIFY_WITH_TIMEOUT(house.answer.has_value(), 9000);
        QVERIFY(house.answer->has_value());
        QCOMPARE((*house.answer)->result, QByteArray(R"({"content":[]})"));
        QCOMPARE(results, 2);
    }
};

QTEST_GUILESS_MAIN(TestTaskLosses)
#include "tst_tasklosses.moc"
