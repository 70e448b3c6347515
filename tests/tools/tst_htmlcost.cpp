// SPDX-License-Identifier: MIT
// Pages made to cost much: their time and their text stay in proportion to their size.
#include "core/tools/htmltomarkdown.h"
#include "tests/support/workclock.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aios;

class TestHtmlCost : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void costlyPagesAreBounded_data();
    void costlyPagesAreBounded();
};

void TestHtmlCost::costlyPagesAreBounded_data()
{
    QTest::addColumn<QByteArray>("html");
    const auto row = [](const char* name, const QByteArray& piece, qsizetype size = 600'000) {
        QTest::newRow(name) << piece.repeated(size / piece.size());
    };
    row("nested divs", "<div>x");
    row("nested lists", "<ul><li>x");
    row("nested bold", "<b>x");
    row("nested tables", "<table><tr><td>x");
    row("nested quotes", "<blockquote>x");
    row("nested links", "<a href=x><div>x");
    row("formatting to rebuild", "<p>x");
    row("attributes", "<x a=b ");
    row("entities", "&amp;");
    row("open comments", "<!--");
    row("templates", "<template>");
    QByteArray rebuild = "<p>";
    for (int i = 0; i < 400; ++i)
        rebuild += "<font color=" + QByteArray::number(i) + ">";
    QTest::newRow("formatting elements without end") << rebuild + QByteArray("</p><p>x").repeated(100'000);
    QTest::newRow("one word") << QByteArray(2'000'000, 'x');
    QTest::newRow("one row") << "<table><tr>" + QByteArray("<td>x").repeated(150'000);
    QTest::newRow("pre") << "<pre>" + QByteArray("<b>`</b>\n").repeated(150'000);
}

void TestHtmlCost::costlyPagesAreBounded()
{
    QFETCH(QByteArray, html);
    const test::WorkClock clock;
    const HtmlAsMarkdown result = htmlToMarkdown(html, QUrl(u"https://example.org/"_s));
    QVERIFY2(clock.elapsed() < 8'000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(result.markdown.size() <= html.size() * 8);
}

QTEST_GUILESS_MAIN(TestHtmlCost)
#include "tst_htmlcost.moc"
