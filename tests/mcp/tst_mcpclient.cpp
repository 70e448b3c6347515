// SPDX-License-Identifier: MIT
#include "tests/mcp/clienthouse.h"

#include <QPointer>
#include <QSignalSpy>

using namespace aios;
using namespace aios::test;

/// Both eras against servers inside the test.
class TestMcpClient : public QObject {
    Q_OBJECT

    using Server = ClientServer;
    using House = ClientHouse;

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void findsTheEra_data()
    {
        QTest::addColumn<Server>("server");
        QTest::addColumn<bool>("program");
        QTest::addColumn<int>("known");         // -1: not known
        QTest::addColumn<QByteArray>("outcome"); // version, or "-" and the code
        QTest::addColumn<QByteArrayList>("methods");
        const QByteArray found = "2025-11-25";
        const auto row = [](const char* name, Server server, bool program, int known, const QByteArray& outcome, const QByteArrayList& methods) {
            QTest::newRow(name) << server << program << known << outcome << methods;
        };
        row("legacy program", legacy, true, -1, found, {"1 server/discover", "1 initialize", "1 notifications/initialized"});
        row("legacy, known", legacy, true, 0, found, {"1 initialize", "1 notifications/initialized"});
        row("modern", modern, true, -1, "2026-07-28", {"1 server/discover", "1 subscriptions/listen"});
        row("modern, thought legacy", modern, true, 0, "2026-07-28", {"1 initialize", "1 server/discover", "1 subscriptions/listen"});
        row("empty result for anything", [](const RpcMessage& m, PipeTransport& p) { p.answer(m, m.method == "initialize" ? kLegacyResult : "{}"); },
            true, -1, found, {"1 server/discover", "1 initialize", "1 notifications/initialized"});
        row("exits on the probe",
            [](const RpcMessage& m, PipeTransport& p) { m.method == "server/discover" ? p.end(u"It ended."_s, 1) : legacy(m, p); }, true, -1, found,
            {"1 server/discover", "2 initialize", "2 notifications/initialized"});
        row("silent on the probe",
            [](const RpcMessage& m, PipeTransport& p) {
                if (m.method != "server/discover")
                    legacy(m, p);
            },
            true, -1, found, {"1 server/discover", "1 initialize", "1 notifications/initialized"});
        row("modern only, and still starting at the probe",
            [count = std::make_shared<int>(0)](const RpcMessage& m, PipeTransport& p) {
                if (m.method == "server/discover" && ++*count == 1)
                    return;
                m.method == "initialize" ? p.refuse(m, kRpcMethodNotFound) : modern(m, p);
            },
            true, -1, "2026-07-28", {"1 server/discover", "1 initialize", "1 server/discover", "1 subscriptions/listen"});
        row("modern only, thought legacy",
            [](const RpcMessage& m, PipeTransport& p) { m.method == "initialize" ? p.refuse(m, kRpcMethodNotFound) : modern(m, p); }, true, 0,
            "2026-07-28", {"1 initialize", "1 server/discover", "1 subscriptions/listen"});
        row("deaf after the probe",
            [heard = std::make_shared<bool>(false)](const RpcMessage& m, PipeTransport& p) {
                if (m.method == "server/discover")
                    *heard = true;
                else if (!std::exchange(*heard, false))
                    legacy(m, p);
            },
            true, -1, found, {"1 server/discover", "1 initialize", "2 initialize", "2 notifications/initialized"});
        row("silent for ever", [](const RpcMessage&, PipeTransport&) {}, true, -1, "-" + QByteArray::number(int(ErrorCode::Timeout)),
            {"1 server/discover", "1 initialize", "2 initialize"});
        row("gone for ever", [](const RpcMessage&, PipeTransport& p) { p.end(u"It ended."_s, 1); }, true, -1,
            "-" + QByteArray::number(int(ErrorCode::Unavailable)), {"1 server/discover", "2 initialize"});
        row("same version refused once",
            [count = std::make_shared<int>(0)](const RpcMessage& m, PipeTransport& p) {
                m.method == "server/discover" && ++*count == 1 ? p.refuse(m, kRpcUnsupportedVersion, R"({"supported":["2026-07-28"]})")
                                                               : modern(m, p);
            },
            true, -1, "2026-07-28", {"1 server/discover", "1 server/discover", "1 subscriptions/listen"});
        row("only unknown versions",
            [](const RpcMessage& m, PipeTransport& p) { p.refuse(m, kRpcUnsupportedVersion, R"({"supported":["2099-01-01"]})"); }, true, -1,
            "-" + QByteArray::number(int(ErrorCode::Protocol)), {"1 server/discover"});
        row("http 400", [](const RpcMessage& m, PipeTransport& p) { m.method == "server/discover" ? p.refuse(m, 0, {}, 400) : legacy(m, p); }, false,
            -1, found, {"1 server/discover", "1 initialize", "1 notifications/initialized"});
        row("http 401", [](const RpcMessage& m, PipeTransport& p) { p.refuse(m, 0, {}, 401); }, false, -1,
            "-" + QByteArray::number(int(ErrorCode::Authentication)), {"1 server/discover"});
        row("http 503", [](const RpcMessage& m, PipeTransport& p) { p.refuse(m, 0, {}, 503); }, false, -1,
            "-" + QByteArray::number(int(ErrorCode::Network)), {"1 server/discover"});
        row("answers with a version of tomorrow",
            [](const RpcMessage& m, PipeTransport& p) {
                m.method == "initialize" ? p.answer(m, R"({"protocolVersion":"2099-01-01","capabilities":{}})") : legacy(m, p);
            },
            true, -1, "-" + QByteArray::number(int(ErrorCode::Protocol)), {"1 server/discover", "1 initialize"});
    }
    void findsTheEra()
    {
        QFETCH(const Server, server);
        QFETCH(const bool, program);
        QFETCH(const int, known);
        QFETCH(const QByteArray, outcome);
        QFETCH(const QByteArrayList, methods);
        House house(server, program, known < 0 ? std::nullopt : std::optional(static_cast<McpEra>(known)));
        const auto handshake = house.connect();
        QCOMPARE(handshake ? handshake->version : "-" + QByteArray::number(static_cast<int>(handshake.error().code)), outcome);
        QCOMPARE(house.methods, methods);
    }

    void whatTheHandshakeTells()
    {
        House old(legacy);
        const auto handshake = old.connect();
        QVERIFY(handshake && handshake->era == McpEra::Legacy && handshake->hasTools && handshake->toolsChange);
        QCOMPARE(handshake->serverName, u"old 1"_s);
        QCOMPARE(handshake->instructions, u"Be kind."_s);
        QVERIFY(old.last->listening);
        QCOMPARE(old.last->agreed.last(), std::pair(McpEra::Legacy, QByteArray("2025-11-25")));
        QVERIFY(old.last->sent[1].text.contains(R"("protocolVersion":"2025-11-25","capabilities":{"roots":{}},"clientInfo":{"name":"aios-desktop")"));
        House fresh(modern);
        const auto second = fresh.connect();
        QVERIFY(second && second->era == McpEra::Modern && second->serverName == u"new 2"_s && !fresh.last->listening);
        QVERIFY(fresh.last->sent[1].text.contains(
            R"("notifications":{"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28")"));
    }

    void pagesOfTools()
    {
        House house([](const RpcMessage& m, PipeTransport& p) {
            if (m.method != "tools/list")
                return legacy(m, p);
            p.answer(m,
                     m.params.contains("\"p2\"") ? R"({"tools":[{"name":"c"}]})" : R"({"tools":[{"name":"a"},{ "name" : "b" }],"nextCursor":"p2"})");
        });
        QVERIFY(house.connect().has_value());
        const auto tools = house.list();
        QVERIFY(tools.has_value());
        QCOMPARE(*tools, (QList<QByteArray>{R"({"name":"a"})", R"({ "name" : "b" })", R"({"name":"c"})"}));
    }

    void listsThatFail_data()
    {
        QTest::addColumn<QByteArray>("result");
        QTest::newRow("cursor that comes back") << QByteArray(R"({"tools":[],"nextCursor":"again"})");
        QTest::newRow("no list") << QByteArray(R"({"tools":{}})");
        QTest::newRow("nothing") << QByteArray("{}");
    }
    void listsThatFail()
    {
        QFETCH(const QByteArray, result);
        House house([result](const RpcMessage& m, PipeTransport& p) { m.method == "tools/list" ? p.answer(m, result) : legacy(m, p); });
        QVERIFY(house.connect().has_value());
        QVERIFY(!house.list());
    }

    /// As servers do that register their tools late: "changed" in the middle of the list.
    void changesWhileItIsListed()
    {
        int lists = 0;
        House house([&lists](const RpcMessage& m, PipeTransport& p) {
            if (m.method != "tools/list")
                return legacy(m, p);
            if (m.params.contains("\"p2\""))
                return p.answer(m, R"({"tools":[{"name":"b"}]})");
            if (++lists == 1)
                p.say(R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})");
            p.answer(m, R"({"tools":[{"name":"a"}],"nextCursor":"p2"})");
        });
        QVERIFY(house.connect().has_value());
        QList<Result<QList<QByteArray>>> told;
        const auto list = [&] {
            house.client->listTools(
                McpClient::Listed([&told](Result<QList<QByteArray>> given) { told.append(std::move(given)); }, fail(ErrorCode::Internal, {})));
        };
        connect(house.client.get(), &McpClient::toolsChanged, this, list);
        list();
        QTRY_COMPARE(told.size(), 2);
        for (const auto& each : std::as_const(told)) {
            QVERIFY2(each.has_value(), qPrintable(each ? QString() : each.error().message));
            QCOMPARE(*each, (QList<QByteArray>{R"({"name":"a"})", R"({"name":"b"})"}));
        }
        QCOMPARE(lists, 2);
    }

    /// The stream by which a server of the newer era tells of changes ends each time; it is asked for again all the same, and that is said once.
    void streamsThatEnd()
    {
        int streams = 0;
        House house([&streams](const RpcMessage& m, PipeTransport& p) {
            if (m.method != "subscriptions/listen")
                return modern(m, p);
            if (++streams < 40)
                p.answer(m, "{}");
        });
        house.options.listenAgain = 0ms;
        house.renew();
        QSignalSpy warned(house.client.get(), &McpClient::warned);
        QVERIFY(house.connect().has_value());
        QTRY_COMPARE(streams, 40);
        QCOMPARE(warned.size(), 1);
        QVERIFY(warned[0][0].toString().contains(u"noticed late"_s));
    }

    void callsAndCancels()
    {
        House house([](const RpcMessage& m, PipeTransport& p) {
            if (m.method == "tools/call" && m.params.contains("\"quick\""))
                return p.answer(m, R"({"content":[]})");
            if (m.method != "tools/call")
                legacy(m, p);
        });
        QVERIFY(house.connect().has_value());
        std::optional<Result<RpcAnswer>> quick;
        std::optional<Result<RpcAnswer>> slow;
        const auto into = [](std::optional<Result<RpcAnswer>>& place) {
            return JsonRpcPeer::Reply([&place](Result<RpcAnswer> answer) { place = std::move(answer); }, fail(ErrorCode::Internal, {}));
        };
        house.client->callTool("quick", R"({"n":1.0})", {}, into(quick));
        QVERIFY(house.last->sent.last().text.contains(R"("params":{"name":"quick","arguments":{"n":1.0}})"));
        const qint64 id = house.client->callTool("slow", "{}", {}, into(slow));
        QTRY_VERIFY(quick.has_value());
        QVERIFY(*quick && (*quick)->result == R"({"content":[]})");
        house.client->cancelCall(id, u"stopped"_s);
        QVERIFY(slow && !*slow && slow->error().code == ErrorCode::Cancelled);
        QCOMPARE(house.last->methods().last(), QByteArray("notifications/cancelled"));
    }

    /// mcp.md 1.3: a handshake by POST that the address does not know leads to the older transport.
    void olderTransport_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("older"); // It is tried.
        QTest::newRow("405") << 405 << true;
        QTest::newRow("404") << 404 << true;
        QTest::newRow("400") << 400 << true;
        QTest::newRow("503") << 503 << false;
        QTest::newRow("401") << 401 << false;
    }
    void olderTransport()
    {
        QFETCH(const int, status);
        QFETCH(const bool, older);
        House house([status](const RpcMessage& m, PipeTransport& p) { p.refuse(m, 0, {}, status); }, false);
        QPointer<PipeTransport> second;
        house.options.makeOlder = [&second] {
            auto pipe = std::make_unique<PipeTransport>(false);
            pipe->server = legacy;
            second = pipe.get();
            return pipe;
        };
        house.renew(false);
        const auto handshake = house.connect();
        QCOMPARE(handshake.has_value(), older);
        QCOMPARE(second != nullptr, older);
        if (older) {
            QCOMPARE(handshake->serverName, u"old 1"_s);
            QCOMPARE(second->methods(), (QByteArrayList{"initialize", "notifications/initialized"}));
        }
        // Where it is not that either, what was said first counts.
        house.options.makeOlder = [] {
            auto pipe = std::make_unique<PipeTransport>(false);
            pipe->server = [](const RpcMessage&, PipeTransport& p) { p.end(u"Not here either."_s); };
            return pipe;
        };
        house.renew(false);
        const auto neither = house.connect();
        QVERIFY(!neither && neither.error().message == u"no"_s);
    }

    void newsAndTheEnd()
    {
        House house(legacy);
        QVERIFY(house.connect().has_value());
        QSignalSpy changed(house.client.get(), &McpClient::toolsChanged);
        QSignalSpy ended(house.client.get(), &McpClient::ended);
        QSignalSpy logged(house.client.get(), &McpClient::logged);
        house.last->say(R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})");
        house.last->say(R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":"error","logger":"db","data":{"why":"full"}}})");
        QTRY_COMPARE(changed.size(), 1);
        QTRY_COMPARE(logged.size(), 1);
        QCOMPARE(logged[0][0].toString(), u"error db: {\"why\":\"full\"}"_s);
        house.last->say(R"({"jsonrpc":"2.0","id":"r","method":"roots/list"})");
        QTRY_COMPARE(house.last->sent.last().text,
                     QByteArray("{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"result\":{\"roots\":[{\"uri\":\"file:///srv/house\",\"name\":\"house\"}]}}"));
        house.last->end(u"It ended."_s, 3);
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended[0][0].value<McpEnd>().exitCode, std::optional<int>(3));
    }
};

QTEST_GUILESS_MAIN(TestMcpClient)
#include "tst_mcpclient.moc"
