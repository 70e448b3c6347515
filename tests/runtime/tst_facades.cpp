// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/runtime/corethread.h"
#include "core/runtime/facades.h"
#include "core/runtime/openproject.h"
#include "core/runtime/runtime.h"
#include "tests/support/tempproject.h"
#include "tests/support/toldevents.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The window's side of two real threads, on Rehearsal.
class TestFacades : public QObject {
    Q_OBJECT

private:
    struct House : ToldEvents {
        explicit House(const QByteArray& rehearsal = "  - say: [{text: \"Hello from the script.\"}]\n")
        {
            place.write(u"mine/CLAUDE.md"_s, "# Mine\n");
            place.write(u"script.yaml"_s, "rehearsal: 1\nsteps:\n" + rehearsal);
            Runtime::Options options;
            options.paths = {place.path(u"config"_s), place.path(u"data"_s), place.path(u"cache"_s), place.path(u"state"_s),
                             qEnvironmentVariable("AIOS_RESOURCES")};
            options.environment.insert(u"CLAUDE_CONFIG_DIR"_s, place.path(u"claude"_s));
            options.watch = false;
            core = std::make_unique<CoreThread>(std::move(options));
            agent = std::make_unique<AgentClient>(core->runtime());
            project = std::make_unique<ProjectLink>(core->runtime());
            listenTo(*agent);
        }
        ~House() { core.reset(); } // before the facades, as the program does

        [[nodiscard]] bool open()
        {
            QSignalSpy opened(project.get(), &ProjectLink::opened);
            project->open(place.path(u"mine"_s));
            return !opened.isEmpty() || opened.wait(10'000); // it may have come already, from the other thread
        }
        [[nodiscard]] bool startSession()
        {
            agent->newSession();
            if (!QTest::qWaitFor([this] { return !session.isEmpty(); }))
                return false;
            agent->setModel(session, u"rehearsal:"_s + place.path(u"script.yaml"_s));
            return true;
        }
        TempProject place;
        std::unique_ptr<AgentClient> agent;
        std::unique_ptr<ProjectLink> project;
        std::unique_ptr<CoreThread> core;
    };
    static QByteArray writing()
    {
        return "  - when: {turn: 1}\n    say:\n      - tool: Write\n        input: {file_path: \"{{project}}/a.md\", content: \"new\\n\"}\n  - say: [{text: \"Over.\"}]\n";
    }
    static QByteArray talking() { return "  - pace: 30\n    say: [{text: \"" + QByteArray("slow words ").repeated(50) + "\"}]\n"; }

private Q_SLOTS:
    void openTellsEverything()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.project->content());
        QCOMPARE(house.project->content()->root, house.place.path(u"mine"_s));
        QCOMPARE(house.project->trustReport().root, house.place.path(u"mine"_s));
    }

    void openOfNothingFails()
    {
        House house;
        QSignalSpy failed(house.project.get(), &ProjectLink::openFailed);
        house.project->open(house.place.path(u"nowhere"_s));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(!failed[0][1].toString().isEmpty());
    }

    /// Nothing is open yet: every request is answered or ignored, none crashes.
    void requestsBeforeAFolderIsOpen()
    {
        House house;
        QSignalSpy loaded(house.project.get(), &ProjectLink::fileLoaded);
        QSignalSpy saved(house.project.get(), &ProjectLink::fileSaved);
        QSignalSpy failed(house.agent.get(), &AgentClient::sessionFailed);
        house.project->trust();
        house.project->refuseTrust();
        house.project->consentImports({u"/x"_s}, true);
        house.project->loadDecisions();
        house.project->listFiles();
        house.project->forgetRule(house.place.path(u"no.json"_s), RuleEffect::Allow, u"Edit"_s);
        house.agent->listSessions();
        house.agent->newSession();
        house.agent->openSession(u"0197a000-0000-7000-8000-000000000001"_s);
        house.agent->forkSession(u"0197a000-0000-7000-8000-000000000001"_s);
        house.agent->renameSession(u"0197a000-0000-7000-8000-000000000001"_s, u"x"_s);
        house.agent->deleteSession(u"0197a000-0000-7000-8000-000000000001"_s);
        house.agent->keepSessionLog(u"x"_s, u"entry"_s);
        house.project->loadFile(u"a.md"_s);
        house.project->saveFile(u"a.md"_s, "x", {});
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(loaded.size(), 1);
        QVERIFY(failed.size() >= 3);
    }

    void aTurnArrivesInOrder()
    {
        House house;
        QVERIFY(house.open());
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"hello"_s);
        QTRY_COMPARE(house.told<TurnEnded>().size(), 1);
        QCOMPARE(house.told<TurnEnded>().first().error, QString());
        QString text;
        for (const EntryDelta& delta : house.told<EntryDelta>())
            text += delta.text;
        QCOMPARE(text.trimmed(), u"Hello from the script."_s);
        QSignalSpy listed(house.agent.get(), &AgentClient::sessionsListed);
        house.agent->listSessions();
        QTRY_COMPARE(listed.size(), 1);
        QCOMPARE(listed[0][0].value<QList<SessionSummary>>().size(), 1);
    }

    void theDecisionCrosses_data()
    {
        QTest::addColumn<Decision::Kind>("kind");
        QTest::addColumn<bool>("rightDigest");
        QTest::addColumn<bool>("written");
        QTest::newRow("allowed") << Decision::Kind::Allow << true << true;
        QTest::newRow("rejected") << Decision::Kind::Deny << true << false;
    }
    void theDecisionCrosses()
    {
        QFETCH(const Decision::Kind, kind);
        House house(writing());
        QVERIFY(house.open());
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"write"_s);
        QTRY_COMPARE(house.told<ApprovalAsked>().size(), 1);
        const ApprovalRequest asked = house.told<ApprovalAsked>().first().request;
        QVERIFY(!house.place.exists(u"mine/a.md"_s));
        Decision decision;
        decision.kind = kind;
        house.agent->decide(asked.id, "another digest", decision); // not what was shown: ignored
        house.agent->decide(asked.id, asked.digest, decision);
        house.agent->decide(asked.id, asked.digest, decision); // a double click
        QTRY_COMPARE(house.told<TurnEnded>().size(), 1);
        QTEST(house.place.exists(u"mine/a.md"_s), "written");
        QCOMPARE(house.told<ApprovalSettled>().size(), 1);
        QSignalSpy decisions(house.project.get(), &ProjectLink::decisionsLoaded);
        house.project->loadDecisions();
        QTRY_COMPARE(decisions.size(), 1);
        QCOMPARE(decisions[0][0].value<QList<DecisionRecord>>().first().by, u"person"_s);
    }

    void savingAFile()
    {
        House house;
        QVERIFY(house.open());
        QSignalSpy saved(house.project.get(), &ProjectLink::fileSaved);
        QSignalSpy loaded(house.project.get(), &ProjectLink::fileLoaded);
        house.project->loadFile(u"CLAUDE.md"_s);
        QTRY_COMPARE(loaded.size(), 1);
        const QByteArray base = loaded[0][2].toByteArray();
        QCOMPARE(base, sha256Hex("# Mine\n"));
        house.project->saveFile(u"CLAUDE.md"_s, "# Edited\n", base);
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(saved[0][2].toString(), QString());
        QCOMPARE(house.place.read(u"mine/CLAUDE.md"_s), QByteArray("# Edited\n"));
        house.project->saveFile(u"CLAUDE.md"_s, "# Stale\n", base);
        QTRY_COMPARE(saved.size(), 2);
        QVERIFY(saved[1][3].toBool()); // changed on disk
        QCOMPARE(house.place.read(u"mine/CLAUDE.md"_s), QByteArray("# Edited\n"));
        house.project->saveFile(u"../out.md"_s, "x", {});
        QTRY_COMPARE(saved.size(), 3);
        QVERIFY(!saved[2][2].toString().isEmpty());
        QVERIFY(!house.place.exists(u"out.md"_s));
    }

    void trustCrosses()
    {
        House house;
        house.place.write(u"mine/.claude/settings.json"_s, "{\"permissions\":{\"allow\":[\"Edit(out/**)\"]}}");
        QVERIFY(house.open());
        QCOMPARE(house.project->trustReport().state, TrustState::Unknown);
        house.project->trust();
        QTRY_COMPARE(house.project->trustReport().state, TrustState::Trusted);
    }

    /// The folder has come to ask for more, and the window has not shown that yet when the person trusts what it shows.
    void whatWasNotReadIsNotTrusted()
    {
        House house;
        house.place.write(u"mine/.claude/settings.json"_s, "{\"permissions\":{\"allow\":[\"Edit(out/**)\"]}}");
        QVERIFY(house.open());
        const QSignalSpy failed(house.project.get(), &ProjectLink::failed);
        Runtime& runtime = house.core->runtime();
        QSemaphore known;
        connect(&runtime, &Runtime::trustChanged, &runtime, [&known] { known.release(); }); // on its thread
        house.place.write(u"mine/.claude/settings.json"_s, "{\"permissions\":{\"allow\":[\"Edit(out/**)\",\"Bash(rm *)\"]}}");
        QMetaObject::invokeMethod(&runtime, [&runtime] { runtime.project()->reload(); });
        QVERIFY(known.tryAcquire(1, 9000));
        house.project->trust();
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains(u"has changed while you were reading"_s));
        QTRY_COMPARE(house.project->trustReport().items.size(), 2);
        QCOMPARE(house.project->trustReport().state, TrustState::Unknown);
        house.project->trust(); // now it is what was shown
        QTRY_COMPARE(house.project->trustReport().state, TrustState::Trusted);
    }

    void theProgramEnds_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::newRow("while it talks") << talking();
        QTest::newRow("while an approval is open") << writing();
    }
    void theProgramEnds()
    {
        QFETCH(const QByteArray, script);
        House house(script);
        QVERIFY(house.open());
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"go"_s);
        QTRY_VERIFY(!house.told<ApprovalAsked>().isEmpty() || !house.told<EntryDelta>().isEmpty());
        house.core.reset();
        const bool waits = !house.told<ApprovalAsked>().isEmpty(); // then it is asked again at the next start
        QTRY_COMPARE(house.told<TurnEnded>().size(), waits ? 0 : 1); // told before the thread ended
        if (!waits)
            QCOMPARE(house.told<TurnEnded>().first().how, TurnEnded::How::Cancelled);
        QTRY_COMPARE(house.told<ApprovalSettled>().size(), house.told<ApprovalAsked>().size());
        for (const ApprovalSettled& settled : house.told<ApprovalSettled>())
            QCOMPARE(settled.decision.kind, Decision::Kind::Cancelled);
        QVERIFY(!house.place.exists(u"mine/a.md"_s));
    }

    void anotherFolderLeavesWhatWaitsToBeAskedAgain()
    {
        House house(writing());
        house.place.write(u"other/CLAUDE.md"_s, "# Other\n");
        QVERIFY(house.open());
        QVERIFY(house.startSession());
        house.agent->send(house.session, u"go"_s);
        QTRY_COMPARE(house.told<ApprovalAsked>().size(), 1);
        QSignalSpy opened(house.project.get(), &ProjectLink::opened);
        house.project->open(house.place.path(u"other"_s));
        QTRY_COMPARE(opened.size(), 1);
        QTRY_COMPARE(house.told<ApprovalSettled>().size(), 1);
        QVERIFY(house.told<TurnEnded>().isEmpty()); // Nobody stopped it.
        house.project->open(house.place.path(u"mine"_s));
        QTRY_COMPARE(opened.size(), 2);
        house.agent->openSession(house.session);
        QTRY_COMPARE(house.told<ApprovalAsked>().size(), 2);
        const ApprovalRequest again = house.told<ApprovalAsked>().at(1).request;
        QVERIFY(again.id != house.told<ApprovalAsked>().at(0).request.id);
        Decision allow;
        allow.kind = Decision::Kind::Allow;
        house.agent->decide(again.id, again.digest, allow);
        QTRY_VERIFY(house.place.exists(u"mine/a.md"_s));
        QTRY_COMPARE(house.told<TurnEnded>().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestFacades)
#include "tst_facades.moc"
