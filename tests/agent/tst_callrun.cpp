// SPDX-License-Identifier: MIT
#include "core/agent/sessiontools/askusertool.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "tests/support/agentfixture.h"

#include <QRegularExpression>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// One call through the gate, with the real file tools and a real decision log.
class TestCallRun : public QObject {
    Q_OBJECT

private:
    struct House {
        House() { world.makeCore(); }
        void start(const QString& tool, const QByteArray& input, const QString& id = u"call1"_s)
        {
            end.reset();
            run = std::make_unique<CallRun>(*world.core, world.scope, toolUse(id, tool, input),
                                            [this](CallOutcome outcome) { end = std::move(outcome); });
            run->setNeverAsk(neverAsk);
            run->start();
        }
        [[nodiscard]] bool finish()
        {
            return QTest::qWaitFor([this] { return end.has_value(); });
        }
        [[nodiscard]] QString decided() const
        {
            QStringList out;
            const auto records = world.decisions();
            for (const DecisionRecord& record : records)
                out.append(record.decision + (record.outcome.isEmpty() ? u" "_s : u"/"_s + record.outcome + u' ') + record.by +
                           (record.rule.isEmpty() ? QString() : u' ' + record.rule));
            return out.join(u", "_s);
        }
        AgentFixture world;
        bool neverAsk = false;
        std::unique_ptr<CallRun> run;
        std::optional<CallOutcome> end;
    };
    static QByteArray writing(const House& house, const QString& relative, const QByteArray& text)
    {
        return "{\"file_path\":" + jsonString(house.world.project.path(relative)) + ",\"content\":" + jsonString(text) + "}";
    }
    static ToolRow lastRow(const House& house) { return house.world.shown().last().tool; }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void aRuleAllows()
    {
        House house;
        house.world.allow(u"Edit(notes/**)"_s);
        house.world.core->reloadPolicy();
        house.start(u"Write"_s, writing(house, u"notes/a.md"_s, "text\n"));
        QVERIFY(house.finish());
        QVERIFY2(!house.end->result.isError, qPrintable(house.end->result.text));
        QCOMPARE(house.world.project.read(u"notes/a.md"_s), QByteArray("text\n"));
        QCOMPARE(house.decided(), u"allowed rule Edit(notes/**), allowed/done rule Edit(notes/**)"_s);
        QCOMPARE(lastRow(house).decidedBy, u"rule Edit(notes/**)"_s);
        QCOMPARE(lastRow(house).state, ToolRow::State::Done);
        QCOMPARE(lastRow(house).added, 1);
        const DecisionRecord done = house.world.decisions().last();
        QCOMPARE(done.target, u"notes/a.md"_s);
        QCOMPARE(done.beforeHash, QByteArray());
        QCOMPARE(done.afterHash, sha256Hex("text\n"));
        QCOMPARE(house.world.ownWrites, QStringList{u"notes/a.md"_s});
    }

    void aRuleDenies()
    {
        House house;
        house.world.allow(u"Edit"_s);
        house.world.deny(u"Edit(notes/**)"_s);
        house.world.core->reloadPolicy();
        house.start(u"Write"_s, writing(house, u"notes/a.md"_s, "text\n"));
        QVERIFY(house.finish());
        QVERIFY(house.end->result.denied && house.end->result.isError && !house.end->cancelled);
        QVERIFY(!house.world.project.exists(u"notes"_s));
        QCOMPARE(house.decided(), u"denied rule Edit(notes/**)"_s);
        QCOMPARE(house.world.core->denials.size(), 1);
    }

    void thePersonAllows()
    {
        House house;
        house.world.scope.lastText = u"I write the note now."_s;
        house.world.core->origin.command = u"write"_s;
        house.start(u"Write"_s, writing(house, u"a.md"_s, "text\n"));
        QVERIFY(house.world.waitForQuestion());
        const ApprovalRequest asked = house.world.broker().open().first();
        QCOMPARE(asked.reason, u"I write the note now."_s);
        QCOMPARE(asked.origin, u"/write"_s);
        QCOMPARE(asked.preview.after, QByteArray("text\n"));
        QVERIFY(asked.preview.creates);
        QVERIFY(!asked.digest.isEmpty());
        QVERIFY(!house.world.project.exists(u"a.md"_s));
        QCOMPARE(lastRow(house).state, ToolRow::State::Waiting);
        QCOMPARE(house.world.core->openApprovals, 1);
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(house.finish());
        QCOMPARE(house.world.project.read(u"a.md"_s), QByteArray("text\n"));
        QCOMPARE(house.decided(), u"allowed person, allowed/done person"_s);
        QCOMPARE(house.world.core->openApprovals, 0);
    }

    void thePersonRejects_data()
    {
        QTest::addColumn<QString>("feedback");
        QTest::newRow("without a word") << QString();
        QTest::newRow("with feedback") << u"Shorter, please."_s;
    }
    void thePersonRejects()
    {
        QFETCH(const QString, feedback);
        House house;
        house.start(u"Write"_s, writing(house, u"a.md"_s, "text\n"));
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Deny, feedback)));
        QVERIFY(house.finish());
        QVERIFY(house.end->result.denied);
        QVERIFY(house.end->result.text.contains(feedback));
        QVERIFY(!house.world.project.exists(u"a.md"_s));
        QCOMPARE(house.decided(), u"denied person"_s);
        QVERIFY(house.world.decisions().last().feedback.contains(feedback));
        QCOMPARE(lastRow(house).state, ToolRow::State::Denied);
    }

    void changedWhileTheyDecided()
    {
        House house;
        house.world.project.write(u"a.md"_s, "old\n");
        house.start(u"Read"_s, "{\"file_path\":" + jsonString(house.world.project.path(u"a.md"_s)) + "}");
        QVERIFY(house.finish());
        house.start(u"Write"_s, writing(house, u"a.md"_s, "new\n"), u"call2"_s);
        QVERIFY(house.world.waitForQuestion());
        house.world.project.write(u"a.md"_s, "somebody else's\n");
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(house.finish());
        QVERIFY(house.end->result.isError);
        QCOMPARE(house.world.project.read(u"a.md"_s), QByteArray("somebody else's\n"));
    }

    void aStaleDigestAsksAgain()
    {
        House house;
        auto tool = std::make_shared<FakeTool>(u"Send"_s, false, true);
        house.world.scope.tools = {tool};
        house.start(u"Send"_s, R"({"n":1})");
        QVERIFY(house.world.waitForQuestion());
        const ApprovalRequest first = house.world.broker().open().first();
        tool->world = 1;
        house.world.broker().decide(first.id, first.digest, decisionOf(Decision::Kind::Allow));
        QTRY_COMPARE(house.world.broker().open().size(), 1);
        const ApprovalRequest second = house.world.broker().open().first();
        QVERIFY(second.id != first.id);
        QVERIFY(second.digest != first.digest);
        QCOMPARE(tool->log, QStringList());
        house.world.broker().decide(first.id, first.digest, decisionOf(Decision::Kind::Allow)); // late and for the old one
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"something else than what is asked"_s));
        house.world.broker().decide(second.id, first.digest, decisionOf(Decision::Kind::Allow)); // for what was shown before
        QTest::qWait(20);
        QCOMPARE(tool->log, QStringList());
        house.world.broker().decide(second.id, second.digest, decisionOf(Decision::Kind::Allow));
        QVERIFY(house.finish());
        QCOMPARE(tool->log, QStringList{u"start call1"_s});
        QCOMPARE(tool->contexts.last().approvedDigest, second.digest);
        QCOMPARE(house.decided(), u"stale person, allowed person"_s);
    }

    void theEditedInputRuns()
    {
        House house;
        house.start(u"Write"_s, writing(house, u"a.md"_s, "theirs\n"));
        Decision decision = decisionOf(Decision::Kind::Allow);
        decision.editedInput = writing(house, u"a.md"_s, "mine\n");
        QVERIFY(house.world.answer(decision));
        QVERIFY(house.finish());
        QCOMPARE(house.world.project.read(u"a.md"_s), QByteArray("mine\n"));
        QCOMPARE(house.world.decisions().last().argumentHash, sha256Hex(decision.editedInput));
        QVERIFY2(house.end->result.text.contains(u"The person changed this call"_s), qPrintable(house.end->result.text));
        QVERIFY(house.end->result.text.contains(u"mine"_s));
    }

    void anEditThatDoesNotFitAsksAgain()
    {
        House house;
        house.start(u"Write"_s, writing(house, u"a.md"_s, "theirs\n"));
        Decision decision = decisionOf(Decision::Kind::Allow);
        decision.editedInput = R"({"file_path":7})";
        QVERIFY(house.world.answer(decision));
        QTRY_COMPARE(house.world.broker().open().size(), 1);
        QVERIFY(house.world.broker().open().first().because.contains(u"cannot be used"_s));
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(house.finish());
        QCOMPARE(house.world.project.read(u"a.md"_s), QByteArray("theirs\n"));
    }

    void anEditCannotReachWhatIsDenied()
    {
        House house;
        house.world.deny(u"Edit(secret/**)"_s);
        house.world.core->reloadPolicy();
        house.start(u"Write"_s, writing(house, u"a.md"_s, "x\n"));
        Decision decision = decisionOf(Decision::Kind::Allow);
        decision.editedInput = writing(house, u"secret/a.md"_s, "x\n");
        QVERIFY(house.world.answer(decision));
        QVERIFY(house.finish());
        QVERIFY(house.end->result.denied);
        QVERIFY(!house.world.project.exists(u"secret"_s));
    }

    void aRuleMadeMeanwhileCounts()
    {
        House house;
        house.start(u"Write"_s, writing(house, u"a.md"_s, "x\n"));
        QVERIFY(house.world.waitForQuestion());
        house.world.deny(u"Edit(*.md)"_s);
        house.world.core->reloadPolicy();
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(house.finish());
        QVERIFY(house.end->result.denied);
        QVERIFY(!house.world.project.exists(u"a.md"_s));
    }

    void keptHunksOnly()
    {
        House house;
        QByteArray before;
        for (int i = 1; i <= 30; ++i)
            before += "line " + QByteArray::number(i) + '\n';
        QByteArray after = before;
        after.replace("line 2\n", "LINE 2\n").replace("line 28\n", "LINE 28\n");
        house.world.project.write(u"a.md"_s, before);
        house.start(u"Read"_s, "{\"file_path\":" + jsonString(house.world.project.path(u"a.md"_s)) + "}");
        QVERIFY(house.finish());
        house.start(u"Write"_s, writing(house, u"a.md"_s, after), u"call2"_s);
        QVERIFY(house.world.waitForQuestion());
        QCOMPARE(house.world.broker().open().first().preview.hunks.size(), 2);
        Decision decision = decisionOf(Decision::Kind::Allow);
        decision.keptHunks = QList<int>{1};
        QVERIFY(house.world.answer(decision));
        QVERIFY(house.finish());
        QByteArray expected = before;
        expected.replace("line 28\n", "LINE 28\n");
        QCOMPARE(house.world.project.read(u"a.md"_s), expected);
    }

    void remember_data()
    {
        QTest::addColumn<Decision::Remember>("remember");
        QTest::addColumn<bool>("asksAgain");
        QTest::addColumn<bool>("stored");
        QTest::newRow("once") << Decision::Remember::Once << true << false;
        QTest::newRow("this session") << Decision::Remember::Session << false << false;
        QTest::newRow("this project") << Decision::Remember::Project << false << true;
    }
    void remember()
    {
        QFETCH(const Decision::Remember, remember);
        QFETCH(const bool, asksAgain);
        QFETCH(const bool, stored);
        House house;
        bool told = false;
        house.world.services.rulesChanged = [&] { told = true; };
        house.start(u"Write"_s, writing(house, u"notes/a.md"_s, "x\n"));
        Decision decision = decisionOf(Decision::Kind::Allow);
        decision.remember = remember;
        QVERIFY(house.world.answer(decision));
        QVERIFY(house.finish());
        QVERIFY(!house.end->result.isError);
        QCOMPARE(told, stored);
        QCOMPARE(house.world.state.exists(u"permissions.json"_s), stored);
        if (stored)
            QVERIFY2(house.world.state.read(u"permissions.json"_s).contains("Edit("), house.world.state.read(u"permissions.json"_s).constData());
        house.start(u"Edit"_s, "{\"file_path\":" + jsonString(house.world.project.path(u"notes/a.md"_s)) + R"(,"old_string":"x","new_string":"y"})",
                    u"call2"_s);
        if (asksAgain) {
            QVERIFY(house.world.waitForQuestion());
            return;
        }
        QVERIFY(house.finish());
        QCOMPARE(house.world.project.read(u"notes/a.md"_s), QByteArray("y\n"));
    }

    /// The rule for the whole folder is an offer of its own, stored only when it is taken.
    void rememberForTheFolder()
    {
        House house;
        house.start(u"Write"_s, writing(house, u"notes/a.md"_s, "x\n"));
        QVERIFY(house.world.waitForQuestion());
        const ApprovalRequest asked = house.world.broker().open().first();
        QCOMPARE(asked.rememberable, QStringList{u"Edit(notes/a.md)"_s});
        QCOMPARE(asked.widerRules, QStringList{u"Edit(notes/**)"_s});
        Decision decision = decisionOf(Decision::Kind::Allow);
        decision.remember = Decision::Remember::Project;
        decision.wider = true;
        QVERIFY(house.world.answer(decision));
        QVERIFY(house.finish());
        const QByteArray stored = house.world.state.read(u"permissions.json"_s);
        QVERIFY2(stored.contains("Edit(notes/**)") && !stored.contains("a.md"), stored.constData());
        house.start(u"Write"_s, writing(house, u"notes/b.md"_s, "y\n"), u"call2"_s);
        QVERIFY(house.finish());
        QVERIFY(house.world.project.exists(u"notes/b.md"_s));
    }

    /// What is remembered is what the card said, not a rule for the file that an edit of the call named.
    void anEditedCallStoresNoOtherRule()
    {
        House house;
        house.start(u"Write"_s, writing(house, u"notes/a.md"_s, "x\n"));
        QVERIFY(house.world.waitForQuestion());
        Decision decision = decisionOf(Decision::Kind::Allow);
        decision.remember = Decision::Remember::Project;
        decision.editedInput = writing(house, u"other/b.md"_s, "y\n");
        QVERIFY(house.world.answer(decision));
        QVERIFY(house.finish());
        QVERIFY(house.world.project.exists(u"other/b.md"_s));
        QVERIFY(!house.world.state.exists(u"permissions.json"_s));
        QCOMPARE(house.world.core->sessionRules.size(), 0);
        QCOMPARE(house.world.shownTexts(TranscriptEntry::Kind::Notice).size(), 1);
    }

    void protectedThingsAreNeverRemembered()
    {
        House house;
        house.start(u"Write"_s, writing(house, u".claude/commands/x.md"_s, "x\n"));
        QVERIFY(house.world.waitForQuestion());
        QCOMPARE(house.world.broker().open().first().rememberable, QStringList());
        Decision decision = decisionOf(Decision::Kind::Allow);
        decision.remember = Decision::Remember::Project;
        QVERIFY(house.world.answer(decision));
        QVERIFY(house.finish());
        QVERIFY(!house.world.state.exists(u"permissions.json"_s));
        QCOMPARE(house.world.core->sessionRules.size(), 0);
    }

    void nobodyIsThere_data()
    {
        QTest::addColumn<bool>("canAsk");
        QTest::addColumn<bool>("neverAsk");
        QTest::newRow("no terminal") << false << false;
        QTest::newRow("inline shell") << true << true;
    }
    void nobodyIsThere()
    {
        QFETCH(const bool, canAsk);
        QFETCH(const bool, neverAsk);
        House house;
        house.world.services.canAsk = canAsk;
        house.neverAsk = neverAsk;
        house.start(u"Write"_s, writing(house, u"a.md"_s, "x\n"));
        QVERIFY(house.finish());
        QVERIFY(house.end->result.denied);
        QVERIFY(house.world.broker().open().isEmpty());
        QVERIFY(!house.world.project.exists(u"a.md"_s));
        QCOMPARE(house.world.core->denials.size(), 1);
        QCOMPARE(house.world.core->denials.first().toolName, u"Write"_s);
        QCOMPARE(house.decided(), u"denied default"_s);
    }

    void modes_data()
    {
        QTest::addColumn<PermissionMode>("mode");
        QTest::addColumn<QString>("ends"); // "asks", "denied", "done"
        QTest::newRow("default") << PermissionMode::Default << u"asks"_s;
        QTest::newRow("accept edits") << PermissionMode::AcceptEdits << u"done"_s;
        QTest::newRow("plan") << PermissionMode::Plan << u"denied"_s;
        QTest::newRow("do not ask") << PermissionMode::DontAsk << u"denied"_s;
    }
    void modes()
    {
        QFETCH(const PermissionMode, mode);
        QFETCH(const QString, ends);
        House house;
        house.world.core->mode = mode;
        house.start(u"Write"_s, writing(house, u"a.md"_s, "x\n"));
        QTRY_VERIFY(house.end || !house.world.broker().open().isEmpty());
        const QString how = !house.end ? u"asks"_s : house.end->result.denied ? u"denied"_s : u"done"_s;
        QCOMPARE(how, ends);
        QCOMPARE(house.world.project.exists(u"a.md"_s), ends == u"done");
    }

    /// What cannot be recorded does not happen.
    /// A program may change what it likes; afterwards it is said, and in the log, file by file.
    void whatAProgramChangedIsSaid()
    {
        House house;
        const QByteArray before = sha256Hex(house.world.project.read(u"CLAUDE.md"_s));
        house.start(u"Bash"_s, R"({"command":"echo x > made.txt; echo more >> CLAUDE.md"})");
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(house.finish());
        const QString text = house.end->result.text;
        QVERIFY2(text.contains(u"In the folder this command changed CLAUDE.md, made made.txt."_s), qPrintable(text));
        const QList<DecisionRecord> records = house.world.decisions();
        QCOMPARE(records.size(), 3);
        QCOMPARE(records[1].target, u"CLAUDE.md"_s);
        QCOMPARE(records[1].by, u"person"_s);
        QCOMPARE(records[1].beforeHash, before);
        QCOMPARE(records[1].afterHash, sha256Hex(house.world.project.read(u"CLAUDE.md"_s)));
        QCOMPARE(records[2].target, u"made.txt"_s);
        QCOMPARE(records[2].beforeHash, QByteArray());
        house.start(u"Bash"_s, R"({"command":"cat made.txt"})", u"call2"_s);
        QVERIFY(house.world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(house.finish());
        QCOMPARE(house.end->result.text, u"x"_s);
    }

    void noLogNoDeed()
    {
        House house;
        house.world.allow(u"Edit(**)"_s);
        house.world.core->reloadPolicy();
        house.world.state.write(u"blocked"_s, "a file where a folder should be");
        DecisionLog blocked(house.world.state.path(u"blocked"_s), house.world.project.path());
        house.world.services.decisions = &blocked;
        house.start(u"Write"_s, writing(house, u"a.md"_s, "x\n"));
        QVERIFY(house.finish());
        QVERIFY(house.end->fatal.has_value());
        QVERIFY(!house.world.project.exists(u"a.md"_s));
    }

    void questionsOfTheModel()
    {
        House house;
        house.world.scope.tools.append(makeAskUserTool());
        const QByteArray input =
            R"({"questions":[{"question":"Which?","header":"H","options":[{"label":"A","description":"a"},{"label":"B","description":"b"}]}]})";
        house.start(u"AskUserQuestion"_s, input);
        QVERIFY(house.world.waitForQuestion());
        QCOMPARE(house.world.broker().open().first().questions.size(), 1);
        Decision decision = decisionOf(Decision::Kind::Allow);
        decision.answers.insert(u"Which?"_s, u"B"_s);
        QVERIFY(house.world.answer(decision));
        QVERIFY(house.finish());
        QCOMPARE(house.end->result.text, u"Q: Which?\nA: B\n"_s);
    }

    void questionsWithoutAPerson()
    {
        House house;
        house.world.services.canAsk = false;
        house.world.scope.tools.append(makeAskUserTool());
        house.start(
            u"AskUserQuestion"_s,
            R"({"questions":[{"question":"Which?","header":"H","options":[{"label":"A","description":"a"},{"label":"B","description":"b"}]}]})");
        QVERIFY(house.finish());
        QVERIFY(house.end->result.denied);
    }

    void cancelWhileItRunsIsRecorded()
    {
        House house;
        auto tool = std::make_shared<FakeTool>(u"Send"_s, false);
        tool->answers = FakeTool::Answers::WhenTold;
        house.world.scope.tools = {tool};
        house.start(u"Send"_s, "{}");
        QTRY_COMPARE(tool->waiting(), 1);
        house.run->cancel();
        QVERIFY(house.end && house.end->cancelled);
        QCOMPARE(house.decided(), u"cancelled/unknown person"_s);
        QCOMPARE(tool->log, (QStringList{u"start call1"_s, u"drop call1"_s}));
    }

    void rulesWithPathsFollowWhatWasRead()
    {
        House house;
        house.world.project.write(u".claude/rules/posts.md"_s, "---\npaths: posts/**\n---\nPosts are short.\n");
        house.world.project.write(u"posts/one.md"_s, "one\n");
        house.world.loadContent();
        const QByteArray input = "{\"file_path\":" + jsonString(house.world.project.path(u"posts/one.md"_s)) + "}";
        house.start(u"Read"_s, input);
        QVERIFY(house.finish());
        QVERIFY2(house.end->result.text.contains(u"Posts are short."_s), qPrintable(house.end->result.text));
        QCOMPARE(house.world.told<TurnContext>().size(), 1);
        house.start(u"Read"_s, input, u"call2"_s);
        QVERIFY(house.finish());
        QVERIFY(!house.end->result.text.contains(u"Posts are short."_s)); // once a loop
    }
};

QTEST_GUILESS_MAIN(TestCallRun)
#include "tst_callrun.moc"
