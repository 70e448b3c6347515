// SPDX-License-Identifier: MIT
// Calls that write a status into a record, and all the ways to hide it. The shapes are those of airtable-mcp-server and of Local Desk's records.
#include "core/content/pipeline.h"

#include <QFile>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestRecordGate : public QObject {
    Q_OBJECT

private:
    static QList<RecordGate> shipped()
    {
        QFile file(QStringLiteral(AIOS_SOURCE_DIR "/resources/gates/records.json"));
        const auto gates = file.open(QIODevice::ReadOnly) ? parseRecordGates(file.readAll(), u"records.json"_s) : Result<QList<RecordGate>>();
        return gates.value_or(QList<RecordGate>());
    }
    /// `fields` in an update of one record.
    static QByteArray update(const QByteArray& fields)
    {
        return R"({"baseId":"app1","tableId":"Articles","records":[{"id":"rec1","fields":)" + fields + "}]}";
    }
    static RecordCall judged(const QByteArray& input, const QString& tool = u"update_records"_s, const QString& service = u"airtable"_s,
                             const QByteArray& pipeline = {})
    {
        const Pipeline own = parsePipeline(pipeline).value_or(Pipeline());
        return judgeRecordCall(shipped() + own.records, own.flow, service, tool, input);
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void theShippedGateIsWhole()
    {
        QCOMPARE(shipped().size(), 1);
        QCOMPARE(recordReader(shipped(), u"anything"_s), u"get_record"_s);
        QVERIFY(!judged("{}", u"list_records"_s).written);
        QVERIFY(!judged("{}", u"delete_records"_s).written);
        QVERIFY(parseRecordGates(R"({"gates":[]})", u"a.json"_s)->isEmpty());
        QVERIFY(!parseRecordGates(R"({"records":[{"writes":["a"]}]})", u"a.json"_s));
        QVERIFY(!parseRecordGates(R"({"records":[{"service":"a","free":["a"]}]})", u"a.json"_s));
    }

    void publishes_data()
    {
        QTest::addColumn<QByteArray>("input");
        const auto row = [](const char* name, const QByteArray& fields) { QTest::newRow(name) << update(fields); };
        row("published", R"({"Status":"Published"})");
        row("approved", R"({"Status":"Approved"})");
        row("scheduled", R"({"Status":"Scheduled"})");
        row("another word for it", R"({"Status":"Live"})");
        row("ready to post", R"({"Status":"Ready to post!"})");
        row("beside other fields", R"({"Notes":"x","Status":"Published","Title":"y"})");
        row("small letters", R"({"status":"published"})");
        row("capitals", R"({"STATUS":"APPROVED"})");
        row("spaces", R"({" Status ":" Published "})");
        row("underscore", R"({"publish_status":"published"})");
        row("in a longer name", "{\"Article Status (web)\":\"Published\"}");
        row("in a longer value", "{\"Status\":\"3 - Published (web)\"}");
        row("with a sign", R"({"Status":"✅Approved"})");
        row("parted", R"({"Status":"P u b l i s h e d"})");
        row("hidden character in the value", "{\"Status\":\"Appr\\u200boved\"}");
        row("hidden character in the field", "{\"Sta\\u00adtus\":\"Approved\"}");
        row("wide letters", "{\"Status\":\"\\uff21pproved\"}");
        row("stage", R"({"Stage":"Published"})");
        row("workflow state", R"({"Workflow State":"Approved"})");
        row("a box to tick", R"({"Approved":true})");
        row("another box", R"({"Published":true})");
        row("a field by its id", R"({"fldAbCdEfGhIjKlMn":"Published"})");
        row("a box by its id", R"({"fldAbCdEfGhIjKlMn":true})");
        row("a choice by its id", R"({"Status":"selAbCdEfGhIjKlMn"})");
        row("several choices", R"({"Status":["Draft","Published"]})");
        row("an object", R"({"Status":{"name":"Draft"}})");
        row("a number", R"({"Status":3})");
        row("text that holds JSON", "{\"Notes\":\"{\\\"Status\\\":\\\"Published\\\"}\"}");
        row("deep inside", R"({"Notes":{"a":[{"b":{"Status":"Published"}}]}})");
        QTest::newRow("in the second record") << QByteArray(
            R"({"records":[{"id":"rec1","fields":{"Status":"Draft"}},{"id":"rec2","fields":{"Status":"Published"}}]})");
        QTest::newRow("beside the fields") << QByteArray(R"({"records":[{"id":"rec1","fields":{},"Status":"Published"}]})");
        QTest::newRow("at the top") << QByteArray(R"({"Status":"Published","records":[{"id":"rec1","fields":{}}]})");
        QTest::newRow("records as a text") << QByteArray(
            "{\"records\":\"[{\\\"id\\\":\\\"rec1\\\",\\\"fields\\\":{\\\"Status\\\":\\\"Published\\\"}}]\"}");
        QTest::newRow("records as an object") << QByteArray(R"({"records":{"id":"rec1","fields":{}}})");
        QTest::newRow("a record that is none") << QByteArray(R"({"records":[{"id":"rec1","fields":{}},"rec2"]})");
        QTest::newRow("a record without fields") << QByteArray(R"({"records":[{"id":"rec1"}]})");
        QTest::newRow("fields as a list") << QByteArray(R"({"records":[{"id":"rec1","fields":[["Status","Published"]]}]})");
        QTest::newRow("no records") << QByteArray(R"({"baseId":"app1"})");
        QTest::newRow("no object") << QByteArray("[]");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("a key twice") << QByteArray(R"({"records":[{"id":"rec1","fields":{"Status":"Draft","Status":"Published"}}]})");
        QTest::newRow("too deep") << QByteArray(R"({"records":[{"id":"r","fields":{"a":)" + QByteArray(40, '[') + QByteArray(40, ']') + "}}]}");
    }
    void publishes()
    {
        QFETCH(const QByteArray, input);
        const RecordCall call = judged(input);
        QVERIFY(call.written);
        QVERIFY2(call.publishes.startsWith(u"Counts as publishing, because "_s), qPrintable(call.publishes));
    }

    void isOrdinary_data()
    {
        QTest::addColumn<QByteArray>("input");
        const auto row = [](const char* name, const QByteArray& fields) { QTest::newRow(name) << update(fields); };
        row("nothing", "{}");
        row("other fields", R"({"Title":"Published last year","Notes":"Approved by nobody","Count":3,"Tags":["Live"],"Done":true})");
        row("a draft", R"({"Status":"Draft"})");
        row("in review", R"({"Status":"In Review"})");
        row("emptied", R"({"Status":null})");
        row("emptied with a text", R"({"Status":""})");
        row("a box that is not ticked", R"({"Published":false})");
        row("a word that only holds a short one", R"({"Status":"Delivered"})");
        row("choices before", R"({"Status":["Draft","In Review"]})");
        row("an address", "{\"Published URL\":\"https://example.org/a\",\"Publish Date\":\"2026-12-01\"}");
        row("another field by its id", R"({"fldAbCdEfGhIjKlMn":"Some text","fldAbCdEfGhIjKlMo":4})");
    }
    void isOrdinary()
    {
        QFETCH(const QByteArray, input);
        const RecordCall call = judged(input);
        QVERIFY(call.written);
        QCOMPARE(call.publishes, QString());
    }

    void creating()
    {
        const QByteArray draft = R"({"baseId":"app1","tableId":"Articles","fields":{"Status":"Draft"}})";
        const QByteArray live = R"({"baseId":"app1","tableId":"Articles","fields":{"Status":"Published"}})";
        QVERIFY(judged(draft, u"create_record"_s).publishes.isEmpty());
        QVERIFY(!judged(live, u"create_record"_s).publishes.isEmpty());
        QVERIFY(!judged(live, u"create_record"_s, u"records"_s).publishes.isEmpty());
        QVERIFY(!judged(R"({"records":[{"fields":{"Status":"Published"}}]})", u"create_records"_s).publishes.isEmpty());
        QVERIFY(!judged(R"({"fields":"Status=Published"})", u"create_record"_s).publishes.isEmpty());
    }

    /// What the folder says is only ever added.
    void theFoldersOwn()
    {
        const QByteArray own =
            "statuses: [{name: Embargo, after: Approved}, {name: Legal, before: Approved}]\nrecords:\n  airtable:\n    status: [Ampel]\n"
            "    values: [green]\n    writes: [bulk_write]\n";
        const auto judgedBy = [&own](const QByteArray& fields, const QString& tool = u"update_records"_s, const QString& service = u"airtable"_s) {
            return !judged(update(fields), tool, service, own).publishes.isEmpty();
        };
        QVERIFY(judgedBy(R"({"Ampel":"Green"})"));
        QVERIFY(judgedBy(R"({"ampel":"light green"})"));
        QVERIFY(judgedBy(R"({"Status":"Green"})"));
        QVERIFY(judgedBy(R"({"Ampel":"Published"})"));
        QVERIFY(judgedBy("{\"Ampel\":\"red\",\"Status\":\"Published\"}")); // the shipped ones hold
        QVERIFY(judgedBy(R"({"Status":"embargo"})"));
        QVERIFY(judgedBy(R"({"Status":"Published"})", u"bulk_write"_s));
        QVERIFY(judgedBy(R"({"Status":"Green"})", u"update_records"_s, u"AirTable"_s));
        QVERIFY(!judgedBy(R"({"Ampel":"red"})"));
        QVERIFY(!judgedBy(R"({"Status":"Legal"})"));
        QVERIFY(!judgedBy(R"({"Ampel":"Green"})", u"update_records"_s, u"other"_s));
        for (const QByteArray& loose : {QByteArray("records: {airtable: {status: [], values: [], writes: []}}\n"),
                                        QByteArray("records: {airtable: {}}\n"), QByteArray("records: {\"*\": {status: [Title]}}\n")})
            QVERIFY2(!judged(update(R"({"Status":"Published"})"), u"update_records"_s, u"airtable"_s, loose).publishes.isEmpty(), loose.constData());
    }
};

QTEST_GUILESS_MAIN(TestRecordGate)
#include "tst_recordgate.moc"
