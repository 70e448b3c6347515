// SPDX-License-Identifier: MIT
// kill -9 of the window while it works, and the window opened again: this program starts itself as the one that is killed.
#include "tests/ui/mishapstage.h"

#include <QApplication>
#include <QProcess>
#include <QSignalSpy>

#include <csignal>
#include <cstdio>

using namespace aios;
using namespace aios::shell;

namespace {

/// Long enough to be killed in, at the pace the child streams with.
const QByteArray kLongText = QByteArray("Words that take their time. ").repeated(200);

QByteArray scriptOf(const QString& moment)
{
    return moment == u"stream"_s ? "  - say: [{text: \"" + kLongText + "\"}]\n" : MishapStage::callOnce();
}

bool reached(const MishapStage& stage, const QString& moment)
{
    if (moment == u"card"_s)
        return stage.asks();
    if (moment == u"stream"_s)
        return QTest::qWaitFor([&stage] { return stage.lastReply().size() > 100; }, MishapStage::kPatience);
    if (!stage.asks())
        return false;
    stage.allow();
    return QTest::qWaitFor([&stage] { return stage.calls() == 1; }, MishapStage::kPatience);
}

/// The window that is killed: works until the moment, says so, and goes on.
int beKilled(const QString& moment, const QString& place)
{
    const MishapStage stage(place, "never-answers");
    if (!stage.isReady())
        return 3;
    stage.say(u"go"_s, scriptOf(moment), 300);
    if (!reached(stage, moment))
        return 4;
    QTest::qWait(1200); // what is kept within a second is kept
    std::puts("here");
    std::fflush(stdout);
    return QApplication::exec();
}

} // namespace

class TestWindowKill : public QObject {
    Q_OBJECT

private:
    /// Starts the window beneath `place` and kills it at that moment. Empty: it worked.
    static QString killedAt(const QString& moment, const QString& place)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"AIOS_KILLED_AT"_s, moment);
        environment.insert(u"AIOS_KILLED_IN"_s, place);
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(), {});
        while (!process.canReadLine() && process.waitForReadyRead(20'000)) {
        }
        if (process.readLine().trimmed() != "here")
            return u"it did not come there: %1 %2"_s.arg(process.exitCode()).arg(QString::fromUtf8(process.readAllStandardError()));
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
        return {};
    }

private Q_SLOTS:
    void theSessionIsThereAgain_data()
    {
        QTest::addColumn<QString>("moment");
        for (const QString& moment : {u"card"_s, u"stream"_s, u"call"_s})
            QTest::newRow(qPrintable(moment)) << moment;
    }
    void theSessionIsThereAgain()
    {
        QFETCH(const QString, moment);
        const QTemporaryDir dir;
        QCOMPARE(killedAt(moment, dir.path()), QString());
        MishapStage stage(dir.path());
        QVERIFY(stage.isReady());
        QTRY_COMPARE(stage.entries(TranscriptEntry::Kind::User).size(), 1);
        QCOMPARE(stage.entries(TranscriptEntry::Kind::User).constFirst().text, u"go"_s);
        if (moment == u"card"_s)
            asksAgain(stage);
        else if (moment == u"stream"_s)
            keepsWhatWasSaid(stage);
        else
            saysNobodyKnows(stage);
        QVERIFY(stage.idles());
        stage.say(u"and now"_s, "  - say: [{text: \"Still here.\"}]\n");
        QTRY_COMPARE(stage.lastReply(), u"Still here."_s);
    }

private:
    /// It ran nowhere, so it is asked for again, and rejecting it is enough.
    static void asksAgain(const MishapStage& stage)
    {
        QVERIFY(stage.asks());
        QCOMPARE(stage.calls(), 0);
        const ApprovalRequest request = stage.waiting().constFirst();
        QCOMPARE(request.access.tool, u"mcp__post__echo"_s);
        Decision decision;
        decision.kind = Decision::Kind::Deny;
        stage.session()->controller().decide(request.id, request.digest, decision);
        QTRY_VERIFY(stage.rows().constLast().state == ToolRow::State::Denied);
        QTRY_VERIFY(stage.lastReply().startsWith(u"It came back:"_s));
        QCOMPARE(stage.calls(), 0);
    }
    static void keepsWhatWasSaid(const MishapStage& stage)
    {
        QTRY_VERIFY(stage.lastReply().size() > 100);
        QVERIFY(stage.lastReply().size() < kLongText.size());
        QVERIFY(kLongText.startsWith(stage.lastReply().trimmed().toUtf8()));
        QVERIFY(!stage.entries(TranscriptEntry::Kind::Assistant).constLast().streaming);
    }
    static void saysNobodyKnows(const MishapStage& stage)
    {
        QTRY_COMPARE(stage.rows().size(), 1);
        QCOMPARE(stage.rows().constFirst().state, ToolRow::State::Unknown);
        QCOMPARE(stage.waiting().size(), 0);
        QCOMPARE(stage.calls(), 1);
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    if (const QString moment = qEnvironmentVariable("AIOS_KILLED_AT"); !moment.isEmpty())
        return beKilled(moment, qEnvironmentVariable("AIOS_KILLED_IN"));
    TestWindowKill test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_windowkill.moc"
