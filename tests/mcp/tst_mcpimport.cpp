// SPDX-License-Identifier: MIT
#include "core/mcp/mcpimport.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// Services out of the files of other programs, as they would be added here.
class TestMcpImport : public QObject {
    Q_OBJECT

    static ImportSource source(const QString& name)
    {
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, u"/home/me"_s);
        return *importSource(name, environment, u"/folders/mine"_s);
    }
    static QStringList keysOf(const ImportedService& service)
    {
        QStringList keys;
        for (const auto& [variable, secret] : service.keys)
            keys.append(variable + u'=' + QString::fromUtf8(secret.reveal().data(), static_cast<qsizetype>(secret.reveal().size())));
        return keys;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void files()
    {
        QCOMPARE(source(u"claude-code"_s).file, u"/home/me/.claude.json"_s);
        QCOMPARE(source(u"claude-desktop"_s).file, u"/home/me/.config/Claude/claude_desktop_config.json"_s);
        QProcessEnvironment moved;
        moved.insert(u"CLAUDE_CONFIG_DIR"_s, u"/elsewhere"_s);
        moved.insert(u"XDG_CONFIG_HOME"_s, u"/xdg"_s);
        QCOMPARE(importSource(u"claude-code"_s, moved, {})->file, u"/elsewhere/.claude.json"_s);
        QCOMPARE(importSource(u"claude-desktop"_s, moved, {})->file, u"/xdg/Claude/claude_desktop_config.json"_s);
        QVERIFY(!importSource(u"another"_s, moved, {}));
    }

    /// This folder's section and the user's; of one name the folder's.
    void sections()
    {
        const QByteArray file = "{\"numStartups\": 3, \"mcpServers\": {\"a\": {\"command\": \"x\"}, \"b\": {\"command\": \"for all\"}},\n"
                                " \"projects\": {\"/folders/mine\": {\"mcpServers\": {\"b\": {\"command\": \"mine\"}}},\n"
                                " \"/folders/other\": {\"mcpServers\": {\"c\": {\"command\": \"theirs\"}}}}}";
        const auto read = readImport(source(u"claude-code"_s), file, {});
        QVERIFY(read.has_value());
        QStringList lines;
        for (const ImportedService& service : *read)
            lines.append(QStringList{service.name, serviceScopeName(service.scope), service.shown, service.problem}.join(u'|'));
        QCOMPARE(lines,
                 QStringList({u"b|local|mine|"_s, u"a|user|x|"_s, u"b|user|for all|There is a service “b” here already; it is left as it is."_s}));
        QCOMPARE(readImport(source(u"claude-code"_s), file, {u"a"_s})->at(1).problem, u"There is a service “a” here already; it is left as it is."_s);
    }

    void keys_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QStringList>("keys");
        QTest::newRow("variable") << QByteArray("{ \"command\": \"x\",  \"env\": {\"API_KEY\": \"sk-123456\", \"MODE\": \"fast\"} }")
                                  << QByteArray("{ \"command\": \"x\",  \"env\": {\"API_KEY\": \"${API_KEY}\", \"MODE\": \"fast\"} }")
                                  << QStringList{u"API_KEY=sk-123456"_s};
        QTest::newRow("header") << QByteArray("{\"type\":\"http\",\"url\":\"https://e.org\",\"headers\":{\"Authorization\":\"Bearer abcdefgh\"}}")
                                << QByteArray("{\"type\":\"http\",\"url\":\"https://e.org\",\"headers\":{\"Authorization\":\"Bearer ${ONE_TOKEN}\"}}")
                                << QStringList{u"ONE_TOKEN=abcdefgh"_s};
        QTest::newRow("argument") << QByteArray("{\"command\":\"x\",\"args\":[\"-y\",\"--api-key=abcdefgh\"]}")
                                  << QByteArray("{\"command\":\"x\",\"args\":[\"-y\", \"--api-key=${API_KEY}\"]}")
                                  << QStringList{u"API_KEY=abcdefgh"_s};
        QTest::newRow("next argument") << QByteArray("{\"command\":\"x\",\"args\":[\"--token\",\"abcdefgh\",\"abcdefgh\"]}")
                                       << QByteArray("{\"command\":\"x\",\"args\":[\"--token\", \"${TOKEN}\", \"abcdefgh\"]}")
                                       << QStringList{u"TOKEN=abcdefgh"_s};
        QTest::newRow("header as argument") << QByteArray("{\"command\":\"x\",\"args\":[\"--header\",\"Authorization: Bearer abcdefgh\"]}")
                                            << QByteArray("{\"command\":\"x\",\"args\":[\"--header\", \"Authorization: Bearer ${ONE_TOKEN}\"]}")
                                            << QStringList{u"ONE_TOKEN=abcdefgh"_s};
        QTest::newRow("two of a name") << QByteArray("{\"command\":\"x\",\"args\":[\"--key=abcdefgh\",\"--key=ijklmnop\"]}")
                                       << QByteArray("{\"command\":\"x\",\"args\":[\"--key=${KEY}\", \"--key=${KEY_2}\"]}")
                                       << QStringList{u"KEY=abcdefgh"_s, u"KEY_2=ijklmnop"_s};
        const QByteArray same = "{\"command\":\"x\",\"args\":[\"--keyboard\"],\"env\":{\"A_KEY\":\"${A_KEY}\",\"TOKEN\":\"short\"}}";
        QTest::newRow("nothing to hide") << same << same << QStringList();
    }
    void keys()
    {
        QFETCH(const QByteArray, entry);
        QFETCH(const QByteArray, after);
        QFETCH(const QStringList, keys);
        const auto read = readImport(source(u"claude-desktop"_s), "{\"mcpServers\":{\"one\":" + entry + "}}", {});
        QVERIFY(read && read->size() == 1);
        QCOMPARE(read->first().entryJson, after);
        QCOMPARE(keysOf(read->first()), keys);
        QCOMPARE(read->first().notes.size(), keys.size());
        QVERIFY(!read->first().shown.contains(u"abcdefgh"_s) || read->first().shown.endsWith(u" abcdefgh"_s));
    }

    void names()
    {
        const auto read = readImport(source(u"claude-desktop"_s),
                                     "{\"mcpServers\":{\"My Server!\":{\"command\":\"x\"},\"a__b\":{\"command\":\"x\"},\"***\":{\"command\":\"x\"},"
                                     "\"odd\":7,\"no type\":{\"url\":\"https://e.org\"}}}",
                                     {});
        QVERIFY(read && read->size() == 4);
        QCOMPARE(read->at(0).name, u"My-Server"_s);
        QCOMPARE(read->at(0).notes, QStringList{u"It is called “My Server!” there."_s});
        QCOMPARE(read->at(1).name, u"a_b"_s);
        QVERIFY(!read->at(2).problem.isEmpty());
        QVERIFY2(read->at(3).problem.contains(u"has a url but no type"_s), qPrintable(read->at(3).problem));
    }

    void unreadable_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("read");
        QTest::newRow("no JSON") << QByteArray("{") << false;
        QTest::newRow("a list") << QByteArray("[]") << false;
        QTest::newRow("nothing of ours") << QByteArray("{\"a\":1}") << true;
        QTest::newRow("servers that are none") << QByteArray("{\"mcpServers\":[1]}") << true;
    }
    void unreadable()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const bool, read);
        const auto services = readImport(source(u"claude-code"_s), bytes, {});
        QCOMPARE(services.has_value(), read);
        QVERIFY(!services || services->isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestMcpImport)
#include "tst_mcpimport.moc"
