// SPDX-License-Identifier: MIT
#include "core/content/publishtime.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// When a piece is to go out: what counts as a time, and what keeps a piece from going out at another one.
class TestPublishTime : public QObject {
    Q_OBJECT

private:
    static PublishGate gate(bool takesTime)
    {
        const auto pipeline = parsePipeline(
            QByteArray("platforms:\n  website:\n    service: site\n    tool: create_post\n") +
            (takesTime ? "    schedules: when\n    arguments: {text: piece.text, when: piece.scheduled}\n" : "    arguments: {text: piece.text}\n"));
        return pipeline && pipeline->gates.size() == 1 ? pipeline->gates.constFirst() : PublishGate();
    }
    static RenderedPiece piece(const QByteArray& scheduled)
    {
        const auto made = renderPiece(u"/p"_s, u"content/a.md"_s, "---\ntitle: T\nplatform: website\n" + scheduled + "---\nText\n", {});
        return made ? *made : RenderedPiece();
    }
    static QDateTime now() { return {QDate(2026, 11, 28), QTime(12, 0), QTimeZone(QTimeZone::UTC)}; }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void times_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("sent"); // empty: none
        QTest::addColumn<QString>("says");
        const auto row = [](const char* written, const QString& sent, const QString& says = {}) {
            QTest::newRow(written) << QString::fromLatin1(written) << sent << says;
        };
        row("2026-11-30T09:00:00Z", u"2026-11-30T09:00:00Z"_s);
        row("2026-11-30T09:00:00+01:00", u"2026-11-30T09:00:00+01:00"_s);
        row("2026-11-30 09:00:00 -0530", u"2026-11-30T09:00:00-05:30"_s);
        row("2026-11-30T09:00z", u"2026-11-30T09:00:00Z"_s);
        row("2026-11-30t09:00:30.250Z", u"2026-11-30T09:00:30Z"_s);
        row("2026-11-30", {}, u"names a day and no hour"_s);
        row("2026-11-30T09:00", {}, u"in which zone"_s);
        row("2026-11-30T09:00:00+19:00", {}, u"in which zone"_s);
        row("2026-02-30T09:00Z", {}, u"is no time"_s);
        row("2026-11-30T25:00Z", {}, u"is no time"_s);
        row("next week", {}, u"is no time"_s);
        row("30.11.2026 09:00", {}, u"is no time"_s);
        row("", {}, u"is no time"_s);
    }
    void times()
    {
        QFETCH(const QString, written);
        QFETCH(const QString, sent);
        QFETCH(const QString, says);
        const auto when = publishTime(written);
        QCOMPARE(when ? when->toString(Qt::ISODate) : QString(), sent);
        if (!when)
            QVERIFY2(when.error().message.contains(says), qPrintable(when.error().message));
    }

    /// What the sentence tells to write can be written.
    void theExampleIsATime()
    {
        const auto when = publishTime(u"2026-07-01"_s);
        QVERIFY(!when);
        const QString example = when.error().message.section(u"such as "_s, 1).chopped(1);
        QVERIFY2(publishTime(example) && example.startsWith(u"2026-07-01T09:00:00"_s), qPrintable(example));
    }

    void problems_data()
    {
        QTest::addColumn<bool>("takesTime");
        QTest::addColumn<QByteArray>("scheduled");
        QTest::addColumn<QString>("says"); // empty: nothing
        QTest::newRow("none") << false << QByteArray() << QString();
        QTest::newRow("none, taken") << true << QByteArray() << QString();
        QTest::newRow("ahead, sent at once") << false << QByteArray("scheduled: 2030-01-01T09:00:00Z\n") << u"it would go out at once"_s;
        QTest::newRow("a day ahead, sent at once") << false << QByteArray("scheduled: 2030-01-01\n") << u"it would go out at once"_s;
        QTest::newRow("an hour of today without a zone") << false << QByteArray("scheduled: 2026-11-28T09:00\n") << u"it would go out at once"_s;
        QTest::newRow("no time at all") << false << QByteArray("scheduled: soon\n") << u"it would go out at once"_s;
        QTest::newRow("another spelling of the key") << false << QByteArray("Scheduled: 2030-01-01\n") << u"it would go out at once"_s;
        QTest::newRow("a minute ago, sent at once") << false << QByteArray("scheduled: 2026-11-28T11:59:00Z\n") << QString();
        QTest::newRow("yesterday, sent at once") << false << QByteArray("scheduled: 2026-11-27\n") << QString();
        QTest::newRow("ahead, taken") << true << QByteArray("scheduled: 2030-01-01T09:00:00Z\n") << QString();
        QTest::newRow("passed, taken") << true << QByteArray("scheduled: 2026-11-28T11:59:00Z\n") << u"has passed"_s;
        QTest::newRow("a day, taken") << true << QByteArray("scheduled: 2030-01-01\n") << u"names a day and no hour"_s;
        QTest::newRow("no zone, taken") << true << QByteArray("scheduled: 2030-01-01T09:00\n") << u"in which zone"_s;
    }
    void problems()
    {
        QFETCH(const bool, takesTime);
        QFETCH(const QByteArray, scheduled);
        QFETCH(const QString, says);
        const auto problem = timeProblem(piece(scheduled), gate(takesTime), now());
        QCOMPARE(problem.has_value(), !says.isEmpty());
        if (problem)
            QVERIFY2(problem->blocks && problem->text.contains(says), qPrintable(problem->text));
    }

    /// A gate that names an argument for the time and gives it nothing sends at once, too.
    void aTimeThatIsNotSentIsNone()
    {
        PublishGate promised = gate(false);
        promised.schedules = u"when"_s;
        QVERIFY(timeProblem(piece("scheduled: 2030-01-01T09:00:00Z\n"), promised, now()));
    }

    void theCallCarriesTheTimeInOneForm()
    {
        const auto call = makePublishCall(piece("scheduled: 2030-01-01 10:00 +0200\n"), gate(true), "{}");
        QVERIFY(call && call->scheduled);
        QCOMPARE(call->inputJson, QByteArray(R"({"text":"Text","when":"2030-01-01T10:00:00+02:00"})"));
    }
};

QTEST_GUILESS_MAIN(TestPublishTime)
#include "tst_publishtime.moc"
