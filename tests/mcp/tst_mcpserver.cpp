// SPDX-License-Identifier: MIT
#include "tests/mcp/serverhouse.h"

using namespace aios;
using namespace aios::test;

/// Servers that are programs, from their configuration to a call's answer.
class TestMcpServer : public QObject {
    Q_OBJECT

    using House = ServerHouse;

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void startsListsCallsStops_data()
    {
        QTest::addColumn<QByteArray>("era");
        QTest::addColumn<QString>("protocol");
        for (const char* era : {"legacy", "empty", "exits", "silent"})
            QTest::newRow(era) << QByteArray(era) << u"2025-11-25"_s;
        QTest::newRow("modern") << QByteArray("modern") << u"2026-07-28"_s;
    }
    void startsListsCallsStops()
    {
        QFETCH(const QByteArray, era);
        QFETCH(const QString, protocol);
        House house;
        house.configure(House::stub("one", "ok", era));
        const ServedTools served = house.start();
        QCOMPARE(served.notice, QString());
        QCOMPARE(names(served).size(), 6);
        QCOMPARE(names(served).first(), u"mcp__one__echo"_s);
        const ServiceStatus ready = house.status();
        QCOMPARE(ready.state, ServiceState::Ready);
        QCOMPARE(ready.protocol, protocol);
        QVERIFY(ready.serverName.startsWith(u"stub "_s));
        QCOMPARE(house.call(u"echo"_s, R"({"text":"hi"})")->text, u"hi"_s);
        QCOMPARE(house.call(u"add"_s, R"({"a":1,"b":2.5})")->text, u"3.5"_s);
        const auto failed = house.call(u"fail"_s, "{}");
        QVERIFY(failed->isError && failed->text == u"it did not work"_s);
        const auto image = house.call(u"image"_s, "{}");
        QVERIFY(image->images.size() == 1 && image->structured == R"({"width":1})");
        house.manager->server(u"one"_s)->stop();
        QTRY_COMPARE(house.status().state, ServiceState::Off);
        QVERIFY(house.manager->toolsNow().tools.isEmpty());
        // The era is remembered: the next start does not probe.
        QCOMPARE(house.choices.era(u"one"_s, house.manager->server(u"one"_s)->config().hash),
                 std::optional(era == "modern" ? McpEra::Modern : McpEra::Legacy));
    }

    void environmentIsWhatTheEntrySays()
    {
        House house;
        qputenv("AIOS_TEST_SECRET", "leak");
        house.configure(House::stub("one", "ok").replace("]}", R"(],"env":{"MINE":"yes"}})"));
        QVERIFY(house.start().notice.isEmpty());
        QCOMPARE(house.call(u"env"_s, R"({"text":"MINE"})")->text, u"yes"_s);
        QCOMPARE(house.call(u"env"_s, R"({"text":"AIOS_TEST_SECRET"})")->text, u"(unset)"_s);
        QCOMPARE(house.call(u"env"_s, R"({"text":"CLAUDE_PROJECT_DIR"})")->text, house.project.path());
        qunsetenv("AIOS_TEST_SECRET");
    }

    /// MCP-014
    void newToolsAreOffUntilLookedAt()
    {
        House house;
        house.configure(House::stub("one", "grows"));
        QVERIFY(house.start().tools.size() == 6);
        QVERIFY(!house.call(u"echo"_s, R"({"text":"x"})")->isError);
        QTRY_COMPARE(house.status().tools.size(), 7);
        QVERIFY(house.status().tools.last().fresh && !house.status().tools.last().on);
        QCOMPARE(house.manager->toolsNow().tools.size(), 6);
        QVERIFY(house.manager->toolsNow().notice.contains(u"1 new tools"_s));
        QVERIFY(house.manager->setToolOn(u"one"_s, u"send_email"_s, true).has_value());
        QVERIFY(names(house.manager->toolsNow()).contains(u"mcp__one__send_email"_s));
    }

    /// MCP-015
    void changedToolsAreAskedAgain()
    {
        House house;
        house.configure(House::stub("one", "changes"));
        QVERIFY(house.start().tools.size() == 6);
        QVERIFY(house.manager->setEffect(u"one"_s, u"echo"_s, ServiceEffect::Reads).has_value());
        const auto before = house.manager->server(u"one"_s)->anyTool(u"echo"_s);
        const ToolCall call{u"c"_s, R"({"text":"x"})"};
        QCOMPARE(before->plan(call, {}).access.alwaysAsk, false);
        const QByteArray approved = before->plan(call, {}).digest;
        QVERIFY(!house.call(u"echo"_s, R"({"text":"x"})")->isError);
        QTRY_VERIFY(house.status().tools.first().changed);
        QCOMPARE(house.status().tools.first().effect, ServiceEffect::Unset);
        QVERIFY(house.manager->server(u"one"_s)->anyTool(u"echo"_s)->plan(call, {}).access.alwaysAsk);
        // What a turn still holds is not called any more: it was approved as another.
        ToolContext context;
        context.pool = &house.pool;
        context.approvedDigest = approved;
        std::optional<ToolOutput> output;
        const auto run =
            before->start(call, context, {}, Once<Result<ToolOutput>>([&](Result<ToolOutput> o) { output = *o; }, fail(ErrorCode::Internal, {})));
        QTRY_VERIFY(output.has_value());
        QVERIFY(output->isError && output->text.contains(u"was not made"_s));
    }

    /// MCP-027
    void serverRequestsAreAnswered()
    {
        House house;
        house.configure(House::stub("one", "asks"));
        QVERIFY(house.start().tools.size() == 6);
        const QString told = house.call(u"echo"_s, "{}")->text;
        QVERIFY2(told.contains(u"\"uri\":\"file://"_s + house.project.path() + u'"'), qPrintable(told)); // only the folder
        QVERIFY(told.contains(u"-32601"_s));
        QVERIFY(told.contains(u"\"id\":3"_s) && told.contains(u"\"result\":{}"_s));
    }

    void nothingStartsUntrusted()
    {
        House house;
        house.configure(House::stub("one", "ok"), ServiceScope::Project);
        const ServedTools before = house.start(1s);
        QVERIFY(before.tools.isEmpty());
        QVERIFY(before.notice.contains(u"was not trusted"_s));
        QCOMPARE(house.status().state, ServiceState::Off);
        house.trusted = {house.manager->server(u"one"_s)->config().trustSha256};
        QCOMPARE(house.start().tools.size(), 6);
        house.configure(House::stub("one", "ok", "legacy", R"(,"one word more")"), ServiceScope::Project); // the folder changed it
        QVERIFY(house.start(1s).tools.isEmpty());
        // And nothing at all, not even the person's own, before they have said what they think of the folder.
        House other;
        other.configure(House::stub("one", "ok"));
        other.manager->setTrust({}, false);
        other.manager->ensureStarted();
        QCOMPARE(other.status().state, ServiceState::Off);
        QVERIFY(other.status().problem.contains(u"before you have decided"_s));
    }

    /// One that worked and ended comes back by itself, without the call in which it ended; one that never worked does not, and not for ever.
    void comesBack()
    {
        House house;
        house.firstRetry = 10ms;
        house.renew();
        house.configure(House::stub("one", "dies"));
        QCOMPARE(house.start().tools.size(), 6);
        QStringList problems;
        QObject::connect(house.manager->server(u"one"_s), &McpServer::changed, house.manager.get(), [&] {
            if (house.status().state == ServiceState::Failed)
                problems.append(house.status().problem);
        });
        for (int time = 1; time <= 6; ++time) {
            QVERIFY(house.call(u"echo"_s, R"({"text":"x"})")->isError);
            QTRY_COMPARE(problems.size(), time);
            if (time < 6)
                QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        }
        QVERIFY2(problems.first().contains(u"started again in 1 s (try 1 of 5)"_s), qPrintable(problems.first()));
        QVERIFY2(problems.last().contains(u"5 times in vain"_s), qPrintable(problems.last()));
        QVERIFY(!house.manager->server(u"one"_s)->mayRetry());
        house.manager->restart(u"one"_s);
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
    }

    /// A call may be silent for as long as its service is allowed to take.
    void limitsOfACall()
    {
        House house;
        house.configure("\"program\":{\"command\":\"x\"},\"slow\":{\"command\":\"x\",\"timeout\":7200000},"
                        "\"address\":{\"type\":\"http\",\"url\":\"http://127.0.0.1:1/\"},"
                        "\"patient\":{\"type\":\"http\",\"url\":\"http://127.0.0.1:1/\",\"timeout\":1800000}");
        QStringList limits;
        for (const QString& name : {u"program"_s, u"slow"_s, u"address"_s, u"patient"_s}) {
            const RpcOptions options = house.manager->server(name)->callOptions();
            limits += u"%1 %2 %3"_s.arg(name).arg(options.timeout / 1min).arg(options.hardTimeout / 1min);
        }
        QCOMPARE(limits, (QStringList{u"program 30 60"_s, u"slow 120 120"_s, u"address 5 60"_s, u"patient 30 30"_s}));
    }

    void switchedOffAndOn()
    {
        House house;
        house.configure(House::stub("one", "ok") + ',' + House::stub("two", "ok"));
        QVERIFY(house.manager->setEnabled(u"two"_s, false).has_value());
        const ServedTools served = house.start();
        QVERIFY(served.tools.size() == 6 && served.notice.isEmpty());
        QCOMPARE(house.status(u"two"_s).state, ServiceState::Off);
        QVERIFY(house.manager->setEnabled(u"two"_s, true).has_value());
        QTRY_COMPARE(house.status(u"two"_s).state, ServiceState::Ready);
        house.manager->restart(u"two"_s);
        QTRY_VERIFY(house.status(u"two"_s).state != ServiceState::Ready);
        QTRY_COMPARE(house.status(u"two"_s).state, ServiceState::Ready);
    }

    void programsThatAreNotThere()
    {
        House house;
        house.configure(R"("one":{"command":"no-such-program"},"two":{"command":"false"})");
        const ServedTools served = house.start();
        QVERIFY(served.notice.contains(u"was not found in PATH"_s));
        QVERIFY2(house.status(u"two"_s).problem.contains(u"false ended with exit code 1"_s) || house.status(u"two"_s).state == ServiceState::Failed,
                 qPrintable(house.status(u"two"_s).problem));
    }

    /// A turn does not wait for ever.
    void waitingIsBounded()
    {
        House house;
        house.configure(R"("one":{"command":"sleep","args":["300"]},)" + House::stub("two", "ok"));
        QElapsedTimer timer;
        timer.start();
        const ServedTools served = house.start(300ms);
        QVERIFY(timer.elapsed() < 3000);
        QVERIFY(served.notice.contains(u"one is still starting"_s));
    }
};

QTEST_GUILESS_MAIN(TestMcpServer)
#include "tst_mcpserver.moc"
