// SPDX-License-Identifier: MIT
// The program itself, as a person starts it: arguments, and the whole tour in its window.
#include "tests/ui/shellfixtures.h"

#include <QImage>
#include <QProcess>
#include <QTest>

using namespace aios::shell;

class TestTour : public QObject {
    Q_OBJECT

private:
    static QString place(const QString& name = {})
    {
        return qEnvironmentVariable("AIOS_HOME") + (name.isEmpty() ? u"/tour"_s : QString(u"/tour/"_s + name));
    }
    struct Ended {
        int status = -1;
        QString output;
    };
    static Ended run(const QStringList& arguments, const QString& home, int seconds = 10)
    {
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"AIOS_HOME"_s, home);
        environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        for (const auto* name : {"ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY"})
            environment.remove(QLatin1StringView(name));
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(QStringLiteral(AIOS_BIN_DIR "/aios-desktop"), arguments);
        if (!program.waitForFinished(seconds * 1000)) {
            program.kill();
            program.waitForFinished();
        }
        return {program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -1, QString::fromUtf8(program.readAll())};
    }

private Q_SLOTS:
    void arguments_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("says");
        QTest::newRow("help") << QStringList{u"--help"_s} << 0 << u"Usage: aios-desktop"_s;
        QTest::newRow("version") << QStringList{u"--version"_s} << 0 << u"aios-desktop "_s;
        QTest::newRow("unknown option") << QStringList{u"--frobnicate"_s} << 2 << u"no option"_s;
        QTest::newRow("no such folder") << QStringList{u"/nowhere/at/all"_s} << 2 << u"There is no folder"_s;
        QTest::newRow("a web address") << QStringList{u"https://example.org/x"_s} << 2 << u"is a link"_s;
        QTest::newRow("a link of another program's kind") << QStringList{u"aios://open?folder=/"_s} << 2 << u"is a link"_s;
        QTest::newRow("two folders") << QStringList{u"/"_s, u"/"_s} << 2 << u"Only one folder"_s;
        QTest::newRow("tour without a folder") << QStringList{u"--tour"_s} << 2 << u"--tour needs"_s;
    }
    void arguments()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QString, says);
        const QTemporaryDir dir;
        const Ended ended = run(arguments, dir.path());
        QCOMPARE(ended.status, status);
        QVERIFY2(ended.output.contains(says), qPrintable(ended.output));
    }

    /// In two parts, each of which is a case of its own: cards may not be decided faster than a person could read them.
    void untilApproved()
    {
        QDir(place()).removeRecursively();
        QVERIFY(QDir().mkpath(place()));
        const QString folder = place(u"content-engine"_s);
        copySample(folder);
        for (const QString& own : {u"/.mcp.json"_s, u"/.claude/settings.json"_s})
            QVERIFY(QFile::copy(qEnvironmentVariable("AIOS_RESOURCES") + u"/templates/content-engine"_s + own, folder + own));
        const QString picture = place(u"tour.png"_s);
        const Ended ended = run({u"--tour=1"_s, u"--screenshot"_s, picture, folder}, place(u"home"_s), 55);
        QVERIFY2(ended.status == 0, qPrintable(ended.output));
        const QByteArray piece = read(folder + u"/content/articles/quiet-drivetrain-guide.md"_s);
        QVERIFY2(piece.contains("Most noises are harmless.") && piece.contains("status: Approved"), piece.constData());
        QVERIFY(!QImage(picture).isNull());
    }
    void untilTheEnd()
    {
        const QString folder = place(u"content-engine"_s);
        QVERIFY2(QFileInfo::exists(folder), "The first part has not been run: ctest runs it, or tst_tour without arguments.");
        const Ended ended = run({u"--tour=2"_s, u"--screenshot"_s, place(u"tour2.png"_s), folder}, place(u"home"_s), 55);
        QVERIFY2(ended.status == 0, qPrintable(ended.output));
        QVERIFY(read(folder + u"/content/articles/quiet-drivetrain-guide.md"_s).contains("Most noises are small."));
        QVERIFY(read(folder + u"/context/session-log.md"_s).contains("- Said: the drivetrain guide is out\n"));
        QVERIFY(!QImage(place(u"tour2.png"_s)).isNull());
    }
};

QTEST_GUILESS_MAIN(TestTour)
#include "tst_tour.moc"
