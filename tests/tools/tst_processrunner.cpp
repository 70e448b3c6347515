// SPDX-License-Identifier: MIT
#include "core/tools/childenvironment.h"
#include "core/tools/processrunner.h"
#include "tests/tools/toolfixture.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace aios;

namespace {

/// Processes whose command line holds `mark`, zombies not counted.
int countMarked(const QByteArray& mark)
{
    int found = 0;
    for (const QString& pid : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        QFile file(u"/proc/%1/cmdline"_s.arg(pid));
        if (pid.front().isDigit() && pid.toLongLong() != getpid() && file.open(QIODevice::ReadOnly) && file.readAll().contains(mark))
            ++found;
    }
    return found;
}

QByteArray freshMark()
{
    static int count = 0;
    return "31" + QByteArray::number(getpid()) + QByteArray::number(1'000 + ++count); // a number of seconds nobody else sleeps
}

} // namespace

class TestProcessRunner : public QObject {
    Q_OBJECT

private:
    struct Run {
        std::optional<ProcessResult> result;
        QByteArray output;
        std::unique_ptr<ProcessRunner> runner;
    };

    [[nodiscard]] ProcessRequest bash(const QByteArray& script) const
    {
        ProcessRequest request;
        request.program = u"/bin/bash"_s;
        request.arguments = {u"--noprofile"_s, u"--norc"_s, u"-c"_s, QString::fromUtf8(script)};
        request.environment = childEnvironment(m_fixture->root());
        request.root = m_fixture->root();
        request.workingDirectory = request.root;
        return request;
    }

    static bool start(Run& run, const ProcessRequest& request)
    {
        ProcessHandlers handlers;
        handlers.onOutput = [&run](QByteArrayView bytes) { run.output += bytes; };
        handlers.onEnd = [&run](const ProcessResult& result) { run.result = result; };
        auto runner = ProcessRunner::start(request, std::move(handlers));
        if (!runner) {
            qInfo() << runner.error().message;
            return false;
        }
        run.runner = std::move(*runner);
        return true;
    }

    std::unique_ptr<ToolFixture> m_fixture;

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void init() { m_fixture = std::make_unique<ToolFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void outcomes_data();
    void outcomes();
    void outputsStayInOrder();
    void separateErrors();
    void report();
    void environmentIsTheGivenOne();
    void inputIsEmpty();
    void noDescriptorsLeak();
    void endIsTheEndOfTheProgram();
    void leavesNothing_data();
    void leavesNothing();
    void stopIsPoliteFirst();
    void timeoutEndsAll();
    void destructionEndsAll();
    void nothingOutlivesAKilledParent();
    void killedGuardIsNoticed();
    void stoppedGuardIsWoken();
    void missingThings();
    void workingDirectoryIsBeneath();
};

void TestProcessRunner::outcomes_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("signal");
    QTest::newRow("fine") << QByteArray("echo hello") << QByteArray("hello\n") << 0 << 0;
    QTest::newRow("code") << QByteArray("echo no; exit 3") << QByteArray("no\n") << 3 << 0;
    QTest::newRow("signal") << QByteArray("kill -SEGV $$") << QByteArray() << -1 << SIGSEGV;
    QTest::newRow("no output") << QByteArray("true") << QByteArray() << 0 << 0;
    QTest::newRow("own session") << QByteArray("ps -o sid= -p $$ | tr -d ' ' | grep -qx $$ && echo leader") << QByteArray("leader\n") << 0 << 0;
    QTest::newRow("closes its outputs") << QByteArray("exec >&- 2>&-; exit 5") << QByteArray() << 5 << 0;
    QTest::newRow("default signals") << QByteArray("kill -PIPE $$; echo survived") << QByteArray() << -1 << SIGPIPE;
}

void TestProcessRunner::outcomes()
{
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, output);
    QFETCH(int, exitCode);
    QFETCH(int, signal);
    Run run;
    QVERIFY(start(run, bash(script)));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.output, output);
    QCOMPARE(run.result->exitCode, exitCode);
    QCOMPARE(run.result->signal, signal);
    QCOMPARE(run.result->leftBehind, 0);
    QCOMPARE(run.result->problem, QString());
}

void TestProcessRunner::outputsStayInOrder()
{
    Run run;
    QVERIFY(start(run, bash("for i in 1 2 3; do echo out$i; echo err$i >&2; done")));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.output, QByteArray("out1\nerr1\nout2\nerr2\nout3\nerr3\n"));
}

void TestProcessRunner::separateErrors()
{
    Run run;
    ProcessRequest request = bash("echo out; echo err >&2; head -c 300000 /dev/zero >&2");
    request.separateErrors = true;
    QVERIFY(start(run, request));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.output, QByteArray("out\n"));
    QVERIFY(run.result->errors.startsWith("err\n"));
    QCOMPARE(run.result->errors.size(), 64 * 1024);
}

void TestProcessRunner::report()
{
    Run run;
    ProcessRequest request = bash("echo visible; echo told >&4");
    request.wantsReport = true;
    QVERIFY(start(run, request));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.output, QByteArray("visible\n"));
    QCOMPARE(run.result->report, QByteArray("told\n"));
}

/// SEC-001: a key in our environment never reaches a child.
void TestProcessRunner::environmentIsTheGivenOne()
{
    const QStringList names{u"ANTHROPIC_API_KEY"_s,
                            u"OPENAI_API_KEY"_s,
                            u"AWS_SECRET_ACCESS_KEY"_s,
                            u"SSH_AUTH_SOCK"_s,
                            u"DBUS_SESSION_BUS_ADDRESS"_s,
                            u"LD_PRELOAD_NOT"_s,
                            u"BASH_ENV"_s,
                            u"http_proxy"_s,
                            u"SOME_NEW_TOKEN"_s};
    for (const QString& name : names)
        qputenv(name.toLatin1().constData(), "http://user:canary@host");
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", QByteArray("relative:" + QFile::encodeName(m_fixture->at(u"bin"_s)) + ":" + path + ":."));
    Run run;
    QVERIFY(start(run, bash("env; echo; cat /proc/$$/environ /proc/$PPID/environ 2>/dev/null | tr '\\0' '\\n'; true")));
    QTRY_VERIFY(run.result);
    qputenv("PATH", path);
    for (const QString& name : names)
        qunsetenv(name.toLatin1().constData());
    QVERIFY(run.output.contains("TERM=dumb"));
    QVERIFY2(!run.output.contains("canary"), run.output.constData());
    QVERIFY(!run.output.contains("PATH=relative"));
    QVERIFY(!run.output.contains("proj/bin"));
    QVERIFY(!run.output.contains(":.\n"));
}

void TestProcessRunner::inputIsEmpty()
{
    Run run;
    QVERIFY(start(run, bash("cat; read x; echo \"code $?\"; test -t 0 || echo no terminal")));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.output, QByteArray("code 1\nno terminal\n"));
}

void TestProcessRunner::noDescriptorsLeak()
{
    // One that forgot to be close-on-exec, as a library might leave it.
    const int leaky = ::dup(STDOUT_FILENO);
    Run run;
    QVERIFY(start(run, bash("for f in /proc/$$/fd/*; do [ -e \"$f\" ] && printf '%s ' \"${f##*/}\"; done")));
    QTRY_VERIFY(run.result);
    ::close(leaky);
    QCOMPARE(run.output.simplified(), QByteArray("0 1 2"));
}

void TestProcessRunner::endIsTheEndOfTheProgram()
{
    const QByteArray mark = freshMark();
    Run run;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(start(run, bash("sleep " + mark + " & echo done")));
    QTRY_VERIFY(run.result);
    QVERIFY(timer.elapsed() < 3'000);
    QCOMPARE(run.output, QByteArray("done\n"));
    QCOMPARE(run.result->exitCode, 0);
    QCOMPARE(run.result->leftBehind, 1);
    QCOMPARE(countMarked(mark), 0);
}

/// I15: whatever a program does to get away, nothing is left when it is over.
void TestProcessRunner::leavesNothing_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("background") << QByteArray("sleep MARK & sleep MARK & true");
    QTest::newRow("nohup") << QByteArray("nohup sleep MARK >/dev/null 2>&1 & disown; true");
    QTest::newRow("own session") << QByteArray("setsid sleep MARK & sleep 0.2");
    QTest::newRow("own session, forked") << QByteArray("setsid -f sleep MARK; sleep 0.2");
    QTest::newRow("double fork, no environment") << QByteArray("(env -i setsid -f bash -c '(sleep MARK &) ; exit' &) ; sleep 0.3");
    QTest::newRow("ignores signals") << QByteArray("trap '' TERM HUP INT; (trap '' TERM HUP; sleep MARK; sleep MARK) & true");
    QTest::newRow("stopped") << QByteArray("sleep MARK & kill -STOP $!; true");
    QTest::newRow("tree") << QByteArray("bash -c 'bash -c \"sleep MARK & sleep MARK\" & sleep MARK' & sleep 0.2");
    QTest::newRow("keeps forking") << QByteArray("setsid -f bash -c 'for i in {1..2000}; do (sleep MARK &) ; done' ; sleep 0.2");
    QTest::newRow("daemon under the end") << QByteArray("setsid -f bash -c 'trap \"\" TERM; while :; do sleep 0.01; done; : MARK'; kill -KILL $$");
}

void TestProcessRunner::leavesNothing()
{
    QFETCH(QByteArray, script);
    const QByteArray mark = freshMark();
    Run run;
    QVERIFY(start(run, bash(script.replace("MARK", mark))));
    QTRY_VERIFY_WITH_TIMEOUT(run.result, 9'000);
    QCOMPARE(countMarked(mark), 0);
    QVERIFY(run.result->leftBehind > 0);
}

void TestProcessRunner::stopIsPoliteFirst()
{
    Run run;
    QVERIFY(start(run, bash("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.01; done")));
    QTRY_COMPARE(run.output, QByteArray("ready\n"));
    run.runner->stop(5s);
    QTRY_VERIFY(run.result);
    QVERIFY(run.output.endsWith("bye\n"));
    QCOMPARE(run.result->exitCode, 7);
    QVERIFY(run.result->stopped);

    const QByteArray mark = freshMark();
    Run stubborn;
    QVERIFY(start(stubborn, bash("trap '' TERM; echo ready; (trap '' TERM; sleep " + mark + "); sleep " + mark)));
    QTRY_COMPARE(stubborn.output, QByteArray("ready\n"));
    stubborn.runner->stop(100ms);
    QTRY_VERIFY(stubborn.result);
    QCOMPARE(stubborn.result->signal, SIGKILL);
    QCOMPARE(countMarked(mark), 0);
}

void TestProcessRunner::timeoutEndsAll()
{
    const QByteArray mark = freshMark();
    Run run;
    ProcessRequest request = bash("echo begun; setsid -f sleep " + mark + "; sleep " + mark);
    request.timeout = 300ms;
    QVERIFY(start(run, request));
    QTRY_VERIFY(run.result);
    QVERIFY(run.result->timedOut);
    QCOMPARE(run.output, QByteArray("begun\n"));
    QCOMPARE(countMarked(mark), 0);
}

void TestProcessRunner::destructionEndsAll()
{
    const QByteArray mark = freshMark();
    Run run;
    QVERIFY(start(run, bash("setsid -f sleep " + mark + "; trap '' TERM; echo ready; sleep " + mark)));
    QTRY_COMPARE(run.output, QByteArray("ready\n"));
    run.runner.reset();
    QTRY_COMPARE(countMarked(mark), 0);
    QVERIFY(!run.result);
    QTRY_COMPARE(::waitpid(-1, nullptr, WNOHANG), -1); // no zombie is left either
}

/// kill -9 of the application: the guard sees its socket close and ends everything, also what has a session of its own.
void TestProcessRunner::nothingOutlivesAKilledParent()
{
    const QByteArray mark = freshMark();
    const QByteArray self = QFile::encodeName(QCoreApplication::applicationFilePath());
    const QByteArray root = QFile::encodeName(m_fixture->root());
    QByteArray argument = "--be-killed=" + root + "=" + mark;
    char* arguments[] = {const_cast<char*>(self.constData()), argument.data(), nullptr};
    pid_t pid = -1;
    QCOMPARE(posix_spawn(&pid, self.constData(), nullptr, nullptr, arguments, environ), 0);
    QTRY_VERIFY(countMarked(QByteArray("sleep\0", 6) + mark) >= 3);
    QCOMPARE(::kill(pid, SIGKILL), 0);
    QCOMPARE(::waitpid(pid, nullptr, 0), pid);
    QTRY_COMPARE(countMarked(mark), 0);
}

void TestProcessRunner::killedGuardIsNoticed()
{
    Run run;
    QVERIFY(start(run, bash("echo ready; kill -KILL $PPID; sleep 20")));
    QTRY_VERIFY(run.result);
    QVERIFY(!run.result->problem.isEmpty());
    QVERIFY(run.result->exitCode != 0);
}

void TestProcessRunner::stoppedGuardIsWoken()
{
    const QByteArray mark = freshMark();
    Run run;
    ProcessRequest request = bash("echo ready; kill -STOP $PPID; setsid -f sleep " + mark + "; sleep " + mark);
    request.timeout = 300ms;
    QVERIFY(start(run, request));
    QTRY_VERIFY(run.result);
    QVERIFY(run.result->timedOut);
    QCOMPARE(countMarked(mark), 0);

    const QByteArray other = freshMark();
    Run dropped;
    QVERIFY(start(dropped, bash("kill -STOP $PPID; echo ready; sleep " + other)));
    QTRY_COMPARE(dropped.output, QByteArray("ready\n"));
    dropped.runner.reset();
    QTRY_COMPARE(countMarked(other), 0);
}

void TestProcessRunner::missingThings()
{
    ProcessRequest request = bash("true");
    request.program = u"/usr/bin/no-such-program"_s;
    auto missing = ProcessRunner::start(request, {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::Unavailable);
    request.program = u"bash"_s; // never by a search path of ours
    QVERIFY(!ProcessRunner::start(request, {}));
    m_fixture->put(u"broken"_s, "#!/no/such/interpreter\n");
    QFile::setPermissions(m_fixture->at(u"broken"_s), QFile::ReadOwner | QFile::ExeOwner);
    request.program = m_fixture->at(u"broken"_s);
    Run run;
    QVERIFY(start(run, request));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.result->exitCode, 127);
    QVERIFY(!run.result->problem.isEmpty());
}

void TestProcessRunner::workingDirectoryIsBeneath()
{
    QDir().mkpath(m_fixture->at(u"a/b"_s));
    QVERIFY(QFile::link(u"/tmp"_s, m_fixture->at(u"out"_s)));
    ProcessRequest request = bash("pwd");
    request.workingDirectory = m_fixture->at(u"a/b"_s);
    Run run;
    QVERIFY(start(run, request));
    QTRY_VERIFY(run.result);
    QCOMPARE(run.output, QFile::encodeName(m_fixture->at(u"a/b"_s)) + '\n');
    for (const QString& wrong : QStringList{u"/tmp"_s, m_fixture->at(u"out"_s), m_fixture->at(u"gone"_s), m_fixture->root() + u"-evil"_s,
                                            m_fixture->at(u"../x"_s), QString()}) {
        request.workingDirectory = wrong;
        QVERIFY2(!ProcessRunner::start(request, {}), qPrintable(wrong));
    }
}

namespace {

/// The process that nothingOutlivesAKilledParent() kills.
int beKilled(const QByteArray& argument)
{
    const QList<QByteArray> parts = argument.split('=');
    ProcessRequest request;
    request.program = u"/bin/bash"_s;
    request.arguments = {u"-c"_s, QString::fromUtf8("trap '' TERM; sleep M & setsid -f sleep M; (env -i setsid -f sleep M &); sleep M")
                                      .replace(u'M', QString::fromUtf8(parts[2]))};
    request.root = QFile::decodeName(parts[1]);
    request.workingDirectory = request.root;
    const auto runner = ProcessRunner::start(request, {});
    return runner ? QCoreApplication::exec() : 1;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 2 && QByteArrayView(argv[1]).startsWith("--be-killed="))
        return beKilled(argv[1]);
    TestProcessRunner test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_processrunner.moc"
