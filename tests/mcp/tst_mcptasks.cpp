// SPDX-License-Identifier: MIT
// Tool calls that their server makes tasks of: followed, answered, cancelled, and never made a second time.
#include "core/mcp/mcpclient.h"
#include "core/mcp/mcptask.h"
#include "tests/mcp/serverhouse.h"
#include "tests/support/pipetransport.h"

using namespace aios;
using namespace aios::test;

class TestMcpTasks : public QObject {
    Q_OBJECT

    struct House : ServerHouse {
        explicit House(const QByteArray& mode, const QByteArray& more = {})
        {
            configure("\"one\":{\"command\":\"" AIOS_BIN_DIR "/stubs/skillserver\",\"args\":[\"" + mode + "\"]" + more +
                      ",\"env\":{\"MCP_CALLS\":\"" + state.path(u"calls"_s).toUtf8() + "\"}}");
        }
        [[nodiscard]] QByteArrayList calls() const
        {
            QFile file(state.path(u"calls"_s));
            return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().split('\n') : QByteArrayList();
        }
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void reads_data()
    {
        QTest::addColumn<QByteArray>("task");
        QTest::addColumn<QString>("problem");
        QTest::addColumn<int>("waits");
        const auto task = [](const QByteArray& more) { return R"({"taskId":"a","status":"working")" + more + '}'; };
        QTest::newRow("as it wishes") << task(R"(,"pollIntervalMs":5000)") << QString() << 5000;
        QTest::newRow("2025-11-25") << task(R"(,"pollInterval":2000)") << QString() << 2000;
        QTest::newRow("too often") << task(R"(,"pollIntervalMs":0)") << QString() << 250;
        QTest::newRow("too seldom") << task(R"(,"pollIntervalMs":86400000)") << QString() << 30000;
        QTest::newRow("says nothing") << task({}) << QString() << 1000;
        QTest::newRow("says nonsense") << task(R"(,"pollIntervalMs":"soon")") << QString() << 1000;
        QTest::newRow("no id") << QByteArray(R"({"status":"working"})") << u"no usable id"_s << 0;
        QTest::newRow("huge id") << QByteArray("{\"status\":\"working\",\"taskId\":\"" + QByteArray(5000, 'x') + "\"}") << u"no usable id"_s << 0;
        QTest::newRow("unknown state") << QByteArray(R"({"taskId":"a","status":"dreaming"})") << u"dreaming"_s << 0;
        QTest::newRow("no object") << QByteArray("7") << u"no usable id"_s << 0;
    }
    void reads()
    {
        QFETCH(const QByteArray, task);
        QFETCH(const QString, problem);
        QFETCH(const int, waits);
        const auto status = readTaskStatus(task);
        QCOMPARE(status.has_value(), problem.isEmpty());
        if (status)
            QCOMPARE(taskPollInterval(*status, 0).count(), waits);
        else
            QVERIFY2(status.error().message.contains(problem), qPrintable(status.error().message));
    }

    void ends_data()
    {
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("isError");
        QTest::newRow("complete") << QByteArray("task-ok") << u"all done"_s << false;
        QTest::newRow("failed") << QByteArray("task-fails") << u"rate limit"_s << true;
        QTest::newRow("forgotten") << QByteArray("task-forgets")
                                   << u"does not know the task any more that it made of the call. Whether it took effect is not known: check"_s
                                   << true;
        QTest::newRow("ended by itself") << QByteArray("task-ends-itself") << u"The night shift is over Whether it took effect is not known: check"_s
                                         << true;
        QTest::newRow("server is gone") << QByteArray("task-dies") << u"Whether it took effect is not known: check"_s << true;
        QTest::newRow("nobody can be asked")
            << QByteArray("task-asks")
            << u"The call of one has no result: The service had made a task of it, which could not be followed to its end. "
               "The service asks for something that this program does not offer. Whether it took effect is not known: check"_s
            << true;
    }
    void ends()
    {
        QFETCH(const QByteArray, mode);
        QFETCH(const QString, answer);
        QFETCH(const bool, isError);
        House house(mode);
        QCOMPARE(house.start().tools.size(), 3); // and those for resources
        QStringList progress;
        const auto output = house.call(u"work"_s, "{}", &progress);
        QVERIFY(output.has_value());
        QVERIFY2(output->text.contains(answer), qPrintable(output->text));
        QCOMPARE(output->isError, isError);
        QCOMPARE(progress.value(0), u"Begun"_s);
        QCOMPARE(house.calls().count("tools/call work"), 1);
        if (mode == "task-asks") // told after the answer
            QTRY_VERIFY(house.calls().contains("tasks/cancel t-1"));
        else
            QVERIFY(!house.calls().contains("tasks/cancel t-1"));
    }

    void aHardLimitEndsIt()
    {
        House house("task-never", ",\"timeout\":1000");
        QVERIFY(!house.start().tools.isEmpty());
        const auto output = house.call(u"work"_s, "{}");
        QVERIFY(output && output->isError);
        QVERIFY2(output->text.contains(u"did not answer in time"_s), qPrintable(output->text));
        QTRY_VERIFY(house.calls().contains("tasks/cancel t-1"));
        QVERIFY(house.calls().count("tasks/get t-1") <= 5); // not as often as the server wishes
    }

    void stoppingCancels()
    {
        House house("task-never");
        QVERIFY(!house.start().tools.isEmpty());
        const auto tool = house.manager->server(u"one"_s)->anyTool(u"work"_s);
        ToolContext context;
        context.pool = &house.pool;
        const ToolCall made{u"c1"_s, "{}"};
        context.approvedDigest = tool->plan(made, context).digest;
        QStringList progress;
        int answers = 0;
        auto running = tool->start(
            made, context, [&](const QString& text) { progress.append(text); },
            Once<Result<ToolOutput>>([&](const Result<ToolOutput>&) { ++answers; }, fail(ErrorCode::Cancelled, {})));
        QTRY_VERIFY(progress.contains(u"step 1"_s));
        QCOMPARE(answers, 0);
        running.reset();
        QTRY_VERIFY(house.calls().contains("tasks/cancel t-1"));
        const qsizetype polls = house.calls().count("tasks/get t-1");
        QTest::qWait(400);
        QCOMPARE(house.calls().count("tasks/get t-1"), polls);
    }

    /// Asked once, however often the server tells the question again; the answer goes out by tasks/update.
    void questionsAreAnswered()
    {
        std::unique_ptr<PipeTransport> made = std::make_unique<PipeTransport>();
        PipeTransport* pipe = made.get();
        int polls = 0;
        QByteArray update;
        pipe->server = [&](const RpcMessage& message, PipeTransport& to) {
            if (message.method == "server/discover")
                return to.answer(message, R"({"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}})");
            if (message.method == "tools/call") {
                QVERIFY(message.params.contains(R"("extensions":{"io.modelcontextprotocol/tasks":{}})"));
                return to.answer(message, R"({"resultType":"task","taskId":"t","status":"working"})");
            }
            if (message.method == "tasks/update") {
                update = message.params;
                return to.answer(message, "{}");
            }
            const bool done = ++polls > 2 && !update.isEmpty();
            to.answer(message, done ? QByteArray(R"({"taskId":"t","status":"completed","result":{"content":[]}})")
                                    : QByteArray(R"({"taskId":"t","status":"input_required","pollIntervalMs":1,)"
                                                 R"("inputRequests":{"who":{"method":"elicitation/create","params":{"message":"Who?"}}}})"));
        };
        QList<McpQuestion> asked;
        std::vector<McpQuestion::Reply> replies;
        McpClient::Options options;
        options.ask = [&](const McpQuestion& question, McpQuestion::Reply reply) {
            asked.append(question);
            replies.push_back(std::move(reply));
        };
        McpClient client([&]() -> std::unique_ptr<McpTransport> { return std::move(made); }, options);
        bool connected = false;
        client.connectToServer(
            McpClient::Connected([&](const Result<McpHandshake>& handshake) { connected = handshake.has_value(); }, fail(ErrorCode::Internal, {})));
        QTRY_VERIFY(connected);
        std::optional<Result<RpcAnswer>> answer;
        client.callTool("work", "{}", {},
                        JsonRpcPeer::Reply([&](Result<RpcAnswer> given) { answer = std::move(given); }, fail(ErrorCode::Cancelled, {})));
        QTRY_VERIFY(polls >= 2);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().params, QByteArray(R"({"message":"Who?"})"));
        replies.front()(QByteArray(R"({"action":"accept","content":{"name":"Ada"}})"));
        QTRY_VERIFY(answer.has_value());
        QVERIFY2(update.startsWith(R"({"taskId":"t","inputResponses":{"who":{"action":"accept","content":{"name":"Ada"}}})"), update);
        QCOMPARE((*answer)->result, QByteArray(R"({"content":[]})"));
        QCOMPARE(asked.size(), 1);
    }

    /// 2025-11-25: a tool that must be called as a task is, and its result is asked for by itself.
    void olderTasks()
    {
        std::unique_ptr<PipeTransport> made = std::make_unique<PipeTransport>();
        made->server = [lists = 0](const RpcMessage& message, PipeTransport& to) mutable {
            if (message.method == "initialize")
                to.answer(message, R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{},"tasks":{"requests":{"tools":{"call":{}}}}}})");
            else if (message.method == "tools/list" && ++lists == 1)
                to.answer(message,
                          R"({"tools":[{"name":"work","inputSchema":{},"execution":{"taskSupport":"required"}},{"name":"other","inputSchema":{}}]})");
            else if (message.method == "tools/call" && message.params.contains("\"task\":{}"))
                to.answer(message, R"({"task":{"taskId":"t","status":"working","ttl":60000,"pollInterval":10}})");
            else if (message.method == "tools/call")
                to.answer(message, R"({"content":[{"type":"text","text":"at once"}]})");
            else if (message.method == "tasks/get")
                to.answer(message, R"({"taskId":"t","status":"completed","ttl":60000})");
            else if (message.method == "tasks/result")
                to.answer(message, R"({"content":[{"type":"text","text":"late"}]})");
            else if (!message.id.isEmpty())
                to.refuse(message, kRpcMethodNotFound);
        };
        McpClient client([&]() -> std::unique_ptr<McpTransport> { return std::move(made); }, {});
        bool listed = false;
        client.connectToServer(McpClient::Connected(
            [&](const Result<McpHandshake>& handshake) {
                QVERIFY(handshake.has_value() && handshake->callsAsTasks);
                client.listTools(
                    McpClient::Listed([&](const Result<QList<QByteArray>>& tools) { listed = tools.has_value(); }, fail(ErrorCode::Cancelled, {})));
            },
            fail(ErrorCode::Internal, {})));
        QTRY_VERIFY(listed);
        std::optional<Result<QList<QByteArray>>> again; // a list that cannot be read changes nothing of that
        client.listTools(McpClient::Listed([&](Result<QList<QByteArray>> tools) { again = std::move(tools); }, fail(ErrorCode::Cancelled, {})));
        QTRY_VERIFY(again && !*again);
        for (const auto& [tool, text] : {std::pair<QByteArray, QByteArray>{"other", "at once"}, {"work", "late"}}) {
            std::optional<Result<RpcAnswer>> answer;
            client.callTool(tool, "{}", {},
                            JsonRpcPeer::Reply([&](Result<RpcAnswer> given) { answer = std::move(given); }, fail(ErrorCode::Cancelled, {})));
            QTRY_VERIFY(answer.has_value());
            QVERIFY((*answer)->result.contains(text));
        }
    }
};

QTEST_GUILESS_MAIN(TestMcpTasks)
#include "tst_mcptasks.moc"
