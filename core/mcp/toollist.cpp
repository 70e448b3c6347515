// SPDX-License-Identifier: MIT
#include "core/mcp/toollist.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/jsonraw.h"
#include "core/base/text.h"
#include "core/mcp/toolnames.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kMostToolsAPage = 10'000;
constexpr qsizetype kLongestName = 256;
constexpr qint64 kMostResultChars = 500'000;

/// Hints only prefill what the person is offered: `readOnlyHint: true` on a tool that deletes must not loosen anything.
ServiceEffect suggestedBy(const json::object& tool)
{
    const json::object* annotations = jsonObject(tool, "annotations");
    if (!annotations)
        return ServiceEffect::Unset;
    if (jsonBool(*annotations, "readOnlyHint"))
        return ServiceEffect::Reads;
    return annotations->contains("readOnlyHint") || annotations->contains("destructiveHint") ? ServiceEffect::Changes : ServiceEffect::Unset;
}

QString titleOf(const json::object& tool)
{
    const QString title = jsonText(tool, "title");
    const json::object* annotations = jsonObject(tool, "annotations");
    return elided(title.isEmpty() && annotations ? jsonText(*annotations, "title") : title, 200);
}

/// What the parts that decide say, each as it came. Which header mirrors an argument does not decide: the same server gets the same value.
QByteArray digestOf(QByteArrayView raw, const QByteArray& configHash)
{
    const QByteArray schema = withoutParamHeaders(rawMember(raw, "inputSchema"));
    return sha256Fields({"mcp-tool", rawMember(raw, "name"), rawMember(raw, "title"), rawMember(raw, "description"), schema,
                         rawMember(raw, "annotations"), configHash});
}

void readMeta(const json::object& tool, McpToolInfo& info)
{
    const json::object* meta = jsonObject(tool, "_meta");
    if (!meta)
        return;
    info.maxResultChars = std::clamp<qint64>(jsonInt(*meta, "anthropic/maxResultSizeChars"), 0, kMostResultChars);
    info.alwaysLoad = jsonBool(*meta, "anthropic/alwaysLoad");
    info.alwaysAsks = jsonBool(*meta, "anthropic/requiresUserInteraction");
}

McpToolInfo readTool(QByteArrayView raw, const QByteArray& configHash, bool overHttp)
{
    McpToolInfo info;
    ServiceTool& shown = info.shown;
    const auto strict = parseJson(raw, {.maxDepth = 80, .maxBytes = 1024 * 1024});
    const auto lenient = strict ? strict : parseJson(raw, {.maxDepth = 200, .refuseDuplicateKeys = false});
    if (!lenient || !lenient->is_object()) {
        shown.problem = u"its description is not usable"_s;
        return info;
    }
    const json::object& tool = lenient->get_object();
    shown.name = jsonText(tool, "name");
    shown.title = titleOf(tool);
    shown.description = jsonText(tool, "description");
    shown.inputSchemaJson = rawMember(raw, "inputSchema").toByteArray();
    shown.digest = digestOf(raw, configHash);
    shown.suggested = suggestedBy(tool);
    info.outputSchema = rawMember(raw, "outputSchema").toByteArray();
    readMeta(tool, info);
    auto schema = modelSchema(shown.inputSchemaJson);
    const auto headers = overHttp ? mcpParamHeaders(shown.inputSchemaJson) : Result<QList<McpParamHeader>>();
    if (shown.name.trimmed().isEmpty() || shown.name.size() > kLongestName)
        shown.problem = u"it has no name, or one of more than %1 characters"_s.arg(kLongestName);
    else if (!strict)
        shown.problem = u"its description cannot be used: "_s + strict.error().message;
    else if (!schema)
        shown.problem = schema.error().message;
    else if (!headers)
        shown.problem = headers.error().message;
    if (schema)
        info.modelSchema = std::move(*schema);
    if (headers)
        info.headers = *headers;
    return info;
}

} // namespace

Result<McpToolPage> readToolPage(QByteArrayView result)
{
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* tools = object ? jsonArray(*object, "tools") : nullptr;
    if (!tools)
        return fail(ErrorCode::Protocol, u"The service's list of tools cannot be read."_s);
    if (static_cast<qsizetype>(tools->size()) > kMostToolsAPage)
        return fail(ErrorCode::TooLarge, u"The service has more than %1 tools on one page; none is used."_s.arg(kMostToolsAPage));
    McpToolPage page;
    for (const QByteArrayView raw : rawElements(rawMember(result, "tools")))
        page.tools.append(raw.toByteArray());
    page.nextCursor = jsonText(*object, "nextCursor");
    return page;
}

ServiceEffect ownEffect(const QString& service, const ServiceTool& tool)
{
    if (tool.suggested == ServiceEffect::Reads)
        return ServiceEffect::Reads;
    return service == "records"_L1 && tool.suggested == ServiceEffect::Changes ? ServiceEffect::Changes : ServiceEffect::Publishes;
}

QList<McpToolInfo> readTools(const QList<QByteArray>& rawTools, const QString& server, const QByteArray& configHash, bool overHttp)
{
    QList<McpToolInfo> tools;
    QStringList names;
    QSet<QString> seen;
    for (const QByteArray& raw : rawTools) {
        McpToolInfo info = readTool(raw, configHash, overHttp);
        if (info.shown.problem.isEmpty() && seen.contains(info.shown.name))
            info.shown.problem = u"the service lists another tool of this name before it"_s;
        if (info.shown.problem.isEmpty()) {
            seen.insert(info.shown.name);
            names.append(info.shown.name);
        }
        tools.append(std::move(info));
    }
    const QHash<QString, QString> toolNames = mcpToolNames(server, names);
    for (McpToolInfo& info : tools) {
        if (!info.shown.problem.isEmpty())
            continue;
        info.shown.toolName = toolNames.value(info.shown.name);
        info.shown.tokens =
            estimateTokens(info.shown.toolName.size() + std::min<qsizetype>(info.shown.description.toUtf8().size(), 2048) + info.modelSchema.size());
    }
    return tools;
}

} // namespace aios
