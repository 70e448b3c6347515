// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "tests/support/agentfixture.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// A whole session over a folder: prompts in, requests out, everything recorded.
class TestSession : public QObject {
    Q_OBJECT

private:
    static QString requestText(const ScriptedModel::Seen& seen)
    {
        QString all;
        for (const Message& message : seen.messages)
            all += plainText(message) + u'\n';
        return all;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void anUnusedSessionLeavesNothing()
    {
        AgentFixture world;
        const QString id = Session::create(world.services)->id();
        QVERIFY(!QFileInfo::exists(world.transcriptPath(id)));
    }

    void aCommandBringsItsLearnings()
    {
        AgentFixture world;
        world.project.write(u".claude/commands/write.md"_s, "Write about $ARGUMENTS now.\n");
        world.project.write(u"learnings/write.md"_s, "Never use the word synergy.\n");
        world.loadContent();
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"/write brake pads"_s);
        QVERIFY(world.waitForEnds(1));
        const auto& seen = world.model->seen().at(0);
        QVERIFY(seen.lastText().contains(u"Write about brake pads now."_s));
        QVERIFY(seen.lastText().contains(u"Never use the word synergy."_s));
        QCOMPARE(seen.origin.command, u"write"_s);
        QCOMPARE(seen.origin.arguments, u"brake pads"_s);
        QCOMPARE(world.shownTexts(TranscriptEntry::Kind::User), QStringList{u"/write brake pads"_s}); // as typed
        QStringList kinds;
        const QList<TurnContext> told = world.told<TurnContext>();
        for (const ContextPart& part : told.first().parts)
            kinds.append(part.kind);
        QVERIFY2(kinds.contains(u"learning"_s) && kinds.contains(u"command"_s), qPrintable(kinds.join(u' ')));
    }

    void anUnknownCommandSendsNothing()
    {
        AgentFixture world;
        const auto session = Session::create(world.services);
        session->send(u"/nosuch x"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Failed);
        QVERIFY(world.lastEnd().error.contains(u"/nosuch"_s));
        QVERIFY(world.model->seen().empty());
        QCOMPARE(session->state(), SessionState::Idle);
    }

    void thePrefixOfTheRequestsStays()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::text(u"1"_s)).add(ScriptedReply::text(u"2"_s));
        const auto session = Session::create(world.services);
        session->send(u"one"_s);
        QVERIFY(world.waitForEnds(1));
        world.project.write(u"CLAUDE.md"_s, "# Changed\n");
        world.loadContent();
        session->send(u"two"_s);
        QVERIFY(world.waitForEnds(2));
        const auto& first = world.model->seen().at(0);
        const auto& second = world.model->seen().at(1);
        QCOMPARE(second.system, first.system);
        QCOMPARE(second.tools, first.tools);
        QCOMPARE(second.messages.first(first.messages.size()), first.messages);
    }

    /// A command may take tools away, trusted or not, for its prompt only.
    void disallowedToolsOfACommand()
    {
        AgentFixture world;
        world.trusted = false;
        world.allow(u"Edit(**)"_s);
        world.project.write(u".claude/commands/look.md"_s, "---\ndisallowed-tools: Bash, Edit(out/**)\n---\nLook.\n");
        world.loadContent();
        const QByteArray input = "{\"file_path\":" + jsonString(world.project.path(u"out/x.md"_s)) + ",\"content\":\"x\"}";
        world.model->add(ScriptedReply::calls({toolUse(u"w1"_s, u"Write"_s, input)})).add(ScriptedReply::text(u"One."_s));
        world.model->add(ScriptedReply::calls({toolUse(u"w2"_s, u"Write"_s, input)})).add(ScriptedReply::text(u"Two."_s));
        const auto session = Session::create(world.services);
        session->send(u"/look"_s);
        QVERIFY(world.waitForEnds(1));
        QVERIFY(!world.model->seen().at(0).tools.contains(u"Bash"_s));
        QVERIFY(!world.project.exists(u"out/x.md"_s));
        session->send(u"now write"_s);
        QVERIFY(world.waitForEnds(2));
        QVERIFY(world.model->seen().at(2).tools.contains(u"Bash"_s));
        QVERIFY(world.project.exists(u"out/x.md"_s));
    }

    /// A skill that the model loads brings its rules until the person's next prompt; what it allows counts in a trusted folder only.
    void rulesOfALoadedSkill_data()
    {
        QTest::addColumn<bool>("trusted");
        QTest::newRow("trusted") << true;
        QTest::newRow("not trusted") << false;
    }
    void rulesOfALoadedSkill()
    {
        QFETCH(const bool, trusted);
        AgentFixture world;
        world.trusted = trusted;
        world.services.canAsk = false;
        world.allow(u"Edit(also/**)"_s);
        world.project.write(u".claude/skills/style/SKILL.md"_s,
                            "---\ndescription: d\nallowed-tools: Edit(out/**)\ndisallowed-tools: Edit(also/**)\n---\nShort.\n");
        world.loadContent();
        const auto write = [&world](const QString& id, const QString& path) {
            return toolUse(id, u"Write"_s, "{\"file_path\":" + jsonString(world.project.path(path)) + ",\"content\":\"x\"}");
        };
        world.model->add(ScriptedReply::calls({write(u"w1"_s, u"out/before.md"_s), write(u"w2"_s, u"also/before.md"_s)}));
        world.model->add(ScriptedReply::calls({toolUse(u"s"_s, u"Skill"_s, R"({"skill":"style"})")}));
        world.model->add(ScriptedReply::calls({write(u"w3"_s, u"out/with.md"_s), write(u"w4"_s, u"also/with.md"_s)}));
        world.model->add(ScriptedReply::text(u"One."_s));
        world.model->add(ScriptedReply::calls({write(u"w5"_s, u"out/after.md"_s), write(u"w6"_s, u"also/after.md"_s)}));
        world.model->add(ScriptedReply::text(u"Two."_s));
        const auto session = Session::create(world.services);
        session->send(u"write"_s);
        QVERIFY(world.waitForEnds(1));
        session->send(u"and now?"_s);
        QVERIFY(world.waitForEnds(2));
        QStringList written;
        for (const QString& path :
             {u"out/before.md"_s, u"also/before.md"_s, u"out/with.md"_s, u"also/with.md"_s, u"out/after.md"_s, u"also/after.md"_s}) {
            if (world.project.exists(path))
                written.append(path);
        }
        QStringList expected{u"also/before.md"_s, u"also/after.md"_s};
        if (trusted)
            expected.insert(1, u"out/with.md"_s);
        QCOMPARE(written, expected);
    }

    void promptsQueueWhileItRuns()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::text(u"1"_s)).add(ScriptedReply::text(u"2"_s)).add(ScriptedReply::text(u"3"_s));
        const auto session = Session::create(world.services);
        session->send(u"one"_s);
        session->send(u"two"_s);
        session->send(u"dropped"_s);
        session->send(u"three"_s);
        session->unqueue(1);
        QVERIFY(world.waitForEnds(3));
        QCOMPARE(world.shownTexts(TranscriptEntry::Kind::User), (QStringList{u"one"_s, u"two"_s, u"three"_s}));
        QVERIFY(world.model->spent());
    }

    void stopAtEveryMoment_data()
    {
        QTest::addColumn<int>("turnsOfTheLoop");
        for (int i = 0; i < 12; ++i)
            QTest::addRow("after %d turns of the event loop", i) << i;
    }
    void stopAtEveryMoment()
    {
        QFETCH(const int, turnsOfTheLoop);
        AgentFixture world;
        world.model->add(ScriptedReply::calls({toolUse(u"t"_s, u"Glob"_s, R"({"pattern":"*"})")}, u"I look around."_s))
            .add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        for (int i = 0; i < turnsOfTheLoop; ++i)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 0);
        session->stop();
        QVERIFY(world.waitForEnds(1));
        QTest::qWait(10);
        QCOMPARE(world.told<TurnEnded>().size(), 1);
        QCOMPARE(session->state(), SessionState::Idle);
        world.model = nullptr; // the old one may hold answers nobody asked for
        world.model = std::make_shared<ScriptedModel>();
        world.model->add(ScriptedReply::text(u"Again."_s));
        session->setModel(u"other"_s);
        session->send(u"again"_s);
        QVERIFY(world.waitForEnds(2));
        QCOMPARE(world.lastEnd().error, QString());
        QCOMPARE(historyProblem(world.model->seen().at(0).messages), QString());
    }

    /// What one command allowed itself is over when the next prompt is prepared, not only when its turn begins.
    void rulesOfACommandEndWithItsPrompt()
    {
        AgentFixture world;
        world.project.write(u".claude/commands/a.md"_s, "---\nallowed-tools: Bash(touch:*)\n---\nA !`touch a.txt`\n");
        world.project.write(u".claude/commands/b.md"_s, "B !`touch b.txt`\n");
        world.loadContent();
        world.model->add(ScriptedReply::text(u"ok"_s));
        const auto session = Session::create(world.services);
        session->send(u"/a"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Complete);
        QVERIFY(world.project.exists(u"a.txt"_s));
        session->send(u"/b"_s);
        QVERIFY(world.waitForEnds(2));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Failed);
        QVERIFY2(world.lastEnd().error.contains(u"permission check failed"_s), qPrintable(world.lastEnd().error));
        QVERIFY(!world.project.exists(u"b.txt"_s));
    }

    /// A refused prompt is not sent again with the next one, nor is what was done for it; what came before stays as it was sent.
    void aRefusedTurnIsLeftOut_data()
    {
        QTest::addColumn<bool>("midway");
        QTest::newRow("at once") << false;
        QTest::newRow("after a call") << true;
    }
    void aRefusedTurnIsLeftOut()
    {
        QFETCH(const bool, midway);
        AgentFixture world;
        world.model->add(ScriptedReply::text(u"One."_s));
        if (midway)
            world.model->add(ScriptedReply::calls({toolUse(u"c"_s, u"Nothing"_s)}, u"I look."_s));
        world.model->add(ScriptedReply::text(u"I can"_s).withStop(StopReason::Refusal)).add(ScriptedReply::text(u"Three."_s));
        const auto session = Session::create(world.services);
        session->send(u"first words"_s);
        QVERIFY(world.waitForEnds(1));
        session->send(u"second words"_s, QList<ImageBlock>{{"image/png", "aGk="}});
        QVERIFY(world.waitForEnds(2));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Failed);
        const QList<Message> before = world.model->seen().at(1).messages;
        session->send(u"third words"_s);
        QVERIFY(world.waitForEnds(3));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Complete);
        const QList<Message> sent = world.model->seen().back().messages;
        QCOMPARE(sent.size(), before.size() + 1);
        QCOMPARE(sent.first(before.size() - 1), before.first(before.size() - 1));
        QCOMPARE(sent.at(before.size() - 1).blocks.size(), 1);
        const QString note = plainText(sent.at(before.size() - 1));
        QVERIFY2(note.contains(u"refused by the model"_s) && note.contains(u"all that was done"_s) == midway, qPrintable(note));
        QCOMPARE(plainText(sent.last()), u"third words"_s);
        const auto record = parseTranscript(world.transcript(session->id()));
        QVERIFY(record);
        QCOMPARE(record->history.first(sent.size()), sent); // a resumed session says the same
    }

    void stopWhileInlineShellRuns()
    {
        AgentFixture world;
        world.project.write(u".claude/commands/slow.md"_s, "Look: !`sleep 20` and !`echo second`\n");
        world.loadContent();
        world.allow(u"Bash(sleep 20)"_s);
        world.allow(u"Bash(echo second)"_s);
        const auto session = Session::create(world.services);
        session->send(u"/slow"_s);
        QVERIFY(QTest::qWaitFor([&] {
            const auto shown = world.shown();
            return !shown.isEmpty() && shown.last().tool.state == ToolRow::State::Running;
        }));
        session->stop();
        QVERIFY(world.waitForEnds(1));
        QTest::qWait(20);
        QCOMPARE(world.told<TurnEnded>().size(), 1);
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Cancelled);
        QVERIFY(world.model->seen().empty());
    }

    void stopWhileTheModelIsLookedUp()
    {
        AgentFixture world;
        QList<std::function<void(Result<std::shared_ptr<Model>>)>> waiting;
        world.services.resolveModel = [&](const QString&, QObject*, std::function<void(Result<std::shared_ptr<Model>>)> reply) {
            waiting.append(std::move(reply));
        };
        const auto session = Session::create(world.services);
        session->send(u"one"_s);
        QTRY_COMPARE(waiting.size(), 1);
        session->stop();
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Cancelled);
        session->send(u"two"_s);
        QTRY_COMPARE(waiting.size(), 2);
        world.model->add(ScriptedReply::text(u"Hi."_s));
        waiting[0](std::shared_ptr<Model>(world.model)); // late: that prompt was stopped
        waiting[1](std::shared_ptr<Model>(world.model));
        QVERIFY(world.waitForEnds(2));
        QCOMPARE(world.shownTexts(TranscriptEntry::Kind::User), QStringList{u"two"_s});
    }

    void stopWhileAskedClosesTheCard()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::calls(
            {toolUse(u"t"_s, u"Write"_s, "{\"file_path\":" + jsonString(world.project.path(u"x.md"_s)) + ",\"content\":\"x\"}")}));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForQuestion());
        QCOMPARE(session->state(), SessionState::NeedsYou);
        session->stop();
        QVERIFY(world.waitForEnds(1));
        QVERIFY(world.broker().open().isEmpty());
        QCOMPARE(session->state(), SessionState::Idle);
        QVERIFY(!world.project.exists(u"x.md"_s));
    }

    void goneWhileSomethingIsOpen_data()
    {
        QTest::addColumn<bool>("asked");
        QTest::newRow("an approval") << true;
        QTest::newRow("a stream") << false;
    }
    void goneWhileSomethingIsOpen()
    {
        QFETCH(const bool, asked);
        AgentFixture world;
        if (asked)
            world.model->add(ScriptedReply::calls(
                {toolUse(u"t"_s, u"Write"_s, "{\"file_path\":" + jsonString(world.project.path(u"x.md"_s)) + ",\"content\":\"x\"}")}));
        else
            world.model->add(ScriptedReply::hanging(u"Some words"_s));
        auto session = Session::create(world.services);
        const QString id = session->id();
        session->send(u"go"_s);
        QTRY_VERIFY(asked ? !world.broker().open().isEmpty() : !world.shownTexts(TranscriptEntry::Kind::Assistant).isEmpty());
        session.reset();
        QVERIFY(world.broker().open().isEmpty());
        QCOMPARE(world.model->running(), 0);
        const auto record = parseTranscript(world.transcript(id));
        QVERIFY(record);
        QCOMPARE(historyProblem(record->history), QString());
    }

    void theModeChangesInTheMiddle()
    {
        AgentFixture world;
        const auto write = [&](const QString& id) {
            return toolUse(id, u"Write"_s, "{\"file_path\":" + jsonString(world.project.path(id + u".md"_s)) + ",\"content\":\"x\"}");
        };
        world.model->add(ScriptedReply::calls({write(u"a"_s), write(u"b"_s)})).add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForQuestion());
        session->setMode(PermissionMode::AcceptEdits);
        QVERIFY(world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(world.waitForEnds(1));
        QVERIFY(world.project.exists(u"a.md"_s) && world.project.exists(u"b.md"_s));
        QCOMPARE(world.told<ModeChanged>().last().mode, PermissionMode::AcceptEdits);
    }

    void anotherModelFromTheNextPromptOn()
    {
        AgentFixture world;
        const auto other = std::make_shared<ScriptedModel>(u"other"_s);
        world.otherModels.insert(u"other"_s, other);
        ScriptedReply first = ScriptedReply::text(u"1"_s);
        std::unique_ptr<Session> session = Session::create(world.services);
        first.atStart = [&] { session->setModel(u"other"_s); }; // while it runs
        world.model->add(first);
        other->add(ScriptedReply::text(u"2"_s));
        session->send(u"one"_s);
        QVERIFY(world.waitForEnds(1));
        session->send(u"two"_s);
        QVERIFY(world.waitForEnds(2));
        QVERIFY(other->spent());
        QCOMPARE(world.told<ModelChanged>().last().model, u"other"_s);
        QCOMPARE(session->summary().model, u"other"_s);
    }

    void aCommandsModelIsForThatPromptOnly()
    {
        AgentFixture world;
        world.strictModels = true;
        world.project.write(u".claude/commands/think.md"_s, "---\nmodel: big\n---\nThink.\n");
        world.loadContent();
        const auto big = std::make_shared<ScriptedModel>(u"big"_s);
        world.otherModels.insert(u"big"_s, big);
        big->add(ScriptedReply::text(u"deep"_s));
        world.model->add(ScriptedReply::text(u"shallow"_s));
        const auto session = Session::create(world.services);
        session->send(u"/think"_s);
        QVERIFY(world.waitForEnds(1));
        session->send(u"and now?"_s);
        QVERIFY(world.waitForEnds(2));
        QVERIFY(big->spent() && world.model->spent());
    }

    /// A local server that does not say how long its window is may forget the beginning: that is said once.
    void aWindowOfUnknownSizeIsToldOnce_data()
    {
        QTest::addColumn<bool>("local");
        QTest::addColumn<qint64>("window");
        QTest::addColumn<qsizetype>("told");
        QTest::newRow("local, unknown") << true << qint64(0) << qsizetype(1);
        QTest::newRow("local, known") << true << qint64(64'000) << qsizetype(0);
        QTest::newRow("far away") << false << qint64(0) << qsizetype(0);
    }
    void aWindowOfUnknownSizeIsToldOnce()
    {
        QFETCH(const bool, local);
        QFETCH(const qint64, window);
        AgentFixture world;
        world.model->details.local = local;
        world.model->details.contextWindow = window;
        world.model->add(ScriptedReply::text(u"1"_s)).add(ScriptedReply::text(u"2"_s));
        const auto session = Session::create(world.services);
        for (int i = 1; i <= 2; ++i) {
            session->send(u"hello"_s);
            QVERIFY(world.waitForEnds(i));
        }
        QTEST(world.shownTexts(TranscriptEntry::Kind::Notice).filter(u"OLLAMA_CONTEXT_LENGTH"_s).size(), "told");
    }

    void effortOfCommandsAndSkills_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QStringList>("offered");
        QTest::addColumn<QString>("sent");
        QTest::addColumn<bool>("told"); // that it does nothing
        const QStringList all{u"low"_s, u"high"_s, u"max"_s};
        QTest::newRow("high") << QByteArray("effort: high\n") << all << u"high"_s << false;
        QTest::newRow("any case") << QByteArray("Effort: ' MAX '\n") << all << u"max"_s << false;
        QTest::newRow("none") << QByteArray("description: d\n") << all << QString() << false;
        QTest::newRow("not offered") << QByteArray("effort: xhigh\n") << all << u"xhigh"_s << true;
        QTest::newRow("a model without efforts") << QByteArray("effort: high\n") << QStringList() << u"high"_s << true;
    }
    void effortOfCommandsAndSkills()
    {
        QFETCH(const QByteArray, command);
        QFETCH(const QStringList, offered);
        QFETCH(const QString, sent);
        QFETCH(const bool, told);
        AgentFixture world;
        world.model->details.efforts = offered;
        world.project.write(u".claude/commands/think.md"_s, "---\n" + command + "---\nThink (${CLAUDE_EFFORT}).\n");
        world.project.write(u".claude/skills/ponder/SKILL.md"_s, "---\nname: ponder\n" + command + "---\nPonder (${CLAUDE_EFFORT}).\n");
        world.project.write(u".claude/agents/helper.md"_s, "---\nname: helper\ndescription: Helps\n---\nYou help.\n");
        world.project.write(u".claude/agents/quick.md"_s, "---\nname: quick\ndescription: Helps\neffort: low\n---\nYou help.\n");
        world.loadContent();
        const auto agent = [](const QString& id, const QString& name) {
            return toolUse(id, u"Agent"_s, "{\"description\":\"look\",\"prompt\":\"Look.\",\"subagent_type\":\"" + name.toUtf8() + "\"}");
        };
        world.model->add(ScriptedReply::calls({agent(u"a"_s, u"helper"_s)})).add(ScriptedReply::text(u"Report."_s));
        world.model->add(ScriptedReply::calls({agent(u"b"_s, u"quick"_s)})).add(ScriptedReply::text(u"Report."_s));
        world.model->add(ScriptedReply::text(u"1"_s)).add(ScriptedReply::text(u"2"_s)).add(ScriptedReply::text(u"3"_s));
        const auto session = Session::create(world.services);
        const QStringList prompts{u"/think"_s, u"/ponder"_s, u"and now?"_s};
        for (const QString& prompt : prompts) {
            session->send(prompt);
            QVERIFY(world.waitForEnds(static_cast<int>(prompts.indexOf(prompt)) + 1));
        }
        QStringList efforts;
        for (const ScriptedModel::Seen& seen : world.model->seen())
            efforts.append(seen.effort);
        // /think, its helper (inherits), /think, its quick agent (says its own), /think, /ponder, the plain prompt
        QCOMPARE(efforts, (QStringList{sent, sent, sent, u"low"_s, sent, sent, QString()}));
        QVERIFY(world.model->seen().at(0).lastText().contains(u"Think (%1)."_s.arg(sent)));
        QVERIFY(world.model->seen().at(5).lastText().contains(u"Ponder (%1)."_s.arg(sent)));
        const QStringList notices = world.shownTexts(TranscriptEntry::Kind::Notice);
        QCOMPARE(notices.size(), told ? 2 : 0);
        if (told)
            QVERIFY2(notices[0].contains(u"/think"_s) && notices[0].contains(sent), qPrintable(notices[0]));
    }

    void aCommandsModelThatIsNotThere()
    {
        AgentFixture world;
        world.strictModels = true;
        world.project.write(u".claude/commands/think.md"_s, "---\nmodel: big\n---\nThink.\n");
        world.loadContent();
        world.model->add(ScriptedReply::text(u"shallow"_s));
        const auto session = Session::create(world.services);
        session->send(u"/think"_s); // the very first prompt
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().error, QString());
        QVERIFY(world.shownTexts(TranscriptEntry::Kind::Notice).join(u' ').contains(u"big"_s));
    }

    void rehearsalIgnoresTheModelsOfCommands()
    {
        AgentFixture world;
        world.strictModels = true;
        world.model->details.provider = u"rehearsal"_s;
        world.project.write(u".claude/commands/think.md"_s, "---\nmodel: big\n---\nThink.\n");
        world.loadContent();
        world.model->add(ScriptedReply::text(u"rehearsed"_s));
        const auto session = Session::create(world.services);
        session->send(u"/think"_s);
        QVERIFY(world.waitForEnds(1));
        QVERIFY(world.model->spent());
        QCOMPARE(world.shownTexts(TranscriptEntry::Kind::Notice), QStringList());
    }

    void repetitionAsks_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<TurnEnded::How>("how");
        QTest::newRow("stop") << u"Stop"_s << TurnEnded::How::Loop;
        QTest::newRow("go on") << u"Go on"_s << TurnEnded::How::Complete;
        QTest::newRow("the turn is stopped") << QString() << TurnEnded::How::Cancelled;
    }
    void repetitionAsks()
    {
        QFETCH(const QString, answer);
        AgentFixture world;
        for (int i = 0; i < 3; ++i)
            world.model->add(ScriptedReply::calls({toolUse(u"t%1"_s.arg(i), u"Glob"_s, R"({"pattern":"*.nothing"})")}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForQuestion());
        const ApprovalRequest asked = world.broker().open().first();
        QCOMPARE(asked.questions.size(), 1);
        if (answer.isEmpty()) {
            session->stop();
        } else {
            Decision decision = decisionOf(Decision::Kind::Allow);
            decision.answers.insert(asked.questions.first().question, answer);
            QVERIFY(world.answer(decision));
        }
        QVERIFY(world.waitForEnds(1));
        QTEST(world.lastEnd().how, "how");
        QVERIFY(world.broker().open().isEmpty());
        QCOMPARE(session->state(), SessionState::Idle);
    }

    /// Set while a prompt is being worked on: it stops before its next request.
    void limitsHoldForARunningPrompt()
    {
        AgentFixture world;
        for (int i = 0; i < 3; ++i)
            world.model->add(
                ScriptedReply::calls({toolUse(u"t%1"_s.arg(i), u"Glob"_s, "{\"pattern\":\"" + QByteArray::number(i) + "\"}")}).withUsage(90, 10));
        const auto session = Session::create(world.services);
        world.onEvent = [&](const AgentEvent& event) {
            const auto* added = std::get_if<EntryAdded>(&event.what);
            if (added && added->entry.id == "t1"_L1)
                session->setLimits({0, 150, 0});
        };
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        world.onEvent = {};
        QCOMPARE(world.lastEnd().how, TurnEnded::How::MaxTokens);
        QCOMPARE(world.model->seen().size(), std::size_t(2));
    }

    void aFullWindowIsSummarised()
    {
        AgentFixture world;
        world.model->details.contextWindow = 1000;
        world.model->add(ScriptedReply::calls({toolUse(u"t"_s, u"Glob"_s, R"({"pattern":"*"})")}).withUsage(900, 10));
        world.model->add(ScriptedReply::text(u"SUMMARY OF IT"_s));
        world.model->add(ScriptedReply::text(u"Done."_s).withUsage(100, 10));
        const auto session = Session::create(world.services);
        session->send(u"the task"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().error, QString());
        QVERIFY(world.model->spent());
        const auto& after = world.model->seen().at(2);
        QVERIFY(requestText(after).contains(u"SUMMARY OF IT"_s));
        QCOMPARE(historyProblem(after.messages), QString());
        QCOMPARE(world.shownTexts(TranscriptEntry::Kind::Compaction), QStringList{u"SUMMARY OF IT"_s});
        const auto record = parseTranscript(world.transcript(session->id()));
        QVERIFY(record);
        QCOMPARE(record->history.first(after.messages.size()), after.messages);
        // The summary was paid for too, also when the session is opened again.
        QCOMPARE(record->totals.usage.contextTokens(), session->totals().usage.contextTokens());
        QCOMPARE(record->totals.turns, session->totals().turns);
        QCOMPARE(record->totals.contextTokens, session->totals().contextTokens);
    }

    /// What a service's request to the model cost stands in the transcript.
    void otherRequestsArePaidForToo()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::text(u"Hello."_s).withUsage(100, 10));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        const SessionTotals before = session->totals();
        Usage usage;
        usage.inputTokens = 1000;
        usage.outputTokens = 200;
        session->countOther(usage, 0.25);
        const auto record = parseTranscript(world.transcript(session->id()));
        QVERIFY(record);
        QCOMPARE(record->totals.usage.inputTokens, before.usage.inputTokens + 1000);
        QCOMPARE(record->totals.usage.outputTokens, before.usage.outputTokens + 200);
        QCOMPARE(record->totals.costUsd, before.costUsd + 0.25);
        QVERIFY(record->totals.costKnown);
        QCOMPARE(record->totals.turns, before.turns + 1);
        QCOMPARE(record->totals.contextTokens, before.contextTokens); // it is none of the conversation
    }

    /// A long turn can fill the window twice.
    void aWindowThatFillsAgainIsSummarisedAgain()
    {
        AgentFixture world;
        world.model->details.contextWindow = 1000;
        for (int i = 0; i < 2; ++i) {
            world.model->add(
                ScriptedReply::calls({toolUse(u"a%1"_s.arg(i), u"Glob"_s, "{\"pattern\":\"a" + QByteArray::number(i) + "\"}")}).withUsage(100, 10));
            world.model->add(
                ScriptedReply::calls({toolUse(u"b%1"_s.arg(i), u"Glob"_s, "{\"pattern\":\"b" + QByteArray::number(i) + "\"}")}).withUsage(900, 10));
            world.model->add(ScriptedReply::text(u"SUMMARY %1"_s.arg(i)));
        }
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"the task"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.shownTexts(TranscriptEntry::Kind::Compaction), (QStringList{u"SUMMARY 0"_s, u"SUMMARY 1"_s}));
    }

    void tooLongForTheModelIsSummarisedOnce()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::text(u"1"_s)).add(ScriptedReply::error(ErrorCode::ContextTooLong, u"Too long."_s));
        world.model->add(ScriptedReply::text(u"SUMMARY"_s)).add(ScriptedReply::text(u"Answer."_s));
        const auto session = Session::create(world.services);
        session->send(u"one"_s);
        QVERIFY(world.waitForEnds(1));
        session->send(u"two, in these words"_s);
        QVERIFY(world.waitForEnds(2));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Complete);
        QVERIFY(requestText(world.model->seen().back()).contains(u"two, in these words"_s));
    }

    void stopWhileItIsSummarised()
    {
        AgentFixture world;
        world.model->details.contextWindow = 1000;
        world.model->add(ScriptedReply::calls({toolUse(u"t"_s, u"Glob"_s, R"({"pattern":"*"})")}, u"Some words."_s).withUsage(900, 10));
        world.model->add(ScriptedReply::hanging(u"SUM"_s));
        const auto session = Session::create(world.services);
        session->send(u"the task"_s);
        QTRY_COMPARE(session->state(), SessionState::Compacting);
        session->stop();
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Cancelled);
        QCOMPARE(world.shownTexts(TranscriptEntry::Kind::Assistant), QStringList{u"Some words."_s});
        QCOMPARE(session->state(), SessionState::Idle);
    }

    void theSessionLogIsProposedForWorkOnly()
    {
        AgentFixture world;
        world.allow(u"Edit(out/**)"_s);
        world.model->add(ScriptedReply::text(u"Just words."_s));
        const auto session = Session::create(world.services);
        session->send(u"talk"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(session->takeSessionLogProposal(), QString());
        world.model->add(ScriptedReply::calls(
            {toolUse(u"t"_s, u"Write"_s, "{\"file_path\":" + jsonString(world.project.path(u"out/x.md"_s)) + ",\"content\":\"x\\n\"}")}));
        world.model->add(ScriptedReply::text(u"Written."_s));
        session->send(u"write it"_s);
        QVERIFY(world.waitForEnds(2));
        const QString proposal = session->takeSessionLogProposal();
        QVERIFY2(proposal.contains(u"out/x.md"_s), qPrintable(proposal));
        QCOMPARE(session->takeSessionLogProposal(), QString()); // once
    }

    void resumedSessionsGoOnWhereTheyWere()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::calls({toolUse(u"t"_s, u"Glob"_s, R"({"pattern":"*"})")}, u"Looking."_s)).add(ScriptedReply::text(u"One."_s));
        auto session = Session::create(world.services);
        const QString id = session->id();
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        session.reset();
        auto record = readTranscript(world.transcriptPath(id));
        QVERIFY(record);
        auto resumed = Session::resume(world.services, *record);
        QVERIFY(resumed);
        world.model->add(ScriptedReply::text(u"Two."_s));
        (*resumed)->send(u"second"_s);
        QVERIFY(world.waitForEnds(2));
        const auto& last = world.model->seen().back();
        QCOMPARE(last.origin.promptNumber, 2);
        QCOMPARE(last.messages.first(record->history.size()), record->history);
        QCOMPARE(last.messages.size(), record->history.size() + 1); // the project's context is there once
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
