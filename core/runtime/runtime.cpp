// SPDX-License-Identifier: MIT
#include "core/runtime/runtime.h"
#include "core/agent/deferredtools.h"

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/content/sessionlog.h"
#include "core/mcp/mcpgoodbyes.h"
#include "core/runtime/boardkeeper.h"
#include "core/runtime/learningwatch.h"
#include "core/runtime/personcall.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/publishkeeper.h"
#include "core/runtime/publishtool.h"
#include "core/runtime/recordread.h"
#include "core/runtime/serviceprompts.h"
#include "core/runtime/servicequestions.h"
#include "core/runtime/servicesampling.h"
#include "core/runtime/serviceskills.h"
#include "core/runtime/servicevoices.h"
#include "core/tools/registry.h"

#include <QDir>
#include <QFileInfo>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostEditable = 16 * 1024 * 1024;

std::unexpected<Error> noFolder()
{
    return fail(ErrorCode::NotFound, u"No folder is open. Open one first."_s);
}

QString claudeConfigDir(const QProcessEnvironment& environment)
{
    const QString own = environment.value(u"CLAUDE_CONFIG_DIR"_s);
    return own.isEmpty() ? QDir::homePath() + u"/.claude"_s : own;
}

QString claudeFile(const QProcessEnvironment& environment)
{
    return environment.value(u"CLAUDE_CONFIG_DIR"_s, QDir::homePath()) + u"/.claude.json"_s;
}

/// The person's proxy and certificates hold for WebSockets as for everything else.
OpenWebSocket withSettings(const OpenWebSocket& open, const HttpTransportOptions& http)
{
    if (!open)
        return {};
    return [open, http](WebSocketRequest request, WebSocketHandlers handlers) {
        request.proxyUrl = http.proxyUrl;
        request.caFile = http.caFile;
        return open(request, std::move(handlers));
    };
}

/// What services want of the person or of a model comes as a card of the session whose call it is.
void letServicesAsk(ProjectServices::Options& options, ApprovalBroker& broker, ServiceSampling& sampling)
{
    options.samples = true;
    options.callsOver = [&sampling](const QString& service, const QString& session) { sampling.callsOver(service, session); };
    options.ask = [&broker, &sampling](const QString& service, const QString& session, const McpQuestion& question, McpQuestion::Reply reply) {
        if (question.method == "sampling/createMessage")
            return sampling.ask(service, session, question, std::move(reply));
        askAboutService(broker, service, session, question, std::move(reply));
    };
    options.askSignIn = [&broker](const QString& service, const QString& session, const QStringList& scopes, std::function<void(bool)> reply) {
        if (session.startsWith(kPersonSession)) // who makes the call by hand has the button beside it
            return reply(false);
        askToSignIn(broker, service, session, scopes, std::move(reply));
    };
}

} // namespace

Runtime::Runtime(Options options, QObject* parent) : QObject(parent), m_options(std::move(options))
{
    loadSettings();
    m_transport = makeCurlTransport(m_httpOptions);
    m_goodbyes = std::make_unique<McpGoodbyes>();
    m_thisRunSecrets = makeMemorySecretStore();
    ModelRegistry::Options models;
    models.resourcesDir = m_options.paths.resources;
    models.userConfigDir = m_options.paths.config;
    models.environment = m_options.environment;
    models.transport = m_transport.get();
    models.keychain = m_options.keychain;
    models.thisRun = m_thisRunSecrets.get();
    models.rehearsalDir = m_options.paths.resources + u"/rehearsal"_s;
    m_models = std::make_unique<ModelRegistry>(std::move(models));
    m_board = std::make_unique<BoardKeeper>(*this);
    m_publishing = std::make_unique<PublishKeeper>(*this);
    m_learnings = std::make_unique<LearningWatch>(*this);
    m_sampling = makeSampling();
}

Runtime::~Runtime()
{
    endSessions();
    m_projectServices.reset();
}

void Runtime::addEventSink(QObject* owner, std::function<void(const AgentEvent&)> sink)
{
    m_sinks.emplace_back(owner, std::move(sink));
}

void Runtime::emitEvent(AgentEvent event)
{
    for (const auto& [owner, sink] : m_sinks) {
        if (owner)
            sink(event);
    }
}

void Runtime::openProject(const QString& folder, std::function<void(Result<void>)> done)
{
    OpenProject::Options options{m_options.paths, claudeConfigDir(m_options.environment), u"/etc/claude-code/managed-settings.json"_s,
                                 m_options.watch, claudeFile(m_options.environment),      m_options.watchCalls};
    OpenProject::open(folder, options, m_pool, this, [this, done = std::move(done)](Result<std::unique_ptr<OpenProject>> project) {
        if (!project)
            return done(std::unexpected(project.error()));
        endSessions();
        m_projectServices.reset();
        m_project = std::move(*project);
        connect(m_project.get(), &OpenProject::contentChanged, this, &Runtime::contentChanged);
        connect(m_project.get(), &OpenProject::trustChanged, this, &Runtime::trustChanged);
        connect(m_project.get(), &OpenProject::filesChanged, this, &Runtime::filesChanged);
        connect(m_project.get(), &OpenProject::vanished, this, &Runtime::projectVanished);
        connect(m_project.get(), &OpenProject::watchTroubleChanged, this, &Runtime::watchTroubleChanged);
        connect(m_project.get(), &OpenProject::permissionsChanged, this, [this] {
            for (const auto& [id, session] : m_sessions)
                session->permissionsChanged();
            Q_EMIT permissionsChanged();
        });
        setUpServices();
        openServices();
        Q_EMIT projectOpened();
        done({});
    });
}

void Runtime::openServices()
{
    ProjectServices::Options options;
    options.paths = m_options.paths;
    options.environment = m_options.environment;
    options.http = m_transport.get();
    options.keychain = m_options.keychain;
    options.claudeFile = claudeFile(m_options.environment);
    if (!m_programs)
        m_programs = std::make_unique<ProgramFolders>(m_options.environment);
    options.programs = m_programs.get();
    options.clientVersion = m_options.version;
    options.openWebSocket = withSettings(m_options.openWebSocket, m_httpOptions);
    options.goodbyes = m_goodbyes.get();
    if (m_options.canAsk)
        letServicesAsk(options, m_broker, *m_sampling);
    options.openBrowser = [this](const QUrl& page) { Q_EMIT browserWanted(page); };
    for (const ProviderStatus& status : m_models->status())
        options.modelKeys.insert(QString::fromLatin1(status.profile.keyEnvironment));
    m_projectServices = std::make_unique<ProjectServices>(*m_project, std::move(options), m_pool);
    connect(&m_projectServices->manager(), &ServerManager::changed, this, &Runtime::servicesChanged);
    m_services.servedTools = [services = m_projectServices.get(), publishing = m_publishing.get()](
                                 QObject* context, std::function<void(QList<std::shared_ptr<const Tool>>, const QString&)> reply) {
        services->servedTools(context, [publishing, reply = std::move(reply)](const ServedTools& served) {
            reply(withPublishing(served.tools, *publishing), served.notice);
        });
    };
    m_services.inserts = makeServiceInserts(*m_projectServices);
    m_services.voices = makeServiceVoices(*m_projectServices);
    m_services.inserts.skills = makeServedSkills(*m_projectServices);
    m_publishing->readRecord = [services = m_projectServices.get(), publishing = m_publishing.get()](const RecordPlace& place, QObject* context,
                                                                                                     std::function<void(Result<RecordText>)> reply) {
        aios::readRecord(*services, recordReader(publishing->rules()->records, place.service), place, context, std::move(reply));
    };
    m_publishing->readService = [services = m_projectServices.get()](const ServiceReading& reading, QObject* context,
                                                                     std::function<void(Result<QByteArray>)> reply) {
        readFromService(*services, reading, context, std::move(reply));
    };
    m_projectServices->whyPublishes = [publishing = m_publishing.get()](const QString& name, const QString& tool, const QByteArray& input) {
        return publishing->rules()->whyPublishes(name, tool, input);
    };
    m_services.statusFlow = [publishing = m_publishing.get()] { return publishing->rules()->pipeline.flow; };
    m_publishing->identify = [services = m_projectServices.get()](const QString& name, const QString& tool) -> std::optional<ServiceIdentity> {
        const McpServer* server = services->manager().server(name);
        const McpToolInfo* offered = server && server->offersTools() ? server->tool(tool) : nullptr;
        return offered && offered->shown.on ? std::optional(identityOf(offered->shown)) : std::nullopt;
    };
}

void Runtime::setUpServices()
{
    OpenProject* project = m_project.get();
    m_services = {};
    m_services.root = project->root();
    m_services.rootDir = project->rootDir();
    m_services.guard = project->guard();
    m_services.pool = &m_pool;
    m_services.transport = m_transport.get();
    m_services.broker = &m_broker;
    m_services.decisions = &project->decisions();
    m_services.clock = &Clock::system();
    m_services.sessionsDir = sessionsDir();
    m_services.scratchDir = m_options.paths.cache + u"/scratch"_s;
    m_services.projectRulesFile = project->rulesFile();
    m_services.tools = builtinTools();
    m_services.canAsk = m_options.canAsk;
    m_services.toolSearch = toolSearchSetting(m_options.environment.value(u"ENABLE_TOOL_SEARCH"_s)).value_or(m_toolSearch);
    m_services.alwaysLoaded = [](const Tool& tool) {
        const auto* held = dynamic_cast<const PublishTool*>(&tool);
        const auto* served = dynamic_cast<const McpTool*>(held ? held->inner().get() : &tool);
        return served && served->info().alwaysLoad;
    };
    m_services.limits = limitsOfPrompt();
    m_services.content = [project] { return project->content(); };
    m_services.permissions = [project] { return project->permissions(); };
    m_services.trusted = [project] { return project->trusted(); };
    m_services.resolveModel = [this](const QString& selector, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply) {
        resolveModel(selector, context, std::move(reply));
    };
    m_services.noteOwnWrite = [this, project](const QString& relative, const QByteArray& sha256) {
        project->noteOwnWrite(relative, sha256);
        Q_EMIT filesChanged({relative}); // open editors follow
    };
    m_services.emitEvent = [this](AgentEvent event) { emitEvent(std::move(event)); };
    m_services.rulesChanged = [project] { project->reloadPermissions(); };
}

void Runtime::resolveModel(const QString& selector, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply)
{
    if (!m_options.replayFile.isEmpty()) {
        if (!m_fixedModel) {
            auto replayed = ModelRegistry::replay(m_options.replayFile, this);
            if (!replayed)
                return reply(std::unexpected(replayed.error()));
            m_fixedModel = *replayed;
        }
        return reply(m_fixedModel);
    }
    const QString wanted = selector.isEmpty() ? m_defaultModel : selector;
    m_models->resolve(wanted, context, [this, reply = std::move(reply)](Result<std::shared_ptr<Model>> model) {
        if (!model || m_options.recordFile.isEmpty())
            return reply(std::move(model));
        reply(ModelRegistry::record(std::move(*model), m_options.recordFile));
    });
}

Result<FileContent> Runtime::loadFile(const QString& relative) const
{
    if (!m_project)
        return noFolder();
    const auto path = m_project->guard()->check(relative, PathAccess::Kind::Read);
    if (!path)
        return std::unexpected(path.error());
    return m_project->rootDir()->read(path->relative, kMostEditable);
}

DecisionRecord Runtime::personsRecord(const GuardedPath& path, const QString& tool, const QByteArray& before) const
{
    DecisionRecord record;
    record.time = Clock::system().now();
    record.project = m_project->root();
    record.tool = tool;
    record.target = QString::fromUtf8(path.relative);
    record.grade = Grade::ChangesFiles;
    record.decision = u"allowed"_s;
    record.by = u"person"_s;
    record.beforeHash = before;
    return record;
}

Result<FileContent> Runtime::saveFile(const QString& relative, const QByteArray& bytes, const QByteArray& baseSha256, const QString& tool)
{
    if (!m_project)
        return noFolder();
    const auto path = m_project->guard()->check(relative, PathAccess::Kind::Write);
    if (!path)
        return std::unexpected(path.error());
    DecisionRecord record = personsRecord(*path, tool, baseSha256);
    record.argumentHash = sha256Hex(bytes);
    auto written =
        m_project->rootDir()->write(path->relative, bytes, baseSha256.isEmpty() ? WriteExpectation::missing() : WriteExpectation::hash(baseSha256));
    record.outcome = written ? u"done"_s : u"failed"_s;
    record.afterHash = written ? written->sha256 : QByteArray();
    std::ignore = m_project->decisions().append(record);
    if (written)
        m_project->noteOwnWrite(record.target, written->sha256);
    return written;
}

Result<void> Runtime::removeFile(const QString& relative, const QByteArray& sha256, const QString& tool)
{
    if (!m_project)
        return noFolder();
    const auto path = m_project->guard()->check(relative, PathAccess::Kind::Write);
    if (!path)
        return std::unexpected(path.error());
    DecisionRecord record = personsRecord(*path, tool, sha256);
    auto removed = m_project->rootDir()->remove(path->relative, WriteExpectation::hash(sha256));
    record.outcome = removed ? u"done"_s : u"failed"_s;
    std::ignore = m_project->decisions().append(record);
    if (removed)
        m_project->noteOwnWrite(record.target, {});
    return removed;
}

Result<void> Runtime::keepSessionLog(const QString& sessionId, const QString& entry)
{
    if (!m_project)
        return noFolder();
    const QString relative = u"context/session-log.md"_s;
    const auto before = m_project->rootDir()->read(relative.toUtf8(), kMostEditable);
    if (!before && before.error().code != ErrorCode::NotFound)
        return std::unexpected(before.error());
    const QByteArray after = withLogEntry(before ? before->bytes : QByteArray(), entry);
    const auto saved = saveFile(relative, after, before ? before->sha256 : QByteArray());
    if (!saved)
        return std::unexpected(saved.error());
    Q_EMIT filesChanged({relative});
    if (Session* kept = session(sessionId))
        std::ignore = kept->takeSessionLogProposal();
    return {};
}

} // namespace aios
