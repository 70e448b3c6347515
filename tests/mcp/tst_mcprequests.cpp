// SPDX-License-Identifier: MIT
#include "tests/mcp/clienthouse.h"

#include <QSignalSpy>

using namespace aios;
using namespace aios::test;

/// Requests that are sent a second time, and those that never are: lost sessions, and questions that come instead of a result.
class TestMcpRequests : public QObject {
    Q_OBJECT

    using House = ClientHouse;

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void lostSessions_data()
    {
        QTest::addColumn<int>("losses"); // How often a call is refused before it is answered.
        QTest::addColumn<bool>("begun");
        QTest::addColumn<bool>("harmless");
        QTest::addColumn<QByteArray>("name"); // Of the server the second time.
        QTest::addColumn<int>("calls");
        QTest::addColumn<QByteArray>("outcome"); // The result, or "-" and the code, or "!" of an error of the server.
        const QByteArray done = "{\"content\":[]}";
        const auto coded = [](ErrorCode code) { return "-" + QByteArray::number(static_cast<int>(code)); };
        QTest::newRow("refused: nothing happened") << 1 << false << false << QByteArray("old") << 2 << done;
        QTest::newRow("refused again") << 2 << false << false << QByteArray("old") << 2 << QByteArray("!");
        QTest::newRow("lost in the middle") << 1 << true << false << QByteArray("old") << 1 << coded(ErrorCode::Protocol);
        QTest::newRow("lost in the middle, only reads") << 1 << true << true << QByteArray("old") << 2 << done;
        QTest::newRow("another server by now") << 1 << false << false << QByteArray("new") << 1 << coded(ErrorCode::Changed);
        QTest::newRow("another server, only reads") << 1 << false << true << QByteArray("new") << 2 << done;
    }
    void lostSessions()
    {
        QFETCH(const int, losses);
        QFETCH(const bool, begun);
        QFETCH(const bool, harmless);
        QFETCH(const QByteArray, name);
        QFETCH(const int, calls);
        QFETCH(const QByteArray, outcome);
        int shaken = 0;
        int called = 0;
        House house(
            [&](const RpcMessage& m, PipeTransport& p) {
                if (m.method == "initialize")
                    return p.answer(m, ++shaken > 1 ? QByteArray(kLegacyResult).replace("old", name) : QByteArray(kLegacyResult));
                if (m.method == "tools/call")
                    return ++called <= losses ? p.lose(m, begun) : p.answer(m, R"({"content":[]})");
                legacy(m, p);
            },
            false, McpEra::Legacy);
        QVERIFY(house.connect().has_value());
        QSignalSpy changed(house.client.get(), &McpClient::toolsChanged);
        std::optional<Result<RpcAnswer>> answer;
        RpcOptions options;
        options.harmless = harmless;
        house.client->callTool(
            "t", "{}", options,
            JsonRpcPeer::Reply([&answer](Result<RpcAnswer> given) { answer = std::move(given); }, fail(ErrorCode::Internal, u"dropped"_s)));
        QTRY_VERIFY(answer.has_value());
        QCOMPARE(!*answer           ? "-" + QByteArray::number(static_cast<int>(answer->error().code))
                 : (*answer)->error ? QByteArray("!")
                                    : (*answer)->result,
                 outcome);
        QCOMPARE(called, calls);
        if (calls > 1) { // the list of tools is looked at anew
            QCOMPARE(shaken, 2);
            QCOMPARE(changed.size(), 1);
            QVERIFY(house.last->listening);
        }
    }

    void aSessionThatCannotBeMadeAnew()
    {
        int shaken = 0;
        House house(
            [&](const RpcMessage& m, PipeTransport& p) {
                if (m.method == "initialize")
                    return ++shaken > 1 ? p.refuse(m, 0, {}, 503) : p.answer(m, kLegacyResult);
                m.method == "tools/call" ? p.lose(m) : legacy(m, p);
            },
            false, McpEra::Legacy);
        QVERIFY(house.connect().has_value());
        QSignalSpy ended(house.client.get(), &McpClient::ended);
        std::optional<Result<RpcAnswer>> answer;
        house.client->callTool(
            "t", "{}", {},
            JsonRpcPeer::Reply([&answer](Result<RpcAnswer> given) { answer = std::move(given); }, fail(ErrorCode::Internal, u"dropped"_s)));
        QTRY_COMPARE(ended.size(), 1);
        QVERIFY(answer && !*answer && answer->error().code == ErrorCode::Changed);
        QVERIFY(!ended[0][0].value<McpEnd>().asked);
    }

    /// 2025-11-25: an error that asks for an address. The person is asked; the call is not made a second time, and hears how it stands.
    void addressesInsteadOfAResult_data()
    {
        QTest::addColumn<QByteArray>("action");
        QTest::addColumn<int>("asked");
        QTest::addColumn<QString>("told");
        QTest::newRow("agreed") << QByteArray("accept") << 2 << u"once they say that it is done"_s;
        QTest::newRow("declined") << QByteArray("decline") << 1 << u"did not open it"_s;
    }
    void addressesInsteadOfAResult()
    {
        QFETCH(const QByteArray, action);
        QFETCH(const int, asked);
        QFETCH(const QString, told);
        int calls = 0;
        House house([&calls](const RpcMessage& m, PipeTransport& p) {
            if (m.method != "tools/call")
                return legacy(m, p);
            ++calls;
            p.refuse(
                m, -32042,
                "{\"elicitations\":[{\"mode\":\"url\",\"url\":\"https://a.example/\"},{\"mode\":\"form\"},{\"mode\":\"url\",\"url\":\"https://b.example/\"}]}");
        });
        QByteArrayList questions;
        house.options.ask = [&](const McpQuestion& question, McpQuestion::Reply reply) {
            questions.append(question.params);
            reply(QByteArray("{\"action\":\"" + action + "\"}"));
        };
        house.renew();
        QVERIFY(house.connect().has_value());
        std::optional<Result<RpcAnswer>> answer;
        house.client->callTool(
            "t", "{}", {},
            JsonRpcPeer::Reply([&answer](Result<RpcAnswer> given) { answer = std::move(given); }, fail(ErrorCode::Internal, u"dropped"_s)));
        QTRY_VERIFY(answer.has_value());
        QVERIFY(*answer && (*answer)->error && (*answer)->error->message.contains(told));
        QCOMPARE(questions.size(), asked);
        const QByteArray first = "{\"mode\":\"url\",\"url\":\"https:"
                                 "//a.example/\"}";
        QCOMPARE(questions.first(), first);
        QCOMPARE(calls, 1);
    }

    /// A session that is renewed while the person looks at the address: the call was answered, so it is not made again.
    void addressesWhileTheSessionIsRenewed()
    {
        int calls = 0;
        int shaken = 0;
        House house(
            [&](const RpcMessage& m, PipeTransport& p) {
                shaken += m.method == "initialize" ? 1 : 0;
                if (m.method != "tools/call")
                    return legacy(m, p);
                ++calls;
                p.refuse(m, -32042, "{\"elicitations\":[{\"mode\":\"url\",\"url\":\"https://a.example/\"}]}");
            },
            false, McpEra::Legacy);
        std::optional<McpQuestion::Reply> open;
        house.options.ask = [&open](const McpQuestion&, McpQuestion::Reply reply) { open = std::move(reply); };
        house.renew(false);
        QVERIFY(house.connect().has_value());
        std::optional<Result<RpcAnswer>> answer;
        house.client->callTool(
            "t", "{}", {},
            JsonRpcPeer::Reply([&answer](Result<RpcAnswer> given) { answer = std::move(given); }, fail(ErrorCode::Internal, u"dropped"_s)));
        QTRY_VERIFY(open.has_value());
        QSignalSpy changed(house.client.get(), &McpClient::toolsChanged); // told when there is a new session
        Q_EMIT house.last->sessionLost();
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(shaken, 2);
        QVERIFY(!answer);
        (*open)(QByteArray(R"({"action":"accept"})"));
        QTRY_VERIFY(answer.has_value());
        QVERIFY(*answer && (*answer)->error && (*answer)->error->message.contains(u"once they say that it is done"_s));
        QCOMPARE(calls, 1);
    }

    /// 2026-07-28: questions come instead of a result; the same request comes again with answers and the state as it was given.
    void questionsInsteadOfAResult()
    {
        QByteArrayList calls;
        House house([&calls](const RpcMessage& m, PipeTransport& p) {
            if (m.method != "tools/call")
                return modern(m, p);
            calls.append(m.params);
            if (m.params.contains("\"inputResponses\""))
                return p.answer(m, R"({"content":[]})");
            p.answer(m, R"({"resultType":"input_required","inputRequests":{"r":{"method":"roots/list"},"e":{"method":"elicitation/create",)"
                        R"("params":{"message":"Sure?"}}},"requestState":"s 1.0"})");
        });
        house.options.ask = [](const McpQuestion& question, McpQuestion::Reply reply) {
            reply(question.params == R"({"message":"Sure?"})" ? QByteArray(R"({"action":"accept"})") : QByteArray("{}"));
        };
        house.renew();
        QVERIFY(house.connect().has_value());
        std::optional<Result<RpcAnswer>> answer;
        house.client->callTool(
            "t", "{}", {},
            JsonRpcPeer::Reply([&answer](Result<RpcAnswer> given) { answer = std::move(given); }, fail(ErrorCode::Internal, u"dropped"_s)));
        QTRY_VERIFY(answer.has_value());
        QVERIFY(*answer && (*answer)->result == R"({"content":[]})");
        QCOMPARE(calls.size(), 2);
        QVERIFY2(calls[1].contains(R"("inputResponses":{"r":{"roots":[{"uri":"file:///srv/house","name":"house"}]},"e":{"action":"accept"}},)"
                                   R"("requestState":"s 1.0")"),
                 calls[1].constData());
        QVERIFY(calls[0].contains(
            R"(clientCapabilities":{"roots":{},"elicitation":{"form":{},"url":{}},"extensions":{"io.modelcontextprotocol/tasks":{}}})"));
    }

    /// Nobody there to ask: the server is not told otherwise, and a question all the same ends the call.
    void questionsNobodyAnswers()
    {
        House house([](const RpcMessage& m, PipeTransport& p) {
            if (m.method != "tools/call")
                return modern(m, p);
            p.answer(m, R"({"resultType":"input_required","inputRequests":{"e":{"method":"elicitation/create","params":{}}}})");
        });
        QVERIFY(house.connect().has_value());
        std::optional<Result<RpcAnswer>> answer;
        house.client->callTool(
            "t", "{}", {},
            JsonRpcPeer::Reply([&answer](Result<RpcAnswer> given) { answer = std::move(given); }, fail(ErrorCode::Internal, u"dropped"_s)));
        QTRY_VERIFY(answer.has_value());
        QVERIFY(!*answer && answer->error().code == ErrorCode::Protocol); // it may have begun before it asked
        QCOMPARE(
            answer->error().message,
            u"The service asked something before it went on, and got no answer: The service asks for something that this program does not offer."_s);
        QVERIFY(house.last->sent.last().text.contains(R"(clientCapabilities":{"roots":{}})"));
    }
};

QTEST_GUILESS_MAIN(TestMcpRequests)
#include "tst_mcprequests.moc"
