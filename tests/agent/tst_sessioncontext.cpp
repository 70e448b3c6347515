// SPDX-License-Identifier: MIT
#include "core/agent/turncontexts.h"
#include "core/base/json.h"
#include "tests/support/agentfixture.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// What was in the context of each turn: told, recorded, and true.
class TestSessionContext : public QObject {
    Q_OBJECT

private:
    static QString requestText(const ScriptedModel::Seen& seen)
    {
        QString all;
        for (const Message& message : seen.messages) {
            for (const Block& block : message.blocks) {
                if (const auto* result = std::get_if<ToolResultBlock>(&block))
                    all += result->text + u'\n';
            }
            all += plainText(message) + u'\n';
        }
        return all;
    }
    static ToolUseBlock skill(const QString& id, const QString& name = u"style"_s)
    {
        return toolUse(id, u"Skill"_s, "{\"skill\":" + jsonString(name) + "}");
    }
    static ToolUseBlock read(const AgentFixture& world, const QString& id, const QString& relative)
    {
        return toolUse(id, u"Read"_s, "{\"file_path\":" + jsonString(world.project.path(relative)) + "}");
    }
    static ToolUseBlock agent(const QString& id)
    {
        return toolUse(id, u"Agent"_s, R"({"description":"look","prompt":"Look.","subagent_type":"helper"})");
    }
    static void furnish(AgentFixture& world)
    {
        world.project.write(u".claude/skills/style/SKILL.md"_s, "---\nname: style\ndescription: How we write\n---\nShort sentences.\n");
        world.project.write(u".claude/rules/content.md"_s, "---\npaths: content/**\n---\nA TITLE FIRST\n");
        world.project.write(u".claude/agents/helper.md"_s, "---\nname: helper\ndescription: Helps\nskills: style\n---\nYou help.\n");
        world.project.write(u"content/a.md"_s, "piece\n");
        world.loadContent();
    }
    /// "kind title", sorted; without the tools.
    static QStringList names(const TurnContext& context)
    {
        QStringList out;
        for (const ContextPart& part : context.parts) {
            if (part.kind != "tools"_L1)
                out.append(part.kind + u' ' + part.title);
        }
        out.sort();
        return out;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void eachTurnTellsAllThatStandsThere()
    {
        AgentFixture world;
        furnish(world);
        world.model->add(ScriptedReply::calls({skill(u"s"_s), read(world, u"r"_s, u"content/a.md"_s)})).add(ScriptedReply::text(u"One."_s));
        world.model->add(ScriptedReply::text(u"Two."_s));
        const auto session = Session::create(world.services);
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        session->send(u"second"_s);
        QVERIFY(world.waitForEnds(2));
        const auto record = parseTranscript(world.transcript(session->id()));
        QVERIFY(record);
        for (const QList<TurnContext>& told : {world.told<TurnContext>(), record->contexts}) {
            const QList<TurnContext> turns = contextByTurn(told);
            QCOMPARE(turns.size(), 1); // nothing came in with the second prompt
            QCOMPARE(names(turns[0]),
                     (QStringList{u"agents Agent list"_s, u"brain CLAUDE.md"_s, u"file content/a.md"_s, u"rule .claude/rules/content.md"_s,
                                  u"skill style"_s, u"skills Skill list"_s, u"system AIOS Desktop"_s}));
            for (const ContextPart& part : turns[0].parts)
                QVERIFY2(part.tokens > 0 && !part.why.isEmpty() && !part.sha256.isEmpty(), qPrintable(part.kind + u' ' + part.title));
            const auto isReadTool = [](const ContextPart& part) { return part.kind == "tools"_L1 && part.title == "Read"_L1; };
            QVERIFY(std::ranges::any_of(turns[0].parts, isReadTool));
        }
    }

    void mentionsBringTheirRules()
    {
        AgentFixture world;
        furnish(world);
        world.project.write(u"content/b/c.md"_s, "deep\n");
        world.model->add(ScriptedReply::text(u"One."_s)).add(ScriptedReply::text(u"Two."_s));
        const auto session = Session::create(world.services);
        session->send(u"Look at @content/a.md please"_s);
        QVERIFY(world.waitForEnds(1));
        const QString given = world.model->seen().at(0).lastText();
        QVERIFY2(given.contains(u"piece"_s) && given.contains(u"A TITLE FIRST"_s), qPrintable(given));
        session->send(u"And @content"_s);
        QVERIFY(world.waitForEnds(2));
        const QString listed = world.model->seen().at(1).lastText();
        QVERIFY2(listed.contains(u"<folder path=\"content\">\na.md\nb/\n</folder>"_s), qPrintable(listed));
        QVERIFY(!listed.contains(u"A TITLE FIRST"_s)); // once
    }

    void skillsWithPathsAreOfferedWithTheFile()
    {
        AgentFixture world;
        furnish(world);
        world.project.write(u".claude/skills/posts/SKILL.md"_s,
                            "---\nname: posts\ndescription: How posts look\npaths: content/**\n---\nA hook first.\n");
        world.project.write(u".claude/skills/hidden/SKILL.md"_s,
                            "---\nname: hidden\ndescription: Mine alone\npaths: content/**\ndisable-model-invocation: true\n---\nNo.\n");
        world.loadContent();
        world.model->add(ScriptedReply::calls({read(world, u"r1"_s, u"CLAUDE.md"_s), read(world, u"r2"_s, u"content/a.md"_s)}));
        world.model->add(ScriptedReply::calls({read(world, u"r3"_s, u"content/a.md"_s), skill(u"s"_s, u"posts"_s)}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        const auto& seen = world.model->seen();
        QVERIFY2(seen.at(0).system.contains(u"- style: How we write"_s) && !seen.at(0).system.contains(u"posts"_s), qPrintable(seen.at(0).system));
        QCOMPARE(seen.at(2).system, seen.at(0).system); // the prefix stays
        const QString all = requestText(seen.at(2));
        QCOMPARE(all.count(u"- posts: How posts look"_s), 1);
        QVERIFY2(all.contains(u"A hook first."_s) && !all.contains(u"Mine alone"_s), qPrintable(all));
        const auto record = parseTranscript(world.transcript(session->id()));
        QVERIFY(record);
        const QList<TurnContext> turns = contextByTurn(record->contexts);
        QCOMPARE(turns.size(), 1);
        QVERIFY2(names(turns[0]).contains(u"skill-hint posts"_s), qPrintable(names(turns[0]).join(u", "_s)));
    }

    void agentsTellTheirsAndLoadTheirOwnSkills()
    {
        AgentFixture world;
        furnish(world);
        world.model->add(ScriptedReply::calls({skill(u"s1"_s)})).add(ScriptedReply::calls({agent(u"a1"_s)}));
        world.model->add(ScriptedReply::calls({skill(u"s2"_s), read(world, u"r"_s, u"content/a.md"_s)})).add(ScriptedReply::text(u"Report."_s));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        QVERIFY(world.model->spent());
        const QString agents = requestText(world.model->seen().at(3));
        QVERIFY2(agents.contains(u"Skill style (base folder"_s) && !agents.contains(u"already loaded"_s),
                 qPrintable(agents)); // it has not seen the other's
        const auto record = parseTranscript(world.transcript(session->id()));
        QVERIFY(record);
        const QList<TurnContext> turns = contextByTurn(record->contexts);
        QCOMPARE(turns.size(), 2);
        QCOMPARE(turns[1].agent, u"helper"_s);
        QCOMPARE(turns[1].parentToolId, u"a1"_s);
        const QStringList theirs = names(turns[1]);
        QVERIFY2(theirs.contains(u"agent helper"_s) && theirs.contains(u"brain CLAUDE.md"_s) && theirs.contains(u"file content/a.md"_s),
                 qPrintable(theirs.join(u", ")));
        QVERIFY(!names(turns[0]).contains(u"file content/a.md"_s));
    }

    void aSummaryBeginsTheContextAnew()
    {
        AgentFixture world;
        furnish(world);
        const QByteArray longBody = "Long. " + QByteArray("word and word and word.\n").repeated(2000);
        world.project.write(u".claude/skills/long/SKILL.md"_s, "---\nname: long\ndescription: A long one\n---\n" + longBody);
        world.loadContent();
        world.model->add(ScriptedReply::calls({skill(u"s1"_s), skill(u"s2"_s, u"long"_s), read(world, u"r"_s, u"content/a.md"_s)}));
        world.model->add(ScriptedReply::text(u"One."_s)).add(ScriptedReply::text(u"THE SUMMARY"_s));
        world.model->add(ScriptedReply::calls({skill(u"s3"_s), skill(u"s4"_s, u"long"_s)})).add(ScriptedReply::text(u"Two."_s));
        const auto session = Session::create(world.services);
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        session->compact({});
        QVERIFY(world.waitForEnds(2));
        QCOMPARE(names(contextByTurn(world.told<TurnContext>()).last()),
                 (QStringList{u"agents Agent list"_s, u"brain CLAUDE.md"_s, u"skill long"_s, u"skill style"_s, u"skills Skill list"_s,
                              u"summary The conversation so far, summarised"_s, u"system AIOS Desktop"_s}));
        session->send(u"second"_s);
        QVERIFY(world.waitForEnds(3));
        const QString after = requestText(world.model->seen().back());
        QVERIFY(after.contains(u"The skill style is already loaded"_s));
        QVERIFY(after.contains(u"Skill long (base folder"_s)); // only its beginning was kept
        const auto record = parseTranscript(world.transcript(session->id()));
        QVERIFY(record);
        QCOMPARE(names(contextByTurn(record->contexts).last()), names(contextByTurn(world.told<TurnContext>()).last()));
    }

    void badSummariesAreNotUsed_data()
    {
        QTest::addColumn<StopReason>("stop");
        QTest::newRow("refused") << StopReason::Refusal;
        QTest::newRow("cut off") << StopReason::MaxTokens;
        QTest::newRow("no room") << StopReason::ContextExceeded;
    }
    void badSummariesAreNotUsed()
    {
        QFETCH(const StopReason, stop);
        AgentFixture world;
        world.model->add(ScriptedReply::text(u"One."_s))
            .add(ScriptedReply::text(u"I will not say that the"_s).withStop(stop))
            .add(ScriptedReply::text(u"Two."_s));
        const auto session = Session::create(world.services);
        session->send(u"first"_s);
        QVERIFY(world.waitForEnds(1));
        session->compact({});
        QVERIFY(world.waitForEnds(2));
        QCOMPARE(world.lastEnd().how, TurnEnded::How::Failed);
        session->send(u"second"_s);
        QVERIFY(world.waitForEnds(3));
        const QString request = requestText(world.model->seen().back());
        QVERIFY(request.contains(u"first"_s) && !request.contains(u"I will not"_s));
    }

    /// A skill that the person ran is attached again too.
    void aSkillRunByThePersonOutlivesTheSummary()
    {
        AgentFixture world;
        furnish(world);
        world.model->add(ScriptedReply::text(u"One."_s)).add(ScriptedReply::text(u"THE SUMMARY"_s)).add(ScriptedReply::text(u"Two."_s));
        const auto session = Session::create(world.services);
        session->send(u"/style"_s);
        QVERIFY(world.waitForEnds(1));
        session->compact({});
        QVERIFY(world.waitForEnds(2));
        session->send(u"go on"_s);
        QVERIFY(world.waitForEnds(3));
        QVERIFY(requestText(world.model->seen().back()).contains(u"Short sentences."_s));
    }
};

QTEST_GUILESS_MAIN(TestSessionContext)
#include "tst_sessioncontext.moc"
