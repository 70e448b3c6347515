// SPDX-License-Identifier: MIT
#include "core/markdown/blocks.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestTextRanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void code_data();
    void code();
    void comments_data();
    void comments();
};

void TestTextRanges::code_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("inCode");
    QTest::newRow("span") << u"a `b` c"_s << QStringList{u"`b`"_s};
    QTest::newRow("double") << u"a ``b ` c`` d"_s << QStringList{u"``b ` c``"_s};
    QTest::newRow("unclosed") << u"a `b c"_s << QStringList{};
    QTest::newRow("not over paragraphs") << u"a `b\n\nc` d"_s << QStringList{};
    QTest::newRow("over lines") << u"a `b\nc` d"_s << QStringList{u"`b\nc`"_s};
    QTest::newRow("escaped opener") << u"a \\`b` c"_s << QStringList{};
    QTest::newRow("fence") << u"a\n\n```\n@b\n```\nc"_s << QStringList{u"```\n@b\n```\n"_s};
    QTest::newRow("fence in list") << u"- a\n  ```\n  @b\n  ```\nc"_s << QStringList{u"  ```\n  @b\n  ```\n"_s};
    QTest::newRow("open fence") << u"a\n\n~~~\n@b\n"_s << QStringList{u"~~~\n@b\n"_s};
    QTest::newRow("indented") << u"a\n\n    @b\nc"_s << QStringList{u"    @b\n"_s};
    QTest::newRow("table cell") << u"|a|\n|-|\n|`b`|\n"_s << QStringList{u"`b`"_s};
    QTest::newRow("heading") << u"# a `b`\n"_s << QStringList{u"`b`"_s};
    QTest::newRow("behind an underlined heading") << u"a\n---\nb `c` d\n"_s << QStringList{u"`c`"_s};
    QTest::newRow("wide characters") << u"🎉ü `b` c"_s << QStringList{u"`b`"_s};
    QTest::newRow("crlf") << u"ü\r\n\r\n```\r\nb\r\n```\r\n`c`"_s << QStringList{u"```\r\nb\r\n```\r\n"_s, u"`c`"_s};
}

void TestTextRanges::code()
{
    QFETCH(QString, text);
    QFETCH(QStringList, inCode);
    QStringList found;
    for (const CodeRange& range : codeRanges(text))
        found.append(text.sliced(range.begin, range.end - range.begin));
    QCOMPARE(found, inCode);
}

void TestTextRanges::comments_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("without");
    QTest::newRow("none") << u"a\n"_s << u"a\n"_s;
    QTest::newRow("own line") << u"a\n<!-- b -->\nc\n"_s << u"a\nc\n"_s;
    QTest::newRow("several lines") << u"a\n\n<!-- b\n\nc -->\n\nd\n"_s << u"a\n\n\nd\n"_s;
    QTest::newRow("at the start") << u"<!-- b -->\nc"_s << u"c"_s;
    QTest::newRow("at the end") << u"a\n\n<!-- b -->"_s << u"a\n\n"_s;
    QTest::newRow("text behind") << u"<!-- b --> c\n"_s << u" c\n"_s;
    QTest::newRow("two") << u"<!-- a --><!-- b -->\nc"_s << u"c"_s;
    QTest::newRow("in a fence") << u"```\n<!-- b -->\n```\n"_s << u"```\n<!-- b -->\n```\n"_s;
    QTest::newRow("in a span") << u"`<!-- b -->`\n"_s << u"`<!-- b -->`\n"_s;
    QTest::newRow("inline stays") << u"a <!-- b --> c\n"_s << u"a <!-- b --> c\n"_s;
    QTest::newRow("unclosed stays") << u"a\n\n<!-- b\n\nc\n"_s << u"a\n\n<!-- b\n\nc\n"_s;
    QTest::newRow("in a list") << u"- a\n\n  <!-- b -->\n\n- c\n"_s << u"- a\n\n\n- c\n"_s;
    QTest::newRow("crlf") << u"a\r\n<!-- b -->\r\nc\r\n"_s << u"a\r\nc\r\n"_s;
    QTest::newRow("inside html") << u"<div>\n<!-- b -->\nx\n</div>\n"_s << u"<div>\nx\n</div>\n"_s;
    QTest::newRow("fence within comment") << u"<!--\n```\n-->\na\n"_s << u"a\n"_s;
}

void TestTextRanges::comments()
{
    QFETCH(QString, text);
    QFETCH(QString, without);
    QCOMPARE(withoutHtmlComments(text), without);
}

QTEST_GUILESS_MAIN(TestTextRanges)
#include "tst_textranges.moc"
