// SPDX-License-Identifier: MIT
#include "core/base/jsonraw.h"
#include "tests/mcp/serverhouse.h"
#include "tests/mcp/taskhouse.h"

using namespace aios;
using namespace aios::test;

/// What a server tells of a task by itself reaches the row of the call: progress under the name of the call, and news of the task as such.
class TestTaskProgress : public QObject {
    Q_OBJECT

    static constexpr char kTellingTasks[] =
        R"({"supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true},"extensions":{"io.modelcontextprotocol/tasks":{}}}})";

    struct House : TaskHouse {
        explicit House(ClientServer tasks, bool older = false) : TaskHouse(std::move(tasks), older)
        {
            callOptions.onProgress = [this](const RpcProgress& progress) {
                rows.append(progress.total ? u"%1 of %2 %3"_s.arg(progress.progress).arg(*progress.total).arg(progress.message) : progress.message);
            };
        }
        void tell(const QByteArray& method, const QByteArray& params) const { last->say(rpcNotification(method, params)); }
        void progress(int step) const
        {
            tell("notifications/progress",
                 R"({"progressToken":)" + call.id + R"(,"progress":)" + QByteArray::number(step) + R"(,"total":4,"message":"half way"})");
        }
        QStringList rows;
    };
    static void eras()
    {
        QTest::addColumn<bool>("older");
        QTest::newRow("2026-07-28") << false;
        QTest::newRow("2025-11-25") << true;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// Under the token of the call, as long as the task lives; that it goes on is no news beside it.
    void progressOfTheCall_data() { eras(); }
    void progressOfTheCall()
    {
        QFETCH(const bool, older);
        bool done = false;
        int polls = 0;
        House house(
            [&](const RpcMessage& m, PipeTransport& p) {
                if (m.method == "tasks/result")
                    return p.answer(m, R"({"content":[]})");
                ++polls;
                p.answer(m, done ? QByteArray(kTaskDone) : QByteArray(R"({"taskId":"t","status":"working","pollIntervalMs":1,"pollInterval":1})"));
            },
            older);
        QVERIFY(house.begin());
        QTRY_COMPARE(house.rows.value(0), u"The service goes on with it as a task"_s);
        house.progress(2);
        QTRY_VERIFY2(house.rows.contains(u"2 of 4 half way"_s), qPrintable(house.rows.join(u", "_s)));
        const int before = polls;
        QTRY_VERIFY(polls >= before + 2);
        QCOMPARE(house.rows.last(), u"2 of 4 half way"_s);
        done = true;
        QTRY_VERIFY(house.answer.has_value());
        QVERIFY(house.answer->has_value());
        const qsizetype rows = house.rows.size();
        house.progress(4); // too late: nobody hears it
        QTest::qWait(20);
        QCOMPARE(house.rows.size(), rows);
    }

    /// The server of the newer era tells of tasks to those who ask for it, and the end comes without a question.
    void newsOfTheTask()
    {
        QByteArrayList filters;
        int polls = 0;
        House house([&](const RpcMessage& m, PipeTransport& p) {
            if (m.method == "subscriptions/listen")
                return filters.append(rawMember(m.params, "notifications").toByteArray());
            ++polls;
            p.answer(m, R"({"taskId":"t","status":"working","pollIntervalMs":30000})");
        });
        house.discovery = kTellingTasks;
        QVERIFY(house.begin());
        QTRY_COMPARE(filters.value(1), QByteArray(R"({"toolsListChanged":true,"taskIds":["t"]})"));
        QTRY_COMPARE(polls, 1);
        house.tell("notifications/tasks", R"({"taskId":"other","status":"completed","result":{"content":[]}})");
        house.tell("notifications/tasks", R"({"taskId":"t","status":"working","statusMessage":"page 3","pollIntervalMs":30000})");
        QTRY_VERIFY2(house.rows.contains(u"page 3"_s), qPrintable(house.rows.join(u", "_s)));
        QVERIFY(!house.answer);
        house.tell("notifications/tasks", kTaskDone);
        QTRY_VERIFY(house.answer.has_value());
        QVERIFY(house.answer->has_value());
        QCOMPARE(polls, 1);
    }

    /// One that does not tell of tasks goes on telling of everything else.
    void refusesToTell()
    {
        QByteArrayList filters;
        House house([&](const RpcMessage& m, PipeTransport& p) {
            if (m.method != "subscriptions/listen")
                return p.answer(m, R"({"taskId":"t","status":"working","pollIntervalMs":30000})");
            filters.append(rawMember(m.params, "notifications").toByteArray());
            if (filters.last().contains("taskIds"))
                p.refuse(m, kRpcInvalidParams);
        });
        house.discovery = kTellingTasks;
        QVERIFY(house.begin());
        QTRY_COMPARE(filters.size(), 3);
        QCOMPARE(filters[2], QByteArray(R"({"toolsListChanged":true})"));
        house.client->cancelCall(house.number, u"stopped"_s);
        QTRY_VERIFY(house.answer.has_value());
    }

    void newsOfTheOlderEra()
    {
        House house(
            [](const RpcMessage& m, PipeTransport& p) {
                p.answer(m, m.method == "tasks/result" ? QByteArray(R"({"content":[]})")
                                                       : QByteArray(R"({"taskId":"t","status":"working","pollInterval":30000})"));
            },
            true);
        QVERIFY(house.begin());
        QTRY_VERIFY(!house.rows.isEmpty());
        house.tell("notifications/tasks/status", R"({"taskId":"t","status":"working","statusMessage":"page 3"})");
        QTRY_VERIFY2(house.rows.contains(u"page 3"_s), qPrintable(house.rows.join(u", "_s)));
        house.tell("notifications/tasks/status", R"({"taskId":"t","status":"completed"})");
        QTRY_VERIFY(house.answer.has_value());
        QVERIFY(house.answer->has_value());
    }

    /// However much it tells, the call ends when its time is over.
    void newsDoNotPutOffTheEnd()
    {
        House house([](const RpcMessage& m, PipeTransport& p) { p.answer(m, R"({"taskId":"t","status":"working","pollIntervalMs":300})"); });
        house.callOptions.hardTimeout = 700ms;
        QVERIFY(house.begin());
        QTimer flood;
        connect(&flood, &QTimer::timeout, &flood, [&] { house.tell("notifications/tasks", R"({"taskId":"t","status":"working"})"); });
        flood.start(10);
        QTRY_VERIFY_WITH_TIMEOUT(house.answer.has_value(), 3000);
        QCOMPARE(house.code(), ErrorCode::Timeout);
    }

    /// As people see it, against a real server (tests/stubs/skillserver).
    void row()
    {
        ServerHouse house;
        house.configure("\"one\":{\"command\":\"" AIOS_BIN_DIR "/stubs/skillserver\",\"args\":[\"task-tells\"]}");
        QVERIFY(!house.start().tools.isEmpty());
        QStringList progress;
        const auto output = house.call(u"work"_s, "{}", &progress);
        QVERIFY(output && !output->isError);
        QVERIFY2(progress.contains(u"half way (50 %)"_s), qPrintable(progress.join(u", "_s)));
    }
};

QTEST_GUILESS_MAIN(TestTaskProgress)
#include "tst_taskprogress.moc"
