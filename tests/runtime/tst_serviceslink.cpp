// SPDX-License-Identifier: MIT
#include "core/mcp/servicechoices.h"
#include "core/runtime/corethread.h"
#include "core/runtime/facades.h"
#include "core/runtime/serviceslink.h"
#include "core/secrets/secretstore.h"
#include "tests/support/tempproject.h"
#include "tests/support/toldevents.h"

#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// Services as the window and a session see them: two real threads, a real server (tests/stubs/mcpserver), Rehearsal.
class TestServicesLink : public QObject {
    Q_OBJECT

private:
    static QByteArray stub(const QByteArray& mode = "ok")
    {
        return "{\"command\": \"" AIOS_BIN_DIR "/stubs/mcpserver\", \"args\": [\"" + mode + "\"]}";
    }
    struct House : ToldEvents {
        explicit House(const QByteArray& projectServers = {}, const QByteArray& userServers = {})
        {
            place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
            if (!projectServers.isEmpty())
                place.write(u"mine/.mcp.json"_s, "{\"mcpServers\": {" + projectServers + "}}\n");
            if (!userServers.isEmpty())
                place.write(u"config/mcp.json"_s, "{\"mcpServers\": {" + userServers + "}}\n");
            place.write(
                u"script.yaml"_s,
                "rehearsal: 1\nsteps:\n  - when: {turn: 1}\n    say:\n      - tool: mcp__one__echo\n        as: echo\n        input: {text: \"from the tool\"}\n"
                "  - say: [{text: \"It said: {{last.text}}\"}]\n");
            Runtime::Options options;
            options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                             qEnvironmentVariable("AIOS_RESOURCES")};
            options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
            options.watch = false;
            options.keychain = keychain.get();
            core = std::make_unique<CoreThread>(std::move(options));
            agent = std::make_unique<AgentClient>(core->runtime());
            project = std::make_unique<ProjectLink>(core->runtime());
            services = std::make_unique<ServicesLink>(core->runtime());
            listenTo(*agent);
        }
        ~House() { core.reset(); } // before the facades, as the program does

        [[nodiscard]] bool open(bool trust = true)
        {
            QSignalSpy opened(project.get(), &ProjectLink::opened);
            project->open(place.path(u"mine"_s));
            if (opened.isEmpty() && !opened.wait(10'000))
                return false;
            if (trust)
                project->trust();
            return true;
        }
        [[nodiscard]] ServiceStatus one(const QString& name = u"one"_s) const
        {
            for (const ServiceStatus& status : services->servers()) {
                if (status.name == name)
                    return status;
            }
            return {};
        }
        [[nodiscard]] bool waitFor(ServiceState state, const QString& name = u"one"_s) const
        {
            return QTest::qWaitFor([&] { return one(name).name == name && one(name).state == state; }, 9000);
        }
        [[nodiscard]] bool prompt(const QString& words = u"go"_s)
        {
            agent->newSession();
            if (!QTest::qWaitFor([this] { return !session.isEmpty(); }))
                return false;
            agent->setModel(session, u"rehearsal:"_s + place.path(u"script.yaml"_s));
            agent->send(session, words);
            return true;
        }
        [[nodiscard]] QStringList notices() const
        {
            QStringList texts;
            for (const EntryAdded& added : told<EntryAdded>()) {
                if (added.entry.kind == TranscriptEntry::Kind::Notice)
                    texts.append(added.entry.text);
            }
            return texts;
        }
        /// What the service's tool env says of a variable.
        [[nodiscard]] QString variable(const QByteArray& name) const
        {
            QSignalSpy tried(services.get(), &ServicesLink::toolTried);
            services->tryTool(u"one"_s, u"env"_s, "{\"text\":\"" + name + "\"}");
            return !tried.isEmpty() || tried.wait(500) ? tried[0][0].value<TriedTool>().text : QString();
        }
        TempProject place;
        std::unique_ptr<SecretStore> keychain = makeMemorySecretStore();
        std::unique_ptr<AgentClient> agent;
        std::unique_ptr<ProjectLink> project;
        std::unique_ptr<ServicesLink> services;
        std::unique_ptr<CoreThread> core;
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void comesUpAfterTrust()
    {
        House house("\"one\": " + stub());
        QVERIFY(house.open(false));
        QTRY_VERIFY(house.one().name == u"one"_s && !house.one().trusted);
        QCOMPARE(house.one().state, ServiceState::Off);
        house.project->trust();
        QVERIFY(house.waitFor(ServiceState::Ready));
        QVERIFY(house.one().trusted && house.one().tools.size() == 6);
        QCOMPARE(house.one().scope, ServiceScope::Project);
        // What the folder changes afterwards is not trusted any more.
        house.place.write(u"mine/.mcp.json"_s, "{\"mcpServers\": {\"one\": " + stub("liar") + "}}\n");
        house.services->addServer(ServiceScope::User, u"two"_s, stub()); // makes it look again
        QTRY_VERIFY(house.one().name == u"one"_s && !house.one().trusted);
        QCOMPARE(house.one().state, ServiceState::Off);
        QVERIFY(house.waitFor(ServiceState::Ready, u"two"_s)); // the person's own goes on
    }

    /// What another program adds, switches off or removes is there within a moment, without being asked for.
    void followsOtherPrograms()
    {
        House house({}, "\"one\": " + stub());
        QVERIFY(house.open());
        QVERIFY(house.waitFor(ServiceState::Ready));
        house.place.write(u"config/mcp.json"_s, "{\"mcpServers\": {\"one\": " + stub() + ", \"two\": " + stub() + "}}\n");
        QVERIFY(house.waitFor(ServiceState::Ready, u"two"_s));
        const QStringList folders = QDir(house.place.path(u"data/projects"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(folders.size(), 1);
        const QString state = house.place.path(u"data/projects/"_s + folders.first());
        ServiceChoices other(state + u"/services.json"_s); // as `aios mcp tools` has it
        QVERIFY(other.setToolOn(u"one"_s, house.one().tools.first(), false).has_value());
        QTRY_VERIFY(!house.one().tools.first().on);
        QVERIFY(house.one().tools.last().on && house.one().state == ServiceState::Ready);
        QVERIFY(other.setEnabled(u"two"_s, false).has_value());
        QTRY_VERIFY(!house.one(u"two"_s).enabled && house.one(u"two"_s).state == ServiceState::Off);
        QVERIFY(other.setEnabled(u"two"_s, true).has_value());
        QVERIFY(house.waitFor(ServiceState::Ready, u"two"_s));
        QFile local(state + u"/mcp.json"_s); // for this folder only, written in place and in two steps
        QVERIFY(local.open(QIODevice::WriteOnly));
        QVERIFY(local.write("{\"mcpServers\": {\"three\": ") > 0 && local.flush());
        QVERIFY(local.write(stub() + "}}\n") > 0 && local.flush());
        QVERIFY(house.waitFor(ServiceState::Ready, u"three"_s));
        house.place.write(u"config/mcp.json"_s, "{\"mcpServers\": {\"one\": " + stub() + "}}\n");
        QTRY_VERIFY(house.one(u"two"_s).name.isEmpty());
        QCOMPARE(house.one().state, ServiceState::Ready); // untouched by all that
    }

    void addTestRemove()
    {
        House house;
        QVERIFY(house.open());
        QSignalSpy stored(house.services.get(), &ServicesLink::serverStored);
        QSignalSpy tested(house.services.get(), &ServicesLink::serverTested);
        house.services->testServer(u"one"_s, stub());
        QTRY_COMPARE_WITH_TIMEOUT(tested.size(), 1, 9000);
        const auto good = tested[0][0].value<ServiceStatus>();
        QVERIFY(good.state == ServiceState::Ready && good.tools.size() == 6);
        house.services->testServer(u"one"_s, R"({"command":"no-such-program"})");
        QTRY_COMPARE(tested.size(), 2);
        QVERIFY(tested[1][0].value<ServiceStatus>().problem.contains(u"was not found"_s));
        QVERIFY(house.services->servers().isEmpty()); // nothing was stored

        house.place.write(u"mine/.mcp.json"_s, "{\n    \"note\": 1.0\n}\n");
        house.services->addServer(ServiceScope::Project, u"one"_s, R"({"command": "false"})");
        QTRY_COMPARE(stored.size(), 1);
        QCOMPARE(stored[0][1].toString(), QString());
        QCOMPARE(house.place.read(u"mine/.mcp.json"_s),
                 QByteArray("{\n    \"note\": 1.0,\n    \"mcpServers\": {\n        \"one\": {\"command\": \"false\"}\n    }\n}\n"));
        house.services->removeServer(ServiceScope::Project, u"nothing"_s);
        QTRY_COMPARE(stored.size(), 2);
        QVERIFY(stored[1][1].toString().contains(u"There is no service"_s));
        house.services->addServer(ServiceScope::Local, u"one"_s, stub());
        QVERIFY(house.waitFor(ServiceState::Ready)); // wins over the folder's
        QCOMPARE(house.one().scope, ServiceScope::Local);
        house.services->removeServer(ServiceScope::Local, u"one"_s);
        QTRY_COMPARE(house.one().scope, ServiceScope::Project);
    }

    /// A key is kept for the entry it was given with, not for one of that name that it replaces; and it is there when that one starts.
    void keysGoWithTheirEntry_data()
    {
        QTest::addColumn<QByteArray>("before"); // In the same place.
        QTest::addColumn<QByteArray>("after");
        const QByteArray env = ", \"env\": {\"A\": \"${A}\"}}";
        const QByteArray same = stub().chopped(1) + env;
        QTest::newRow("a new one") << QByteArray() << same;
        QTest::newRow("another program") << stub("liar") << same;
        QTest::newRow("the same, another key") << same << same;
    }
    void keysGoWithTheirEntry()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        House house;
        QVERIFY(house.open());
        QSignalSpy stored(house.services.get(), &ServicesLink::serverStored);
        QSignalSpy kept(house.services.get(), &ServicesLink::secretStored);
        if (!before.isEmpty()) {
            house.services->addServer(ServiceScope::Local, u"one"_s, before, {{u"A"_s, Secret("old")}});
            QVERIFY(house.waitFor(ServiceState::Ready));
            QTRY_COMPARE(stored.size(), 1);
        }
        stored.clear();
        kept.clear();
        house.services->addServer(ServiceScope::Local, u"one"_s, after, {{u"A"_s, Secret("new")}});
        QTRY_COMPARE(stored.size(), 1);
        QCOMPARE(kept.size(), 1);
        QCOMPARE(kept[0][2].toString(), QString());
        QTRY_COMPARE(house.one().state, ServiceState::Ready);
        QTRY_COMPARE_WITH_TIMEOUT(house.variable("A"), u"new"_s, 9000);
        const QByteArray file = house.one().file.isEmpty() ? QByteArray() : [&house] {
            QFile open(house.one().file);
            return open.open(QIODevice::ReadOnly) ? open.readAll() : QByteArray();
        }();
        QVERIFY2(file.contains("${A}") && !file.contains("new"), file.constData());
    }

    /// What is typed for a test reaches the program, and nothing keeps it.
    void aTestUsesTypedKeys()
    {
        House house;
        QVERIFY(house.open());
        QSignalSpy tested(house.services.get(), &ServicesLink::serverTested);
        const QByteArray entry = "{\"command\": \"sh\", \"args\": [\"-c\", \"test 7 = $(printf x$A | wc -c) && exec " AIOS_BIN_DIR
                                 "/stubs/mcpserver ok\"], \"env\": {\"A\": \"${A}\"}}";
        house.services->testServer(u"one"_s, entry, {{u"A"_s, Secret("s3cret")}});
        QTRY_COMPARE_WITH_TIMEOUT(tested.size(), 1, 9000);
        const auto status = tested[0][0].value<ServiceStatus>();
        QVERIFY2(status.state == ServiceState::Ready, qPrintable(status.problem));
        QVERIFY(!status.target.contains(u"s3cret"_s));
        house.services->testServer(u"one"_s, entry);
        QTRY_COMPARE_WITH_TIMEOUT(tested.size(), 2, 9000);
        QCOMPARE(tested[1][0].value<ServiceStatus>().state, ServiceState::Failed);
    }

    void choicesAndTrying()
    {
        House house({}, "\"one\": " + stub());
        QVERIFY(house.open());
        QVERIFY(house.waitFor(ServiceState::Ready));
        QSignalSpy tried(house.services.get(), &ServicesLink::toolTried);
        QSignalSpy failed(house.services.get(), &ServicesLink::failed);
        const QString call = house.services->tryTool(u"one"_s, u"echo"_s, R"({"text":"hello"})");
        QTRY_COMPARE(tried.size(), 1);
        QCOMPARE(tried[0][0].value<TriedTool>().text, u"hello"_s);
        QCOMPARE(tried[0][0].value<TriedTool>().call, call);
        QCOMPARE(tried[0][0].value<TriedTool>().problem, QString());
        const QString wrong = house.services->tryTool(u"one"_s, u"echo"_s, R"({"text":7})");
        QVERIFY(wrong != call);
        QTRY_COMPARE(tried.size(), 2); // what could not be planned is an answer to its call, and to no other
        QCOMPARE(tried[1][0].value<TriedTool>().call, wrong);
        QVERIFY(!tried[1][0].value<TriedTool>().problem.isEmpty());
        house.services->tryTool(u"one"_s, u"nothing"_s, "{}");
        QTRY_COMPARE(tried.size(), 3);
        QVERIFY(tried[2][0].value<TriedTool>().problem.contains(u"no usable tool"_s));
        house.services->setToolEffect(u"one"_s, u"echo"_s, ServiceEffect::Reads);
        QTRY_COMPARE(house.one().tools.first().effect, ServiceEffect::Reads);
        house.services->setToolOn(u"one"_s, u"echo"_s, false);
        QTRY_VERIFY(!house.one().tools.first().on);
        house.services->tryTool(u"one"_s, u"echo"_s, R"({"text":"hello"})");
        QTRY_COMPARE(tried.size(), 4);
        QVERIFY(tried[3][0].value<TriedTool>().problem.contains(u"switched this tool off"_s));
        QVERIFY(failed.isEmpty());
        house.services->setEnabled(u"one"_s, false);
        QVERIFY(house.waitFor(ServiceState::Off));
        house.services->setEnabled(u"one"_s, true);
        QVERIFY(house.waitFor(ServiceState::Ready));
        house.services->restart(u"nobody"_s); // nothing happens
        // Each call is in the log: asked for, and how it ended.
        QSignalSpy decisions(house.project.get(), &ProjectLink::decisionsLoaded);
        house.project->loadDecisions();
        QTRY_COMPARE(decisions.size(), 1);
        const auto records = decisions[0][0].value<QList<DecisionRecord>>();
        QCOMPARE(records.size(), 2);
        QVERIFY(records[0].tool == u"mcp__one__echo"_s && records[0].by == u"person"_s && records[1].outcome == u"done"_s);
    }

    void aSessionAsksAndCalls()
    {
        House house({}, "\"one\": " + stub());
        QVERIFY(house.open());
        QVERIFY(house.prompt());
        QTRY_COMPARE_WITH_TIMEOUT(house.told<ApprovalAsked>().size(), 1, 9000);
        const ApprovalRequest request = house.told<ApprovalAsked>().first().request;
        QCOMPARE(request.access.tool, u"mcp__one__echo"_s);
        QVERIFY(request.rememberable.isEmpty()); // nobody has chosen its effect
        QVERIFY(request.because.contains(u"counts as publishing"_s));
        QCOMPARE(request.preview.arguments, (QList<std::pair<QString, QString>>{{u"text"_s, u"from the tool"_s}}));
        Decision allow;
        allow.kind = Decision::Kind::Allow;
        house.agent->decide(request.id, request.digest, allow);
        QTRY_COMPARE(house.told<TurnEnded>().size(), 1);
        QCOMPARE(house.result(), u"from the tool"_s);
        QVERIFY(house.notices().isEmpty());
    }

    /// A question of a service in the middle of a call comes to the person as a card of that session, and again when the answer cannot be used.
    void aServiceAsksThePerson_data()
    {
        QTest::addColumn<QStringList>("answers"); // Empty: declined.
        QTest::addColumn<QString>("heard");
        QTest::newRow("answered") << QStringList{u"Ada"_s} << u"{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}"_s;
        QTest::newRow("the second answer will do") << QStringList{u"A"_s, u"Ada"_s} << u"{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}"_s;
        QTest::newRow("never one that will do") << QStringList{u"A"_s, u"B"_s, u"C"_s} << u"{\"action\":\"cancel\"}"_s;
        QTest::newRow("declined") << QStringList() << u"{\"action\":\"decline\"}"_s;
    }
    void aServiceAsksThePerson()
    {
        QFETCH(const QStringList, answers);
        QFETCH(const QString, heard);
        House house({}, "\"one\": " + stub("elicits"));
        QVERIFY(house.open());
        QVERIFY(house.prompt());
        QTRY_COMPARE_WITH_TIMEOUT(house.told<ApprovalAsked>().size(), 1, 9000);
        const ApprovalRequest call = house.told<ApprovalAsked>().first().request;
        Decision allow;
        allow.kind = Decision::Kind::Allow;
        house.agent->decide(call.id, call.digest, allow);
        for (qsizetype i = 0; i < qMax<qsizetype>(1, answers.size()); ++i) {
            QTRY_COMPARE(house.told<ApprovalAsked>().size(), i + 2);
            const ApprovalRequest request = house.told<ApprovalAsked>().last().request;
            QVERIFY(request.sessionId == house.session && request.access.tool == u"mcp__one"_s && request.questions.size() == 1);
            QVERIFY(request.questions.first().question.endsWith(u"Who are you?\nname"_s));
            Decision decision;
            decision.kind = answers.isEmpty() ? Decision::Kind::Deny : Decision::Kind::Allow;
            decision.answers.insert(request.questions.first().question, answers.value(i));
            house.agent->decide(request.id, request.digest, decision);
        }
        QTRY_COMPARE(house.told<TurnEnded>().size(), 1);
        QCOMPARE(house.result(), heard);
    }

    /// A call by hand has no session: what the service asks in it comes apart, and is answered the same way; a call that is over asks nothing any more.
    void aServiceAsksInATrial()
    {
        House house({}, "\"one\": " + stub("elicits"));
        QVERIFY(house.open() && house.waitFor(ServiceState::Ready));
        QSignalSpy tried(house.services.get(), &ServicesLink::toolTried);
        house.services->tryTool(u"one"_s, u"echo"_s, "{}");
        QTRY_COMPARE_WITH_TIMEOUT(house.told<ApprovalAsked>().size(), 1, 9000);
        const ApprovalRequest request = house.told<ApprovalAsked>().first().request;
        QVERIFY(request.sessionId.startsWith(u"person:"_s) && request.questions.size() == 1);
        Decision decision;
        decision.kind = Decision::Kind::Allow;
        decision.answers.insert(request.questions.first().question, u"Ada"_s);
        house.agent->decide(request.id, request.digest, decision);
        QTRY_COMPARE(tried.size(), 1);
        QCOMPARE(tried[0][0].value<TriedTool>().text, u"{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}"_s);
        house.services->tryTool(u"one"_s, u"echo"_s, "{}");
        QTRY_COMPARE(house.told<ApprovalAsked>().size(), 2);
        house.services->restart(u"one"_s);
        QTRY_COMPARE(tried.size(), 2);
        QTRY_COMPARE(house.told<ApprovalSettled>().size(), 2);
    }

    /// An address is opened by nobody but the person: the service hears only whether they agreed.
    void aServiceAsksForAnAddress_data()
    {
        QTest::addColumn<bool>("allow");
        QTest::addColumn<QString>("answer"); // empty: the card's own choice
        QTest::addColumn<QString>("heard");
        QTest::newRow("opened") << true << QString() << u"{\"action\":\"accept\"}"_s;
        QTest::newRow("other words") << true << u"maybe"_s << u"{\"action\":\"decline\"}"_s;
        QTest::newRow("declined") << false << QString() << u"{\"action\":\"decline\"}"_s;
    }
    void aServiceAsksForAnAddress()
    {
        QFETCH(const bool, allow);
        QFETCH(const QString, answer);
        QFETCH(const QString, heard);
        House house({}, "\"one\": " + stub("elicits-url"));
        QVERIFY(house.open() && house.waitFor(ServiceState::Ready));
        QSignalSpy tried(house.services.get(), &ServicesLink::toolTried);
        house.services->tryTool(u"one"_s, u"echo"_s, "{}");
        QTRY_COMPARE_WITH_TIMEOUT(house.told<ApprovalAsked>().size(), 1, 9000);
        const ApprovalRequest request = house.told<ApprovalAsked>().first().request;
        QCOMPARE(request.access.url, u"https://pay.example.org/a?b=c"_s);
        const Question question = request.questions.value(0);
        QVERIFY2(question.question.contains(u"at pay.example.org in"_s) && question.question.endsWith(request.access.url),
                 qPrintable(question.question));
        Decision decision;
        decision.kind = allow ? Decision::Kind::Allow : Decision::Kind::Deny;
        decision.answers.insert(question.question, answer.isEmpty() ? question.options.value(0).label : answer);
        house.agent->decide(request.id, request.digest, decision);
        QTRY_COMPARE(tried.size(), 1);
        QCOMPARE(tried[0][0].value<TriedTool>().text, heard);
    }

    /// What the person writes brings in what the service holds: a mentioned resource, a prompt of the service.
    void promptsAndResources()
    {
        House house({}, "\"one\": " + stub("holds"));
        QVERIFY(house.open());
        QVERIFY(house.prompt(u"Look at @one:test://a, and @one:test://gone."_s));
        QTRY_COMPARE_WITH_TIMEOUT(house.told<ApprovalAsked>().size(), 1, 9000); // the script's call; the prompt is on its way
        QVERIFY(house.notices().join(u'\n').contains(u"@one:test://gone was not attached"_s));
        house.agent->stop(house.session);
        QTRY_COMPARE(house.told<TurnEnded>().size(), 1);
        house.agent->send(house.session, u"/mcp__one__greet_her"_s);
        QTRY_COMPARE(house.told<TurnEnded>().size(), 2);
        QVERIFY2(house.told<TurnEnded>().last().error.contains(u"needs who"_s), qPrintable(house.told<TurnEnded>().last().error));
        QCOMPARE(house.told<ApprovalAsked>().size(), 1); // nothing was sent
        house.agent->send(house.session, u"/mcp__one__greet_her Ada"_s);
        QTRY_COMPARE_WITH_TIMEOUT(house.told<ApprovalAsked>().size(), 2, 9000);
    }

    void readsCanBeRemembered()
    {
        House house({}, "\"one\": " + stub());
        QVERIFY(house.open());
        QVERIFY(house.waitFor(ServiceState::Ready));
        house.services->setToolEffect(u"one"_s, u"echo"_s, ServiceEffect::Reads);
        QTRY_COMPARE(house.one().tools.first().effect, ServiceEffect::Reads);
        QVERIFY(house.prompt());
        QTRY_COMPARE_WITH_TIMEOUT(house.told<ApprovalAsked>().size(), 1, 9000);
        const ApprovalRequest request = house.told<ApprovalAsked>().first().request;
        QCOMPARE(request.rememberable, QStringList{u"mcp__one__echo"_s});
        Decision allow;
        allow.kind = Decision::Kind::Allow;
        allow.remember = Decision::Remember::Session;
        house.agent->decide(request.id, request.digest, allow);
        QTRY_COMPARE(house.told<TurnEnded>().size(), 1);
        house.agent->send(house.session, u"again"_s);
        QTRY_COMPARE(house.told<TurnEnded>().size(), 2);
        QCOMPARE(house.told<ApprovalAsked>().size(), 1);
    }

    void whatIsMissingIsSaidOnce()
    {
        House house("\"one\": " + stub(), "\"two\": {\"command\": \"false\"}");
        QVERIFY(house.open(false));
        house.project->refuseTrust();
        QVERIFY(house.prompt());
        QTRY_COMPARE_WITH_TIMEOUT(house.told<TurnEnded>().size(), 1, 9000);
        QCOMPARE(house.notices().size(), 1);
        QVERIFY(house.notices().first().contains(u"one is off"_s) && house.notices().first().contains(u"two failed"_s));
        QVERIFY(house.result().contains(u"no tool named mcp__one__echo"_s));
        house.agent->send(house.session, u"again"_s);
        QTRY_COMPARE(house.told<TurnEnded>().size(), 2);
        QCOMPARE(house.notices().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestServicesLink)
#include "tst_serviceslink.moc"
