// SPDX-License-Identifier: MIT
#include "core/markdown/publishtext.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// What readers elsewhere get of a markdown text.
class TestPublishText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void html_data()
    {
        QTest::addColumn<QByteArray>("markdown");
        QTest::addColumn<QByteArray>("html");
        QTest::addColumn<bool>("leftOut");
        QTest::newRow("paragraphs") << QByteArray("One *two*\nthree.\n\nFour & <five>")
                                    << QByteArray("<p>One <em>two</em>\nthree.</p>\n<p>Four &amp; <!-- raw HTML omitted --></p>\n") << true;
        QTest::newRow("heading and list") << QByteArray("## H\n\n- a\n- b\n") << QByteArray("<h2>H</h2>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n")
                                          << false;
        QTest::newRow("table")
            << QByteArray("| a | b |\n|---|---|\n| 1 | 2 |\n")
            << QByteArray(
                   "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n")
            << false;
        QTest::newRow("link") << QByteArray("[w](https://e.org/?a=1&b=2)") << QByteArray("<p><a href=\"https://e.org/?a=1&amp;b=2\">w</a></p>\n")
                              << false;
        QTest::newRow("script") << QByteArray("<script>x()</script>\n\n[w](javascript:x())")
                                << QByteArray("<!-- raw HTML omitted -->\n<p><a href=\"\">w</a></p>\n") << true;
        QTest::newRow("image") << QByteArray("![alt](a.png)") << QByteArray("<p><img src=\"a.png\" alt=\"alt\" /></p>\n") << false;
        QTest::newRow("umlaut") << QByteArray("ä") << QByteArray("<p>ä</p>\n") << false;
    }
    void html()
    {
        QFETCH(const QByteArray, markdown);
        QFETCH(const QByteArray, html);
        QFETCH(const bool, leftOut);
        const PublishHtml made = markdownToPublishHtml(markdown);
        QCOMPARE(made.html, html);
        QCOMPARE(!made.leftOut.isEmpty(), leftOut);
        QCOMPARE(markdownToPublishHtml(markdown).html, made.html);
    }

    void leftOutAsWritten()
    {
        const PublishHtml made =
            markdownToPublishHtml("a <b>c</b>\n\n<div>\nx\n</div>\n\n[w](javascript:x) ![p](data:image/png;base64,AA==) ![q](data:text/html,x)\n");
        QCOMPARE(made.leftOut, (QStringList{u"<b>"_s, u"</b>"_s, u"<div>\nx\n</div>"_s, u"javascript:x"_s, u"data:text/html,x"_s}));
        QVERIFY(made.html.contains("data:image/png") && !made.html.contains("data:text"));
    }

    /// Preview and page say the same: what one leaves out the other does too.
    void preview_data()
    {
        QTest::addColumn<QByteArray>("markdown");
        QTest::addColumn<QString>("preview");
        QTest::newRow("paragraph") << QByteArray("One *two*\n") << u"<p>One <em>two</em></p>\n"_s;
        QTest::newRow("raw html in a line") << QByteArray("a <b onclick=x>c</b> d") << u"<p>a c d</p>\n"_s;
        QTest::newRow("raw block") << QByteArray("a\n\n<div>\nno\n</div>\n\nb\n") << u"<p>a</p>\n<p>b</p>\n"_s;
        QTest::newRow("only raw html") << QByteArray("<script>x()</script>\n") << QString();
        QTest::newRow("comment") << QByteArray("<!-- note to self -->\n\na\n") << u"<p>a</p>\n"_s;
        QTest::newRow("running link") << QByteArray("[w](javascript:x)") << u"<p>w</p>\n"_s;
        QTest::newRow("markup in code stays") << QByteArray("`<b>`\n\n```\n<i>\n```\n")
                                              << u"<p><code>&lt;b&gt;</code></p>\n<pre>&lt;i&gt;<br></pre>\n"_s;
        QTest::newRow("image is named") << QByteArray("![a](a.png)") << u"<p><a href=\"a.png\">[image: a]</a></p>\n"_s;
        QTest::newRow("hidden") << QByteArray("a\xE2\x80\xAE"
                                              "b")
                                << u"<p>a⟨U+202E⟩b</p>\n"_s;
    }
    void preview()
    {
        QFETCH(const QByteArray, markdown);
        QTEST(publishedPreviewHtml(markdown), "preview");
    }

    void texts_data()
    {
        QTest::addColumn<QByteArray>("markdown");
        QTest::addColumn<QStringList>("texts");
        QTest::newRow("soft breaks join") << QByteArray("One **two**\nthree.\n\nFour\\\nfive") << QStringList{u"One two three.\n\nFour\nfive"_s};
        QTest::newRow("list") << QByteArray("Points:\n\n- a\n- b\n  more\n\n1. x\n2. y\n")
                              << QStringList{u"Points:\n\n• a\n• b more\n\n1. x\n2. y"_s};
        QTest::newRow("nested list") << QByteArray("- a\n  - b\n- c\n") << QStringList{u"• a\n  • b\n• c"_s};
        QTest::newRow("link") << QByteArray("See [the guide](https://e.org/g) and <https://e.org>.")
                              << QStringList{u"See the guide (https://e.org/g) and https://e.org."_s};
        QTest::newRow("running link") << QByteArray("[w](javascript:x)") << QStringList{u"w"_s};
        QTest::newRow("thread") << QByteArray("One.\n\n---\n\nTwo.\n\n***\n\n---\n") << QStringList{u"One."_s, u"Two."_s};
        QTest::newRow("heading, code, quote") << QByteArray("# H\n\n`x` and\n\n```\nline 1\nline 2\n```\n\n> q\n")
                                              << QStringList{u"H\n\nx and\n\nline 1\nline 2\n\nq"_s};
        QTest::newRow("html and images are not text") << QByteArray("a <b>c</b> ![i](x.png)\n\n<div>no</div>\n") << QStringList{u"a c"_s};
        QTest::newRow("table") << QByteArray("| a | b |\n|---|---|\n| 1 | 2 |\n") << QStringList{u"a | b\n1 | 2"_s};
        QTest::newRow("nothing") << QByteArray("\n---\n") << QStringList{};
    }
    void texts()
    {
        QFETCH(const QByteArray, markdown);
        QFETCH(const QStringList, texts);
        QCOMPARE(markdownToPostTexts(markdown), texts);
    }

    void deepNestingEnds()
    {
        QByteArray deep;
        for (int i = 0; i < 3000; ++i)
            deep += "> ";
        deep += "x";
        QVERIFY(markdownToPostTexts(deep).size() <= 1);
        QByteArray list;
        for (int i = 0; i < 300; ++i)
            list += QByteArray(i * 2, ' ') + "- x\n";
        QVERIFY(!markdownToPostTexts(list).isEmpty());
    }

    void targets()
    {
        const QByteArray markdown("![a](a.png) [x](https://e.org) [y](https://e.org) ![b](../b.png)");
        QCOMPARE(imageTargets(markdown), (QStringList{u"a.png"_s, u"../b.png"_s}));
        QCOMPARE(linkTargets(markdown), QStringList{u"https://e.org"_s});
    }

    void titleHeading_data()
    {
        QTest::addColumn<QByteArray>("markdown");
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("the title") << QByteArray("# A *b*\n\ntext\n") << QByteArray("\ntext\n");
        QTest::newRow("another heading") << QByteArray("# Other\n\ntext\n") << QByteArray("# Other\n\ntext\n");
        QTest::newRow("level 2") << QByteArray("## A b\n\ntext\n") << QByteArray("## A b\n\ntext\n");
        QTest::newRow("later") << QByteArray("text\n\n# A b\n") << QByteArray("text\n\n# A b\n");
        QTest::newRow("empty") << QByteArray() << QByteArray();
    }
    void titleHeading()
    {
        QFETCH(const QByteArray, markdown);
        QFETCH(const QByteArray, left);
        QCOMPARE(withoutTitleHeading(markdown, u"A b"_s), left);
    }
};

QTEST_GUILESS_MAIN(TestPublishText)
#include "tst_publishtext.moc"
