// SPDX-License-Identifier: MIT
// What servers of the older era ask in the middle of a call: how long a question lives, what waits for it, and whose it is.
#include "tests/mcp/clienthouse.h"
#include "tests/mcp/serverhouse.h"

using namespace aios;
using namespace aios::test;

class TestServerQuestions : public QObject {
    Q_OBJECT

    struct Asked {
        McpQuestion question;
        McpQuestion::Reply reply;
        QString session;
    };
    /// A server that asks the person in the middle of its only tool, and ends the call when it is answered.
    struct House : ClientHouse {
        House()
            : ClientHouse(
                  [this](const RpcMessage& m, PipeTransport& p) {
                      if (m.kind == RpcMessage::Kind::Result || m.kind == RpcMessage::Kind::Error) {
                          answered.append(m.id);
                          return p.answer(call, R"({"content":[]})");
                      }
                      if (m.method != "tools/call")
                          return legacy(m, p);
                      call = m;
                      p.say(R"({"jsonrpc":"2.0","id":"q","method":"elicitation/create","params":{"message":"Who?"}})");
                  },
                  true, McpEra::Legacy)
        {
            options.ask = [this](const McpQuestion& question, McpQuestion::Reply reply) { open.push_back({question, std::move(reply), {}}); };
            renew();
        }
        [[nodiscard]] bool begin(RpcOptions given = {})
        {
            if (!connect())
                return false;
            client->callTool("t", "{}", std::move(given),
                             JsonRpcPeer::Reply([this](Result<RpcAnswer> it) { answer = std::move(it); }, fail(ErrorCode::Internal, u"dropped"_s)));
            return QTest::qWaitFor([this] { return open.size() == 1; });
        }
        RpcMessage call;
        QByteArrayList answered; ///< Ids of the server's requests.
        std::vector<Asked> open;
        std::optional<Result<RpcAnswer>> answer;
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// Whoever thinks about a question for long does not lose the call by it; a hard limit stays one.
    void thinkingIsNoSilence_data()
    {
        QTest::addColumn<int>("hardMs");
        QTest::addColumn<bool>("held"); // It still waits after a while.
        QTest::newRow("its time begins anew") << 60'000 << true;
        QTest::newRow("its hard limit") << 60 << false;
        QTest::newRow("without a hard limit") << 0 << false;
    }
    void thinkingIsNoSilence()
    {
        QFETCH(const int, hardMs);
        QFETCH(const bool, held);
        House house;
        RpcOptions options;
        options.timeout = 50ms;
        options.hardTimeout = std::chrono::milliseconds(hardMs);
        QVERIFY(house.begin(options));
        QCOMPARE(QTest::qWaitFor([&] { return house.answer.has_value(); }, held ? 400 : 5000), !held);
        house.open[0].reply(QByteArray(R"({"action":"accept"})"));
        QTRY_VERIFY(house.answer.has_value());
        QCOMPARE(house.answer->has_value(), held);
    }

    void takenBackByTheServer()
    {
        House house;
        QVERIFY(house.begin());
        QVERIFY(house.open[0].question.asker);
        house.last->say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}})");
        house.last->say(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"q"}})");
        QTRY_VERIFY(!house.open[0].question.asker);
        house.open[0].reply(QByteArray("{}"));
        QCOMPARE(house.answered, QByteArrayList()); // it does not want to hear of it any more
        // The same id may be used again afterwards.
        house.last->say(R"({"jsonrpc":"2.0","id":"q","method":"elicitation/create","params":{}})");
        QTRY_COMPARE(house.open.size(), 2UL);
        house.open[1].reply(QByteArray("{}"));
        QCOMPARE(house.answered, QByteArrayList{R"("q")"});
    }

    void whenNobodyWaitsAnyMore_data()
    {
        QTest::addColumn<bool>("gone");
        QTest::newRow("no call is on its way") << false;
        QTest::newRow("the client is gone") << true;
    }
    void whenNobodyWaitsAnyMore()
    {
        QFETCH(const bool, gone);
        House house;
        QVERIFY(house.begin());
        if (gone)
            house.client.reset();
        else
            house.client->dropQuestions();
        QVERIFY(!house.open[0].question.asker);
        QCOMPARE(house.answer.has_value(), gone);
    }

    void notTooManyAtOnce()
    {
        House house;
        QVERIFY(house.begin());
        for (int i = 0; i < 100; ++i)
            house.last->say(R"({"jsonrpc":"2.0","method":"elicitation/create","params":{},"id":)" + QByteArray::number(i) + '}');
        house.last->say(R"({"jsonrpc":"2.0","method":"elicitation/create","params":{},"id":"q"})");
        QTRY_COMPARE(house.answered.size(), 86);
        QCOMPARE(house.answered.last(), QByteArray(R"("q")"));
        QCOMPARE(house.open.size(), 16UL);
    }

    /// Servers of the older era do not say in which call they ask. A model is asked only where that is clear; in the newer era it always is.
    void whoseItIs_data()
    {
        QTest::addColumn<QByteArray>("era");
        QTest::addColumn<QStringList>("sessions");
        QTest::newRow("2025-11-25") << QByteArray("legacy") << QStringList{u"s1"_s};
        QTest::newRow("2026-07-28") << QByteArray("modern") << QStringList{u"s1"_s, u"s2"_s};
    }
    void whoseItIs()
    {
        QFETCH(const QByteArray, era);
        QFETCH(const QStringList, sessions);
        ServerHouse house;
        std::vector<Asked> open;
        house.ask = [&open](const QString&, const QString& session, const McpQuestion& question, McpQuestion::Reply reply) {
            open.push_back({question, std::move(reply), session});
        };
        house.renew();
        house.configure("\"one\":{\"command\":\"" AIOS_BIN_DIR "/stubs/mcpasker\",\"args\":[\"" + era + "\"]}");
        QVERIFY(!house.start().tools.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        const auto tool = house.manager->server(u"one"_s)->anyTool(u"sample"_s);
        const ToolCall made{u"c"_s, R"({"params":"{}"})"};
        QStringList outputs;
        std::vector<std::unique_ptr<ToolRun>> runs;
        for (const QString& session : {u"s1"_s, u"s2"_s}) {
            ToolContext context;
            context.pool = &house.pool;
            context.sessionId = session;
            context.approvedDigest = tool->plan(made, context).digest;
            runs.push_back(tool->start(
                made, context, {},
                Once<Result<ToolOutput>>([&outputs](const Result<ToolOutput>& output) { outputs.append(output ? output->text : QString()); },
                                         fail(ErrorCode::Cancelled, {}))));
            QTRY_VERIFY(open.size() + static_cast<std::size_t>(outputs.size()) == runs.size());
        }
        QStringList asked;
        for (const Asked& each : open)
            asked.append(each.session);
        QCOMPARE(asked, sessions);
        QCOMPARE(outputs.join(u' ').contains(u"Several sessions call the service at once"_s), era == "legacy");
        QVERIFY(open[0].question.asker);
        runs.clear(); // both calls are over
        QVERIFY(!open[0].question.asker);
    }
};

QTEST_GUILESS_MAIN(TestServerQuestions)
#include "tst_serverquestions.moc"
