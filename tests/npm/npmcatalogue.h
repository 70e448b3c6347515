// SPDX-License-Identifier: MIT
#pragma once

#include "tests/npm/npmservers.h"

#include <QTemporaryDir>

namespace aios::test {

/// A call of a server's tool and what the answer holds. PROJECT in the input stands for the folder.
struct NpmCall {
    QString tool;
    QByteArray input;
    QString answer;
};

/// A server from npm: what is asked of it, and what is in the answers.
struct NpmServer {
    QString package;
    QByteArray program;
    int tools = 0;
    QList<NpmCall> calls;
    QString folder = {}; ///< In node_modules, where it is not the package's name.
    [[nodiscard]] QString place() const { return folder.isEmpty() ? package : folder; }
};

[[nodiscard]] inline QList<NpmServer> npmServers()
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
struct NpmStubs {
    QTemporaryDir posts;
    RestStub wordpress{u"wordpress"_s, {posts.path()}};
    RestStub airtable{u"airtableapi"_s};
    RestStub adapter{u"hostilemcphttp"_s}; ///< Well-behaved at /ok, as the MCP adapter of a site.
};

[[nodiscard]] inline QByteArrayList npmEnvironment(const QByteArray& program, const QString& state, const NpmStubs& stubs)
{
    if (program == "mcp-server-memory")
        return {"MEMORY_FILE_PATH", (state + u"/memory.json"_s).toUtf8()};
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
        return {
            "DATAFORSEO_USERNAME", "u", "DATAFORSEO_PASSWORD", "p", "NODE_OPTIONS", "--require=" AIOS_SOURCE_DIR "/tests/npm/dataforseo-answers.cjs"};
    return {};
}

/// Its entry under the name "one", for the folder `project`; what it stores goes to `state`. Its processes have the folder as AIOS_NPM_MARK in their environment.
[[nodiscard]] inline QByteArray npmServerEntry(const QByteArray& program, const QString& project, const QString& state, const NpmStubs& stubs)
{
    QByteArrayList arguments;
    if (program == "mcp-server-filesystem")
        arguments.append(project.toUtf8());
    const QByteArrayList environment =
        npmEnvironment(program, state, stubs) + QByteArrayList{"AIOS_NPM_MARK", project.toUtf8(), "HOME", state.toUtf8()};
    return npmEntry("one", npmProgram(program), arguments, environment);
}

} // namespace aios::test
