// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/session.h"
#include "core/agent/transcriptglimpse.h"
#include "core/mcp/websocketline.h"
#include "core/model/modelregistry.h"
#include "core/runtime/openproject.h"

#include <QObject>
#include <QProcessEnvironment>

namespace aios {

class BoardKeeper;
class PublishKeeper;
class LearningWatch;
class McpGoodbyes;
class ProgramFolders;
class ProjectServices;
class ServiceSampling;

/// The root object of core: owns the transport, the pool, the models, the open folder and its sessions, and joins what may not meet. Lives on the core
/// thread (the window's second thread, or the only one of a program without a window). The window talks to it through the facades.
class Runtime : public QObject {
    Q_OBJECT
public:
    struct Options {
        UserPaths paths;
        QProcessEnvironment environment;
        SecretStore* keychain = nullptr; ///< Not owned; may be null.
        bool canAsk = true; ///< False: nobody can be asked.
        bool watch = true;
        WatchCalls watchCalls; ///< Of tests.
        TurnLimits limits; ///< Asked for this run alone; what is as usual gives way to the person's settings.
        QString version; ///< Told to services.
        OpenWebSocket openWebSocket; ///< Empty: services over WebSocket are not to be had.
        QString recordFile; ///< --record
        QString replayFile; ///< --replay: answers instead of any model
    };
    explicit Runtime(Options options, QObject* parent = nullptr);
    ~Runtime() override;
    /// The last call before it is destroyed: ends sessions and services, so that services hear of it. `done` comes at once where nobody has to be told, else
    /// from the event loop, a second later at most.
    void leave(std::function<void()> done);

    // --- folder ---
    void openProject(const QString& folder, std::function<void(Result<void>)> done);
    [[nodiscard]] OpenProject* project() const { return m_project.get(); }
    [[nodiscard]] Result<FileContent> loadFile(const QString& relative) const;
    /// A person's edit: guarded, atomic, refused when the file changed since `baseSha256` (empty: it must not exist), recorded in the decision log.
    /// `tool` is the part of the window the log names.
    [[nodiscard]] Result<FileContent> saveFile(const QString& relative, const QByteArray& bytes, const QByteArray& baseSha256,
                                               const QString& tool = QStringLiteral("Editor"));
    /// The same for removing a file that still has that content.
    [[nodiscard]] Result<void> removeFile(const QString& relative, const QByteArray& sha256, const QString& tool);

    /// The open folder's services; null while none is open. None of them is started before somebody asks for that.
    [[nodiscard]] ProjectServices* services() const { return m_projectServices.get(); }

    // --- sessions ---
    [[nodiscard]] QString sessionsDir() const;
    void listSessions(QObject* context, std::function<void(QList<SessionSummary>)> done); ///< Newest first; read on the pool.
    Session& newSession();
    /// The end of a long session's transcript, soon; never answered where there is none.
    void glimpseSession(const QString& id, std::function<void(SessionGlimpse)> done);
    void openSession(const QString& id, std::function<void(Result<std::pair<Session*, SessionRecord>>)> done);
    [[nodiscard]] Session* session(const QString& id) const;
    /// Ends it. Returns the session-log entry to propose, if it did work.
    QString closeSession(const QString& id);
    [[nodiscard]] Result<QString> forkSession(const QString& id, const QString& upToEntryId); ///< -> new id
    [[nodiscard]] Result<void> deleteSession(const QString& id);
    [[nodiscard]] Result<QString> transcriptFile(const QString& id) const { return sessionFile(id); }
    /// Writes the session as markdown; how many texts that look like keys were masked in it.
    [[nodiscard]] Result<int> exportSession(const QString& id, const QString& file) const;
    /// Adds `entry` to context/session-log.md, as the person's own decision.
    [[nodiscard]] Result<void> keepSessionLog(const QString& sessionId, const QString& entry);

    [[nodiscard]] BoardKeeper& board() { return *m_board; }
    [[nodiscard]] PublishKeeper& publishing() { return *m_publishing; }
    [[nodiscard]] ApprovalBroker& broker() { return m_broker; }
    [[nodiscard]] LearningWatch& learnings() { return *m_learnings; }
    [[nodiscard]] ModelRegistry& models() { return *m_models; }
    [[nodiscard]] WorkPool& pool() { return m_pool; }
    [[nodiscard]] const Options& options() const { return m_options; }
    [[nodiscard]] QString defaultModel() const { return m_defaultModel; }
    [[nodiscard]] Result<void> setDefaultModel(const QString& selector);
    /// Of one prompt, as the person has set them; a change holds at once, for a prompt that is being worked on too. What was asked for this run alone wins.
    [[nodiscard]] const TurnLimits& limits() const { return m_limits; }
    [[nodiscard]] Result<void> setLimits(const TurnLimits& limits);
    /// When services' tools are told by their names only, as the person has set it; holds from the next turn of every session on.
    [[nodiscard]] const ToolSearchSetting& toolSearch() const { return m_toolSearch; }
    [[nodiscard]] bool isToolSearchFixed() const; ///< The environment (ENABLE_TOOL_SEARCH) says something else, which wins.
    [[nodiscard]] Result<void> setToolSearch(const ToolSearchSetting& setting);

    /// Receives every event of every session, in order, on the core thread.
    void addEventSink(QObject* owner, std::function<void(const AgentEvent&)> sink);

Q_SIGNALS:
    void projectOpened();
    void contentChanged();
    void trustChanged();
    void permissionsChanged();
    void filesChanged(const QStringList& relativePaths);
    void projectVanished();
    void watchTroubleChanged();
    void servicesChanged();
    void browserWanted(const QUrl& page); ///< After the person asked for it: an address of a sign-in, https or on this computer.

private:
    void emitEvent(AgentEvent event);
    void resolveModel(const QString& selector, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply);
    void loadSettings();
    [[nodiscard]] Result<void> changeSettings(const std::function<Result<QByteArray>(const QByteArray&)>& change) const;
    [[nodiscard]] Result<void> storeSetting(const QByteArray& name, const QByteArray& value) const;
    [[nodiscard]] TurnLimits limitsOfPrompt() const;
    void setUpServices();
    [[nodiscard]] DecisionRecord personsRecord(const GuardedPath& path, const QString& tool, const QByteArray& before) const;
    void openServices();
    [[nodiscard]] std::unique_ptr<ServiceSampling> makeSampling();
    void endSessions();
    void watchResources(const QString& id, const SessionRecord& record);
    [[nodiscard]] Result<QString> sessionFile(const QString& id) const;

    Options m_options;
    WorkPool m_pool;
    QString m_defaultModel;
    TurnLimits m_limits;
    ToolSearchSetting m_toolSearch;
    HttpTransportOptions m_httpOptions;
    std::unique_ptr<HttpTransport> m_transport;
    std::unique_ptr<McpGoodbyes> m_goodbyes;
    std::unique_ptr<SecretStore> m_thisRunSecrets;
    std::unique_ptr<ModelRegistry> m_models;
    ApprovalBroker m_broker;
    std::unique_ptr<OpenProject> m_project;
    std::unique_ptr<ProgramFolders> m_programs; ///< Asked once, whatever folder is open.
    std::unique_ptr<ProjectServices> m_projectServices;
    SessionServices m_services;
    std::vector<std::pair<QPointer<QObject>, std::function<void(const AgentEvent&)>>> m_sinks;
    std::unordered_map<QString, std::unique_ptr<Session>> m_sessions;
    std::shared_ptr<Model> m_fixedModel; ///< --replay
    std::unique_ptr<BoardKeeper> m_board;
    std::unique_ptr<PublishKeeper> m_publishing;
    std::unique_ptr<LearningWatch> m_learnings;
    std::unique_ptr<ServiceSampling> m_sampling;
};

} // namespace aios
