// SPDX-License-Identifier: MIT
#include "core/mcp/ssetransport.h"
#include "tests/support/fakehttptransport.h"

#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The HTTP transport of 2024-11-05: one stream to hear on, and an address to speak to that the stream names.
class TestSseTransport : public QObject {
    Q_OBJECT

private:
    struct House {
        House() : transport(http, QUrl(u"https://e.org/sse"_s), {{"Authorization", "Bearer ", Secret("k3y")}})
        {
            QObject::connect(&transport, &McpTransport::received, &transport, [this](const QByteArray& text) { received.append(text); });
            QObject::connect(&transport, &McpTransport::answered, &transport, [this](const QByteArray& id, const RpcAnswer& answer) {
                refused.append(id + ' ' + QByteArray::number(answer.httpStatus));
            });
            QObject::connect(&transport, &McpTransport::unanswered, &transport, [this](const QByteArray& id, const Error&) { lost.append(id); });
            QObject::connect(&transport, &McpTransport::closed, &transport, [this](const McpEnd& end) { ends.append(end); });
        }
        /// The server's stream: what it says, and then it stays open.
        void stream(const QByteArray& body)
        {
            FakeReply reply = FakeReply::stream(body);
            reply.hang = true;
            http.add(reply);
        }
        void request(const QByteArray& id) { transport.send({rpcRequest(id, "ping", {}), id, "ping", {}, {}}); }
        FakeHttpTransport http;
        SseTransport transport;
        QByteArrayList received;
        QByteArrayList refused;
        QByteArrayList lost;
        QList<McpEnd> ends;
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void speaksAndHears_data()
    {
        QTest::addColumn<QByteArray>("endpoint");
        QTest::addColumn<QString>("address");
        QTest::newRow("relative") << QByteArray("/message?sessionId=1") << u"https://e.org/message?sessionId=1"_s;
        QTest::newRow("beside it") << QByteArray("message") << u"https://e.org/message"_s;
        QTest::newRow("whole") << QByteArray("https://e.org:443/m") << u"https://e.org:443/m"_s;
    }
    void speaksAndHears()
    {
        QFETCH(const QByteArray, endpoint);
        QFETCH(const QString, address);
        House house;
        const QByteArray answer = R"({"jsonrpc":"2.0","id":1,"result":{}})";
        house.stream("event: endpoint\ndata: " + endpoint + "\n\nevent: message\ndata: " + answer + "\n\nevent: other\ndata: x\n\n");
        house.http.add(FakeReply::text("Accepted", 202));
        house.request("1"); // waits for the address
        QVERIFY(house.transport.open());
        QTRY_COMPARE(house.received, QByteArrayList{answer});
        QTRY_COMPARE(house.http.requests().size(), 2u);
        const HttpRequest& get = house.http.requests()[0];
        const HttpRequest& post = house.http.requests()[1];
        QVERIFY(get.method == "GET" && post.method == "POST");
        QCOMPARE(post.url.toString(), address);
        QCOMPARE(house.http.header(0, "Accept"), QByteArray("text/event-stream"));
        QCOMPARE(house.http.header(0, "Authorization"), QByteArray("Bearer k3y"));
        QCOMPARE(house.http.header(1, "Authorization"), QByteArray("Bearer k3y"));
        QCOMPARE(house.http.header(1, "Content-Type"), QByteArray("application/json"));
        QCOMPARE(house.http.body(1), rpcRequest("1", "ping", {}));
        QTRY_COMPARE(house.http.open(), 1);
        house.transport.close();
        QTRY_COMPARE(house.ends.size(), 1);
        QVERIFY(house.ends[0].asked);
        QCOMPARE(house.http.open(), 0);
    }

    /// The person's headers go only where they were meant to.
    void addressesElsewhere_data()
    {
        QTest::addColumn<QByteArray>("endpoint");
        QTest::newRow("another host") << QByteArray("https://evil.org/m");
        QTest::newRow("another host, without a scheme") << QByteArray("//evil.org/m");
        QTest::newRow("another port") << QByteArray("https://e.org:444/m");
        QTest::newRow("not encrypted") << QByteArray("http://e.org/m");
        QTest::newRow("a name and a password") << QByteArray("https://a:b@e.org/m");
        QTest::newRow("a file") << QByteArray("file:///etc/passwd");
        QTest::newRow("nothing") << QByteArray();
    }
    void addressesElsewhere()
    {
        QFETCH(const QByteArray, endpoint);
        House house;
        house.stream("event: endpoint\ndata: " + endpoint + "\n\n");
        QVERIFY(house.transport.open());
        house.request("1");
        QTRY_COMPARE(house.ends.size(), 1);
        QVERIFY(!house.ends[0].asked && house.ends[0].error.message.contains(u"another place"_s));
        QCOMPARE(house.http.requests().size(), 1u);
    }

    void failures()
    {
        House gone;
        gone.http.add(FakeReply::text("no such page", 404));
        QVERIFY(gone.transport.open());
        QTRY_COMPARE(gone.ends.size(), 1);
        QVERIFY(gone.ends[0].error.message.contains(u"404"_s));
        House cut;
        cut.http.add(FakeReply::stream("event: endpoint\ndata: /m\n\n"));
        QVERIFY(cut.transport.open());
        QTRY_COMPARE(cut.ends.size(), 1);
        House posts;
        posts.stream("event: endpoint\ndata: /m\n\n");
        posts.http.add(FakeReply::text("who are you", 401));
        posts.http.add(FakeReply::error({ErrorCode::Network, u"cut"_s, {}, {}}));
        QVERIFY(posts.transport.open());
        posts.request("1");
        QTRY_COMPARE(posts.refused, QByteArrayList{"1 401"});
        posts.request("2");
        QTRY_COMPARE(posts.lost, QByteArrayList{"2"});
        QVERIFY(posts.ends.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestSseTransport)
#include "tst_ssetransport.moc"
