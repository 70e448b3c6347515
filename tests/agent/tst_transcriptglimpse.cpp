// SPDX-License-Identifier: MIT
// The end of a long transcript, without what lies between.
#include "core/agent/transcriptglimpse.h"
#include "core/agent/transcriptreader.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

class TestTranscriptGlimpse : public QObject {
    Q_OBJECT

private:
    static QByteArray first()
    {
        return "{\"type\":\"session\",\"version\":1,\"id\":\"0197a000-0000-7000-8000-000000000001\",\"root\":\"/r\",\"time\":\"2026-01-02T03:04:05.000Z\"}\n";
    }
    static QByteArray prompt(int number, qsizetype size = 900)
    {
        const QByteArray n = QByteArray::number(number);
        const QByteArray text = "Prompt " + n + ' ' + QByteArray(size, 'x');
        return "{\"type\":\"prompt\",\"time\":\"2026-01-02T03:04:06.000Z\",\"id\":\"p" + n + "\",\"number\":" + n + ",\"prompt\":\"" + text +
               "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}]}\n";
    }
    static QByteArray prompts(int count)
    {
        QByteArray bytes = first();
        for (int i = 1; i <= count; ++i)
            bytes += prompt(i);
        return bytes;
    }
    static QStringList ids(const QList<TranscriptEntry>& entries)
    {
        QStringList ids;
        for (const TranscriptEntry& entry : entries)
            ids += entry.id;
        return ids;
    }

    TempProject m_dir;

    std::optional<SessionGlimpse> glimpse(const QByteArray& bytes, qint64 longFrom = 0)
    {
        m_dir.write(u"s.jsonl"_s, bytes);
        return glimpseTranscript(m_dir.path(u"s.jsonl"_s), longFrom);
    }

private Q_SLOTS:
    void theRowsAreThoseTheWholeOneEndsWith()
    {
        const QByteArray bytes = prompts(1000);
        const auto seen = glimpse(bytes);
        QVERIFY(seen);
        const auto whole = parseTranscript(bytes);
        QVERIFY(whole);
        QCOMPARE_GT(seen->entries.size(), 50);
        QCOMPARE_LT(seen->entries.size(), 500);
        QCOMPARE(ids(seen->entries), ids(whole->entries.last(seen->entries.size())));
        QCOMPARE(seen->entries.constLast().text, whole->entries.constLast().text);
        QCOMPARE(seen->summary.title, whole->summary.title);
        QCOMPARE(seen->summary.id, whole->summary.id);
    }

    void aTornTailIsNoRow()
    {
        QByteArray bytes = prompts(1000);
        bytes += prompt(1001).chopped(40);
        const auto seen = glimpse(bytes);
        QVERIFY(seen);
        QCOMPARE(seen->entries.constLast().id, u"p1000"_s);
    }

    void whereItTellsNothing_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<qint64>("longFrom");
        QTest::newRow("short") << prompts(10) << qint64(0);
        QTest::newRow("shorter than asked for") << prompts(1000) << qint64(8 * 1024 * 1024);
        QTest::newRow("one line at the end, longer than what is read") << prompts(200) + prompt(201, 400'000).chopped(1) << qint64(0);
        QTest::newRow("no session") << QByteArray("{\"type\":\"other\"}\n").repeated(40'000) << qint64(0);
        QTest::newRow("no lines") << QByteArray(600'000, 'x') << qint64(0);
        QTest::newRow("no rows at the end") << first() + QByteArray("{\"type\":\"later\",\"time\":\"2026-01-02T03:04:06.000Z\"}\n").repeated(20'000)
                                            << qint64(0);
    }

    void whereItTellsNothing()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(qint64, longFrom);
        QVERIFY(!glimpse(bytes, longFrom));
    }

    void whatIsNoFile()
    {
        QVERIFY(!glimpseTranscript(m_dir.path(u"none.jsonl"_s), 0));
        QVERIFY(!glimpseTranscript(m_dir.path(u"."_s), 0));
    }
};

QTEST_GUILESS_MAIN(TestTranscriptGlimpse)
#include "tst_transcriptglimpse.moc"
