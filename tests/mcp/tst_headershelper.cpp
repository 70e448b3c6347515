// SPDX-License-Identifier: MIT
#include "core/mcp/headershelper.h"
#include "core/mcp/helperheaders.h"
#include "tests/mcp/safetyhouse.h"
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

    /// An entry for the stub at this path, whose helper gives another key at each run and leaves a letter in `mark`.
    static QByteArray entryWithHelper(const HostileHttp& http, const QByteArray& path, const QString& mark, const QByteArray& before = {})
    {
        const QByteArray helper = "\"headersHelper\":\"" + before + "printf x >> " + mark.toUtf8() +
                                  "; echo '{\\\"Authorization\\\": \\\"Bearer k'$(wc -c < " + mark.toUtf8() + ")'\\\"}'\"";
        return http.entry(path).chopped(1) + ',' + helper + '}';
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

    /// A key that ends in the middle of a session: the helper makes another, and the call that was refused is made with it.
    void refusedInASession()
    {
        HostileHttp http;
        ServerHouse house;
        const QString mark = house.state.path(u"ran"_s);
        house.configure(entryWithHelper(http, "/keys", mark));
        QCOMPARE(house.start().tools.size(), 1);
        for (int call = 1; call <= 5; ++call) {
            const auto output = house.call(u"go"_s, "{}");
            QVERIFY2(output && output->text == u"went"_s, qPrintable(textOf(output)));
        }
        QCOMPARE(house.state.read(u"ran"_s), QByteArray("xxx")); // at the start, and for the third and the fifth call
        QCOMPARE(http.asked("tools/call"), 5);
        QCOMPARE(house.status().state, ServiceState::Ready);
    }

    /// What it makes anew does not help, or cannot be made: that is said, and the call was not made.
    void refusedForGood_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QString>("words");
        QTest::newRow("another key is refused too") << QByteArray() << u"also when it had run once more"_s;
        QTest::newRow("it does not work any more") << QByteArray("[ -e MARK ] && { echo signed out >&2; exit 3; }; ")
                                                   << u"It last wrote: signed out"_s;
    }
    void refusedForGood()
    {
        QFETCH(QByteArray, before);
        QFETCH(const QString, words);
        HostileHttp http;
        ServerHouse house;
        const QString mark = house.state.path(u"ran"_s);
        house.configure(entryWithHelper(http, "/last-key", mark, before.replace("MARK", mark.toUtf8())));
        QCOMPARE(house.start().tools.size(), 1);
        std::ignore = house.call(u"go"_s, "{}");
        std::ignore = house.call(u"go"_s, "{}");
        const auto output = house.call(u"go"_s, "{}");
        QVERIFY2(says(output, words) && output->text.contains(u"The call was not made"_s), qPrintable(textOf(output)));
        QCOMPARE(http.asked("tools/call"), 2);
        QCOMPARE(house.state.read(u"ran"_s).size(), before.isEmpty() ? 2 : 1);
    }

    /// All that are refused at once wait for one run.
    void oneRunForAll()
    {
        TempProject place;
        McpServerConfig config;
        config.headersHelper = u"printf x >> ran; echo '{\"X-Key\": \"k'$(wc -c < ran)'\"}'"_s;
        McpLaunchPlace where;
        where.projectRoot = place.path();
        McpLaunch launch;
        launch.inProject = true;
        launch.url = QUrl(u"https://e.org/mcp"_s);
        FakeHttpTransport http;
        HelperHeaders headers(config, where, launch, http);
        std::optional<bool> made;
        headers.make([&made](const Result<void>& result) { made = result.has_value(); });
        QTRY_COMPARE(made, std::optional(true));
        for (const int status : {401, 401, 401, 200, 200, 200})
            http.add(FakeReply::text("{}", status));
        QList<int> statuses;
        std::vector<std::unique_ptr<HttpStream>> streams;
        for (int i = 0; i < 3; ++i) {
            HttpHandlers handlers;
            handlers.onHead = [&statuses](const HttpHead& head) { statuses.append(head.status); };
            HttpRequest request;
            request.url = launch.url;
            streams.push_back(headers.way().start(request, std::move(handlers)));
        }
        QTRY_COMPARE(statuses, (QList<int>{200, 200, 200}));
        QCOMPARE(place.read(u"ran"_s), QByteArray("xx"));
        QCOMPARE(http.header(2, "X-Key"), QByteArray("k1"));
        QCOMPARE(http.header(5, "X-Key"), QByteArray("k2"));
    }
};

QTEST_GUILESS_MAIN(TestHeadersHelper)
#include "tst_headershelper.moc"
