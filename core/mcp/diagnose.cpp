// SPDX-License-Identifier: MIT
#include "core/mcp/diagnose.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/httpnotes.h"
#include "core/mcp/mcpgoodbyes.h"
#include "core/mcp/ssetransport.h"
#include "core/mcp/stdiotransport.h"
#include "core/mcp/streamablehttp.h"
#include "core/mcp/websockettransport.h"

#include <QStandardPaths>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

using State = DiagnosisLine::State;
using Step = DiagnosisStep;

constexpr qsizetype kErrorTail = 4 * 1024;
constexpr qsizetype kMostOdd = 5;
constexpr qsizetype kMostNamed = 20;
constexpr std::chrono::seconds kNodePatience{3};

} // namespace

const ServiceTool* harmlessTool(const QList<ServiceTool>& tools)
{
    const auto harmless = [](const ServiceTool& tool) {
        if (!tool.problem.isEmpty() || !tool.on || tool.fresh || tool.changed || tool.effect != ServiceEffect::Reads)
            return false;
        const auto schema = parseJson(tool.inputSchemaJson, {.maxDepth = 128, .refuseDuplicateKeys = false});
        const json::object* object = schema ? schema->if_object() : nullptr;
        const json::array* required = object ? jsonArray(*object, "required") : nullptr;
        const bool choice = object && (object->contains("anyOf") || object->contains("oneOf") || object->contains("allOf"));
        return object && !choice && (!required || required->empty());
    };
    const auto found = std::ranges::find_if(tools, harmless);
    return found == tools.end() ? nullptr : &*found;
}

Diagnose::Diagnose(McpServerConfig config, const McpSurroundings& surroundings, QString blocked, QObject* parent)
    : QObject(parent), m_config(std::move(config)), m_around(surroundings), m_blocked(std::move(blocked))
{
    m_diagnosis.server = m_config.name;
    m_facts.isProgram = m_config.type == McpServerConfig::Type::Stdio;
    m_facts.hasHeaders = !m_config.headers.isEmpty();
}

Diagnose::~Diagnose()
{
    if (m_client)
        m_client->disconnect(this);
    m_client.reset(); // before what it talks through
}

void Diagnose::start(Done done)
{
    m_done = std::move(done);
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_blocked.isEmpty()) {
                add(Step::Resolve, State::Failed, m_blocked, u"Nothing of it was started. Change that first, then try again."_s);
                return finish();
            }
            readSecrets(m_around.keychain ? m_around.choices->secrets(m_config.name) : QStringList());
        },
        Qt::QueuedConnection);
}

/// One after the other, as McpServer does.
void Diagnose::readSecrets(const QStringList& names)
{
    if (names.isEmpty()) {
        const bool looks = m_around.programs && !m_around.programs->asked() && m_facts.isProgram;
        if (looks && (m_around.programs->prefersShell() || isMissingProgram(m_config, m_around.place)))
            return m_around.programs->ask(this, [this] { resolve(); });
        return resolve();
    }
    m_around.keychain->read(serviceSecretAddress(m_config, names.first()), this, [this, names](const Result<Secret>& secret) {
        if (!secret && secret.error().code != ErrorCode::NotFound) {
            add(Step::Resolve, State::Failed, u"The key %1 could not be read. %2"_s.arg(names.first(), secret.error().message),
                u"Unlock the keychain, or store the key once more."_s);
            return finish();
        }
        if (secret)
            m_secrets.insert(names.first(), *secret);
        readSecrets(names.mid(1));
    });
}

void Diagnose::resolve()
{
    auto prepared = prepareLaunch(m_config, m_around.launchPlace(), m_secrets);
    m_secrets.clear();
    if (!prepared) {
        const bool missing = prepared.error().code == ErrorCode::NotFound;
        const QString where = missing ? u"It was looked for in:\n"_s + prepared.error().detail : QString();
        add(Step::Resolve, State::Failed, prepared.error().message, missing ? QString() : u"Mend the entry in %1."_s.arg(m_config.file), where);
        return finish();
    }
    m_launch = std::move(*prepared);
    add(Step::Resolve, m_launch.warnings.isEmpty() ? State::Good : State::Warning,
        m_facts.isProgram ? u"It is started with: %1"_s.arg(m_launch.shown) : u"It is at: %1"_s.arg(m_launch.shown), {},
        m_launch.warnings.join(u'\n'));
    m_config.headersHelper.isEmpty() ? connectToServer() : askHelper();
}

void Diagnose::askHelper()
{
    m_helper = std::make_unique<HeadersHelper>();
    m_helper->run(m_config, m_around.place, m_launch, [this](Result<QList<SecretHeader>> headers) {
        if (headers) {
            m_launch.headers = withHelperHeaders(m_launch.headers, *headers);
            return connectToServer();
        }
        add(Step::Resolve, State::Failed, headers.error().message, u"Run that command in a terminal and see what it prints."_s);
        finish();
    });
}

std::unique_ptr<McpTransport> Diagnose::makeTransport(bool older)
{
    std::unique_ptr<McpTransport> transport;
    if (m_launch.program)
        transport = std::make_unique<StdioTransport>(*m_launch.program);
    else if (m_config.type == McpServerConfig::Type::Ws)
        transport = std::make_unique<WebSocketTransport>(m_around.openWebSocket, m_launch.url, m_launch.headers);
    else if (older || m_config.type == McpServerConfig::Type::Sse)
        transport = std::make_unique<SseTransport>(*m_http, m_launch.url, m_launch.headers);
    else
        transport = std::make_unique<StreamableHttp>(*m_http, m_launch.url, m_launch.headers);
    m_facts.exitCode.reset();
    m_facts.signal = 0;
    connect(transport.get(), &McpTransport::warned, this, [this](const QString& text) {
        if (m_facts.oddLines.size() < kMostOdd && !m_facts.oddLines.contains(text))
            m_facts.oddLines.append(text);
    });
    connect(transport.get(), &McpTransport::closed, this, [this, program = qobject_cast<StdioTransport*>(transport.get())](const McpEnd& end) {
        m_facts.exitCode = end.exitCode;
        m_facts.signal = end.signal;
        if (program)
            m_facts.errorTail = program->errors().tail(kErrorTail);
    });
    return transport;
}

void Diagnose::connectToServer()
{
    if (m_launch.signsIn && m_around.http) // with the tokens of a sign-in, as sessions call it
        m_signIn = std::make_shared<OAuthSession>(signInOptions(m_config, m_launch, m_around));
    if (m_around.http)
        m_http = std::make_shared<HttpNotes>(m_signIn ? m_signIn->way() : *m_around.http);
    McpClient::Options options;
    options.clientVersion = m_around.clientVersion;
    options.root = m_launch.inProject ? m_around.place.projectRoot : QString();
    if (m_config.type == McpServerConfig::Type::Sse)
        options.knownEra = McpEra::Legacy;
    if (m_config.type == McpServerConfig::Type::Http)
        options.makeOlder = [this] { return makeTransport(true); };
    options.probeTimeout = m_around.probeTimeout;
    options.connectTimeout = m_around.connectTimeout;
    if (m_around.goodbyes) {
        using Way = std::pair<std::shared_ptr<OAuthSession>, std::shared_ptr<HttpNotes>>;
        options.leave = [goodbyes = m_around.goodbyes, way = std::make_shared<const Way>(m_signIn, m_http)](std::unique_ptr<McpTransport> transport) {
            goodbyes->say(std::move(transport), way);
        };
    }
    m_client = std::make_unique<McpClient>([this] { return makeTransport(false); }, options);
    m_client->connectToServer(McpClient::Connected(
        [self = QPointer<Diagnose>(this)](Result<McpHandshake> handshake) {
            if (self) // from the event loop: the transport's own function may be on the stack, and its end may come just behind
                QMetaObject::invokeMethod(
                    self.data(), [self, handshake = std::move(handshake)] { self->connected(handshake); }, Qt::QueuedConnection);
        },
        fail(ErrorCode::Cancelled, u"It was stopped."_s)));
}

void Diagnose::connected(const Result<McpHandshake>& handshake)
{
    if (handshake)
        return describeHandshake(*handshake);
    m_facts.error = handshake.error();
    if (m_http) {
        m_facts.httpStatus = m_http->failedStatus();
        m_facts.signsIn = m_http->signsIn();
    }
    if (m_signIn) {
        m_facts.signInWay = m_signIn->status().unattended;
        m_facts.signInProblem = m_signIn->problem();
    }
    if (const auto* program = qobject_cast<const StdioTransport*>(m_client->transport()); program && m_facts.errorTail.isEmpty())
        m_facts.errorTail = program->errors().tail(kErrorTail);
    tellFailure();
}

/// A program that asks for another Node.js is told which one it had; where nobody has said that yet, that one is asked itself.
void Diagnose::tellFailure()
{
    NodeInstallation used;
    for (const QByteArray& entry : m_launch.program ? m_launch.program->environment : QList<QByteArray>()) {
        if (entry.startsWith("PATH="))
            used.program = QStandardPaths::findExecutable(u"node"_s, QFile::decodeName(entry.sliced(5)).split(u':', Qt::SkipEmptyParts));
    }
    if (wantedNode(m_facts.errorTail).isNull() || used.program.isEmpty() || !runningNode(m_facts.errorTail).isNull())
        return tellFailure(used);
    ProcessRequest request = *m_launch.program;
    request.program = used.program;
    request.arguments = {u"--version"_s};
    request.timeout = kNodePatience;
    ProcessHandlers handlers;
    handlers.onOutput = [this](QByteArrayView bytes) { m_nodeSays.append(bytes.first(std::min<qsizetype>(bytes.size(), 100))); };
    handlers.onEnd = [this, used](const ProcessResult&) {
        const QString said = QString::fromUtf8(m_nodeSays.left(100)).trimmed();
        const NodeInstallation known{used.program, QVersionNumber::fromString(said.startsWith(u'v') ? said.sliced(1) : said)};
        QMetaObject::invokeMethod(this, [this, known] { tellFailure(known); }, Qt::QueuedConnection); // its own function is on the stack
    };
    auto started = ProcessRunner::start(request, std::move(handlers));
    if (!started)
        return tellFailure(used);
    m_node = std::move(*started);
}

void Diagnose::tellFailure(const NodeInstallation& used)
{
    DiagnosisLine failure = connectFailure(m_facts);
    if (m_facts.isProgram)
        explainNode(failure, m_facts.errorTail, used, nodeInstallations(m_around.place.environment));
    if (failure.step == Step::Handshake)
        add(Step::Spawn, State::Good, m_facts.isProgram ? u"The program runs."_s : u"The address answers."_s);
    m_diagnosis.lines.append(failure);
    finish();
}

void Diagnose::describeHandshake(const McpHandshake& handshake)
{
    add(Step::Spawn, State::Good, m_facts.isProgram ? u"The program runs."_s : u"The address answers."_s);
    const QString name = handshake.serverName.isEmpty() ? u"It does not say its name"_s : u"It calls itself %1"_s.arg(handshake.serverName);
    QString words = u"%1 and speaks protocol revision %2."_s.arg(name, QString::fromLatin1(handshake.version));
    if (const ServiceSignIn signIn = m_signIn ? m_signIn->status() : ServiceSignIn(); signIn.signedIn)
        words +=
            signIn.unattended.isEmpty() ? u" You are signed in."_s : u" This program signs in %1, by %2."_s.arg(signIn.unattended, signIn.issuer);
    if (m_facts.oddLines.isEmpty())
        add(Step::Handshake, State::Good, words);
    else
        add(Step::Handshake, State::Warning, words,
            u"It also writes something else than messages to its standard output. That was skipped, but belongs into its standard error."_s,
            m_facts.oddLines.join(u'\n'));
    m_client->listTools(McpClient::Listed(
        [self = QPointer<Diagnose>(this)](Result<QList<QByteArray>> raw) {
            if (self)
                QMetaObject::invokeMethod(self.data(), [self, raw = std::move(raw)] { self->listed(raw); }, Qt::QueuedConnection);
        },
        fail(ErrorCode::Cancelled, u"The list did not come."_s)));
}

void Diagnose::listed(const Result<QList<QByteArray>>& raw)
{
    if (!raw) {
        const auto* program = qobject_cast<const StdioTransport*>(m_client->transport());
        add(Step::List, State::Failed, u"Its tools could not be listed. "_s + raw.error().message,
            u"The service itself fails here: often it cannot reach what it is for, or a key of it is wrong. Read its error output."_s,
            program ? program->errors().tail(kErrorTail) : m_facts.errorTail);
        return finish();
    }
    qsizetype bytes = 0;
    for (const QByteArray& tool : *raw)
        bytes += tool.size();
    describeTools(readTools(*raw, m_config.name, m_config.hash, !m_launch.program), bytes);
    finish();
}

void Diagnose::describeTools(const QList<McpToolInfo>& tools, qsizetype bytes)
{
    add(Step::List, tools.isEmpty() ? State::Warning : State::Good, u"It offers %1 tools (%2 bytes)."_s.arg(tools.size()).arg(bytes),
        tools.isEmpty() ? u"A service without tools is of use only for its resources and prompts."_s : QString());
    QStringList bad;
    for (const McpToolInfo& tool : tools) {
        if (!tool.shown.problem.isEmpty())
            bad.append(u"%1: %2"_s.arg(elided(tool.shown.name, 80), tool.shown.problem));
    }
    if (bad.isEmpty())
        return add(Step::Schemas, State::Good, u"All of them can be used."_s);
    const qsizetype more = bad.size() - kMostNamed;
    const QString detail = more > 0 ? bad.first(kMostNamed).join(u'\n') + u"\nand %1 more"_s.arg(more) : bad.join(u'\n');
    add(Step::Schemas, bad.size() == tools.size() ? State::Failed : State::Warning,
        u"%1 of %2 tools cannot be used, because of how they are described."_s.arg(bad.size()).arg(tools.size()),
        u"Whoever makes the service has to mend them; the others work. An update of it may have done so."_s, detail);
}

void Diagnose::add(Step step, State state, const QString& words, const QString& advice, const QString& detail)
{
    m_diagnosis.lines.append({step, state, words, advice, detail});
}

/// What was started ends with this object, whose owner may destroy it from `done`.
void Diagnose::finish()
{
    if (auto done = std::exchange(m_done, nullptr))
        done(m_diagnosis);
}

} // namespace aios
