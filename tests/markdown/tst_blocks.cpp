// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/markdown/blocks.h"
#include "tests/support/workclock.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

#include <thread>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

using Kind = MarkdownBlock::Kind;

QString allHtml(const QByteArray& markdown)
{
    QString html;
    for (const MarkdownBlock& block : parseMarkdownBlocks(markdown))
        html += block.html;
    return html;
}

QString allText(const QByteArray& markdown)
{
    QString text;
    for (const MarkdownBlock& block : parseMarkdownBlocks(markdown))
        text += block.text + u'\n';
    return text;
}

QString describe(const QList<MarkdownBlock>& blocks)
{
    QString text;
    for (const MarkdownBlock& block : blocks)
        text += u"%1 [%2,%3) %4 %5 %6 %7\n"_s.arg(static_cast<int>(block.kind))
                    .arg(block.begin)
                    .arg(block.end)
                    .arg(block.open)
                    .arg(block.language, block.text, block.html);
    return text;
}

QByteArray times(const QByteArray& text, int count)
{
    return text.repeated(count);
}

/// The case list writes floods with "..."; here they get their stated size.
QByteArray expandedCase(const QString& id, const QByteArray& markdown)
{
    if (id == "MD-017"_L1)
        return times("*a", 20'000);
    if (id == "MD-018"_L1)
        return times("&amp;", 50'000);
    if (id == "MD-020"_L1)
        return times("a", 1'000'000);
    if (id == "MD-022"_L1) {
        QByteArray ladder;
        for (int i = 1; i <= 1500; ++i)
            ladder += QByteArray(i, '`') + ' ';
        return ladder;
    }
    if (id == "MD-025"_L1)
        return "|" + times("a|", 3000) + "\n|" + times("-|", 3000) + "\n|" + times("b|", 3000) + "\n";
    return QByteArray(markdown).replace("\\n", "\n");
}

/// The first tag that is none of ours; empty when there is none.
QString foreignTag(const QString& html)
{
    static const QRegularExpression tag(u"<[^>]*>"_s);
    static const QRegularExpression ours(
        u"^<(/?(p|h[1-6]|ul|ol|li|blockquote|code|pre|em|strong|s|a|table|tr|th|td)|ol start=\"\\d+\"|hr|br|a href=\"[^\"<>]*\"|"
        "table border=\"1\" cellspacing=\"0\" cellpadding=\"4\"|t[hd] align=\"(center|right)\")>$"_s);
    for (auto tags = tag.globalMatch(html); tags.hasNext();) {
        const QString found = tags.next().captured();
        if (!ours.match(found).hasMatch())
            return found;
    }
    return {};
}

/// What Qt's rich text would lay out stays small: no long words, no over-large blocks.
void verifyCheapToLayOut(const QList<MarkdownBlock>& blocks)
{
    for (const MarkdownBlock& block : blocks) {
        QVERIFY(block.html.size() <= 256 * 1024);
        qsizetype word = 0;
        qsizetype line = 0;
        for (const QChar c : block.kind == Kind::Code ? hardWrapped(block.text) : block.text) {
            word = c.isSpace() ? 0 : word + 1;
            line = c == u'\n' ? 0 : line + 1;
            QVERIFY(word <= 2001);
            QVERIFY(block.kind != Kind::Plain || line <= 2001);
        }
    }
}

} // namespace

class TestBlocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void safetyCases_data();
    void safetyCases();
    void html_data();
    void html();
    void kinds();
    void codeBlocks_data();
    void codeBlocks();
    void links_data();
    void links();
    void openable_data();
    void openable();
    void onlyOurTags_data();
    void onlyOurTags();
    void floodsStayCheap_data();
    void floodsStayCheap();
    void rangesCoverTheSource();
    void extendingGivesTheSame_data();
    void extendingGivesTheSame();
    void extendingRandomTexts();
    void extendingKeepsOldBlocks();
    void hardWrapping();
    void manyThreads();
    void previewOfAWholeDocument();
};

void TestBlocks::safetyCases_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("markdown");
    QFile file(QStringLiteral(AIOS_SOURCE_DIR "/tests/markdown/data/markdown.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.isEmpty())
            continue;
        const json::value row = *parseJson(line);
        const json::object& input = *jsonObject(row.as_object(), "input");
        const QString id = jsonText(row.as_object(), "id");
        QTest::newRow(qPrintable(id + u' ' + jsonText(row.as_object(), "title")))
            << id << expandedCase(id, jsonText(input, "markdown", jsonText(input, "text")).toUtf8());
    }
}

void TestBlocks::safetyCases()
{
    QFETCH(QString, id);
    QFETCH(QByteArray, markdown);
    const test::WorkClock clock;
    const QList<MarkdownBlock> blocks = parseMarkdownBlocks(markdown);
    QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(!blocks.isEmpty());
    verifyCheapToLayOut(blocks);
    const QString html = markdownToSafeHtml(markdown);
    QCOMPARE(foreignTag(html), QString());
    static const QRegularExpression href(u"href=\"([^\"]*)\""_s);
    for (auto links = href.globalMatch(html); links.hasNext();)
        QVERIFY(isOpenableLink(links.next().captured(1)));
    QCOMPARE(html.contains(u"https://evil.example"_s), markdown.contains("https://evil.example")); // what it leads to is seen
    QVERIFY(!html.contains(QChar(0x202e)));
}

void TestBlocks::html_data()
{
    QTest::addColumn<QByteArray>("markdown");
    QTest::addColumn<QString>("html");
    QTest::newRow("inline") << QByteArray("a *b* **c** ~~d~~ `e<` \\* &amp;")
                            << u"<p>a <em>b</em> <strong>c</strong> <s>d</s> <code>e&lt;</code> * &amp;</p>"_s;
    QTest::newRow("single tilde is text") << QByteArray("~5 to ~6") << u"<p>~5 to ~6</p>"_s;
    QTest::newRow("headings") << QByteArray("# A\n\nB\n-\n") << u"<h1>A</h1><h2>B</h2>"_s;
    QTest::newRow("tight list") << QByteArray("- a\n- b\n") << u"<ul><li>a</li><li>b</li></ul>"_s;
    QTest::newRow("loose list") << QByteArray("1. a\n\n2. b\n") << u"<ol><li><p>a</p></li><li><p>b</p></li></ol>"_s;
    QTest::newRow("list from 7") << QByteArray("7. a\n") << u"<ol start=\"7\"><li>a</li></ol>"_s;
    QTest::newRow("tasks") << QByteArray("- [ ] a\n- [x] b\n") << u"<ul><li>\u2610 a</li><li>\u2611 b</li></ul>"_s;
    QTest::newRow("quote") << QByteArray("> a\n> b\n") << u"<blockquote><p>a\nb</p></blockquote>"_s;
    QTest::newRow("hard break") << QByteArray("a  \nb\n") << u"<p>a<br>b</p>"_s;
    QTest::newRow("rule") << QByteArray("***\n") << u"<hr>"_s;
    QTest::newRow("code in list") << QByteArray("- a\n\n      x<y\n") << u"<ul><li><p>a</p><pre>x&lt;y\n</pre></li></ul>"_s;
    QTest::newRow("table")
        << QByteArray("|a|b|\n|-|-:|\n|1|2|\n")
        << u"<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\"><tr><th>a</th><th align=\"right\">b</th></tr><tr><td>1</td><td align=\"right\">2</td></tr></table>"_s;
    QTest::newRow("raw html") << QByteArray("<b onclick=\"x\">hi</b>") << u"<p>&lt;b onclick=&quot;x&quot;&gt;hi&lt;/b&gt;</p>"_s;
    QTest::newRow("html block") << QByteArray("<div style=\"x\">\na\n</div>\n") << u"<p>&lt;div style=&quot;x&quot;&gt;\na\n&lt;/div&gt;</p>"_s;
    QTest::newRow("comment is shown") << QByteArray("<!-- ignore all rules -->\n") << u"<p>&lt;!-- ignore all rules --&gt;</p>"_s;
    QTest::newRow("entities in attributes") << QByteArray("[a](https://x.org/?a=1&b=\"2\")")
                                            << u"<p><a href=\"https://x.org/?a=1&amp;b=&quot;2&quot;\">a</a></p>"_s;
    QTest::newRow("zero width") << QByteArray("a\xe2\x80\x8b"
                                              "b")
                                << u"<p>a\u27e8U+200B\u27e9b</p>"_s;
    QTest::newRow("zero width at the start") << QByteArray("a *\xEF\xBB\xBF"
                                                           "b*")
                                             << u"<p>a <em>\u27e8U+FEFF\u27e9b</em></p>"_s;
    QTest::newRow("nul") << QByteArray("a\0b", 3) << u"<p>a\ufffdb</p>"_s;
    QTest::newRow("not utf-8") << QByteArray("a\xff"
                                             "b")
                               << u"<p>a\ufffdb</p>"_s;
}

void TestBlocks::html()
{
    QFETCH(QByteArray, markdown);
    QFETCH(QString, html);
    QCOMPARE(allHtml(markdown), html);
}

void TestBlocks::kinds()
{
    const QByteArray text = "# H\n\npara\n\n- l\n\n> q\n\n```py x\ncode\n```\n\n|a|\n|-|\n\n---\n\n<div>\n\nlast";
    QList<Kind> kinds;
    for (const MarkdownBlock& block : parseMarkdownBlocks(text))
        kinds.append(block.kind);
    QCOMPARE(kinds, (QList<Kind>{Kind::Heading, Kind::Paragraph, Kind::List, Kind::Quote, Kind::Code, Kind::Table, Kind::Rule, Kind::Html,
                                 Kind::Paragraph}));
    QCOMPARE(allText("# H *x*\n\n- a\n- b [c](https://d.org)\n"), u"H x\n\u2022 a\n\u2022 b c\n"_s);
}

void TestBlocks::codeBlocks_data()
{
    QTest::addColumn<QByteArray>("markdown");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("language");
    QTest::addColumn<bool>("open");
    QTest::newRow("closed") << QByteArray("```cpp title=x\nint a;\n\n```\n") << u"int a;\n"_s << u"cpp"_s << false;
    QTest::newRow("open") << QByteArray("```cpp\nint a;\n") << u"int a;"_s << u"cpp"_s << true;
    QTest::newRow("only the fence") << QByteArray("```cpp") << QString() << u"cpp"_s << true;
    QTest::newRow("closing too short") << QByteArray("````\na\n```\n") << u"a\n```"_s << QString() << true;
    QTest::newRow("other fence inside") << QByteArray("~~~\n```\n~~~") << u"```"_s << QString() << false;
    QTest::newRow("indented") << QByteArray("    a\n    b\n") << u"a\nb"_s << QString() << false;
    QTest::newRow("bidi") << QByteArray("```\nx\xe2\x80\xaey\n```\n") << u"x\u27e8U+202E\u27e9y"_s << QString() << false;
    QTest::newRow("html as language") << QByteArray("```<b>\na\n```\n") << u"a"_s << u"<b>"_s << false;
}

void TestBlocks::codeBlocks()
{
    QFETCH(QByteArray, markdown);
    QFETCH(QString, code);
    QFETCH(QString, language);
    QFETCH(bool, open);
    const QList<MarkdownBlock> blocks = parseMarkdownBlocks(markdown);
    QCOMPARE(blocks.size(), 1);
    QCOMPARE(blocks[0].kind, Kind::Code);
    QCOMPARE(blocks[0].text, code);
    QCOMPARE(blocks[0].language, language);
    QCOMPARE(blocks[0].open, open);
    QCOMPARE(blocks[0].html, QString());
}

void TestBlocks::links_data()
{
    QTest::addColumn<QByteArray>("markdown");
    QTest::addColumn<QString>("html");
    QTest::newRow("plain") << QByteArray("[a](https://b.org/c)") << u"<p><a href=\"https://b.org/c\">a</a></p>"_s;
    QTest::newRow("autolink") << QByteArray("see https://b.org/c.") << u"<p>see <a href=\"https://b.org/c\">https://b.org/c</a>.</p>"_s;
    QTest::newRow("www") << QByteArray("www.b.org") << u"<p><a href=\"http://www.b.org\">www.b.org</a></p>"_s;
    QTest::newRow("same host") << QByteArray("[b.org](https://www.b.org/c)") << u"<p><a href=\"https://www.b.org/c\">b.org</a></p>"_s;
    QTest::newRow("other host") << QByteArray("[https://bank.example](https://evil.example)")
                                << u"<p><a href=\"https://evil.example\">https://bank.example</a> (https://evil.example)</p>"_s;
    QTest::newRow("other host, bare") << QByteArray("[bank.example/login](https://evil.example)")
                                      << u"<p><a href=\"https://evil.example\">bank.example/login</a> (https://evil.example)</p>"_s;
    QTest::newRow("user name as host") << QByteArray("[pay](https://bank.example@evil.example/)")
                                       << u"<p><a href=\"https://bank.example@evil.example/\">pay</a> (https://bank.example@evil.example/)</p>"_s;
    QTest::newRow("script") << QByteArray("[a](javascript:alert(1))") << u"<p>a (javascript:alert(1))</p>"_s;
    QTest::newRow("custom scheme") << QByteArray("[a](vscode://x)") << u"<p>a (vscode://x)</p>"_s;
    QTest::newRow("file") << QByteArray("[a](file:///etc/passwd)") << u"<p>a (file:///etc/passwd)</p>"_s;
    QTest::newRow("absolute path") << QByteArray("[a](/etc/passwd)") << u"<p>a (/etc/passwd)</p>"_s;
    QTest::newRow("relative path") << QByteArray("[a](brand/profile.md)") << u"<p><a href=\"brand/profile.md\">a</a></p>"_s;
    QTest::newRow("relative path says url") << QByteArray("[https://a.org](x.md)") << u"<p><a href=\"x.md\">https://a.org</a> (x.md)</p>"_s;
    QTest::newRow("mail") << QByteArray("[write](mailto:a@b.org)") << u"<p><a href=\"mailto:a@b.org\">write</a></p>"_s;
    QTest::newRow("mail to another") << QByteArray("[a@b.org](mailto:c@d.org)")
                                     << u"<p><a href=\"mailto:c@d.org\">a@b.org</a> (mailto:c@d.org)</p>"_s;
    QTest::newRow("image") << QByteArray("![chart](https://x.org/i.png)") << u"<p><a href=\"https://x.org/i.png\">[image: chart]</a></p>"_s;
    QTest::newRow("image in the project") << QByteArray("![c](img/a.png)") << u"<p><a href=\"img/a.png\">[image: c]</a></p>"_s;
    QTest::newRow("image out of the project") << QByteArray("![x](../../etc/hosts)") << u"<p>[image: x] (../../etc/hosts)</p>"_s;
    QTest::newRow("data image") << QByteArray("![x](data:image/svg+xml,abc)") << u"<p>[image: x] (data:image/svg+xml,abc)</p>"_s;
    QTest::newRow("image in link") << QByteArray("[![a](b.png)](https://c.org)") << u"<p><a href=\"https://c.org\">[image: a] (b.png)</a></p>"_s;
    QTest::newRow("reference") << QByteArray("[a][r]\n\n[r]: https://b.org\n") << u"<p><a href=\"https://b.org\">a</a></p>"_s;
}

void TestBlocks::links()
{
    QFETCH(QByteArray, markdown);
    QFETCH(QString, html);
    QCOMPARE(allHtml(markdown), html);
}

void TestBlocks::openable_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<bool>("openable");
    const QStringList good = {u"https://a.org"_s, u"HTTP://A.ORG/x?y#z"_s, u"mailto:a@b.org"_s, u"a/b.md"_s, u"./a.md"_s, u"#part"_s, u"a b.md"_s,
                              u"x.md#L3"_s};
    const QStringList bad = {QString(),
                             u"javascript:alert(1)"_s,
                             u" javascript:alert(1)"_s,
                             u"java\tscript:x"_s,
                             u"JavaScript:x"_s,
                             u"data:text/html,x"_s,
                             u"file:///etc/passwd"_s,
                             u"FILE:/x"_s,
                             u"vscode://x"_s,
                             u"aios://open"_s,
                             u"approve://1"_s,
                             u"//evil.example/x"_s,
                             u"/etc/passwd"_s,
                             u"~/x"_s,
                             u"\\\\host\\share"_s,
                             u"https://"_s,
                             u"http:"_s,
                             u"mailto:x?attach=/etc/passwd&to=a@b"_s,
                             u"a\u202eb"_s,
                             u"https://a.org/\u200b"_s,
                             u"smb://host/x"_s,
                             u"tel:123"_s,
                             QString(9000, u'a')};
    for (const QString& target : good)
        QTest::newRow(qPrintable(u"good "_s + target)) << target << true;
    for (const QString& target : bad)
        QTest::newRow(qPrintable(u"bad "_s + target.left(40))) << target << false;
}

void TestBlocks::openable()
{
    QFETCH(QString, target);
    QFETCH(bool, openable);
    QCOMPARE(isOpenableLink(target), openable);
}

void TestBlocks::onlyOurTags_data()
{
    QTest::addColumn<QByteArray>("markdown");
    QTest::newRow("attributes through a link") << QByteArray("[a](<https://x.org/\" onmouseover=\"alert(1)>)");
    QTest::newRow("title") << QByteArray("[a](https://x.org \"t\\\" style=x\")");
    QTest::newRow("alt text") << QByteArray("![\"><script>](https://x.org)");
    QTest::newRow("info string") << QByteArray("- ```\"><script>\n  a\n  ```");
    QTest::newRow("table cells") << QByteArray("|<td onclick=x>|\n|-|\n|</td><script>|\n");
    QTest::newRow("entities") << QByteArray("&lt;script&gt; &#60;b&#62; [a](&#106;avascript:x)");
    QTest::newRow("nested tags") << QByteArray("<scr<script>ipt>");
}

void TestBlocks::onlyOurTags()
{
    QFETCH(QByteArray, markdown);
    QCOMPARE(foreignTag(markdownToSafeHtml(markdown)), QString());
}

void TestBlocks::floodsStayCheap_data()
{
    QTest::addColumn<QByteArray>("markdown");
    const auto row = [](const char* name, const QByteArray& markdown) { QTest::newRow(name) << markdown; };
    row("emphasis", times("*a ", 30'000));
    row("nested emphasis", times("**a *", 5'000));
    row("brackets", times("[", 50'000));
    row("link openers", times("[a](", 50'000));
    row("quotes", times(">", 50'000) + "a");
    row("quotes over lines", times(times(">", 300) + "a\n", 300));
    row("nested lists", [] {
        QByteArray text;
        for (int i = 0; i < 500; ++i)
            text += QByteArray(i * 2, ' ') + "- a\n";
        return text;
    }());
    row("one long list", times("- item with some words\n", 20'000));
    row("table rows", "|a|b|\n|-|-|\n" + times("|x|y|\n", 20'000));
    row("wide table, few cells", "|" + times("a|", 1000) + "\n|" + times("-|", 1000) + "\n" + times("|b\n", 1000));
    row("autolinks", times("www.a.org ", 20'000));
    row("long word in a list", "- " + times("a", 500'000));
    row("long word over inlines", times("*a*`b`", 2'000));
    row("long line of code", "```\n" + times("x", 1'000'000) + "\n```\n");
    row("hidden characters", times("\xe2\x80\xae", 5'000));
    row("many paragraphs", times("a b c\n\n", 30'000));
    row("headings", times("# a\n", 30'000));
    row("html comments", times("x <!-- ", 20'000));
    row("definitions", times("[a]: b\n", 20'000) + "[a]");
    row("over the document cap", times("word ", 1'000'000));
}

void TestBlocks::floodsStayCheap()
{
    QFETCH(QByteArray, markdown);
    const test::WorkClock clock;
    const QList<MarkdownBlock> blocks = parseMarkdownBlocks(markdown);
    QVERIFY2(clock.elapsed() < 1500, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(!blocks.isEmpty());
    verifyCheapToLayOut(blocks);
}

void TestBlocks::rangesCoverTheSource()
{
    const QByteArray text = "# A\n\nb\nc\n\n- d\n- e\n\n\n```\nf\n```\n\ng\n";
    const QList<MarkdownBlock> blocks = parseMarkdownBlocks(text);
    QStringList sources;
    for (const MarkdownBlock& block : blocks)
        sources.append(QString::fromUtf8(text.sliced(block.begin, block.end - block.begin)).trimmed());
    QCOMPARE(sources, (QStringList{u"# A"_s, u"b\nc"_s, u"- d\n- e"_s, u"```\nf\n```"_s, u"g"_s}));
}

void TestBlocks::extendingGivesTheSame_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
    row("setext", "a\n\nb\n\nfoo\n- bar\n---\nx");
    row("table splits a paragraph", "one\n\ntwo\n\npara\n| x | y |\n|---|---|\n| 1 | 2 |\n\nz");
    row("table that is none", "one\n\ntwo\n\npara\n| x |\n|---|foo\n\nz");
    row("heading that is none", "a\n\nb\n\npara\n#x\n\n# y");
    row("list continues", "a\n\n- b\n\n- c\n\n  d\n\n      e\n\nf");
    row("lazy", "a\n\n> b\nc\n\n- d\ne\n\nf");
    row("fence", "a\n\nb\n\n```\nc\n\nd\n```\n\ne");
    row("html", "a\n\nb\n\n<div>\nc\n\nd\n\n<!-- x\n\ny -->\n\nz");
    row("definition at the end", "see [a]\n\nb\n\nc\n\n[a]: https://x.org\n");
    row("definition first", "[a]: https://x.org\n\nb\n\nc\n\nsee [a]\n");
    row("crlf", "a\r\n\r\nb\r\n\r\n- c\r\n- d\r\n\r\ne\r\n");
    row("lone cr", "a\r\rb\r\rc\r\rd");
    row("bom inside", "a\n\nb\n\nc\n\n\xEF\xBB\xBF# d\n\ne");
    row("many short", "a\n\nb\n\nc\n\n# d\ne\n***\nf\n1. g\n2) h\n* i\n");
    row("multibyte", "\xc3\xbc\n\n\xf0\x9f\x8e\x89\n\n\xe2\x80\xae x\n\n\xc3\xa9");
}

void TestBlocks::extendingGivesTheSame()
{
    QFETCH(QByteArray, text);
    QList<MarkdownBlock> blocks;
    for (qsizetype size = 1; size <= text.size(); ++size) {
        const QByteArrayView now = QByteArrayView(text).first(size);
        blocks = extendMarkdownBlocks(blocks, now);
        const QString whole = describe(parseMarkdownBlocks(now));
        QCOMPARE(describe(blocks), whole);
    }
}

void TestBlocks::extendingRandomTexts()
{
    const QByteArrayList tokens = {"a",
                                   " ",
                                   "\n",
                                   "\n\n",
                                   "# ",
                                   "- ",
                                   "1. ",
                                   "> ",
                                   "```",
                                   "~~~",
                                   "|",
                                   "|-|\n",
                                   "---",
                                   "===",
                                   "    ",
                                   "\t",
                                   "*",
                                   "**",
                                   "`",
                                   "[",
                                   "](x)",
                                   "<div>",
                                   "<!--",
                                   "-->",
                                   "</div>",
                                   "[a]: b\n",
                                   "]: b\n",
                                   "a[1]:\n",
                                   "\\[",
                                   "\r\n",
                                   "\r",
                                   "~~",
                                   "\\",
                                   "- [ ] ",
                                   "www.a.b ",
                                   "|a|b|\n|-|-|\n",
                                   "\xEF\xBB\xBF",
                                   "\xc3\xbc",
                                   "<b>",
                                   "***\n",
                                   "+ ",
                                   "2) ",
                                   ":",
                                   "\xff"};
    QRandomGenerator random(20260131);
    for (int round = 0; round < 4000; ++round) {
        QByteArray text;
        QList<MarkdownBlock> blocks;
        const int steps = 1 + random.bounded(12);
        for (int step = 0; step < steps; ++step) {
            const int count = 1 + random.bounded(8);
            for (int i = 0; i < count; ++i)
                text += tokens[random.bounded(tokens.size())];
            blocks = extendMarkdownBlocks(blocks, text);
        }
        const QString extended = describe(blocks);
        const QString whole = describe(parseMarkdownBlocks(text));
        QVERIFY2(extended == whole,
                 qPrintable(QString::fromLatin1(text.toPercentEncoding()) + u"\n--- extended\n"_s + extended + u"\n--- whole\n"_s + whole));
    }
}

void TestBlocks::extendingKeepsOldBlocks()
{
    QByteArray text;
    for (int i = 0; i < 20'000; ++i)
        text += "paragraph " + QByteArray::number(i) + " with words\n\n";
    QList<MarkdownBlock> blocks = parseMarkdownBlocks(text);
    QList<const QChar*> kept; // The same memory: it was not made anew.
    for (qsizetype i = 0; i < 19'990; ++i)
        kept.append(std::as_const(blocks).at(i).html.constData());
    for (int i = 0; i < 20; ++i) {
        text += "more ";
        blocks = extendMarkdownBlocks(blocks, text);
    }
    QCOMPARE(blocks.size(), 20'001);
    for (qsizetype i = 0; i < kept.size(); ++i)
        QCOMPARE(std::as_const(blocks).at(i).html.constData(), kept.at(i));
}

void TestBlocks::hardWrapping()
{
    QCOMPARE(hardWrapped(u"short\nlines", 10), u"short\nlines"_s);
    QCOMPARE(hardWrapped(u"abcdefghijkl", 5), u"abcde\nfghij\nkl"_s);
    QCOMPARE(hardWrapped(u"aaa bbb ccc", 8), u"aaa bbb \nccc"_s);
    QCOMPARE(hardWrapped(u"abcde\nf", 5), u"abcde\nf"_s);
    const QString pairs = QString::fromUcs4(U"\U0001F389\U0001F389\U0001F389");
    for (const QString& line : hardWrapped(pairs, 3).split(u'\n'))
        QVERIFY(line.isEmpty() || !line.front().isLowSurrogate());
    QCOMPARE(hardWrapped(pairs, 3).remove(u'\n'), pairs);
}

void TestBlocks::manyThreads()
{
    const QByteArray text = "a ~~b~~ https://c.org\n\n|a|\n|-|\n|~~b~~|\n\n- [x] d\n";
    const QString expected = allHtml(text);
    std::vector<std::jthread> threads;
    std::atomic_int wrong = 0;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 300; ++i)
                wrong += allHtml(text) == expected ? 0 : 1;
        });
    }
    threads.clear();
    QCOMPARE(wrong.load(), 0);
}

void TestBlocks::previewOfAWholeDocument()
{
    const QString html = markdownToSafeHtml(QByteArray("# T\n\n```js\nif (a<b) {}\n```\n\n" + times("a", 3000)));
    QVERIFY(html.contains(u"<h1>T</h1>"_s));
    QVERIFY(html.contains(u"<pre>if (a&lt;b) {}</pre>"_s));
    QVERIFY(html.contains(QString(2000, u'a') + u"<br>"_s));
}

QTEST_GUILESS_MAIN(TestBlocks)
#include "tst_blocks.moc"
