// SPDX-License-Identifier: MIT
#include "core/mcp/servicechoices.h"

#include "core/base/json.h"
#include "core/base/rootdir.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.mcp.choices")

constexpr int kVersion = 1;
constexpr std::chrono::milliseconds kStoreAfter{50};

using Skills = QHash<QString, ServiceChoices::SkillChoice>;

void loadSkills(const json::object& server, QByteArray& configHash, Skills& skills)
{
    const json::object* object = jsonObject(server, "skills");
    const json::object* all = object ? jsonObject(*object, "on") : nullptr;
    configHash = object ? jsonText(*object, "config").toLatin1() : QByteArray();
    for (const auto& [uri, choice] : all ? *all : json::object()) {
        if (const json::object* one = choice.if_object())
            skills.insert(toQString(uri), {jsonText(*one, "digest").toLatin1(), jsonText(*one, "name"), jsonText(*one, "description")});
    }
}

json::object skillsJson(const QByteArray& configHash, const Skills& skills)
{
    json::object all;
    for (auto skill = skills.cbegin(); skill != skills.cend(); ++skill) {
        all[skill.key().toStdString()] = {
            {"digest", skill->digest.toStdString()}, {"name", skill->name.toStdString()}, {"description", skill->description.toStdString()}};
    }
    return {{"config", configHash.toStdString()}, {"on", std::move(all)}};
}

} // namespace

ServiceChoices::ServiceChoices(QString file) : m_file(std::move(file))
{
    m_storing.setSingleShot(true);
    m_storing.setInterval(kStoreAfter);
    QObject::connect(&m_storing, &QTimer::timeout, &m_storing, [this] { storeNoted(); });
    load();
}

ServiceChoices::~ServiceChoices()
{
    if (m_storing.isActive())
        storeNoted();
}

void ServiceChoices::storeSoon()
{
    if (!m_storing.isActive())
        m_storing.start();
}

void ServiceChoices::storeNoted()
{
    if (const auto stored = store(); !stored)
        qCWarning(log) << "the tools of a service could not be noted" << stored.error().detail;
}

void ServiceChoices::load()
{
    const auto bytes = readOwnFile(m_file);
    if (!bytes && bytes.error().code == ErrorCode::NotFound)
        return;
    const auto value = bytes ? parseJson(*bytes) : Result<json::value>(std::unexpected(bytes.error()));
    const json::object* servers = value && value->is_object() ? jsonObject(value->get_object(), "servers") : nullptr;
    if (!servers || jsonInt(value->get_object(), "version") != kVersion) {
        m_problem = u"What you chose about services (%1) cannot be read, so every call is asked for. Mend or remove the file."_s.arg(m_file);
        return;
    }
    for (const auto& [name, server] : *servers)
        loadServer(toQString(name), toJson(server));
}

void ServiceChoices::loadServer(const QString& name, const QByteArray& raw)
{
    const auto value = parseJson(raw);
    const json::object* object = value ? value->if_object() : nullptr;
    if (!object)
        return;
    Server server;
    server.configHash = jsonText(*object, "config").toLatin1();
    server.era = jsonText(*object, "era");
    server.off = jsonBool(*object, "off");
    server.quiet = jsonBool(*object, "quiet");
    if (const json::array* secrets = jsonArray(*object, "secrets")) {
        for (const json::value& secret : *secrets)
            server.secrets.append(secret.is_string() ? toQString(secret.get_string()) : QString());
    }
    const json::object* tools = jsonObject(*object, "tools");
    for (const auto& [tool, choice] : tools ? *tools : json::object()) {
        const json::object* one = choice.if_object();
        if (!one)
            continue;
        server.tools.insert(toQString(tool), {jsonText(*one, "digest").toLatin1(),
                                              serviceEffectFromName(jsonText(*one, "effect")).value_or(ServiceEffect::Unset), jsonBool(*one, "off")});
    }
    loadSkills(*object, server.skillsHash, server.skills);
    m_servers.insert(name, server);
}

Result<void> ServiceChoices::store()
{
    m_storing.stop();
    if (!m_problem.isEmpty())
        return fail(ErrorCode::Io, m_problem);
    json::object servers;
    for (auto server = m_servers.cbegin(); server != m_servers.cend(); ++server) {
        json::object tools;
        for (auto tool = server->tools.cbegin(); tool != server->tools.cend(); ++tool) {
            json::object choice{{"digest", tool->digest.toStdString()}};
            if (tool->effect != ServiceEffect::Unset)
                choice["effect"] = serviceEffectName(tool->effect).toStdString();
            if (tool->off)
                choice["off"] = true;
            tools[tool.key().toStdString()] = std::move(choice);
        }
        json::array secrets;
        for (const QString& secret : server->secrets)
            secrets.emplace_back(secret.toStdString());
        servers[server.key().toStdString()] = {{"config", server->configHash.toStdString()},
                                               {"era", server->era.toStdString()},
                                               {"off", server->off},
                                               {"quiet", server->quiet},
                                               {"secrets", std::move(secrets)},
                                               {"tools", std::move(tools)}};
        if (!server->skills.isEmpty())
            servers[server.key().toStdString()].as_object()["skills"] = skillsJson(server->skillsHash, server->skills);
    }
    const QByteArray text = toJson(json::object{{"version", kVersion}, {"servers", std::move(servers)}}) + '\n';
    return writeOwnFile(m_file, text);
}

Result<void> ServiceChoices::setEnabled(const QString& server, bool on)
{
    m_servers[server].off = !on;
    return store();
}

Result<void> ServiceChoices::setInstructionsOn(const QString& server, bool on)
{
    m_servers[server].quiet = !on;
    return store();
}

Result<void> ServiceChoices::setSecrets(const QString& server, const QStringList& names)
{
    m_servers[server].secrets = names;
    return store();
}

Result<void> ServiceChoices::setEffect(const QString& server, const ServiceTool& tool, ServiceEffect effect)
{
    ToolChoice& choice = m_servers[server].tools[tool.name];
    choice.digest = tool.digest;
    choice.effect = effect;
    return store();
}

/// Switching a tool on means it was looked at as it is now.
Result<void> ServiceChoices::setToolOn(const QString& server, const ServiceTool& tool, bool on)
{
    ToolChoice& choice = m_servers[server].tools[tool.name];
    if (choice.digest != tool.digest)
        choice.effect = ServiceEffect::Unset;
    choice.digest = tool.digest;
    choice.off = !on;
    return store();
}

void ServiceChoices::apply(const QString& name, const QByteArray& configHash, QList<McpToolInfo>& tools)
{
    Server& server = m_servers[name];
    const bool first = server.configHash != configHash;
    bool learned = first;
    server.configHash = configHash;
    if (first) // another program or address: nothing chosen about its tools counts for these
        server.tools.clear();
    for (McpToolInfo& info : tools) {
        ServiceTool& shown = info.shown;
        if (!shown.problem.isEmpty())
            continue;
        if (first)
            server.tools.insert(shown.name, {shown.digest, info.preset, false});
        const auto choice = server.tools.find(shown.name);
        shown.fresh = choice == server.tools.end();
        shown.changed = !shown.fresh && choice->digest != shown.digest;
        if (shown.changed && info.preset != ServiceEffect::Unset) {
            choice->digest = shown.digest;
            shown.changed = false;
            learned = true;
        }
        shown.on = !shown.fresh && !shown.changed && !choice->off;
        shown.effect = shown.fresh || shown.changed ? ServiceEffect::Unset : choice->effect;
    }
    if (learned)
        storeSoon();
}

QHash<QString, ServiceChoices::SkillChoice> ServiceChoices::skills(const QString& name, const QByteArray& configHash) const
{
    const Server server = m_servers.value(name);
    return server.skillsHash == configHash ? server.skills : QHash<QString, SkillChoice>();
}

Result<void> ServiceChoices::setSkill(const QString& name, const QByteArray& configHash, const QString& uri, const std::optional<SkillChoice>& on)
{
    Server& server = m_servers[name];
    if (server.skillsHash != configHash) // another program or address: nothing chosen about its skills counts for these
        server.skills.clear();
    server.skillsHash = configHash;
    if (on)
        server.skills.insert(uri, *on);
    else
        server.skills.remove(uri);
    return store();
}

std::optional<McpEra> ServiceChoices::era(const QString& name, const QByteArray& configHash) const
{
    const Server server = m_servers.value(name);
    if (server.configHash != configHash || server.era.isEmpty())
        return std::nullopt;
    return server.era == "legacy"_L1 ? McpEra::Legacy : McpEra::Modern;
}

void ServiceChoices::setEra(const QString& name, const QByteArray& configHash, McpEra era)
{
    Server& server = m_servers[name];
    const QString word = era == McpEra::Legacy ? u"legacy"_s : u"modern"_s;
    if (server.configHash != configHash || server.era == word)
        return;
    server.era = word;
    storeSoon();
}

} // namespace aios
