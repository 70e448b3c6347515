// SPDX-License-Identifier: MIT
#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "app/headless/mcpcall.h"
#include "app/headless/mcpdiagnose.h"
#include "app/headless/mcpimport.h"
#include "app/headless/mcplogin.h"
#include "app/headless/mcpskills.h"
#include "app/headless/projectopener.h"
#include "app/wiring/keychainstore.h"
#include "app/wiring/programoptions.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/mcpimport.h"
#include "core/runtime/projectservices.h"

#include <QEventLoop>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

void describe(QCommandLineParser& parser)
{
    parser.setApplicationDescription(
        u"The folder's services (MCP servers): list starts them and shows their state, add and remove change a configuration file, tools shows and chooses what "
        "each tool does, skills those that a service offers, call makes one call, diagnose says where one fails and what to do, login and logout sign you in and out at a service that wants that "
        "(logout also of one that is switched off or removed, by its name or address; without one it lists the sign-ins that are kept), "
        "import takes over those of Claude Code and Claude Desktop.\n\n"
        "  aios mcp list\n"
        "  aios mcp add files -- npx -y @modelcontextprotocol/server-filesystem .\n"
        "  aios mcp add blog https://example.org/mcp --header 'Authorization: Bearer ${BLOG_KEY}'\n"
        "  aios mcp remove files\n"
        "  aios mcp tools files --effect read_text_file=reads --off write_file\n"
        "  aios mcp add desk wss://example.org/mcp\n"
        "  aios mcp skills files --on summaries\n"
        "  aios mcp login blog\n"
        "  aios mcp call files list_directory '{\"path\":\".\"}'\n"
        "  aios mcp diagnose files\n"
        "  aios mcp import --from claude-desktop\n\n"
        "A call whose effect no rule of yours allows is asked on the terminal; without a terminal it is refused unless --allow says that you want exactly this "
        "call. What publishes, and what nobody has chosen an effect for, is always asked: --allow does not answer for it. Exit codes: 0 done, 1 failed, 2 usage, 3 refused because nobody could be asked or a rule forbids it, 130 cancelled."_s);
    parser.addOptions({
        {{u"C"_s, u"project"_s}, u"The folder; this one when left out."_s, u"DIR"_s, u"."_s},
        {{u"s"_s, u"scope"_s},
         u"add, remove: local (this folder, only you), project (.mcp.json, shared) or user (all folders)."_s,
         u"SCOPE"_s,
         u"local"_s},
        {u"env"_s, u"add: a variable for the program. ${NAME} and ${NAME:-default} are filled in at its start. Repeatable."_s, u"NAME=VALUE"_s},
        {u"header"_s, u"add: a header for the address. Repeatable."_s, u"NAME: VALUE"_s},
        {u"effect"_s, u"tools: what a tool does: reads, changes, publishes or unset. Repeatable."_s, u"TOOL=EFFECT"_s},
        {u"on"_s, u"tools, skills: switch one on, as it is now. Repeatable."_s, u"NAME"_s},
        {u"off"_s, u"tools, skills: switch one off. Repeatable."_s, u"NAME"_s},
        {u"instructions"_s, u"tools: on or off: whether the assistant is given what the service says of its tools, as it is now."_s, u"on|off"_s},
        {u"text"_s, u"skills: print its SKILL.md, checked against the service's list."_s, u"NAME"_s},
        {u"allow"_s, u"call: do not ask; this very call is wanted. Not for what publishes."_s},
        {u"from"_s, u"import: claude-code or claude-desktop; both when left out."_s, u"PROGRAM"_s},
        {u"yes"_s, u"import: do not ask; add exactly what is listed."_s},
        {u"no-browser"_s, u"login: only print the address of the sign-in page."_s},
        {u"json"_s, u"list, tools, call, diagnose: print JSON."_s},
    });
    parser.addPositionalArgument(u"list|add|remove|tools|skills|call|diagnose|login|logout|import"_s, u"What to do."_s);
    parser.addPositionalArgument(
        u"NAME"_s,
        u"add: NAME and COMMAND… or URL; remove: NAME; tools, skills, diagnose, login, logout: SERVER; call: SERVER TOOL JSON; import: only these."_s,
        u"[NAME …]"_s);
}

int usage(const QString& what)
{
    console::err(what + u" Try `aios help mcp`."_s);
    return kExitUsage;
}

/// Starts what may run and waits until none is on its way.
ServedTools waitForServices(Runtime& runtime)
{
    QEventLoop loop;
    ServedTools served;
    bool answered = false;
    runtime.services()->servedTools(
        &loop,
        [&](const ServedTools& now) {
            served = now;
            answered = true;
            loop.quit();
        },
        ServerManager::WaitFor::Live);
    if (!answered)
        loop.exec();
    return served;
}

QByteArray quoted(const QString& text)
{
    return jsonString(text);
}

QByteArray toolJson(const ServiceTool& tool)
{
    QByteArray out = "{\"name\":" + quoted(tool.name) + ",\"toolName\":" + quoted(tool.toolName) + ",\"description\":" + quoted(tool.description) +
                     ",\"effect\":" + quoted(serviceEffectName(tool.effect)) + ",\"suggested\":" + quoted(serviceEffectName(tool.suggested)) +
                     ",\"on\":" + (tool.on ? "true" : "false") + ",\"new\":" + (tool.fresh ? "true" : "false") +
                     ",\"changed\":" + (tool.changed ? "true" : "false") + ",\"tokens\":" + QByteArray::number(tool.tokens);
    if (!tool.problem.isEmpty())
        out += ",\"problem\":" + quoted(tool.problem);
    if (tool.problem.isEmpty() && !tool.inputSchemaJson.isEmpty())
        out += ",\"inputSchema\":" + tool.inputSchemaJson;
    return out + '}';
}

QByteArray serverJson(const ServiceStatus& server)
{
    QByteArray out =
        "{\"name\":" + quoted(server.name) + ",\"scope\":" + quoted(serviceScopeName(server.scope)) + ",\"file\":" + quoted(server.file) +
        ",\"state\":" + quoted(serviceStateName(server.state)) + ",\"enabled\":" + (server.enabled ? "true" : "false") +
        ",\"trusted\":" + (server.trusted ? "true" : "false") + ",\"type\":" + quoted(server.type) + ",\"target\":" + quoted(server.target) +
        ",\"protocol\":" + quoted(server.protocol) + ",\"serverName\":" + quoted(server.serverName) + ",\"problem\":" + quoted(server.problem) +
        ",\"signedIn\":" + (server.signIn.signedIn ? "true" : "false") +
        ",\"signInEnds\":" + (server.signIn.expires.isValid() ? quoted(server.signIn.expires.toString(Qt::ISODate)) : QByteArray("null")) +
        ",\"stderr\":" + quoted(server.errorTail) + ",\"exitCode\":" + (server.exitCode ? QByteArray::number(*server.exitCode) : QByteArray("null")) +
        ",\"tools\":[";
    for (const ServiceTool& tool : server.tools)
        out += (out.endsWith('[') ? QByteArray() : QByteArray(",")) + toolJson(tool);
    return out + "]}";
}

void printServer(const ServiceStatus& server)
{
    qsizetype usable = 0;
    qint64 tokens = 0;
    for (const ServiceTool& tool : server.tools) {
        const bool counts = tool.on && tool.problem.isEmpty();
        usable += counts ? 1 : 0;
        tokens += counts ? tool.tokens : 0;
    }
    const QString about =
        server.state == ServiceState::Ready
            ? u"%1, %2 tools, about %3 tokens, protocol %4"_s.arg(showHidden(server.serverName)).arg(usable).arg(tokens).arg(server.protocol)
            : showHidden(server.problem);
    console::outLine(u"%1  %2  %3  %4"_s.arg(serviceStateName(server.state).leftJustified(9), server.name.leftJustified(16),
                                             serviceScopeName(server.scope).leftJustified(7), about));
    console::outLine(u"           %1"_s.arg(showHidden(server.target)));
    if (server.state == ServiceState::SignInNeeded)
        console::outLine(u"           aios mcp login %1"_s.arg(server.name));
    for (const QString& warning : server.warnings)
        console::outLine(u"           %1"_s.arg(showHidden(warning)));
    if (server.state == ServiceState::Failed && !server.errorTail.isEmpty())
        console::errRaw(showHidden(server.errorTail) + u"\n"_s);
}

int list(Runtime& runtime, bool json)
{
    std::ignore = waitForServices(runtime);
    const ServerManager& manager = runtime.services()->manager();
    bool failed = !manager.problems().isEmpty();
    for (const QString& problem : manager.problems())
        console::err(problem);
    QByteArray lines;
    for (const ServiceStatus& server : manager.status()) {
        failed = failed || server.state == ServiceState::Failed || server.state == ServiceState::SignInNeeded;
        if (json)
            lines += (lines.isEmpty() ? QByteArray() : QByteArray(",")) + serverJson(server);
        else
            printServer(server);
    }
    if (json)
        console::outBytes('[' + lines + "]\n");
    else if (manager.status().isEmpty())
        console::err(u"no service is configured for this folder. `aios mcp add` adds one."_s);
    return failed ? kExitFailed : kExitOk;
}

/// NAME=VALUE or "NAME: VALUE".
std::optional<QList<std::pair<QString, QString>>> pairs(const QStringList& texts, QChar separator)
{
    QList<std::pair<QString, QString>> out;
    for (const QString& text : texts) {
        const qsizetype at = text.indexOf(separator);
        if (at <= 0)
            return std::nullopt;
        const QString value = text.sliced(at + 1);
        out.append({text.first(at).trimmed(), separator == u':' ? value.trimmed() : value});
    }
    return out;
}

int add(Runtime& runtime, const QCommandLineParser& parser, const QStringList& words, ServiceScope scope)
{
    if (words.size() < 2)
        return usage(u"say `aios mcp add NAME -- COMMAND ARGUMENTS…` or `aios mcp add NAME URL`."_s);
    McpServerConfig config;
    const bool isSocket = words[1].startsWith("wss://"_L1) || words[1].startsWith("ws://"_L1);
    const bool isUrl = isSocket || words[1].startsWith("https://"_L1) || words[1].startsWith("http://"_L1);
    config.type = isSocket ? McpServerConfig::Type::Ws : isUrl ? McpServerConfig::Type::Http : McpServerConfig::Type::Stdio;
    config.typeName = isSocket ? u"ws"_s : isUrl ? u"http"_s : u"stdio"_s;
    const auto environment = pairs(parser.values(u"env"_s), u'=');
    const auto headers = pairs(parser.values(u"header"_s), u':');
    if (!environment || !headers)
        return usage(u"write --env NAME=VALUE and --header 'NAME: VALUE'."_s);
    if (isUrl ? !environment->isEmpty() || words.size() > 2 : !headers->isEmpty())
        return usage(isUrl ? u"an address takes headers, and nothing after it."_s : u"a program takes variables, not headers."_s);
    config.url = isUrl ? words[1] : QString();
    config.command = isUrl ? QString() : words[1];
    config.arguments = isUrl ? QStringList() : words.mid(2);
    config.environment = *environment;
    config.headers = *headers;
    if (const auto added = runtime.services()->add(scope, words[0], serverEntry(config)); !added)
        return console::report(added.error());
    console::outLine(u"Added %1 to %2."_s.arg(words[0], runtime.services()->file(scope)));
    if (scope == ServiceScope::Project)
        console::outLine(u"It starts once you trust the folder as it is now: aios project trust"_s);
    return kExitOk;
}

int removeServer(Runtime& runtime, const QStringList& words, ServiceScope scope)
{
    if (words.size() != 1)
        return usage(u"say `aios mcp remove NAME`."_s);
    if (const auto removed = runtime.services()->remove(scope, words[0]); !removed)
        return console::report(removed.error());
    console::outLine(u"Removed %1 from %2."_s.arg(words[0], runtime.services()->file(scope)));
    return kExitOk;
}

/// Choices given as options; nothing: all were made.
std::optional<int> choose(Runtime& runtime, const QCommandLineParser& parser, const QString& server)
{
    ServerManager& manager = runtime.services()->manager();
    for (const QString& text : parser.values(u"effect"_s)) {
        const auto effect = serviceEffectFromName(text.section(u'=', -1));
        if (!effect || !text.contains(u'='))
            return usage(u"write --effect TOOL=reads, changes, publishes or unset."_s);
        if (const auto set = manager.setEffect(server, text.section(u'=', 0, -2), *effect); !set)
            return console::report(set.error());
    }
    for (const QString& option : {u"on"_s, u"off"_s}) {
        for (const QString& tool : parser.values(option)) {
            if (const auto set = manager.setToolOn(server, tool, option == u"on"_s); !set)
                return console::report(set.error());
        }
    }
    if (parser.isSet(u"instructions"_s)) {
        const QString wanted = parser.value(u"instructions"_s);
        if (wanted != "on"_L1 && wanted != "off"_L1)
            return usage(u"write --instructions on or off."_s);
        if (const auto set = manager.setInstructionsOn(server, wanted == "on"_L1); !set)
            return console::report(set.error());
    }
    return std::nullopt;
}

/// What the service says of its tools, and whether the assistant is given it.
void printInstructions(const ServiceStatus& status)
{
    if (status.instructions.isEmpty())
        return;
    const QString given = !status.instructionsOn       ? u"the assistant is not given it"_s
                          : status.instructionsChanged ? u"otherwise than before, so the assistant is not given it until --instructions on"_s
                                                       : u"the assistant is given it"_s;
    console::outLine(u"It says of its tools (%1):"_s.arg(given));
    for (const QString& line : status.instructions.split(u'\n'))
        console::outLine(u"    "_s + showHidden(line));
}

int tools(Runtime& runtime, const QCommandLineParser& parser, const QStringList& words)
{
    if (words.size() != 1)
        return usage(u"say `aios mcp tools SERVER`."_s);
    std::ignore = waitForServices(runtime);
    const McpServer* server = runtime.services()->manager().server(words[0]);
    if (!server)
        return console::report({ErrorCode::NotFound, u"There is no service “%1” here. `aios mcp list` shows them."_s.arg(words[0]), {}, {}});
    if (server->state() != ServiceState::Ready)
        return console::report(
            {ErrorCode::Unavailable, u"%1 is not running: %2"_s.arg(words[0], server->status().problem), server->status().errorTail, {}});
    if (const auto done = choose(runtime, parser, words[0]))
        return *done;
    const ServiceStatus status = server->status();
    if (parser.isSet(u"json"_s)) {
        console::outBytes(serverJson(status) + '\n');
        return kExitOk;
    }
    for (const ServiceTool& tool : status.tools) {
        const QString state = !tool.problem.isEmpty() ? u"unusable: "_s + tool.problem
                              : tool.fresh            ? u"new, off until you switch it on"_s
                              : tool.changed          ? u"changed since you saw it, off until you choose about it"_s
                              : !tool.on              ? u"off"_s
                                                      : serviceEffectName(tool.effect);
        console::outLine(u"%1  %2  (%3 tokens)"_s.arg(showHidden(tool.name).leftJustified(32), showHidden(state)).arg(tool.tokens));
        console::outLine(u"    "_s + showHidden(elided(tool.description.simplified(), 160)));
    }
    printInstructions(status);
    return kExitOk;
}

} // namespace

int mcpCommand(const QStringList& arguments)
{
    QCommandLineParser parser;
    describe(parser);
    if (const auto done = console::parse(parser, "mcp", arguments))
        return *done;
    const QStringList words = parser.positionalArguments();
    const QString action = words.value(0);
    static const QStringList known{u"list"_s, u"add"_s,      u"remove"_s, u"tools"_s,  u"skills"_s,
                                   u"call"_s, u"diagnose"_s, u"login"_s,  u"logout"_s, u"import"_s};
    if (!known.contains(action))
        return usage(u"say list, add, remove, tools, skills, call, diagnose, login, logout or import."_s);
    if (action == u"list"_s && words.size() > 1)
        return usage(u"`aios mcp list` takes no further words."_s);
    if (action == u"diagnose"_s && words.size() != 2)
        return usage(u"say `aios mcp diagnose SERVER`."_s);
    if (action == u"import"_s && parser.isSet(u"from"_s) && !importSources().contains(parser.value(u"from"_s)))
        return usage(u"write --from claude-code or --from claude-desktop."_s);
    const auto scope = serviceScopeFromName(parser.value(u"scope"_s));
    if (!scope)
        return usage(u"there is no scope “%1”; say local, project or user."_s.arg(parser.value(u"scope"_s)));
    const auto keychain = makeKeychainStore();
    const auto runtime = openForCommand(parser.value(u"project"_s), programOptions(keychain.get()));
    if (!runtime)
        return kExitFailed;
    if (action == u"list"_s)
        return list(*runtime, parser.isSet(u"json"_s));
    if (action == u"add"_s)
        return add(*runtime, parser, words.mid(1), *scope);
    if (action == u"remove"_s)
        return removeServer(*runtime, words.mid(1), *scope);
    if (action == u"tools"_s)
        return tools(*runtime, parser, words.mid(1));
    if (action == u"skills"_s) {
        if (words.size() != 2)
            return usage(u"say `aios mcp skills SERVER`."_s);
        std::ignore = waitForServices(*runtime);
        return showSkills(*runtime, {words[1], parser.values(u"on"_s), parser.values(u"off"_s), parser.value(u"text"_s)});
    }
    if (action == u"import"_s)
        return importFromOthers(*runtime, {parser.value(u"from"_s), words.mid(1), parser.isSet(u"yes"_s)});
    if (action == u"diagnose"_s)
        return diagnoseService(*runtime, words[1], parser.isSet(u"json"_s));
    if (action == u"logout"_s && words.size() == 1)
        return listSignIns(*runtime);
    if (action == u"login"_s || action == u"logout"_s) {
        if (words.size() != 2)
            return usage(u"say `aios mcp %1 SERVER`."_s.arg(action));
        if (action == u"login"_s || !keepsSignIn(*runtime, words[1]))
            std::ignore = waitForServices(*runtime);
        return action == u"login"_s ? signInAt(*runtime, words[1], !parser.isSet(u"no-browser"_s)) : signOutOf(*runtime, words[1]);
    }
    if (words.size() < 3 || words.size() > 4)
        return usage(u"say `aios mcp call SERVER TOOL '{…}'`."_s);
    std::ignore = waitForServices(*runtime);
    return callTool(*runtime, {words[1], words[2], words.value(3, u"{}"_s).toUtf8(), parser.isSet(u"allow"_s), parser.isSet(u"json"_s)});
}

} // namespace aios
