// SPDX-License-Identifier: MIT
#include "core/mcp/mcplaunch.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/mcp/oauth/oauthaddresses.h"
#include "core/mcp/oauth/oauthconfig.h"
#include "core/net/ipaddress.h"
#include "core/tools/childenvironment.h"

#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

QString shownCommand(const QString& program, const QStringList& arguments)
{
    QStringList words{program};
    for (const QString& argument : arguments)
        words.append(argument.isEmpty() || argument.contains(u' ') ? u'"' + argument + u'"' : argument);
    return words.join(u' ');
}

QString missingWords(const QStringList& missing)
{
    return u"Nothing is set for %1, so the text stands there as written. Set it in the environment, or store it with the service."_s.arg(
        missing.join(u", "_s));
}

/// Local Desk is this program: the one beside us, whatever PATH holds, with the same folders as ours.
const QString kOwnCommand = u"aios"_s;
constexpr const char* kOwnVariables[] = {"AIOS_HOME", "AIOS_RESOURCES", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"};

/// Everything that was looked through, for the person who wonders.
QString searchedFolders(const McpLaunchPlace& place)
{
    QStringList folders = place.firstFolders;
    for (const QByteArray& entry : childEnvironment(place.projectRoot)) {
        if (entry.startsWith("PATH="))
            folders += QFile::decodeName(entry.sliced(5)).split(u':', Qt::SkipEmptyParts);
    }
    folders += place.folders;
    folders.removeDuplicates();
    return folders.join(u'\n');
}

Result<QString> findCommand(const QString& command, const McpLaunchPlace& place)
{
    const QString& root = place.projectRoot;
    if (const QString own = command == kOwnCommand ? ownProgram(command) : QString(); !own.isEmpty())
        return own;
    if (command.startsWith(u'/'))
        return QFileInfo(command).isExecutable() ? Result<QString>(command)
                                                 : fail(ErrorCode::Unavailable, u"The program %1 is not there, or may not be run."_s.arg(command));
    if (command.contains(u'/')) {
        const QString beneath = QFileInfo(root + u'/' + command).canonicalFilePath();
        return !beneath.isEmpty() && QFileInfo(beneath).isExecutable()
                   ? Result<QString>(beneath)
                   : fail(ErrorCode::Unavailable, u"The program %1 is not in the folder, or may not be run."_s.arg(command));
    }
    QString found = place.firstFolders.isEmpty() ? QString() : QStandardPaths::findExecutable(command, place.firstFolders);
    if (found.isEmpty())
        found = findProgram(command, root);
    if (found.isEmpty() && !place.folders.isEmpty())
        found = QStandardPaths::findExecutable(command, place.folders);
    if (!found.isEmpty())
        return found;
    const bool node = command == "npx"_L1 || command == "node"_L1 || command == "npm"_L1;
    const QString elsewhere = place.folders.isEmpty() ? QString() : u", nor where your login shell and version managers keep programs"_s;
    const QString advice = node ? u"Install Node.js, or give the full path."_s : u"Install it, or give the full path."_s;
    return fail(ErrorCode::NotFound, u"The program %1 was not found in PATH%2. %3"_s.arg(command, elsewhere, advice), searchedFolders(place));
}

/// The program's own folder first, because what it starts lies beside it (npx and node).
void extendPath(QList<QByteArray>& environment, const QString& program, const McpLaunchPlace& place)
{
    const QStringList& folders = place.folders;
    if (folders.isEmpty() && place.firstFolders.isEmpty())
        return;
    for (QByteArray& entry : environment) {
        if (!entry.startsWith("PATH="))
            continue;
        QStringList path = place.firstFolders + QFile::decodeName(entry.sliced(5)).split(u':', Qt::SkipEmptyParts);
        if (const QString own = QFileInfo(program).absolutePath(); folders.contains(own) && !path.contains(own))
            path.prepend(own);
        path += folders;
        path.removeDuplicates();
        entry = "PATH=" + QFile::encodeName(path.join(u':'));
    }
}

/// The words after `aios` that start a service of Local Desk as it is shipped; names of a site change nothing about its tools.
QString ownServiceOf(const McpServerConfig& config)
{
    static const QStringList services{u"records"_s, u"site"_s, u"social"_s, u"research"_s};
    static const QStringList harmless{u"--title"_s, u"--base-url"_s};
    if (config.command != kOwnCommand || ownProgram(kOwnCommand).isEmpty() || !config.environment.isEmpty() ||
        config.arguments.value(0) != "desk"_L1 || !services.contains(config.arguments.value(1)))
        return {};
    for (qsizetype i = 2; i < config.arguments.size(); i += 2) {
        if (!harmless.contains(config.arguments[i]) || i + 1 == config.arguments.size() || config.arguments[i + 1].startsWith(u'-'))
            return {};
    }
    return config.arguments[1];
}

/// Sets NAME=value, in the place of what stood there.
void setVariable(QList<QByteArray>& environment, const QByteArray& name, const QByteArray& value)
{
    const QByteArray prefix = name + '=';
    environment.removeIf([&prefix](const QByteArray& entry) { return entry.startsWith(prefix); });
    environment.append(prefix + value);
}

/// The folder's own servers start only when they are trusted themselves; those for this one folder were put there by the person.
bool worksInProject(ServiceScope scope, McpLaunchPlace::Trust trust)
{
    return scope == ServiceScope::Project || trust == McpLaunchPlace::Trust::Trusted ||
           (scope == ServiceScope::Local && trust == McpLaunchPlace::Trust::Undecided);
}

bool isVariableName(const QString& name)
{
    return !name.isEmpty() && !name.contains(u'=') && !name.contains(QChar(0)) && !hasHidden(name);
}

Result<void> prepareProgram(const McpServerConfig& config, const McpLaunchPlace& place, const McpVariables& variables, McpLaunch& launch,
                            QStringList& missing)
{
    const auto program = findCommand(QString::fromUtf8(expandVariables(config.command, variables, missing)), place);
    if (!program)
        return std::unexpected(program.error());
    ProcessRequest request;
    request.program = *program;
    for (const QString& argument : config.arguments)
        request.arguments.append(QString::fromUtf8(expandVariables(argument, variables, missing)));
    request.root = launch.inProject ? place.projectRoot : place.elsewhere;
    request.workingDirectory = request.root;
    request.environment = childEnvironment(place.projectRoot);
    extendPath(request.environment, *program, place);
    setVariable(request.environment, "CLAUDE_PROJECT_DIR", QFile::encodeName(place.projectRoot));
    for (const char* name : kOwnVariables) {
        const QString key = QString::fromLatin1(name);
        if (config.command == kOwnCommand && place.environment.contains(key))
            setVariable(request.environment, name, place.environment.value(key).toUtf8());
    }
    for (const auto& [name, value] : config.environment) {
        if (!isVariableName(name))
            return fail(ErrorCode::InvalidInput, u"“%1” cannot be the name of a variable. Mend \"env\" of the service."_s.arg(showHidden(name)));
        setVariable(request.environment, name.toUtf8(), expandVariables(value, variables, missing).replace('\0', ""));
    }
    launch.shown = shownCommand(*program, config.arguments);
    launch.program = std::move(request);
    launch.ownService = ownServiceOf(config);
    return {};
}

Result<void> prepareAddress(const McpServerConfig& config, const McpVariables& variables, McpLaunch& launch, QStringList& missing)
{
    launch.url = QUrl(QString::fromUtf8(expandVariables(config.url, variables, missing)), QUrl::StrictMode);
    launch.shown = config.url;
    const bool socket = config.type == McpServerConfig::Type::Ws;
    const QString scheme = launch.url.scheme();
    const QString secure = socket ? u"wss"_s : u"https"_s;
    const QString plain = socket ? u"ws"_s : u"http"_s;
    if (!launch.url.isValid() || launch.url.host().isEmpty() || (scheme != secure && scheme != plain))
        return fail(ErrorCode::InvalidInput, u"The address of the service is not a complete %1 or %2 address."_s.arg(plain, secure));
    if (!launch.url.userInfo().isEmpty())
        return fail(ErrorCode::InvalidInput, u"The address of the service holds a user name or password. Put it into a header instead."_s);
    for (const auto& [name, value] : config.headers) // any of them may be a key, so none is logged
        launch.headers.append({name.toUtf8(), {}, Secret(expandVariables(value, variables, missing))});
    const auto isKey = [](const SecretHeader& header) { return header.name.compare("authorization", Qt::CaseInsensitive) == 0; };
    launch.signsIn = !socket && config.headersHelper.isEmpty() && std::ranges::none_of(launch.headers, isKey);
    auto oauth = oauthSettings(config, variables, missing);
    if (!oauth)
        return std::unexpected(oauth.error());
    launch.oauth = std::move(*oauth);
    if (scheme == plain && !launch.headers.isEmpty() && !IpAddress::isLoopbackHost(launch.url.host()))
        launch.warnings.append(u"The address is plain %1, so its keys travel unencrypted. Use %2 if the service has it."_s.arg(plain, secure));
    return {};
}

} // namespace

bool isMissingProgram(const McpServerConfig& config, const McpLaunchPlace& place)
{
    return config.problem.isEmpty() && config.type == McpServerConfig::Type::Stdio && !config.command.contains(u'/') &&
           !config.command.contains(u'$') && !findCommand(config.command, place);
}

Result<McpLaunch> prepareLaunch(const McpServerConfig& config, const McpLaunchPlace& place, const QHash<QString, Secret>& secrets)
{
    if (!config.problem.isEmpty())
        return fail(ErrorCode::InvalidInput, config.problem);
    const McpVariables variables = [&](const QString& name) -> std::optional<QByteArray> {
        if (const auto secret = secrets.constFind(name); secret != secrets.cend())
            return QByteArray(secret->reveal().data(), static_cast<qsizetype>(secret->reveal().size()));
        if (name == "CLAUDE_PROJECT_DIR"_L1)
            return QFile::encodeName(place.projectRoot);
        const bool held = config.scope == ServiceScope::Project && place.modelKeys.contains(name);
        if (held || !place.environment.contains(name))
            return std::nullopt;
        return place.environment.value(name).toUtf8();
    };
    McpLaunch launch;
    launch.warnings = config.warnings;
    launch.inProject = worksInProject(config.scope, place.trust);
    QStringList missing;
    const auto prepared = config.type == McpServerConfig::Type::Stdio ? prepareProgram(config, place, variables, launch, missing)
                                                                      : prepareAddress(config, variables, launch, missing);
    if (!prepared)
        return std::unexpected(prepared.error());
    if (!missing.isEmpty())
        launch.warnings.append(missingWords(missing));
    return launch;
}

SecretAddress serviceSecretAddress(const McpServerConfig& config, const QString& variable)
{
    return {u"mcp:%1/%2"_s.arg(config.name, variable), QString::fromLatin1(config.hash.first(16))};
}

} // namespace aios
