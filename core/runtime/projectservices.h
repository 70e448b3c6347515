// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/servermanager.h"
#include "core/runtime/openproject.h"
#include "core/runtime/ownfileswatch.h"

namespace aios {

/// The services of an open folder: reads their configuration from the folder's, the person's and Claude Code's files, tells the manager what is trusted,
/// and changes our own files. Reading happens on the pool; nothing starts before the manager is told to. Core thread; owned by the runtime.
class ProjectServices : public QObject {
    Q_OBJECT
public:
    struct Options {
        UserPaths paths;
        QProcessEnvironment environment;
        HttpTransport* http = nullptr;
        SecretStore* keychain = nullptr;
        ProgramFolders* programs = nullptr; ///< May be null.
        QString claudeFile; ///< ~/.claude.json: read, never written. Empty: none.
        QString clientVersion;
        QSet<QString> modelKeys; ///< Variables with keys of models.
        decltype(McpSurroundings::ask) ask;
        bool samples = false;
        decltype(McpSurroundings::callsOver) callsOver;
        decltype(McpSurroundings::openBrowser) openBrowser;
        decltype(McpSurroundings::askSignIn) askSignIn;
        OpenWebSocket openWebSocket;
        McpGoodbyes* goodbyes = nullptr; ///< May be null.
    };
    ProjectServices(OpenProject& project, Options options, WorkPool& pool, QObject* parent = nullptr);
    ~ProjectServices() override;
    /// Ends all that runs here, for good. Only to be destroyed afterwards.
    void leave();

    [[nodiscard]] ServerManager& manager() { return m_manager; }
    /// The configuration has been read at least once. `done` comes from the event loop, or at once.
    void whenRead(QObject* context, std::function<void()> done);
    void reload();
    void servedTools(QObject* context, std::function<void(ServedTools)> reply, ServerManager::WaitFor wait = ServerManager::WaitFor::Offered);

    /// A person's edit of one of the files: every byte that is not the entry stays. Adding to the folder counts as trusting that entry only after the
    /// trust page was looked at again.
    [[nodiscard]] Result<void> add(ServiceScope scope, const QString& name, const QByteArray& entryJson);
    [[nodiscard]] Result<void> remove(ServiceScope scope, const QString& name);
    [[nodiscard]] QString file(ServiceScope scope) const; ///< Where we write.

    /// Starts a server that is not stored anywhere, looks at its tools and ends it: "test before saving". `keys` win over the keychain's, and are kept nowhere.
    void test(const QString& name, const QByteArray& entryJson, const QList<std::pair<QString, Secret>>& keys,
              std::function<void(ServiceStatus)> done);

    /// Keeps `keys` in the keychain for the server that this entry will be, one after the other, whatever of that name is there now. `told` of each; then
    /// `done`, also when one could not be kept.
    void storeKeys(const QString& name, const QByteArray& entryJson, const QList<std::pair<QString, Secret>>& keys,
                   std::function<void(QString variable, Result<void>)> told, std::function<void()> done);

    /// Stores a value for `${variable}` of a server in the keychain; the server is restarted by whoever asks.
    void setSecret(const QString& server, const QString& variable, const Secret& secret, std::function<void(Result<void>)> done);

    /// Set by whoever knows the gates: why a call counts as publishing; empty: it does not.
    std::function<QString(const QString& server, const QString& tool, const QByteArray& inputJson)> whyPublishes;

    [[nodiscard]] OpenProject& project() { return m_project; }
    [[nodiscard]] WorkPool& pool() { return m_pool; }
    [[nodiscard]] HttpTransport* http() { return m_options.http; }
    [[nodiscard]] QString scratchDir() const { return m_options.paths.cache + QStringLiteral("/scratch/services"); }

private:
    struct Place {
        ServiceScope scope;
        QString file;
        QList<QByteArray> path;
        bool ofFolder = false;
    };
    [[nodiscard]] QList<Place> places() const;
    [[nodiscard]] McpSurroundings surroundings();
    void keep(const McpServerConfig& config, const QString& variable, const Secret& secret, std::function<void(Result<void>)> done);
    void startReading();
    void fileChanged(const QStringList& files);
    void taken(McpConfigSet config);
    void takeTrust();
    [[nodiscard]] Result<QByteArray> readPlace(ServiceScope scope, QByteArray& sha256) const;
    [[nodiscard]] Result<void> writePlace(ServiceScope scope, const QByteArray& bytes, const QByteArray& sha256);

    OpenProject& m_project;
    Options m_options;
    WorkPool& m_pool;
    ServiceChoices m_choices;
    ServerManager m_manager;
    OwnFilesWatch m_watch; ///< Other programs change the person's files, too.
    std::vector<std::pair<QPointer<QObject>, std::function<void()>>> m_waiting;
    std::map<QString, std::unique_ptr<McpServer>> m_tests; ///< Servers tried before they are stored.
    QSet<QString> m_freshKeys; ///< Services whose keys were stored and that have not started with them yet.
    bool m_read = false;
    bool m_reading = false;
    bool m_again = false;
};

} // namespace aios
