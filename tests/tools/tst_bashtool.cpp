// SPDX-License-Identifier: MIT
// Bash, TaskStop and background tasks, as the orchestrator calls them.
#include "tests/tools/toolfixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace aios;

namespace {

QByteArray bashInput(const QString& command, const QByteArray& more = {})
{
    return R"({"command":)" + jsonString(command) + more + "}";
}

json::object structuredOf(const ToolOutput& output)
{
    const auto value = parseJson(output.structured);
    return value && value->is_object() ? value->get_object() : json::object();
}

} // namespace

class TestBashTool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        qRegisterMetaType<BackgroundTasks::Task>();
    }

    void planShowsWhatRuns();
    void grades_data();
    void grades();
    void safetyCases();
    void refusals_data();
    void refusals();
    void hiddenCharactersAlwaysAsk();
    void digestCoversWhatRuns();
    void results_data();
    void results();
    void keysNeverReachTheShell();
    void workingDirectoryIsCarriedOver();
    void workingDirectoryStaysInside();
    void longOutputIsSpilled();
    void failuresAreCutShorter();
    void outputIsCleaned();
    void timeout();
    void progressIsThrottled();
    void leftoversAreEndedAndTold();
    void stoppingTheRun();
    void backgroundTask();
    void taskStop();
    void closingTheSessionEndsTasks();
};

void TestBashTool::planShowsWhatRuns()
{
    ToolFixture fixture;
    const ToolPlan plan = fixture.plan(u"Bash"_s, bashInput(u"git status && git log -1"_s, R"(,"description":"Something harmless")"));
    QCOMPARE(plan.refusal, QString());
    QCOMPARE(plan.title, u"Run: git status && git log -1"_s); // never the model's own description
    QCOMPARE(plan.verb, u"Run"_s);
    QCOMPARE(plan.preview.kind, ApprovalPreview::Kind::Command);
    QCOMPARE(plan.preview.operations, (QStringList{u"git status"_s, u"git log -1"_s}));
    QCOMPARE(plan.preview.text, u"git status && git log -1"_s);
    QCOMPARE(plan.preview.workingDirectory, fixture.root());
    QVERIFY(plan.access.shell);
    QVERIFY(!plan.access.alwaysAsk && !plan.access.neverAsks);
    // Whatever one line cannot say is shown as its source.
    const QString loop = u"for f in *; do\n  rm \"$f\"\ndone"_s;
    QCOMPARE(fixture.plan(u"Bash"_s, bashInput(loop)).preview.operations, loop.split(u'\n'));
    QCOMPARE(fixture.plan(u"Bash"_s, bashInput(u"echo x > a; ls"_s)).preview.operations, QStringList{u"echo x > a; ls"_s});
    QCOMPARE(fixture.plan(u"Bash"_s, bashInput(u"echo 'unbalanced"_s)).preview.operations, QStringList{u"echo 'unbalanced"_s});
    QVERIFY(!fixture.plan(u"Bash"_s, bashInput(u"echo 'unbalanced"_s)).access.shell->unparsed.isEmpty());
    QVERIFY(fixture.plan(u"Bash"_s, bashInput(u"echo a\nrm b"_s)).title.endsWith(u'…'));
}

void TestBashTool::grades_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("grade");
    QTest::newRow("local") << u"make test"_s << int(Grade::RunsProgram);
    QTest::newRow("curl") << u"curl https://example.org"_s << int(Grade::LeavesComputer);
    QTest::newRow("second part") << u"ls && /usr/bin/wget x"_s << int(Grade::LeavesComputer);
    QTest::newRow("git local") << u"git commit -m x"_s << int(Grade::RunsProgram);
    QTest::newRow("git push") << u"git -C . push"_s << int(Grade::LeavesComputer);
}

void TestBashTool::grades()
{
    QFETCH(QString, command);
    QFETCH(int, grade);
    ToolFixture fixture;
    QCOMPARE(int(fixture.plan(u"Bash"_s, bashInput(command)).access.grade), grade);
}

/// SH-109, SH-110, SH-111 of the safety cases.
void TestBashTool::safetyCases()
{
    ToolFixture fixture;
    const ToolPlan unsandboxed = fixture.plan(u"Bash"_s, R"({"command":"git status","dangerouslyDisableSandbox":true})");
    QVERIFY(unsandboxed.access.alwaysAsk);
    QVERIFY(!fixture.plan(u"Bash"_s, R"({"command":"git status","dangerouslyDisableSandbox":false})").access.alwaysAsk);
    for (const char* name : {"cwd", "working_directory", "env", "shell", "timeoutMs"}) {
        const ToolPlan plan = fixture.plan(u"Bash"_s, bashInput(u"git status"_s, ",\"" + QByteArray(name) + "\":\"/home/u\""));
        QVERIFY2(plan.refusal.contains(QLatin1StringView(name)), name);
        QVERIFY(plan.digest.isEmpty());
    }
    const ToolPlan approved = fixture.plan(u"Bash"_s, bashInput(u"ls"_s));
    fixture.put(u"keep.md"_s, "keep");
    const ToolOutput swapped = fixture.start(u"Bash"_s, bashInput(u"rm -rf ./*"_s), approved.digest);
    QVERIFY(swapped.isError);
    QVERIFY(swapped.text.contains("not what was approved"_L1));
    QCOMPARE(fixture.get(u"keep.md"_s), QByteArray("keep"));
}

void TestBashTool::refusals_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("empty") << QByteArray(R"({"command":""})");
    QTest::newRow("blank") << QByteArray(R"({"command":"  \n"})");
    QTest::newRow("missing") << QByteArray("{}");
    QTest::newRow("nul") << QByteArray(R"({"command":"ls \u0000 rm"})");
    QTest::newRow("lone surrogate") << QByteArray(R"({"command":"ls \ud800"})");
    QTest::newRow("too long") << bashInput(QString(200'000, u'x'));
    QTest::newRow("wrong type") << QByteArray(R"({"command":["ls"]})");
    QTest::newRow("twice") << QByteArray(R"({"command":"ls","command":"rm x"})");
    QTest::newRow("not json") << QByteArray("ls");
}

void TestBashTool::refusals()
{
    QFETCH(QByteArray, input);
    ToolFixture fixture;
    const ToolPlan plan = fixture.plan(u"Bash"_s, input);
    QVERIFY(!plan.refusal.isEmpty());
    QVERIFY(fixture.start(u"Bash"_s, input, plan.digest).isError);
    QVERIFY(fixture.start(u"Bash"_s, input, "anything").isError);
}

void TestBashTool::hiddenCharactersAlwaysAsk()
{
    ToolFixture fixture;
    for (const QString& command : QStringList{u"echo \u2066ok\u2069 ; rm x"_s, u"ls\u200b"_s, u"echo \u001b[8mx"_s, u"ls\rrm x"_s}) {
        const ToolPlan plan = fixture.plan(u"Bash"_s, bashInput(command));
        QVERIFY2(plan.access.alwaysAsk, qPrintable(command));
        QVERIFY(!plan.title.contains(u'\u2066') && !plan.title.contains(u'\u001b'));
    }
}

void TestBashTool::digestCoversWhatRuns()
{
    ToolFixture fixture;
    const auto digest = [&fixture](const QByteArray& input) { return fixture.plan(u"Bash"_s, input).digest; };
    const QByteArray ls = digest(bashInput(u"ls"_s));
    QCOMPARE(digest(bashInput(u"ls"_s)), ls);
    QCOMPARE(digest(bashInput(u"ls"_s, R"(,"description":"other words")")), ls); // decides nothing
    QVERIFY(digest(bashInput(u"ls "_s)) != ls);
    QVERIFY(digest(bashInput(u"ls"_s, R"(,"timeout":5)")) != ls);
    QVERIFY(digest(bashInput(u"ls"_s, R"(,"run_in_background":true)")) != ls);
    QDir().mkpath(fixture.at(u"sub"_s));
    fixture.context.workingDirectory = fixture.at(u"sub"_s);
    QVERIFY(digest(bashInput(u"ls"_s)) != ls);
    fixture.context.workingDirectory = fixture.root();
    qputenv("LC_TIME", "de_DE.UTF-8");
    QVERIFY(digest(bashInput(u"ls"_s)) != ls);
    qunsetenv("LC_TIME");
    QCOMPARE(digest(bashInput(u"ls"_s)), ls);
}

void TestBashTool::results_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isError");
    QTest::newRow("output") << u"echo hello"_s << u"hello"_s << false;
    QTest::newRow("none") << u"true"_s << u"(Bash completed with no output)"_s << false;
    QTest::newRow("both outputs") << u"echo a; echo b >&2; echo c"_s << u"a\nb\nc"_s << false;
    QTest::newRow("exit code") << u"echo why; exit 3"_s << u"Exit code 3\nwhy"_s << true;
    QTest::newRow("not found") << u"no-such-program"_s << u"Exit code 127\n/bin/bash: line 1: no-such-program: command not found"_s << true;
    QTest::newRow("grep found nothing") << u"grep x /dev/null"_s << u"No matches found"_s << false;
    QTest::newRow("grep in a list") << u"true && grep x /dev/null"_s << u"Exit code 1"_s << true;
    QTest::newRow("signal") << u"kill -KILL $$"_s << u"Ended by signal 9 (Killed)."_s << true;
    QTest::newRow("comment at the end") << u"echo x # then nothing"_s << u"x"_s << false;
    QTest::newRow("heredoc") << u"cat <<END\na $HOME_NOT b\nEND"_s << u"a  b"_s << false;
    QTest::newRow("continuation") << u"echo a \\\n b"_s << u"a b"_s << false;
    QTest::newRow("own trap") << u"trap 'echo bye' EXIT; echo hi"_s << u"hi\nbye"_s << false;
    QTest::newRow("errexit") << u"set -eu; false; echo no"_s << u"Exit code 1"_s << true;
    QTest::newRow("tracing") << u"set -x; :"_s << u"+ :"_s << false;
    QTest::newRow("no profile") << u"shopt -q login_shell || echo plain; type ll 2>/dev/null || echo no alias"_s << u"plain\nno alias"_s << false;
    QTest::newRow("no input") << u"cat; read -t 1 x || echo eof"_s << u"eof"_s << false;
}

void TestBashTool::results()
{
    QFETCH(QString, command);
    QFETCH(QString, text);
    QFETCH(bool, isError);
    ToolFixture fixture;
    const ToolOutput output = fixture.run(u"Bash"_s, bashInput(command));
    QCOMPARE(output.text, text);
    QCOMPARE(output.isError, isError);
    QVERIFY(structuredOf(output).contains("exitCode"));
    QVERIFY(!structuredOf(output).contains("cwd"));
}

/// SEC-001
void TestBashTool::keysNeverReachTheShell()
{
    ToolFixture fixture;
    qputenv("ANTHROPIC_API_KEY", "sk-canary");
    const ToolOutput output =
        fixture.run(u"Bash"_s, bashInput(u"env; cat /proc/self/environ /proc/$PPID/environ 2>/dev/null | tr '\\0' '\\n'; true"_s));
    qunsetenv("ANTHROPIC_API_KEY");
    QVERIFY(output.text.contains("PATH="_L1));
    QVERIFY(!output.text.contains("canary"_L1) && !output.structured.contains("canary"));
}

void TestBashTool::workingDirectoryIsCarriedOver()
{
    ToolFixture fixture;
    QDir().mkpath(fixture.at(u"a b/c"_s));
    const ToolOutput output = fixture.run(u"Bash"_s, bashInput(u"cd 'a b/c' && exit 4"_s));
    QCOMPARE(jsonText(structuredOf(output), "cwd"), fixture.at(u"a b/c"_s));
    QCOMPARE(output.workingDirectory, fixture.at(u"a b/c"_s));
    fixture.context.workingDirectory = output.workingDirectory;
    const ToolOutput next = fixture.run(u"Bash"_s, bashInput(u"pwd; cd .."_s));
    QCOMPARE(next.text, fixture.at(u"a b/c"_s));
    QCOMPARE(jsonText(structuredOf(next), "cwd"), fixture.at(u"a b"_s));
    QVERIFY(!structuredOf(fixture.run(u"Bash"_s, bashInput(u"(cd /tmp); true"_s))).contains("cwd"));
}

void TestBashTool::workingDirectoryStaysInside()
{
    ToolFixture fixture;
    QVERIFY(QFile::link(u"/tmp"_s, fixture.at(u"out"_s)));
    for (const QString& command :
         QStringList{u"cd /tmp"_s, u"cd .."_s, u"cd out"_s, u"mkdir gone; cd gone; rmdir ../gone"_s, u"echo /etc >&4; trap - EXIT"_s}) {
        const ToolOutput output = fixture.run(u"Bash"_s, bashInput(command));
        QVERIFY2(!structuredOf(output).contains("cwd"), qPrintable(command));
        QVERIFY2(command.startsWith("mkdir"_L1) || output.text.contains("Shell cwd was reset to "_L1 + fixture.root()),
                 qPrintable(command + output.text));
    }
}

void TestBashTool::longOutputIsSpilled()
{
    ToolFixture fixture;
    const ToolOutput output = fixture.run(u"Bash"_s, bashInput(u"seq 1 10000"_s));
    QVERIFY(output.text.size() < 21'000);
    QVERIFY(output.text.startsWith("1\n2\n3\n"_L1));
    QVERIFY(output.text.endsWith("\n9999\n10000"_L1));
    const QString path = jsonText(structuredOf(output), "persistedOutputPath");
    QVERIFY(output.text.contains(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 10'000);
    QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    // … and the model can read it from there
    const ToolOutput read = fixture.run(u"Read"_s, R"({"file_path":)" + jsonString(path) + R"(,"offset":5000,"limit":1})");
    QCOMPARE(read.text, u"  5000\t5000\n"_s);
}

void TestBashTool::failuresAreCutShorter()
{
    ToolFixture fixture;
    const ToolOutput output = fixture.run(u"Bash"_s, bashInput(u"seq 1 10000; exit 2"_s));
    QVERIFY(output.isError);
    QVERIFY(output.text.startsWith("Exit code 2\n1\n2\n"_L1));
    QVERIFY(output.text.size() < 11'000);
}

void TestBashTool::outputIsCleaned()
{
    ToolFixture fixture;
    const QString command = u"printf '\\033[31mred\\033[0m \\033]8;;https://evil.example\\007click\\033]8;;\\007 \\377 one\\rtwo\\n'"_s;
    QCOMPARE(fixture.run(u"Bash"_s, bashInput(command)).text, u"red click \\xff one\ntwo"_s);
}

void TestBashTool::timeout()
{
    ToolFixture fixture;
    QElapsedTimer timer;
    timer.start();
    const ToolOutput output = fixture.run(u"Bash"_s, bashInput(u"echo begun; sleep 30"_s, R"(,"timeout":300)"));
    QVERIFY(timer.elapsed() < 5'000);
    QVERIFY(output.isError);
    QVERIFY2(output.text.startsWith("Command timed out after 300 ms"_L1), qPrintable(output.text));
    QVERIFY(output.text.contains("begun"_L1));
    QVERIFY(jsonBool(structuredOf(output), "interrupted"));
}

void TestBashTool::progressIsThrottled()
{
    ToolFixture fixture;
    QStringList told;
    fixture.progress = [&told](const QString& text) { told.append(text); };
    fixture.run(u"Bash"_s, bashInput(u"for i in {1..50}; do echo line $i; sleep 0.01; done"_s));
    QVERIFY(!told.isEmpty());
    QVERIFY2(told.size() < 25, qPrintable(QString::number(told.size())));
    QVERIFY(told.first().startsWith("line 1\n"_L1));
    QVERIFY(told.last().startsWith("line 1\n"_L1)); // the text so far, not a piece of it
    told.clear();
    fixture.run(u"Bash"_s, bashInput(u"yes | head -c 5000000; sleep 0.3"_s));
    for (const QString& text : std::as_const(told))
        QVERIFY(text.size() <= 4'001);
}

void TestBashTool::leftoversAreEndedAndTold()
{
    ToolFixture fixture;
    const ToolOutput output = fixture.run(u"Bash"_s, bashInput(u"sleep 300 & echo started"_s));
    QVERIFY(!output.isError);
    QVERIFY(output.text.startsWith("started\n"_L1));
    QVERIFY(output.text.contains("run_in_background"_L1));
}

void TestBashTool::stoppingTheRun()
{
    ToolFixture fixture;
    const QByteArray input = bashInput(u"echo $$ > pid; sleep 300"_s);
    fixture.context.approvedDigest = fixture.plan(u"Bash"_s, input).digest;
    bool dropped = false;
    auto run = fixture.tool(u"Bash"_s).start(
        {u"1"_s, input}, fixture.context, {},
        Once<Result<ToolOutput>>([&dropped](const Result<ToolOutput>& result) { dropped = !result && result.error().code == ErrorCode::Cancelled; },
                                 fail(ErrorCode::Cancelled, u"dropped"_s)));
    QTRY_VERIFY(fixture.get(u"pid"_s).endsWith('\n'));
    const QString proc = u"/proc/"_s + QString::fromLatin1(fixture.get(u"pid"_s).trimmed());
    QVERIFY(QFile::exists(proc));
    run.reset();
    QVERIFY(dropped);
    QTRY_VERIFY(!QFile::exists(proc));
}

void TestBashTool::backgroundTask()
{
    ToolFixture fixture;
    QSignalSpy finished(&fixture.tasks, &BackgroundTasks::finished);
    const ToolOutput output =
        fixture.run(u"Bash"_s, bashInput(u"echo one; while [ ! -e go ]; do sleep 0.01; done; echo two; exit 3"_s, R"(,"run_in_background":true)"));
    QVERIFY2(!output.isError, qPrintable(output.text));
    const QString id = jsonText(structuredOf(output), "backgroundTaskId");
    const QString path = jsonText(structuredOf(output), "persistedOutputPath");
    QVERIFY(output.text.contains(id) && output.text.contains(path));
    QCOMPARE(fixture.tasks.tasks().size(), 1);
    QCOMPARE(fixture.tasks.tasks().first().state, BackgroundTasks::State::Running);
    QTRY_COMPARE(fixture.run(u"Read"_s, inputOf({{"file_path", path}})).text, u"     1\tone\n"_s);
    fixture.put(u"go"_s, {});
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(fixture.tasks.tasks().first().state, BackgroundTasks::State::Failed);
    QCOMPARE(fixture.tasks.tasks().first().exitCode, 3);
    QCOMPARE(fixture.run(u"Read"_s, inputOf({{"file_path", path}})).text, u"     1\tone\n     2\ttwo\n"_s);
    QVERIFY(fixture.run(u"TaskStop"_s, inputOf({{"task_id", id}})).text.contains("has ended already"_L1));
    fixture.context.tasks = nullptr;
    QVERIFY(fixture.run(u"Bash"_s, bashInput(u"true"_s, R"(,"run_in_background":true)")).isError);
}

void TestBashTool::taskStop()
{
    ToolFixture fixture;
    QSignalSpy finished(&fixture.tasks, &BackgroundTasks::finished);
    const ToolOutput started = fixture.run(u"Bash"_s, bashInput(u"sleep 300"_s, R"(,"run_in_background":true)"));
    const QString id = jsonText(structuredOf(started), "backgroundTaskId");
    QVERIFY(fixture.run(u"TaskStop"_s, R"({"task_id":"bash_99"})").isError);
    QVERIFY(fixture.run(u"TaskStop"_s, R"({"task_id":"bash_01"})").isError);
    QVERIFY(fixture.run(u"TaskStop"_s, "{}").isError);
    QVERIFY(!fixture.run(u"TaskStop"_s, inputOf({{"shell_id", id}})).isError); // the old name
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(fixture.tasks.tasks().first().state, BackgroundTasks::State::Stopped);
}

void TestBashTool::closingTheSessionEndsTasks()
{
    ToolFixture fixture;
    auto tasks = std::make_unique<BackgroundTasks>();
    fixture.context.tasks = tasks.get();
    fixture.run(u"Bash"_s, bashInput(u"trap '' TERM; echo $$ > pid; setsid -f bash -c 'echo $$ > pid2; sleep 300'; sleep 300"_s,
                                     R"(,"run_in_background":true)"));
    QTRY_VERIFY(fixture.get(u"pid2"_s).endsWith('\n'));
    const QString first = u"/proc/"_s + QString::fromLatin1(fixture.get(u"pid"_s).trimmed());
    const QString second = u"/proc/"_s + QString::fromLatin1(fixture.get(u"pid2"_s).trimmed());
    QVERIFY(QFile::exists(first) && QFile::exists(second));
    fixture.context.tasks = nullptr;
    tasks.reset();
    QTRY_VERIFY(!QFile::exists(first) && !QFile::exists(second));
}

QTEST_GUILESS_MAIN(TestBashTool)
#include "tst_bashtool.moc"
