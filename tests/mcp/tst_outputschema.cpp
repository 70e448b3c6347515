// SPDX-License-Identifier: MIT
#include "core/mcp/callresult.h"
#include "core/mcp/outputschema.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// Structured content beside output schemas, also those that would keep a validator busy for ever or bring it down.
class TestOutputSchema : public QObject {
    Q_OBJECT

private:
    /// "ok", the places of the violations, or "unchecked".
    static QString outcome(const QByteArray& schema, const QByteArray& content)
    {
        const OutputCheck check = checkOutput(schema, content);
        if (!check.unchecked.isEmpty())
            return u"unchecked"_s;
        QStringList places;
        for (const QString& violation : check.violations)
            places.append(violation.section(u": "_s, 0, 0));
        return places.isEmpty() ? u"ok"_s : places.join(u' ');
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void checks_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* schema, const char* content, const QString& expected) {
            QTest::newRow(name) << QByteArray(schema) << QByteArray(content) << expected;
        };
        const char* person =
            "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"age\":{\"type\":\"integer\",\"minimum\":0}},\"required\":[\"name\"]}";
        row("fits", person, "{\"name\":\"Ada\",\"age\":36}", u"ok"_s);
        row("another type", person, "{\"name\":7}", u"/name"_s);
        row("below the least", person, "{\"name\":\"Ada\",\"age\":-1}", u"/age"_s);
        row("something is missing", person, "{}", u"the whole"_s);
        row("no object at all", person, "[]", u"the whole"_s);
        row("any value", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "[1,2,\"x\"]", u"/2"_s);
        row("yes to all", "true", "{\"a\":1}", u"ok"_s);
        row("no to all", "false", "1", u"the whole"_s);
        row("2020-12: fixed items, then others", "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"number\"}}", "[\"a\",1,\"b\"]",
            u"/2"_s);
        row("2020-12: nothing unevaluated", "{\"allOf\":[{\"properties\":{\"a\":{}}}],\"unevaluatedProperties\":false}", "{\"a\":1,\"b\":2}",
            u"/b"_s);
        row("draft 7: fixed items, then others",
            "{\"$schema\":\"http:\\/\\/json-schema.org\\/draft-07\\/schema#\",\"items\":[{\"type\":\"string\"}],\"additionalItems\":{\"type\":\"number\"}}",
            "[\"a\",1,\"b\"]", u"/2"_s);
        row("a dialect nobody knows", "{\"$schema\":\"urn:mine\",\"type\":\"string\"}", "1", u"the whole"_s);
        row("defined elsewhere in it", "{\"$defs\":{\"n\":{\"type\":\"number\"}},\"properties\":{\"a\":{\"$ref\":\"#\\/$defs\\/n\"}}}",
            "{\"a\":\"x\"}", u"/a"_s);
        row("a tree", "{\"type\":\"object\",\"properties\":{\"kids\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}}}",
            "{\"kids\":[{\"kids\":[]},{\"kids\":1}]}", u"/kids/1/kids"_s);
        row("a pattern", "{\"type\":\"string\",\"pattern\":\"^a+$\"}", "\"aab\"", u"the whole"_s);
        row("a pattern that fits", "{\"type\":\"string\",\"pattern\":\"^a+$\"}", "\"aaa\"", u"ok"_s);
        row("a pattern on a number", "{\"pattern\":\"^a+$\"}", "5", u"ok"_s);
        row("a property named pattern", "{\"properties\":{\"pattern\":{\"type\":\"string\"}}}", "{\"pattern\":1}", u"/pattern"_s);
        row("keys by pattern", "{\"patternProperties\":{\"^n_\":{\"type\":\"number\"}},\"additionalProperties\":false}", "{\"n_a\":1}", u"ok"_s);
        row("keys by pattern, wrong value", "{\"patternProperties\":{\"^n_\":{\"type\":\"number\"}},\"additionalProperties\":false}",
            "{\"n_a\":\"x\"}", u"/n_a"_s);
        row("keys by pattern, another key", "{\"patternProperties\":{\"^n_\":{\"type\":\"number\"}},\"additionalProperties\":false}", "{\"m\":1}",
            u"/m"_s);
        row("names of keys", "{\"propertyNames\":{\"pattern\":\"^[a-z]+$\"}}", "{\"ok\":1,\"N0\":2}", u"the whole"_s);
        row("formats are not checked", "{\"type\":\"string\",\"format\":\"regex\"}", "\"(\"", u"ok"_s);
        row("a pattern that PCRE does not take", "{\"type\":\"string\",\"pattern\":\"\\\\u{1}\"}", "\"x\"", u"ok"_s);
    }
    void checks()
    {
        QFETCH(const QByteArray, schema);
        QFETCH(const QByteArray, content);
        QTEST(outcome(schema, content), "expected");
    }

    /// design/architecture.md: each of these crashed the library or never ended.
    void hostile_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const QByteArray& schema, const QByteArray& content, const QString& expected) {
            QTest::newRow(name) << schema << content << expected;
        };
        row("itself", "{\"$ref\":\"#\"}", "1", u"unchecked"_s);
        row("each other", "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}},\"$ref\":\"#/$defs/a\"}", "1", u"unchecked"_s);
        row("elsewhere", "{\"$ref\":\"http://127.0.0.1:9/x\"}", "1", u"unchecked"_s);
        row("a place that is no schema", "{\"examples\":[{\"pattern\":\"(a+)+$\"}],\"$ref\":\"#/examples/0\"}", "\"a\"", u"unchecked"_s);
        row("by dynamic reference", "{\"$dynamicRef\":\"#x\"}", "1", u"unchecked"_s);
        row("a schema of another name inside", "{\"properties\":{\"a\":{\"$id\":\"urn:x\"}}}", "{}", u"unchecked"_s);
        row("a pattern that never ends", "{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}", '"' + QByteArray(60, 'a') + "!\"", u"ok"_s);
        row("a pattern that goes deep", "{\"pattern\":\"^(a|b)*$\"}", '"' + QByteArray(60'000, 'a') + '"', u"ok"_s);
        row("a class of letters", "{\"pattern\":\"^\\\\p{L}+$\"}", "\"\xc3\xa4\xc3\xb6\"", u"ok"_s);
        QByteArray doubling = "{\"$defs\":{\"d0\":{}";
        for (int i = 1; i <= 40; ++i) {
            const QByteArray before = "{\"$ref\":\"#/$defs/d" + QByteArray::number(i - 1) + "\"}";
            doubling += ",\"d" + QByteArray::number(i) + "\":{\"allOf\":[" + before + ',' + before + "]}";
        }
        row("doubling forty times", doubling + "},\"$ref\":\"#/$defs/d40\"}", "1", u"unchecked"_s);
        row("doubling with the content", "{\"anyOf\":[{\"properties\":{\"a\":{\"$ref\":\"#\"}}},{\"properties\":{\"a\":{\"$ref\":\"#\"}}}]}",
            QByteArray("{\"a\":").repeated(50) + '1' + QByteArray(50, '}'), u"unchecked"_s);
        QByteArray many = "[0";
        for (int i = 1; i < 3000; ++i)
            many += ',' + QByteArray::number(i);
        row("each against each", "{\"uniqueItems\":true}", many + ']', u"unchecked"_s);
        row("too deep", QByteArray("{\"not\":").repeated(70) + "{}" + QByteArray(70, '}'), "1", u"unchecked"_s);
        row("not JSON", "{", "1", u"unchecked"_s);
        row("no schema", "7", "1", u"unchecked"_s);
        row("a keyword of another type", "{\"required\":5}", "{}", u"unchecked"_s);
    }
    void hostile()
    {
        QFETCH(const QByteArray, schema);
        QFETCH(const QByteArray, content);
        QTEST(outcome(schema, content), "expected");
    }

    void inACallsResult()
    {
        const QByteArray schema = "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"number\"}},\"required\":[\"n\"]}";
        const ToolOutput good = readCallResult("{\"content\":[{\"type\":\"text\",\"text\":\"four\"}],\"structuredContent\":{\"n\":4}}", schema, {});
        QCOMPARE(good.text, u"four"_s);
        QCOMPARE(good.structured, QByteArray("{\"n\":4}"));
        const ToolOutput bad =
            readCallResult("{\"content\":[{\"type\":\"text\",\"text\":\"four\"}],\"structuredContent\":{\"n\":\"4\"}}", schema, {});
        QVERIFY(bad.text.startsWith(u"four\n(The structured result does not fit"_s) && bad.text.contains(u"/n: "_s));
        QVERIFY(bad.structured.isEmpty() && !bad.isError);
        const ToolOutput none = readCallResult("{\"content\":[{\"type\":\"text\",\"text\":\"four\"}]}", schema, {});
        QVERIFY(none.text.contains(u"gave no structured result"_s));
        const ToolOutput failed = readCallResult("{\"content\":[{\"type\":\"text\",\"text\":\"no\"}],\"isError\":true}", schema, {});
        QCOMPARE(failed.text, u"no"_s);
        QVERIFY(failed.isError);
    }
};

QTEST_GUILESS_MAIN(TestOutputSchema)
#include "tst_outputschema.moc"
