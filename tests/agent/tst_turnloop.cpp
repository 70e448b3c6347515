// SPDX-License-Identifier: MIT
#include "tests/support/agentfixture.h"

#include <sys/resource.h>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The loop alone, on a scripted model and tools the test drives.
class TestTurnLoop : public QObject {
    Q_OBJECT

private:
    struct House {
        House()
        {
            world.makeCore();
            world.scope.tools = {probe, effect};
            loop = std::make_unique<TurnLoop>(*world.core, world.scope, history);
        }
        ~House() { loop.reset(); }
        void start(TurnLimits limits = {})
        {
            history.append({Role::User, {TextBlock{u"Go"_s, {}}}, {}});
            RequestOrigin origin;
            origin.prompt = u"Go"_s;
            world.journal->prompt(1, origin, history.messages(), {});
            loop->start({world.model, u"system text"_s, limits, origin, 0}, [this](LoopOutcome outcome) { end = std::move(outcome); });
        }
        [[nodiscard]] bool finish()
        {
            return QTest::qWaitFor([this] { return end.has_value(); });
        }
        [[nodiscard]] Result<SessionRecord> reread() const { return parseTranscript(world.transcript(world.core->id)); }

        AgentFixture world;
        std::shared_ptr<FakeTool> probe = std::make_shared<FakeTool>(u"Probe"_s, true);
        std::shared_ptr<FakeTool> effect = std::make_shared<FakeTool>(u"Effect"_s, false);
        WireHistory history;
        std::unique_ptr<TurnLoop> loop;
        std::optional<LoopOutcome> end;
    };

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void textEndsTheTurn()
    {
        House house;
        house.world.model->add(ScriptedReply::text(u"Hello there, friend."_s, 5));
        house.start();
        QVERIFY(house.finish());
        QCOMPARE(house.end->how, TurnEnded::How::Complete);
        QCOMPARE(house.end->finalText, u"Hello there, friend."_s);
        QCOMPARE(house.world.shownTexts(TranscriptEntry::Kind::Assistant), QStringList{u"Hello there, friend."_s});
        const auto& seen = house.world.model->seen();
        QCOMPARE(seen.size(), std::size_t(1));
        QCOMPARE(seen[0].system, u"system text"_s);
        QCOMPARE(seen[0].tools, (QStringList{u"Probe"_s, u"Effect"_s}));
        QCOMPARE(house.history.messages().size(), 2);
    }

    void textThatDidNotStreamIsShownToo()
    {
        House house;
        ScriptedReply reply = ScriptedReply::text(u"All at once."_s);
        reply.events.clear();
        house.world.model->add(reply);
        house.start();
        QVERIFY(house.finish());
        QCOMPARE(house.world.shownTexts(TranscriptEntry::Kind::Assistant), QStringList{u"All at once."_s});
        const auto record = house.reread();
        QVERIFY(record);
        QCOMPARE(record->entries.last().text, u"All at once."_s);
    }

    void callsAndTheirResults()
    {
        House house;
        house.world.model->add(ScriptedReply::calls({toolUse(u"a"_s, u"Probe"_s), toolUse(u"b"_s, u"Effect"_s)}, u"I look."_s))
            .add(ScriptedReply::text(u"Seen."_s));
        house.start();
        QVERIFY(house.finish());
        QCOMPARE(house.end->turns, 2);
        QCOMPARE(house.end->toolUses, 2);
        const auto& second = house.world.model->seen().at(1);
        QCOMPARE(second.messages.size(), 3);
        QCOMPARE(second.messages.last().blocks.size(), 2);
        QCOMPARE(historyProblem(house.history.messages()), QString());
    }

    /// What the model said stays part of the conversation, on disk as in memory.
    void cancelWhileItStreams()
    {
        House house;
        house.world.model->add(ScriptedReply::hanging(u"Half a sen"_s));
        house.start();
        QTRY_COMPARE(house.world.shownTexts(TranscriptEntry::Kind::Assistant), QStringList{u"Half a sen"_s});
        house.loop->cancel();
        QVERIFY(house.end);
        QCOMPARE(house.end->how, TurnEnded::How::Cancelled);
        QCOMPARE(house.world.model->running(), 0);
        QCOMPARE(plainText(house.history.messages().last()), u"Half a sen"_s);
        const auto record = house.reread();
        QVERIFY(record);
        QCOMPARE(record->history, house.history.messages());
        QVERIFY(!house.world.shown().last().streaming);
    }

    void cancelDuringACallGivesItAResult()
    {
        House house;
        house.probe->answers = FakeTool::Answers::WhenTold;
        house.world.model->add(ScriptedReply::calls({toolUse(u"a"_s, u"Probe"_s), toolUse(u"b"_s, u"Effect"_s)}, u"Looking."_s));
        house.start();
        QTRY_COMPARE(house.probe->waiting(), 1);
        house.loop->cancel();
        QVERIFY(house.end);
        QCOMPARE(house.end->how, TurnEnded::How::Cancelled);
        QCOMPARE(house.probe->log, (QStringList{u"start a"_s, u"drop a"_s}));
        QCOMPARE(house.effect->log, QStringList());
        QCOMPARE(historyProblem(house.history.messages()), QString());
        QCOMPARE(house.history.messages().size(), 3); // the words before the call are there once
        const auto record = house.reread();
        QVERIFY(record);
        QCOMPARE(historyProblem(record->history), QString());
    }

    void retryVoidsWhatStreamed()
    {
        House house;
        ScriptedReply reply = ScriptedReply::text(u"The good one."_s);
        QList<ModelEvent> events = ScriptedReply::text(u"The bad one"_s).events;
        events.append(RetryScheduled{1, std::chrono::milliseconds(1500), Error{ErrorCode::Overloaded, u"It is busy."_s, {}, {}}});
        reply.events = events + reply.events;
        house.world.model->add(reply);
        house.start();
        QVERIFY(house.finish());
        QCOMPARE(house.world.shownTexts(TranscriptEntry::Kind::Assistant), QStringList{u"The good one."_s});
        QCOMPARE(house.world.shownTexts(TranscriptEntry::Kind::Notice), QStringList{u"It is busy. Trying again in 1.5 s (attempt 1)."_s});
        const auto record = house.reread();
        QVERIFY(record);
        QCOMPARE(record->history, house.history.messages());
    }

    void failureKeepsWhatStreamed()
    {
        House house;
        ScriptedReply reply = ScriptedReply::hanging(u"It was going so w"_s);
        reply.hangs = false;
        reply.end = fail(ErrorCode::Network, u"The connection broke."_s);
        house.world.model->add(reply);
        house.start();
        QVERIFY(house.finish());
        QCOMPARE(house.end->how, TurnEnded::How::Failed);
        QCOMPARE(house.end->error->message, u"The connection broke."_s);
        QCOMPARE(plainText(house.history.messages().last()), u"It was going so w"_s);
    }

    void stops_data()
    {
        QTest::addColumn<StopReason>("stop");
        QTest::addColumn<TurnEnded::How>("how");
        QTest::addColumn<bool>("kept");
        QTest::newRow("end of turn") << StopReason::EndTurn << TurnEnded::How::Complete << true;
        QTest::newRow("cut off") << StopReason::MaxTokens << TurnEnded::How::Complete << true;
        QTest::newRow("stop sequence") << StopReason::StopSequence << TurnEnded::How::Complete << true;
        QTest::newRow("unknown word") << StopReason::Other << TurnEnded::How::Complete << true;
        QTest::newRow("refusal") << StopReason::Refusal << TurnEnded::How::Failed << false;
        QTest::newRow("window full") << StopReason::ContextExceeded << TurnEnded::How::Failed << true;
    }
    void stops()
    {
        QFETCH(const StopReason, stop);
        House house;
        house.world.model->add(ScriptedReply::text(u"Words."_s).withStop(stop));
        house.start();
        QVERIFY(house.finish());
        QTEST(house.end->how, "how");
        QFETCH(const bool, kept);
        QCOMPARE(house.history.messages().size(), kept ? 2 : 1);
        QCOMPARE(plainText(house.history.messages().first()) == u"Go"_s, kept); // what was refused is not asked again with the next prompt
        const auto record = house.reread();
        QVERIFY(record);
        QCOMPARE(record->history, house.history.messages()); // a resumed session says the same
    }

    void emptyReplyIsNotEchoed()
    {
        House house;
        ScriptedReply reply = ScriptedReply::text(u""_s);
        reply.end->message.blocks.clear();
        house.world.model->add(reply);
        house.start();
        QVERIFY(house.finish());
        QCOMPARE(house.history.messages().size(), 1);
        const auto record = house.reread();
        QVERIFY(record);
        QCOMPARE(record->history, house.history.messages());
    }

    void pausedTurnGoesOn()
    {
        House house;
        house.world.model->add(ScriptedReply::text(u"One"_s).withStop(StopReason::PauseTurn)).add(ScriptedReply::text(u"Two"_s));
        house.start();
        QVERIFY(house.finish());
        QCOMPARE(house.end->turns, 2);
        QCOMPARE(house.end->finalText, u"Two"_s);
    }

    void endlessPausesEnd()
    {
        House house;
        for (int i = 0; i < 50; ++i)
            house.world.model->add(ScriptedReply::text(u"…"_s).withStop(StopReason::PauseTurn));
        house.start();
        QVERIFY(house.finish());
        QCOMPARE(house.end->turns, 11);
    }

    void limits_data()
    {
        QTest::addColumn<int>("turns");
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<double>("cost");
        QTest::addColumn<TurnEnded::How>("how");
        QTest::addColumn<int>("requests");
        QTest::newRow("turns") << 3 << qint64(0) << 0.0 << TurnEnded::How::MaxTurns << 3;
        QTest::newRow("tokens") << 0 << qint64(300) << 0.0 << TurnEnded::How::MaxTokens << 3;
        QTest::newRow("cost") << 0 << qint64(0) << 0.5 << TurnEnded::How::MaxCost << 2;
    }
    void limits()
    {
        QFETCH(const int, turns);
        QFETCH(const qint64, tokens);
        QFETCH(const double, cost);
        QFETCH(const int, requests);
        House house;
        house.world.model->dollarsPerRequest = 0.25;
        for (int i = 0; i < 10; ++i)
            house.world.model->add(ScriptedReply::calls({toolUse(u"c%1"_s.arg(i), u"Probe"_s, "{\"n\":" + QByteArray::number(i) + "}")}));
        house.start({turns, tokens, cost});
        QVERIFY(house.finish());
        QTEST(house.end->how, "how");
        QCOMPARE(house.world.model->seen().size(), std::size_t(requests));
        QVERIFY(house.end->error.has_value());
        QCOMPARE(historyProblem(house.history.messages()), QString());
    }

    void repetition_data()
    {
        QTest::addColumn<bool>("sameInput");
        QTest::addColumn<bool>("sameResult");
        QTest::addColumn<TurnEnded::How>("how");
        QTest::addColumn<int>("requests");
        QTest::newRow("same call, same result") << true << true << TurnEnded::How::Loop << 3;
        QTest::newRow("same call, new result") << true << false << TurnEnded::How::Complete << 6;
        QTest::newRow("new call, same result") << false << true << TurnEnded::How::Complete << 6;
    }
    void repetition()
    {
        QFETCH(const bool, sameInput);
        QFETCH(const bool, sameResult);
        QFETCH(const int, requests);
        House house;
        for (int i = 0; i < 5; ++i) {
            ScriptedReply reply =
                ScriptedReply::calls({toolUse(u"c%1"_s.arg(i), u"Probe"_s, "{\"n\":" + QByteArray::number(sameInput ? 1 : i) + "}")});
            reply.atStart = [&house, sameResult, i] { house.probe->output = FakeTool::textOutput(sameResult ? u"same"_s : QString::number(i)); };
            house.world.model->add(reply);
        }
        house.world.model->add(ScriptedReply::text(u"Done."_s));
        house.start();
        QVERIFY(house.finish());
        QTEST(house.end->how, "how");
        QCOMPARE(house.world.model->seen().size(), std::size_t(requests));
    }

    /// Some servers give every call the same id, or none.
    void callsWithTheSameIdStayApart()
    {
        House house;
        ScriptedModel& model = *house.world.model;
        model.add(ScriptedReply::calls({toolUse(u"call_0"_s, u"Probe"_s, R"({"n":1})"), toolUse(u"call_0"_s, u"Probe"_s, R"({"n":2})")}));
        model.add(ScriptedReply::calls({toolUse({}, u"Probe"_s, R"({"n":3})"), toolUse(u"call_0"_s, u"Probe"_s, R"({"n":4})")}));
        model.add(ScriptedReply::text(u"Done."_s));
        house.start();
        QVERIFY(house.finish());
        QSet<QString> ids;
        for (const Message& message : house.history.messages()) {
            for (const Block& block : message.blocks) {
                if (const auto* call = std::get_if<ToolUseBlock>(&block))
                    ids.insert(call->id);
            }
        }
        QCOMPARE(ids.size(), 4);
        QVERIFY(ids.contains(u"call_0"_s) && !ids.contains(QString()));
        QCOMPARE(historyProblem(house.history.messages()), QString());
    }

    void answerOfThePersonLetsItRepeat()
    {
        House house;
        std::function<void(bool)> goOn;
        QString asked;
        house.loop->askRepeat = [&](const QString& what, std::function<void(bool)> answer) {
            asked = what;
            goOn = std::move(answer);
        };
        for (int i = 0; i < 3; ++i)
            house.world.model->add(ScriptedReply::calls({toolUse(u"c%1"_s.arg(i), u"Probe"_s)}));
        house.world.model->add(ScriptedReply::text(u"Done."_s));
        house.start();
        QTRY_COMPARE(asked, u"Probe"_s);
        QVERIFY(!house.end);
        goOn(true);
        QVERIFY(house.finish());
        QCOMPARE(house.end->how, TurnEnded::How::Complete);
    }

    void cancelWhileAskedKeepsNothingTwice()
    {
        House house;
        bool asked = false;
        house.loop->askRepeat = [&](const QString&, const std::function<void(bool)>&) { asked = true; };
        for (int i = 0; i < 3; ++i)
            house.world.model->add(ScriptedReply::calls({toolUse(u"c%1"_s.arg(i), u"Probe"_s)}, u"Again."_s));
        house.start();
        QTRY_VERIFY(asked);
        const auto before = house.history.messages();
        house.loop->cancel();
        QVERIFY(house.end);
        QCOMPARE(house.history.messages(), before);
    }

    void nonsenseIndexesAreIgnored()
    {
        House house;
        ScriptedReply reply = ScriptedReply::text(u"Fine."_s);
        reply.events.prepend(BlockStarted{-1, TextBlock{}});
        reply.events.prepend(BlockStarted{std::numeric_limits<int>::max(), TextBlock{}});
        reply.events.prepend(TextDelta{77, u"lost"_s});
        reply.events.prepend(ThinkingDelta{-5, u"lost"_s});
        house.world.model->add(reply);
        house.start();
        QVERIFY(house.finish());
        QCOMPARE(house.world.shownTexts(TranscriptEntry::Kind::Assistant), QStringList{u"Fine."_s});
    }

    void callThatCannotRunIsAnswered()
    {
        House house;
        ToolUseBlock broken = toolUse(u"a"_s, u"Probe"_s, "{\"n\":");
        broken.problem = u"its input is cut off"_s;
        house.world.model->add(ScriptedReply::calls({broken, toolUse(u"b"_s, u"NoSuchTool"_s), toolUse(u"c"_s, u"Probe"_s, R"({"n":"x"})")}))
            .add(ScriptedReply::text(u"Oh."_s));
        house.start();
        QVERIFY(house.finish());
        const QString told = house.world.model->seen().at(1).lastText();
        QVERIFY2(told.contains(u"its input is cut off"_s), qPrintable(told));
        QVERIFY2(told.contains(u"There is no tool named NoSuchTool"_s), qPrintable(told));
        QVERIFY2(told.contains(u"does not fit the tool"_s), qPrintable(told));
        QCOMPARE(house.probe->log, QStringList());
        QCOMPARE(historyProblem(house.history.messages()), QString());
    }

    /// The journal can no longer write: nothing further is shown, sent or run.
    void fullDiskEndsTheTurn()
    {
        House house;
        house.world.model->add(ScriptedReply::calls({toolUse(u"a"_s, u"Effect"_s)}));
        ScriptedReply never = ScriptedReply::text(u"Not asked."_s);
        house.world.model->add(never);
        house.start();
        rlimit old = {};
        QVERIFY(::getrlimit(RLIMIT_FSIZE, &old) == 0);
        rlimit tiny = old;
        tiny.rlim_cur = static_cast<rlim_t>(house.world.transcript(house.world.core->id).size());
        QVERIFY(::setrlimit(RLIMIT_FSIZE, &tiny) == 0);
        const bool ended = house.finish();
        QVERIFY(::setrlimit(RLIMIT_FSIZE, &old) == 0);
        QVERIFY(ended);
        QCOMPARE(house.end->how, TurnEnded::How::Failed);
        QVERIFY2(house.end->error->message.contains(u"cannot be saved"_s), qPrintable(house.end->error->message));
        QCOMPARE(house.effect->log, QStringList());
        QCOMPARE(house.world.model->seen().size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestTurnLoop)
#include "tst_turnloop.moc"
