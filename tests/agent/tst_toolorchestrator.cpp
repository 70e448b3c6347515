// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "tests/support/agentfixture.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// Calls named r… read, calls named e… have an effect, calls named q… ask first.
class TestToolOrchestrator : public QObject {
    Q_OBJECT

private:
    struct House {
        House()
        {
            world.makeCore();
            for (const auto& tool : {reads, effects, asks})
                tool->answers = FakeTool::Answers::WhenTold;
            world.scope.tools = {reads, effects, asks};
            orchestrator = std::make_unique<ToolOrchestrator>(*world.core, world.scope);
        }
        void run(const QStringList& ids)
        {
            QList<ToolUseBlock> calls;
            for (const QString& id : ids)
                calls.append(toolUse(id, id.startsWith(u'r') ? u"Read"_s : id.startsWith(u'e') ? u"Effect"_s : u"Ask"_s));
            orchestrator->run(calls, [this](ToolOrchestrator::Outcome outcome) {
                QVERIFY(!end);
                end = std::move(outcome);
            });
        }
        [[nodiscard]] bool finish()
        {
            return QTest::qWaitFor([this] { return end.has_value(); });
        }
        [[nodiscard]] QStringList results() const
        {
            QStringList out;
            for (const Block& block : end->results.blocks) {
                const auto& result = std::get<ToolResultBlock>(block);
                out.append(result.toolUseId + (result.isError ? u" error"_s : u" "_s + result.text));
            }
            return out;
        }
        AgentFixture world;
        std::shared_ptr<FakeTool> reads = std::make_shared<FakeTool>(u"Read"_s, true);
        std::shared_ptr<FakeTool> effects = std::make_shared<FakeTool>(u"Effect"_s, false);
        std::shared_ptr<FakeTool> asks = std::make_shared<FakeTool>(u"Ask"_s, false, true);
        std::unique_ptr<ToolOrchestrator> orchestrator;
        std::optional<ToolOrchestrator::Outcome> end;
    };

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void readsRunTogetherAndAnswerInCallOrder()
    {
        House house;
        house.run({u"r1"_s, u"r2"_s, u"r3"_s});
        QTRY_COMPARE(house.reads->waiting(), 3);
        for (const QString& id : {u"r3"_s, u"r1"_s, u"r2"_s})
            house.reads->tell(id, FakeTool::textOutput(u"of "_s + id));
        QVERIFY(house.end);
        QCOMPARE(house.results(), (QStringList{u"r1 of r1"_s, u"r2 of r2"_s, u"r3 of r3"_s}));
        QCOMPARE(house.end->results.role, Role::User);
    }

    void atMostEightTogether()
    {
        House house;
        QStringList ids;
        for (int i = 0; i < 20; ++i)
            ids.append(u"r%1"_s.arg(i));
        house.run(ids);
        QTRY_COMPARE(house.reads->waiting(), 8);
        QTest::qWait(20);
        QCOMPARE(house.reads->waiting(), 8);
        for (int done = 0; done < 20; ++done) {
            QTRY_VERIFY(house.reads->log.size() > done);
            house.reads->tell(house.reads->log[done].sliced(6), FakeTool::textOutput(u"x"_s));
        }
        QVERIFY(house.end);
        QCOMPARE(house.end->results.blocks.size(), 20);
    }

    void effectsRunAloneAndInOrder()
    {
        House house;
        house.run({u"r1"_s, u"r2"_s, u"e1"_s, u"e2"_s, u"r3"_s});
        QTRY_COMPARE(house.reads->waiting(), 2);
        house.reads->tell(u"r1"_s, FakeTool::textOutput(u"1"_s));
        QTest::qWait(10);
        QCOMPARE(house.effects->log, QStringList()); // r2 still runs
        house.reads->tell(u"r2"_s, FakeTool::textOutput(u"2"_s));
        QTRY_COMPARE(house.effects->log, QStringList{u"start e1"_s});
        QTest::qWait(10);
        QCOMPARE(house.effects->log, QStringList{u"start e1"_s});
        house.effects->tell(u"e1"_s, FakeTool::textOutput(u"3"_s));
        QTRY_COMPARE(house.effects->log, (QStringList{u"start e1"_s, u"start e2"_s}));
        QCOMPARE(house.reads->log.size(), 2);
        house.effects->tell(u"e2"_s, FakeTool::textOutput(u"4"_s));
        QTRY_COMPARE(house.reads->waiting(), 1);
        house.reads->tell(u"r3"_s, FakeTool::textOutput(u"5"_s));
        QCOMPARE(house.results(), (QStringList{u"r1 1"_s, u"r2 2"_s, u"e1 3"_s, u"e2 4"_s, u"r3 5"_s}));
    }

    /// So that a window can make one card of them.
    void questionsOfOneReplyShareAGroup()
    {
        House house;
        QList<ApprovalRequest> asked;
        connect(&house.world.broker(), &ApprovalBroker::asked, this, [&asked](const ApprovalRequest& request) { asked.append(request); });
        house.run({u"r1"_s, u"a1"_s, u"a2"_s});
        QTRY_COMPARE(house.reads->waiting(), 1);
        house.reads->tell(u"r1"_s, FakeTool::textOutput(u"1"_s));
        for (const QString& id : {u"a1"_s, u"a2"_s}) {
            QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
            QTRY_COMPARE(house.asks->waiting(), 1);
            house.asks->tell(id, FakeTool::textOutput(u"x"_s));
        }
        QVERIFY(house.finish());
        house.run({u"a3"_s});
        QVERIFY(house.world.waitForQuestion());
        QCOMPARE(asked.size(), 3);
        QVERIFY(!asked[0].group.isEmpty());
        QCOMPARE(asked[1].group, asked[0].group);
        QCOMPARE(QList<int>({asked[0].groupIndex, asked[0].groupSize, asked[1].groupIndex, asked[1].groupSize}), (QList<int>{1, 3, 2, 3}));
        QVERIFY(asked[2].group != asked[0].group);
        QCOMPARE(asked[2].groupSize, 1);
    }

    void laterQuestionsAreAskedWhileOneWaitsButRunInTurn()
    {
        House house;
        house.run({u"q1"_s, u"q2"_s, u"q3"_s});
        QTRY_COMPARE(house.world.broker().open().size(), 3);
        const auto decide = [&house](int index, Decision::Kind kind) {
            const ApprovalRequest request = house.world.broker().open().at(index);
            house.world.broker().decide(request.id, request.digest, decisionOf(kind, u"no"_s));
        };
        decide(1, Decision::Kind::Allow); // q2
        decide(1, Decision::Kind::Deny);  // q3
        QTest::qWait(10);
        QCOMPARE(house.asks->log, QStringList());
        QCOMPARE(house.world.core->openApprovals, 1);
        decide(0, Decision::Kind::Allow); // q1
        QTRY_COMPARE(house.asks->log, QStringList{u"start q1"_s});
        house.asks->tell(u"q1"_s, FakeTool::textOutput(u"1"_s));
        QTRY_COMPARE(house.asks->log, (QStringList{u"start q1"_s, u"start q2"_s}));
        house.asks->tell(u"q2"_s, FakeTool::textOutput(u"2"_s));
        QVERIFY(house.finish());
        QCOMPARE(house.results(), (QStringList{u"q1 1"_s, u"q2 2"_s, u"q3 error"_s}));
        QStringList logged;
        for (const DecisionRecord& record : house.world.decisions())
            logged.append(record.outcome.isEmpty() ? record.decision : u"ran"_s);
        logged.removeAll(u"ran"_s);
        QCOMPARE(logged, (QStringList{u"denied"_s, u"allowed"_s, u"allowed"_s}));
    }

    void whatChangedBeforeItsTurnIsAskedAgain()
    {
        House house;
        house.run({u"q1"_s, u"q2"_s});
        QTRY_COMPARE(house.world.broker().open().size(), 2);
        const ApprovalRequest second = house.world.broker().open().at(1);
        house.world.broker().decide(second.id, second.digest, decisionOf(Decision::Kind::Allow));
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
        QTRY_COMPARE(house.asks->waiting(), 1);
        house.asks->world = 1; // what q1 did
        house.asks->tell(u"q1"_s, FakeTool::textOutput(u"1"_s));
        QVERIFY(house.world.waitForQuestion());
        QVERIFY(house.world.broker().open().at(0).because.contains(u"changed"_s));
        QCOMPARE(house.asks->log, QStringList{u"start q1"_s});
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
        QTRY_COMPARE(house.asks->waiting(), 1);
        house.asks->tell(u"q2"_s, FakeTool::textOutput(u"2"_s));
        QVERIFY(house.finish());
    }

    /// Real writes: two of other files are asked at once, a second one of the same file only after the first. A rule made of one answer settles the rest.
    void aRuleMadeOfOneAnswerSettlesTheOthers()
    {
        AgentFixture world;
        world.makeCore();
        ToolOrchestrator orchestrator(*world.core, world.scope);
        std::optional<ToolOrchestrator::Outcome> end;
        QList<ToolUseBlock> calls;
        for (const QString& name : {u"one"_s, u"two"_s, u"one"_s, u"three"_s}) {
            const QString path = world.project.path(u"notes/"_s + name + u".md"_s);
            calls.append(toolUse(u"w%1"_s.arg(calls.size()), u"Write"_s,
                                 "{\"file_path\":" + jsonString(path) + ",\"content\":\"" + QByteArray::number(calls.size()) + "\\n\"}"));
        }
        orchestrator.run(calls, [&end](ToolOrchestrator::Outcome outcome) { end = std::move(outcome); });
        QTRY_COMPARE(world.broker().open().size(), 3);
        const ApprovalRequest first = world.broker().open().at(0);
        QCOMPARE(first.toolUseId, u"w0"_s);
        QCOMPARE(world.broker().open().at(1).toolUseId, u"w1"_s);
        QCOMPARE(world.broker().open().at(2).toolUseId, u"w3"_s);
        QCOMPARE(first.widerRules, QStringList{u"Edit(notes/**)"_s});
        Decision remember = decisionOf(Decision::Kind::Allow);
        remember.remember = Decision::Remember::Session;
        remember.wider = true;
        world.broker().decide(first.id, first.digest, remember);
        QVERIFY(QTest::qWaitFor([&end] { return end.has_value(); }));
        QVERIFY(world.broker().open().isEmpty());
        QCOMPARE(world.project.read(u"notes/one.md"_s), QByteArray("2\n"));
        QCOMPARE(world.project.read(u"notes/three.md"_s), QByteArray("3\n"));
        QStringList by;
        for (const DecisionRecord& record : world.decisions()) {
            if (record.outcome.isEmpty())
                by.append(record.rule.isEmpty() ? record.by : record.by + u' ' + record.rule);
        }
        QCOMPARE(by, (QStringList{u"person"_s, u"rule Edit(notes/**)"_s, u"rule Edit(notes/**)"_s, u"rule Edit(notes/**)"_s}));
    }

    /// An effect that fails with words for the model does not keep the next from running; the model decides.
    void aFailureForTheModelEndsNothing()
    {
        House house;
        ToolOutput bad = FakeTool::textOutput(u"no such thing"_s);
        bad.isError = true;
        house.run({u"e1"_s, u"e2"_s});
        QTRY_COMPARE(house.effects->waiting(), 1);
        house.effects->tell(u"e1"_s, bad);
        QTRY_COMPARE(house.effects->waiting(), 1);
        house.effects->tell(u"e2"_s, FakeTool::textOutput(u"ok"_s));
        QVERIFY(house.end && !house.end->fatal && !house.end->cancelled);
        QCOMPARE(house.results(), (QStringList{u"e1 error"_s, u"e2 ok"_s}));
    }

    void aFatalFailureStopsTheRest()
    {
        House house;
        house.run({u"e1"_s, u"e2"_s, u"r1"_s});
        QTRY_COMPARE(house.effects->waiting(), 1);
        house.effects->tell(u"e1"_s, fail(ErrorCode::Internal, u"It broke."_s));
        QVERIFY(house.end);
        QVERIFY(house.end->fatal.has_value());
        QCOMPARE(house.results(), (QStringList{u"e1 error"_s, u"e2 error"_s, u"r1 error"_s}));
        QCOMPARE(house.effects->log, QStringList{u"start e1"_s});
        QCOMPARE(house.reads->log, QStringList());
    }

    void aFatalFailureWaitsForItsNeighbours()
    {
        House house;
        house.run({u"r1"_s, u"r2"_s, u"e1"_s});
        QTRY_COMPARE(house.reads->waiting(), 2);
        house.reads->tell(u"r2"_s, fail(ErrorCode::Internal, u"It broke."_s));
        QVERIFY(!house.end);
        house.reads->tell(u"r1"_s, FakeTool::textOutput(u"fine"_s));
        QVERIFY(house.end);
        QCOMPARE(house.results(), (QStringList{u"r1 fine"_s, u"r2 error"_s, u"e1 error"_s}));
    }

    void aToolThatNeverAnswersIsFatalNotSilent()
    {
        House house;
        house.run({u"e1"_s});
        QTRY_COMPARE(house.effects->waiting(), 1);
        house.effects->forget(u"e1"_s); // its Once is dropped unanswered
        QVERIFY(house.end);
        QVERIFY(house.end->fatal.has_value());
    }

    void cancelAtEveryStage_data()
    {
        QTest::addColumn<QStringList>("ids");
        QTest::addColumn<QString>("stage");
        const QStringList all{u"r1"_s, u"r2"_s, u"q1"_s, u"e1"_s};
        QTest::newRow("while the first are planned") << all << u"planning"_s;
        QTest::newRow("while reads run") << all << u"reading"_s;
        QTest::newRow("while one of the reads is done") << all << u"half"_s;
        QTest::newRow("while a person is asked") << all << u"asking"_s;
        QTest::newRow("while several are asked") << QStringList{u"q1"_s, u"q2"_s, u"q3"_s} << u"several"_s;
        QTest::newRow("while an allowed call runs") << all << u"running"_s;
        QTest::newRow("while an effect is planned") << QStringList{u"e1"_s, u"e2"_s} << u"planning"_s;
        QTest::newRow("while an effect runs") << QStringList{u"e1"_s, u"e2"_s} << u"effect"_s;
    }
    void cancelAtEveryStage()
    {
        QFETCH(const QStringList, ids);
        QFETCH(const QString, stage);
        House house;
        house.run(ids);
        if (stage == u"reading" || stage == u"half" || stage == u"asking" || stage == u"running")
            QTRY_COMPARE(house.reads->waiting(), 2);
        if (stage == u"half")
            house.reads->tell(u"r1"_s, FakeTool::textOutput(u"1"_s));
        if (stage == u"asking" || stage == u"running") {
            for (const QString& id : {u"r1"_s, u"r2"_s})
                house.reads->tell(id, FakeTool::textOutput(id));
            QVERIFY(house.world.waitForQuestion());
        }
        if (stage == u"several") {
            QTRY_COMPARE(house.world.broker().open().size(), 3);
            const ApprovalRequest second = house.world.broker().open().at(1);
            house.world.broker().decide(second.id, second.digest, decisionOf(Decision::Kind::Allow));
        }
        if (stage == u"running") {
            QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
            QTRY_COMPARE(house.asks->waiting(), 1);
        }
        if (stage == u"effect")
            QTRY_COMPARE(house.effects->waiting(), 1);
        house.orchestrator->cancel();
        QVERIFY(house.end);
        QVERIFY(house.end->cancelled);
        QCOMPARE(house.end->results.blocks.size(), ids.size());
        for (qsizetype i = 0; i < ids.size(); ++i)
            QCOMPARE(std::get<ToolResultBlock>(house.end->results.blocks[i]).toolUseId, ids[i]);
        QCOMPARE(house.reads->waiting() + house.effects->waiting() + house.asks->waiting(), 0);
        QVERIFY(house.world.broker().open().isEmpty());
        QCOMPARE(house.world.core->openApprovals, 0);
        QTest::qWait(10); // late answers of the pool change nothing
        QVERIFY(!house.orchestrator->busy());
    }

    void cancelledCardCancelsTheTurn()
    {
        House house;
        house.run({u"q1"_s, u"q2"_s});
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Cancelled)));
        QVERIFY(house.finish());
        QVERIFY(house.end->cancelled);
        QCOMPARE(house.end->results.blocks.size(), 2);
        QCOMPARE(house.asks->log, QStringList());
    }

    void goesWhileSomethingIsOpen_data()
    {
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("a question") << QStringList{u"q1"_s, u"q2"_s};
        QTest::newRow("running reads") << QStringList{u"r1"_s, u"r2"_s};
        QTest::newRow("a running effect") << QStringList{u"e1"_s};
    }
    void goesWhileSomethingIsOpen()
    {
        QFETCH(const QStringList, ids);
        House house;
        house.run(ids);
        QTRY_VERIFY(house.reads->waiting() + house.effects->waiting() > 0 || !house.world.broker().open().isEmpty());
        house.orchestrator.reset();
        QVERIFY(!house.end);
        QVERIFY(house.world.broker().open().isEmpty());
        QCOMPARE(house.reads->waiting() + house.effects->waiting(), 0);
        QCOMPARE(house.world.core->openApprovals, 0);
    }

    void runsAgainAfterwards()
    {
        House house;
        house.reads->answers = FakeTool::Answers::Inside;
        house.run({u"r1"_s, u"r2"_s});
        QVERIFY(house.finish());
        house.end.reset();
        house.run({u"r3"_s});
        QVERIFY(house.finish());
        QCOMPARE(house.results(), QStringList{u"r3 done"_s});
    }

    /// What runs is what was meant: a tool under its older name, an input that only needs its types put right. What cannot be meant is still refused.
    void callsAreTakenAsTheyAreMeant_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("given"); // to the tool; empty: it does not run
        QTest::newRow("as it should be") << u"Agent"_s << QByteArray("{ \"n\": 2 }") << QByteArray("{ \"n\": 2 }");
        QTest::newRow("older name") << u"Task"_s << QByteArray("{\"n\":2}") << QByteArray("{\"n\":2}");
        QTest::newRow("number as text") << u"Agent"_s << QByteArray("{\"n\":\"2\"}") << QByteArray("{\"n\":2}");
        QTest::newRow("null") << u"Agent"_s << QByteArray("{\"n\":null}") << QByteArray("{}");
        QTest::newRow("words") << u"Agent"_s << QByteArray("{\"n\":\"two\"}") << QByteArray();
        QTest::newRow("no such tool") << u"TodoWrite"_s << QByteArray("{}") << QByteArray();
    }
    void callsAreTakenAsTheyAreMeant()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, input);
        QFETCH(const QByteArray, given);
        AgentFixture world;
        world.makeCore();
        const auto agent = std::make_shared<FakeTool>(u"Agent"_s, true);
        const auto tasks = std::make_shared<FakeTool>(u"TaskCreate"_s, true);
        world.scope.tools = {agent, tasks};
        ToolOrchestrator orchestrator(*world.core, world.scope);
        std::optional<ToolOrchestrator::Outcome> end;
        orchestrator.run({toolUse(u"c"_s, name, input)}, [&end](ToolOrchestrator::Outcome outcome) { end = std::move(outcome); });
        QVERIFY(QTest::qWaitFor([&end] { return end.has_value(); }));
        QCOMPARE(agent->inputs, given.isEmpty() ? QByteArrayList() : QByteArrayList{given});
        const auto& result = std::get<ToolResultBlock>(end->results.blocks.first());
        QCOMPARE(result.toolUseId, u"c"_s);
        QCOMPARE(result.isError, given.isEmpty());
        QCOMPARE(result.text.contains(u"Keep the list with TaskCreate"_s), name == "TodoWrite"_L1);
    }
};

QTEST_GUILESS_MAIN(TestToolOrchestrator)
#include "tst_toolorchestrator.moc"
