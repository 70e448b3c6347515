// SPDX-License-Identifier: MIT
// aios-mcp-conformance URL: our MCP client as the official conformance suite calls it. What to do comes from MCP_CONFORMANCE_SCENARIO and
// MCP_CONFORMANCE_CONTEXT; without them it connects, lists the tools and closes. Exit code 0 when all of that worked. A test program, never shipped.
#include "core/base/json.h"
#include "core/base/jsonraw.h"
#include "core/mcp/mcpcallrun.h"
#include "core/mcp/mcpclient.h"
#include "core/mcp/serverskills.h"
#include "core/mcp/streamablehttp.h"
#include "core/mcp/toollist.h"
#include "core/net/httptransport.h"
#include "tests/conformance/signingin.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

using namespace aios;
using namespace Qt::StringLiterals;

namespace {

/// One thing to ask the server, after what was asked before has been answered.
struct Step {
    QByteArray method;
    QByteArray members;
    QByteArray name; ///< The tool, resource or prompt it is about.
    QByteArray argumentsJson; ///< tools/call
};

class Conformance : public QObject {
public:
    explicit Conformance(const QUrl& url)
        : m_http(makeCurlTransport({})),
          m_scenario(qEnvironmentVariable("MCP_CONFORMANCE_SCENARIO")),
          m_session(test::signingIn(*m_http, url, m_scenario, m_browser)),
          m_authorized(*m_http, m_session),
          m_client([this, url] { return std::make_unique<StreamableHttp>(m_authorized, url, QList<SecretHeader>()); }, options())
    {}

    void start()
    {
        m_client.connectToServer(
            McpClient::Connected([this](Result<McpHandshake> handshake) { handshake ? list() : quit(handshake.error().message); },
                                 fail(ErrorCode::Internal, u"dropped"_s)));
    }

private:
    static McpClient::Options options()
    {
        McpClient::Options options;
        options.clientVersion = u"1.0"_s;
        options.root = u"/srv/conformance"_s;
        options.ask = [](const McpQuestion& question, McpQuestion::Reply reply) { reply(accepted(question.params)); };
        return options;
    }

    /// A form as a person leaves it who agrees with everything: each field as the server filled it in, and yes where it did not.
    static QByteArray accepted(const QByteArray& params)
    {
        const auto value = parseJson(params, {.refuseDuplicateKeys = false});
        const json::object* object = value ? value->if_object() : nullptr;
        const json::object* schema = object ? jsonObject(*object, "requestedSchema") : nullptr;
        const json::object* fields = schema ? jsonObject(*schema, "properties") : nullptr;
        json::object content;
        for (const auto& [name, field] : fields ? *fields : json::object()) {
            const json::object* one = field.if_object();
            if (const json::value* given = one ? one->if_contains("default") : nullptr)
                content[name] = *given;
            else if (one && jsonText(*one, "type") == "boolean"_L1)
                content[name] = true;
        }
        return toJson(json::object{{"action", "accept"}, {"content", std::move(content)}});
    }

    void quit(const QString& problem = {})
    {
        if (!problem.isEmpty())
            std::fprintf(stderr, "%s\n%s\n", qPrintable(problem), qPrintable(m_session.problem()));
        QCoreApplication::exit(problem.isEmpty() ? 0 : 1);
    }

    void list()
    {
        m_client.listTools(McpClient::Listed(
            [this](Result<QList<QByteArray>> raw) {
                if (!raw)
                    return quit(raw.error().message);
                m_tools = readTools(*raw, u"conformance"_s, "c", true);
                plan();
                next();
            },
            fail(ErrorCode::Internal, u"dropped"_s)));
    }

    void call(const QByteArray& tool, const QByteArray& argumentsJson) { m_steps.append({"tools/call", {}, tool, argumentsJson}); }

    void plan()
    {
        if (m_scenario.startsWith("auth/"_L1))
            return call("test-tool", "{}");
        if (m_scenario.startsWith("sep-2640-"_L1))
            return m_steps.append({"skills/list", {}, {}, {}});
        if (m_scenario == "tools_call"_L1)
            return call("add_numbers", R"({"a":5,"b":3})");
        if (m_scenario == "elicitation-sep1034-client-defaults"_L1)
            return call("test_client_elicitation_defaults", "{}");
        if (m_scenario == "sep-2322-client-request-state"_L1) {
            for (const char* tool : {"test_mrtr_echo_state", "test_mrtr_no_state", "test_mrtr_unrelated", "test_mrtr_no_result_type"})
                call(tool, "{}");
            return;
        }
        if (m_scenario == "sse-retry"_L1)
            return call("test_reconnection", "{}");
        if (m_scenario == "json-schema-2020-12-preservation"_L1)
            return echoSchema();
        if (m_scenario == "http-custom-headers"_L1)
            return planContext();
        if (m_scenario == "http-invalid-tool-headers"_L1)
            return callUsable(R"({"region":"us-west1"})");
        if (m_scenario == "http-standard-headers"_L1) {
            callUsable("{}");
            m_steps.append({"resources/list", {}, {}, {}});
            m_steps.append({"prompts/list", {}, {}, {}});
        }
    }

    void callUsable(const QByteArray& argumentsJson)
    {
        for (const McpToolInfo& tool : std::as_const(m_tools)) {
            if (tool.shown.problem.isEmpty())
                call(tool.shown.name.toUtf8(), argumentsJson);
        }
    }

    void echoSchema()
    {
        for (const McpToolInfo& tool : std::as_const(m_tools)) {
            if (tool.shown.name == "json_schema_2020_12_tool"_L1)
                call("json_schema_echo", R"({"schema":)" + tool.shown.inputSchemaJson + '}');
        }
    }

    void planContext()
    {
        const QByteArray context = qgetenv("MCP_CONFORMANCE_CONTEXT");
        for (const QByteArrayView raw : rawElements(rawMember(context, "toolCalls"))) {
            const auto value = parseJson(raw);
            if (value && value->is_object())
                call(jsonText(value->get_object(), "name").toUtf8(), rawMember(raw, "arguments").toByteArray());
        }
    }

    /// What is listed is then read.
    void planReads(const QByteArray& method, const QByteArray& result)
    {
        const bool resources = method == "resources/list";
        for (const QByteArrayView raw : rawElements(rawMember(result, resources ? "resources" : "prompts"))) {
            const auto value = parseJson(raw);
            if (!value || !value->is_object())
                continue;
            const QString name = jsonText(value->get_object(), resources ? "uri" : "name");
            m_steps.append(
                {resources ? "resources/read" : "prompts/get", (resources ? R"("uri":)" : R"("name":)") + jsonString(name), name.toUtf8(), {}});
        }
    }

    /// Listing fetches nothing; where a skill is to be loaded, its SKILL.md is.
    [[nodiscard]] QString planSkills(const QByteArray& result)
    {
        const auto page = readSkillPage(result);
        if (!page)
            return page.error().message;
        m_skills = page->skills;
        for (const ServerSkill& skill : std::as_const(m_skills)) {
            if (m_scenario.startsWith("sep-2640-client-verify"_L1))
                m_steps.append({"resources/read", R"("uri":)" + jsonString(skill.uri), skill.uri.toUtf8(), {}});
        }
        return {};
    }

    [[nodiscard]] QString unverified(const QByteArray& uri, const QByteArray& result) const
    {
        for (const ServerSkill& skill : m_skills) {
            if (skill.uri.toUtf8() != uri)
                continue;
            const auto content = verifiedSkillFile(skill, skill.uri, result);
            return content ? QString() : content.error().message;
        }
        return {};
    }

    void next()
    {
        if (m_steps.isEmpty())
            return quit();
        const Step step = m_steps.takeFirst();
        RpcOptions options;
        options.name = step.name;
        auto reply = JsonRpcPeer::Reply(
            [this, step](Result<RpcAnswer> answer) {
                if (!answer)
                    return quit(answer.error().message);
                if (answer->error && (answer->httpStatus == 401 || answer->httpStatus == 403))
                    return quit(answer->error->message);
                if (answer->error)
                    std::fprintf(stderr, "%s: %s\n", step.method.constData(), qPrintable(answer->error->message));
                else if (const QString problem = step.method == "skills/list" ? planSkills(answer->result) : unverified(step.name, answer->result);
                         !problem.isEmpty())
                    return quit(problem);
                else if (step.method.endsWith("/list"))
                    planReads(step.method, answer->result);
                next();
            },
            fail(ErrorCode::Internal, u"dropped"_s));
        if (step.method != "tools/call")
            return void(m_client.request(step.method, step.members, std::move(options), std::move(reply)));
        for (const McpToolInfo& tool : std::as_const(m_tools)) {
            if (tool.shown.name.toUtf8() == step.name)
                options.headers = mirroredHeaders(tool.headers, step.argumentsJson);
        }
        m_client.callTool(step.name, step.argumentsJson, std::move(options), std::move(reply));
    }

    std::unique_ptr<HttpTransport> m_http;
    QString m_scenario;
    test::FollowingBrowser m_browser;
    OAuthSession m_session;
    AuthorizedHttp m_authorized;
    McpClient m_client;
    QList<McpToolInfo> m_tools;
    QList<Step> m_steps;
    QList<ServerSkill> m_skills;
};

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (argc < 2) {
        std::fputs("Usage: aios-mcp-conformance URL\n", stderr);
        return 2;
    }
    Conformance conformance(QUrl(QString::fromLocal8Bit(argv[argc - 1])));
    QTimer::singleShot(0, &conformance, [&] { conformance.start(); });
    return QCoreApplication::exec();
}
