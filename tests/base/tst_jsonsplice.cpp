// SPDX-License-Identifier: MIT
#include "core/base/json.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

using Path = QList<QByteArray>;

class TestJsonSplice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void splices_data();
    void splices();
    void removes_data();
    void removes();
    void finds_data();
    void finds();
    void refuses();
};

void TestJsonSplice::splices_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Path>("path");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected");
    const Path a{"a"};
    const Path b{"b"};
    QTest::newRow("replace keeps all other bytes") << QByteArray("{ \"x\" : 1.0 ,\n\t\"a\":  [ 1,2 ]  , \"z\":1e5}\n\n") << a << QByteArray("7")
                                                   << QByteArray("{ \"x\" : 1.0 ,\n\t\"a\":  7  , \"z\":1e5}\n\n");
    QTest::newRow("replace deep") << QByteArray("{\"p\": {\"a\": {\"b\": \"old\"}}}") << Path{"p", "a", "b"} << QByteArray("\"new\"")
                                  << QByteArray("{\"p\": {\"a\": {\"b\": \"new\"}}}");
    QTest::newRow("replace the document") << QByteArray(" [1]\n") << Path{} << QByteArray("{}") << QByteArray(" {}\n");
    QTest::newRow("key written with escapes") << QByteArray("{\"\\u0061\":1}") << a << QByteArray("2") << QByteArray("{\"\\u0061\":2}");
    QTest::newRow("key with quotes") << QByteArray("{\"x\\\"y\":1}") << Path{"x\"y"} << QByteArray("2") << QByteArray("{\"x\\\"y\":2}");
    QTest::newRow("brackets in strings") << QByteArray("{\"x\":\"}]{[\\\"\",\"a\":1}") << a << QByteArray("2")
                                         << QByteArray("{\"x\":\"}]{[\\\"\",\"a\":2}");
    QTest::newRow("add, compact") << QByteArray("{\"a\":1}") << b << QByteArray("2") << QByteArray("{\"a\":1,\"b\":2}");
    QTest::newRow("add, one line with spaces") << QByteArray("{\"a\": 1}") << b << QByteArray("2") << QByteArray("{\"a\": 1, \"b\": 2}");
    QTest::newRow("add, two spaces") << QByteArray("{\n  \"a\": 1\n}\n") << b << QByteArray("2") << QByteArray("{\n  \"a\": 1,\n  \"b\": 2\n}\n");
    QTest::newRow("add, tabs") << QByteArray("{\n\t\"x\": 0,\n\t\"a\": 1\n}") << b << QByteArray("2")
                               << QByteArray("{\n\t\"x\": 0,\n\t\"a\": 1,\n\t\"b\": 2\n}");
    QTest::newRow("add, CRLF") << QByteArray("{\r\n    \"a\": 1\r\n}\r\n") << b << QByteArray("2")
                               << QByteArray("{\r\n    \"a\": 1,\r\n    \"b\": 2\r\n}\r\n");
    QTest::newRow("add, no space after the colon") << QByteArray("{\n \"a\":1\n}") << b << QByteArray("2") << QByteArray("{\n \"a\":1,\n \"b\":2\n}");
    QTest::newRow("add below, objects made") << QByteArray("{\n  \"a\": 1\n}") << Path{"p", "q"} << QByteArray("2")
                                             << QByteArray("{\n  \"a\": 1,\n  \"p\": {\n    \"q\": 2\n  }\n}");
    QTest::newRow("add below, compact") << QByteArray("{\"a\":1}") << Path{"p", "q"} << QByteArray("2") << QByteArray("{\"a\":1,\"p\":{\"q\":2}}");
    QTest::newRow("add to an empty object inside") << QByteArray("{\n\t\"p\": {}\n}") << Path{"p", "q"} << QByteArray("2")
                                                   << QByteArray("{\n\t\"p\": {\n\t\t\"q\": 2\n\t}\n}");
    QTest::newRow("add to an empty document") << QByteArray("{}\n") << a << QByteArray("1") << QByteArray("{\n  \"a\": 1\n}\n");
    QTest::newRow("add to an empty CRLF document") << QByteArray("{\r\n}\r\n") << a << QByteArray("1") << QByteArray("{\r\n  \"a\": 1\r\n}\r\n");
    QTest::newRow("byte order mark stays") << QByteArray("\xef\xbb\xbf{\"a\":1}") << b << QByteArray("2")
                                           << QByteArray("\xef\xbb\xbf{\"a\":1,\"b\":2}");
    QTest::newRow("value is trimmed") << QByteArray("{\"a\":1}") << a << QByteArray(" 2 \n") << QByteArray("{\"a\":2}");
    QTest::newRow("one-line object in a long document")
        << QByteArray("{\n  \"p\": {\"a\": 1}\n}") << Path{"p", "b"} << QByteArray("2") << QByteArray("{\n  \"p\": {\"a\": 1, \"b\": 2}\n}");
    QTest::newRow("key that needs escapes") << QByteArray("{\"a\":1}") << Path{"x\"\n"} << QByteArray("2") << QByteArray("{\"a\":1,\"x\\\"\\n\":2}");
}

void TestJsonSplice::splices()
{
    QFETCH(QByteArray, text);
    QFETCH(Path, path);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    const auto spliced = spliceJson(text, path, value);
    QVERIFY(spliced);
    QCOMPARE(*spliced, expected);
    const auto found = findJsonValue(*spliced, path);
    QVERIFY(found);
    QCOMPARE(spliced->sliced(found->begin, found->end - found->begin), value.trimmed());
}

void TestJsonSplice::removes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Path>("path");
    QTest::addColumn<QByteArray>("expected");
    const Path a{"a"};
    QTest::newRow("only") << QByteArray("{\n  \"a\": 1\n}\n") << a << QByteArray("{}\n");
    QTest::newRow("first") << QByteArray("{\n  \"a\": 1,\n  \"b\": 2\n}") << a << QByteArray("{\n  \"b\": 2\n}");
    QTest::newRow("middle") << QByteArray("{\"x\": 1, \"a\": 2, \"b\": 3}") << a << QByteArray("{\"x\": 1, \"b\": 3}");
    QTest::newRow("last") << QByteArray("{\n  \"x\": 1,\n  \"a\": 2\n}") << a << QByteArray("{\n  \"x\": 1\n}");
    QTest::newRow("deep") << QByteArray("{\"p\":{\"a\":1,\"b\":2},\"q\":3}") << Path{"p", "a"} << QByteArray("{\"p\":{\"b\":2},\"q\":3}");
    QTest::newRow("missing") << QByteArray("{\"x\": 1}") << a << QByteArray("{\"x\": 1}");
    QTest::newRow("missing on the way") << QByteArray("{\"x\": 1}") << Path{"x", "a"} << QByteArray("{\"x\": 1}");
    QTest::newRow("value with brackets") << QByteArray("{\"a\":{\"}\":[\"]\"]},\"b\":1}") << a << QByteArray("{\"b\":1}");
}

void TestJsonSplice::removes()
{
    QFETCH(QByteArray, text);
    QFETCH(Path, path);
    QFETCH(QByteArray, expected);
    const auto removed = removeJson(text, path);
    QVERIFY(removed);
    QCOMPARE(*removed, expected);
    QVERIFY(parseJson(*removed).has_value());
}

void TestJsonSplice::finds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Path>("path");
    QTest::addColumn<QByteArray>("expected"); // Empty: not found.
    QTest::newRow("number as written") << QByteArray("{\"a\": 1.0}") << Path{"a"} << QByteArray("1.0");
    QTest::newRow("whole") << QByteArray(" {\"a\": 1} ") << Path{} << QByteArray("{\"a\": 1}");
    QTest::newRow("nested with spaces") << QByteArray("{\"a\" :\n{ \"b\": [ 1 ] } }") << Path{"a", "b"} << QByteArray("[ 1 ]");
    QTest::newRow("missing") << QByteArray("{\"a\": 1}") << Path{"b"} << QByteArray();
    QTest::newRow("not in an array") << QByteArray("[{\"a\": 1}]") << Path{"a"} << QByteArray();
    QTest::newRow("not the inner one") << QByteArray("{\"x\":{\"a\":1}}") << Path{"a"} << QByteArray();
    QTest::newRow("string value alike") << QByteArray("{\"x\":\"a\",\"a\":2}") << Path{"a"} << QByteArray("2");
}

void TestJsonSplice::finds()
{
    QFETCH(QByteArray, text);
    QFETCH(Path, path);
    QFETCH(QByteArray, expected);
    const auto found = findJsonValue(text, path);
    QCOMPARE(found ? text.sliced(found->begin, found->end - found->begin) : QByteArray(), expected);
    if (!found)
        QCOMPARE(found.error().code, ErrorCode::NotFound);
}

void TestJsonSplice::refuses()
{
    const Path a{"a"};
    const Path below{"a", "b"};
    QVERIFY(!spliceJson("{\"a\": 1} // note", a, "2"));
    QVERIFY(!spliceJson("{\"a\":1,\"a\":2}", a, "2"));
    QVERIFY(!spliceJson("{\"a\":1}", a, "2, \"evil\": 3"));
    QVERIFY(!spliceJson("{\"a\":1}", a, ""));
    QVERIFY(!spliceJson("{\"a\":1}", below, "2"));
    QVERIFY(!spliceJson("[1]", a, "2"));
    QVERIFY(!removeJson("{", a));
    QVERIFY(!findJsonValue("", a));
}

QTEST_GUILESS_MAIN(TestJsonSplice)
#include "tst_jsonsplice.moc"
