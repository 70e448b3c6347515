// SPDX-License-Identifier: MIT
#include "tests/support/programrun.h"

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// The program's own words: help, completion, doctor, and how it refuses.
class TestCli : public QObject {
    Q_OBJECT

private:
    static QStringList commands()
    {
        return {u"run"_s,  u"new"_s, u"project"_s, u"session"_s,    u"decisions"_s, u"models"_s,
                u"desk"_s, u"mcp"_s, u"doctor"_s,  u"completion"_s, u"help"_s};
    }

    /// What bash offers for the last of `words`, sorted.
    static QStringList offered(const Programs& programs, const QStringList& words)
    {
        QProcess bash;
        QProcessEnvironment environment = programs.environment();
        environment.insert(u"PATH"_s, QStringLiteral(AIOS_BIN_DIR ":") + environment.value(u"PATH"_s));
        bash.setProcessEnvironment(environment);
        bash.setWorkingDirectory(programs.place.path());
        const QString script =
            u"set -u; source <(aios completion bash); COMP_WORDS=(\"$@\"); COMP_CWORD=$(($#-1)); _aios || true; printf '%s\\n' \"${COMPREPLY[@]}\""_s;
        bash.start(u"bash"_s, QStringList{u"--norc"_s, u"-c"_s, script, u"bash"_s} + words);
        if (!bash.waitForFinished() || !bash.readAllStandardError().isEmpty())
            return {u"bash failed"_s};
        QStringList replies = QString::fromUtf8(bash.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
        replies.sort();
        return replies;
    }

private Q_SLOTS:
    void helpOfEverything()
    {
        const Programs programs;
        const Ran all = programs.run({u"--help"_s});
        QCOMPARE(all.code, 0);
        for (const QString& command : commands()) {
            QVERIFY2(all.out.contains(QByteArray("\n  " + command.toUtf8() + ' ')), qPrintable(command));
            for (const QStringList& asked : {QStringList{command, u"--help"_s}, QStringList{u"help"_s, command}}) {
                const Ran ran = programs.run(asked);
                QVERIFY2(ran.code == 0 && ran.err.isEmpty(), ran.err.constData());
                QVERIFY2(ran.out.startsWith(command == u"help"_s ? QByteArray("Usage: aios COMMAND") : "Usage: aios " + command.toUtf8() + ' '),
                         ran.out.constData());
            }
        }
        QVERIFY(programs.run({u"--version"_s}).out.startsWith("aios "));
        QCOMPARE(programs.run({u"help"_s, u"nosuch"_s}).code, 2);
    }

    void bashCompletion_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QStringList>("offers");
        QTest::newRow("command") << QStringList{u"aios"_s, u"se"_s} << QStringList{u"session"_s};
        QTest::newRow("option") << QStringList{u"aios"_s, u"run"_s, u"--mod"_s} << QStringList{u"--mode"_s, u"--model"_s};
        QTest::newRow("mode") << QStringList{u"aios"_s, u"run"_s, u"--mode"_s, u""_s}
                              << QStringList{u"acceptEdits"_s, u"default"_s, u"dontAsk"_s, u"plan"_s};
        QTest::newRow("output") << QStringList{u"aios"_s, u"run"_s, u"-o"_s, u"s"_s} << QStringList{u"stream-json"_s};
        QTest::newRow("template") << QStringList{u"aios"_s, u"new"_s, u"--template"_s, u""_s} << QStringList{u"content-engine"_s};
        QTest::newRow("folder") << QStringList{u"aios"_s, u"project"_s, u"show"_s, u"ho"_s} << QStringList{u"home"_s};
        QTest::newRow("action") << QStringList{u"aios"_s, u"session"_s, u"ex"_s} << QStringList{u"export"_s};
        QTest::newRow("service") << QStringList{u"aios"_s, u"desk"_s, u"s"_s} << QStringList{u"site"_s, u"social"_s};
        QTest::newRow("shell") << QStringList{u"aios"_s, u"completion"_s, u""_s} << QStringList{u"bash"_s, u"fish"_s, u"zsh"_s};
        QTest::newRow("no rule is guessed") << QStringList{u"aios"_s, u"run"_s, u"--allow"_s, u""_s} << QStringList();
    }
    void bashCompletion()
    {
        QFETCH(const QStringList, words);
        QFETCH(const QStringList, offers);
        const Programs programs;
        QCOMPARE(offered(programs, words), offers);
    }

    void scriptsForOtherShells()
    {
        const Programs programs;
        for (const QString& shell : {u"zsh"_s, u"fish"_s}) {
            const QByteArray script = programs.run({u"completion"_s, shell}).out;
            for (const QString& command : commands())
                QVERIFY2(script.contains(command.toUtf8()), qPrintable(shell + u' ' + command));
            QVERIFY(script.contains("stream-json") && !script.contains("%1"));
        }
        QCOMPARE(programs.run({u"completion"_s, u"csh"_s}).code, 2);
    }

    void doctorSaysWhatIsThere()
    {
        const Programs programs;
        const Ran ran = programs.run({u"doctor"_s});
        QVERIFY2(ran.code == 0, ran.out.constData());
        QVERIFY2(ran.out.contains("ok       Rehearsal") && ran.out.contains("built in"), ran.out.constData());
        QCOMPARE(programs.run({u"doctor"_s, u"more"_s}).code, 2);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
