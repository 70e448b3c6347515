// SPDX-License-Identifier: MIT
#include "core/mcp/mcpconfig.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/toolnames.h"
#include "core/project/trust.h"

#include <QFileInfo>

#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr std::array kReserved{"workspace"_L1, "claude-in-chrome"_L1, "computer-use"_L1};
constexpr qint64 kShortestTimeout = 1000; ///< folder.md 5.2: less is ignored.

QList<std::pair<QString, QString>> textPairs(const json::object& entry, std::string_view key, QStringList& warnings)
{
    QList<std::pair<QString, QString>> pairs;
    const json::object* object = jsonObject(entry, key);
    if (!object)
        return pairs;
    for (const auto& [name, value] : *object) {
        const QString text = value.is_string() ? toQString(value.get_string()) : QString::fromUtf8(toJson(value));
        if (text != text.trimmed())
            warnings.append(u"The value of %1 begins or ends with white space; it is used as it is."_s.arg(toQString(name)));
        pairs.append({toQString(name), text});
    }
    return pairs;
}

QByteArray hashOf(const McpServerConfig& config)
{
    QByteArray names;
    for (const auto& [name, value] : config.environment)
        names += name.toUtf8() + '\0';
    QByteArray arguments;
    for (const QString& argument : config.arguments)
        arguments += argument.toUtf8() + '\0';
    if (!config.headersHelper.isEmpty()) // without one the hash is what it always was
        arguments += '\0' + config.headersHelper.toUtf8();
    return sha256Fields({"mcp-server", config.typeName.toUtf8(), config.command.toUtf8(), arguments, names, config.url.toUtf8()});
}

/// Why this entry is not used; empty when it may be. The words are those people know (folder.md 5.2).
QString problemOf(const McpServerConfig& config, const json::object& entry)
{
    if (!isServerName(config.name))
        return u"The service name “%1” may hold only letters, digits, - and single _, at most 40. Rename it in %2."_s.arg(
            showHidden(elided(config.name, 60)), QFileInfo(config.file).fileName());
    if (std::ranges::contains(kReserved, config.name))
        return u"The service name “%1” is reserved. Rename it in %2."_s.arg(config.name, QFileInfo(config.file).fileName());
    if (entry.contains("url") && !entry.contains("type"))
        return u"The service “%1” has a url but no type, so it is not used. Add \"type\": \"http\" to it in %2."_s.arg(
            config.name, QFileInfo(config.file).fileName());
    if (config.type == McpServerConfig::Type::Stdio)
        return config.command.trimmed().isEmpty() ? u"The service “%1” has no command, so it cannot be started. Add one."_s.arg(config.name)
                                                  : QString();
    if (config.type == McpServerConfig::Type::Other)
        return u"The service “%1” has the unknown type “%2”. Use stdio, http, sse or ws."_s.arg(config.name, showHidden(elided(config.typeName, 40)));
    return config.url.trimmed().isEmpty() ? u"The service “%1” is not configured: its url is empty."_s.arg(config.name) : QString();
}

McpServerConfig configFrom(const QString& name, const json::value& value, const McpConfigFile& file, const QByteArray& raw)
{
    McpServerConfig config;
    config.name = name;
    config.scope = file.scope;
    config.file = file.file;
    config.raw = raw;
    if (file.scope == ServiceScope::Project)
        config.trustSha256 = makeTrustItem(u"service"_s, name, file.file, QString::fromUtf8(raw)).sha256;
    if (!value.is_object()) {
        config.problem = u"The entry “%1” in %2 is not an object, so it is not used."_s.arg(showHidden(name), QFileInfo(file.file).fileName());
        return config;
    }
    const json::object& entry = value.get_object();
    config.typeName = jsonText(entry, "type", entry.contains("url") ? u"http"_s : u"stdio"_s);
    if (config.typeName == "streamable-http"_L1)
        config.typeName = u"http"_s;
    config.type = config.typeName == "stdio"_L1  ? McpServerConfig::Type::Stdio
                  : config.typeName == "http"_L1 ? McpServerConfig::Type::Http
                  : config.typeName == "sse"_L1  ? McpServerConfig::Type::Sse
                  : config.typeName == "ws"_L1   ? McpServerConfig::Type::Ws
                                                 : McpServerConfig::Type::Other;
    config.command = jsonText(entry, "command");
    config.url = jsonText(entry, "url");
    if (const json::array* arguments = jsonArray(entry, "args")) {
        for (const json::value& argument : *arguments)
            config.arguments.append(argument.is_string() ? toQString(argument.get_string()) : QString::fromUtf8(toJson(argument)));
    }
    config.environment = textPairs(entry, "env", config.warnings);
    config.headers = textPairs(entry, "headers", config.warnings);
    config.headersHelper = config.type == McpServerConfig::Type::Stdio ? QString() : jsonText(entry, "headersHelper").trimmed();
    config.oauth = textPairs(entry, "oauth", config.warnings);
    if (const qint64 timeout = jsonInt(entry, "timeout"); timeout >= kShortestTimeout)
        config.timeoutMs = timeout;
    config.alwaysLoad = jsonBool(entry, "alwaysLoad");
    config.hash = hashOf(config);
    config.problem = problemOf(config, entry);
    return config;
}

const json::object* serversIn(const json::value& document, const QList<QByteArray>& path)
{
    const json::object* at = document.if_object();
    for (const QByteArray& key : path)
        at = at ? jsonObject(*at, toView(key)) : nullptr;
    return at;
}

QList<QByteArray> pathTo(const QList<QByteArray>& path, const QString& name)
{
    return path + QList<QByteArray>{name.toUtf8()};
}

} // namespace

McpConfigSet readMcpConfig(const QList<McpConfigFile>& files)
{
    McpConfigSet set;
    QSet<QString> seen;
    for (const McpConfigFile& file : files) {
        if (file.bytes.trimmed().isEmpty())
            continue;
        const auto document = parseJson(file.bytes);
        if (!document || !document->is_object()) {
            set.problems.append(u"The services in %1 cannot be read: %2 Correct the file."_s.arg(file.file, document ? u"it is not a JSON object."_s
                                                                                                                     : document.error().message));
            continue;
        }
        const json::object* entries = serversIn(*document, file.path);
        for (const auto& [key, value] : entries ? *entries : json::object()) {
            const QString name = toQString(key);
            if (seen.contains(name))
                continue;
            seen.insert(name);
            const auto span = findJsonValue(file.bytes, pathTo(file.path, name));
            const QByteArray raw = span ? file.bytes.sliced(span->begin, span->end - span->begin) : QByteArray();
            set.servers.append(configFrom(name, value, file, raw));
        }
    }
    std::ranges::sort(set.servers, {}, &McpServerConfig::name);
    return set;
}

Result<QByteArray> withServer(const QByteArray& bytes, const QList<QByteArray>& path, const QString& name, const QByteArray& entryJson)
{
    McpConfigFile file;
    file.file = u"the configuration"_s;
    const auto entry = parseJson(entryJson);
    if (!entry)
        return fail(ErrorCode::InvalidInput, u"The service cannot be added: %1"_s.arg(entry.error().message));
    if (const McpServerConfig config = configFrom(name, *entry, file, entryJson); !config.problem.isEmpty())
        return fail(ErrorCode::InvalidInput, config.problem);
    const QByteArray before = bytes.trimmed().isEmpty() ? QByteArray("{}\n") : bytes;
    auto after = spliceJson(before, pathTo(path, name), entryJson);
    if (!after)
        return fail(ErrorCode::InvalidInput, u"The service was not added: the file is not valid JSON. Mend it first. "_s + after.error().message);
    return after;
}

Result<QByteArray> withoutServer(const QByteArray& bytes, const QList<QByteArray>& path, const QString& name)
{
    if (bytes.trimmed().isEmpty() || !findJsonValue(bytes, pathTo(path, name)))
        return fail(ErrorCode::NotFound, u"There is no service “%1” there."_s.arg(name));
    return removeJson(bytes, pathTo(path, name));
}

QByteArray serverEntry(const McpServerConfig& config)
{
    const auto object = [](const QList<std::pair<QString, QString>>& pairs) -> QByteArray {
        QByteArray members;
        for (const auto& [name, value] : pairs)
            members += (members.isEmpty() ? QByteArray() : QByteArray(", ")) + jsonString(name) + ": " + jsonString(value);
        return '{' + members + '}';
    };
    QByteArray members;
    const auto add = [&members](const QByteArray& key, const QByteArray& value) {
        members += (members.isEmpty() ? QByteArray() : QByteArray(", ")) + '"' + key + "\": " + value;
    };
    if (config.type == McpServerConfig::Type::Stdio) {
        add("command", jsonString(config.command));
        QByteArray arguments;
        for (const QString& argument : config.arguments)
            arguments += (arguments.isEmpty() ? QByteArray() : QByteArray(", ")) + jsonString(argument);
        add("args", '[' + arguments + ']');
        if (!config.environment.isEmpty())
            add("env", object(config.environment));
    } else {
        add("type", jsonString(config.typeName));
        add("url", jsonString(config.url));
        if (!config.headers.isEmpty())
            add("headers", object(config.headers));
    }
    return '{' + members + '}';
}

} // namespace aios
