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

    /// Processes that have this home in their environment (npm, shells, servers), and guards, whose environment nobody may read. Runs alone in CTest.
    static QByteArrayList left(const QString& home)
    {
        QByteArrayList found;
        for (const QString& pid : QDir(u"/proc"_s).entryList({u"[1-9]*"_s}, QDir::Dirs)) {
            QFile environment(u"/proc/"_s + pid + u"/environ"_s);
            QFile line(u"/proc/"_s + pid + u"/cmdline"_s);
            if (!line.open(QIODevice::ReadOnly))
                continue;
            std::ignore = environment.open(QIODevice::ReadOnly);
            const QByteArray command = line.readAll().replace('\0', ' ');
            const bool guard = command.split(' ').first().endsWith("/aios-guard");
            if (guard || (environment.isOpen() && environment.readAll().contains(home.toUtf8())) || command.contains(home.toUtf8()))
                found.append(pid.toLatin1() + ' ' + command.left(120));
        }
        return found;
    }
    static constexpr int kAll = 8; ///< Two guards, and of each service npm, a shell and the server.

    static QByteArray npx(const QByteArray& name, const QByteArray& package, const QString& version, QByteArrayList environment)
    {
        environment += QByteArrayList{"npm_config_cache", npmFolder().toUtf8() + "/cache", "npm_config_update_notifier", "false"};
        return npmEntry(name, "npx", {"-y", "--offline", package + '@' + version.toUtf8()}, environment);
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
        const QByteArray memory = programs.place.path(u"home/memory.json"_s).toUtf8();
        programs.place.write(u"home/aios/config/mcp.json"_s,
                             "{\"mcpServers\": {" +
                                 npx("memory", "@modelcontextprotocol/server-memory", npmVersion(u"@modelcontextprotocol/server-memory"_s),
                                     {"MEMORY_FILE_PATH", memory}) +
                                 ',' +
                                 npx("wordpress", "mcp-wordpress", npmVersion(u"mcp-wordpress"_s),
                                     wordpressEnvironment("http://127.0.0.1:9") + QByteArrayList{"HOME", programs.place.path(u"home"_s).toUtf8()}) +
                                 "}}");
        programs.place.write(u"slow.yaml"_s, "rehearsal: 1\nsteps:\n  - say: [{text: \"" + QByteArray("slowly ").repeated(5000) + "\"}]\n");
        int alive = 0;
        for (int round = 0; round < rounds; ++round) {
            QProcess process;
            QProcessEnvironment environment = programs.environment();
            environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
            environment.insert(u"AIOS_REHEARSAL_PACE"_s, u"20"_s); // it talks on while the services stand
            process.setProcessEnvironment(environment);
            process.setStandardInputFile(QProcess::nullDevice());
            process.setStandardErrorFile(QProcess::nullDevice());
            process.start(QStringLiteral(AIOS_BIN_DIR "/") + program,
                          program == "aios"_L1 ? QStringList{u"run"_s, u"--project"_s, folder, u"--model"_s,
                                                             u"rehearsal:"_s + programs.place.path(u"slow.yaml"_s), u"go"_s}
                                               : QStringList{folder});
            QVERIFY(process.waitForStarted());
            // From the first npm to all servers, and a little after: each round one process more.
            QElapsedTimer clock;
            clock.start();
            const auto enough = [&] { return left(programs.place.path(u"home"_s)).size() > round; };
            std::ignore = QTest::qWaitFor(enough, 15'000);
            const qsizetype then = left(programs.place.path(u"home"_s)).size();
            alive += then > round || then >= kAll ? 1 : 0;
            ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
            const qint64 after = clock.elapsed();
            process.waitForFinished();
            QByteArrayList rest;
            std::ignore = QTest::qWaitFor(
                [&] {
                    rest = left(programs.place.path(u"home"_s));
                    return rest.isEmpty();
                },
                8000);
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
