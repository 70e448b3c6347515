// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/markdown/frontmatter.h"
#include "tests/support/workclock.h"

#include <QFile>
#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

MarkdownDocument parsed(const QByteArray& bytes)
{
    const Result<MarkdownDocument> document = parseMarkdownDocument(bytes);
    return document
               ? *document
               : MarkdownDocument{.frontmatter = {}, .body = {}, .bodyLine = 0, .problem = u"ERROR "_s + document.error().message, .problemLine = 0};
}

/// The shorthand of the case list: "xxxx..." stands for 20 MB, \xff for the byte.
QByteArray expanded(QByteArray text)
{
    text.replace("xxxx...", QByteArray(20'000'000, 'x'));
    text.replace("\\xff", "\xff").replace("\\xfe", "\xfe");
    return text;
}

} // namespace

class TestFrontmatter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void safetyCases_data();
    void safetyCases();
    void values_data();
    void values();
    void lists_data();
    void lists();
    void refused_data();
    void refused();
    void body_data();
    void body();
    void keysFold();
    void booleans();
    void mappingKeepsItsSource();
    void flowListKeepsItsSource();
    void linesAreNumbered();
    void problemsNameTheirLine_data();
    void problemsNameTheirLine();
    void costStaysLinear();
};

void TestFrontmatter::safetyCases_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("refused");
    QFile file(QStringLiteral(AIOS_SOURCE_DIR "/tests/markdown/data/frontmatter.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.isEmpty())
            continue;
        const json::value row = *parseJson(line);
        const json::object& object = row.as_object();
        const QString id = jsonText(object, "id");
        if (id == "FM-029"_L1 || id == "FM-030"_L1) // imports: tst_brain
            continue;
        // "ask" rows are about what the values are allowed to do; here they only have to be read.
        QTest::newRow(qPrintable(id + u' ' + jsonText(object, "title")))
            << expanded(jsonText(*jsonObject(object, "input"), "text").toUtf8()) << (jsonText(object, "expected") == "error"_L1);
    }
}

void TestFrontmatter::safetyCases()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, refused);
    const test::WorkClock clock;
    const MarkdownDocument document = parsed(text);
    QCOMPARE(!document.problem.isEmpty(), refused);
    QCOMPARE(document.frontmatter.entries.isEmpty(), refused);
    QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
}

void TestFrontmatter::values_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("value");
    QTest::newRow("plain") << QByteArray("k: b") << u"b"_s;
    QTest::newRow("colon") << QByteArray("k: Use when: x") << u"Use when: x"_s;
    QTest::newRow("url") << QByteArray("k: https://a.b/c?d=1") << u"https://a.b/c?d=1"_s;
    QTest::newRow("brackets twice") << QByteArray("k: [a] [b]") << u"[a] [b]"_s;
    QTest::newRow("star") << QByteArray("k: *") << u"*"_s;
    QTest::newRow("glob") << QByteArray("k: **/*.ts, *.md") << u"**/*.ts, *.md"_s;
    QTest::newRow("norway") << QByteArray("k: no") << u"no"_s;
    QTest::newRow("float") << QByteArray("k: 1.10") << u"1.10"_s;
    QTest::newRow("octal") << QByteArray("k: 0777") << u"0777"_s;
    QTest::newRow("null") << QByteArray("k: ~") << u"~"_s;
    QTest::newRow("empty") << QByteArray("k:") << QString();
    QTest::newRow("date") << QByteArray("k: 2026-01-31") << u"2026-01-31"_s;
    QTest::newRow("double quoted") << QByteArray("k: \"a: \\\"b\\\" \\u00e9\\n\"") << u"a: \"b\" \u00e9\n"_s;
    QTest::newRow("single quoted") << QByteArray("k: 'it''s'") << u"it's"_s;
    QTest::newRow("quoted, then more") << QByteArray("k: \"A\" and \"B\": both") << u"\"A\" and \"B\": both"_s;
    QTest::newRow("quoted with comment") << QByteArray("k: 'a # b' # c") << u"a # b"_s;
    QTest::newRow("open quote") << QByteArray("k: \"never closed") << u"\"never closed"_s;
    QTest::newRow("apostrophe") << QByteArray("k: don't stop") << u"don't stop"_s;
    QTest::newRow("comment") << QByteArray("k: opus # the large one") << u"opus"_s;
    QTest::newRow("hash inside") << QByteArray("k: C#7 and a#b") << u"C#7 and a#b"_s;
    QTest::newRow("at and backtick") << QByteArray("k: @file `x` %y") << u"@file `x` %y"_s;
    QTest::newRow("dash") << QByteArray("k: - x") << u"- x"_s;
    QTest::newRow("question") << QByteArray("k: ? why") << u"? why"_s;
    QTest::newRow("braces") << QByteArray("k: {name} of the file") << u"{name} of the file"_s;
    QTest::newRow("bang inside") << QByteArray("k: Run !now") << u"Run !now"_s;
    QTest::newRow("ampersand") << QByteArray("k: R & D") << u"R & D"_s;
    QTest::newRow("pipe inside") << QByteArray("k: a | b") << u"a | b"_s;
    QTest::newRow("folded plain") << QByteArray("k: one\n  two: three\n\n  four") << u"one two: three\nfour"_s;
    QTest::newRow("value below") << QByteArray("k:\n  Long text\n  goes on") << u"Long text goes on"_s;
    QTest::newRow("literal block") << QByteArray("k: |\n  a: b\n    c\n\n  d # e") << u"a: b\n  c\n\nd # e\n"_s;
    QTest::newRow("folded block") << QByteArray("k: >-\n  a\n  b\n") << u"a b"_s;
    QTest::newRow("tab indent") << QByteArray("k: |\n\ta\n\tb") << u"a\nb\n"_s;
    QTest::newRow("tab behind colon") << QByteArray("k:\tx") << u"x"_s;
    QTest::newRow("space before colon") << QByteArray("k : x") << u"x"_s;
    QTest::newRow("quoted key") << QByteArray("\"k\": x") << u"x"_s;
    QTest::newRow("all indented") << QByteArray("  k: x\n  l: y") << u"x"_s;
    QTest::newRow("comment lines") << QByteArray("# c\n\nk: x\n# d") << u"x"_s;
    QTest::newRow("unicode") << QByteArray("k: \xc3\xbc\xe2\x80\x94\xf0\x9f\x8e\x89") << u"ü—🎉"_s;
}

void TestFrontmatter::values()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, value);
    for (QByteArray lineEnd : {QByteArray("\n"), QByteArray("\r\n"), QByteArray("\r")}) {
        for (const QByteArray& bom : {QByteArray(), QByteArray("\xEF\xBB\xBF")}) {
            QByteArray text = bom + "---\n" + line + "\n---\nbody";
            const MarkdownDocument document = parsed(text.replace("\n", lineEnd));
            QCOMPARE(document.problem, QString());
            QCOMPARE(document.frontmatter.text(u"k"), value);
            QCOMPARE(document.body, u"body"_s);
        }
    }
}

void TestFrontmatter::lists_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("spaces");
    QTest::addColumn<QStringList>("list");
    QTest::newRow("flow") << QByteArray("k: [a, \"b, c\", d e]") << false << QStringList{u"a"_s, u"b, c"_s, u"d e"_s};
    QTest::newRow("flow globs") << QByteArray("k: [**/*.ts, src/*.{ts,js}]") << false << QStringList{u"**/*.ts"_s, u"src/*.{ts,js}"_s};
    QTest::newRow("flow empty") << QByteArray("k: []") << false << QStringList{};
    QTest::newRow("flow over lines") << QByteArray("k: [a,\n  b,\n]") << false << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("block") << QByteArray("k:\n  - a\n  - \"b: c\"\n  - **/*.md") << false << QStringList{u"a"_s, u"b: c"_s, u"**/*.md"_s};
    QTest::newRow("block, not indented") << QByteArray("k:\n- a\n- b\nl: x") << false << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("block with colons") << QByteArray("k:\n  - Bash(git add: *)\n  - Note: this") << false
                                       << QStringList{u"Bash(git add: *)"_s, u"Note: this"_s};
    QTest::newRow("block over lines") << QByteArray("k:\n  - a\n    b\n  # c\n  - d") << false << QStringList{u"a b"_s, u"d"_s};
    QTest::newRow("commas") << QByteArray("k: Read, Bash(a, b), Agent(x,y)") << false << QStringList{u"Read"_s, u"Bash(a, b)"_s, u"Agent(x,y)"_s};
    QTest::newRow("brace commas") << QByteArray("k: src/*.{ts,tsx}, docs/[ab,].md") << false << QStringList{u"src/*.{ts,tsx}"_s, u"docs/[ab,].md"_s};
    QTest::newRow("spaces") << QByteArray("k: Read Bash(git add:*) Edit") << true << QStringList{u"Read"_s, u"Bash(git add:*)"_s, u"Edit"_s};
    QTest::newRow("no space split") << QByteArray("k: my file.md") << false << QStringList{u"my file.md"_s};
    QTest::newRow("one") << QByteArray("k: a") << false << QStringList{u"a"_s};
    QTest::newRow("missing") << QByteArray("l: a") << false << QStringList{};
}

void TestFrontmatter::lists()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, spaces);
    QFETCH(QStringList, list);
    const MarkdownDocument document = parsed("---\n" + text + "\n---\n");
    QCOMPARE(document.problem, QString());
    QCOMPARE(document.frontmatter.list(u"k", spaces), list);
}

void TestFrontmatter::refused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("duplicate") << QByteArray("a: 1\na: 2") << u"line 3"_s;
    QTest::newRow("duplicate by folding") << QByteArray("allowed-tools: Read\nallowedTools: Bash") << u"second time"_s;
    QTest::newRow("duplicate in mapping") << QByteArray("hooks:\n  a: 1\n  a: 2") << u"twice"_s;
    QTest::newRow("anchor") << QByteArray("a: &x y") << u"anchor"_s;
    QTest::newRow("alias") << QByteArray("a: *x") << u"alias"_s;
    QTest::newRow("alias in list") << QByteArray("a: [b, *x]") << u"alias"_s;
    QTest::newRow("anchor in block list") << QByteArray("a:\n  - &x b") << u"anchor"_s;
    QTest::newRow("anchor in mapping") << QByteArray("hooks: {a: &x {b: c}}") << u"anchor"_s;
    QTest::newRow("tag") << QByteArray("a: !!python/object x") << u"tag"_s;
    QTest::newRow("tag in mapping") << QByteArray("hooks:\n  a: !x y") << u"tag"_s;
    QTest::newRow("merge") << QByteArray("<<: {a: b}") << u"merge"_s;
    QTest::newRow("merge inside") << QByteArray("hooks:\n  <<: {a: b}") << u"merge"_s;
    QTest::newRow("prose") << QByteArray("a: b\njust prose") << u"line 3"_s;
    QTest::newRow("no space") << QByteArray("a:b") << u"line 2"_s;
    QTest::newRow("complex key") << QByteArray("? a\n: b") << u"line 2"_s;
    QTest::newRow("broken mapping") << QByteArray("hooks:\n  a: [b\n  c: d") << u"hooks"_s;
    QTest::newRow("deep") << QByteArray("hooks: {a: " + QByteArray(20'000, '[') + "}") << u"hooks"_s;
    QTest::newRow("too long") << QByteArray("a: " + QByteArray(70'000, 'x')) << u"64 KiB"_s;
    QTest::newRow("too long in bytes") << QByteArray("a: " + QByteArray("\xc3\xbc").repeated(40'000)) << u"64 KiB"_s;
}

void TestFrontmatter::refused()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    const MarkdownDocument document = parsed("---\n" + text + "\n---\nbody\n");
    QVERIFY2(document.problem.contains(says), qPrintable(document.problem));
    QVERIFY(document.frontmatter.present);
    QVERIFY(document.frontmatter.entries.isEmpty());
    QCOMPARE(document.body, u"body\n"_s);
}

void TestFrontmatter::body_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("body");
    QTest::addColumn<int>("line");
    QTest::addColumn<bool>("present");
    QTest::addColumn<bool>("problem");
    QTest::newRow("none") << QByteArray("# T\n\r\nx") << u"# T\n\r\nx"_s << 1 << false << false;
    QTest::newRow("empty file") << QByteArray() << QString() << 1 << false << false;
    QTest::newRow("line ends kept") << QByteArray("---\r\na: b\r\n---\r\nx\r\ny\n") << u"x\r\ny\n"_s << 4 << true << false;
    QTest::newRow("no body") << QByteArray("---\na: b\n---") << QString() << 4 << true << false;
    QTest::newRow("empty settings") << QByteArray("---\n---\nx") << u"x"_s << 3 << true << false;
    QTest::newRow("trailing spaces") << QByteArray("---  \na: b\n---\t\nx") << u"x"_s << 4 << true << false;
    QTest::newRow("thematic break") << QByteArray("---\n\nSome prose here.\n") << u"---\n\nSome prose here.\n"_s << 1 << false << false;
    QTest::newRow("never closed") << QByteArray("---\na: b\n\n# T\n") << u"---\na: b\n\n# T\n"_s << 1 << true << true;
    QTest::newRow("later rule is no fence") << QByteArray("x\n---\na: b\n---\n") << u"x\n---\na: b\n---\n"_s << 1 << false << false;
    QTest::newRow("four dashes") << QByteArray("----\na: b\n----\n") << u"----\na: b\n----\n"_s << 1 << false << false;
}

void TestFrontmatter::body()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, body);
    QFETCH(int, line);
    QFETCH(bool, present);
    QFETCH(bool, problem);
    const MarkdownDocument document = parsed(text);
    QCOMPARE(document.body, body);
    QCOMPARE(document.bodyLine, line);
    QCOMPARE(document.frontmatter.present, present);
    QCOMPARE(!document.problem.isEmpty(), problem);
}

void TestFrontmatter::keysFold()
{
    const MarkdownDocument document = parsed("---\nArgument_Hint: x\nwhenToUse: y\n---\n");
    QCOMPARE(document.frontmatter.text(u"argument-hint"), u"x"_s);
    QCOMPARE(document.frontmatter.text(u"when_to_use"), u"y"_s);
    QCOMPARE(document.frontmatter.entries[0].key, u"Argument_Hint"_s);
    QCOMPARE(document.frontmatter.entries[0].foldedKey, u"argumenthint"_s);
    QVERIFY(!document.frontmatter.find(u"description"));
    QCOMPARE(document.frontmatter.text(u"description", u"none"_s), u"none"_s);
}

void TestFrontmatter::booleans()
{
    for (const char* yes : {"true", "YES", "On", "1", "\"true\""})
        QCOMPARE(parsed(QByteArray("---\nk: ") + yes + "\n---\n").frontmatter.boolean(u"k"), std::optional(true));
    for (const char* no : {"False", "no", "OFF", "0"})
        QCOMPARE(parsed(QByteArray("---\nk: ") + no + "\n---\n").frontmatter.boolean(u"k"), std::optional(false));
    for (const char* neither : {"maybe", "", "[true]", "2"})
        QCOMPARE(parsed(QByteArray("---\nk: ") + neither + "\n---\n").frontmatter.boolean(u"k"), std::optional<bool>());
}

void TestFrontmatter::mappingKeepsItsSource()
{
    const MarkdownDocument document =
        parsed("---\nhooks:\n  PreToolUse:\n    - matcher: Bash\n      hooks: [{type: command, command: \"id\"}]\nname: x\n---\n");
    QCOMPARE(document.problem, QString());
    const FrontmatterValue* hooks = document.frontmatter.find(u"hooks");
    QVERIFY(hooks);
    QCOMPARE(hooks->kind, FrontmatterValue::Kind::Mapping);
    QCOMPARE(hooks->source, u"  PreToolUse:\n    - matcher: Bash\n      hooks: [{type: command, command: \"id\"}]"_s);
    QCOMPARE(document.frontmatter.text(u"name"), u"x"_s);
    QCOMPARE(document.frontmatter.list(u"hooks"), QStringList());
}

void TestFrontmatter::flowListKeepsItsSource()
{
    const FrontmatterValue* hint = nullptr;
    const MarkdownDocument document = parsed("---\nargument-hint: [file]\n---\n");
    hint = document.frontmatter.find(u"argument-hint");
    QVERIFY(hint);
    QCOMPARE(hint->source, u"[file]"_s);
    QCOMPARE(hint->list, QStringList{u"file"_s});
}

void TestFrontmatter::linesAreNumbered()
{
    const MarkdownDocument document = parsed("---\na: |\n  x\n  y\n# c\nb: z\n---\nbody");
    QCOMPARE(document.frontmatter.find(u"a")->line, 2);
    QCOMPARE(document.frontmatter.find(u"b")->line, 6);
    QCOMPARE(document.bodyLine, 8);
}

void TestFrontmatter::problemsNameTheirLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::newRow("fine") << QByteArray("---\na: b\n---\n") << 0;
    QTest::newRow("no frontmatter") << QByteArray("# Title\n") << 0;
    QTest::newRow("second line") << QByteArray("---\nprose\n---\n") << 2;
    QTest::newRow("given twice") << QByteArray("---\na: 1\n\n# note\na: 2\n---\n") << 5;
    QTest::newRow("below a text over several lines") << QByteArray("---\na: |\n  x\n  y\nprose\n---\n") << 5;
    QTest::newRow("of the key whose value is refused") << QByteArray("---\na: b\nhooks:\n  x: &a y\n---\n") << 3;
    QTest::newRow("BOM and CRLF") << QByteArray("\xEF\xBB\xBF---\r\na: b\r\n\tc: d\r\nprose\r\n---\r\n") << 4;
    QTest::newRow("never closed") << QByteArray("---\na: b\n") << 1;
}

void TestFrontmatter::problemsNameTheirLine()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, line);
    const MarkdownDocument document = parsed(text);
    QCOMPARE(document.problemLine, line);
    QCOMPARE(document.problem.isEmpty(), line == 0);
}

void TestFrontmatter::costStaysLinear()
{
    QByteArray lines;
    for (int i = 0; i < 5000; ++i)
        lines += "k" + QByteArray::number(i) + ": v\n";
    QByteArray nested("a:\n");
    for (int i = 0; i < 9000; ++i)
        nested += "  - b\n";
    for (const QByteArray& text :
         {lines, nested, QByteArray("a: " + QByteArray(60'000, '[') + "\n"), QByteArray("a: " + QByteArray(60'000, '"') + "\n")}) {
        const test::WorkClock clock;
        const MarkdownDocument document = parsed("---\n" + text + "---\n");
        QVERIFY(document.frontmatter.present);
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    }
}

QTEST_GUILESS_MAIN(TestFrontmatter)
#include "tst_frontmatter.moc"
