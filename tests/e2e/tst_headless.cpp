// SPDX-License-Identifier: MIT
#include "tests/support/programrun.h"

#include <csignal>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The real program, driven as a script would drive it.
class TestHeadless : public QObject {
    Q_OBJECT

private:
    static QStringList planRules() { return {u"--allow"_s, u"Edit(content/**)"_s, u"--allow"_s, u"Edit(context/**)"_s}; }

    static json::object resultLine(const Ran& ran)
    {
        const auto lines = ran.lines();
        return lines.isEmpty() ? json::object() : lines.last();
    }

    /// One file written, then words.
    static QString writingRehearsal(const Programs& programs)
    {
        programs.place.write(u"writes.yaml"_s,
                             "rehearsal: 1\n"
                             "steps:\n"
                             "  - when: {turn: 1}\n"
                             "    say:\n"
                             "      - text: \"I write it.\"\n"
                             "      - tool: Write\n"
                             "        input: {file_path: \"{{project}}/out/{{prompt | slug}}.md\", content: \"about {{prompt}}\\n\"}\n"
                             "  - when: {denied: true}\n"
                             "    say: [{text: \"You said no.\"}]\n"
                             "  - say: [{text: \"Written.\"}]\n");
        return u"rehearsal:"_s + programs.place.path(u"writes.yaml"_s);
    }

    static QStringList sessionIds(const Programs& programs, const QString& folder)
    {
        QStringList ids;
        const auto lines = programs.run({u"session"_s, u"list"_s, u"--json"_s, u"--project"_s, folder}).lines();
        for (const auto& line : lines)
            ids.append(jsonText(line, "id"));
        return ids;
    }

private Q_SLOTS:
    /// The issue's own acceptance: plan and board entry are written when the two rules allow it …
    void planWritesPlanAndBoard()
    {
        const Programs programs;
        const QString folder = programs.place.path(u"mine"_s);
        QCOMPARE(programs.run({u"new"_s, u"--template"_s, u"content-engine"_s, folder}).code, 0);
        const auto before = treeOf(folder);
        const Ran ran = programs.prompt(folder, u"/plan why do new brake pads squeal"_s, planRules());
        QVERIFY2(ran.code == 0, ran.err.constData());
        const auto after = treeOf(folder);
        QStringList changed;
        for (auto it = after.cbegin(); it != after.cend(); ++it) {
            if (before.value(it.key()) != it.value())
                changed.append(it.key());
        }
        QVERIFY2(changed.contains(u"context/active-work.md"_s), qPrintable(changed.join(u' ')));
        QCOMPARE(changed.filter(u"content/plans/"_s).size(), 1);
        for (const QString& path : std::as_const(changed))
            QVERIFY2(path.startsWith(u"content/"_s) || path.startsWith(u"context/"_s), qPrintable(path));
        const QByteArray decisions = programs.run({u"decisions"_s, folder}).out;
        QVERIFY2(decisions.contains("rule Edit(content/**)") && decisions.contains("context/active-work.md"), decisions.constData());
    }

    /// … and without them not one byte changes, the exit code is 3, and what was denied is named.
    void withoutRulesNothingChanges()
    {
        const Programs programs;
        const QString folder = programs.place.path(u"mine"_s);
        QCOMPARE(programs.run({u"new"_s, u"--template"_s, u"content-engine"_s, folder}).code, 0);
        const auto before = treeOf(folder);
        const Ran ran = programs.prompt(folder, u"/plan why do new brake pads squeal"_s);
        QCOMPARE(ran.code, 3);
        QCOMPARE(treeOf(folder), before);
        QVERIFY2(ran.err.contains("denied") && (ran.err.contains("Write") || ran.err.contains("Edit")), ran.err.constData());
        QVERIFY(programs.run({u"decisions"_s, folder}).out.contains("denied"));
    }

    void newRefusesAFullFolder()
    {
        const Programs programs;
        const QString folder = programs.house(u"full"_s);
        const auto before = treeOf(folder);
        QCOMPARE(programs.run({u"new"_s, u"--template"_s, u"content-engine"_s, folder}).code, 1);
        QCOMPARE(treeOf(folder), before);
    }

    void streamJsonLines()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const Ran ran =
            programs.prompt(folder, u"one"_s, {u"--output"_s, u"stream-json"_s, u"--include-partial-messages"_s, u"--allow"_s, u"Edit(out/**)"_s},
                            writingRehearsal(programs));
        QVERIFY2(ran.code == 0, ran.err.constData());
        const auto lines = ran.lines();
        QCOMPARE(lines.size(), ran.lineCount());
        int results = 0;
        QStringList types;
        for (const auto& line : lines) {
            types.append(jsonText(line, "type"));
            results += types.last() == u"result" ? 1 : 0;
            QVERIFY(!jsonText(line, "session_id").isEmpty());
            QVERIFY(!jsonText(line, "uuid").isEmpty());
        }
        QCOMPARE(results, 1);
        QCOMPARE(types.last(), u"result"_s);
        for (const QString& type : {u"system"_s, u"assistant"_s, u"user"_s, u"stream_event"_s})
            QVERIFY2(types.contains(type), qPrintable(type));
        const auto result = lines.last();
        QCOMPARE(jsonText(result, "subtype"), u"success"_s);
        QCOMPARE(jsonText(result, "result"), u"Written."_s);
        QCOMPARE(jsonInt(result, "num_turns"), 2);
        QCOMPARE(jsonBool(result, "is_error", true), false);
    }

    void deniedCallsAreInTheResult()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const Ran ran = programs.prompt(folder, u"one"_s, {u"--output"_s, u"json"_s}, writingRehearsal(programs));
        QCOMPARE(ran.code, 3);
        QCOMPARE(ran.lineCount(), 1);
        const auto result = resultLine(ran);
        const auto* denials = jsonArray(result, "permission_denials");
        QVERIFY(denials && denials->size() == 1);
        QCOMPARE(jsonText(denials->front().as_object(), "tool_name"), u"Write"_s);
        QCOMPARE(jsonText(result, "result"), u"You said no."_s);
        QVERIFY(!QFileInfo::exists(folder + u"/out"_s));
    }

    void denyBeatsAllow()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const Ran ran = programs.prompt(folder, u"one"_s, {u"--allow"_s, u"Edit"_s, u"--deny"_s, u"Edit(out/**)"_s}, writingRehearsal(programs));
        QCOMPARE(ran.code, 3);
        QVERIFY(!QFileInfo::exists(folder + u"/out"_s));
    }

    /// Each rule that counts for nothing is said, wherever it stands; the run goes on.
    void rulesInVainAreSaid()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"h/.claude/settings.json"_s,
                             "{\"permissions\":{\n  \"deny\":[\"Write(content/**)\"],\n  \"ask\":[\"Wrtie\"]},\n \"env\":{\"A\":\"b\"}}");
        const Ran ran = programs.prompt(folder, u"one"_s, {u"--allow"_s, u"Write(out/**)"_s}, writingRehearsal(programs));
        QCOMPARE(ran.code, 3);
        for (const char* words :
             {"--allow Write(out/**) allows nothing", "Edit(out/**)", "The deny rule Write(content/**)", "The ask rule Wrtie", "It protects nothing"})
            QVERIFY2(ran.err.contains(words), QByteArray(QByteArray(words) + " in " + ran.err).constData());
        QStringList warnings;
        const auto shown = parseJson(programs.run({u"project"_s, u"show"_s, u"--json"_s, folder}).out);
        for (const json::value& warning : *jsonArray(shown->as_object(), "warnings")) {
            if (const QString code = jsonText(warning.as_object(), "code"); code.startsWith("settings."_L1))
                warnings.append(code + u':' + QString::number(jsonInt(warning.as_object(), "line")));
        }
        QCOMPARE(warnings, (QStringList{u"settings.rule:2"_s, u"settings.rule:3"_s, u"settings.unused:4"_s}));
    }

    void maxTurnsStops()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const Ran ran = programs.prompt(folder, u"one"_s, {u"--max-turns"_s, u"1"_s, u"--output"_s, u"json"_s, u"--allow"_s, u"Edit(out/**)"_s},
                                        writingRehearsal(programs));
        QCOMPARE(ran.code, 4);
        QCOMPARE(jsonText(resultLine(ran), "subtype"), u"error_max_turns"_s);
        QVERIFY(QFileInfo::exists(folder + u"/out/one.md"_s)); // what was asked for before the limit was done
    }

    /// The limits that the person has set for every session; what is said for one run wins.
    void limitsOfThePersonStop_data()
    {
        QTest::addColumn<QByteArray>("limits");
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::newRow("turns") << QByteArray("{\"turns\":1}") << QStringList() << 4;
        QTest::newRow("tokens") << QByteArray("{\"tokens\":5}") << QStringList() << 4;
        QTest::newRow("more for this run") << QByteArray("{\"turns\":1}") << QStringList{u"--max-turns"_s, u"5"_s} << 0;
        QTest::newRow("no limits") << QByteArray("{\"turns\":\"many\",\"tokens\":-1}") << QStringList() << 0;
    }
    void limitsOfThePersonStop()
    {
        QFETCH(const QByteArray, limits);
        QFETCH(const QStringList, arguments);
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"home/aios/config/settings.json"_s, "{\"limits\":" + limits + "}");
        const Ran ran = programs.prompt(folder, u"one"_s, QStringList{u"--allow"_s, u"Edit(out/**)"_s} + arguments, writingRehearsal(programs));
        QTEST(ran.code, "code");
    }

    void usageErrors_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown command") << QStringList{u"frobnicate"_s};
        QTest::newRow("unknown option") << QStringList{u"run"_s, u"--frob"_s, u"x"_s};
        QTest::newRow("two prompts") << QStringList{u"run"_s, u"one"_s, u"two"_s};
        QTest::newRow("blank prompt") << QStringList{u"run"_s, u"  "_s};
        QTest::newRow("unknown output") << QStringList{u"run"_s, u"--output"_s, u"xml"_s, u"x"_s};
        QTest::newRow("unknown mode") << QStringList{u"run"_s, u"--mode"_s, u"yolo"_s, u"x"_s};
        QTest::newRow("fork of nothing") << QStringList{u"run"_s, u"--fork"_s, u"x"_s};
        QTest::newRow("unreadable rule") << QStringList{u"run"_s, u"--deny"_s, u"Edit(unclosed"_s, u"x"_s};
        QTest::newRow("deny rule that is never consulted") << QStringList{u"run"_s, u"--deny"_s, u"Write(content/**)"_s, u"x"_s};
        QTest::newRow("deny rule of no tool") << QStringList{u"run"_s, u"--deny"_s, u"Wrtie(content/**)"_s, u"x"_s};
        QTest::newRow("limit that is no number") << QStringList{u"run"_s, u"--max-turns"_s, u"many"_s, u"x"_s};
        QTest::newRow("session without an id") << QStringList{u"session"_s, u"show"_s};
        QTest::newRow("new without a folder") << QStringList{u"new"_s};
    }
    void usageErrors()
    {
        QFETCH(const QStringList, arguments);
        const Programs programs;
        const Ran ran = programs.run(arguments);
        QCOMPARE(ran.code, 2);
        QVERIFY(!ran.err.isEmpty());
        QVERIFY(ran.out.isEmpty());
    }

    void unknownCommandSendsNothing()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const Ran ran = programs.prompt(folder, u"/nosuch thing"_s, {u"--output"_s, u"json"_s});
        QCOMPARE(ran.code, 1);
        QVERIFY(jsonText(resultLine(ran), "result").contains(u"/nosuch"_s));
        QCOMPARE(jsonInt(resultLine(ran), "num_turns"), 0);
    }

    void resumeContinueAndFork()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const QString model = writingRehearsal(programs);
        QCOMPARE(programs.prompt(folder, u"first"_s, {u"--allow"_s, u"Edit(out/**)"_s}, model).code, 0);
        const QStringList one = sessionIds(programs, folder);
        QCOMPARE(one.size(), 1);
        const Ran resumed =
            programs.prompt(folder, u"second"_s, {u"--resume"_s, one[0], u"--output"_s, u"json"_s, u"--allow"_s, u"Edit(out/**)"_s}, model);
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        QCOMPARE(jsonText(resultLine(resumed), "session_id"), one[0]);
        const Ran continued =
            programs.prompt(folder, u"third"_s, {u"--continue"_s, u"--output"_s, u"json"_s, u"--allow"_s, u"Edit(out/**)"_s}, model);
        QCOMPARE(jsonText(resultLine(continued), "session_id"), one[0]);
        QCOMPARE(sessionIds(programs, folder), one);
        const Ran unset = programs.prompt(folder, u"fourth"_s, {u"--resume"_s, QString()}, model); // as "$ID" gives it when it is not set
        QCOMPARE(unset.code, 2);
        QCOMPARE(sessionIds(programs, folder), one);
        const QByteArray before = programs.run({u"session"_s, u"show"_s, one[0], u"--project"_s, folder}).out;
        const Ran forked =
            programs.prompt(folder, u"fourth"_s, {u"--continue"_s, u"--fork"_s, u"--output"_s, u"json"_s, u"--allow"_s, u"Edit(out/**)"_s}, model);
        const QString fork = jsonText(resultLine(forked), "session_id");
        QVERIFY(!fork.isEmpty() && fork != one[0]);
        QCOMPARE(sessionIds(programs, folder).size(), 2);
        QCOMPARE(programs.run({u"session"_s, u"show"_s, one[0], u"--project"_s, folder}).out, before); // the first stays as it was
        const QByteArray shown = programs.run({u"session"_s, u"show"_s, fork, u"--project"_s, folder}).out;
        for (const QByteArray word : {"first", "second", "third", "fourth"})
            QVERIFY2(shown.contains(word), shown.constData());
    }

    void recordThenReplay()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const QString other = programs.house(u"h2"_s);
        const QString recording = programs.place.path(u"recorded.yaml"_s);
        QCOMPARE(
            programs.prompt(folder, u"same thing"_s, {u"--record"_s, recording, u"--allow"_s, u"Edit(out/**)"_s}, writingRehearsal(programs)).code,
            0);
        QVERIFY(QFileInfo(recording).size() > 0);
        const auto first = treeOf(folder);
        QDir(folder + u"/out"_s).removeRecursively();
        const Ran replayed = programs.prompt(folder, u"same thing"_s, {u"--replay"_s, recording, u"--allow"_s, u"Edit(out/**)"_s});
        QVERIFY2(replayed.code == 0, replayed.err.constData());
        QCOMPARE(treeOf(folder), first);
    }

    void untrustedFolderRunsNoInlineShell()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"h/.claude/commands/look.md"_s, "Look: !`touch ran.txt`\n");
        Ran ran = programs.prompt(folder, u"/look"_s, {u"--allow"_s, u"Bash"_s});
        QCOMPARE(ran.code, 1);
        QVERIFY2(ran.err.contains("not trusted"), ran.err.constData());
        QVERIFY(!QFileInfo::exists(folder + u"/ran.txt"_s));
        QCOMPARE(programs.run({u"project"_s, u"trust"_s, u"--yes"_s, folder}).code, 0);
        ran = programs.prompt(folder, u"/look"_s, {u"--allow"_s, u"Bash(touch ran.txt)"_s});
        QVERIFY2(QFileInfo::exists(folder + u"/ran.txt"_s), ran.err.constData());
    }

    /// What `project trust` lists as read from outside is read afterwards, and each kind says what becomes of it.
    void trustReadsWhatItListed()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"shared/sk/SKILL.md"_s, "---\ndescription: shared one\nallowed-tools: Bash(date)\n---\nbody\n");
        programs.place.write(u"shared/notes.md"_s, "imported words\n");
        programs.place.write(u"h/CLAUDE.md"_s, "# House\n@../shared/notes.md\n");
        programs.place.write(u"h/.claude/settings.json"_s, "{\"hooks\":{\"Stop\":\"./x\"},\"permissions\":{\"additionalDirectories\":[\"../y\"]}}");
        programs.place.link(programs.place.path(u"shared/sk"_s), u"h/.claude/skills/sk"_s);
        const auto shows = [&] { return programs.run({u"project"_s, u"show"_s, u"--json"_s, folder}).out; };
        QVERIFY(!shows().contains("shared one"));
        Ran ran = programs.run({u"project"_s, u"trust"_s, u"--yes"_s, folder});
        QVERIFY2(ran.code == 0, ran.err.constData());
        for (const char* words : {"never runs hooks", "works in the folder itself only", "shared/notes.md", "shared/sk/SKILL.md", "Trusted."})
            QVERIFY2(ran.out.contains(words), QByteArray(QByteArray(words) + " in " + ran.out).constData());
        QVERIFY(shows().contains("shared one"));
        QCOMPARE(jsonArray(parseJson(shows())->as_object(), "brain")->size(), 2U);
        // The skill allows itself a program, which nobody was shown before.
        QVERIFY2(ran.out.contains("Run `aios project trust` again"), ran.out.constData());
        ran = programs.run({u"project"_s, u"trust"_s, folder});
        QCOMPARE(ran.code, 3);
        QVERIFY2(ran.out.contains("changed since it was trusted") && ran.out.contains("Bash(date)"), ran.out.constData());
        QCOMPARE(programs.run({u"project"_s, u"trust"_s, u"--yes"_s, folder}).code, 0);
        ran = programs.run({u"project"_s, u"trust"_s, folder});
        QCOMPARE(ran.code, 0);
        QVERIFY2(ran.out.contains(": trusted"), ran.out.constData());
    }

    void allowRulesOfTheFolderDoNotCount()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"h/.claude/settings.json"_s,
                             "{\"permissions\":{\"allow\":[\"Edit\",\"Write\",\"Bash\"],\"defaultMode\":\"acceptEdits\"}}");
        programs.place.write(u"h/.claude/settings.local.json"_s,
                             "{\"permissions\":{\"allow\":[\"Edit(out/**)\"],\"defaultMode\":\"bypassPermissions\"}}");
        const Ran ran = programs.prompt(folder, u"one"_s, {}, writingRehearsal(programs));
        QCOMPARE(ran.code, 3);
        QVERIFY(!QFileInfo::exists(folder + u"/out"_s));
    }

    void denyRulesOfTheFolderDoCount()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"h/.claude/settings.json"_s, "{\"permissions\":{\"deny\":[\"Edit(out/**)\"]}}");
        QCOMPARE(programs.prompt(folder, u"one"_s, {u"--allow"_s, u"Edit"_s}, writingRehearsal(programs)).code, 3);
        QVERIFY(!QFileInfo::exists(folder + u"/out"_s));
    }

    void interruptLeavesAValidSession()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"slow.yaml"_s,
                             "rehearsal: 1\npace: 20\nsteps:\n  - say: [{text: \"" + QByteArray("slow words ").repeated(40) + "\"}]\n");
        QProcess process;
        programs.begin(process, {u"run"_s, u"--project"_s, folder, u"--model"_s, u"rehearsal:"_s + programs.place.path(u"slow.yaml"_s), u"talk"_s});
        QVERIFY(QTest::qWaitFor([&] { return process.bytesAvailable() > 10; }, 10'000));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        const Ran ran = Programs::finish(process);
        QCOMPARE(ran.code, 130);
        const QStringList ids = sessionIds(programs, folder);
        QCOMPARE(ids.size(), 1);
        const QByteArray shown = programs.run({u"session"_s, u"show"_s, ids[0], u"--project"_s, folder}).out;
        QVERIFY2(shown.contains("slow words") && shown.contains("Stopped by you"), shown.constData());
        QCOMPARE(programs.prompt(folder, u"go on"_s, {u"--continue"_s, u"--allow"_s, u"Edit(out/**)"_s}, writingRehearsal(programs)).code, 0);
    }

    void sessionCommands()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        QCOMPARE(programs
                     .prompt(folder, u"tell sk-ant-api03-abcdefghijklmnopqrstuvwxyz please"_s, {u"--allow"_s, u"Edit(out/**)"_s},
                             writingRehearsal(programs))
                     .code,
                 0);
        const QStringList ids = sessionIds(programs, folder);
        QCOMPARE(ids.size(), 1);
        QCOMPARE(programs.run({u"session"_s, u"rename"_s, ids[0], u"My title"_s, u"--project"_s, folder}).code, 0);
        QVERIFY(programs.run({u"session"_s, u"list"_s, u"--project"_s, folder}).out.contains("My title"));
        const QString file = programs.place.path(u"out.md"_s);
        const Ran written = programs.run({u"session"_s, u"export"_s, ids[0], file, u"--project"_s, folder});
        QCOMPARE(written.code, 0);
        QVERIFY2(written.err.contains("look like keys were masked"), written.err.constData());
        const QByteArray exported = programs.place.read(u"out.md"_s);
        QVERIFY(programs.run({u"session"_s, u"export"_s, ids[0], file, u"--project"_s, folder}).code != 0); // It exists.
        QCOMPARE(programs.place.read(u"out.md"_s), exported);
        QVERIFY2(exported.startsWith("# My title") && exported.contains("[masked]") && !exported.contains("sk-ant"), exported.constData());
        QCOMPARE(programs.run({u"session"_s, u"show"_s, u"0197a000-0000-7000-8000-000000000009"_s, u"--project"_s, folder}).code, 1);
        QCOMPARE(programs.run({u"session"_s, u"show"_s, u"../../etc/passwd"_s, u"--project"_s, folder}).code, 1);
        QCOMPARE(programs.run({u"session"_s, u"delete"_s, ids[0], u"--project"_s, folder}).code, 0);
        QCOMPARE(sessionIds(programs, folder).size(), 0);
    }

    void decisionsAsJson()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        QCOMPARE(programs.prompt(folder, u"one"_s, {u"--allow"_s, u"Edit(out/**)"_s}, writingRehearsal(programs)).code, 0);
        const auto lines = programs.run({u"decisions"_s, u"--json"_s, folder}).lines();
        QVERIFY(lines.size() >= 2);
        QCOMPARE(jsonText(lines.last(), "outcome"), u"done"_s);
        QCOMPARE(jsonText(lines.last(), "by"), u"rule"_s);
    }
};

QTEST_GUILESS_MAIN(TestHeadless)
#include "tst_headless.moc"
