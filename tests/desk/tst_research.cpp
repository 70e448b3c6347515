// SPDX-License-Identifier: MIT
#include "core/desk/research/csv.h"
#include "core/desk/research/researchtools.h"
#include "tests/desk/desktest.h"

using namespace aios;
using namespace aios::desk;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// `aios desk research`: what the sample data says, labelled as that, and nothing for what is not in it.
class TestResearch : public QObject {
    Q_OBJECT

    static ToolAnswer call(const QByteArray& tool, const QByteArray& arguments)
    {
        static const DeskCaller caller(researchService(deskResource(u"research/tools.json"_s), deskResource(u"research/keywords.csv"_s),
                                                       deskResource(u"research/results.csv"_s)));
        return caller.call(tool, arguments);
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void everyAnswerSaysWhatItIs_data()
    {
        QTest::addColumn<QByteArray>("arguments");
        QTest::newRow("keyword_search_volume") << js("{'keywords':['bike chain wear','nothing']}");
        QTest::newRow("keyword_ideas") << js("{'keywords':['bike chain wear']}");
        QTest::newRow("keyword_difficulty") << js("{'keywords':['nothing']}");
        QTest::newRow("serp_analysis") << js("{'keyword':'does bike weight matter'}");
    }
    void everyAnswerSaysWhatItIs()
    {
        QFETCH(const QByteArray, arguments);
        const ToolAnswer answer = call(QTest::currentDataTag(), arguments);
        QVERIFY2(!answer.error, qPrintable(answer.text));
        QCOMPARE(answer.get(u"sample_data"_s), u"true"_s);
        QVERIFY(answer.at("notice").startsWith(u"SAMPLE DATA: made up"_s));
        QVERIFY(answer.text.contains(u"SAMPLE DATA"_s)); // also for models that read only the text
    }

    void volumes()
    {
        const ToolAnswer answer = call("keyword_search_volume", js("{'keywords':['  Bike  CHAIN wear ','bike chain colour']}"));
        QCOMPARE(answer.get(u"items.0.keyword"_s), u"bike chain wear"_s);
        QCOMPARE(answer.get(u"items.0.search_volume"_s), u"1300"_s);
        QCOMPARE(answer.get(u"items.0.monthly_searches.11.month"_s), u"12"_s);
        QCOMPARE(answer.get(u"items.1"_s), u"(nothing)"_s);
        QCOMPARE(answer.get(u"unknown"_s), QString::fromUtf8(js("['bike chain colour']")));
        const ToolAnswer hard = call("keyword_difficulty", js("{'keywords':['puncture on the way to work']}"));
        QCOMPARE(hard.get(u"items"_s),
                 QString::fromUtf8(js("[{'keyword':'puncture on the way to work','keyword_difficulty':4,'search_intent':'informational'}]")));
    }

    void ideas()
    {
        const ToolAnswer known = call("keyword_ideas", js("{'keywords':['chain wear ruler method'],'limit':3}"));
        QCOMPARE(known.get(u"items.0.keyword"_s), u"when to replace bike chain"_s);
        QCOMPARE(known.content.at("items").as_array().size(), 3U);
        QVERIFY(!known.text.contains(u"chain wear ruler method"_s));
        const ToolAnswer words = call("keyword_ideas", js("{'keywords':['squeal of my disc']}"));
        QCOMPARE(words.get(u"items.0.topic"_s), u"brakes"_s);
        const ToolAnswer none = call("keyword_ideas", js("{'keywords':['sourdough starter']}"));
        QCOMPARE(none.get(u"items"_s), u"[]"_s);
        QCOMPARE(none.get(u"unknown"_s), QString::fromUtf8(js("['sourdough starter']")));
    }

    void results()
    {
        const ToolAnswer found = call("serp_analysis", js("{'keyword':'When to Replace bike chain','depth':4}"));
        QCOMPARE(found.get(u"found"_s), u"true"_s);
        QCOMPARE(found.get(u"item_types"_s), QString::fromUtf8(js("['featured_snippet','organic','people_also_ask']")));
        QCOMPARE(found.get(u"questions"_s), QString::fromUtf8(js("['How many miles does a bike chain last?']")));
        QCOMPARE(found.content.at("items").as_array().size(), 4U);
        const ToolAnswer none = call("serp_analysis", js("{'keyword':'sourdough starter'}"));
        QCOMPARE(none.get(u"found"_s), u"false"_s);
        QCOMPARE(none.get(u"items"_s), u"[]"_s);
    }

    void anotherPlaceIsUnknown()
    {
        for (const char* tool : {"keyword_search_volume", "keyword_ideas", "keyword_difficulty"}) {
            const ToolAnswer answer = call(tool, js("{'keywords':['bike chain wear'],'location_name':'France'}"));
            QVERIFY(answer.error && answer.text.contains(u"there is nothing for France and en"_s));
        }
        QVERIFY(call("serp_analysis", js("{'keyword':'x','language_code':'de'}")).error);
        QVERIFY(!call("serp_analysis", js("{'keyword':'x','location_name':'united kingdom','language_code':'EN'}")).error);
    }

    /// Nobody may take a page of the sample for a real one.
    void pagesAreNobodys()
    {
        const auto rows = parseCsv(deskResource(u"research/results.csv"_s));
        QVERIFY(rows && rows->size() > 30);
        const auto keywords = parseCsv(deskResource(u"research/keywords.csv"_s));
        QVERIFY(keywords && keywords->size() > 30);
        for (const CsvRow& row : *rows) {
            const QString domain = row.value(u"domain"_s);
            QVERIFY2(domain.isEmpty() || domain.endsWith(".example"_L1), qPrintable(domain));
            const bool known = std::any_of(keywords->begin(), keywords->end(),
                                           [&](const CsvRow& keyword) { return keyword.value(u"keyword"_s) == row.value(u"keyword"_s); });
            QVERIFY2(known, qPrintable(row.value(u"keyword"_s)));
        }
    }

    void csv_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("cells"); // a, b of each row; empty: refused
        QTest::newRow("plain") << QByteArray("a,b\n1,2\n3,4\n") << QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s};
        QTest::newRow("no last line end") << QByteArray("a,b\r\n1,2") << QStringList{u"1"_s, u"2"_s};
        QTest::newRow("quotes") << QByteArray("a,b\n\"x, \"\"y\"\"\nz\",\"\"\n") << QStringList{u"x, \"y\"\nz"_s, u""_s};
        QTest::newRow("empty lines") << QByteArray("a,b\n\n1,2\n\n") << QStringList{u"1"_s, u"2"_s};
        QTest::newRow("too few") << QByteArray("a,b\n1\n") << QStringList();
        QTest::newRow("too many") << QByteArray("a,b\n1,2,3\n") << QStringList();
    }
    void csv()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QStringList, cells);
        const auto rows = parseCsv(text);
        QStringList found;
        for (const CsvRow& row : rows ? *rows : QList<CsvRow>())
            found << row.value(u"a"_s) << row.value(u"b"_s);
        QCOMPARE(rows.has_value(), !cells.isEmpty());
        QCOMPARE(found, cells);
    }
};

QTEST_GUILESS_MAIN(TestResearch)
#include "tst_research.moc"
