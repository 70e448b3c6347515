// SPDX-License-Identifier: MIT
#include "core/mcp/elicitation.h"
#include "tests/support/jstext.h"

#include <QTest>

using namespace aios;
using aios::test::js;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kForm = "{\"message\":\"Who are you?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{"
                         "\"name\":{\"type\":\"string\",\"title\":\"Your name\",\"minLength\":2},"
                         "\"age\":{\"type\":\"integer\",\"description\":\"in years\",\"minimum\":0,\"default\":30},"
                         "\"size\":{\"type\":\"string\",\"enum\":[\"s\",\"l\"],\"enumNames\":[\"Small\",\"Large\"],\"default\":\"l\"},"
                         "\"tags\":{\"type\":\"array\",\"items\":{\"anyOf\":[{\"const\":\"a\",\"title\":\"First\"},{\"const\":\"b\"}]}},"
                         "\"sure\":{\"type\":\"boolean\"}},\"required\":[\"name\",\"sure\"]}}";

} // namespace

/// Forms of services as questions to the person, and their answers as the services want them.
class TestElicitation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void addresses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("good");
        QTest::newRow("https") << u"https://a.example/x?y=z"_s << true;
        QTest::newRow("this computer") << u"http://127.0.0.1:1234/x"_s << true;
        QTest::newRow("http") << u"http://a.example/"_s << false;
        QTest::newRow("script") << u"javascript:alert(1)"_s << false;
        QTest::newRow("file") << u"file:///etc/passwd"_s << false;
        QTest::newRow("user name") << u"https://good.example@evil.example/"_s << false;
        QTest::newRow("hidden") << u"https://a.example/\u202Ex"_s << false;
        QTest::newRow("long") << QString(u"https://a.example/"_s + QString(3000, u'x')) << false;
        QTest::newRow("none") << QString() << false;
    }
    void addresses()
    {
        QFETCH(const QString, url);
        QFETCH(const bool, good);
        const QByteArray params = "{\"mode\":\"url\",\"message\":\"Pay\",\"url\":" + jsonString(url) + '}';
        QVERIFY(asksForUrl(params) && !asksForUrl(kForm));
        QCOMPARE(readUrlElicitation(params).has_value(), good);
    }

    /// A host in letters of another script shows as what it is.
    void hostIsShownAsItIs()
    {
        const auto asked = readUrlElicitation(QString(u"{\"mode\":\"url\",\"url\":\"https://\u0430pple.example/\"}"_s).toUtf8());
        QVERIFY(asked.has_value());
        const Question question = urlQuestion(*asked);
        QVERIFY2(question.question.contains(u"xn--"_s), qPrintable(question.question));
        QVERIFY(opensUrl(question, {{question.question, question.options.first().label}}));
        QVERIFY(!opensUrl(question, {{question.question, u"yes"_s}}) && !opensUrl(question, {}));
    }

    void asQuestions()
    {
        const auto form = readElicitation(kForm);
        QVERIFY(form.has_value());
        QStringList lines;
        for (const Question& question : elicitationQuestions(*form)) {
            QStringList options;
            for (const QuestionOption& option : question.options)
                options.append(option.label + (option.description.isEmpty() ? QString() : u"*"_s));
            lines.append(question.question + u" ["_s + options.join(u'|') + (question.multiSelect ? u"]+"_s : u"]"_s));
        }
        QCOMPARE(lines, (QStringList{u"Who are you?\nYour name []"_s, u"age: in years [30*|Leave it out]"_s, u"size [Small|Large*|Leave it out]"_s,
                                     u"tags [First|b|Leave it out]+"_s, u"sure [Yes|No]"_s}));
        const auto agree = readElicitation("{\"message\":\"Go on?\"}");
        QVERIFY(agree.has_value());
        QCOMPARE(elicitationQuestions(*agree).first().question, u"Go on?"_s);
        QCOMPARE(elicitationContent(*agree, {}).value(), QByteArray("{}"));
    }

    void answers_data()
    {
        QTest::addColumn<QStringList>("given"); // By the order of the questions.
        QTest::addColumn<QByteArray>("content"); // Empty: refused.
        QTest::newRow("all") << QStringList{u"Ada"_s, u"36"_s, u"Small"_s, u"First, b"_s, u"Yes"_s}
                             << QByteArray("{\"name\":\"Ada\",\"age\":36,\"size\":\"s\",\"tags\":[\"a\",\"b\"],\"sure\":true}");
        QTest::newRow("only what must be") << QStringList{u"Ada"_s, u"Leave it out"_s, QString(), QString(), u"no"_s}
                                           << QByteArray("{\"name\":\"Ada\",\"sure\":false}");
        QTest::newRow("something is missing") << QStringList{u"Ada"_s} << QByteArray();
        QTest::newRow("too short") << QStringList{u"A"_s, QString(), QString(), QString(), u"Yes"_s} << QByteArray();
        QTest::newRow("no number") << QStringList{u"Ada"_s, u"old"_s, QString(), QString(), u"Yes"_s} << QByteArray();
        QTest::newRow("below the least") << QStringList{u"Ada"_s, u"-1"_s, QString(), QString(), u"Yes"_s} << QByteArray();
        QTest::newRow("no such choice") << QStringList{u"Ada"_s, QString(), u"Medium"_s, QString(), u"Yes"_s} << QByteArray();
        QTest::newRow("neither yes nor no") << QStringList{u"Ada"_s, QString(), QString(), QString(), u"perhaps"_s} << QByteArray();
    }
    void answers()
    {
        QFETCH(const QStringList, given);
        QFETCH(const QByteArray, content);
        const auto form = readElicitation(kForm);
        QHash<QString, QString> answers;
        const QList<Question> questions = elicitationQuestions(*form);
        for (qsizetype i = 0; i < given.size(); ++i)
            answers.insert(questions[i].question, given[i]);
        const auto made = elicitationContent(*form, answers);
        QCOMPARE(made.value_or(QByteArray()), content);
        QCOMPARE(made.has_value(), !content.isEmpty());
    }

    void severalChoices_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QByteArray>("content"); // Empty: refused.
        QTest::newRow("one that holds a comma") << u"Berlin, Germany"_s << QByteArray("{\"where\":[\"b\"]}");
        QTest::newRow("with another") << u"Berlin, Germany, Rome"_s << QByteArray("{\"where\":[\"b\",\"r\"]}");
        QTest::newRow("the one that begins like it") << u"Berlin, Rome"_s << QByteArray("{\"where\":[\"bb\",\"r\"]}");
        QTest::newRow("none of them") << u"Berlin, France"_s << QByteArray();
        QTest::newRow("more than may be") << u"Rome, Berlin, Berlin, Germany"_s << QByteArray();
    }
    void severalChoices()
    {
        QFETCH(const QString, given);
        QFETCH(const QByteArray, content);
        const auto form = readElicitation(
            "{\"message\":\"x\",\"requestedSchema\":{\"properties\":{\"where\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":2,\"items\":{\"anyOf\":["
            "{\"const\":\"bb\",\"title\":\"Berlin\"},{\"const\":\"b\",\"title\":\"Berlin, Germany\"},{\"const\":\"r\",\"title\":\"Rome\"}]}}},"
            "\"required\":[\"where\"]}}");
        QVERIFY(form.has_value());
        const auto made = elicitationContent(*form, {{elicitationQuestions(*form).first().question, given}});
        QCOMPARE(made.value_or(QByteArray()), content);
        QVERIFY(made || made.error().message.contains(u"cannot be taken for"_s));
    }

    /// What the window's form gives back is looked at once more before it goes to the service.
    void content_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("good");
        QTest::newRow("all") << js("{'name':'Ada','age':36,'size':'s','tags':['a','b'],'sure':true}") << true;
        QTest::newRow("only what must be") << js("{'name':'Ada','sure':false}") << true;
        QTest::newRow("no object") << QByteArray("[]") << false;
        QTest::newRow("broken") << js("{'name':") << false;
        QTest::newRow("something is missing") << js("{'name':'Ada'}") << false;
        QTest::newRow("too short") << js("{'name':'A','sure':true}") << false;
        QTest::newRow("a number as text") << js("{'name':'Ada','sure':true,'age':'36'}") << false;
        QTest::newRow("half a year") << js("{'name':'Ada','sure':true,'age':36.5}") << false;
        QTest::newRow("below the least") << js("{'name':'Ada','sure':true,'age':-1}") << false;
        QTest::newRow("no such choice") << js("{'name':'Ada','sure':true,'size':'m'}") << false;
        QTest::newRow("its title instead of its value") << js("{'name':'Ada','sure':true,'size':'Small'}") << false;
        QTest::newRow("one twice") << js("{'name':'Ada','sure':true,'tags':['a','a']}") << false;
        QTest::newRow("not asked for") << js("{'name':'Ada','sure':true,'more':1}") << false;
    }
    void content()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const bool, good);
        const auto made = checkedContent(readElicitation(kForm).value(), content);
        QCOMPARE(made.has_value(), good);
        QVERIFY(good ? *made == content : !made.error().message.isEmpty());
    }

    /// The request of a form carries all that is needed to show it, with the message it has now.
    void carriedByTheRequest()
    {
        auto form = readElicitation(kForm).value();
        form.message = u"Not like this.\n"_s + form.message;
        ApprovalRequest request;
        request.access.tool = u"mcp__shop"_s;
        request.access.inputJson = elicitationParams(form);
        QVERIFY(!asksForForm(request)); // nothing is asked
        request.questions = elicitationQuestions(form);
        QVERIFY(asksForForm(request));
        const auto again = readElicitation(request.access.inputJson);
        QVERIFY(again.has_value());
        QCOMPARE(again->message, form.message);
        QCOMPARE(again->schema, form.schema);
        QCOMPARE(again->fields.size(), form.fields.size());
        request.access.tool = u"AskUserQuestion"_s;
        QVERIFY(!asksForForm(request));
    }

    void formats_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("given");
        QTest::addColumn<QByteArray>("content"); // Empty: refused.
        QTest::newRow("e-mail") << u"email"_s << u"a@b.example"_s << js("{'x':'a@b.example'}");
        QTest::newRow("no e-mail") << u"email"_s << u"a b"_s << QByteArray();
        QTest::newRow("date") << u"date"_s << u"2026-02-28"_s << js("{'x':'2026-02-28'}");
        QTest::newRow("no such day") << u"date"_s << u"2026-02-30"_s << QByteArray();
        QTest::newRow("time") << u"date-time"_s << u"2026-03-04 09:30Z"_s << js("{'x':'2026-03-04T09:30:00Z'}");
        QTest::newRow("half an address") << u"uri"_s << u"example.org"_s << QByteArray();
        QTest::newRow("one nobody knows") << u"zip"_s << u"anything"_s << js("{'x':'anything'}");
    }
    void formats()
    {
        QFETCH(const QString, format);
        QFETCH(const QString, given);
        QFETCH(const QByteArray, content);
        const QByteArray params =
            js("{'message':'m','requestedSchema':{'properties':{'x':{'type':'string','format':'" + format.toUtf8() + "'}},'required':['x']}}");
        const auto form = readElicitation(params);
        QVERIFY(form.has_value());
        const auto made = elicitationContent(*form, {{elicitationQuestions(*form).first().question, given}});
        QCOMPARE(made.value_or(QByteArray()), content);
        const QByteArray raw = "{\"x\":" + jsonString(given) + '}';
        QCOMPARE(checkedContent(*form, raw).has_value(), content == raw);
    }

    void whatCannotBeAsked_data()
    {
        QTest::addColumn<QByteArray>("params");
        QByteArray many = "{\"message\":\"x\",\"requestedSchema\":{\"properties\":{\"f0\":{\"type\":\"string\"}";
        for (int i = 1; i < 41; ++i)
            many += ",\"f" + QByteArray::number(i) + "\":{\"type\":\"string\"}";
        QTest::newRow("nothing") << QByteArray("{}");
        QTest::newRow("not JSON") << QByteArray("{");
        QTest::newRow("an address to open") << QByteArray("{\"mode\":\"url\",\"message\":\"x\",\"url\":\"https://e.org\"}");
        QTest::newRow("an object in it") << QByteArray("{\"message\":\"x\",\"requestedSchema\":{\"properties\":{\"a\":{\"type\":\"object\"}}}}");
        QTest::newRow("a field that is none") << QByteArray("{\"message\":\"x\",\"requestedSchema\":{\"properties\":{\"a\":7}}}");
        QTest::newRow("too many") << many + "}}}";
    }
    void whatCannotBeAsked()
    {
        QFETCH(const QByteArray, params);
        QVERIFY(!readElicitation(params));
    }
};

QTEST_GUILESS_MAIN(TestElicitation)
#include "tst_elicitation.moc"
