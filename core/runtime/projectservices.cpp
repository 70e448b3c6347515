// SPDX-License-Identifier: MIT
#include "core/runtime/projectservices.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/runtime/personcall.h"
#include "core/runtime/servicediagnosis.h"
#include "core/runtime/serviceoffers.h"
#include "core/runtime/servicewait.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr qint64 kMostConfig = 1024 * 1024;
constexpr qint64 kMostClaudeFile = 32 * 1024 * 1024; ///< It also holds history.
constexpr auto kTurnWaits = 20s;

const QList<QByteArray> kServers{QByteArrayLiteral("mcpServers")};

/// An entry as it would be read from a file.
Result<McpServerConfig> configOf(const QString& name, const QByteArray& entryJson)
{
    const QByteArray document = R"({"mcpServers":{)" + jsonString(name) + ':' + entryJson + "}}";
    const McpConfigSet config = readMcpConfig({{ServiceScope::Local, u"the form"_s, document, kServers}});
    if (config.servers.size() != 1)
        return fail(ErrorCode::InvalidInput, config.problems.value(0, u"The entry cannot be read."_s));
    if (!config.servers.first().problem.isEmpty())
        return fail(ErrorCode::InvalidInput, config.servers.first().problem);
    return config.servers.first();
}

QString choicesFile(const OpenProject& project)
{
    return project.stateDir() + u"/services.json"_s;
}

} // namespace

ProjectServices::ProjectServices(OpenProject& project, Options options, WorkPool& pool, QObject* parent)
    : QObject(parent),
      m_project(project),
      m_options(std::move(options)),
      m_pool(pool),
      m_choices(choicesFile(project)),
      m_manager(surroundings()),
      m_watch({choicesFile(project), file(ServiceScope::Local), file(ServiceScope::User)})
{
    connect(&m_watch, &OwnFilesWatch::changed, this, &ProjectServices::fileChanged);
    connect(&project, &OpenProject::contentChanged, this, &ProjectServices::reload);
    connect(&project, &OpenProject::trustChanged, this, &ProjectServices::takeTrust);
    reload();
}

ProjectServices::~ProjectServices()
{
    leave();
}

void ProjectServices::leave()
{
    qDeleteAll(findChildren<ServiceWait*>(Qt::FindDirectChildrenOnly));
    qDeleteAll(findChildren<ServiceOffers*>(Qt::FindDirectChildrenOnly));
    qDeleteAll(findChildren<ServiceDiagnosis*>(Qt::FindDirectChildrenOnly));
    qDeleteAll(findChildren<PersonCall*>(Qt::FindDirectChildrenOnly)); // before the servers they call
    m_tests.clear();
    m_manager.leave();
}

McpSurroundings ProjectServices::surroundings()
{
    using Trust = McpLaunchPlace::Trust;
    const TrustState state = m_project.trust().state;
    McpSurroundings around;
    around.place.projectRoot = m_project.root();
    around.place.elsewhere = m_options.paths.cache + u"/services/"_s + projectSlug(m_project.root());
    around.place.trust = state == TrustState::Trusted ? Trust::Trusted : state == TrustState::Refused ? Trust::Refused : Trust::Undecided;
    around.place.environment = m_options.environment;
    around.place.modelKeys = m_options.modelKeys;
    if (around.place.trust != Trust::Trusted)
        std::ignore = makeOwnFolder(around.place.elsewhere);
    around.http = m_options.http;
    around.keychain = m_options.keychain;
    around.choices = &m_choices;
    around.cache = std::make_shared<const ToolCache>(m_options.paths.cache + u"/tools"_s);
    around.pool = &m_pool;
    around.programs = m_options.programs;
    around.clientVersion = m_options.clientVersion;
    around.ask = m_options.ask;
    around.samples = m_options.samples;
    around.callsOver = m_options.callsOver;
    around.lockFolder = m_options.paths.state + u"/locks"_s;
    around.signInList = m_options.paths.data + u"/signins.json"_s;
    around.openBrowser = m_options.openBrowser;
    around.askSignIn = m_options.askSignIn;
    around.openWebSocket = m_options.openWebSocket;
    around.goodbyes = m_options.goodbyes;
    return around;
}

/// The strongest first (folder.md 5.1). Ours before Claude Code's of the same scope.
QList<ProjectServices::Place> ProjectServices::places() const
{
    QList<Place> places{{ServiceScope::Local, file(ServiceScope::Local), kServers}};
    const QByteArray root = m_project.root().toUtf8();
    if (!m_options.claudeFile.isEmpty())
        places.append({ServiceScope::Local, m_options.claudeFile, {"projects", root, "mcpServers"}});
    places.append({ServiceScope::Project, file(ServiceScope::Project), kServers, true});
    places.append({ServiceScope::User, file(ServiceScope::User), kServers});
    if (!m_options.claudeFile.isEmpty())
        places.append({ServiceScope::User, m_options.claudeFile, kServers});
    return places;
}

QString ProjectServices::file(ServiceScope scope) const
{
    switch (scope) {
    case ServiceScope::Local:
        return m_project.stateDir() + u"/mcp.json"_s;
    case ServiceScope::Project:
        return m_project.root() + u"/.mcp.json"_s;
    case ServiceScope::User:
        break;
    }
    return m_options.paths.config + u"/mcp.json"_s;
}

void ProjectServices::reload()
{
    if (std::exchange(m_reading, true)) {
        m_again = true;
        return;
    }
    startReading();
}

/// The folder's own file is the folder's watcher's to see.
void ProjectServices::fileChanged(const QStringList& files)
{
    if (files.contains(choicesFile(m_project)))
        m_manager.choicesChanged();
    if (files.size() > 1 || !files.contains(choicesFile(m_project)))
        reload();
}

void ProjectServices::startReading()
{
    m_pool.run(
        this,
        [places = places(), root = m_project.rootDir()] {
            QList<McpConfigFile> files;
            QStringList problems;
            for (const Place& place : places) {
                // The folder's own file only beneath the folder, whatever links say.
                const auto bytes = place.ofFolder
                                       ? root->read(".mcp.json", kMostConfig).transform([](const FileContent& content) { return content.bytes; })
                                       : readOwnFile(place.file, kMostClaudeFile);
                if (bytes)
                    files.append({place.scope, place.file, *bytes, place.path});
                else if (bytes.error().code != ErrorCode::NotFound)
                    problems.append(bytes.error().message);
            }
            McpConfigSet config = readMcpConfig(files);
            config.problems += problems;
            return config;
        },
        [this](McpConfigSet config) { taken(std::move(config)); });
}

void ProjectServices::taken(McpConfigSet config)
{
    m_manager.setConfig(std::move(config));
    takeTrust();
    for (const QString& name : std::exchange(m_freshKeys, {})) // an entry that stayed as it was goes on with the old key
        m_manager.restart(name);
    m_reading = false;
    m_read = true;
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto& [context, done] : waiting) {
        if (context)
            done();
    }
    if (std::exchange(m_again, false))
        reload();
}

void ProjectServices::takeTrust()
{
    QSet<QByteArray> trusted;
    for (const QByteArray& item : m_manager.projectItems()) {
        if (m_project.trusts(item))
            trusted.insert(item);
    }
    const TrustReport& report = m_project.trust();
    // A folder that holds nothing that runs is not asked about.
    const bool decided = report.state != TrustState::Unknown || (report.items.isEmpty() && !report.tooWide);
    m_manager.setPlace(surroundings().place);
    m_manager.setTrust(trusted, decided);
}

void ProjectServices::whenRead(QObject* context, std::function<void()> done)
{
    if (m_read)
        return done();
    m_waiting.emplace_back(context, std::move(done));
}

void ProjectServices::servedTools(QObject* context, std::function<void(ServedTools)> reply, ServerManager::WaitFor wait)
{
    whenRead(context, [this, context = QPointer<QObject>(context), reply = std::move(reply), wait] {
        if (context)
            m_manager.servedTools(context, kTurnWaits, reply, wait);
    });
}

Result<QByteArray> ProjectServices::readPlace(ServiceScope scope, QByteArray& sha256) const
{
    if (scope != ServiceScope::Project) {
        auto bytes = readOwnFile(file(scope), kMostConfig);
        return !bytes && bytes.error().code == ErrorCode::NotFound ? Result<QByteArray>(QByteArray()) : bytes;
    }
    auto content = m_project.rootDir()->read(".mcp.json", kMostConfig);
    if (!content && content.error().code == ErrorCode::NotFound)
        return QByteArray();
    if (!content)
        return std::unexpected(content.error());
    sha256 = content->sha256;
    return content->bytes;
}

/// The folder's file is written as a person's edit: never over a change that came in between, and recorded.
Result<void> ProjectServices::writePlace(ServiceScope scope, const QByteArray& bytes, const QByteArray& sha256)
{
    if (scope != ServiceScope::Project)
        return writeOwnFile(file(scope), bytes);
    DecisionRecord record;
    record.time = Clock::system().now();
    record.project = m_project.root();
    record.tool = u"Services"_s;
    record.target = u".mcp.json"_s;
    record.argumentHash = sha256Hex(bytes);
    record.grade = Grade::ChangesFiles;
    record.decision = u"allowed"_s;
    record.by = u"person"_s;
    record.beforeHash = sha256;
    const auto written =
        m_project.rootDir()->write(".mcp.json", bytes, sha256.isEmpty() ? WriteExpectation::missing() : WriteExpectation::hash(sha256));
    record.outcome = written ? u"done"_s : u"failed"_s;
    record.afterHash = written ? written->sha256 : QByteArray();
    std::ignore = m_project.decisions().append(record);
    if (!written)
        return std::unexpected(written.error());
    m_project.noteOwnWrite(record.target, written->sha256);
    return {};
}

Result<void> ProjectServices::add(ServiceScope scope, const QString& name, const QByteArray& entryJson)
{
    QByteArray sha256;
    const auto before = readPlace(scope, sha256);
    if (!before)
        return std::unexpected(before.error());
    const auto after = withServer(*before, kServers, name, entryJson);
    if (!after)
        return std::unexpected(after.error());
    const auto written = writePlace(scope, *after, sha256);
    reload();
    return written;
}

Result<void> ProjectServices::remove(ServiceScope scope, const QString& name)
{
    QByteArray sha256;
    const auto before = readPlace(scope, sha256);
    if (!before)
        return std::unexpected(before.error());
    const auto after = withoutServer(*before, kServers, name);
    if (!after)
        return std::unexpected(after.error());
    const auto written = writePlace(scope, *after, sha256);
    reload();
    return written;
}

void ProjectServices::test(const QString& name, const QByteArray& entryJson, const QList<std::pair<QString, Secret>>& keys,
                           std::function<void(ServiceStatus)> done)
{
    const auto config = configOf(name, entryJson);
    if (!config) {
        ServiceStatus failed;
        failed.name = name;
        failed.state = ServiceState::Failed;
        failed.problem = config.error().message;
        return done(failed);
    }
    const QString id = newId();
    auto server = std::make_unique<McpServer>(*config, m_manager.surroundings());
    server->setUnknown(); // what it offers is not noted as known
    server->setKeys(keys);
    connect(server.get(), &McpServer::changed, this, [this, id, done = std::move(done)] {
        const auto found = m_tests.find(id);
        const ServiceState state = found == m_tests.end() ? ServiceState::Off : found->second->state();
        if (state != ServiceState::Ready && state != ServiceState::Failed && state != ServiceState::SignInNeeded)
            return;
        const ServiceStatus status = found->second->status();
        found->second.release()->deleteLater(); // its own function is on the stack
        m_tests.erase(found);
        done(status);
    });
    McpServer* started = server.get();
    m_tests.emplace(id, std::move(server));
    started->start();
}

void ProjectServices::setSecret(const QString& name, const QString& variable, const Secret& secret, std::function<void(Result<void>)> done)
{
    const McpServer* server = m_manager.server(name);
    if (!server)
        return done(fail(ErrorCode::NotFound, u"There is no service “%1” here."_s.arg(name)));
    if (!m_options.keychain)
        return done(fail(ErrorCode::Unavailable, u"There is no keychain here, so the key was not stored."_s));
    keep(server->config(), variable, secret, std::move(done));
}

void ProjectServices::keep(const McpServerConfig& config, const QString& variable, const Secret& secret, std::function<void(Result<void>)> done)
{
    m_options.keychain->write(serviceSecretAddress(config, variable), secret, this,
                              [this, name = config.name, variable, done = std::move(done)](const Result<void>& stored) {
                                  QStringList names = m_choices.secrets(name);
                                  if (!stored || names.contains(variable))
                                      return done(stored);
                                  names.append(variable);
                                  done(m_choices.setSecrets(name, names));
                              });
}

void ProjectServices::storeKeys(const QString& name, const QByteArray& entryJson, const QList<std::pair<QString, Secret>>& keys,
                                std::function<void(QString variable, Result<void>)> told, std::function<void()> done)
{
    const auto config = configOf(name, entryJson);
    if (keys.isEmpty() || !config) // an entry that cannot be read is not stored either, and that is said there
        return done();
    if (!m_options.keychain) {
        for (const auto& [variable, secret] : keys)
            told(variable, fail(ErrorCode::Unavailable, u"There is no keychain here, so the key was not stored."_s));
        return done();
    }
    m_freshKeys.insert(name);
    const auto& [variable, secret] = keys.first();
    keep(*config, variable, secret, [=, this, rest = keys.sliced(1)](const Result<void>& stored) {
        told(variable, stored);
        storeKeys(name, entryJson, rest, told, done);
    });
}

} // namespace aios
