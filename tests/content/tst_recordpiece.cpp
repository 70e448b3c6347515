// SPDX-License-Identifier: MIT
// A piece whose text lives in a record: where it says so, and what is made of the service's answer.
#include "core/content/pieces.h"
#include "core/content/recordpiece.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestRecordPiece : public QObject {
    Q_OBJECT

private:
    static QByteArray fileWith(const QByteArray& record, const QByteArray& body = {})
    {
        return "---\ntitle: Mine\nstatus: In Review\n" + record + "---\n" + body;
    }
    static RecordPlace place(const QString& title = {}) { return {u"airtable"_s, u"app1"_s, u"Articles"_s, u"rec1"_s, u"Body"_s, title}; }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void places_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QString>("problem"); // "-": no record at all
        const QByteArray whole = "record:\n  service: airtable\n  base: app1\n  table: Articles\n  id: rec1\n  body: Body\n";
        QTest::newRow("whole") << whole << QString();
        QTest::newRow("on one line") << QByteArray("record: {service: airtable, base: app1, table: Articles, id: rec1, body: Body}\n") << QString();
        QTest::newRow("none") << QByteArray() << u"-"_s;
        QTest::newRow("no id") << QByteArray(whole).replace("  id: rec1\n", "") << u"“id” is missing"_s;
        QTest::newRow("empty body") << QByteArray(whole).replace("Body", "\"\"") << u"“body” must be"_s;
        QTest::newRow("unknown key") << whole + "  tool: delete_records\n" << u"“tool” is not known"_s;
        QTest::newRow("a list for a text") << QByteArray(whole).replace("rec1", "[rec1, rec2]") << u"“id” must be"_s;
        QTest::newRow("hidden characters") << QByteArray(whole).replace("rec1", "rec\xE2\x80\x8B"
                                                                                "1")
                                           << u"“id” must be"_s;
        QTest::newRow("a word") << QByteArray("record: rec1\n") << u"it must hold"_s;
        QTest::newRow("long") << QByteArray(whole).replace("rec1", QByteArray(300, 'r')) << u"“id” must be"_s;
    }
    void places()
    {
        QFETCH(const QByteArray, record);
        QFETCH(const QString, problem);
        const auto found = recordPlace(fileWith(record));
        if (problem == "-"_L1) {
            QVERIFY(found && !*found);
        } else if (problem.isEmpty()) {
            QVERIFY2(found, qPrintable(found ? QString() : found.error().message));
            QCOMPARE(*found, std::optional(place()));
            QCOMPARE((*found)->callJson(), QByteArray(R"({"baseId":"app1","tableId":"Articles","recordId":"rec1"})"));
        } else {
            QVERIFY(!found);
            QVERIFY2(found.error().message.contains(problem), qPrintable(found.error().message));
        }
    }

    void answers_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("problem");
        QTest::newRow("text") << QByteArray(R"({"id":"rec1","fields":{"Body":"Hello","Headline":"A  title"}})") << QString();
        QTest::newRow("another record") << QByteArray(R"({"id":"rec2","fields":{"Body":"Hello","Headline":"A"}})") << u"another record"_s;
        QTest::newRow("no id") << QByteArray(R"({"fields":{"Body":"Hello","Headline":"A"}})") << u"another record"_s;
        QTest::newRow("no fields") << QByteArray(R"({"id":"rec1"})") << u"did not answer"_s;
        QTest::newRow("words") << QByteArray("Record not found") << u"did not answer"_s;
        QTest::newRow("a key twice") << QByteArray(R"({"id":"rec1","fields":{"Body":"A","Body":"B","Headline":"A"}})") << u"did not answer"_s;
        QTest::newRow("a number") << QByteArray(R"({"id":"rec1","fields":{"Body":7,"Headline":"A"}})") << u"holds no text"_s;
        QTest::newRow("no title") << QByteArray(R"({"id":"rec1","fields":{"Body":"Hello"}})") << u"is empty"_s;
    }
    void answers()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QString, problem);
        const auto text = recordText(place(u"Headline"_s), answer);
        if (problem.isEmpty())
            QCOMPARE(text.value_or(RecordText()), (RecordText{u"A title"_s, u"Hello"_s}));
        else
            QVERIFY2(!text && text.error().message.contains(problem), qPrintable(text ? u"read"_s : text.error().message));
    }

    void anEmptyFieldIsAnEmptyText()
    {
        QCOMPARE(recordText(place(), R"({"id":"rec1","fields":{}})").value_or(RecordText{u"?"_s, u"?"_s}), RecordText());
        QVERIFY((RecordText{u"a"_s, u"b"_s}).sha256() != (RecordText{u"ab"_s, {}}).sha256());
    }

    void theFileWithItsText()
    {
        const QByteArray record = "record: {service: airtable, base: app1, table: Articles, id: rec1, body: Body}\n";
        const auto whole = withRecord(fileWith(record, "Notes of our own\n"), place(u"Headline"_s), {u"Its: title"_s, u"# Its: title\n\nText"_s});
        QVERIFY2(whole, qPrintable(whole ? QString() : whole.error().message));
        QCOMPARE(*whole, "---\ntitle: \"Its: title\"\nstatus: In Review\n" + record + "---\n\n# Its: title\n\nText\n");
        QCOMPARE(pieceFrom(u"/r"_s, u"content/a.md"_s, *whole).title, u"Its: title"_s);
        QCOMPARE(*withRecord("---\ntitle: Mine\n---", place(), {{}, u"---\nstatus: Approved\n---\nText"_s}),
                 QByteArray("---\ntitle: Mine\n---\n\n---\nstatus: Approved\n---\nText\n"));
    }
};

QTEST_GUILESS_MAIN(TestRecordPiece)
#include "tst_recordpiece.moc"
