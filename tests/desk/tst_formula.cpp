// SPDX-License-Identifier: MIT
#include "core/desk/deskjson.h"
#include "core/desk/records/formula.h"

#include <QTest>

using namespace aios;
using namespace aios::desk;
using namespace Qt::StringLiterals;

/// Formulas of filters: what they give, and what is said of those that cannot be read.
class TestFormula : public QObject {
    Q_OBJECT

    static Result<Formula> parse(const QString& text)
    {
        return Formula::parse(text, [](const QString& name) {
            static const QStringList names = {u"title"_s, u"status"_s, u"number"_s, u"empty"_s, u"day"_s, u"my field"_s};
            return names.contains(name.toLower()) ? name.toLower() : QString();
        });
    }
    static QString value(const Formula& formula)
    {
        Formula::Values values;
        values.field = [](const QString& id) {
            static const QHash<QString, json::value> held = {
                {u"title"_s, "Chain wear"}, {u"status"_s, "In Review"}, {u"number"_s, 7}, {u"day"_s, "2026-02-01"}, {u"my field"_s, "x"}};
            return held.value(id);
        };
        values.recordId = u"rec1"_s;
        values.now = QDateTime(QDate(2026, 2, 1), QTime(12, 0), QTimeZone::UTC);
        return QString::fromUtf8(plainJson(formula.evaluate(values)));
    }

private Q_SLOTS:
    void gives_data()
    {
        QTest::addColumn<QString>("gives");
        // clang-format off
        QTest::newRow("1+2*3") << u"7"_s;
        QTest::newRow("(1+2)*3") << u"9"_s;
        QTest::newRow("-2*-3") << u"6"_s;
        QTest::newRow("7-2-1") << u"4"_s;
        QTest::newRow("1/0") << u"null"_s;
        QTest::newRow("0.5&'a'&\"b\"") << u"\"0.5ab\""_s;
        QTest::newRow("'it\\'s'") << u"\"it's\""_s;
        QTest::newRow("{Title}='Chain wear'") << u"true"_s;
        QTest::newRow("{Title}='chain wear'") << u"false"_s;
        QTest::newRow("LOWER({Title})=LOWER('CHAIN WEAR')") << u"true"_s;
        QTest::newRow("{ my field }='x'") << u"true"_s;
        QTest::newRow("Status!='Draft'") << u"true"_s;
        QTest::newRow("{Number}>=7") << u"true"_s;
        QTest::newRow("{Number}>'60'") << u"true"_s;
        QTest::newRow("{Number}<10") << u"true"_s;
        QTest::newRow("{Empty}=''") << u"true"_s;
        QTest::newRow("{Empty}=BLANK()") << u"true"_s;
        QTest::newRow("{Empty}=0") << u"true"_s;
        QTest::newRow("NOT({Empty})") << u"true"_s;
        QTest::newRow("IF({Empty},'a','b')") << u"\"b\""_s;
        QTest::newRow("IF({Empty},'a')") << u"null"_s;
        QTest::newRow("AND({Title},{Number},TRUE())") << u"true"_s;
        QTest::newRow("OR({Empty},FALSE())") << u"false"_s;
        QTest::newRow("FIND('wear',{Title})") << u"7"_s;
        QTest::newRow("FIND('WEAR',{Title})") << u"0"_s;
        QTest::newRow("SEARCH('WEAR',{Title})") << u"7"_s;
        QTest::newRow("FIND('a',{Title},5)") << u"9"_s;
        QTest::newRow("LEN(TRIM('  a '))") << u"1"_s;
        QTest::newRow("CONCATENATE(UPPER('a'),1,{Empty})") << u"\"A1\""_s;
        QTest::newRow("IS_BEFORE({Day},TODAY())") << u"false"_s;
        QTest::newRow("IS_SAME({Day},TODAY())") << u"true"_s;
        QTest::newRow("IS_SAME({Day},NOW(),'day')") << u"true"_s;
        QTest::newRow("IS_AFTER(NOW(),{Day})") << u"true"_s;
        QTest::newRow("IS_AFTER({Title},{Day})") << u"false"_s;
        QTest::newRow("RECORD_ID()='rec1'") << u"true"_s;
        QTest::newRow("  and( or( 1 , 0 ) , 1 )  ") << u"true"_s;
        // clang-format on
    }
    void gives()
    {
        QFETCH(const QString, gives);
        const auto formula = parse(QString::fromUtf8(QTest::currentDataTag()));
        QVERIFY2(formula, qPrintable(formula ? QString() : formula.error().message));
        QCOMPARE(value(*formula), gives);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << u""_s << u"at character 1: a value is missing"_s;
        QTest::newRow("half") << u"{Title}="_s << u"at character 9: a value is missing"_s;
        QTest::newRow("field") << u"{Titel}='x'"_s << u"there is no field “Titel”"_s;
        QTest::newRow("brace") << u"{Title"_s << u"the } that ends"_s;
        QTest::newRow("quote") << u"'abc"_s << u"the quote that ends"_s;
        QTest::newRow("function") << u"REGEX_MATCH({Title},'x')"_s << u"there is no function REGEX_MATCH here; there are AND, OR"_s;
        QTest::newRow("count") << u"NOT(1,2)"_s << u"NOT does not take 2 values"_s;
        QTest::newRow("parenthesis") << u"AND(1,2"_s << u"a ) is missing"_s;
        QTest::newRow("rest") << u"1 2"_s << u"at character 3: nothing more was expected"_s;
        QTest::newRow("symbol") << u"1 = §"_s << u"a field, a text, a number or a function was expected"_s;
        QTest::newRow("number") << u"1.2.3"_s << u"this is no number"_s;
        QTest::newRow("deep") << QString(u'(').repeated(3000) << u"nested too deeply"_s;
        QTest::newRow("minus") << QString(u'-').repeated(3000) << u"nested too deeply"_s;
        QTest::newRow("long") << QString(u'1').repeated(5000) << u"longer than 4000 characters"_s;
        QTest::newRow("many") << QStringList(1000, u"1"_s).join(u'+') << u"too many parts"_s;
    }
    void refuses()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, says);
        const auto formula = parse(text);
        QVERIFY(!formula);
        QVERIFY2(formula.error().message.contains(says), qPrintable(formula.error().message));
    }
};

QTEST_GUILESS_MAIN(TestFormula)
#include "tst_formula.moc"
