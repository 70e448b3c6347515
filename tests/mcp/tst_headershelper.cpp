// SPDX-License-Identifier: MIT
#include "core/mcp/headershelper.h"
#include "tests/mcp/serverhouse.h"
#include "tests/support/fakehttptransport.h"

using namespace aios;
using namespace aios::test;

/// Headers that a command of the entry makes for each connection.
class TestHeadersHelper : public QObject {
    Q_OBJECT

    static QStringList plain(const QList<SecretHeader>& headers)
    {
        QStringList lines;
        for (const SecretHeader& header : headers)
            lines.append(QString::fromUtf8(header.name) + u'=' +
                         QString::fromUtf8(header.secret.reveal().data(), static_cast<qsizetype>(header.secret.reveal().size())));
        return lines;
    }
    /// What comes of a helper: its headers as "name=value", or its problem.
    static QStringList ran(const QString& helper, std::chrono::milliseconds patience = 5s)
    {
        TempProject place;
        McpServerConfig config;
        config.name = u"one"_s;
        config.type = McpServerConfig::Type::Http;
        config.headersHelper = helper;
        McpLaunchPlace where;
        where.projectRoot = place.path();
        McpLaunch launch;
        launch.inProject = true;
        launch.url = QUrl(u"https://e.org/mcp"_s);
        HeadersHelper runner(patience);
        std::optional<Result<QList<SecretHeader>>> told;
        runner.run(config, where, launch, [&told](Result<QList<SecretHeader>> headers) { told = std::move(headers); });
        std::ignore = QTest::qWaitFor([&told] { return told.has_value(); }, 9000);
        return !told ? QStringList{u"no answer"_s} : *told ? plain(**told) : QStringList{told->error().message};
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void output_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QStringList>("headers"); // empty: refused
        QTest::newRow("one") << QByteArray("{\"Authorization\": \"Bearer x\"}\n") << QStringList{u"Authorization=Bearer x"_s};
        QTest::newRow("two") << QByteArray("{\"A\":\"1\",\"X-B\":\"2\"}") << QStringList{u"A=1"_s, u"X-B=2"_s};
        QTest::newRow("words before") << QByteArray("token: {\"A\":\"1\"}") << QStringList();
        QTest::newRow("number") << QByteArray("{\"A\":1}") << QStringList();
        QTest::newRow("list") << QByteArray("[\"A\"]") << QStringList();
        QTest::newRow("line break") << QByteArray("{\"A\":\"1\\r\\nHost: evil\"}") << QStringList();
        QTest::newRow("name") << QByteArray("{\"A b\":\"1\"}") << QStringList();
        QTest::newRow("nothing") << QByteArray() << QStringList();
    }
    void output()
    {
        QFETCH(const QByteArray, output);
        QFETCH(const QStringList, headers);
        QCOMPARE(plain(readHelperHeaders(output).value_or(QList<SecretHeader>())), headers);
    }

    void overrides()
    {
        const QList<SecretHeader> own{{"authorization", {}, Secret("old")}, {"X-A", {}, Secret("1")}};
        QCOMPARE(plain(withHelperHeaders(own, {{"Authorization", {}, Secret("new")}})), QStringList({u"Authorization=new"_s, u"X-A=1"_s}));
    }

    void commands()
    {
        qputenv("AIOS_TEST_API_KEY", "leak");
        QCOMPARE(
            ran(u"printf '{\"A\":\"%s\",\"B\":\"%s\",\"C\":\"%s\"}' \"$CLAUDE_CODE_MCP_SERVER_NAME\" \"$CLAUDE_CODE_MCP_SERVER_URL\" \"$AIOS_TEST_API_KEY\""_s),
            QStringList({u"A=one"_s, u"B=https://e.org/mcp"_s, u"C="_s}));
        qunsetenv("AIOS_TEST_API_KEY");
        QVERIFY(ran(u"echo not signed in >&2; exit 4"_s).first().contains(u"exit code 4. It last wrote: not signed in"_s));
        QVERIFY(ran(u"sleep 60"_s, 200ms).first().contains(u"did not end within 1 s"_s));
        QVERIFY(ran(u"yes"_s, 500ms).first().contains(u"did not end"_s)); // and is not kept
        QVERIFY(ran(u"echo secret-word"_s).first().contains(u"JSON object"_s));
        QVERIFY(!ran(u"echo secret-word"_s).first().contains(u"secret-word"_s));
    }

    /// Each connection asks anew; a folder's own helper does not run before the entry is trusted.
    void servers()
    {
        ServerHouse house;
        FakeHttpTransport http;
        McpSurroundings around = house.manager->surroundings();
        around.http = &http;
        house.manager = std::make_unique<ServerManager>(around);
        const QString mark = house.state.path(u"ran"_s);
        const QByteArray entry =
            "\"one\":{\"type\":\"http\",\"url\":\"https://e.org/mcp\",\"headers\":{\"X-A\":\"1\"},\"headersHelper\":\"echo x >> " + mark.toUtf8() +
            "; echo '{\\\"Authorization\\\":\\\"Bearer k3y\\\"}'\"}";
        house.configure(entry, ServiceScope::Project);
        QVERIFY(house.start(1s).tools.isEmpty());
        QVERIFY(!QFile::exists(mark));
        house.trusted = {house.manager->server(u"one"_s)->config().trustSha256};
        std::ignore = house.start(4s); // nobody answers there
        QTRY_VERIFY(!http.requests().empty());
        QCOMPARE(http.header(0, "Authorization"), QByteArray("Bearer k3y"));
        QCOMPARE(http.header(0, "X-A"), QByteArray("1"));
        QFile runs(mark);
        QVERIFY(runs.open(QIODevice::ReadOnly));
        QCOMPARE(runs.readAll(), QByteArray("x\n"));
        house.manager.reset(); // before its transport
    }
};

QTEST_GUILESS_MAIN(TestHeadersHelper)
#include "tst_headershelper.moc"
