// SPDX-License-Identifier: MIT
#include "core/desk/deskserver.h"

#include "core/base/schemacheck.h"
#include "core/base/text.h"
#include "core/desk/deskjson.h"

#include <array>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kUnsupportedVersion = -32022;

constexpr std::string_view kStateless = "2026-07-28";
/// Newest first: what initialize falls back to stands first.
constexpr std::array<std::string_view, 4> kLegacy = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};
constexpr QByteArrayView kBatches = "2025-03-26"; ///< The only version with batches.
constexpr QByteArrayView kWithAnnotations = "2025-03-26";
constexpr QByteArrayView kWithStructure = "2025-06-18"; ///< Titles, output schemas and structured content.
constexpr QByteArrayView kOldest = "2024-11-05";

constexpr std::string_view kMetaVersion = "io.modelcontextprotocol/protocolVersion";
constexpr std::string_view kMetaCapabilities = "io.modelcontextprotocol/clientCapabilities";
constexpr std::string_view kMetaServer = "io.modelcontextprotocol/serverInfo";

constexpr qint64 kToolsStayMs = 3'600'000; ///< They never change while the process lives.

QByteArray envelope(const json::value& id, std::string_view key, json::value content)
{
    json::object reply{{"jsonrpc", "2.0"}};
    reply["id"] = id;
    reply[key] = std::move(content);
    return plainJson(reply);
}

QByteArray failure(const json::value& id, int code, const QString& message, json::object data = {})
{
    json::object error{{"code", code}, {"message", jsonOf(message)}};
    if (!data.empty())
        error["data"] = std::move(data);
    return envelope(id, "error", std::move(error));
}

/// Found before anything was done. What fails on the disk may have been half done.
bool isRefusal(ErrorCode code)
{
    return code == ErrorCode::InvalidInput || code == ErrorCode::NotFound || code == ErrorCode::AlreadyExists || code == ErrorCode::TooLarge;
}

} // namespace

struct DeskServer::Request {
    json::value id;
    QString method;
    json::object params;
    QByteArray version; ///< The protocol version this request belongs to.
    [[nodiscard]] bool stateless() const { return version == toQString(kStateless).toLatin1(); }
};

DeskServer::DeskServer(DeskService service, QByteArray version) : m_service(std::move(service)), m_version(std::move(version))
{
    for (const DeskTool& tool : m_service.tools) {
        Q_ASSERT(!m_byName.contains(tool.name));
        m_byName.insert(tool.name, &tool);
    }
}

QByteArray DeskServer::tooLong()
{
    return failure(nullptr, kInvalidRequest, u"The message was not read: it is longer than %1 bytes. Send less at once."_s.arg(kMaxMessage));
}

QByteArray DeskServer::handle(QByteArrayView message)
{
    if (message.trimmed().isEmpty())
        return {};
    if (message.size() > kMaxMessage)
        return tooLong();
    const auto parsed = parseJson(message, {.maxDepth = kMaxDepth, .maxBytes = kMaxMessage});
    if (!parsed)
        return failure(nullptr, kParseError, u"The message is not usable JSON. "_s + parsed.error().message);
    if (const json::array* batch = parsed->if_array())
        return handleBatch(*batch);
    return handleOne(*parsed);
}

QByteArray DeskServer::handleBatch(const json::array& messages)
{
    if (m_legacyVersion != kBatches)
        return failure(nullptr, kInvalidRequest, u"Several messages at once are not part of this protocol version. Send one message a line."_s);
    if (messages.empty())
        return failure(nullptr, kInvalidRequest, u"The batch is empty."_s);
    QByteArray replies;
    for (const json::value& message : messages) {
        const QByteArray reply = handleOne(message);
        if (!reply.isEmpty())
            replies += (replies.isEmpty() ? "[" : ",") + reply;
    }
    return replies.isEmpty() ? replies : replies + ']';
}

QByteArray DeskServer::handleOne(const json::value& message)
{
    const json::object* object = message.if_object();
    if (!object)
        return failure(nullptr, kInvalidRequest, u"A message must be a JSON object."_s);
    const json::value* id = object->if_contains("id");
    const json::value* method = object->if_contains("method");
    const bool usableId = id && (id->is_string() || id->is_number());
    if (!method && usableId && (object->contains("result") || object->contains("error")))
        return {}; // an answer to a question that we never ask
    if (jsonText(*object, "jsonrpc") != "2.0"_L1 || !method || !method->is_string() || (id && !usableId))
        return failure(usableId ? *id : json::value(nullptr), kInvalidRequest,
                       u"This is no JSON-RPC 2.0 request: it needs \"jsonrpc\": \"2.0\", a method, and an id that is a string or a number."_s);
    if (!id)
        return {}; // notifications: initialized, cancelled (calls are over before the next message is read), and unknown ones
    Request request{
        .id = *id, .method = toQString(method->as_string()), .version = m_legacyVersion.isEmpty() ? kOldest.toByteArray() : m_legacyVersion};
    if (const json::value* params = object->if_contains("params")) {
        if (!params->is_object())
            return failure(*id, kInvalidParams, u"The params must be an object."_s);
        request.params = params->as_object();
    }
    const json::object* meta = jsonObject(request.params, "_meta");
    if (request.method == "server/discover"_L1 || (meta && meta->contains(kMetaVersion)))
        return answerStateless(request);
    return answerLegacy(request);
}

QByteArray DeskServer::answerLegacy(const Request& request)
{
    if (request.method == "initialize"_L1)
        return initialize(request);
    if (request.method == "ping"_L1)
        return result(request, {});
    if (m_legacyVersion.isEmpty())
        return failure(request.id, kInvalidRequest, u"Send initialize first."_s);
    if (request.method == "tools/list"_L1)
        return listTools(request);
    if (request.method == "tools/call"_L1)
        return callTool(request);
    return failure(request.id, kMethodNotFound, u"There is no method “%1” here."_s.arg(elided(showHidden(request.method), 100)));
}

QByteArray DeskServer::answerStateless(const Request& request)
{
    const json::object* meta = jsonObject(request.params, "_meta");
    const QString version = meta ? jsonText(*meta, kMetaVersion) : QString();
    if (version.isEmpty())
        return failure(request.id, kInvalidParams, u"The request's _meta must name its protocol version."_s);
    if (version != toQString(kStateless)) {
        return failure(request.id, kUnsupportedVersion, u"The protocol version %1 is not spoken here."_s.arg(elided(showHidden(version), 40)),
                       {{"supported", json::array{kStateless}}, {"requested", jsonOf(version)}});
    }
    if (!jsonObject(*meta, kMetaCapabilities))
        return failure(request.id, kInvalidParams, u"The request's _meta must hold the client's capabilities, even if they are empty."_s);
    Request stateless = request;
    stateless.version = version.toLatin1();
    if (request.method == "server/discover"_L1)
        return discover(stateless);
    if (request.method == "tools/list"_L1)
        return listTools(stateless);
    if (request.method == "tools/call"_L1)
        return callTool(stateless);
    return failure(request.id, kMethodNotFound, u"There is no method “%1” here."_s.arg(elided(showHidden(request.method), 100)));
}

json::object DeskServer::serverInfo(QByteArrayView version) const
{
    json::object info{{"name", toView(m_service.name)}, {"version", toView(m_version)}};
    if (version >= kWithStructure)
        info["title"] = toView(m_service.title);
    return info;
}

QByteArray DeskServer::result(const Request& request, json::object result) const
{
    if (request.stateless()) {
        result["resultType"] = "complete";
        result["_meta"] = json::object{{kMetaServer, serverInfo(request.version)}};
    }
    return envelope(request.id, "result", std::move(result));
}

QByteArray DeskServer::initialize(const Request& request)
{
    const QByteArray wanted = jsonText(request.params, "protocolVersion").toUtf8();
    if (wanted.isEmpty())
        return failure(request.id, kInvalidParams, u"initialize needs the protocolVersion that the client speaks."_s);
    const bool known = std::find(kLegacy.begin(), kLegacy.end(), toView(wanted)) != kLegacy.end();
    m_legacyVersion = known ? wanted : QByteArray(kLegacy.front().data(), static_cast<qsizetype>(kLegacy.front().size()));
    return result(request, {{"protocolVersion", toView(m_legacyVersion)},
                            {"capabilities", json::object{{"tools", json::object{}}}},
                            {"serverInfo", serverInfo(m_legacyVersion)},
                            {"instructions", toView(m_service.instructions)}});
}

QByteArray DeskServer::discover(const Request& request) const
{
    return result(request, {{"supportedVersions", json::array{kStateless}},
                            {"capabilities", json::object{{"tools", json::object{}}}},
                            {"instructions", toView(m_service.instructions)},
                            {"ttlMs", kToolsStayMs},
                            {"cacheScope", "public"}});
}

json::object DeskServer::describe(const DeskTool& tool, QByteArrayView version)
{
    json::object out{{"name", toView(tool.name)}, {"description", toView(tool.description)}, {"inputSchema", tool.inputSchema}};
    if (version >= kWithStructure) {
        out["title"] = toView(tool.title);
        out["outputSchema"] = tool.outputSchema;
    }
    if (version >= kWithAnnotations) {
        const bool reads = tool.effect == DeskTool::Effect::Reads;
        json::object hints{{"title", toView(tool.title)}, {"readOnlyHint", reads}, {"openWorldHint", false}};
        if (!reads)
            hints["destructiveHint"] = tool.effect == DeskTool::Effect::Changes;
        out["annotations"] = std::move(hints);
    }
    return out;
}

QByteArray DeskServer::listTools(const Request& request) const
{
    if (request.params.contains("cursor"))
        return failure(request.id, kInvalidParams, u"This cursor is not known: the tools come on one page."_s);
    json::array tools;
    for (const DeskTool& tool : m_service.tools)
        tools.push_back(describe(tool, request.version));
    json::object list{{"tools", std::move(tools)}};
    if (request.stateless()) {
        list["ttlMs"] = kToolsStayMs;
        list["cacheScope"] = "public";
    }
    return result(request, std::move(list));
}

QByteArray DeskServer::callTool(const Request& request)
{
    const QString name = jsonText(request.params, "name");
    const auto found = m_byName.constFind(name.toUtf8());
    if (found == m_byName.constEnd())
        return failure(request.id, kInvalidParams, u"There is no tool “%1” here; tools/list names them."_s.arg(elided(showHidden(name), 100)));
    const json::value* arguments = request.params.if_contains("arguments");
    if (arguments && !arguments->is_object())
        return failure(request.id, kInvalidParams, u"The arguments of a tool must be an object."_s);
    static const json::object kNone;
    const json::object& input = arguments ? arguments->as_object() : kNone;
    const DeskTool& tool = **found;
    // What is wrong with the input is the model's to mend, so it is a tool's answer, not a failure of the protocol.
    const QStringList problems = schemaProblems(input, tool.inputSchema);
    Result<json::object> answer =
        problems.isEmpty() ? tool.call(input)
                           : fail(ErrorCode::InvalidInput, u"%1 was not run because of these problems:\n%2"_s.arg(name, problems.join(u'\n')));
    json::object reply;
    const QByteArray text = answer ? plainJson(*answer) : answer.error().message.toUtf8();
    reply["content"] = json::array{json::object{{"type", "text"}, {"text", toView(text)}}};
    if (answer && request.version >= kWithStructure)
        reply["structuredContent"] = std::move(*answer);
    else if (request.version >= kWithStructure && isRefusal(answer.error().code))
        reply["structuredContent"] = json::object{{"refused", true}};
    reply["isError"] = !answer.has_value();
    return result(request, std::move(reply));
}

} // namespace aios::desk
