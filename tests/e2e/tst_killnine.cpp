// SPDX-License-Identifier: MIT
#include "tests/support/programrun.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

#include <csignal>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// kill -9 at random moments of runs that write: every session opens again, every file is old or new. AIOS_KILLS says how often (25), AIOS_SEED with
/// which moments: AIOS_KILLS=200 ./dev exec tst_killnine for 200 in one go; ./dev test --all makes them in parts.
class TestKillNine : public QObject {
    Q_OBJECT

private:
    static constexpr int kFiles = 6;

    static QByteArray content(int file, int version)
    {
        return "file " + QByteArray::number(file) + " version " + QByteArray::number(version) + '\n' +
               QByteArray(2000 + 700 * file, static_cast<char>('a' + version % 26)) + '\n';
    }

    /// Reads, then rewrites every file, one a request, with words in between.
    static void writeRehearsal(const Programs& programs, int version)
    {
        QByteArray yaml = "rehearsal: 1\nsteps:\n";
        for (int file = 0; file < kFiles; ++file) {
            const QByteArray name = QByteArray::number(file);
            yaml += "  - when: {turn: " + QByteArray::number(2 * file + 1) + "}\n    say:\n      - text: \"I read file " + name +
                    ".\"\n      - tool: Read\n        as: read" + name + "\n        input: {file_path: \"{{project}}/out/" + name + ".md\"}\n";
            yaml += "  - when: {turn: " + QByteArray::number(2 * file + 2) + "}\n    say:\n      - tool: Write\n        as: write" + name +
                    "\n        input: {file_path: \"{{project}}/out/" + name + ".md\", content: " + jsonString(content(file, version)) + "}\n";
        }
        programs.place.write(u"kill.yaml"_s, yaml + "  - say: [{text: \"All written.\"}]\n");
    }

    static QStringList words(const Programs& programs, const QString& folder, const QStringList& more)
    {
        return QStringList{u"run"_s,     u"--project"_s,   folder, u"--model"_s, u"rehearsal:"_s + programs.place.path(u"kill.yaml"_s),
                           u"--allow"_s, u"Edit(out/**)"_s} +
               more + QStringList{u"rewrite them"_s};
    }

private Q_SLOTS:
    void killsAtRandomMoments()
    {
        const int kills = qEnvironmentVariableIsSet("AIOS_KILLS") ? qEnvironmentVariableIntValue("AIOS_KILLS") : 25;
        const quint32 seed = qEnvironmentVariableIsSet("AIOS_SEED") ? static_cast<quint32>(qEnvironmentVariableIntValue("AIOS_SEED")) : 20'260'101U;
        QRandomGenerator random(seed);
        const Programs programs;
        const QString folder = programs.house(u"h"_s);
        QList<QSet<QByteArray>> known(kFiles);
        for (int file = 0; file < kFiles; ++file) {
            programs.place.write(u"h/out/%1.md"_s.arg(file), content(file, 0));
            known[file].insert(content(file, 0));
        }
        QElapsedTimer clock;
        clock.start();
        writeRehearsal(programs, 0);
        QCOMPARE(programs.run(words(programs, folder, {})).code, 0);
        const int whole = static_cast<int>(clock.elapsed()) + 1; // how long a run takes here
        int killed = 0;
        int mixed = 0;
        for (int round = 1; round <= kills; ++round) {
            writeRehearsal(programs, round);
            for (int file = 0; file < kFiles; ++file)
                known[file].insert(content(file, round));
            QProcess process;
            programs.begin(process, words(programs, folder, random.bounded(2) == 0 ? QStringList{} : QStringList{u"--continue"_s}));
            if (!process.waitForFinished(random.bounded(whole))) {
                ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
                process.waitForFinished();
                ++killed;
            }
            int fresh = 0;
            for (int file = 0; file < kFiles; ++file) {
                const QByteArray now = programs.place.read(u"h/out/%1.md"_s.arg(file));
                QVERIFY2(known[file].contains(now),
                         qPrintable(u"round %1: file %2 is neither old nor new (%3 bytes)"_s.arg(round).arg(file).arg(now.size())));
                fresh += now == content(file, round) ? 1 : 0;
            }
            mixed += fresh > 0 && fresh < kFiles ? 1 : 0;
            checkSessions(programs, folder, round == kills || round % 10 == 0);
        }
        QVERIFY2(killed > kills / 3, qPrintable(u"only %1 of %2 runs were killed"_s.arg(killed).arg(kills)));
        qInfo("%d of %d runs killed (%d between two writes), a run takes %d ms", killed, kills, mixed, whole);
        checkLeftovers(programs, folder);
    }

private:
    static void checkSessions(const Programs& programs, const QString& folder, bool goOn)
    {
        const Ran list = programs.run({u"session"_s, u"list"_s, u"--json"_s, u"--project"_s, folder});
        QCOMPARE(list.code, 0);
        const auto sessions = list.lines();
        QVERIFY(!sessions.isEmpty());
        for (const auto& session : sessions)
            QVERIFY2(jsonText(session, "problem").isEmpty(), list.out.constData());
        const Ran shown = programs.run({u"session"_s, u"show"_s, jsonText(sessions.first(), "id"), u"--project"_s, folder});
        QVERIFY2(shown.code == 0, shown.err.constData());
        QVERIFY2(!shown.err.contains("could not be read"), shown.err.constData());
        if (!goOn)
            return;
        for (const auto& session : sessions)
            QCOMPARE(programs.run({u"session"_s, u"show"_s, jsonText(session, "id"), u"--project"_s, folder}).code, 0);
        const Ran again = programs.run(words(programs, folder, {u"--continue"_s}));
        QVERIFY2(again.code == 0, again.err.constData());
    }

    /// Nothing of a cut-off write may be taken for content: not in the folder, not among the layers, not among the sessions.
    static void checkLeftovers(const Programs& programs, const QString& folder)
    {
        QStringList visible;
        const auto tree = treeOf(folder);
        for (auto it = tree.cbegin(); it != tree.cend(); ++it) {
            if (!QFileInfo(it.key()).fileName().startsWith(u'.'))
                visible.append(it.key());
        }
        QStringList expected{u"CLAUDE.md"_s, u"notes/a.md"_s};
        for (int file = 0; file < kFiles; ++file)
            expected.append(u"out/%1.md"_s.arg(file));
        visible.sort();
        expected.sort();
        QCOMPARE(visible, expected);
        QCOMPARE(programs.run({u"project"_s, u"show"_s, folder}).code, 0);
    }
};

QTEST_GUILESS_MAIN(TestKillNine)
#include "tst_killnine.moc"
