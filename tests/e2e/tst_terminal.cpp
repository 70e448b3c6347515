// SPDX-License-Identifier: MIT
#include "tests/support/onterminal.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

constexpr char kAsks[] = "n = reject";

} // namespace

/// The program on a terminal: it asks, and does what is answered.
class TestTerminal : public QObject {
    Q_OBJECT

private:
    static QStringList words(const Programs& programs, const QString& folder)
    {
        programs.place.write(u"two.yaml"_s, "rehearsal: 1\n"
                                            "steps:\n"
                                            "  - when: {turn: 1}\n"
                                            "    say:\n"
                                            "      - tool: Write\n"
                                            "        as: one\n"
                                            "        input: {file_path: \"{{project}}/out/one.md\", content: \"first\\n\"}\n"
                                            "      - tool: Write\n"
                                            "        as: two\n"
                                            "        input: {file_path: \"{{project}}/out/two.md\", content: \"second\\n\"}\n"
                                            "  - when: {denied: true}\n"
                                            "    say: [{text: \"Heard: {{result.one}}\"}]\n"
                                            "  - say: [{text: \"Written.\"}]\n");
        return {u"run"_s, u"--project"_s, folder, u"--model"_s, u"rehearsal:"_s + programs.place.path(u"two.yaml"_s), u"go"_s};
    }

private Q_SLOTS:
    void yesOnceEach()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        OnTerminal run(programs, words(programs, folder));
        QVERIFY(run.shows(kAsks));
        QVERIFY(!QFileInfo::exists(folder + u"/out/one.md"_s)); // Nothing before the answer.
        run.type("\n");                                         // No answer is no answer.
        QVERIFY(run.shows(kAsks));
        run.type("y\n");
        QVERIFY(run.shows(kAsks));
        QTRY_COMPARE(programs.place.read(u"h/out/one.md"_s), QByteArray("first\n")); // the next question does not wait for it
        QVERIFY(!QFileInfo::exists(folder + u"/out/two.md"_s));
        run.type("y\n");
        QCOMPARE(run.exitCode(), 0);
        QCOMPARE(programs.place.read(u"h/out/two.md"_s), QByteArray("second\n"));
        QVERIFY(run.out().contains("Written."));
        QVERIFY(programs.run({u"decisions"_s, folder}).out.contains("by person"));
    }

    /// A line that was typed before a question was there is not its answer.
    void typedAheadAnswersNothing()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        OnTerminal run(programs, words(programs, folder));
        QVERIFY(run.shows(kAsks));
        run.type("y\ny\ny\n");
        QVERIFY(run.shows("out/two.md (new file)"));
        QVERIFY(run.shows(kAsks));
        run.type("n\n");
        QCOMPARE(run.exitCode(), 3);
        QVERIFY(QFileInfo::exists(folder + u"/out/one.md"_s));
        QVERIFY(!QFileInfo::exists(folder + u"/out/two.md"_s));
    }

    /// What a service wants to know in the middle of a call is asked one thing after the other, and again where the answer does not fit.
    void formOfAService()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"home/aios/config/mcp.json"_s,
                             "{\"mcpServers\": {\"one\": {\"command\": \"" AIOS_BIN_DIR "/stubs/mcpserver\", \"args\": [\"elicits\"]}}}\n");
        programs.place.write(u"call.yaml"_s, "rehearsal: 1\nsteps:\n  - when: {turn: 1}\n    say:\n      - tool: mcp__one__echo\n        as: echo\n"
                                             "        input: {text: x}\n  - say: [{text: \"It said: {{last.text}}\"}]\n");
        OnTerminal run(programs, {u"run"_s, u"--project"_s, folder, u"--model"_s, u"rehearsal:"_s + programs.place.path(u"call.yaml"_s), u"go"_s});
        QVERIFY(run.shows(kAsks));
        run.type("y\n");
        QVERIFY(run.shows("Who are you?"));
        QVERIFY(run.shows("your own words"));
        run.type("A\n");
        QVERIFY(run.shows("cannot be taken for: name"));
        QVERIFY(run.shows("your own words"));
        run.type("Ada\n");
        QCOMPARE(run.exitCode(), 0);
        const QByteArray out = run.out();
        QVERIFY2(out.contains(R"({"action":"accept","content":{"name":"Ada"}})"), out.constData());
    }

    void showsWhatWouldBeWritten()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        OnTerminal run(programs, words(programs, folder));
        QVERIFY(run.shows("out/one.md (new file)"));
        QVERIFY(run.shows("+ first"));
        QVERIFY(run.shows("Changes files"));
    }

    void noWithAReason()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        OnTerminal run(programs, words(programs, folder));
        QVERIFY(run.shows(kAsks));
        run.type("n the wrong folder\n");
        QVERIFY(run.shows(kAsks));
        run.type("n\n");
        QCOMPARE(run.exitCode(), 3);
        QVERIFY(!QFileInfo::exists(folder + u"/out"_s));
        const QByteArray out = run.out();
        QVERIFY2(out.contains("Heard:") && out.contains("the wrong folder"), out.constData());
    }

    void forThisSession()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        programs.place.write(u"again.yaml"_s,
                             "rehearsal: 1\n"
                             "steps:\n"
                             "  - when: {turn: 1}\n"
                             "    say: [{tool: Write, input: {file_path: \"{{project}}/out/one.md\", content: \"first\\n\"}}]\n"
                             "  - when: {turn: 2}\n"
                             "    say: [{tool: Edit, input: {file_path: \"{{project}}/out/one.md\", old_string: first, new_string: second}}]\n"
                             "  - say: [{text: \"Written.\"}]\n");
        QStringList arguments = words(programs, folder);
        arguments[4] = u"rehearsal:"_s + programs.place.path(u"again.yaml"_s);
        OnTerminal run(programs, arguments);
        QVERIFY(run.shows("s = for this session (Edit(out/one.md))"));
        run.type("s\n");
        QCOMPARE(run.exitCode(), 0);
        QCOMPARE(programs.place.read(u"h/out/one.md"_s), QByteArray("second\n")); // Not asked again.
    }

    void stopping_data()
    {
        QTest::addColumn<QByteArray>("keys");
        QTest::newRow("q") << QByteArray("q\n");
        QTest::newRow("end of input") << QByteArray("\x04");
        QTest::newRow("Ctrl+C") << QByteArray("\x03");
    }
    void stopping()
    {
        QFETCH(const QByteArray, keys);
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        OnTerminal run(programs, words(programs, folder));
        QVERIFY(run.shows(kAsks));
        run.type(keys);
        QCOMPARE(run.exitCode(), 130);
        QVERIFY(!QFileInfo::exists(folder + u"/out"_s));
    }

    void questions()
    {
        const Programs programs;
        const QString folder = programs.place.path(u"mine"_s);
        QCOMPARE(programs.run({u"new"_s, folder}).code, 0);
        OnTerminal run(programs, {u"run"_s, u"--project"_s, folder, u"--model"_s, u"rehearsal"_s, u"/setup"_s});
        QVERIFY(run.shows("What is the brand called?") && run.shows("your own words: "));
        run.type("Wheel & Co\n");
        QVERIFY(run.shows("How does it sound?") && run.shows("your own words: "));
        run.type("3\n");
        QVERIFY(run.shows("Who is the one reader?") && run.shows("your own words: "));
        run.type("1\n");
        QVERIFY(run.shows("+ - Name: Wheel & Co") && run.shows(kAsks));
        run.type("y\n");
        QCOMPARE(run.exitCode(), 0);
        const QByteArray profile = programs.place.read(u"mine/brand/profile.md"_s);
        QVERIFY2(profile.contains("- Name: Wheel & Co\n- Voice: Precise and calm, facts first\n- Reader: People who ride"), profile.constData());
    }

    /// The output is for a program: nothing is asked, although somebody is there.
    void jsonAsksNobody()
    {
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        QStringList arguments = words(programs, folder);
        arguments.insert(1, u"--output"_s);
        arguments.insert(2, u"json"_s);
        OnTerminal run(programs, arguments);
        QCOMPARE(run.exitCode(), 3);
        QVERIFY(!QFileInfo::exists(folder + u"/out"_s));
    }
};

QTEST_GUILESS_MAIN(TestTerminal)
#include "tst_terminal.moc"
