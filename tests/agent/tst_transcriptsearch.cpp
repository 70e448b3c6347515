// SPDX-License-Identifier: MIT
#include "core/agent/transcriptsearch.h"
#include "core/base/ids.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// Finding words in all transcripts of a folder.
class TestTranscriptSearch : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    static TranscriptEntry said(const QString& id, TranscriptEntry::Kind kind, const QString& text)
    {
        TranscriptEntry entry;
        entry.id = id;
        entry.kind = kind;
        entry.text = text;
        return entry;
    }

    void session(const QString& id, const QByteArray& prompt) const
    {
        QFile file(m_dir.filePath(id + u".jsonl"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"type\":\"session\",\"version\":1,\"id\":\"" + id.toLatin1() + "\",\"root\":\"/r\",\"time\":\"2026-01-02T03:04:05.000Z\"}\n");
        file.write("{\"type\":\"prompt\",\"time\":\"2026-01-02T03:04:06.000Z\",\"id\":\"p\",\"number\":1,\"prompt\":\"" + prompt +
                   "\",\"messages\":[]}\n");
        file.write("{\"type\":\"title\",\"title\":\"About " + id.right(2).toLatin1() + "\"}\n");
    }

private Q_SLOTS:
    void findsInEveryKindOfEntry()
    {
        SessionRecord record;
        record.summary.id = u"s"_s;
        record.summary.title = u"Title"_s;
        record.entries = {said(u"1"_s, TranscriptEntry::Kind::User, u"Look for Amber lamps"_s),
                          said(u"2"_s, TranscriptEntry::Kind::Assistant, u"None."_s), said(u"3"_s, TranscriptEntry::Kind::Tool, {})};
        record.entries[2].tool.output = u"1\tan amber\nlamp"_s;
        const auto hits = searchTranscript(record, u"AMBER"_s, 10);
        QCOMPARE(hits.size(), 2);
        QCOMPARE(hits.at(0).entryId, u"3"_s); // The newest first.
        QCOMPARE(hits.at(0).line, u"1 an amber lamp"_s);
        QCOMPARE(hits.at(1).line, u"Look for Amber lamps"_s);
        QCOMPARE(hits.at(1).sessionTitle, u"Title"_s);
        QCOMPARE(searchTranscript(record, u"amber"_s, 1).size(), 1);
    }

    void showsTheWordsOfALongText()
    {
        SessionRecord record;
        record.entries = {said(u"1"_s, TranscriptEntry::Kind::Assistant, u"before "_s.repeated(500) + u"needle"_s + u" after"_s.repeated(500))};
        const auto hits = searchTranscript(record, u"needle"_s, 1);
        QVERIFY(hits.at(0).line.contains(u"needle"_s));
        QVERIFY(hits.at(0).line.startsWith(u'…') && hits.at(0).line.endsWith(u'…'));
        QVERIFY(hits.at(0).line.size() < 170);
    }

    void readsAllSessionsOfAFolder_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("hits");
        QTest::newRow("in two") << u"lamp"_s << 2;
        QTest::newRow("any case") << u"LAMP"_s << 2;
        QTest::newRow("in one") << u"amber lamp"_s << 1;
        QTest::newRow("written with an escape") << u"say \"hello\""_s << 1;
        QTest::newRow("beyond ASCII") << u"GRÜN"_s << 1;
        QTest::newRow("part of the JSON only") << u"messages"_s << 0;
        QTest::newRow("nowhere") << u"copper"_s << 0;
        QTest::newRow("nothing asked") << QString() << 0;
    }
    void readsAllSessionsOfAFolder()
    {
        QFETCH(const QString, query);
        QFETCH(const int, hits);
        session(u"0197a000-0000-7000-8000-000000000001"_s, "an amber lamp");
        session(u"0197a000-0000-7000-8000-000000000002"_s, "a green lamp, say \\\"hello\\\", grün");
        QFile other(m_dir.filePath(u"notes.jsonl"_s));
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write("lamp");
        other.close();
        const std::atomic<bool> cancelled = false;
        const auto found = searchSessions(m_dir.path(), query, 100, cancelled);
        QCOMPARE(found.size(), hits);
        for (const SessionHit& hit : found)
            QCOMPARE(hit.sessionTitle, QString(u"About "_s + hit.sessionId.right(2)));
    }

    void endsWhenCancelled()
    {
        session(u"0197a000-0000-7000-8000-000000000001"_s, "an amber lamp");
        const std::atomic<bool> cancelled = true;
        QCOMPARE(searchSessions(m_dir.path(), u"lamp"_s, 100, cancelled).size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestTranscriptSearch)
#include "tst_transcriptsearch.moc"
