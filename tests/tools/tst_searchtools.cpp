// SPDX-License-Identifier: MIT
// Glob, its matcher, and Grep.
#include "core/tools/globmatcher.h"
#include "tests/support/workclock.h"
#include "tests/tools/toolfixture.h"

#include <sys/stat.h>
#include <utime.h>

using namespace Qt::StringLiterals;
using namespace aios;

namespace {

void setAge(const ToolFixture& fixture, const QString& path, int seconds)
{
    const time_t when = time(nullptr) - seconds;
    const utimbuf times{when, when};
    QCOMPARE(utime(QFile::encodeName(fixture.at(path)).constData(), &times), 0);
}

QByteArray grepInput(const QString& pattern, const QByteArray& more = {})
{
    return R"({"pattern":)" + jsonString(pattern) + more + "}";
}

} // namespace

class TestSearchTools : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void matches_data();
    void matches();
    void matcherRefuses_data();
    void matcherRefuses();
    void matcherCannotRunAway();

    void globListsNewestFirst();
    void globLeavesOut();
    void globIsCapped();
    void globRefuses_data();
    void globRefuses();

    void grepModes();
    void grepOptions();
    void grepPages();
    void grepCannotBeMadeToRunPrograms();
    void grepLeavesSensitiveOut();
    void grepStaysInside();
    void grepFailures();
    void grepFloodIsBounded();
};

void TestSearchTools::matches_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("yes");
    QTest::addColumn<QStringList>("no");
    const auto row = [](const char* name, const QString& pattern, const QStringList& yes, const QStringList& no) {
        QTest::newRow(name) << pattern << yes << no;
    };
    row("no slash: any depth", u"*.md"_s, {u"a.md"_s, u"x/y/b.md"_s, u".md"_s}, {u"a.mdx"_s, u"a.md/b"_s});
    row("slash: from the folder", u"x/*.md"_s, {u"x/a.md"_s}, {u"a.md"_s, u"y/x/a.md"_s, u"x/y/a.md"_s});
    row("leading dot slash", u"./x/*.md"_s, {u"x/a.md"_s}, {u"a.md"_s});
    row("two stars", u"**/*.md"_s, {u"a.md"_s, u"x/a.md"_s, u"x/y/z/a.md"_s}, {u"a.txt"_s});
    row("two stars inside", u"a/**/z.md"_s, {u"a/z.md"_s, u"a/b/z.md"_s, u"a/b/c/z.md"_s}, {u"z.md"_s, u"b/a/z.md"_s});
    row("two stars at the end", u"a/**"_s, {u"a/b"_s, u"a/b/c"_s}, {u"a"_s, u"b/a/c"_s});
    row("two stars twice", u"**/x/**/y"_s, {u"x/y"_s, u"a/x/b/x/c/y"_s}, {u"x"_s, u"y/x"_s});
    row("two stars alone", u"**"_s, {u"a"_s, u"a/b"_s}, {});
    row("folder", u"docs/"_s, {u"docs/a"_s, u"docs/b/c"_s}, {u"docs"_s});
    row("star does not cross", u"a*c"_s, {u"abc"_s, u"ac"_s, u"x/abc"_s}, {u"ab/c"_s});
    row("question mark", u"?.md"_s, {u"a.md"_s, u"ü.md"_s}, {u".md"_s, u"ab.md"_s});
    row("set", u"[a-c1].md"_s, {u"b.md"_s, u"1.md"_s}, {u"d.md"_s});
    row("negated set", u"[!a-c].md"_s, {u"d.md"_s}, {u"a.md"_s});
    row("set with bracket", u"[]x].md"_s, {u"].md"_s, u"x.md"_s}, {u"a.md"_s});
    row("open bracket is itself", u"a[b"_s, {u"a[b"_s}, {u"ab"_s});
    row("braces", u"*.{md,txt}"_s, {u"a.md"_s, u"x/a.txt"_s}, {u"a.{md,txt}"_s, u"a.json"_s});
    row("nested braces", u"{a,b{c,d}}.md"_s, {u"a.md"_s, u"bc.md"_s, u"bd.md"_s}, {u"b.md"_s});
    row("braces with folders", u"{a,b/c}/*.md"_s, {u"a/x.md"_s, u"b/c/x.md"_s}, {u"b/x.md"_s});
    row("empty alternative", u"a{,b}.md"_s, {u"a.md"_s, u"ab.md"_s}, {u"b.md"_s});
    row("literal star", u"a\\*b"_s, {u"a*b"_s}, {u"axb"_s});
    row("literal brace", u"a\\{b"_s, {u"a{b"_s}, {u"ab"_s});
    row("dot is a dot", u"a.md"_s, {u"a.md"_s}, {u"axmd"_s});
    row("hidden", u".claude/**/*.md"_s, {u".claude/commands/plan.md"_s}, {u"claude/x.md"_s});
    row("case", u"*.MD"_s, {u"a.MD"_s}, {u"a.md"_s});
}

void TestSearchTools::matches()
{
    QFETCH(QString, pattern);
    QFETCH(QStringList, yes);
    QFETCH(QStringList, no);
    const auto matcher = GlobMatcher::make(pattern);
    QVERIFY(matcher);
    for (const QString& path : std::as_const(yes))
        QVERIFY2(matcher->matches(path), qPrintable(path));
    for (const QString& path : std::as_const(no))
        QVERIFY2(!matcher->matches(path), qPrintable(path));
}

void TestSearchTools::matcherRefuses_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("empty") << QString();
    QTest::newRow("parent") << u"../*.md"_s;
    QTest::newRow("parent inside") << u"a/../b"_s;
    QTest::newRow("parent in braces") << u"{..,a}/b"_s;
    QTest::newRow("open brace") << u"a{b"_s;
    QTest::newRow("too many") << u"{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"_s;
    QTest::newRow("too long") << QString(2'000, u'a');
}

void TestSearchTools::matcherRefuses()
{
    QFETCH(QString, pattern);
    QVERIFY(!GlobMatcher::make(pattern));
}

void TestSearchTools::matcherCannotRunAway()
{
    const test::WorkClock clock;
    const auto stars = GlobMatcher::make(QString(u"*a"_s.repeated(200) + u"b"_s));
    QVERIFY(!stars->matches(QString(250, u'a')));
    const auto folders = GlobMatcher::make(u"**/a/"_s.repeated(100) + u"b"_s);
    QVERIFY(!folders->matches(QString(u"a/"_s.repeated(1'000) + u"c"_s)));
    QVERIFY(clock.elapsed() < 1'000);
}

void TestSearchTools::globListsNewestFirst()
{
    ToolFixture fixture;
    for (const char* path : {"old.md", "x/new.md", "mid.md", "other.txt"})
        fixture.put(QString::fromLatin1(path), "x");
    setAge(fixture, u"old.md"_s, 300);
    setAge(fixture, u"mid.md"_s, 200);
    setAge(fixture, u"x/new.md"_s, 100);
    const ToolOutput output = fixture.run(u"Glob"_s, inputOf({{"pattern", u"*.md"_s}}));
    QCOMPARE(output.text, u"x/new.md\nmid.md\nold.md\n"_s);
    const json::value structured = *parseJson(output.structured);
    QCOMPARE(jsonInt(structured.as_object(), "numFiles"), 3);
    QVERIFY(!jsonBool(structured.as_object(), "truncated", true));
    QCOMPARE(fixture.run(u"Glob"_s, inputOf({{"pattern", u"*.md"_s}, {"path", u"x"_s}})).text, u"x/new.md\n"_s);
    QCOMPARE(fixture.run(u"Glob"_s, inputOf({{"pattern", fixture.at(u"x/*.md"_s)}})).text, u"x/new.md\n"_s);
    QVERIFY(fixture.run(u"Glob"_s, inputOf({{"pattern", u"*.none"_s}})).text.startsWith("No files found"_L1));
    QCOMPARE(fixture.plan(u"Glob"_s, inputOf({{"pattern", u"*.md"_s}})).access.paths.first().path, fixture.root());
}

void TestSearchTools::globLeavesOut()
{
    ToolFixture fixture;
    for (const char* path : {"a.md", "ignored/b.md", "node_modules/c.md", ".git/d.md", ".claude/e.md", "secret/f.md", "config/g.md"})
        fixture.put(QString::fromLatin1(path), "x");
    fixture.put(u".gitignore"_s, "ignored/\n");
    QVERIFY(QFile::link(fixture.outside(), fixture.at(u"out"_s)));
    fixture.put(fixture.outside() + u"/outside.md"_s, "x");
    fixture.context.deniesRead = [&fixture](const QString& path, const QString&) { return path.startsWith(fixture.at(u"secret/"_s)); };
    QStringList found = fixture.run(u"Glob"_s, inputOf({{"pattern", u"**/*.md"_s}})).text.split(u'\n', Qt::SkipEmptyParts);
    found.sort();
    QCOMPARE(found, (QStringList{u".claude/e.md"_s, u"a.md"_s}));
    QCOMPARE(fixture.run(u"Glob"_s, inputOf({{"pattern", u"*.md"_s}, {"path", u"config"_s}})).text, u"config/g.md\n"_s);
}

void TestSearchTools::globIsCapped()
{
    ToolFixture fixture;
    for (int i = 0; i < 130; ++i)
        fixture.put(u"f%1.md"_s.arg(i), {});
    const ToolOutput output = fixture.run(u"Glob"_s, inputOf({{"pattern", u"*.md"_s}}));
    QCOMPARE(output.text.count(".md"_L1), 100);
    QVERIFY(output.text.contains("first 100 of 130"_L1));
}

void TestSearchTools::globRefuses_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("outside path") << inputOf({{"pattern", u"*"_s}, {"path", u"/etc"_s}});
    QTest::newRow("parent path") << inputOf({{"pattern", u"*"_s}, {"path", u".."_s}});
    QTest::newRow("outside pattern") << inputOf({{"pattern", u"/etc/*"_s}});
    QTest::newRow("parent pattern") << inputOf({{"pattern", u"../*"_s}});
    QTest::newRow("missing folder") << inputOf({{"pattern", u"*"_s}, {"path", u"none"_s}});
}

void TestSearchTools::globRefuses()
{
    QFETCH(QByteArray, input);
    ToolFixture fixture;
    QVERIFY(!fixture.plan(u"Glob"_s, input).refusal.isEmpty());
    QVERIFY(fixture.start(u"Glob"_s, input, {}).isError);
}

void TestSearchTools::grepModes()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "one needle\ntwo\nneedle needle\n");
    fixture.put(u"x/b b.md"_s, "needle: 1-2\n");
    fixture.put(u"c.txt"_s, "nothing\n");
    setAge(fixture, u"a.md"_s, 100);
    const ToolOutput files = fixture.run(u"Grep"_s, grepInput(u"needle"_s));
    QCOMPARE(files.text, u"Found 2 files\nx/b b.md\na.md\n"_s); // newest first
    QCOMPARE(fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"output_mode":"content")")).text,
             u"a.md:1:one needle\na.md:3:needle needle\nx/b b.md:1:needle: 1-2\n"_s);
    QCOMPARE(fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"output_mode":"content","-n":false)")).text,
             u"a.md:one needle\na.md:needle needle\nx/b b.md:needle: 1-2\n"_s);
    const ToolOutput counts = fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"output_mode":"count")"));
    QCOMPARE(counts.text, u"a.md:2\nx/b b.md:1\n\nFound 3 matching lines in 2 files.\n"_s);
    QCOMPARE(fixture.run(u"Grep"_s, grepInput(u"absent"_s)).text, u"No matches found."_s);
    QVERIFY(!fixture.run(u"Grep"_s, grepInput(u"absent"_s)).isError);
    QCOMPARE(jsonText(parseJson(counts.structured)->as_object(), "mode"), u"count"_s);
}

void TestSearchTools::grepOptions()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "1\n2\nNeedle\n4\n5\n");
    fixture.put(u"b.js"_s, "needle\nnext\n");
    const auto content = [&fixture](const QString& pattern, const QByteArray& more) {
        return fixture.run(u"Grep"_s, grepInput(pattern, R"(,"output_mode":"content")" + more)).text;
    };
    QCOMPARE(content(u"needle"_s, R"(,"-i":true,"glob":"*.md")"), u"a.md:3:Needle\n"_s);
    QCOMPARE(content(u"needle"_s, R"(,"type":"js")"), u"b.js:1:needle\n"_s);
    QCOMPARE(content(u"Needle"_s, R"(,"-C":1)"), u"a.md:2-2\na.md:3:Needle\na.md:4-4\n"_s);
    QCOMPARE(content(u"Needle"_s, R"(,"-A":1)"), u"a.md:3:Needle\na.md:4-4\n"_s);
    QCOMPARE(content(u"Needle"_s, R"(,"-B":1)"), u"a.md:2-2\na.md:3:Needle\n"_s);
    QCOMPARE(content(u"eed"_s, R"(,"-o":true,"glob":"*.md")"), u"a.md:3:eed\n"_s);
    QCOMPARE(content(u"needle.next"_s, R"(,"multiline":true)"), u"b.js:1:needle\nb.js:2:next\n"_s);
    QCOMPARE(content(u"needle"_s, R"(,"path":"b.js")"), u"b.js:1:needle\n"_s);
    QCOMPARE(content(u"-needle"_s, {}), u"No matches found."_s); // not an option
}

void TestSearchTools::grepPages()
{
    ToolFixture fixture;
    QByteArray text;
    for (int i = 1; i <= 300; ++i)
        text += "needle " + QByteArray::number(i) + '\n';
    fixture.put(u"a.md"_s, text);
    const ToolOutput first = fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"output_mode":"content")"));
    QCOMPARE(first.text.count("needle "_L1), 250);
    QVERIFY(first.text.contains("offset=250"_L1));
    const ToolOutput rest = fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"output_mode":"content","offset":250)"));
    QCOMPARE(rest.text.count("needle "_L1), 50);
    QVERIFY(rest.text.startsWith("a.md:251:needle 251\n"_L1));
    QVERIFY(!rest.text.contains("There is more"_L1));
    QCOMPARE(fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"output_mode":"content","head_limit":0)")).text.count("needle "_L1), 300);
    QCOMPARE(fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"output_mode":"content","head_limit":2)")).text.count("needle "_L1), 2);
    QCOMPARE(fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"output_mode":"content","offset":900)")).text, u"No more matches."_s);
}

void TestSearchTools::grepCannotBeMadeToRunPrograms()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "needle\n");
    fixture.put(u"evil.sh"_s, "#!/bin/sh\ntouch \"$(dirname \"$0\")/pwned\"\n");
    QFile::setPermissions(fixture.at(u"evil.sh"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    fixture.put(u".ripgreprc"_s, "--pre=./evil.sh\n");
    qputenv("RIPGREP_CONFIG_PATH", QFile::encodeName(fixture.at(u".ripgreprc"_s)));
    for (const QByteArray& input : {grepInput(u"--pre=./evil.sh"_s), grepInput(u"needle"_s, R"(,"glob":"--pre=./evil.sh")"),
                                    grepInput(u"needle"_s, R"(,"type":"md --pre ./evil.sh")"), grepInput(u"needle"_s, R"(,"path":"--pre=./evil.sh")"),
                                    grepInput(u"needle"_s, R"(,"-A":"1 --pre=./evil.sh")"), grepInput(u"needle"_s)})
        fixture.run(u"Grep"_s, input);
    qunsetenv("RIPGREP_CONFIG_PATH");
    QVERIFY(!QFile::exists(fixture.at(u"pwned"_s)));
}

void TestSearchTools::grepLeavesSensitiveOut()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "token\n");
    fixture.put(u"config/services.yaml"_s, "token: SECRET\n");
    fixture.put(u".env"_s, "token=SECRET\n");
    fixture.put(u"private/x.md"_s, "token\n");
    fixture.context.deniesRead = [&fixture](const QString& path, const QString&) { return path.startsWith(fixture.at(u"private/"_s)); };
    for (const char* mode : {"content", "files_with_matches", "count"}) {
        const ToolOutput output = fixture.run(u"Grep"_s, grepInput(u"token"_s, R"(,"output_mode":")" + QByteArray(mode) + "\""));
        QVERIFY2(output.text.contains("a.md"_L1), qPrintable(output.text));
        QVERIFY2(!output.text.contains("SECRET"_L1) && !output.text.contains("config"_L1) && !output.text.contains(".env"_L1),
                 qPrintable(output.text));
        QVERIFY(!output.text.contains("private"_L1));
        QVERIFY(!output.structured.contains("SECRET") && !output.structured.contains("config"));
    }
    // Asked for by name, the policy sees the path and asks the person.
    const QByteArray named = grepInput(u"token"_s, R"(,"output_mode":"content","path":"config")");
    QCOMPARE(fixture.plan(u"Grep"_s, named).access.paths.first().path, fixture.at(u"config"_s));
    QVERIFY(fixture.run(u"Grep"_s, named).text.contains("SECRET"_L1));
}

void TestSearchTools::grepStaysInside()
{
    ToolFixture fixture;
    fixture.put(fixture.outside() + u"/outside/x.md"_s, "needle outside\n");
    fixture.put(u"real/a.md"_s, "needle inside\n");
    QVERIFY(QFile::link(fixture.outside() + u"/outside"_s, fixture.at(u"out"_s)));
    QVERIFY(QFile::link(fixture.outside() + u"/outside/x.md"_s, fixture.at(u"x.md"_s)));
    QVERIFY(QFile::link(u"real"_s, fixture.at(u"link"_s)));
    QVERIFY(!fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"output_mode":"content")")).text.contains("outside"_L1));
    for (const char* path : {"out", "x.md", "/etc", "..", "~", "none"})
        QVERIFY2(!fixture.plan(u"Grep"_s, grepInput(u"needle"_s, R"(,"path":")" + QByteArray(path) + "\"")).refusal.isEmpty(), path);
    QVERIFY(
        fixture.run(u"Grep"_s, grepInput(u"needle"_s, R"(,"path":"link","output_mode":"content")")).text.contains("real/a.md:1:needle inside"_L1));
    QCOMPARE(::mkfifo(QFile::encodeName(fixture.at(u"pipe"_s)).constData(), 0600), 0);
    QVERIFY(!fixture.plan(u"Grep"_s, grepInput(u"needle"_s, R"(,"path":"pipe")")).refusal.isEmpty());
    QVERIFY(!fixture.run(u"Grep"_s, grepInput(u"needle"_s)).isError); // a pipe on the way is not waited for
}

void TestSearchTools::grepFailures()
{
    ToolFixture fixture;
    fixture.put(u"a.md"_s, "x\n");
    const ToolOutput pattern = fixture.run(u"Grep"_s, grepInput(u"(unclosed"_s));
    QVERIFY(pattern.isError);
    QVERIFY(pattern.text.contains("unclosed group"_L1));
    QVERIFY(fixture.run(u"Grep"_s, grepInput(u"x"_s, R"(,"type":"nosuchtype")")).isError);
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nonexistent");
    const ToolPlan plan = fixture.plan(u"Grep"_s, grepInput(u"x"_s));
    qputenv("PATH", path);
    QVERIFY(plan.refusal.contains("not installed"_L1));
}

void TestSearchTools::grepFloodIsBounded()
{
    ToolFixture fixture;
    fixture.put(u"big.txt"_s, QByteArray("needle 0123456789\n").repeated(1'000'000));
    fixture.put(u"wide.txt"_s, QByteArray(20'000'000, 'n'));
    const ToolOutput all = fixture.run(u"Grep"_s, grepInput(u"n"_s, R"(,"output_mode":"content","head_limit":0)"));
    QVERIFY(all.text.size() < 31'000);
    const ToolOutput wide = fixture.run(u"Grep"_s, grepInput(u"n"_s, R"(,"output_mode":"content","path":"wide.txt")"));
    QVERIFY(wide.text.size() < 31'000);
}

QTEST_GUILESS_MAIN(TestSearchTools)
#include "tst_searchtools.moc"
