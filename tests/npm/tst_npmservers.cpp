// SPDX-License-Identifier: MIT
#include "core/content/pipeline.h"
#include "tests/npm/serverlife.h"

using namespace aios;
using namespace aios::test;

/// Real servers from npm: each connects, lists, answers a call, starts anew, and is gone when it is stopped.
class TestNpmServers : public QObject {
    Q_OBJECT

    struct Server {
        QString package;
        QByteArray program;
        int tools = 0;
        QList<NpmCall> calls;
        QString folder = {}; ///< In node_modules, where it is not the package's name.
    };
    static QList<Server> servers()
    {
        return {
            {u"@modelcontextprotocol/server-everything"_s, "mcp-server-everything", 14, {{u"echo"_s, R"({"message":"hi"})", u"Echo: hi"_s}}},
            {u"@modelcontextprotocol/server-filesystem"_s,
             "mcp-server-filesystem",
             14,
             {{u"write_file"_s, R"({"path":"PROJECT/a.txt","content":"alpha"})", u"Successfully wrote"_s},
              {u"read_text_file"_s, R"({"path":"/etc/hostname"})", u"Access denied"_s},
              {u"read_text_file"_s, R"({"path":"PROJECT/a.txt"})", u"alpha"_s}}},
            {u"@modelcontextprotocol/server-memory"_s,
             "mcp-server-memory",
             9,
             {{u"create_entities"_s, R"({"entities":[{"name":"Lamp","entityType":"part","observations":["bright"]}]})", u"Lamp"_s},
              {u"read_graph"_s, "{}", u"bright"_s}}},
            {u"airtable-mcp-server"_s,
             "airtable-mcp-server",
             16,
             {{u"list_bases"_s, "{}", u"appTest"_s},
              {u"create_record"_s, R"({"baseId":"appTest","tableId":"tblPieces","fields":{"Name":"Lights"}})", u"rec00000000000001"_s},
              {u"list_records"_s, R"({"baseId":"appOther","tableId":"x"})", u"NOT_FOUND"_s},
              {u"list_records"_s, R"({"baseId":"appTest","tableId":"tblPieces"})", u"Lights"_s}}},
            {u"mcp-wordpress"_s,
             "mcp-wordpress",
             71,
             {{u"wp_create_post"_s, R"({"title":"Lights","content":"<p>a</p>","status":"draft"})", u"**Link**: https://blog.example.org/1/"_s},
              {u"wp_get_current_user"_s, "{}", u"editor"_s}}},
            {u"@modelcontextprotocol/server-sequential-thinking"_s,
             "mcp-server-sequential-thinking",
             1,
             {{u"sequentialthinking"_s, R"({"thought":"a","nextThoughtNeeded":false,"thoughtNumber":1,"totalThoughts":1})",
               u"\"thoughtHistoryLength\": 1"_s}}},
            {u"@respira/wordpress-mcp-server"_s,
             "respira-wordpress-mcp",
             264,
             {{u"respira_get_site_context"_s, "{}", u"Activate Respira in wp-admin"_s}, {u"respira_list_sites"_s, "{}", u"env-site"_s}}},
            {u"@automattic/mcp-wordpress-remote"_s, "mcp-wordpress-remote", 1, {{u"go"_s, "{}", u"went"_s}}},
            {u"dataforseo-mcp-server"_s,
             "../dataforseo-2/build/main/main/cli.js",
             89,
             {{u"ai_opt_kw_data_loc_and_lang"_s, "{}", u"/v3/ai_optimization/ai_keyword_data/locations_and_languages"_s}},
             u"dataforseo-2"_s},
            {u"dataforseo-mcp-server"_s,
             "../dataforseo-3/dist/index.js",
             4,
             {{u"docs_list_sections"_s, "{}", u"SERP API"_s},
              {u"api_request"_s, R"({"method":"GET","path":"/v3/appendix/user_data"})", u"/v3/appendix/user_data"_s}},
             u"dataforseo-3"_s},
        };
    }
    /// What stands for the services behind them.
    struct Stubs {
        QTemporaryDir posts;
        RestStub wordpress{u"wordpress"_s, {posts.path()}};
        RestStub airtable{u"airtableapi"_s};
        RestStub adapter{u"hostilemcphttp"_s}; ///< Well-behaved at /ok, as the MCP adapter of a site.
    };
    static QByteArrayList environmentOf(const QByteArray& program, const ServerHouse& house, const Stubs& stubs)
    {
        if (program == "mcp-server-memory")
            return {"MEMORY_FILE_PATH", house.state.path(u"memory.json"_s).toUtf8()};
        if (program == "airtable-mcp-server")
            return {"AIRTABLE_API_KEY",   "patTest.key",       "NODE_OPTIONS", "--require=" AIOS_SOURCE_DIR "/tests/npm/airtable-address.cjs",
                    "AIOS_AIRTABLE_STUB", stubs.airtable.url()};
        if (program == "mcp-wordpress")
            return wordpressEnvironment(stubs.wordpress.url());
        if (program == "respira-wordpress-mcp")
            return {"WORDPRESS_URL", stubs.wordpress.url(), "RESPIRA_API_KEY", "respira_x", "WORDPRESS_API_KEY", "respira_x"};
        if (program == "mcp-wordpress-remote")
            return {"WP_API_URL", stubs.adapter.url() + "/ok", "WP_API_USERNAME", "u", "WP_API_PASSWORD", "p", "OAUTH_ENABLED", "false"};
        if (program.contains("dataforseo"))
            return {"DATAFORSEO_USERNAME", "u",
                    "DATAFORSEO_PASSWORD", "p",
                    "NODE_OPTIONS",        "--require=" AIOS_SOURCE_DIR "/tests/npm/dataforseo-answers.cjs"};
        return {};
    }
    static QByteArray entryOf(const QByteArray& program, const ServerHouse& house, const Stubs& stubs)
    {
        QByteArrayList arguments;
        if (program == "mcp-server-filesystem")
            arguments.append(house.project.path().toUtf8());
        const QByteArrayList environment = environmentOf(program, house, stubs) +
                                           QByteArrayList{"AIOS_NPM_MARK", house.project.path().toUtf8(), "HOME", house.state.path().toUtf8()};
        return npmEntry("one", npmProgram(program), arguments, environment);
    }

    /// Every tool and argument that the shipped gates of this service speak of is one of the real server; "" or what is missing.
    static QString missingForGates(const QList<ServiceTool>& tools, const QString& service)
    {
        QFile file(qEnvironmentVariable("AIOS_RESOURCES") + u"/gates/"_s + service + u".json"_s);
        const auto gates = file.open(QIODevice::ReadOnly) ? parseGates(file.readAll(), file.fileName()) : Result<QList<PublishGate>>();
        if (!gates || gates->isEmpty())
            return u"the gates"_s;
        for (const PublishGate& gate : *gates) {
            for (const QString& name : QStringList{gate.tool} + gate.prepares) {
                if (!std::ranges::contains(tools, name, &ServiceTool::name))
                    return name;
            }
            const auto tool = std::ranges::find(tools, gate.tool, &ServiceTool::name);
            const auto schema = parseJson(tool->inputSchemaJson);
            const json::object* properties = jsonObject(schema->get_object(), "properties");
            for (const auto& [argument, source] : gate.arguments) {
                const QByteArray key = argument.toUtf8();
                const json::object* property = properties ? jsonObject(*properties, toView(key)) : nullptr;
                const json::array* choices = property ? jsonArray(*property, "enum") : nullptr;
                const bool fixed = source.kind == ArgumentSource::Kind::Fixed;
                if (!property || (fixed && choices && !std::ranges::contains(*choices, parseJson(source.value.toUtf8()).value())))
                    return gate.tool + u'.' + argument;
            }
        }
        return {};
    }

    /// Its instructions are longer than a model is to read, and three of its tools have schemas that providers refuse as they are.
    static void lookAtRespira(const ServiceStatus& status)
    {
        QCOMPARE(status.protocol, u"2026-07-28"_s);
        QVERIFY(status.instructions.size() > 1000);
        noteResult(u"(respira: %1 characters of instructions)\n"_s.arg(status.instructions.size()));
        for (const QString& name : {u"respira_get_core_web_vitals"_s, u"respira_run_pagespeed_audit"_s, u"respira_analyze_pagespeed"_s}) {
            const auto tool = std::ranges::find(status.tools, name, &ServiceTool::name);
            QVERIFY2(tool != status.tools.end() && tool->problem.isEmpty(), qPrintable(name));
            QVERIFY(tool->inputSchemaJson.contains("anyOf"));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning();
        noteResult(QString::fromLatin1(kLifeHeader));
    }

    void fromStartToStop_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(servers().size()); ++i)
            QTest::newRow(qPrintable(servers()[i].folder.isEmpty() ? servers()[i].package : servers()[i].folder)) << i;
    }
    void fromStartToStop()
    {
        QFETCH(const int, index);
        const Server server = servers()[index];
        const Stubs stubs;
        ServerHouse house;
        ServerLife life(entryOf(server.program, house, stubs), house);
        QCOMPARE(life.through(server.tools, server.calls), QString());
        QCOMPARE(life.problems(), QStringList()); // also those with a choice at the top of their schema (respira) can be used
        if (server.program == "mcp-wordpress")
            QCOMPARE(missingForGates(life.first.tools, u"wordpress"_s), QString());
        if (server.program == "respira-wordpress-mcp")
            lookAtRespira(life.first);
        noteResult(life.row(server.package, npmVersion(server.folder.isEmpty() ? server.package : server.folder)));
    }
};

int main(int argc, char** argv)
{
    return npmMain<TestNpmServers>(argc, argv);
}
#include "tst_npmservers.moc"
