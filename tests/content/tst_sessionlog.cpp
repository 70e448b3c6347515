// SPDX-License-Identifier: MIT
#include "core/content/learnings.h"
#include "core/content/sessionlog.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestSessionLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void adding_data();
    void adding();
    void recent();
    void proposing();
    void learning_data();
    void learning();
};

void TestSessionLog::adding_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("missing file") << QByteArray() << QByteArray("# Session log\n\n## 2026-02-02\n\n- new\n");
    QTest::newRow("newest at the end") << QByteArray("# Log\n\n## 2026-01-01\n- a\n\n## 2026-01-02\n- b\n")
                                       << QByteArray("# Log\n\n## 2026-01-01\n- a\n\n## 2026-01-02\n- b\n\n## 2026-02-02\n\n- new\n");
    QTest::newRow("newest first") << QByteArray("# Log\n\n## 2026-01-02\n- b\n\n## 2026-01-01\n- a\n")
                                  << QByteArray("# Log\n\n## 2026-02-02\n\n- new\n\n## 2026-01-02\n- b\n\n## 2026-01-01\n- a\n");
    QTest::newRow("windows, no last line end") << QByteArray("# Log\r\n\r\n## 2026-01-01\r\n- a")
                                               << QByteArray("# Log\r\n\r\n## 2026-01-01\r\n- a\r\n\r\n## 2026-02-02\r\n\r\n- new\r\n");
    QTest::newRow("only a title") << QByteArray("# Log\n") << QByteArray("# Log\n\n## 2026-02-02\n\n- new\n");
    QTest::newRow("blank line at the end") << QByteArray("# Log\n\n## 2026-01-01\n- a\n\n")
                                           << QByteArray("# Log\n\n## 2026-01-01\n- a\n\n## 2026-02-02\n\n- new\n\n");
    QTest::newRow("marker at the end") << QByteArray("## 2026-01-01\n- a\n\n<!-- New entries go above this line. -->\n")
                                       << QByteArray("## 2026-01-01\n- a\n\n## 2026-02-02\n\n- new\n\n<!-- New entries go above this line. -->\n");
    QTest::newRow("headings in code do not count") << QByteArray("```\n## 2026-05-05\n```\n## 2026-01-01\n- a\n")
                                                   << QByteArray("```\n## 2026-05-05\n```\n## 2026-01-01\n- a\n\n## 2026-02-02\n\n- new\n");
    QTest::newRow("BOM") << QByteArray("\xEF\xBB\xBF## 2026-01-02\n- b\n\n## 2026-01-01\n- a\n")
                         << QByteArray("\xEF\xBB\xBF## 2026-02-02\n\n- new\n\n## 2026-01-02\n- b\n\n## 2026-01-01\n- a\n");
}

void TestSessionLog::adding()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QCOMPARE(withLogEntry(before, u"## 2026-02-02\n\n- new\n"_s), after);
    QCOMPARE(withLogEntry(before, u" \n"_s), before);
}

void TestSessionLog::recent()
{
    QString rising;
    QString falling;
    for (int day = 10; day < 30; ++day) {
        const QString entry = u"## 2026-01-%1\n- did %1 things\n\n"_s.arg(day);
        rising += entry;
        falling = entry + falling;
    }
    QVERIFY(!isNewestFirst(rising));
    QVERIFY(isNewestFirst(falling));
    QCOMPARE(recentLogEntries(rising, 70), u"## 2026-01-28\n- did 28 things\n\n## 2026-01-29\n- did 29 things\n\n"_s);
    QCOMPARE(recentLogEntries(u"# Log\n\n"_s + falling, 70), u"## 2026-01-29\n- did 29 things\n\n## 2026-01-28\n- did 28 things\n\n"_s);
    QCOMPARE(recentLogEntries(rising, 10'000), rising);
    QCOMPARE(recentLogEntries(QString(), 10), QString());
    const QString longEntry = u"## 2026-01-01\n"_s + QString(500, u'ü') + u"\nend\n"_s;
    QCOMPARE(recentLogEntries(longEntry, 100), u"end\n"_s);
    QVERIFY(recentLogEntries(u"## 2026-01-02\n"_s + QString(500, u'x') + u"\n## 2026-01-01\ny\n"_s, 100).size() <= 100);
    QVERIFY(recentLogEntries(QString(500, u'x'), 100).size() <= 100);
}

void TestSessionLog::proposing()
{
    const SessionFacts facts{.date = QDate(2026, 2, 2),
                             .title = u"Chain\narticle"_s,
                             .commands = {u"/plan https://a.org"_s},
                             .filesWritten = {u"content/a.md"_s, u"context/active-work.md"_s},
                             .decisions = {u"Approved: a"_s},
                             .open = {QString()}};
    QCOMPARE(
        proposeLogEntry(facts),
        u"## 2026-02-02: Chain article\n\n- Ran: /plan https://a.org\n- Wrote: content/a.md, context/active-work.md\n- Decided: Approved: a\n"_s);
    QCOMPARE(
        proposeLogEntry({.date = QDate(2026, 2, 2), .title = u"x"_s, .commands = {u"/status"_s}, .filesWritten = {}, .decisions = {}, .open = {}}),
        QString());
}

void TestSessionLog::learning_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("missing file") << QByteArray() << QByteArray("# Learnings: /plan\n\n- 2026-02-02: two lines\n");
    QTest::newRow("behind a list") << QByteArray("# L\n\n- 2026-01-01: a\n") << QByteArray("# L\n\n- 2026-01-01: a\n- 2026-02-02: two lines\n");
    QTest::newRow("no last line end, windows") << QByteArray("# L\r\n\r\n- a") << QByteArray("# L\r\n\r\n- a\r\n- 2026-02-02: two lines\r\n");
    QTest::newRow("behind text") << QByteArray("# L\n\nText.\n") << QByteArray("# L\n\nText.\n\n- 2026-02-02: two lines\n");
    QTest::newRow("behind a long item") << QByteArray("- a\n  more\n") << QByteArray("- a\n  more\n- 2026-02-02: two lines\n");
}

void TestSessionLog::learning()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QCOMPARE(withLearning(before, u"plan"_s, QDate(2026, 2, 2), u"two\nlines "_s), after);
    QCOMPARE(withLearning(before, u"plan"_s, QDate(2026, 2, 2), u" \n"_s), before);
    QCOMPARE(learningsPath(u"frontend:component"_s), u"learnings/frontend/component.md"_s);
}

QTEST_GUILESS_MAIN(TestSessionLog)
#include "tst_sessionlog.moc"
