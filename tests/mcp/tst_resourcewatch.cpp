// SPDX-License-Identifier: MIT
#include "core/base/jsonraw.h"
#include "core/mcp/resourcewatch.h"
#include "tests/mcp/clienthouse.h"
#include "tests/mcp/serverhouse.h"

using namespace aios;
using namespace aios::test;

/// Resources that sessions have read: a server that can tell is asked to, and each session hears once of each change. Against a real server
/// (tests/stubs/mcpasker) of both eras.
class TestResourceWatch : public QObject {
    Q_OBJECT

    struct House : ServerHouse {
        explicit House(const QByteArray& era, const QByteArray& environment = {})
        {
            configure("\"one\":{\"command\":\"" AIOS_BIN_DIR "/stubs/mcpasker\",\"args\":[\"" + era + "\"],\"env\":{" + environment + "}}");
        }
        ResourceWatch& watch() { return manager->resources(); }
        [[nodiscard]] bool touch(const QByteArray& uri) { return call(u"touch"_s, "{\"uri\":\"" + uri + "\"}").has_value(); }
        /// What changed, as soon as anything has.
        [[nodiscard]] QStringList changed(const QString& session)
        {
            QStringList taken;
            std::ignore = QTest::qWaitFor([&] { return !(taken = watch().takeChanged(session)).isEmpty(); }, 5000);
            return taken;
        }
        /// What the server was asked about, without what stands in each.
        [[nodiscard]] QString told() { return call(u"told"_s, "{}").value_or(ToolOutput{}).text; }
    };
    static void eras()
    {
        QTest::addColumn<QByteArray>("era");
        QTest::newRow("2025-11-25") << QByteArray("legacy");
        QTest::newRow("2026-07-28") << QByteArray("modern");
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void changesAreTold_data() { eras(); }
    void changesAreTold()
    {
        QFETCH(const QByteArray, era);
        House house(era);
        std::ignore = house.start();
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        house.watch().given(u"one"_s, u"note://a"_s, u"s1"_s);
        house.watch().given(u"one"_s, u"note://b"_s, u"s1"_s);
        house.watch().given(u"one"_s, u"note://a"_s, u"s2"_s);
        QVERIFY(house.touch("note://a") && house.touch("note://c"));
        QCOMPARE(house.changed(u"s2"_s), QStringList{u"one:note://a"_s});
        QCOMPARE(house.watch().takeChanged(u"s2"_s), QStringList());
        QVERIFY(house.touch("note://b") && house.touch("note://a"));
        QCOMPARE(house.changed(u"s2"_s), QStringList{u"one:note://a"_s});
        QCOMPARE(house.watch().takeChanged(u"s1"_s), (QStringList{u"one:note://a"_s, u"one:note://b"_s}));
        // Read again, it is as the session knows it.
        QVERIFY(house.touch("note://a"));
        house.watch().given(u"one"_s, u"note://a"_s, u"s1"_s);
        QCOMPARE(house.changed(u"s2"_s), QStringList{u"one:note://a"_s});
        QCOMPARE(house.watch().takeChanged(u"s1"_s), QStringList());
    }

    void nobodyIsLeft_data() { eras(); }
    void nobodyIsLeft()
    {
        QFETCH(const QByteArray, era);
        House house(era);
        std::ignore = house.start();
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        for (const char* session : {"s1", "s2"})
            house.watch().given(u"one"_s, u"note://a"_s, QString::fromLatin1(session));
        house.watch().forget(u"s1"_s);
        QVERIFY(house.touch("note://a"));
        QCOMPARE(house.changed(u"s2"_s), QStringList{u"one:note://a"_s});
        house.watch().forget(u"s2"_s);
        const bool modern = era == "modern";
        const QString expected = modern ? u"{\"promptsListChanged\":true,\"resourcesListChanged\":true}"_s
                                        : u"\"method\":\"resources/unsubscribe\",\"params\":{\"uri\":\"note://a\"}"_s;
        QTRY_VERIFY2_WITH_TIMEOUT(house.told().endsWith(expected + (modern ? u"}}]"_s : u"}]"_s)), qPrintable(house.told()), 9000);
        QCOMPARE(house.told().count(u"note://a"_s), modern ? 1 : 2);
    }

    void anotherStartKnowsThem_data() { eras(); }
    void anotherStartKnowsThem()
    {
        QFETCH(const QByteArray, era);
        House house(era);
        std::ignore = house.start();
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        house.watch().given(u"one"_s, u"note://a"_s, u"s1"_s);
        house.manager->restart(u"one"_s);
        QTRY_VERIFY(house.status().state != ServiceState::Ready);
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        QTRY_VERIFY2_WITH_TIMEOUT(house.told().contains(u"note://a"_s), qPrintable(house.told()), 9000);
        QVERIFY(house.touch("note://a"));
        QCOMPARE(house.changed(u"s1"_s), QStringList{u"one:note://a"_s});
    }

    /// The entry was edited: another server, which is told what was read from the one before.
    void anotherEntryKnowsThem_data() { eras(); }
    void anotherEntryKnowsThem()
    {
        QFETCH(const QByteArray, era);
        House house(era);
        std::ignore = house.start();
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        house.watch().given(u"one"_s, u"note://a"_s, u"s1"_s);
        house.configure("\"one\":{\"command\":\"" AIOS_BIN_DIR "/stubs/mcpasker\",\"args\":[\"" + era + "\"],\"env\":{\"MORE\":\"1\"}}");
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        QTRY_VERIFY2_WITH_TIMEOUT(house.told().contains(u"note://a"_s), qPrintable(house.told()), 9000);
        QVERIFY(house.touch("note://a"));
        QCOMPARE(house.changed(u"s1"_s), QStringList{u"one:note://a"_s});
    }

    /// A new session, or another era, knows nothing of what was subscribed to before.
    void aNewSessionKnowsThem_data()
    {
        QTest::addColumn<bool>("modern");     // at first
        QTest::addColumn<QByteArray>("names"); // the version that the refused call is told; empty: the session is lost
        QTest::addColumn<QByteArrayList>("told");
        const QByteArrayList subscribed{"resources/subscribe {\"uri\":\"note://a\"}"};
        const QByteArrayList listened{"subscriptions/listen {\"resourceSubscriptions\":[\"note://a\"]}"};
        QTest::newRow("session lost") << false << QByteArray() << subscribed + subscribed;
        QTest::newRow("asked anew") << true << QByteArray("2026-07-28") << listened + listened;
        QTest::newRow("an older one now") << true << QByteArray("2025-11-25") << listened + subscribed;
    }
    void aNewSessionKnowsThem()
    {
        QFETCH(const bool, modern);
        QFETCH(const QByteArray, names);
        QFETCH(const QByteArrayList, told);
        QByteArrayList heard;
        int calls = 0;
        const QByteArray capabilities = "\"capabilities\":{\"tools\":{},\"resources\":{\"subscribe\":true}}}";
        ClientHouse house(
            [&](const RpcMessage& m, PipeTransport& p) {
                if (m.method == "server/discover")
                    return p.answer(m, "{\"supportedVersions\":[\"2026-07-28\"]," + capabilities);
                if (m.method == "initialize")
                    return p.answer(m, "{\"protocolVersion\":\"2025-11-25\"," + capabilities);
                if (m.method == "resources/subscribe") {
                    heard.append(m.method + ' ' + m.params);
                    return p.answer(m, "{}");
                }
                if (m.method == "subscriptions/listen" && m.params.contains("note://a"))
                    heard.append(m.method + ' ' + rawMember(m.params, "notifications").toByteArray());
                if (m.method != "tools/call")
                    return;
                if (++calls > 1)
                    return p.answer(m, "{\"content\":[]}");
                names.isEmpty() ? p.lose(m) : p.refuse(m, kRpcUnsupportedVersion, "{\"supported\":[\"" + names + "\"]}", 400);
            },
            false, modern ? McpEra::Modern : McpEra::Legacy);
        QVERIFY(house.connect().has_value());
        house.client->watchResources({u"note://a"_s});
        QTRY_COMPARE(heard.size(), 1);
        bool answered = false;
        house.client->callTool("t", "{}", {},
                               JsonRpcPeer::Reply([&](const Result<RpcAnswer>& answer) { answered = answer && !answer->error; },
                                                  fail(ErrorCode::Internal, u"dropped"_s)));
        QTRY_VERIFY(answered);
        QTRY_COMPARE(heard, told);
        QSignalSpy updated(house.client.get(), &McpClient::resourceUpdated);
        house.last->say(rpcNotification("notifications/resources/updated", "{\"uri\":\"note://a\"}"));
        QTRY_COMPARE(updated.size(), 1);
    }

    /// The request by which a server of the newer era tells may end at any time.
    void listensAgain()
    {
        House house("modern");
        std::ignore = house.start();
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        house.watch().given(u"one"_s, u"note://a"_s, u"s1"_s);
        const qsizetype before = house.told().count(u"subscriptions/listen"_s);
        QVERIFY(house.call(u"hangup"_s, "{}"));
        QTRY_COMPARE_WITH_TIMEOUT(house.told().count(u"subscriptions/listen"_s), before + 1, 9000);
        QVERIFY(house.touch("note://a"));
        QCOMPARE(house.changed(u"s1"_s), QStringList{u"one:note://a"_s});
        QCOMPARE(house.status().state, ServiceState::Ready);
    }

    void notWhereItCannotTell()
    {
        House house("legacy", "\"STUB_PLAIN\":\"1\"");
        std::ignore = house.start();
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        house.watch().given(u"one"_s, u"note://a"_s, u"s1"_s);
        QVERIFY(house.touch("note://a"));
        QCOMPARE(house.told(), u"[]"_s);
        QCOMPARE(house.watch().takeChanged(u"s1"_s), QStringList());
    }

    void bounded()
    {
        House house("legacy");
        for (int i = 0; i < 2 * ResourceWatch::kMostOfServer; ++i) {
            house.watch().given(u"one"_s, u"note://%1"_s.arg(i), u"s1"_s);
            house.watch().updated(u"one"_s, u"note://%1"_s.arg(i));
        }
        QCOMPARE(house.watch().takeChanged(u"s1"_s).size(), ResourceWatch::kMostOfServer);
        house.watch().given(u"one"_s, u"note://"_s + QString(3000, u'x'), u"s2"_s);
        house.watch().given(u"one"_s, u"note://1"_s, {});
        house.watch().updated(u"one"_s, u"note://"_s + QString(3000, u'x'));
        QCOMPARE(house.watch().takeChanged(u"s2"_s), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestResourceWatch)
#include "tst_resourcewatch.moc"
