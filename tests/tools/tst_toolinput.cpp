// SPDX-License-Identifier: MIT
// The list of tools, the check of their inputs, and the cutting and cleaning of outputs.
#include "core/base/text.h"
#include "core/tools/inputfit.h"
#include "core/tools/outputcollector.h"
#include "core/tools/outputlimits.h"
#include "tests/tools/toolfixture.h"

#include <QSet>

using namespace Qt::StringLiterals;
using namespace aios;

class TestToolInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void toolsAreWellFormed();
    void checksInput_data();
    void checksInput();
    void fitsInput_data();
    void fitsInput();
    void checksSchemas_data();
    void checksSchemas();
    void plansNeverThrow_data();
    void plansNeverThrow();

    void cleansOutput_data();
    void cleansOutput();
    void cutsText();
    void collectorKeepsStartAndEnd();
    void collectorSurvivesAFullDisk();
    void collectorWithoutAFolder();
};

void TestToolInput::toolsAreWellFormed()
{
    QSet<QString> names;
    qsizetype bytes = 0;
    for (const auto& tool : builtinTools()) {
        const ToolSpec& spec = tool->spec();
        QVERIFY2(!names.contains(spec.name), qPrintable(spec.name));
        names.insert(spec.name);
        const auto schema = parseJson(spec.inputSchemaJson);
        QVERIFY2(schema && schema->is_object(), qPrintable(spec.name));
        QCOMPARE(jsonText(schema->get_object(), "type"), u"object"_s);
        QVERIFY(!jsonBool(schema->get_object(), "additionalProperties", true));
        QVERIFY(!spec.inputSchemaJson.contains('\n'));
        if (const json::array* required = jsonArray(schema->get_object(), "required")) {
            for (const json::value& key : *required)
                QVERIFY(jsonObject(schema->get_object(), "properties")->contains(key.as_string()));
        }
        bytes += spec.name.size() + spec.description.size() + spec.inputSchemaJson.size();
    }
    QCOMPARE(names, (QSet<QString>{u"Read"_s, u"Write"_s, u"Edit"_s, u"Glob"_s, u"Grep"_s, u"Bash"_s, u"TaskStop"_s, u"WebFetch"_s}));
    QVERIFY2(bytes < 7'000, qPrintable(QString::number(bytes))); // sent with every request
    QCOMPARE(builtinTools().first().get(), builtinTools().first().get());
}

void TestToolInput::checksInput_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("problem"); // empty: fine
    QTest::newRow("fine") << u"Read"_s << QByteArray(R"({"file_path":"a"})") << QString();
    QTest::newRow("all") << u"Read"_s << QByteArray(R"({"file_path":"a","offset":1,"limit":2})") << QString();
    QTest::newRow("integral double") << u"Read"_s << QByteArray(R"({"file_path":"a","limit":2.0})") << QString();
    QTest::newRow("missing") << u"Read"_s << QByteArray("{}") << u"required parameter `file_path` is missing"_s;
    QTest::newRow("wrong type") << u"Read"_s << QByteArray(R"({"file_path":1})") << u"`file_path` is expected to be string, but it is number"_s;
    QTest::newRow("text for number") << u"Read"_s << QByteArray(R"({"file_path":"a","limit":"2"})") << u"`limit` is expected to be integer"_s;
    QTest::newRow("fraction") << u"Read"_s << QByteArray(R"({"file_path":"a","limit":2.5})") << u"`limit` is expected to be integer"_s;
    QTest::newRow("below minimum") << u"Read"_s << QByteArray(R"({"file_path":"a","offset":0})") << u"`offset` must be at least 1"_s;
    QTest::newRow("unknown") << u"Read"_s << QByteArray(R"({"file_path":"a","cwd":"/"})") << u"unexpected parameter `cwd`"_s;
    QTest::newRow("null") << u"Read"_s << QByteArray(R"({"file_path":null})") << u"but it is null"_s;
    QTest::newRow("no object") << u"Read"_s << QByteArray("[]") << u"must be a JSON object"_s;
    QTest::newRow("no json") << u"Read"_s << QByteArray("file_path: a") << u"not usable"_s;
    QTest::newRow("cut off") << u"Read"_s << QByteArray(R"({"file_path":"a)") << u"not usable"_s;
    QTest::newRow("twice") << u"Read"_s << QByteArray(R"({"file_path":"a","file_path":"b"})") << u"not usable"_s;
    QTest::newRow("lone surrogate (UNI-011)") << u"Read"_s << QByteArray(R"({"file_path":"\ud800"})") << u"not usable"_s;
    QTest::newRow("enum") << u"Grep"_s << QByteArray(R"({"pattern":"a","output_mode":"lines"})") << u"must be one of"_s;
    QTest::newRow("empty text") << u"Bash"_s << QByteArray(R"({"command":""})") << u"`command` must not be empty"_s;
    QTest::newRow("above maximum") << u"Bash"_s << QByteArray(R"({"command":"a","timeout":600001})") << u"at most 600000"_s;
    QTest::newRow("hidden in name") << u"Bash"_s << QByteArray("{\"command\":\"a\",\"x\\u202ey\":1}") << u"x⟨U+202E⟩y"_s;
}

void TestToolInput::checksInput()
{
    QFETCH(QString, tool);
    QFETCH(QByteArray, input);
    QFETCH(QString, problem);
    const auto checked = checkToolInput(ToolFixture::tool(tool).spec(), input);
    QCOMPARE(bool(checked), problem.isEmpty());
    if (!checked) {
        QCOMPARE(checked.error().code, ErrorCode::InvalidInput);
        QVERIFY2(checked.error().message.contains(problem) && checked.error().message.contains(tool), qPrintable(checked.error().message));
    }
}

void TestToolInput::fitsInput_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("fitted");
    const auto same = [](const char* name, const QString& tool, const QByteArray& input) { QTest::newRow(name) << tool << input << input; };
    same("fits", u"Read"_s, R"({ "file_path":"a", "offset":1.0 })");
    same("required null", u"Read"_s, R"({"file_path":null})");
    same("unknown", u"Read"_s, R"({"file_path":"a","cwd":"/"})");
    same("words for a number", u"Read"_s, R"({"file_path":"a","limit":"ten"})");
    same("fraction for a whole number", u"Read"_s, R"({"file_path":"a","limit":"2.5"})");
    same("number for a text", u"Read"_s, R"({"file_path":1})");
    same("a text that looks like a number", u"Write"_s, R"({"file_path":"1","content":"true"})");
    same("yes for true", u"Edit"_s, R"({"file_path":"a","old_string":"b","new_string":"c","replace_all":"yes"})");
    same("no json", u"Read"_s, "{");
    QTest::newRow("of PDFs and long files") << u"Read"_s << QByteArray(R"({"file_path":"a","pages":"1-2","allow_large":true})")
                                            << QByteArray(R"({"file_path":"a"})");
    QTest::newRow("line 0") << u"Read"_s << QByteArray(R"({"file_path":"a","offset":0,"limit":5})") << QByteArray(R"({"file_path":"a","limit":5})");
    QTest::newRow("number as text") << u"Read"_s << QByteArray(R"({"file_path":"a","offset":"1"})") << QByteArray(R"({"file_path":"a","offset":1})");
    QTest::newRow("null") << u"Read"_s << QByteArray(R"({"file_path":"a","offset":null})") << QByteArray(R"({"file_path":"a"})");
    QTest::newRow("too long a wait") << u"Bash"_s << QByteArray(R"({"command":"a","timeout":900000})")
                                     << QByteArray(R"({"command":"a","timeout":600000})");
    QTest::newRow("context as text") << u"Grep"_s << QByteArray(R"({"pattern":"a","-C":"2"})") << QByteArray(R"({"pattern":"a","-C":2})");
    QTest::newRow("false as text") << u"Edit"_s << QByteArray(R"({"file_path":"a","old_string":"b","new_string":"c","replace_all":"False"})")
                                   << QByteArray(R"({"file_path":"a","old_string":"b","new_string":"c","replace_all":false})");
}

/// What models write that can mean one thing only.
void TestToolInput::fitsInput()
{
    QFETCH(QString, tool);
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, fitted);
    const ToolSpec& spec = ToolFixture::tool(tool).spec();
    QCOMPARE(fittedInput(spec, input), fitted);
    QCOMPARE(fittedInput(spec, fitted), fitted);
    if (fitted != input)
        QVERIFY(checkToolInput(spec, fitted));
}

void TestToolInput::checksSchemas_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("problem");
    const QByteArray list =
        R"({"type":"object","properties":{"todos":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"object","properties":{"content":{"type":"string","maxLength":3},)"
        R"("done":{"type":["boolean","null"]}},"required":["content"],"additionalProperties":false}}}})";
    QTest::newRow("fine") << list << QByteArray(R"({"todos":[{"content":"a","done":null}]})") << QString();
    QTest::newRow("additional allowed by default") << list << QByteArray(R"({"other":1})") << QString();
    QTest::newRow("too few") << list << QByteArray(R"({"todos":[]})") << u"`todos` needs at least 1 items"_s;
    QTest::newRow("too many") << list << QByteArray(R"({"todos":[{"content":"a"},{"content":"a"},{"content":"a"}]})")
                              << u"may have at most 2 items"_s;
    QTest::newRow("inside") << list << QByteArray(R"({"todos":[{"content":"a"},{"done":true}]})") << u"`todos[1].content` is missing"_s;
    QTest::newRow("type list") << list << QByteArray(R"({"todos":[{"content":"a","done":"no"}]})") << u"boolean or null"_s;
    QTest::newRow("length in characters") << list << QByteArray("{\"todos\":[{\"content\":\"\xc3\xbc\xc3\xbc\xf0\x9f\x98\x80\"}]}") << QString();
    QTest::newRow("too long") << list << QByteArray(R"({"todos":[{"content":"abcd"}]})") << u"at most 3 characters"_s;
    QTest::newRow("additional schema") << QByteArray(R"({"type":"object","additionalProperties":{"type":"string"}})") << QByteArray(R"({"a":1})")
                                       << u"`a` is expected"_s;
}

void TestToolInput::checksSchemas()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, input);
    QFETCH(QString, problem);
    ToolSpec spec;
    spec.name = u"Some"_s;
    spec.inputSchemaJson = schema;
    const auto checked = checkToolInput(spec, input);
    QCOMPARE(bool(checked), problem.isEmpty());
    if (!checked)
        QVERIFY2(checked.error().message.contains(problem), qPrintable(checked.error().message));
}

void TestToolInput::plansNeverThrow_data()
{
    QTest::addColumn<QByteArray>("input");
    for (const char* input :
         {"", "{}", "[]", "null", "{\"file_path\":[]}", "{\"file_path\":{}}", "{\"pattern\":5,\"path\":6}", "{\"command\":true}", "{\"url\":[]}",
          "{\"file_path\":\"\"}", "{\"file_path\":\"\\u0000\"}", "{\"pattern\":\"\\u0000\"}", "{\"url\":\"\\u0000\"}",
          "{\"file_path\":\"a\",\"offset\":1e400}", "{\"file_path\":\"a\",\"limit\":-5}", "{\"file_path\":\"a\",\"offset\":18446744073709551615}",
          "{\"file_path\":\"a\",\"old_string\":\"\",\"new_string\":\"\"}"})
        QTest::newRow(*input ? input : "empty") << QByteArray(input);
}

/// Also for input that no schema check has seen.
void TestToolInput::plansNeverThrow()
{
    QFETCH(QByteArray, input);
    ToolFixture fixture;
    fixture.put(u"a"_s, "text\n");
    for (const auto& tool : builtinTools()) {
        const ToolPlan plan = fixture.plan(tool->spec().name, input);
        QVERIFY2(!plan.refusal.isEmpty() || !plan.digest.isEmpty(), qPrintable(tool->spec().name));
        const ToolOutput output = fixture.start(tool->spec().name, input, plan.digest);
        QVERIFY2(plan.refusal.isEmpty() || output.isError, qPrintable(tool->spec().name));
        QVERIFY2(!output.text.startsWith("ERROR"_L1), qPrintable(tool->spec().name + output.text));
    }
}

void TestToolInput::cleansOutput_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << QByteArray("a\tb\nc") << u"a\tb\nc"_s;
    QTest::newRow("colours") << QByteArray("\x1b[1;31mred\x1b[0m") << u"red"_s;
    QTest::newRow("osc 8 (UNI-007)") << QByteArray("\x1b]8;;https://evil.example\x07"
                                                   "click\x1b]8;;\x07")
                                     << u"click"_s;
    QTest::newRow("osc ended by st") << QByteArray("\x1b]0;title\x1b\\text") << u"text"_s;
    QTest::newRow("unfinished osc") << QByteArray("\x1b]0;title\nnext line") << u"\nnext line"_s;
    QTest::newRow("unfinished csi") << QByteArray("a\x1b[31") << u"a"_s;
    QTest::newRow("csi broken by a line end") << QByteArray("a\x1b[31\nb") << u"a\nb"_s;
    QTest::newRow("charset escape") << QByteArray("\x1b(Bx") << u"x"_s;
    QTest::newRow("escape at the end") << QByteArray("x\x1b") << u"x"_s;
    QTest::newRow("escape before another character") << QByteArray("\x1b\xf0\x9f\x98\x80") << u"😀"_s;
    QTest::newRow("escape before a line end") << QByteArray("\x1b\nx") << u"\nx"_s;
    QTest::newRow("charset escape cut") << QByteArray("\x1b(\xc3\xbc") << u"ü"_s;
    QTest::newRow("c1 csi") << QByteArray("\xc2\x9b"
                                          "31mred")
                            << u"red"_s;
    QTest::newRow("cr lf") << QByteArray("a\r\nb") << u"a\nb"_s;
    QTest::newRow("lone cr (UNI-014)") << QByteArray("safe\revil") << u"safe\nevil"_s;
    QTest::newRow("nul and bell") << QByteArray("a\0b\x07", 4) << u"a\\x00b\\x07"_s;
    QTest::newRow("not utf-8") << QByteArray("gr\xfc\xdf"
                                             "e")
                               << u"gr\\xfc\\xdfe"_s;
    QTest::newRow("cut utf-8") << QByteArray("a\xe2\x82") << u"a\\xe2\\x82"_s;
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << u"\\xc0\\xaf"_s;
    QTest::newRow("surrogate in utf-8") << QByteArray("\xed\xa0\x80") << u"\\xed\\xa0\\x80"_s;
    QTest::newRow("tags (UNI-003)") << QByteArray("Reads.\xf3\xa0\x81\x89\xf3\xa0\x81\xa7") << u"Reads."_s;
    QTest::newRow("emoji") << QByteArray("\xf0\x9f\x98\x80") << u"😀"_s;
}

void TestToolInput::cleansOutput()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(cleanOutput(bytes), text);
}

void TestToolInput::cutsText()
{
    ToolFixture fixture;
    const OutputLimits limits{100, 20, 10};
    QCOMPARE(limitText(QString(100, u'x'), fixture.context.scratchDir, limits).text, QString(100, u'x'));
    const QString text = u"S"_s + QString(200, u'x') + u"E"_s;
    const LimitedText cut = limitText(text, fixture.context.scratchDir, limits);
    QVERIFY(cut.text.startsWith("Sxxx"_L1) && cut.text.endsWith("xxxE"_L1));
    QVERIFY(cut.text.contains("172 characters left out"_L1));
    QVERIFY(cut.text.contains(cut.spillPath));
    QFile file(cut.spillPath);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), text.toUtf8());
    QCOMPARE(limitText(text, {}, limits).spillPath, QString());
    // Never half a character
    const LimitedText emoji = limitText(u"😀"_s.repeated(200), {}, {100, 21, 11});
    QVERIFY(emoji.text.isValidUtf16());
}

void TestToolInput::collectorKeepsStartAndEnd()
{
    ToolFixture fixture;
    OutputCollector collector({fixture.context.scratchDir});
    QByteArray all;
    for (int i = 0; i < 100'000; ++i) {
        const QByteArray line = "line " + QByteArray::number(i) + '\n';
        all += line;
        collector.add(line);
    }
    QVERIFY(collector.recent(100).endsWith("line 99999\n"_L1));
    QVERIFY(collector.recent(100).size() <= 101);
    const LimitedText limited = collector.finish();
    QVERIFY(limited.text.startsWith("line 0\nline 1\n"_L1));
    QVERIFY(limited.text.endsWith("line 99998\nline 99999\n"_L1));
    QFile file(limited.spillPath);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), all);
}

void TestToolInput::collectorSurvivesAFullDisk()
{
    ToolFixture fixture;
    OutputCollector::Options options{fixture.context.scratchDir};
    options.maxFileBytes = 200'000;
    OutputCollector collector(options);
    for (int i = 0; i < 1'000; ++i)
        collector.add(QByteArray(QByteArray(1'000, 'x') + '\n'));
    const LimitedText limited = collector.finish();
    QVERIFY(limited.text.contains("holds the first 200.0 kB only"_L1));
    QCOMPARE(QFileInfo(limited.spillPath).size(), 200'000);
    QVERIFY(limited.text.endsWith("xxx\n"_L1));
}

void TestToolInput::collectorWithoutAFolder()
{
    ToolFixture fixture;
    OutputCollector late({fixture.context.scratchDir + u"/made/late"_s});
    late.add(QByteArray(500'000, 'x'));
    const QFileInfo made(late.finish().spillPath);
    QCOMPARE(made.size(), 500'000);
    QVERIFY(!(QFileInfo(made.path()).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    for (const QString& folder : QStringList{QString(), u"/proc/no-such-folder"_s}) {
        OutputCollector collector({folder});
        collector.add(QByteArray(500'000, 'x'));
        const LimitedText limited = collector.finish();
        QVERIFY(limited.spillPath.isEmpty());
        QVERIFY(limited.text.size() < 21'000);
        QVERIFY(!limited.text.contains("whole output is in"_L1));
    }
}

QTEST_GUILESS_MAIN(TestToolInput)
#include "tst_toolinput.moc"
