// SPDX-License-Identifier: MIT
#include "core/mcp/servicechoices.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/rootdir.h"

#include <QLockFile>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.mcp.choices")

constexpr int kVersion = 1;
constexpr std::chrono::milliseconds kStoreAfter{50};
constexpr std::chrono::milliseconds kLockPatience{2000}; ///< Writing the file takes a few.

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

QByteArray digestOf(const QString& text)
{
    return sha256Hex(text.toUtf8());
}

} // namespace

ServiceChoices::ServiceChoices(QString file) : m_file(std::move(file))
{
    m_storing.setSingleShot(true);
    m_storing.setInterval(kStoreAfter);
    QObject::connect(&m_storing, &QTimer::timeout, &m_storing, [this] { storeNoted(); });
    if (auto servers = read())
        m_servers = std::move(*servers);
    else
        m_problem = servers.error().message;
}

ServiceChoices::~ServiceChoices()
{
    if (!m_noted.isEmpty())
        storeNoted();
}

void ServiceChoices::note(const Change& change)
{
    change(m_servers);
    m_noted.append(change);
    if (!m_storing.isActive())
        m_storing.start();
}

void ServiceChoices::storeNoted()
{
    if (const auto stored = change({}); !stored)
        qCWarning(log) << "the tools of a service could not be noted" << stored.error().detail;
}

Result<void> ServiceChoices::change(const Change& change)
{
    m_storing.stop();
    if (!m_problem.isEmpty())
        return fail(ErrorCode::Io, m_problem);
    QLockFile lock(m_file + u".lock"_s);
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    if (!lock.tryLock(kLockPatience))
        return fail(ErrorCode::Io, u"Another program is changing what you chose about services (%1). Try again."_s.arg(m_file));
    auto servers = read();
    if (!servers)
        return std::unexpected(servers.error());
    takeOver(std::move(*servers));
    m_noted.clear();
    if (change)
        change(m_servers);
    return write(m_servers);
}

bool ServiceChoices::refresh()
{
    if (auto now = read())
        takeOver(std::move(*now));
    return std::exchange(m_otherwise, false);
}

void ServiceChoices::takeOver(Servers now)
{
    for (const Change& noted : std::as_const(m_noted))
        noted(now);
    m_otherwise = m_otherwise || now != m_servers;
    m_servers = std::move(now);
}

auto ServiceChoices::read() const -> Result<Servers>
{
    const auto bytes = readOwnFile(m_file);
    if (!bytes && bytes.error().code == ErrorCode::NotFound)
        return Servers();
    const auto value = bytes ? parseJson(*bytes) : Result<json::value>(std::unexpected(bytes.error()));
    const json::object* all = value && value->is_object() ? jsonObject(value->get_object(), "servers") : nullptr;
    if (!all || jsonInt(value->get_object(), "version") != kVersion) {
        return fail(ErrorCode::Io,
                    u"What you chose about services (%1) cannot be read, so every call is asked for. Mend or remove the file."_s.arg(m_file));
    }
    Servers servers;
    for (const auto& [name, server] : *all) {
        if (const json::object* object = server.if_object())
            servers.insert(toQString(name), serverFrom(*object));
    }
    return servers;
}

auto ServiceChoices::serverFrom(const json::object& object) -> Server
{
    Server server;
    server.configHash = jsonText(object, "config").toLatin1();
    server.era = jsonText(object, "era");
    server.off = jsonBool(object, "off");
    server.quiet = jsonBool(object, "quiet");
    if (const json::array* secrets = jsonArray(object, "secrets")) {
        for (const json::value& secret : *secrets)
            server.secrets.append(secret.is_string() ? toQString(secret.get_string()) : QString());
    }
    const json::object* tools = jsonObject(object, "tools");
    for (const auto& [tool, choice] : tools ? *tools : json::object()) {
        const json::object* one = choice.if_object();
        if (!one)
            continue;
        server.tools.insert(toQString(tool), {jsonText(*one, "digest").toLatin1(),
                                              serviceEffectFromName(jsonText(*one, "effect")).value_or(ServiceEffect::Unset), jsonBool(*one, "off")});
    }
    if (const json::object* words = jsonObject(object, "instructions")) {
        server.wordsHash = jsonText(*words, "config").toLatin1();
        server.words = jsonText(*words, "digest").toLatin1();
    }
    loadSkills(object, server.skillsHash, server.skills);
    return server;
}

Result<void> ServiceChoices::write(const Servers& all) const
{
    json::object servers;
    for (auto server = all.cbegin(); server != all.cend(); ++server) {
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
        if (!server->words.isEmpty())
            servers[server.key().toStdString()].as_object()["instructions"] = {{"config", server->wordsHash.toStdString()},
                                                                               {"digest", server->words.toStdString()}};
        if (!server->skills.isEmpty())
            servers[server.key().toStdString()].as_object()["skills"] = skillsJson(server->skillsHash, server->skills);
    }
    const QByteArray text = toJson(json::object{{"version", kVersion}, {"servers", std::move(servers)}}) + '\n';
    return writeOwnFile(m_file, text);
}

Result<void> ServiceChoices::setEnabled(const QString& server, bool on)
{
    return change([&](Servers& servers) { servers[server].off = !on; });
}

Result<void> ServiceChoices::setInstructionsOn(const QString& name, const QByteArray& configHash, const QString& text, bool on)
{
    return change([&](Servers& servers) {
        Server& server = servers[name];
        server.quiet = !on;
        if (!on)
            return;
        server.wordsHash = configHash;
        server.words = digestOf(text);
    });
}

void ServiceChoices::meetInstructions(const QString& name, const QByteArray& configHash, const QString& text, bool own)
{
    const Server known = m_servers.value(name);
    const QByteArray digest = digestOf(text);
    const bool isKnown = known.wordsHash == configHash;
    if (isKnown && (known.words == digest || !own))
        return;
    note([name, configHash, digest, own](Servers& servers) {
        Server& server = servers[name];
        if (server.wordsHash == configHash && !own)
            return; // another program has met them meanwhile
        server.wordsHash = configHash;
        server.words = digest;
    });
}

bool ServiceChoices::instructionsChanged(const QString& name, const QByteArray& configHash, const QString& text) const
{
    const Server known = m_servers.value(name);
    return !text.isEmpty() && known.wordsHash == configHash && known.words != digestOf(text);
}

Result<void> ServiceChoices::setSecrets(const QString& server, const QStringList& names)
{
    return change([&](Servers& servers) { servers[server].secrets = names; });
}

Result<void> ServiceChoices::setEffect(const QString& server, const ServiceTool& tool, ServiceEffect effect)
{
    return change([&](Servers& servers) {
        ToolChoice& choice = servers[server].tools[tool.name];
        choice.digest = tool.digest;
        choice.effect = effect;
    });
}

/// Switching a tool on means it was looked at as it is now.
Result<void> ServiceChoices::setToolOn(const QString& server, const ServiceTool& tool, bool on)
{
    return change([&](Servers& servers) {
        ToolChoice& choice = servers[server].tools[tool.name];
        if (choice.digest != tool.digest)
            choice.effect = ServiceEffect::Unset;
        choice.digest = tool.digest;
        choice.off = !on;
    });
}

void ServiceChoices::apply(const QString& name, const QByteArray& configHash, QList<McpToolInfo>& tools)
{
    if (auto now = read()) // another program may have learned of them, or the person chosen there
        takeOver(std::move(*now));
    QHash<QString, ToolChoice> learned;
    const bool first = m_servers.value(name).configHash != configHash;
    const QHash<QString, ToolChoice> known = first ? QHash<QString, ToolChoice>() : m_servers.value(name).tools;
    for (McpToolInfo& info : tools) {
        ServiceTool& shown = info.shown;
        if (!shown.problem.isEmpty())
            continue;
        const bool isKnown = first || known.contains(shown.name);
        const ToolChoice choice = known.value(shown.name, {shown.digest, info.preset});
        const bool updated = isKnown && choice.digest != shown.digest && info.preset != ServiceEffect::Unset;
        if (first || updated)
            learned.insert(shown.name, {shown.digest, choice.effect, choice.off, info.preset != ServiceEffect::Unset});
        shown.fresh = !isKnown;
        shown.changed = isKnown && !updated && choice.digest != shown.digest;
        shown.on = !shown.fresh && !shown.changed && !choice.off;
        shown.effect = shown.fresh || shown.changed ? ServiceEffect::Unset : choice.effect;
    }
    if (!first && learned.isEmpty())
        return;
    note([name, configHash, learned](Servers& servers) {
        Server& server = servers[name];
        if (server.configHash != configHash) { // another program or address: nothing chosen about its tools counts for these
            server.configHash = configHash;
            server.tools = learned;
            return;
        }
        for (auto tool = server.tools.begin(); tool != server.tools.end(); ++tool) {
            if (const auto now = learned.constFind(tool.key()); now != learned.cend() && now->own)
                tool->digest = now->digest; // an update of a tool of this program itself: what was chosen stays
        }
    });
}

QHash<QString, ServiceChoices::SkillChoice> ServiceChoices::skills(const QString& name, const QByteArray& configHash) const
{
    const Server server = m_servers.value(name);
    return server.skillsHash == configHash ? server.skills : QHash<QString, SkillChoice>();
}

Result<void> ServiceChoices::setSkill(const QString& name, const QByteArray& configHash, const QString& uri, const std::optional<SkillChoice>& on)
{
    return change([&](Servers& servers) {
        Server& server = servers[name];
        if (server.skillsHash != configHash) // another program or address: nothing chosen about its skills counts for these
            server.skills.clear();
        server.skillsHash = configHash;
        if (on)
            server.skills.insert(uri, *on);
        else
            server.skills.remove(uri);
    });
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
    const Server known = m_servers.value(name);
    const QString word = era == McpEra::Legacy ? u"legacy"_s : u"modern"_s;
    if (known.configHash != configHash || known.era == word)
        return;
    note([name, configHash, word](Servers& servers) {
        if (Server& server = servers[name]; server.configHash == configHash)
            server.era = word;
    });
}

} // namespace aios
