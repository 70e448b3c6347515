// SPDX-License-Identifier: MIT
// Skills of a service from outside: `aios mcp skills`, and a run in which the model loads one (tests/stubs/skillserver).
#include "tests/support/programrun.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

class TestMcpSkills : public QObject {
    Q_OBJECT

    static Ran mcp(const Programs& programs, const QString& folder, const QStringList& words)
    {
        return programs.run(QStringList{u"mcp"_s, u"--project"_s, folder} + words);
    }
    static QString houseWith(const Programs& programs, const QString& mode)
    {
        const QString house = programs.house(u"h"_s);
        programs.place.write(
            u"script.yaml"_s,
            "rehearsal: 1\nsteps:\n  - when: {turn: 1}\n    say:\n      - tool: Skill\n        as: s\n        input: {skill: \"shop:refunds\"}\n"
            "  - say: [{text: \"It said: {{last.text}}\"}]\n");
        const Ran added = mcp(programs, house, {u"add"_s, u"shop"_s, u"--"_s, QStringLiteral(AIOS_BIN_DIR "/stubs/skillserver"), mode});
        if (added.code != 0)
            qFatal("%s", added.err.constData());
        return house;
    }
    static Ran load(const Programs& programs, const QString& house)
    {
        return programs.prompt(house, u"go"_s, {}, u"rehearsal:"_s + programs.place.path(u"script.yaml"_s));
    }

private Q_SLOTS:
    void listedTurnedOnLoaded()
    {
        const Programs programs;
        const QString house = houseWith(programs, u"ok"_s);
        const Ran list = mcp(programs, house, {u"skills"_s, u"shop"_s});
        QVERIFY2(list.code == 0 && list.out.contains("shop:refunds") && list.out.contains("shop:a/same") && list.out.contains("  off ("), list.out);
        const Ran text = mcp(programs, house, {u"skills"_s, u"shop"_s, u"--text"_s, u"refunds"_s});
        QVERIFY2(text.code == 0 && text.out.contains("Be kind."), text.err);
        QVERIFY(load(programs, house).out.contains("There is no skill named shop:refunds that you may load"));
        const Ran on = mcp(programs, house, {u"skills"_s, u"shop"_s, u"--on"_s, u"refunds"_s});
        QVERIFY2(on.code == 0 && on.out.contains("  on ("), on.err);
        // In a run of its own, in which the service's tools are known before the service is there.
        const Ran loaded = load(programs, house);
        QVERIFY2(loaded.code == 0, loaded.err);
        for (const char* words : {"Skill shop:refunds (base folder skill://acme/refunds)", "<skill from=\"shop:refunds\">", "# Steps",
                                  "`!`touch here`` $ARGUMENTS <\\/skill>", "skill://acme/refunds/references/FORMS.md"})
            QVERIFY2(loaded.out.contains(words), loaded.out);
        QVERIFY(!loaded.out.contains("allowed-tools"));
        QVERIFY(!programs.place.exists(u"h/here"_s));
        QCOMPARE(mcp(programs, house, {u"skills"_s, u"shop"_s, u"--on"_s, u"nothing"_s}).code, 1);
        QCOMPARE(mcp(programs, house, {u"skills"_s, u"nobody"_s}).code, 1);
        QCOMPARE(mcp(programs, house, {u"skills"_s}).code, 2);
    }

    /// Another service has listed its skills long before.
    void slowBesideAQuickOne()
    {
        const Programs programs;
        const QString house = houseWith(programs, u"ok"_s);
        QCOMPARE(mcp(programs, house, {u"add"_s, u"slow"_s, u"--"_s, QStringLiteral(AIOS_BIN_DIR "/stubs/skillserver"), u"slow"_s}).code, 0);
        const Ran list = mcp(programs, house, {u"skills"_s, u"slow"_s});
        QVERIFY2(list.code == 0 && list.out.contains("slow:refunds") && list.out.contains("slow:notes"), list.err);
    }

    void tampered()
    {
        const Programs programs;
        const QString house = houseWith(programs, u"tampers"_s);
        QCOMPARE(mcp(programs, house, {u"skills"_s, u"shop"_s, u"--on"_s, u"refunds"_s}).code, 0);
        const Ran text = mcp(programs, house, {u"skills"_s, u"shop"_s, u"--text"_s, u"refunds"_s});
        QVERIFY2(text.code == 1 && text.out.isEmpty() && text.err.contains("is not the file that was listed"), text.err);
        const Ran loaded = load(programs, house);
        QVERIFY2(loaded.out.contains("is not the file that was listed") && !loaded.out.contains("Be evil"), loaded.out);
    }

    void addressesOfSockets()
    {
        const Programs programs;
        const QString house = programs.house(u"h"_s);
        QCOMPARE(mcp(programs, house, {u"add"_s, u"desk"_s, u"ws://127.0.0.1:1/mcp"_s, u"--header"_s, u"X-Key: k"_s}).code, 0);
        const Ran list = mcp(programs, house, {u"list"_s});
        QVERIFY2(list.code == 1 && list.out.contains("127.0.0.1 does not take connections there"), list.out);
        const Ran diagnosed = mcp(programs, house, {u"diagnose"_s, u"desk"_s});
        QVERIFY2(diagnosed.code == 1 && diagnosed.out.contains("does not take connections there"), diagnosed.out);
    }
};

QTEST_GUILESS_MAIN(TestMcpSkills)
#include "tst_mcpskills.moc"
