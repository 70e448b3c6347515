// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpconfig.h"
#include "core/mcp/oauth/oauthtypes.h"
#include "core/net/httptransport.h"
#include "core/secrets/secretstore.h"
#include "core/tools/processrunner.h"

#include <QProcessEnvironment>
#include <QUrl>

namespace aios {

/// A configuration with everything filled in: what is started, or where it connects.
struct McpLaunch {
    std::optional<ProcessRequest> program;
    QUrl url;
    QList<SecretHeader> headers;
    OAuthSettings oauth;
    bool signsIn = false; ///< No key for it is configured, so the person may sign in there.
    bool inProject = false; ///< It works in the project, and is told so.
    QString shown; ///< Resolved program and arguments as configured, or the address; no values of variables.
    QStringList warnings;
    /// Which service of Local Desk it is ("records"), when what runs is this very program with nothing set that could change what it does; else empty.
    QString ownService;
};

/// Where programs run. In a folder that is not trusted already `npx` would run what lies there, so the person's servers for all folders run elsewhere then.
struct McpLaunchPlace {
    enum class Trust : std::uint8_t { Trusted, Undecided, Refused };
    QString projectRoot;
    QString elsewhere; ///< An empty folder of ours.
    Trust trust = Trust::Trusted;
    QProcessEnvironment environment;
    QStringList firstFolders; ///< Where programs are looked for before PATH (ProgramFolders::shellFolders()); they begin the program's own PATH too.
    QStringList folders; ///< Where programs are looked for after PATH (ProgramFolders); they end the program's own PATH too.
    QSet<QString> modelKeys; ///< Variables that hold keys of models; no service is given them from a project's file.
};

/// What stands in PATH does not hold this program, so that it is worth asking where else one may be.
[[nodiscard]] bool isMissingProgram(const McpServerConfig& config, const McpLaunchPlace& place);

/// `secrets`: values from the keychain, by variable. Error: it cannot be started, and what to do.
[[nodiscard]] Result<McpLaunch> prepareLaunch(const McpServerConfig& config, const McpLaunchPlace& place, const QHash<QString, Secret>& secrets);

/// Where the keychain keeps a value for a server's variable: bound to what the server is, so that another program or address of the same name does not
/// get it.
[[nodiscard]] SecretAddress serviceSecretAddress(const McpServerConfig& config, const QString& variable);

} // namespace aios
