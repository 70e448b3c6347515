// SPDX-License-Identifier: MIT
#include "core/agent/preconditions.h"
#include "core/base/json.h"
#include "tests/support/agentfixture.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// Rules that cannot be forgotten: a call that does not meet a rule's condition is refused by the program, and the model hears exactly what is missing.
class TestPreconditions : public QObject {
    Q_OBJECT

private:
    static void prepare(AgentFixture& world)
    {
        world.project.write(
            u".claude/rules/order.md"_s,
            "---\nenforce:\n  - before: Edit(content/**)\n    read: [brand/profile.md, \"playbooks/{platform}.md\"]\n---\nRead first.\n");
        world.project.write(u"brand/profile.md"_s, "We are.\n");
        world.project.write(u"playbooks/website.md"_s, "How.\n");
        world.loadContent();
        world.allow(u"Edit(content/**)"_s);
        world.allow(u"Edit(notes/**)"_s);
    }
    static ToolUseBlock reading(const AgentFixture& world, const QString& id, const QString& relative)
    {
        return toolUse(id, u"Read"_s, "{\"file_path\":" + jsonString(world.project.path(relative)) + "}");
    }
    static ToolUseBlock writing(const AgentFixture& world, const QString& id, const QString& relative, const QString& platform = u"website"_s)
    {
        const QString text = u"---\nplatform: %1\n---\nText\n"_s.arg(platform);
        return toolUse(id, u"Write"_s, "{\"file_path\":" + jsonString(world.project.path(relative)) + ",\"content\":" + jsonString(text) + "}");
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void holdsBack_data()
    {
        QTest::addColumn<QStringList>("reads");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("missing"); // empty: it is written
        QTest::newRow("nothing was read") << QStringList{} << u"content/a.md"_s << u"“brand/profile.md”, “playbooks/website.md”. Read"_s;
        QTest::newRow("half of it") << QStringList{u"brand/profile.md"_s} << u"content/a.md"_s << u"missing: “playbooks/website.md”"_s;
        QTest::newRow("the other way round") << QStringList{u"playbooks/website.md"_s, u"brand/profile.md"_s} << u"content/a.md"_s
                                             << u"missing: “playbooks/website.md”"_s;
        QTest::newRow("all, in order") << QStringList{u"brand/profile.md"_s, u"playbooks/website.md"_s} << u"content/a.md"_s << QString();
        QTest::newRow("another folder") << QStringList{} << u"notes/a.md"_s << QString();
    }
    void holdsBack()
    {
        QFETCH(const QStringList, reads);
        QFETCH(const QString, target);
        QFETCH(const QString, missing);
        AgentFixture world;
        prepare(world);
        int id = 0;
        for (const QString& file : reads)
            world.model->add(ScriptedReply::calls({reading(world, u"r%1"_s.arg(id++), file)}));
        world.model->add(ScriptedReply::calls({writing(world, u"w"_s, target)}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.project.exists(target), missing.isEmpty());
        const Message results = world.model->seen().back().messages.last();
        const auto* result = std::get_if<ToolResultBlock>(&results.blocks.first());
        QVERIFY(result);
        if (!missing.isEmpty())
            QVERIFY2(result->text.contains(missing), qPrintable(result->text));
        QCOMPARE(result->isError, !missing.isEmpty());
    }

    /// Reads of one reply run side by side and end in any order; they count in the order of the reply.
    void readsOfOneReplyCountInItsOrder()
    {
        for (int round = 0; round < 10; ++round) {
            AgentFixture world;
            prepare(world);
            world.project.write(u"brand/profile.md"_s, QByteArray("We are.\n").repeated(round % 2 ? 20'000 : 1));
            world.model->add(
                ScriptedReply::calls({reading(world, u"r1"_s, u"brand/profile.md"_s), reading(world, u"r2"_s, u"playbooks/website.md"_s)}));
            world.model->add(ScriptedReply::calls({writing(world, u"w"_s, u"content/a.md"_s)}));
            world.model->add(ScriptedReply::text(u"Done."_s));
            const auto session = Session::create(world.services);
            session->send(u"go"_s);
            QVERIFY(world.waitForEnds(1));
            QVERIFY(world.project.exists(u"content/a.md"_s));
        }
    }

    /// No rule, mode or person is asked before the condition is met: an allowed call is held back all the same.
    void thePlatformComesFromThePiece()
    {
        AgentFixture world;
        prepare(world);
        world.model->add(ScriptedReply::calls({reading(world, u"r1"_s, u"brand/profile.md"_s), reading(world, u"r2"_s, u"playbooks/website.md"_s)}));
        world.model->add(ScriptedReply::calls({writing(world, u"w"_s, u"content/x.md"_s, u"linkedin"_s)}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        QVERIFY(!world.project.exists(u"content/x.md"_s));
        const Message results = world.model->seen().back().messages.last();
        QVERIFY(std::get<ToolResultBlock>(results.blocks.first()).text.contains(u"playbooks/linkedin.md"_s));
    }

    void onlyThePersonApproves_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("written");
        const QString piece = u"content/a.md"_s;
        const QString board = u"context/active-work.md"_s;
        const QByteArray cards = "## In Review\n- A (a)\n\n## Approved\n- B (b)\n";
        QTest::newRow("a piece to Approved") << piece << QByteArray("---\nstatus: In Review\n---\nx\n")
                                             << QByteArray("---\nstatus: Approved\n---\nx\n") << false;
        QTest::newRow("spelt otherwise") << piece << QByteArray("---\nstatus: In Review\n---\nx\n")
                                         << QByteArray("---\nStatus: \"approved\" # yes\n---\nx\n") << false;
        QTest::newRow("to Published") << piece << QByteArray("---\nstatus: Approved\n---\nx\n") << QByteArray("---\nstatus: Published\n---\nx\n")
                                      << false;
        QTest::newRow("to Approved, with a character nobody sees")
            << piece << QByteArray("---\nstatus: Draft\n---\nx\n") << QByteArray("---\nstatus: \"Appr\xE2\x80\x8Boved\"\n---\nx\n") << false;
        QTest::newRow("a card to a heading that looks like it") << board << cards << cards + "\n## \xEF\xBC\xA1pproved\n- C (c)\n" << false;
        QTest::newRow("to In Review") << piece << QByteArray("---\nstatus: Draft\n---\nx\n") << QByteArray("---\nstatus: In Review\n---\nx\n")
                                      << true;
        QTest::newRow("back from Approved") << piece << QByteArray("---\nstatus: Approved\n---\nx\n")
                                            << QByteArray("---\nstatus: In Review\n---\ny\n") << true;
        QTest::newRow("a card to Approved") << board << cards << QByteArray("## In Review\n\n## Approved\n- B (b)\n- A (a)\n") << false;
        QTest::newRow("a new card in Published") << board << cards << cards + "\n## Published\n- C (c)\n" << false;
        QTest::newRow("a card to In Review, others stay")
            << board << cards << QByteArray("## In Review\n- A (a)\n- D (d)\n\n## Approved\n- B (b)\n") << true;
        QTest::newRow("another folder") << u"notes/a.md"_s << QByteArray("---\nstatus: Draft\n---\n") << QByteArray("---\nstatus: Approved\n---\n")
                                        << true;
    }
    void onlyThePersonApproves()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QFETCH(const bool, written);
        AgentFixture world;
        world.project.write(file, before);
        world.loadContent();
        world.allow(u"Edit(**)"_s);
        world.model->add(ScriptedReply::calls({reading(world, u"r"_s, file)}));
        world.model->add(ScriptedReply::calls(
            {toolUse(u"w"_s, u"Write"_s,
                     "{\"file_path\":" + jsonString(world.project.path(file)) + ",\"content\":" + jsonString(QString::fromUtf8(after)) + "}")}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.project.read(file), written ? after : before);
    }

    void statusesOfTheFolder_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("written");
        const auto row = [](const char* name, const QByteArray& before, const QByteArray& after, bool written) {
            QTest::newRow(name) << QByteArray("---\nstatus: " + before + "\n---\nx\n") << QByteArray("---\nstatus: " + after + "\n---\nx\n")
                                << written;
        };
        row("the assistant's", "Draft", "Outline", true);
        row("the person's", "In Progress", "Legal", false);
        row("over the person's", "In Progress", "In Review", false);
        row("behind the person's", "Legal", "In Review", true);
        row("behind Approved", "Approved", "Embargo", false);
        row("behind Approved, another spelling", "Approved", "EMBARGO", false);
        row("back", "Embargo", "Draft", true);
    }
    void statusesOfTheFolder()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QFETCH(const bool, written);
        StatusFlow flow;
        QVERIFY(flow.add(u"Outline"_s, PieceStatus::Draft, true));
        QVERIFY(flow.add(u"Legal"_s, PieceStatus::InReview, false, false));
        QVERIFY(flow.add(u"Embargo"_s, PieceStatus::Approved, true));
        AgentFixture world;
        world.services.statusFlow = [flow] { return flow; };
        world.project.write(u"content/a.md"_s, before);
        world.loadContent();
        world.allow(u"Edit(**)"_s);
        world.model->add(ScriptedReply::calls({reading(world, u"r"_s, u"content/a.md"_s)}));
        world.model->add(ScriptedReply::calls({toolUse(u"w"_s, u"Write"_s,
                                                       "{\"file_path\":" + jsonString(world.project.path(u"content/a.md"_s)) +
                                                           ",\"content\":" + jsonString(QString::fromUtf8(after)) + "}")}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.project.read(u"content/a.md"_s), written ? after : before);
    }

    /// A call that would be asked together with an earlier one is held back all the same.
    void alsoWhenAskedAhead()
    {
        AgentFixture world;
        world.project.write(u".claude/rules/order.md"_s,
                            "---\nenforce:\n  - before: Edit(content/**)\n    read: [brand/profile.md]\n---\nRead first.\n");
        world.project.write(u"content/b.md"_s, "---\nstatus: In Review\n---\nx\n");
        world.loadContent();
        world.model->add(ScriptedReply::calls({writing(world, u"w1"_s, u"notes/a.md"_s), writing(world, u"w2"_s, u"content/a.md"_s)}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForQuestion());
        QTest::qWait(30); // time to ask the second ahead
        QCOMPARE(world.broker().open().size(), 1);
        QVERIFY(world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(world.waitForEnds(1));
        QVERIFY(world.project.exists(u"notes/a.md"_s));
        QVERIFY(!world.project.exists(u"content/a.md"_s));
    }

    /// A program writes as well as Edit does; a rule that allows it does not help.
    void programsThatWrite_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("runs");
        QTest::newRow("copies there") << u"cp brand/profile.md content/x.md"_s << u"content/x.md"_s << false;
        QTest::newRow("by redirection") << u"echo x > content/x.md"_s << u"content/x.md"_s << false;
        QTest::newRow("only looks there") << u"ls content"_s << u"content/x.md"_s << true;
        QTest::newRow("elsewhere") << u"cp brand/profile.md notes/x.md"_s << u"notes/x.md"_s << true;
    }
    void programsThatWrite()
    {
        QFETCH(const QString, command);
        QFETCH(const QString, file);
        QFETCH(const bool, runs);
        AgentFixture world;
        prepare(world);
        world.project.write(u"notes/a.md"_s, "x\n");
        world.project.write(u"content/a.md"_s, "x\n");
        world.allow(u"Bash(*)"_s);
        world.model->add(ScriptedReply::calls({toolUse(u"b"_s, u"Bash"_s, "{\"command\":" + jsonString(command) + "}")}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        QCOMPARE(world.project.exists(file), runs && command.startsWith("cp"_L1));
        const Message results = world.model->seen().back().messages.last();
        const auto* result = std::get_if<ToolResultBlock>(&results.blocks.first());
        QVERIFY(result);
        QVERIFY2(result->isError == !runs, qPrintable(result->text));
        if (!runs)
            QVERIFY2(result->text.contains("The rule .claude/rules/order.md holds this back."_L1), qPrintable(result->text));
    }

    /// One that names nothing of it is not held back, but what it did is said.
    void programsThatWroteUnnamed()
    {
        AgentFixture world;
        prepare(world);
        world.project.write(u"tools/make.sh"_s, "mkdir -p content && echo x > content/x.md\n");
        world.model->add(ScriptedReply::calls({toolUse(u"b"_s, u"Bash"_s, "{\"command\":\"bash tools/make.sh\"}")}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.answer(decisionOf(Decision::Kind::Allow)));
        QVERIFY(world.waitForEnds(1));
        QVERIFY(world.project.exists(u"content/x.md"_s));
        const Message results = world.model->seen().back().messages.last();
        const QString text = std::get<ToolResultBlock>(results.blocks.first()).text;
        QVERIFY2(text.contains(u"content/x.md (the rule .claude/rules/order.md asks for “brand/profile.md”"_s), qPrintable(text));
        QVERIFY(world.shownTexts(TranscriptEntry::Kind::Notice).join(u' ').contains("content/x.md (the rule"_L1));
    }

    /// Records in order, whatever the table is called by, and only when there is one.
    void recordsInOrder_data()
    {
        QTest::addColumn<QStringList>("answers"); ///< Of calls made before: "tool table answer".
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("missing"); // empty: it is made
        const QString order = u"tableId = Plans"_s;
        const QString tables =
            u"mcp__records__list_tables - {\"tables\":[{\"id\":\"tblAAAAAAAAAAAAA1\",\"name\":\"Articles\"},{\"id\":\"tblAAAAAAAAAAAAA2\",\"name\":\"Brand\"}]}"_s;
        QTest::newRow("first") << QStringList{} << u"Articles"_s << order;
        QTest::newRow("another case") << QStringList{} << u"articles"_s << order;
        QTest::newRow("an id nobody told") << QStringList{} << u"tblAAAAAAAAAAAAA1"_s << u"whether that is “Articles”"_s;
        QTest::newRow("its id") << QStringList{tables} << u"tblAAAAAAAAAAAAA1"_s << order;
        QTest::newRow("another's id") << QStringList{tables} << u"tblAAAAAAAAAAAAA2"_s << QString();
        QTest::newRow("nothing was found") << QStringList{u"mcp__records__list_records Plans {\"records\":[]}"_s} << u"Articles"_s
                                           << u"found nothing"_s;
        QTest::newRow("one was found") << QStringList{u"mcp__records__list_records plans {\"records\":[{\"id\":\"rec1\"}]}"_s} << u"Articles"_s
                                       << QString();
        QTest::newRow("one was found, an id nobody told")
            << QStringList{u"mcp__records__list_records Plans {\"records\":[{\"id\":\"rec1\"}]}"_s} << u"tblAAAAAAAAAAAAA1"_s << QString();
    }
    void recordsInOrder()
    {
        QFETCH(const QStringList, answers);
        QFETCH(const QString, table);
        QFETCH(const QString, missing);
        AgentFixture world;
        world.project.write(u".claude/rules/order.md"_s, "---\nenforce:\n  - before: mcp__records__create_record*\n    when: {tableId: Articles}\n"
                                                         "    called: mcp__records__*_record*\n    with: {tableId: Plans}\n---\nPlans first.\n");
        world.loadContent();
        world.makeCore();
        for (const QString& answer : answers)
            world.core->noteWorked(answer.section(u' ', 0, 0), "{\"tableId\":" + jsonString(answer.section(u' ', 1, 1)) + "}",
                                   answer.section(u' ', 2));
        AccessRequest access;
        access.tool = u"mcp__records__create_record"_s;
        access.inputJson = "{\"tableId\":" + jsonString(table) + "}";
        const auto unmet = unmetCondition(*world.core, access);
        QCOMPARE(unmet.has_value(), !missing.isEmpty());
        if (unmet)
            QVERIFY2(unmet->text.contains(missing), qPrintable(unmet->text));
    }

    void holdsAfterARestartToo()
    {
        AgentFixture world;
        prepare(world);
        world.model->add(ScriptedReply::calls({reading(world, u"r1"_s, u"brand/profile.md"_s)}));
        world.model->add(ScriptedReply::calls({reading(world, u"r2"_s, u"playbooks/website.md"_s)}));
        world.model->add(ScriptedReply::text(u"Read."_s));
        QString id;
        {
            const auto session = Session::create(world.services);
            session->send(u"read"_s);
            QVERIFY(world.waitForEnds(1));
            id = session->id();
        }
        auto record = readTranscript(world.transcriptPath(id));
        QVERIFY(record);
        const auto session = Session::resume(world.services, std::move(*record));
        QVERIFY(session);
        world.model->add(ScriptedReply::calls({writing(world, u"w"_s, u"content/a.md"_s)}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        (*session)->send(u"write"_s);
        QVERIFY(world.waitForEnds(2));
        QVERIFY(world.project.exists(u"content/a.md"_s));
    }
};

QTEST_GUILESS_MAIN(TestPreconditions)
#include "tst_preconditions.moc"
