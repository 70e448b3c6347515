// SPDX-License-Identifier: MIT
// The form made from a tool's schema, and what is sent of what was written in it. No widgets.
#include "ui/common/schemaform.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestSchemaForm : public QObject {
    Q_OBJECT

private:
    /// "name:kind" of each field, "*" after what is required, groups in braces.
    static QString shape(const QList<FormField>& fields)
    {
        static constexpr std::array kKinds{"text", "integer", "number", "switch", "choice", "list", "group", "json", "choices"};
        QStringList out;
        for (const FormField& field : fields) {
            QString one =
                field.name + u':' + QLatin1StringView(kKinds.at(static_cast<std::size_t>(field.kind))) + (field.required ? u"*"_s : QString());
            if (field.kind == FormField::Kind::Group)
                one += u'{' + shape(field.fields) + u'}';
            out += one;
        }
        return out.join(u' ');
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void fields_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* properties, const char* expected) {
            QTest::newRow(name) << QByteArray(properties) << QString::fromLatin1(expected);
        };
        row("text and required", R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["b"]})",
            "a:text b:text*");
        row("numbers", R"({"properties":{"n":{"type":"integer"},"x":{"type":"number"}}})", "n:integer x:number");
        row("switch", R"({"properties":{"on":{"type":"boolean"}}})", "on:switch");
        row("enum", R"({"properties":{"e":{"type":"string","enum":["x","y"]}}})", "e:choice");
        row("enum of numbers without type", R"({"properties":{"e":{"enum":[1,2]}}})", "e:choice");
        row("const", R"({"properties":{"e":{"const":"only"}}})", "e:choice");
        row("list of texts", R"({"properties":{"l":{"type":"array","items":{"type":"string"}}}})", "l:list");
        row("list of choices", R"({"properties":{"l":{"type":"array","items":{"type":"string","enum":["a","b"]}}}})", "l:choices");
        row("list of named choices", R"({"properties":{"l":{"type":"array","items":{"anyOf":[{"const":"a","title":"A"},{"const":"b"}]}}}})",
            "l:choices");
        row("named choices", R"({"properties":{"e":{"type":"string","oneOf":[{"const":"a","title":"A"},{"const":"b","title":"B"}]}}})", "e:choice");
        row("a choice among which is more", R"({"properties":{"e":{"oneOf":[{"const":"a"},{"type":"integer"}]}}})", "e:json");
        row("list of objects", R"({"properties":{"l":{"type":"array","items":{"type":"object"}}}})", "l:json");
        row("list of anything", R"({"properties":{"l":{"type":"array"}}})", "l:json");
        row("text or null", R"({"properties":{"a":{"type":["string","null"]}}})", "a:text");
        row("anyOf with null", R"({"properties":{"a":{"anyOf":[{"type":"integer"},{"type":"null"}]}}})", "a:integer");
        row("real alternatives", R"({"properties":{"a":{"anyOf":[{"type":"integer"},{"type":"string"}]}}})", "a:json");
        row("two types", R"({"properties":{"a":{"type":["string","number"]}}})", "a:json");
        row("no type", R"({"properties":{"a":{}}})", "a:json");
        row("not even a schema", R"({"properties":{"a":true}})", "a:json");
        row("group", R"({"properties":{"g":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}},"required":["g"]})",
            "g:group*{a:text*}");
        row("object without properties", R"({"properties":{"g":{"type":"object"}}})", "g:json");
        row("too deep",
            R"({"properties":{"a":{"properties":{"b":{"properties":{"c":{"properties":{"d":{"properties":{"e":{"type":"string"}}}}}}}}}}})",
            "a:group{b:group{c:group{d:json}}}");
        row("reference", "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/n\"}},\"$defs\":{\"n\":{\"type\":\"integer\"}}}", "a:integer");
        row("reference to itself", "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/n\"}},\"$defs\":{\"n\":{\"$ref\":\"#/$defs/n\"}}}", "a:json");
        row("reference into the net", "{\"properties\":{\"a\":{\"$ref\":\"https://example.org/x\"}}}", "a:json");
        row("recursive tree", R"({"properties":{"a":{"$ref":"#/$defs/t"}},"$defs":{"t":{"type":"object","properties":{"k":{"$ref":"#/$defs/t"}}}}})",
            "a:group{k:group{k:group{k:json}}}");
        row("no input", R"({"type":"object"})", "");
    }
    void fields()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QString, expected);
        const SchemaForm form = schemaForm(schema);
        QCOMPARE(form.problem, QString());
        QCOMPARE(shape(form.fields), expected);
    }

    /// What people read of a choice, and what is sent.
    void namesOfChoices()
    {
        const SchemaForm form = schemaForm(R"({"properties":{"a":{"enum":["s","l"],"enumNames":["Small","Large"],"default":"l"},
            "b":{"oneOf":[{"const":1,"title":"One"},{"const":2}]},
            "c":{"type":"array","items":{"enum":["x","y"]},"default":["y"]},"d":{"type":"array","items":{"enum":["x"]},"default":["z"]}}})");
        QCOMPARE(form.fields.at(0).choiceNames, (QStringList{u"Small"_s, u"Large"_s}));
        QCOMPARE(form.fields.at(0).initial, u"\"l\""_s);
        QCOMPARE(form.fields.at(1).choices, (QList<QByteArray>{"1", "2"}));
        QCOMPARE(form.fields.at(1).choiceNames, (QStringList{u"One"_s, QString()}));
        QCOMPARE(form.fields.at(2).initial, u"[\"y\"]"_s);
        QCOMPARE(form.fields.at(3).initial, QString()); // not among its choices
    }

    void noForm_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::newRow("not JSON") << QByteArray("{");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("a choice at the top") << QByteArray(R"({"anyOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}]})");
        QByteArray many = R"({"properties":{)";
        for (int i = 0; i < 300; ++i)
            many += (i ? ",\"f" : "\"f") + QByteArray::number(i) + "\":{\"type\":\"string\"}";
        QTest::newRow("300 fields") << QByteArray(many + "}}");
    }
    void noForm()
    {
        QFETCH(QByteArray, schema);
        const SchemaForm form = schemaForm(schema);
        QVERIFY(!form.problem.isEmpty());
        QVERIFY(form.fields.isEmpty());
    }

    void details()
    {
        const SchemaForm form = schemaForm(
            R"({"properties":{"a":{"type":"integer","title":"Amount","description":"How many","minimum":1,"maximum":9,"default":3},
            "b":{"type":"boolean","default":false},"c":{"enum":["x","y"],"default":"y"},"d":{"type":"array","items":{"type":"string"},"default":["p","q"]},
            "e":{"type":"string","maxLength":4,"default":7}}})");
        const FormField a = form.fields.at(0);
        QCOMPARE(a.title, u"Amount"_s);
        QCOMPARE(a.description, u"How many"_s);
        QVERIFY(a.least == 1 && a.most == 9);
        QCOMPARE(a.initial, u"3"_s);
        QCOMPARE(form.fields.at(1).initial, u"false"_s);
        QCOMPARE(form.fields.at(2).initial, u"\"y\""_s);
        QCOMPARE(form.fields.at(3).initial, u"p\nq"_s);
        QCOMPARE(form.fields.at(4).initial, QString()); // not a text
        QCOMPARE(form.fields.at(4).longest, 4);
    }

    void input_data()
    {
        QTest::addColumn<FormValues>("values");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QStringList>("wrong"); ///< Paths.
        const FormValues need{{u"t"_s, u"x"_s}};
        const auto with = [&](FormValues more) {
            more.insert(need);
            return more;
        };
        QTest::newRow("only what is needed") << need << QByteArray(R"({"t":"x"})") << QStringList();
        QTest::newRow("nothing") << FormValues() << QByteArray() << QStringList{u"t"_s};
        QTest::newRow("all") << with({{u"n"_s, u" 4 "_s},
                                      {u"x"_s, u"1.50"_s},
                                      {u"b"_s, u"false"_s},
                                      {u"c"_s, u"\"p\""_s},
                                      {u"l"_s, u"one\n\n two"_s},
                                      {u"j"_s, u"[1]"_s}})
                             << QByteArray(R"({"t":"x","n":4,"x":1.50,"b":false,"c":"p","l":["one"," two"],"j":[1]})") << QStringList();
        QTest::newRow("quotes and lines") << FormValues{{u"t"_s, u"a\"b\nc"_s}} << QByteArray(R"({"t":"a\"b\nc"})") << QStringList();
        QTest::newRow("long number") << with({{u"n"_s, u"9"_s}, {u"x"_s, u"12345678901234567890"_s}})
                                     << QByteArray(R"({"t":"x","n":9,"x":12345678901234567890})") << QStringList();
        QTest::newRow("not whole") << with({{u"n"_s, u"1.5"_s}}) << QByteArray() << QStringList{u"n"_s};
        QTest::newRow("comma") << with({{u"x"_s, u"1,5"_s}}) << QByteArray() << QStringList{u"x"_s};
        QTest::newRow("leading zero") << with({{u"x"_s, u"01"_s}}) << QByteArray() << QStringList{u"x"_s};
        QTest::newRow("too small") << with({{u"n"_s, u"0"_s}}) << QByteArray() << QStringList{u"n"_s};
        QTest::newRow("too large") << with({{u"n"_s, u"11"_s}}) << QByteArray() << QStringList{u"n"_s};
        QTest::newRow("too long") << FormValues{{u"t"_s, u"123456789"_s}} << QByteArray() << QStringList{u"t"_s};
        QTest::newRow("no such choice") << with({{u"c"_s, u"\"z\""_s}}) << QByteArray() << QStringList{u"c"_s};
        QTest::newRow("several choices") << with({{u"m"_s, u"[\"b\",\"a\"]"_s}}) << QByteArray(R"({"t":"x","m":["b","a"]})") << QStringList();
        QTest::newRow("too many choices") << with({{u"m"_s, u"[\"a\",\"b\",\"c\"]"_s}}) << QByteArray() << QStringList{u"m"_s};
        QTest::newRow("not one of the choices") << with({{u"m"_s, u"[\"z\"]"_s}}) << QByteArray() << QStringList{u"m"_s};
        QTest::newRow("choices that are no list") << with({{u"m"_s, u"\"a\""_s}}) << QByteArray() << QStringList{u"m"_s};
        QTest::newRow("too short") << with({{u"s"_s, u"abc"_s}}) << QByteArray() << QStringList{u"s"_s};
        QTest::newRow("e-mail") << with({{u"e"_s, u" a@b.org "_s}}) << QByteArray(R"({"t":"x","e":"a@b.org"})") << QStringList();
        QTest::newRow("no e-mail") << with({{u"e"_s, u"a"_s}}) << QByteArray() << QStringList{u"e"_s};
        QTest::newRow("bad JSON") << with({{u"j"_s, u"{a:1}"_s}}) << QByteArray() << QStringList{u"j"_s};
        QTest::newRow("JSON that closes the object") << with({{u"j"_s, u"1},\"t\":{"_s}}) << QByteArray() << QStringList{u"j"_s};
        QTest::newRow("group") << with({{u"g/in"_s, u"5"_s}}) << QByteArray(R"({"t":"x","g":{"in":5}})") << QStringList();
        QTest::newRow("group half") << with({{u"g/other"_s, u"y"_s}}) << QByteArray() << QStringList{u"g/in"_s};
    }
    void input()
    {
        QFETCH(FormValues, values);
        QFETCH(QByteArray, json);
        QFETCH(QStringList, wrong);
        const SchemaForm form =
            schemaForm(R"({"properties":{"t":{"type":"string","maxLength":8},"n":{"type":"integer","minimum":1,"maximum":10},"x":{"type":"number"},
            "b":{"type":"boolean"},"c":{"enum":["p","q"]},"l":{"type":"array","items":{"type":"string"}},"j":{},
            "m":{"type":"array","minItems":1,"maxItems":2,"items":{"enum":["a","b","c"]}},"s":{"type":"string","minLength":4},
            "e":{"type":"string","format":"email"},
            "g":{"type":"object","properties":{"in":{"type":"integer"},"other":{"type":"string"}},"required":["in"]}},"required":["t"]})");
        const FormInput made = formInput(form.fields, values);
        QCOMPARE(QStringList(made.problems.keys()), wrong);
        if (wrong.isEmpty())
            QCOMPARE(made.json, json);
        for (const QString& problem : made.problems)
            QVERIFY(problem.endsWith(u'.'));
    }

    void back_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("fits");
        QTest::newRow("all kinds") << QByteArray(R"({"t":"a\nb","n":4,"b":true,"c":"p","l":["one","two"],"g":{"in":5},"j":{"deep":[1,2]}})") << true;
        QTest::newRow("nothing") << QByteArray("{}") << true;
        QTest::newRow("unknown member") << QByteArray(R"({"zz":1})") << false;
        QTest::newRow("wrong type") << QByteArray(R"({"n":"4"})") << false;
        QTest::newRow("empty text would not be sent") << QByteArray(R"({"t":""})") << false;
        QTest::newRow("line break in a list") << QByteArray(R"({"l":["a\nb"]})") << false;
        QTest::newRow("not an object") << QByteArray("[]") << false;
        QTest::newRow("not JSON") << QByteArray("{") << false;
        QTest::newRow("a name twice") << QByteArray(R"({"n":1,"n":2})") << false;
    }
    void back()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, fits);
        const SchemaForm form =
            schemaForm(R"({"properties":{"t":{"type":"string"},"n":{"type":"integer"},"b":{"type":"boolean"},"c":{"enum":["p","q"]},
            "l":{"type":"array","items":{"type":"string"}},"g":{"type":"object","properties":{"in":{"type":"integer"}}},"j":{}}})");
        const auto values = formValues(form.fields, json);
        QCOMPARE(values.has_value(), fits);
        if (!fits) {
            QVERIFY(!values.error().message.isEmpty());
            return;
        }
        const FormInput again = formInput(form.fields, *values);
        QVERIFY(again.problems.isEmpty());
        QCOMPARE(again.json, json);
    }
};

QTEST_GUILESS_MAIN(TestSchemaForm)
#include "tst_schemaform.moc"
