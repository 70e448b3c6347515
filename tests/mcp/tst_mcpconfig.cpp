// SPDX-License-Identifier: MIT
#include "core/mcp/mcplaunch.h"
#include "core/project/trust.h"
#include "core/tools/childenvironment.h"
#include "tests/support/tempproject.h"

#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// Configuration files as text, and what is started by them.
class TestMcpConfig : public QObject {
    Q_OBJECT

private:
    static McpServerConfig read(const QByteArray& entry, const QString& name = u"one"_s)
    {
        const McpConfigSet set =
            readMcpConfig({{ServiceScope::Project, u"/p/.mcp.json"_s, "{\"mcpServers\":{\"" + name.toUtf8() + "\":" + entry + "}}"}});
        return set.servers.value(0);
    }
    static McpLaunchPlace place(const TempProject& project)
    {
        McpLaunchPlace place;
        place.projectRoot = project.path();
        place.elsewhere = u"/elsewhere"_s;
        place.modelKeys = {u"ANTHROPIC_API_KEY"_s};
        place.environment.insert(u"TOKEN"_s, u"t0k3n"_s);
        place.environment.insert(u"EMPTY"_s, QString());
        place.environment.insert(u"ANTHROPIC_API_KEY"_s, u"sk-secret"_s);
        return place;
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void precedence()
    {
        const auto file = [](ServiceScope scope, const char* json) { return McpConfigFile{scope, serviceScopeName(scope), json}; };
        const McpConfigSet set =
            readMcpConfig({file(ServiceScope::Local, R"({"mcpServers":{"a":{"command":"local"}}})"),
                           file(ServiceScope::Project, R"({"mcpServers":{"a":{"command":"project","env":{"X":"1"}},"b":{"command":"project"}}})"),
                           file(ServiceScope::User, R"({"mcpServers":{"b":{"command":"user"},"c":{"command":"user"}}})")});
        QStringList found;
        for (const McpServerConfig& server : set.servers)
            found.append(server.name + u'=' + server.command + u'/' + serviceScopeName(server.scope));
        QCOMPARE(found, (QStringList{u"a=local/local"_s, u"b=project/project"_s, u"c=user/user"_s}));
        QVERIFY(set.servers.first().environment.isEmpty()); // whole, never merged
        const McpConfigSet broken =
            readMcpConfig({file(ServiceScope::Project, "{"), file(ServiceScope::User, R"({"mcpServers":{"c":{"command":"x"}}})")});
        QVERIFY(broken.problems.size() == 1 && broken.servers.size() == 1);
    }

    void claudeCodesFile()
    {
        const QByteArray bytes = R"({"projects":{"/srv/a b":{"mcpServers":{"x":{"command":"mine"}}}},"mcpServers":{"y":{"command":"all"}}})";
        const McpConfigSet set =
            readMcpConfig({{ServiceScope::Local, u"c"_s, bytes, {"projects", "/srv/a b", "mcpServers"}}, {ServiceScope::User, u"c"_s, bytes}});
        QCOMPARE(set.servers.size(), 2);
        QCOMPARE(set.servers[0].command, u"mine"_s);
        QCOMPARE(set.servers[1].command, u"all"_s);
    }

    void problems_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QString>("problem"); // a part of it; empty: none
        const auto row = [](const char* what, const char* name, const char* entry, const char* problem) {
            QTest::newRow(what) << QString::fromLatin1(name) << QByteArray(entry) << QString::fromLatin1(problem);
        };
        row("program", "a-b_c", R"({"command":"x"})", "");
        row("address", "a", "{\"type\":\"http\",\"url\":\"https://e.org/mcp\"}", "");
        row("address, other word", "a", "{\"type\":\"streamable-http\",\"url\":\"https://e.org/mcp\"}", "");
        row("two lines would end the name in a rule", "a__b", R"({"command":"x"})", "single _");
        row("line at the end", "a_", R"({"command":"x"})", "single _");
        row("space", "a b", R"({"command":"x"})", "single _");
        row("reserved", "workspace", R"({"command":"x"})", "reserved");
        row("no type", "a", "{\"url\":\"https://e.org\"}", "has a url but no type");
        row("no command", "a", "{}", "no command");
        row("empty address", "a", R"({"type":"http","url":""})", "not configured");
        row("socket without an address", "a", R"({"type":"ws","url":""})", "its url is empty");
        row("older transport without an address", "a", "{\"type\":\"sse\"}", "its url is empty");
        row("unknown transport", "a", R"({"type":"carrier-pigeon"})", "unknown type");
        row("no object", "a", "[]", "not an object");
    }
    void problems()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, entry);
        QFETCH(const QString, problem);
        const McpServerConfig config = read(entry, name);
        QVERIFY2(problem.isEmpty() ? config.problem.isEmpty() : config.problem.contains(problem), qPrintable(config.problem));
    }

    void trustIsOfEveryByte()
    {
        const QByteArray entry = R"({"command":"npx","args":["-y","x"],"env":{"KEY":"${TOKEN}"}})";
        const McpServerConfig config = read(entry);
        // As the trust page has it.
        QCOMPARE(config.trustSha256, makeTrustItem(u"service"_s, u"one"_s, u"/p/.mcp.json"_s, QString::fromUtf8(entry)).sha256);
        const QByteArray same = config.hash;
        QCOMPARE(read(R"({"command":"npx","args":["-y","x"],"env":{"KEY":"other"}})").hash, same);
        for (const char* other : {R"({"command":"npm","args":["-y","x"],"env":{"KEY":""}})", R"({"command":"npx","args":["-yx"],"env":{"KEY":""}})",
                                  R"({"command":"npx","args":["-y","x"],"env":{"LD_PRELOAD":""}})", R"({"command":"npx","args":["-y","x"]})"}) {
            QVERIFY(read(other).hash != same);
            QVERIFY(read(other).trustSha256 != config.trustSha256);
        }
    }

    void expands_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("expanded");
        QTest::addColumn<QStringList>("missing");
        const auto row = [](const char* name, const char* text, const char* expanded, const QStringList& missing = {}) {
            QTest::newRow(name) << QString::fromUtf8(text) << QByteArray(expanded) << missing;
        };
        row("plain", "a $TOKEN $ {TOKEN}", "a $TOKEN $ {TOKEN}");
        row("set", "Bearer ${TOKEN}!", "Bearer t0k3n!");
        row("default", "${NONE:-fall back}", "fall back");
        row("empty default", "a${NONE:-}b", "ab");
        row("set wins over default", "${TOKEN:-x}", "t0k3n");
        row("empty takes the default", "${EMPTY:-x}", "x");
        row("empty without default", "<${EMPTY}>", "<>");
        row("missing stays", "${NONE}/${NONE}/${OTHER}", "${NONE}/${NONE}/${OTHER}", {u"NONE"_s, u"OTHER"_s});
        row("no name", "${}", "${}");
        row("not twice", "${NONE:-${TOKEN}}", "${TOKEN}");
    }
    void expands()
    {
        QFETCH(const QString, text);
        QFETCH(const QByteArray, expanded);
        QFETCH(const QStringList, missing);
        const TempProject project;
        const auto environment = place(project).environment;
        QStringList found;
        const QByteArray got = expandVariables(
            text, [&](const QString& name) { return environment.contains(name) ? std::optional(environment.value(name).toUtf8()) : std::nullopt; },
            found);
        QCOMPARE(got, expanded);
        QCOMPARE(found, missing);
    }

    void startsPrograms()
    {
        const TempProject project;
        const auto launch =
            prepareLaunch(read(R"({"command":"sh","args":["-c","echo ${TOKEN}"],"env":{"A":"${TOKEN:-x}","PATH":"/bin"}})"), place(project), {});
        QVERIFY(launch && launch->program);
        QVERIFY(launch->program->program.endsWith(u"/sh"_s));
        QCOMPARE(launch->program->arguments, (QStringList{u"-c"_s, u"echo t0k3n"_s}));
        QVERIFY(launch->program->environment.contains("A=t0k3n"));
        QVERIFY(launch->program->environment.contains("PATH=/bin"));
        QVERIFY(launch->program->environment.contains("CLAUDE_PROJECT_DIR=" + project.path().toUtf8()));
        for (const QByteArray& entry : launch->program->environment)
            QVERIFY2(!entry.contains("sk-secret"), entry.constData());
        QVERIFY(!launch->shown.contains(u"t0k3n"_s)); // what people are shown holds no values
        QVERIFY(!prepareLaunch(read(R"({"command":"no-such-program-anywhere"})"), place(project), {}));
        QVERIFY(!prepareLaunch(read(R"({"command":"sh","env":{"A=B":"x"}})"), place(project), {}));
    }

    /// Only this program as it is shipped counts as its own service: anything that could make it another one does not.
    void ownServices_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QString>("service");
        const auto row = [](const char* name, const char* entry, const QString& service) { QTest::newRow(name) << QByteArray(entry) << service; };
        row("records", R"({"command":"aios","args":["desk","records"]})", u"records"_s);
        row("with a name", R"({"command":"aios","args":["desk","site","--title","My Site"]})", u"site"_s);
        row("another folder", R"({"command":"aios","args":["desk","records","--project","/elsewhere"]})", {});
        row("no value", R"({"command":"aios","args":["desk","site","--title"]})", {});
        row("an option as a value", R"({"command":"aios","args":["desk","site","--title","--project"]})", {});
        row("other resources", R"({"command":"aios","args":["desk","records"],"env":{"AIOS_RESOURCES":"."}})", {});
        row("another command", R"({"command":"aios","args":["run","x"]})", {});
        row("another service", R"({"command":"aios","args":["desk","mail"]})", {});
        row("another program", R"({"command":"./aios","args":["desk","records"]})", {});
        row("by path", R"({"command":"/bin/sh","args":["desk","records"]})", {});
    }
    void ownServices()
    {
        QFETCH(const QByteArray, entry);
        QFETCH(const QString, service);
        if (ownProgram(u"aios"_s).isEmpty())
            QSKIP("aios is not built");
        const TempProject project;
        project.write(u"aios"_s, "#!/bin/sh\n");
        QFile::setPermissions(project.path(u"aios"_s), QFile::ReadOwner | QFile::ExeOwner);
        const auto launch = prepareLaunch(read(entry), place(project), {});
        QVERIFY2(launch, launch ? "" : qPrintable(launch.error().message));
        QCOMPARE(launch->ownService, service);
    }

    void workInTheFolderOnlyWhenItIsTrusted_data()
    {
        QTest::addColumn<int>("scope");
        QTest::addColumn<int>("trust");
        QTest::addColumn<bool>("inProject");
        using Trust = McpLaunchPlace::Trust;
        const auto row = [](const char* name, ServiceScope scope, Trust trust, bool inProject) {
            QTest::newRow(name) << static_cast<int>(scope) << static_cast<int>(trust) << inProject;
        };
        row("for all folders, trusted", ServiceScope::User, Trust::Trusted, true);
        row("for all folders, undecided", ServiceScope::User, Trust::Undecided, false);
        row("for all folders, refused", ServiceScope::User, Trust::Refused, false);
        row("for this folder, undecided", ServiceScope::Local, Trust::Undecided, true);
        row("for this folder, refused", ServiceScope::Local, Trust::Refused, false);
        row("of the folder", ServiceScope::Project, Trust::Undecided, true);
    }
    void workInTheFolderOnlyWhenItIsTrusted()
    {
        QFETCH(const int, scope);
        QFETCH(const int, trust);
        QFETCH(const bool, inProject);
        const TempProject project;
        McpServerConfig config = read(R"({"command":"sh"})");
        config.scope = static_cast<ServiceScope>(scope);
        McpLaunchPlace where = place(project);
        where.trust = static_cast<McpLaunchPlace::Trust>(trust);
        const auto launch = prepareLaunch(config, where, {});
        QVERIFY(launch && launch->inProject == inProject);
        QCOMPARE(launch->program->workingDirectory, inProject ? project.path() : u"/elsewhere"_s);
    }

    /// The folder's own file gets no model's key, whatever it asks for; the person's own file may.
    void modelKeysStay()
    {
        const TempProject project;
        const QByteArray entry = "{\"type\":\"http\",\"url\":\"https://e.org/\",\"headers\":{\"X-Key\":\"${ANTHROPIC_API_KEY}\"}}";
        const auto held = prepareLaunch(read(entry), place(project), {});
        QVERIFY(held && held->headers.size() == 1);
        QCOMPARE(held->headers[0].secret.reveal(), std::string_view("${ANTHROPIC_API_KEY}"));
        QVERIFY(held->warnings.join(u' ').contains(u"ANTHROPIC_API_KEY"_s));
        McpServerConfig own = read(entry);
        own.scope = ServiceScope::User;
        QCOMPARE(prepareLaunch(own, place(project), {})->headers[0].secret.reveal(), std::string_view("sk-secret"));
    }

    void addresses()
    {
        const TempProject project;
        const auto launch =
            prepareLaunch(read("{\"type\":\"http\",\"url\":\"https://e.org/mcp?x=1\",\"headers\":{\"Authorization\":\"Bearer ${KEY}\"}}"),
                          place(project), {{u"KEY"_s, Secret("from the keychain")}});
        QVERIFY(launch && !launch->program && launch->warnings.isEmpty());
        QCOMPARE(launch->url, QUrl(u"https://e.org/mcp?x=1"_s));
        QCOMPARE(launch->headers[0].secret.reveal(), std::string_view("Bearer from the keychain"));
        QVERIFY(!prepareLaunch(read("{\"type\":\"http\",\"url\":\"https://me:pw@e.org/\"}"), place(project), {}));
        QVERIFY(!prepareLaunch(read("{\"type\":\"http\",\"url\":\"file:///etc/passwd\"}"), place(project), {}));
        const auto plain = prepareLaunch(read("{\"type\":\"http\",\"url\":\"http://e.org/\",\"headers\":{\"K\":\"v\"}}"), place(project), {});
        QVERIFY(plain && plain->warnings.size() == 1);
        QVERIFY(prepareLaunch(read("{\"type\":\"http\",\"url\":\"http://127.0.0.1:1/\",\"headers\":{\"K\":\"v\"}}"), place(project), {})
                    ->warnings.isEmpty());
    }

    void editsKeepEveryOtherByte()
    {
        const QList<QByteArray> path{"mcpServers"};
        const QByteArray before = "{\n\t\"other\" : [ 1.0 ,2],\n\t\"mcpServers\":  {\n\t\t\"a\" : {\"command\":\"x\"}\n\t}\n}";
        const auto added = withServer(before, path, u"b"_s, R"({"command": "y"})");
        QVERIFY(added.has_value());
        QVERIFY(added->contains("\"other\" : [ 1.0 ,2]") && added->contains("\"a\" : {\"command\":\"x\"}"));
        const McpConfigSet set = readMcpConfig({{ServiceScope::Project, u"f"_s, *added}});
        QCOMPARE(set.servers.size(), 2);
        QCOMPARE(*withoutServer(*added, path, u"b"_s), before);
        QCOMPARE(withoutServer(before, path, u"c"_s).error().code, ErrorCode::NotFound);
        QVERIFY(!withServer(before, path, u"b b"_s, R"({"command":"y"})"));
        QVERIFY(!withServer(before, path, u"b"_s, R"({"command":)"));
        QVERIFY(!withServer("{ broken", path, u"b"_s, R"({"command":"y"})"));
        QVERIFY(withServer({}, path, u"b"_s, R"({"command":"y"})").has_value());
    }

    void entriesAreReadAsWritten()
    {
        McpServerConfig config;
        config.command = u"npx"_s;
        config.arguments = {u"-y"_s, u"a \"b\""_s};
        config.environment = {{u"K"_s, u"${V}"_s}, {u"L"_s, u"1"_s}};
        const McpServerConfig again = read(serverEntry(config));
        QCOMPARE(again.command, config.command);
        QCOMPARE(again.arguments, config.arguments);
        QCOMPARE(again.environment.toVector(), config.environment);
        config = {};
        config.type = McpServerConfig::Type::Http;
        config.typeName = u"http"_s;
        config.url = u"https://e.org"_s;
        config.headers = {{u"A"_s, u"b"_s}};
        QCOMPARE(read(serverEntry(config)).headers, config.headers);
    }
};

QTEST_GUILESS_MAIN(TestMcpConfig)
#include "tst_mcpconfig.moc"
