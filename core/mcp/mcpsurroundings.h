// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcplaunch.h"
#include "core/mcp/mcpquestion.h"
#include "core/mcp/programfolders.h"
#include "core/mcp/servicechoices.h"
#include "core/mcp/toolcache.h"
#include "core/mcp/websocketline.h"

namespace aios {

class HttpTransport;
class McpGoodbyes;
class SecretStore;
class WorkPool;

/// What all servers of a folder share. Owned by the runtime; outlives them.
struct McpSurroundings {
    McpLaunchPlace place;
    HttpTransport* http = nullptr;
    SecretStore* keychain = nullptr; ///< May be null.
    ServiceChoices* choices = nullptr;
    ProgramFolders* programs = nullptr; ///< May be null: PATH is all there is.
    QString clientVersion;
    std::shared_ptr<const ToolCache> cache; ///< Of the lists of tools; null: none is kept, and everybody waits for the servers.
    WorkPool* pool = nullptr; ///< Reads and writes it; null: nothing is kept either.
    /// Takes a question of a service to the person; the session is that of the call in which it asks. Empty: nobody can be asked.
    std::function<void(const QString& service, const QString& sessionId, const McpQuestion& question, McpQuestion::Reply reply)> ask;
    bool samples = false; ///< `ask` also takes questions to a model.
    /// A session has no call at the service any more. What it asked in them may be dropped.
    std::function<void(const QString& service, const QString& sessionId)> callsOver;
    QString lockFolder; ///< Of the person's own files: whoever renews a sign-in holds a lock there.
    QString signInList; ///< File with the names of the sign-ins that the keychain keeps. Empty: none is written.
    std::function<void(const QUrl&)> openBrowser; ///< After a click. Empty: there is none.
    /// Asks the person in that session whether to sign in at a service, with these rights more than before. Empty: nobody can be asked.
    std::function<void(const QString& service, const QString& sessionId, const QStringList& scopes, std::function<void(bool)> reply)> askSignIn;
    OpenWebSocket openWebSocket; ///< Empty: there are no WebSockets here.
    McpGoodbyes* goodbyes = nullptr; ///< Ends the sessions of connections that are not used any more; null: they are left to the servers.
    std::chrono::milliseconds probeTimeout{5'000};
    std::chrono::milliseconds connectTimeout{30'000};
    std::chrono::milliseconds firstRetry{1'000}; ///< After a server that was ready has ended; doubled each time.

    [[nodiscard]] McpLaunchPlace launchPlace() const; ///< With the folders known by now.
};

} // namespace aios
