// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/content/layerloaders.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString commandLine(const json::object& entry)
{
    QStringList words{jsonText(entry, "command")};
    if (const json::array* arguments = jsonArray(entry, "args")) {
        for (const json::value& argument : *arguments) {
            QString word = argument.is_string() ? toQString(argument.as_string()) : QString::fromUtf8(toJson(argument));
            static const QRegularExpression plain(u"^[\\w@%+=:,./-]+$"_s);
            words.append(plain.match(word).hasMatch() ? word : u'\'' + word.replace(u'\'', "'\\''"_L1) + u'\'');
        }
    }
    return words.join(u' ');
}

bool isString(const json::object& entry, std::string_view key)
{
    const json::value* value = entry.if_contains(key);
    return value && value->is_string() && !value->as_string().empty();
}

/// Why this entry is not started; empty when it may be.
QString serviceProblem(const ServiceEntry& service, const json::object& entry)
{
    static const QRegularExpression validName(u"^[A-Za-z0-9_-]{1,64}$"_s);
    static const QStringList reserved = {u"workspace"_s, u"claude-in-chrome"_s, u"computer-use"_s};
    const QString& name = service.name;
    if (!validName.match(name).hasMatch())
        return u"The service name “%1” may hold only letters, digits, - and _. Rename it in .mcp.json."_s.arg(name);
    if (reserved.contains(name))
        return u"The service name “%1” is reserved. Rename it in .mcp.json."_s.arg(name);
    const bool hasUrl = entry.contains("url");
    if (hasUrl && !entry.contains("type"))
        return u"The service “%1” has a url but no type, so it is not used. Add \"type\": \"http\" to it in .mcp.json."_s.arg(name);
    if (service.type == "stdio"_L1)
        return isString(entry, "command") ? QString()
                                          : u"The service “%1” has no command, so it cannot be started. Add one in .mcp.json."_s.arg(name);
    if (service.type != "http"_L1 && service.type != "sse"_L1 && service.type != "ws"_L1)
        return u"The service “%1” has the unknown type “%2”. Use stdio, http, sse or ws."_s.arg(name, service.type);
    return isString(entry, "url") ? QString() : u"The service “%1” is not configured: its url is empty."_s.arg(name);
}

ServiceEntry serviceFrom(const QString& name, const json::value& value, const LayerFile& file)
{
    ServiceEntry service{.file = file, .name = name};
    if (!value.is_object()) {
        service.problem = u"The entry “%1” in .mcp.json is not an object, so it is not used."_s.arg(name);
        return service;
    }
    const json::object& entry = value.as_object();
    service.type = jsonText(entry, "type", entry.contains("url") ? u"http"_s : u"stdio"_s);
    if (service.type == "streamable-http"_L1)
        service.type = u"http"_s;
    service.url = jsonText(entry, "url");
    if (service.type == "stdio"_L1)
        service.command = commandLine(entry);
    service.problem = serviceProblem(service, entry);
    return service;
}

} // namespace

QList<ServiceEntry> loadServices(LayerReader& reader)
{
    QList<ServiceEntry> services;
    std::optional<LayerBytes> read = reader.read(reader.rootPath() + u"/.mcp.json"_s, Origin::Project, 1024 * 1024);
    if (!read || !read->file.problem.isEmpty())
        return services;
    const auto broken = [&](const QString& why) {
        reader.warn(ContentWarning::Severity::Error, u"services.invalid"_s, read->file.path,
                    u".mcp.json was not read, so the folder has no services: %1 Correct the file."_s.arg(why));
        return QList<ServiceEntry>();
    };
    const Result<json::value> parsed = parseJson(read->bytes);
    if (!parsed)
        return broken(parsed.error().message);
    if (!parsed->is_object())
        return broken(u"it is not a JSON object."_s);
    const json::object* entries = jsonObject(parsed->as_object(), "mcpServers");
    if (!entries)
        return parsed->as_object().contains("mcpServers") ? broken(u"“mcpServers” is not an object."_s) : services;
    for (const auto& [name, value] : *entries) {
        services.append(serviceFrom(toQString(name), value, read->file));
        if (!services.back().problem.isEmpty())
            reader.warn(ContentWarning::Severity::Warning, u"service.invalid"_s, read->file.path, services.back().problem);
    }
    return services;
}

} // namespace aios
