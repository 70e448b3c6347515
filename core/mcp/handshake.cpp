// SPDX-License-Identifier: MIT
#include "core/mcp/handshake.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/mcphttpexchange.h"
#include "core/mcp/serverskills.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr std::array<QByteArrayView, 5> kLegacyVersions{"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"};
constexpr qsizetype kMostInstructions = 2048;

QStringList textList(const json::object& object, std::string_view key)
{
    QStringList texts;
    const json::array* array = jsonArray(object, key);
    for (std::size_t i = 0; array && i < array->size() && i < 32; ++i) {
        if ((*array)[i].is_string())
            texts.append(toQString((*array)[i].get_string()));
    }
    return texts;
}

QString nameOf(const json::object& result)
{
    const json::object* info = jsonObject(result, "serverInfo");
    const json::object* meta = jsonObject(result, "_meta");
    if (!info && meta)
        info = jsonObject(*meta, "io.modelcontextprotocol/serverInfo");
    if (!info)
        return {};
    return elided(QString(jsonText(*info, "name") + u' ' + jsonText(*info, "version")).simplified(), 120);
}

/// `tasks.requests.tools.call`
bool takesTasks(const json::object& capabilities)
{
    const json::object* at = &capabilities;
    for (const char* key : {"tasks", "requests", "tools", "call"})
        at = at ? jsonObject(*at, key) : nullptr;
    return at;
}

} // namespace

bool isLegacyVersion(QByteArrayView version)
{
    return std::ranges::contains(kLegacyVersions, version);
}

bool speaksLegacy(const QStringList& versions)
{
    return std::ranges::any_of(versions, [](const QString& version) { return isLegacyVersion(version.toUtf8()); });
}

Discovery readDiscovery(QByteArrayView result)
{
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    if (!value || !value->is_object())
        return {};
    Discovery found;
    found.versions = textList(value->get_object(), "supportedVersions");
    found.modern = found.versions.contains(QLatin1StringView(kModernVersion));
    found.legacy = speaksLegacy(found.versions);
    return found;
}

QStringList supportedVersions(QByteArrayView errorData)
{
    const auto value = parseJson(errorData, {.refuseDuplicateKeys = false});
    return value && value->is_object() ? textList(value->get_object(), "supported") : QStringList();
}

McpHandshake readHandshake(QByteArrayView result)
{
    McpHandshake handshake;
    const auto value = parseJson(result, {.maxDepth = 128, .refuseDuplicateKeys = false});
    if (!value || !value->is_object())
        return handshake;
    const json::object& object = value->get_object();
    handshake.version = jsonText(object, "protocolVersion").left(40).toUtf8();
    handshake.serverName = nameOf(object);
    handshake.instructions = elided(jsonText(object, "instructions"), kMostInstructions);
    const json::object* capabilities = jsonObject(object, "capabilities");
    const json::object* tools = capabilities ? jsonObject(*capabilities, "tools") : nullptr;
    // Some bridges announce nothing and still have tools.
    handshake.hasTools = tools || !capabilities || !(capabilities->contains("resources") || capabilities->contains("prompts"));
    const json::object* resources = capabilities ? jsonObject(*capabilities, "resources") : nullptr;
    const json::object* prompts = capabilities ? jsonObject(*capabilities, "prompts") : nullptr;
    handshake.hasResources = resources;
    handshake.hasPrompts = prompts;
    handshake.resourcesChange = resources && jsonBool(*resources, "listChanged");
    handshake.resourcesSubscribe = resources && jsonBool(*resources, "subscribe");
    handshake.promptsChange = prompts && jsonBool(*prompts, "listChanged");
    handshake.completes = capabilities && jsonObject(*capabilities, "completions");
    handshake.logs = capabilities && jsonObject(*capabilities, "logging");
    handshake.toolsChange = tools && jsonBool(*tools, "listChanged");
    const json::object* extensions = capabilities ? jsonObject(*capabilities, "extensions") : nullptr;
    handshake.hasSkills = extensions && jsonObject(*extensions, kSkillsExtension);
    handshake.tellsOfTasks = extensions && jsonObject(*extensions, kTasksExtension);
    handshake.callsAsTasks = capabilities && takesTasks(*capabilities);
    return handshake;
}

QString logLine(QByteArrayView params)
{
    const auto value = parseJson(params, {.maxDepth = 128, .refuseDuplicateKeys = false});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::value* data = object ? object->if_contains("data") : nullptr;
    if (!data)
        return {};
    const QString said = data->is_string() ? toQString(data->get_string()) : QString::fromUtf8(toJson(*data));
    const QString logger = jsonText(*object, "logger");
    const QString who = logger.isEmpty() ? QString() : elided(logger.simplified(), 60) + u": "_s;
    return elided(jsonText(*object, "level").simplified(), 20) + u' ' + who + elided(said.simplified(), 500);
}

Error unknownVersions(const QStringList& versions)
{
    return {
        ErrorCode::Protocol,
        u"The service speaks a revision of the protocol that is not known here (%1). Update AIOS Desktop, or use an older version of the service."_s
            .arg(showHidden(elided(versions.join(u", "_s), 120))),
        {},
        {}};
}

Error rpcFailed(const RpcError& error)
{
    const QString said = elided(showHidden(error.message), 400);
    const ErrorCode code = error.code == kRpcMethodNotFound ? ErrorCode::Unavailable : ErrorCode::Protocol;
    if (said.isEmpty())
        return {code, u"The service answered with error %1."_s.arg(error.code), {}, {}};
    return {code, error.code == 0 ? said : u"The service answered: %1 (error %2)"_s.arg(said).arg(error.code), {}, {}};
}

Error answerFailed(const RpcAnswer& answer)
{
    Error error = rpcFailed(*answer.error);
    if (isPassingStatus(answer.httpStatus))
        error.code = ErrorCode::Network;
    return error;
}

} // namespace aios
