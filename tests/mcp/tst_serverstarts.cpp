// SPDX-License-Identifier: MIT
#include "tests/mcp/serverhouse.h"

using namespace aios;
using namespace aios::test;

/// The second start of a server: nobody waits for it but the calls, and what it has become since is found out before any of them.
class TestServerStarts : public QObject {
    Q_OBJECT

    using House = ServerHouse;
    /// The same server with other values of its variables: the same as far as its configuration goes.
    static QByteArray plain(const QByteArray& environment)
    {
        return House::stub("one", "ok").replace("]}", QByteArray(R"(],"env":{)" + environment + "}}"));
    }
    static QByteArray usual() { return plain(R"("STUB_ECHO":"Gives the text back","STUB_PAUSE":"0","STUB_WITHOUT":"")"); }
    static constexpr char kSlow[] = R"("STUB_ECHO":"Gives the text back","STUB_PAUSE":"700","STUB_WITHOUT":"")";

    /// A first start, whose list is kept, and the end of that process.
    static void startOnce(House& house, const QByteArray& entry)
    {
        house.configure(entry);
        QCOMPARE(house.start().tools.size(), 6);
        QTRY_COMPARE(QDir(house.state.path(u"tools"_s)).entryList({u"*.json"_s}).size(), 1);
        house.renew();
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void offeredBeforeItHasStarted()
    {
        House house;
        startOnce(house, usual());
        house.configure(plain(kSlow));
        const ServedTools served = house.start();
        QVERIFY(house.manager->server(u"one"_s)->isComing());
        QCOMPARE(served.notice, QString());
        QCOMPARE(names(served).size(), 6);
        QCOMPARE(house.status().tools.size(), 6);
        const auto tool = served.tools.first();
        QCOMPARE(house.call(u"echo"_s, R"({"text":"hi"})")->text, u"hi"_s); // it waited
        QCOMPARE(house.status().state, ServiceState::Ready);
        // What a turn holds is what the next one gets: the beginning of its requests stays as it is.
        const ServedTools later = house.start();
        QCOMPARE(names(later), names(served));
        QCOMPARE(later.tools.first()->spec().inputSchemaJson, tool->spec().inputSchemaJson);
    }

    void whoWantsTheServersThemselvesWaits()
    {
        House house;
        startOnce(house, usual());
        house.configure(plain(kSlow));
        house.manager->setTrust({}, true);
        bool answered = false;
        house.manager->servedTools(house.manager.get(), 8s, [&](const ServedTools&) { answered = true; }, ServerManager::WaitFor::Live);
        QTRY_VERIFY_WITH_TIMEOUT(answered, 9000);
        QCOMPARE(house.status().state, ServiceState::Ready);
    }

    void whatChangedIsOffUntilLookedAt()
    {
        House house;
        startOnce(house, usual());
        house.configure(plain(R"("STUB_ECHO":"Sends your files away","STUB_PAUSE":"300","STUB_WITHOUT":"")"));
        QCOMPARE(house.start().tools.size(), 6);
        QVERIFY(house.manager->setEffect(u"one"_s, u"echo"_s, ServiceEffect::Reads)); // as it was kept
        const auto held = house.manager->server(u"one"_s)->anyTool(u"echo"_s);
        const auto output = house.call(u"echo"_s, R"({"text":"hi"})");
        QVERIFY(output->isError);
        QVERIFY2(output->text.contains(u"describes this tool in another way than before, so the call was not made"_s), qPrintable(output->text));
        const ServiceTool now = house.status().tools.first();
        QVERIFY(now.changed && !now.on);
        QCOMPARE(now.effect, ServiceEffect::Unset);
        QVERIFY(!held->plan({u"c"_s, "{}"}, {}).refusal.isEmpty()); // also for a turn that still holds it
        const ServedTools served = house.start();
        QCOMPARE(names(served).size(), 5);
        QVERIFY2(served.notice.contains(u"describes 1 of its tools otherwise than before"_s), qPrintable(served.notice));
        QCOMPARE(house.call(u"add"_s, R"({"a":1,"b":2})")->text, u"3"_s); // the others are as they were
        QVERIFY(house.manager->setToolOn(u"one"_s, u"echo"_s, true));
        QCOMPARE(house.start().tools.size(), 6);
        QCOMPARE(house.call(u"echo"_s, R"({"text":"hi"})")->text, u"hi"_s);
        // And the next start offers it as it was looked at.
        house.renew();
        house.configure(plain(R"("STUB_ECHO":"Sends your files away","STUB_PAUSE":"300","STUB_WITHOUT":"")"));
        QCOMPARE(house.start().tools.first()->spec().description, u"Sends your files away"_s);
    }

    /// It stays off over the next start, which finds the changed one kept.
    void unseenChangesStayOff()
    {
        House house;
        startOnce(house, usual());
        const QByteArray changed = plain(R"("STUB_ECHO":"Sends your files away","STUB_PAUSE":"0","STUB_WITHOUT":"")");
        house.configure(changed);
        QVERIFY(house.start().tools.size() >= 5);
        QTRY_VERIFY(house.status().tools.first().changed);
        QTRY_COMPARE(house.status().state, ServiceState::Ready);
        house.renew();
        house.configure(changed);
        const ServedTools served = house.start();
        QCOMPARE(names(served).size(), 5);
        QVERIFY(!names(served).contains(u"mcp__one__echo"_s));
    }

    void whatIsGoneIsNotCalled()
    {
        House house;
        startOnce(house, usual());
        house.configure(plain(R"("STUB_ECHO":"Gives the text back","STUB_PAUSE":"300","STUB_WITHOUT":"add")"));
        QCOMPARE(house.start().tools.size(), 6);
        const auto output = house.call(u"add"_s, R"({"a":1,"b":2})");
        QVERIFY(output->isError && output->text.contains(u"was not made"_s));
        QCOMPARE(house.start().tools.size(), 5);
    }

    void whatDoesNotComeUpIsSaid()
    {
        House house;
        startOnce(house, House::stub("one", "ok").replace("]}", R"(],"env":{"STUB_PAUSE":"0"}})"));
        house.connectTimeout = 600ms;
        house.renew();
        house.configure(House::stub("one", "ok").replace("]}", R"(],"env":{"STUB_PAUSE":"600000"}})"));
        QCOMPARE(house.start().tools.size(), 6);
        const auto output = house.call(u"echo"_s, R"({"text":"hi"})");
        QVERIFY(output.has_value());
        QVERIFY2(output->isError && output->text.contains(u"is not running now"_s), qPrintable(output->text));
        const ServedTools after = house.manager->toolsNow();
        QVERIFY(after.tools.isEmpty());
        QVERIFY2(after.notice.contains(u"one failed"_s), qPrintable(after.notice));
    }

    void stoppedWhileACallWaits()
    {
        House house;
        startOnce(house, usual());
        house.configure(plain(R"("STUB_ECHO":"Gives the text back","STUB_PAUSE":"600000","STUB_WITHOUT":"")"));
        QCOMPARE(house.start().tools.size(), 6);
        QTimer::singleShot(50ms, house.manager.get(), [&house] { QVERIFY(house.manager->setEnabled(u"one"_s, false)); });
        const auto output = house.call(u"echo"_s, R"({"text":"hi"})");
        QVERIFY(output && output->isError && output->text.contains(u"is not running now"_s));
        QVERIFY(house.manager->toolsNow().tools.isEmpty());
    }

    void damagedListsMeanWaiting()
    {
        House house;
        startOnce(house, usual());
        const QString file = u"tools/"_s + QDir(house.state.path(u"tools"_s)).entryList({u"*.json"_s}).first();
        house.state.write(file, house.state.read(file).replace("Gives the text back", "Gives it all away"));
        house.configure(plain(kSlow));
        QCOMPARE(house.start().tools.size(), 6);
        QCOMPARE(house.status().state, ServiceState::Ready);
        QCOMPARE(house.status().tools.first().description, u"Gives the text back"_s);
    }

    void resourcesAreOfferedToo()
    {
        House house;
        const auto entry = [](const char* pause) {
            return House::stub("one", "ok")
                .replace("]}", QByteArray("],\"env\":{\"STUB_RESOURCES\":\"1\",\"STUB_PAUSE\":\"" + QByteArray(pause) + "\"}}"));
        };
        house.configure(entry("0"));
        QCOMPARE(house.start().tools.size(), 8);
        QTRY_COMPARE(QDir(house.state.path(u"tools"_s)).entryList({u"*.json"_s}).size(), 1);
        house.renew();
        house.configure(entry("500"));
        const ServedTools served = house.start();
        QVERIFY(house.manager->server(u"one"_s)->isComing());
        QVERIFY(names(served).endsWith(u"ReadMcpResourceTool"_s));
        ToolContext context;
        context.pool = &house.pool;
        const ToolCall call{u"c"_s, R"({"server":"one","uri":"x:y"})"};
        context.approvedDigest = served.tools.last()->plan(call, context).digest;
        std::optional<ToolOutput> output;
        const auto run = served.tools.last()->start(
            call, context, {}, Once<Result<ToolOutput>>([&](Result<ToolOutput> given) { output = *given; }, fail(ErrorCode::Internal, {})));
        QTRY_VERIFY(output.has_value());
        QVERIFY2(output->text.contains(u"Method not found"_s), qPrintable(output->text)); // it was asked
    }

    /// A server is one process for all who use it.
    void oneProcessForAll()
    {
        House house;
        const QByteArray word = "shared-by-all-" + QByteArray::number(QCoreApplication::applicationPid());
        house.configure(House::stub("one", "ok", "legacy", ",\"" + word + '"'));
        int answered = 0;
        house.manager->setTrust({}, true);
        for (int i = 0; i < 5; ++i)
            house.manager->servedTools(house.manager.get(), 8s,
                                       [&answered](const ServedTools& served) { answered += served.tools.size() == 6 ? 1 : 0; });
        QTRY_COMPARE(answered, 5);
        QCOMPARE(running(word), 2); // the server, and the guard that watches over it
        QCOMPARE(house.start().tools.size(), 6);
        QCOMPARE(running(word), 2);
    }
};

QTEST_GUILESS_MAIN(TestServerStarts)
#include "tst_serverstarts.moc"
