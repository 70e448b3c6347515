// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "tests/support/agentfixture.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// A session that goes on where its transcript ends: what comes back and what must not.
class TestSessionResume : public QObject {
    Q_OBJECT

private:
    static std::unique_ptr<Session> again(AgentFixture& world, const QString& id)
    {
        auto record = readTranscript(world.transcriptPath(id));
        if (!record)
            return nullptr;
        auto session = Session::resume(world.services, std::move(*record));
        return session ? std::move(*session) : nullptr;
    }
    static ToolUseBlock writing(const AgentFixture& world, const QString& id, const QString& relative)
    {
        return toolUse(id, u"Write"_s, "{\"file_path\":" + jsonString(world.project.path(relative)) + R"(,"content":"text\n"})");
    }
    /// A session whose program ended while these calls waited for the person -> its id.
    static QString leaveWaiting(AgentFixture& world, const QList<ToolUseBlock>& calls)
    {
        world.model->add(ScriptedReply::calls(calls));
        auto session = Session::create(world.services);
        session->send(u"write it"_s);
        if (!world.waitForQuestion())
            return {};
        session->leave();
        return session->id();
    }
    static bool hasThinking(const QList<Message>& messages)
    {
        return std::ranges::any_of(messages, [](const Message& message) {
            return std::ranges::any_of(message.blocks, [](const Block& block) { return std::holds_alternative<ThinkingBlock>(block); });
        });
    }
    static ScriptedReply thoughtful(const QString& words)
    {
        ScriptedReply reply = ScriptedReply::text(words);
        reply.end->message.blocks.prepend(ThinkingBlock{u"Hm."_s, "signed", false});
        reply.events.clear();
        return reply;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void mode_data()
    {
        QTest::addColumn<PermissionMode>("settings");
        QTest::addColumn<std::optional<PermissionMode>>("beforeFirst");
        QTest::addColumn<std::optional<PermissionMode>>("afterFirst");
        QTest::addColumn<PermissionMode>("resumed");
        using Mode = PermissionMode;
        const std::optional<Mode> none;
        QTest::newRow("as the settings say") << Mode::DontAsk << none << none << Mode::DontAsk;
        QTest::newRow("chosen before the first prompt") << Mode::Default << std::optional(Mode::AcceptEdits) << none << Mode::AcceptEdits;
        QTest::newRow("chosen later") << Mode::Default << none << std::optional(Mode::AcceptEdits) << Mode::AcceptEdits;
        QTest::newRow("plan does not come back") << Mode::DontAsk << std::optional(Mode::Plan) << none << Mode::DontAsk;
    }
    void mode()
    {
        QFETCH(const PermissionMode, settings);
        QFETCH(const std::optional<PermissionMode>, beforeFirst);
        QFETCH(const std::optional<PermissionMode>, afterFirst);
        AgentFixture world;
        world.permissions.mode = settings;
        world.model->add(ScriptedReply::text(u"One."_s));
        auto session = Session::create(world.services);
        const QString id = session->id();
        if (beforeFirst)
            session->setMode(*beforeFirst);
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        if (afterFirst)
            session->setMode(*afterFirst);
        session.reset();
        session = again(world, id);
        QVERIFY(session);
        QTEST(session->mode(), "resumed");
    }

    void thinkingIsBoundToWhatStoodBefore_data()
    {
        QTest::addColumn<bool>("folderChanges");
        QTest::newRow("the folder as it was") << false;
        QTest::newRow("a skill more") << true;
    }
    void thinkingIsBoundToWhatStoodBefore()
    {
        QFETCH(const bool, folderChanges);
        AgentFixture world;
        world.model->add(thoughtful(u"One."_s));
        auto session = Session::create(world.services);
        const QString id = session->id();
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        session.reset();
        if (folderChanges) {
            world.project.write(u".claude/skills/new/SKILL.md"_s, "---\ndescription: New here\n---\nx\n");
            world.loadContent();
        }
        session = again(world, id);
        QVERIFY(session);
        world.model->add(thoughtful(u"Two."_s)).add(ScriptedReply::text(u"Three."_s));
        session->send(u"second"_s);
        QVERIFY(world.waitForEnds(2));
        QCOMPARE(hasThinking(world.model->seen().back().messages), !folderChanges);
        session->send(u"third"_s);
        QVERIFY(world.waitForEnds(3));
        QVERIFY(hasThinking(world.model->seen().back().messages)); // that of the second reply
    }

    void loadedSkillsAreKnown()
    {
        AgentFixture world;
        world.project.write(u".claude/skills/style/SKILL.md"_s, "---\ndescription: How we write\n---\nShort sentences.\n");
        world.loadContent();
        const QByteArray input = R"({"skill":"style"})";
        world.model->add(ScriptedReply::calls({toolUse(u"s1"_s, u"Skill"_s, input)})).add(ScriptedReply::text(u"One."_s));
        auto session = Session::create(world.services);
        const QString id = session->id();
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        session.reset();
        session = again(world, id);
        QVERIFY(session);
        world.model->add(ScriptedReply::calls({toolUse(u"s2"_s, u"Skill"_s, input)})).add(ScriptedReply::text(u"Two."_s));
        world.model->add(ScriptedReply::text(u"SUMMARY"_s)).add(ScriptedReply::text(u"Three."_s));
        session->send(u"second"_s);
        QVERIFY(world.waitForEnds(2));
        const auto* result = std::get_if<ToolResultBlock>(&world.model->seen().back().messages.last().blocks.first());
        QVERIFY(result && result->text.contains(u"already loaded"_s));
        session->compact({});
        QVERIFY(world.waitForEnds(3));
        session->send(u"third"_s);
        QVERIFY(world.waitForEnds(4));
        QVERIFY(plainText(world.model->seen().back().messages.at(1)).contains(u"Short sentences."_s));
    }

    /// What is shown is on disk, the reason why a prompt was not sent too.
    void aPromptThatWasNotSentIsToldAgain()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::text(u"One."_s));
        const auto session = Session::create(world.services);
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        session->send(u"/nosuch"_s);
        QVERIFY(world.waitForEnds(2));
        const auto record = parseTranscript(world.transcript(session->id()));
        QVERIFY(record);
        const QStringList shown = world.shownTexts(TranscriptEntry::Kind::Error);
        QCOMPARE(shown.size(), 1);
        QCOMPARE(record->entries.last().text, shown.first());
    }

    /// Two conversations in one transcript would both be lost.
    void oneWriterAtATime()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::text(u"One."_s)).add(ScriptedReply::text(u"Two."_s));
        auto session = Session::create(world.services);
        const QString id = session->id();
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        auto record = readTranscript(world.transcriptPath(id));
        QVERIFY(record);
        const auto second = Session::resume(world.services, *record);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Unavailable);
        const auto other = Session::create(world.services); // of the same folder: no matter
        other->send(u"else"_s);
        QVERIFY(world.waitForEnds(2));
        session.reset();
        QVERIFY(again(world, id));
    }

    /// The program went while a card waited: the card comes back, and only the answer lets anything run.
    void whatWaitedForThePersonIsAskedAgain_data()
    {
        QTest::addColumn<bool>("approves");
        QTest::newRow("and approved") << true;
        QTest::newRow("and rejected") << false;
    }
    void whatWaitedForThePersonIsAskedAgain()
    {
        QFETCH(const bool, approves);
        AgentFixture world;
        const QString id = leaveWaiting(world, {writing(world, u"w1"_s, u"notes/a.md"_s), writing(world, u"w2"_s, u"notes/b.md"_s)});
        const auto record = parseTranscript(world.transcript(id));
        QVERIFY(record);
        QCOMPARE(record->waiting.size(), 2);
        QCOMPARE(historyProblem(record->history), QString());
        QCOMPARE(record->entries.last().tool.state, ToolRow::State::Waiting);
        auto session = again(world, id);
        QVERIFY(session);
        QTest::qWait(10);
        QVERIFY(world.broker().open().isEmpty()); // by itself it asks nothing
        session->askAgain();
        QTRY_COMPARE(world.broker().open().size(), 2);
        QCOMPARE(session->state(), SessionState::NeedsYou);
        QCOMPARE(world.broker().open().at(0).origin, QString());
        world.model->add(ScriptedReply::text(u"Done."_s));
        for (int i = 0; i < 2; ++i)
            QVERIFY(world.answer(decisionOf(approves ? Decision::Kind::Allow : Decision::Kind::Deny, u"no"_s)));
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Complete);
        QCOMPARE(world.project.exists(u"notes/a.md"_s), approves);
        QCOMPARE(world.project.exists(u"notes/b.md"_s), approves);
        const ScriptedModel::Seen seen = world.model->seen().back();
        QCOMPARE(historyProblem(seen.messages), QString());
        QCOMPARE(seen.origin.prompt, u"write it"_s);
        QCOMPARE(seen.origin.turn, 2);
        QVERIFY(!seen.system.isEmpty());
        QCOMPARE(seen.messages.size(), record->history.size());
        const auto after = parseTranscript(world.transcript(id));
        QVERIFY(after && after->waiting.isEmpty() && !after->interrupted);
    }

    void withoutAnAnswerItIsGivenUp()
    {
        AgentFixture world;
        const QString id = leaveWaiting(world, {writing(world, u"w1"_s, u"notes/a.md"_s)});
        const auto session = again(world, id);
        QVERIFY(session);
        world.model->add(ScriptedReply::text(u"Else."_s));
        session->send(u"something else"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(historyProblem(world.model->seen().back().messages), QString());
        session->askAgain();
        QVERIFY(world.broker().open().isEmpty());
        QVERIFY(!world.project.exists(u"notes/a.md"_s));
    }

    /// What a rule allows asks too, the first time: nothing may run because a window was opened.
    void nothingRunsBeforeThePersonAnswers()
    {
        AgentFixture world;
        const QString id = leaveWaiting(world, {writing(world, u"w1"_s, u"notes/a.md"_s), writing(world, u"w2"_s, u"notes/b.md"_s)});
        world.allow(u"Edit(notes/**)"_s);
        const auto session = again(world, id);
        QVERIFY(session);
        session->askAgain();
        QVERIFY(world.waitForQuestion());
        QTest::qWait(20);
        QVERIFY(!world.project.exists(u"notes/a.md"_s) && !world.project.exists(u"notes/b.md"_s));
        world.model->add(ScriptedReply::text(u"Done."_s));
        QVERIFY(world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(world.waitForEnds(1));
        QVERIFY(world.project.exists(u"notes/a.md"_s) && world.project.exists(u"notes/b.md"_s));
    }

    /// What was read before the program ended is still known after: an overwrite that waited can be approved.
    void whatWasReadIsStillKnown()
    {
        AgentFixture world;
        world.project.write(u"notes/a.md"_s, "one\ntwo\n");
        const QString path = world.services.root + u"/notes/a.md"_s;
        QString id;
        {
            world.model->add(ScriptedReply::calls({toolUse(u"r1"_s, u"Read"_s, "{\"file_path\":" + jsonString(path) + '}')}));
            world.model->add(ScriptedReply::calls({writing(world, u"w1"_s, u"notes/a.md"_s)}));
            auto session = Session::create(world.services);
            session->send(u"change it"_s);
            QVERIFY(world.waitForQuestion());
            id = session->id();
            session->leave();
        }
        const auto session = again(world, id);
        QVERIFY(session);
        session->askAgain();
        QVERIFY(world.waitForQuestion());
        world.model->add(ScriptedReply::text(u"Done."_s));
        QVERIFY(world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Complete);
        QVERIFY(world.project.read(u"notes/a.md"_s) != QByteArray("one\ntwo\n"));
        const auto record = parseTranscript(world.transcript(id));
        QVERIFY(record);
        QCOMPARE(record->files.find(path)->sha256, sha256Hex(world.project.read(u"notes/a.md"_s)));
    }

    /// What cannot be planned any more is told as failed, and the turn ends: neither the next call nor a request follows by itself.
    void whatCannotBeAskedAgainEndsTheTurn()
    {
        AgentFixture world;
        const QString id = leaveWaiting(world, {writing(world, u"w1"_s, u"notes/a.md"_s), writing(world, u"w2"_s, u"notes/b.md"_s)});
        world.project.write(u"notes/a.md"_s, "somebody else's\n");
        world.allow(u"Edit(notes/**)"_s);
        const auto session = again(world, id);
        QVERIFY(session);
        const auto requests = world.model->seen().size();
        session->askAgain();
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Cancelled);
        QTest::qWait(20);
        QCOMPARE(world.model->seen().size(), requests);
        QCOMPARE(world.project.read(u"notes/a.md"_s), QByteArray("somebody else's\n"));
        QVERIFY(!world.project.exists(u"notes/b.md"_s));
        const auto record = parseTranscript(world.transcript(id));
        QVERIFY(record && record->waiting.isEmpty());
        QCOMPARE(historyProblem(record->history), QString());
    }

    void whatThePersonStoppedWaitsNoMore()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::calls({writing(world, u"w1"_s, u"notes/a.md"_s), writing(world, u"w2"_s, u"notes/a.md"_s)}));
        auto session = Session::create(world.services);
        session->send(u"write it"_s);
        QVERIFY(world.waitForQuestion());
        session->stop();
        QVERIFY(world.waitForEnds(1));
        const auto record = parseTranscript(world.transcript(session->id()));
        QVERIFY(record && record->waiting.isEmpty());
    }

    void aModelThatIsNotThereIsToldAfterTheAnswer()
    {
        AgentFixture world;
        const QString id = leaveWaiting(world, {writing(world, u"w1"_s, u"notes/a.md"_s)});
        world.strictModels = true;
        const auto session = again(world, id);
        QVERIFY(session);
        session->setModel(u"nowhere"_s);
        session->askAgain();
        QVERIFY(world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Failed);
        QVERIFY(world.project.exists(u"notes/a.md"_s));
        const auto record = parseTranscript(world.transcript(id));
        QVERIFY(record && record->waiting.isEmpty());
        QCOMPARE(historyProblem(record->history), QString());
    }

    void callIdsStayApart()
    {
        AgentFixture world;
        world.model->add(ScriptedReply::calls({toolUse(u"call_0"_s, u"Glob"_s, R"({"pattern":"*"})")})).add(ScriptedReply::text(u"One."_s));
        auto session = Session::create(world.services);
        const QString id = session->id();
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        session.reset();
        session = again(world, id);
        QVERIFY(session);
        world.model->add(ScriptedReply::calls({toolUse(u"call_0"_s, u"Glob"_s, R"({"pattern":"b"})")})).add(ScriptedReply::text(u"Two."_s));
        session->send(u"second"_s);
        QVERIFY(world.waitForEnds(2));
        const auto record = parseTranscript(world.transcript(id));
        QVERIFY(record);
        QSet<QString> ids;
        for (const TranscriptEntry& entry : std::as_const(record->entries)) {
            if (entry.kind == TranscriptEntry::Kind::Tool)
                ids.insert(entry.id);
        }
        QCOMPARE(ids.size(), 2);
        QCOMPARE(historyProblem(record->history), QString());
    }
};

QTEST_GUILESS_MAIN(TestSessionResume)
#include "tst_sessionresume.moc"
