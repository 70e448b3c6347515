// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "tests/support/agentfixture.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// Commands as the model has them: each is a skill in a single file, listed with the others and loaded by the Skill tool.
class TestCommandSkills : public QObject {
    Q_OBJECT

private:
    static ToolUseBlock load(const QString& id, const QString& name, const QString& arguments = {})
    {
        return toolUse(id, u"Skill"_s, "{\"skill\":" + jsonString(name) + ",\"args\":" + jsonString(arguments) + "}");
    }
    static void furnish(AgentFixture& world)
    {
        world.project.write(u".claude/commands/plan.md"_s,
                            "---\nname: Nobody calls it so\ndescription: Plans a piece\nwhen_to_use: Before anything is written.\n"
                            "paths: [\"never/**\"]\n---\nPlan $ARGUMENTS in three lines.\n");
        world.project.write(u".claude/commands/frontend/part.md"_s, "# Part\n\nMakes one part.\n");
        world.project.write(u".claude/commands/private.md"_s, "---\ndescription: Only people\ndisable-model-invocation: true\n---\nBy hand.\n");
        world.project.write(u".claude/commands/quiet.md"_s, "---\ndescription: Only the model\nuser-invocable: false\n---\nQuietly.\n");
        world.project.write(u".claude/commands/style.md"_s, "---\ndescription: The command\n---\nCOMMAND BODY\n");
        world.project.write(u".claude/skills/style/SKILL.md"_s, "---\ndescription: The skill\n---\nSKILL BODY\n");
        world.project.write(u"learnings/plan.md"_s, "- 2026-01-01: Three lines, never four.\n");
        world.loadContent();
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void listedAndLoaded()
    {
        AgentFixture world;
        furnish(world);
        world.model->add(ScriptedReply::calls({load(u"p1"_s, u"plan"_s, u"bright lights"_s), load(u"p2"_s, u"/plan"_s, u"bright lights"_s),
                                               load(u"s"_s, u"style"_s), load(u"n"_s, u"private"_s)}));
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        QVERIFY(world.broker().open().isEmpty()); // as for skills, loading asks nobody
        const QString system = world.model->seen().at(0).system;
        for (const QString& line :
             {u"\n- plan: Plans a piece. Before anything is written.\n"_s, u"- style: The skill"_s, u"- quiet: Only the model"_s})
            QVERIFY2(system.contains(line), qPrintable(line + system));
        QVERIFY(system.contains(u"- frontend:part: "_s));
        QVERIFY(!system.contains(u"- private"_s) && !system.contains(u"The command"_s) && !system.contains(u"Nobody calls it so"_s));
        const QList<Block> results = world.model->seen().at(1).messages.last().blocks;
        const auto told = [&results](qsizetype i) { return std::get<ToolResultBlock>(results.at(i)).text; };
        QVERIFY2(told(0).contains(u"Plan bright lights in three lines."_s) && told(0).contains(u"Three lines, never four."_s), qPrintable(told(0)));
        QVERIFY2(told(1).contains(u"already loaded"_s), qPrintable(told(1)));
        QVERIFY2(told(2).contains(u"SKILL BODY"_s), qPrintable(told(2))); // the skill wins
        QVERIFY2(told(3).contains(u"no skill named private"_s) && std::get<ToolResultBlock>(results.at(3)).isError, qPrintable(told(3)));
    }

    void rulesHoldForThemToo()
    {
        AgentFixture world;
        furnish(world);
        world.deny(u"Skill(plan)"_s);
        world.model->add(ScriptedReply::calls({load(u"p"_s, u"plan"_s)})).add(ScriptedReply::text(u"Well."_s));
        const auto session = Session::create(world.services);
        session->send(u"go"_s);
        QVERIFY(world.waitForEnds(1));
        QVERIFY2(!world.model->seen().at(1).lastText().contains(u"three lines"_s), qPrintable(world.model->seen().at(1).lastText()));
    }

    void thePersonsMenu()
    {
        AgentFixture world;
        furnish(world);
        world.model->add(ScriptedReply::text(u"Done."_s));
        const auto session = Session::create(world.services);
        session->send(u"/quiet"_s);
        QVERIFY(world.waitForEnds(1));
        QVERIFY2(world.lastEnd().error.contains(u"no command /quiet"_s) && !world.lastEnd().error.contains(u"/quiet, "_s),
                 qPrintable(world.lastEnd().error));
        session->send(u"/private"_s);
        QVERIFY(world.waitForEnds(2));
        QCOMPARE(world.lastEnd().error, QString());
    }
};

QTEST_GUILESS_MAIN(TestCommandSkills)
#include "tst_commandskills.moc"
