// SPDX-License-Identifier: MIT
#include "core/mcp/streamablehttp.h"
#include "tests/support/fakehttptransport.h"

#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// What goes over HTTP in both eras, and what is made of the replies.
class TestStreamableHttp : public QObject {
    Q_OBJECT

private:
    struct House {
        House() : transport(http, QUrl(u"https://e.org/mcp"_s), {{"Authorization", "Bearer ", Secret("k3y")}})
        {
            QObject::connect(&transport, &McpTransport::received, &transport, [this](const QByteArray& text) { received.append(text); });
            QObject::connect(&transport, &McpTransport::answered, &transport, [this](const QByteArray& id, const RpcAnswer& answer) {
                refused.append(id + ' ' + QByteArray::number(answer.httpStatus) + ' ' + QByteArray::number(answer.error->code) +
                               (answer.sessionLost ? " lost" : "") + (answer.begun ? " begun" : ""));
            });
            QObject::connect(&transport, &McpTransport::sessionLost, &transport, [this] { ++losses; });
            QObject::connect(&transport, &McpTransport::unanswered, &transport,
                             [this](const QByteArray& id, const Error& error) { lost.append({id, error}); });
        }
        void add(const QByteArray& body, const QByteArray& type, int status = 200, QList<HttpHeader> more = {})
        {
            FakeReply reply = FakeReply::text(body, status);
            reply.headers = more;
            reply.headers.append(HttpHeader{"Content-Type", type});
            http.add(reply);
        }
        void request(const QByteArray& id, const QByteArray& method = "tools/call")
        {
            transport.send({rpcRequest(id, method, {}), id, method, "nämé", {HttpHeader{"Mcp-Param-X", "1"}}});
        }
        FakeHttpTransport http;
        StreamableHttp transport;
        QByteArrayList received;
        QByteArrayList refused;
        QList<std::pair<QByteArray, Error>> lost;
        int losses = 0;
        /// A session "s-1", agreed upon.
        void beginSession()
        {
            transport.negotiated(McpEra::Legacy, {});
            add(answer("1"), "application/json", 200, {HttpHeader{"Mcp-Session-Id", "s-1"}});
            request("1", "initialize");
            std::ignore = QTest::qWaitFor([this] { return received.size() == 1; });
            transport.negotiated(McpEra::Legacy, "2025-11-25");
        }
    };
    static QByteArray answer(const QByteArray& id) { return R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{}})"; }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void headersOfTheModernEra()
    {
        House house;
        house.transport.negotiated(McpEra::Modern, "2026-07-28");
        house.add(answer("1"), "application/json; charset=utf-8");
        house.request("1");
        QTRY_COMPARE(house.received, QByteArrayList{answer("1")});
        QCOMPARE(house.http.header(0, "MCP-Protocol-Version"), QByteArray("2026-07-28"));
        QCOMPARE(house.http.header(0, "Mcp-Method"), QByteArray("tools/call"));
        QCOMPARE(house.http.header(0, "Mcp-Name"), "=?base64?" + QByteArray("nämé").toBase64() + "?=");
        QCOMPARE(house.http.header(0, "Mcp-Param-X"), QByteArray("1"));
        QCOMPARE(house.http.header(0, "Accept"), QByteArray("application/json, text/event-stream"));
        QCOMPARE(house.http.header(0, "Authorization"), QByteArray("Bearer k3y"));
        QVERIFY(house.http.header(0, "Mcp-Session-Id").isEmpty());
    }

    void headersOfTheLegacyEra()
    {
        House house;
        house.transport.negotiated(McpEra::Legacy, {});
        house.add(answer("1"), "application/json", 200, {HttpHeader{"Mcp-Session-Id", "s-1"}});
        house.request("1", "initialize");
        QTRY_COMPARE(house.received.size(), 1);
        QVERIFY(house.http.header(0, "MCP-Protocol-Version").isEmpty() && house.http.header(0, "Mcp-Method").isEmpty());
        house.transport.negotiated(McpEra::Legacy, "2025-11-25");
        house.add({}, "text/plain", 202);
        house.transport.send({rpcNotification("notifications/initialized", {}), {}, "notifications/initialized", {}, {}});
        QTRY_COMPARE(house.http.open(), 0);
        QCOMPARE(house.http.header(1, "MCP-Protocol-Version"), QByteArray("2025-11-25"));
        QCOMPARE(house.http.header(1, "Mcp-Session-Id"), QByteArray("s-1"));
        house.transport.negotiated(McpEra::Legacy, "2025-03-26"); // the header came later
        house.add(answer("2"), "application/json");
        house.request("2");
        QTRY_COMPARE(house.received.size(), 2);
        QVERIFY(house.http.header(2, "MCP-Protocol-Version").isEmpty());
    }

    void streams()
    {
        House house;
        FakeReply reply =
            FakeReply::stream("id: 1\ndata: \n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\ndata: " + answer("1") + "\n\n", 7);
        house.http.add(reply);
        house.request("1");
        QTRY_COMPARE(house.received, (QByteArrayList{R"({"jsonrpc":"2.0","method":"n"})", answer("1")}));
        QTRY_COMPARE(house.http.open(), 0);
        QVERIFY(house.lost.isEmpty() && house.http.requests().size() == 1);
    }

    /// MCP-043: a stream that ended before the answer is taken up where it was, when its events have ids; else the call fails.
    void streamsThatEndEarly()
    {
        House house;
        house.http.add(FakeReply::stream("id: e7\nretry: 10\ndata: \n\n"));
        house.http.add(FakeReply::stream("id: e8\ndata: " + answer("1") + "\n\n"));
        house.request("1");
        QTRY_COMPARE(house.received, QByteArrayList{answer("1")});
        QCOMPARE(house.http.requests()[1].method, QByteArray("GET"));
        QCOMPARE(house.http.header(1, "Last-Event-ID"), QByteArray("e7"));
        house.http.add(FakeReply::stream("data: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n"));
        house.request("2");
        QTRY_COMPARE(house.lost.size(), 1);
        QCOMPARE(house.lost[0].first, QByteArray("2"));
        QCOMPARE(house.http.requests().size(), 3u); // a call is never sent twice
    }

    /// A server that is away or busy when its stream is to be taken up is asked again, and not for ever.
    void goesOnOnceItIsThereAgain()
    {
        House house;
        house.http.add(FakeReply::stream("id: e7\nretry: 10\ndata: \n\n"));
        house.http.add(FakeReply::error({ErrorCode::Network, u"refused"_s, {}, {}}));
        house.add("busy", "text/plain", 503);
        house.http.add(FakeReply::stream("data: " + answer("1") + "\n\n"));
        house.request("1");
        QTRY_COMPARE(house.received, QByteArrayList{answer("1")});
        QCOMPARE(house.http.header(3, "Last-Event-ID"), QByteArray("e7"));

        house.http.add(FakeReply::stream("id: e8\nretry: 1\ndata: \n\n"));
        for (int i = 0; i < 5; ++i)
            house.http.add(FakeReply::error({ErrorCode::Network, u"refused"_s, {}, {}}));
        house.request("2");
        QTRY_COMPARE(house.lost.size(), 1);
        QCOMPARE(house.http.requests().size(), 10u);

        house.http.add(FakeReply::stream("id: e9\nretry: 1\ndata: \n\n"));
        house.add("no such stream", "text/plain", 405);
        house.request("3");
        QTRY_COMPARE(house.lost.size(), 2);
        QVERIFY2(house.lost[1].second.message.contains(u"does not go on"_s), qPrintable(house.lost[1].second.message));
    }

    void theModernEraTakesNoStreamUpAgain()
    {
        House house;
        house.transport.negotiated(McpEra::Modern, "2026-07-28");
        house.http.add(FakeReply::stream("id: e7\nretry: 1\ndata: \n\n"));
        house.request("1");
        QTRY_COMPARE(house.lost.size(), 1);
        QCOMPARE(house.http.requests().size(), 1u);
    }

    /// A server that asked for a wait once is not asked sooner the next time.
    void retryIsKept()
    {
        House house;
        house.http.add(FakeReply::stream("id: e1\nretry: 20\ndata: \n\n"));
        house.http.add(FakeReply::stream("id: e2\ndata: \n\n"));
        house.http.add(FakeReply::stream("data: " + answer("1") + "\n\n"));
        house.request("1");
        QTRY_COMPARE_WITH_TIMEOUT(house.received.size(), 1, 900); // the wait of our own would be a second
        QCOMPARE(house.http.header(2, "Last-Event-ID"), QByteArray("e2"));
    }

    void lostSessions_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("lost");
        QTest::newRow("404") << 404 << QByteArray(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}})") << true;
        QTest::newRow("404 in words") << 404 << QByteArray("gone") << true;
        QTest::newRow("400 of the usual SDK")
            << 400 << QByteArray(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request: No valid session ID provided"}})")
            << true;
        QTest::newRow("400 not initialized") << 400 << QByteArray("Server not initialized") << true;
        QTest::newRow("400 for another reason") << 400 << QByteArray("Bad arguments") << false;
        QTest::newRow("500") << 500 << QByteArray("session store is down") << false;
    }
    void lostSessions()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const bool, lost);
        House house;
        house.beginSession();
        house.add(body, "application/json", status);
        house.request("2");
        QTRY_COMPARE(house.refused.size(), 1);
        QCOMPARE(house.refused[0].endsWith(" lost"), lost);
        QCOMPARE(house.transport.lostSession(), lost);
        QCOMPARE(house.losses, 0); // the answer says it
        house.transport.forgetSession();
        house.transport.negotiated(McpEra::Legacy, {});
        house.add(answer("3"), "application/json", 200, {HttpHeader{"Mcp-Session-Id", "s-2"}});
        house.request("3", "initialize");
        QTRY_COMPARE(house.received.size(), 2);
        QVERIFY(house.http.header(2, "Mcp-Session-Id").isEmpty() && !house.transport.lostSession());
        house.add(answer("4"), "application/json");
        house.request("4");
        QTRY_COMPARE(house.received.size(), 3);
        QCOMPARE(house.http.header(3, "Mcp-Session-Id"), QByteArray("s-2"));
    }

    void noSessionNoLoss()
    {
        House house;
        house.transport.negotiated(McpEra::Legacy, "2025-11-25");
        house.add("<html>", "text/html", 404);
        house.request("1");
        QTRY_COMPARE(house.refused, QByteArrayList{"1 404 0"});
    }

    /// The reply breaks off, and the server does not know the session where it would go on: nobody knows what became of the call.
    void lostInTheMiddle()
    {
        House house;
        house.beginSession();
        house.http.add(FakeReply::stream("id: e7\nretry: 5\ndata: \n\n"));
        house.add("gone", "text/plain", 404);
        house.request("2");
        QTRY_COMPARE(house.refused, QByteArrayList{"2 404 0 lost begun"});
        QCOMPARE(house.http.header(2, "Last-Event-ID"), QByteArray("e7"));
        house.http.add(FakeReply::stream("id: e8\nretry: 5\ndata: \n\n"));
        house.add("not like this", "text/plain", 405);
        house.request("3");
        QTRY_COMPARE(house.lost.size(), 1);
        QVERIFY(house.lost[0].second.message.contains(u"does not go on"_s));
        House none; // without a session, too
        none.transport.negotiated(McpEra::Legacy, "2025-11-25");
        none.http.add(FakeReply::stream("id: e9\nretry: 5\ndata: \n\n"));
        none.add("gone", "text/plain", 404);
        none.request("4");
        QTRY_COMPARE(none.lost.size(), 1);
        QVERIFY(none.refused.isEmpty());
    }

    /// Where the server speaks by itself the loss is told at once; a server without such a stream says nothing by its 404.
    void lostWhereTheServerSpeaks()
    {
        House house;
        house.beginSession();
        house.add("no", "text/plain", 404);
        house.transport.listen();
        QTRY_COMPARE(house.http.open(), 0);
        QCOMPARE(house.losses, 0);
        house.http.add(FakeReply::stream("retry: 5\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n"));
        house.add("gone", "text/plain", 404);
        house.transport.listen();
        QTRY_COMPARE(house.losses, 1);
        QVERIFY(house.transport.lostSession());
    }

    void endOfASession_data()
    {
        QTest::addColumn<int>("status"); // 0: it never answers
        QTest::newRow("taken") << 200;
        QTest::newRow("not known") << 405;
        QTest::newRow("silent") << 0;
    }
    void endOfASession()
    {
        QFETCH(const int, status);
        House house;
        house.beginSession();
        FakeReply reply = FakeReply::text({}, status);
        reply.hang = status == 0;
        house.http.add(reply);
        QSignalSpy closed(&house.transport, &McpTransport::closed);
        house.transport.close();
        QTRY_COMPARE(closed.size(), 1);
        QVERIFY(closed[0][0].value<McpEnd>().asked);
        QCOMPARE(house.http.requests()[1].method, QByteArray("DELETE"));
        QCOMPARE(house.http.header(1, "Mcp-Session-Id"), QByteArray("s-1"));
        QCOMPARE(house.http.header(1, "Authorization"), QByteArray("Bearer k3y"));
        House none; // without a session there is nothing to end
        none.transport.negotiated(McpEra::Legacy, "2025-11-25");
        none.transport.close();
        QCOMPARE(none.http.requests().size(), 0u);
    }

    void failures_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("refused"); // id, status, code
        QTest::newRow("modern error")
            << 400 << QByteArray(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32022,"message":"x","data":{"supported":["2026-07-28"]}}})")
            << QByteArray("1 400 -32022");
        QTest::newRow("text") << 400 << QByteArray("Server not initialized") << QByteArray("1 400 0");
        QTest::newRow("not found") << 404 << QByteArray("<html>") << QByteArray("1 404 0");
        QTest::newRow("redirect") << 307 << QByteArray() << QByteArray("1 307 0");
        QTest::newRow("key refused") << 401 << QByteArray() << QByteArray("1 401 0");
    }
    void failures()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, refused);
        House house;
        house.add(body, "application/json", status, {HttpHeader{"Location", "https://evil.org/"}});
        house.request("1");
        QTRY_COMPARE(house.refused, QByteArrayList{refused});
        QCOMPARE(house.http.requests().size(), 1u); // nothing follows a redirect
    }

    void brokenReplies()
    {
        House house;
        house.add({}, "text/plain", 202); // a request accepted and never answered
        house.request("1");
        QTRY_COMPARE(house.lost.size(), 1);
        house.http.add(FakeReply::error({ErrorCode::Network, u"cut"_s, {}, {}}));
        house.request("2");
        QTRY_COMPARE(house.lost.size(), 2);
        QCOMPARE(house.lost[1].second.message, u"cut"_s);
        house.transport.negotiated(McpEra::Legacy, {});
        // MCP-040
        house.add(answer("3"), "application/json", 200, {HttpHeader{"Mcp-Session-Id", "a\rX: y"}});
        house.request("3", "initialize");
        QTRY_COMPARE(house.lost.size(), 3);
        QVERIFY(house.lost[2].second.message.contains(u"session id"_s));
    }

    void dropping()
    {
        House house;
        FakeReply hanging = FakeReply::stream("data: {\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n\n");
        hanging.hang = true;
        house.http.add(hanging);
        house.transport.negotiated(McpEra::Modern, "2026-07-28");
        house.request("1");
        QTRY_COMPARE(house.received.size(), 1);
        QVERIFY(house.transport.drop("1")); // closing the stream is the cancellation
        QTRY_COMPARE(house.http.aborted(), 1);
        house.transport.negotiated(McpEra::Legacy, "2025-11-25");
        QVERIFY(!house.transport.drop("1"));
        QVERIFY(house.lost.isEmpty());
    }

    void listening()
    {
        House house;
        house.transport.negotiated(McpEra::Legacy, "2025-11-25");
        house.add("no", "text/plain", 405); // most servers have no such stream
        house.transport.listen();
        QTRY_COMPARE(house.http.open(), 0);
        QCOMPARE(house.http.requests()[0].method, QByteArray("GET"));
        QVERIFY(house.refused.isEmpty() && house.lost.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestStreamableHttp)
#include "tst_streamablehttp.moc"
