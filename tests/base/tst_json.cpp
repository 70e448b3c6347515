// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "tests/support/workclock.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <QTest>

#include <cmath>
#include <limits>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

QByteArray nested(int depth)
{
    return QByteArray(depth, '[') + QByteArray(depth, ']');
}

} // namespace

class TestJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void parses_data();
    void parses();
    void namesTheDoubledKey();
    void limits();
    void keepsNumbers();
    void quotes_data();
    void quotes();
    void quotesLoneSurrogatesAndBadUtf8();
    void writesWhatItRead();
    void lenientReaders();
    void bigToolListIsQuick();
};

void TestJson::parses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("ok");
    QTest::newRow("object") << QByteArray(" {\"a\": [1, true, null, \"x\"]}\r\n") << true;
    QTest::newRow("scalar") << QByteArray("\"x\"") << true;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}") << true;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("two values") << QByteArray("{} {}") << false;
    QTest::newRow("text after") << QByteArray("{}x") << false;
    QTest::newRow("cut") << QByteArray("{\"a\":") << false;
    QTest::newRow("trailing comma") << QByteArray("[1,]") << false;
    QTest::newRow("comment") << QByteArray("{} // x") << false;
    QTest::newRow("single quotes") << QByteArray("{'a':1}") << false;
    QTest::newRow("NaN") << QByteArray("NaN") << false;
    QTest::newRow("leading zero") << QByteArray("01") << false;
    QTest::newRow("doubled key") << QByteArray("{\"path\":\"a\",\"path\":\"/etc/x\"}") << false;
    QTest::newRow("doubled key, one escaped") << QByteArray("{\"path\":\"a\",\"p\\u0061th\":\"/etc/x\"}") << false;
    QTest::newRow("doubled key, deep") << QByteArray("[{\"a\":{\"b\":1,\"c\":2,\"b\":1}}]") << false;
    QTest::newRow("same key in different objects") << QByteArray("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}") << true;
    QTest::newRow("lone high surrogate") << QByteArray("{\"path\":\"\\ud800\"}") << false;
    QTest::newRow("lone low surrogate") << QByteArray("{\"path\":\"\\udc00\"}") << false;
    QTest::newRow("swapped surrogates") << QByteArray("\"\\udc00\\ud800\"") << false;
    QTest::newRow("pair") << QByteArray("\"\\ud83d\\ude00\"") << true;
    QTest::newRow("lone surrogate in a key") << QByteArray("{\"\\ud800\":1}") << false;
    QTest::newRow("invalid UTF-8") << QByteArray("\"\xff\"") << false;
    QTest::newRow("overlong UTF-8") << QByteArray("\"\xc0\xaf\"") << false;
    QTest::newRow("encoded surrogate") << QByteArray("\"\xed\xa0\x80\"") << false;
    QTest::newRow("raw control in a string") << QByteArray("\"a\nb\"") << false;
    QTest::newRow("NUL after") << QByteArray("{}\0", 3) << false;
    QTest::newRow("escaped NUL") << QByteArray("\"\\u0000\"") << true;
}

void TestJson::parses()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, ok);
    const auto value = parseJson(text);
    QCOMPARE(value.has_value(), ok);
    if (!ok)
        QVERIFY(!value.error().message.isEmpty());
}

void TestJson::namesTheDoubledKey()
{
    const auto value = parseJson("{\"a\":1,\"b\":{\"the key\":1,\"x\":2,\"the key\":3}}");
    QVERIFY(value.error().message.contains(u"the key"_s));
    const auto line = parseJson("{\n\n\"a\": x}");
    QVERIFY2(line.error().message.contains(u"line 3"_s), qPrintable(line.error().message));
    QVERIFY(parseJson("{\"a\":1,\"a\":2}", {64, 1000, false}).has_value());
}

void TestJson::limits()
{
    QVERIFY(parseJson(nested(64)).has_value());
    QVERIFY(!parseJson(nested(65)).has_value());
    QVERIFY(parseJson(nested(200), {200, 1000, true}).has_value());
    QVERIFY(!parseJson(nested(1'000'000)).has_value());
    QVERIFY(!parseJson(QByteArray(1'000'000, '[')).has_value());
    QCOMPARE(parseJson("[1,2]", {64, 4, true}).error().code, ErrorCode::TooLarge);
}

void TestJson::keepsNumbers()
{
    const auto value = parseJson("[9223372036854775807, 18446744073709551615, -9223372036854775808, 0.1, 1e400]", {});
    if (value) // 1e400 has no double: either refused, or infinity that is never written as a number.
        QVERIFY(!std::isfinite(value->at(4).as_double()));
    const auto numbers = parseJson("[9223372036854775807, 18446744073709551615, -9223372036854775808, 0.1, 179769313486231570000.25]");
    QCOMPARE(numbers->at(0).as_int64(), std::numeric_limits<qint64>::max());
    QCOMPARE(numbers->at(1).as_uint64(), std::numeric_limits<quint64>::max());
    QCOMPARE(numbers->at(2).as_int64(), std::numeric_limits<qint64>::min());
    QCOMPARE(numbers->at(3).as_double(), 0.1);
    QCOMPARE(numbers->at(4).as_double(), 179769313486231570000.25);
}

void TestJson::quotes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("plain") << u"abc"_s << QByteArray("\"abc\"");
    QTest::newRow("empty") << QString() << QByteArray("\"\"");
    QTest::newRow("quotes and backslash") << u"a\"b\\c"_s << QByteArray("\"a\\\"b\\\\c\"");
    QTest::newRow("line ends and tab") << u"a\n\r\tb"_s << QByteArray("\"a\\n\\r\\tb\"");
    QTest::newRow("controls") << QString(QChar(0)) + u"\x1f\x7f"_s << QByteArray("\"\\u0000\\u001f\x7f\"");
    QTest::newRow("not ASCII") << u"é😀"_s << QByteArray("\"\xc3\xa9\xf0\x9f\x98\x80\"");
    QTest::newRow("at the ends") << u"\"x\""_s << QByteArray("\"\\\"x\\\"\"");
}

void TestJson::quotes()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(jsonString(QStringView(text)), expected);
    QCOMPARE(jsonString(QByteArrayView(text.toUtf8())), expected);
    QByteArray out = "x";
    appendJsonString(out, text);
    QCOMPARE(out, QByteArray("x" + expected));
    const auto back = parseJson(expected);
    QCOMPARE(toQString(back->as_string()), text);
}

void TestJson::quotesLoneSurrogatesAndBadUtf8()
{
    const QString lone = u"a"_s + QChar(0xd800) + u"b"_s;
    QCOMPARE(jsonString(QStringView(lone)), QByteArray("\"a\xef\xbf\xbd"
                                                       "b\""));
    QCOMPARE(jsonString(QByteArrayView("a\xff\"")), QByteArray("\"a\xef\xbf\xbd\\\"\""));
    QVERIFY(parseJson(jsonString(QByteArrayView("\xed\xa0\x80\xc3"))).has_value());
}

void TestJson::writesWhatItRead()
{
    const QByteArray text = "{\"b\":[1,-2,true,null,\"x\\n\"],\"a\":{\"c\":\"\xc3\xa9\"},\"long\":\"" + QByteArray(100'000, 'y') + "\"}";
    QCOMPARE(toJson(*parseJson(text)), text);
    QCOMPARE(toJson(json::value(nullptr)), QByteArray("null"));
}

void TestJson::lenientReaders()
{
    const auto value = parseJson(R"({"s":"x","i":5,"d":2.5,"whole":3.0,"big":18446744073709551615,"huge":1e300,"b":true,"n":null,"o":{},"a":[]})");
    const json::object& object = value->as_object();
    QCOMPARE(jsonText(object, "s"), u"x"_s);
    QCOMPARE(jsonText(object, "i", u"f"_s), u"f"_s);
    QCOMPARE(jsonInt(object, "i"), 5);
    QCOMPARE(jsonInt(object, "whole"), 3);
    QCOMPARE(jsonInt(object, "d", -1), -1);
    QCOMPARE(jsonInt(object, "big", -1), -1);
    QCOMPARE(jsonInt(object, "huge", -1), -1);
    QCOMPARE(jsonDouble(object, "i"), 5.0);
    QCOMPARE(jsonDouble(object, "d"), 2.5);
    QCOMPARE(jsonBool(object, "b"), true);
    QCOMPARE(jsonBool(object, "n", true), true);
    QVERIFY(jsonObject(object, "o") && !jsonObject(object, "a") && !jsonObject(object, "none"));
    QVERIFY(jsonArray(object, "a") && !jsonArray(object, "o"));
}

void TestJson::bigToolListIsQuick()
{
    QByteArray text = "[";
    for (int i = 0; i < 2000; ++i)
        text +=
            (i ? "," : "") + QByteArray(R"({"name":"tool_)") + QByteArray::number(i) +
            R"(","description":"Does a thing, and then another.","inputSchema":{"type":"object","properties":{"path":{"type":"string"},"n":{"type":"integer"}},"required":["path"]}})";
    text += "]";
    const test::WorkClock clock;
    QVERIFY(parseJson(text).has_value());
    qInfo("%lld bytes in %lld ms", static_cast<long long>(text.size()), static_cast<long long>(clock.elapsed()));
    QVERIFY(clock.elapsed() < 500);
}

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
