// SPDX-License-Identifier: MIT
#include "tests/npm/npmservers.h"
#include "tests/support/programrun.h"

#include <QElapsedTimer>

#include <csignal>

using namespace aios;
using namespace aios::test;

/// kill -9 of the window and of `aios run` while servers started with npx come up or stand: nothing of them is left. AIOS_KILLS says how often (10).
class TestNpmKill : public QObject {
    Q_OBJECT

    /// Processes that have this home in their environment (npm, shells, servers), and our own programs, whose environment nobody may read: they are known
    /// by their name, so this test runs alone.
    static QByteArrayList left(const QString& home)
    {
        static const QByteArrayList kOurs{"aios", "aios-desktop", "aios-guard"};
        const auto textOf = [](const QString& path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QByteArrayList found;
        for (const QString& pid : QDir(u"/proc"_s).entryList({u"[1-9]*"_s}, QDir::Dirs)) {
            const QString folder = u"/proc/"_s + pid;
            const bool ours = kOurs.contains(textOf(folder + u"/comm"_s).trimmed());
            if (ours || textOf(folder + u"/environ"_s).contains(home.toUtf8()))
                found.append(pid.toLatin1() + ' ' + textOf(folder + u"/cmdline"_s).replace('\0', ' ').left(120));
        }
        return found;
    }

    static constexpr int kAll = 9; ///< The program, two guards, and of each service npm, a shell and the server.

    static QByteArray npx(const QByteArray& name, const QByteArray& package, const QString& version, QByteArrayList environment)
    {
        environment += QByteArrayList{"npm_config_cache", npmFolder().toUtf8() + "/cache", "npm_config_update_notifier", "false"};
        return npmEntry(name, "npx", {"-y", "--offline", package + '@' + version.toUtf8()}, environment);
    }

    /// Two services of the person, started by npx, and words for a turn that lasts.
    static void configure(const Programs& programs)
    {
        const QByteArray home = programs.place.path(u"home"_s).toUtf8();
        const QByteArray servers = npx("memory", "@modelcontextprotocol/server-memory", npmVersion(u"@modelcontextprotocol/server-memory"_s),
                                       {"MEMORY_FILE_PATH", home + "/memory.json"}) +
                                   ',' +
                                   npx("wordpress", "mcp-wordpress", npmVersion(u"mcp-wordpress"_s),
                                       wordpressEnvironment("http://127.0.0.1:9") + QByteArrayList{"HOME", home});
        programs.place.write(u"home/aios/config/mcp.json"_s, "{\"mcpServers\": {" + servers + "}}");
        programs.place.write(u"slow.yaml"_s, "rehearsal: 1\nsteps:\n  - say: [{text: \"" + QByteArray("slowly ").repeated(5000) + "\"}]\n");
    }
    static void begin(QProcess& process, const Programs& programs, const QString& program, const QString& folder)
    {
        QProcessEnvironment environment = programs.environment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"AIOS_REHEARSAL_PACE"_s, u"20"_s); // it talks on while the services stand
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(QProcess::nullDevice());
        process.setStandardErrorFile(QProcess::nullDevice());
        const QString model = u"rehearsal:"_s + programs.place.path(u"slow.yaml"_s);
        process.start(QStringLiteral(AIOS_BIN_DIR "/") + program,
                      program == "aios"_L1 ? QStringList{u"run"_s, u"--project"_s, folder, u"--model"_s, model, u"go"_s} : QStringList{folder});
        if (!process.waitForStarted())
            qFatal("the program does not start");
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        if (!QFile::exists(npmFolder() + u"/cache/_npx"_s))
            QSKIP("the folder with the servers has no cache for npx");
        noteResult(u"| program | round | killed after | processes then | left |\n|---|---|---|---|---|\n"_s);
    }

    void nothingIsLeft_data()
    {
        QTest::addColumn<QString>("program");
        QTest::newRow("window") << u"aios-desktop"_s;
        QTest::newRow("run") << u"aios"_s;
    }
    void nothingIsLeft()
    {
        QFETCH(const QString, program);
        const int rounds = qEnvironmentVariableIsSet("AIOS_KILLS") ? qEnvironmentVariableIntValue("AIOS_KILLS") : 10;
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        const QString home = programs.place.path(u"home"_s);
        configure(programs);
        int alive = 0;
        for (int round = 0; round < rounds; ++round) {
            QProcess process;
            begin(process, programs, program, folder);
            // From the program alone to all servers: each round one process more.
            QElapsedTimer clock;
            clock.start();
            const int wanted = qMin(round + 1, kAll);
            std::ignore = QTest::qWaitFor([&] { return left(home).size() >= wanted; }, 15'000);
            const qsizetype then = left(home).size();
            alive += then >= wanted ? 1 : 0;
            ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
            const qint64 after = clock.elapsed();
            process.waitForFinished();
            std::ignore = QTest::qWaitFor([&] { return left(home).isEmpty(); }, 8000);
            const QByteArrayList rest = left(home);
            QVERIFY2(rest.isEmpty(), rest.join('\n').constData());
            noteResult(u"| %1 | %2 | %3 ms | %4 | %5 |\n"_s.arg(program).arg(round + 1).arg(after).arg(then).arg(rest.size()));
        }
        QVERIFY2(alive > rounds / 2, qPrintable(u"enough ran in only %1 of %2 rounds"_s.arg(alive).arg(rounds)));
    }
};

int main(int argc, char** argv)
{
    return npmMain<TestNpmKill>(argc, argv);
}
#include "tst_npmkill.moc"
