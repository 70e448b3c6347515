// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"
#include "core/agent/transcriptsearch.h"
#include "core/agent/turnlimits.h"
#include "core/content/layers.h"
#include "core/gate/decisionlog.h"
#include "core/gate/policy.h"
#include "core/model/modelregistry.h"
#include "core/project/trust.h"
#include "core/project/watchtrouble.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace aios {

class BoardLink;
class EventMailbox;
class PublishLink;
class Runtime;
class LayersLink;
class LearningsLink;
class ServicesLink;

/// A session as the window (or any other thread) sees it: values in, ordered events out. Lives on the caller's thread; every call is queued to the
/// core thread and returns at once.
class AgentClient : public QObject {
    Q_OBJECT
public:
    AgentClient(Runtime& runtime, QObject* parent = nullptr);
    ~AgentClient() override;

    void listSessions();                                   ///< -> sessionsListed
    void newSession();                                     ///< -> sessionOpened
    void openSession(const QString& id); ///< Loads its transcript -> sessionOpened with entries; before it sessionGlimpsed, where it is long
    void closeSession(const QString& id); ///< Stops it, proposes a session-log entry when it did work
    void forkSession(const QString& id, const QString& upToEntryId = {});
    void renameSession(const QString& id, const QString& title);
    void deleteSession(const QString& id);
    void exportSession(const QString& id, const QString& file); ///< Markdown -> exported
    void
    searchSessions(const QString& query); ///< In what was said in all sessions of the folder -> sessionsSearched; a later search ends an earlier one.

    void send(const QString& sessionId, const QString& prompt, const QList<ImageBlock>& images = {}); ///< Queues while running.
    void unqueue(const QString& sessionId, int index);
    void stop(const QString& sessionId);
    void compact(const QString& sessionId, const QString& focus = {});
    void setMode(const QString& sessionId, PermissionMode mode);
    void setModel(const QString& sessionId, const QString& selector);
    void keepSessionLog(const QString& sessionId, const QString& entry); ///< The person kept the proposed entry: it is written.
    void loadContext(const QString& sessionId); ///< -> contextLoaded: what each turn was given

public Q_SLOTS:
    /// The person's answer to an approval; crosses as a queued signal to the broker.
    void decide(const QString& approvalId, const QByteArray& digest, const aios::Decision& decision);

Q_SIGNALS:
    void sessionsListed(const QList<aios::SessionSummary>& sessions);
    void sessionOpened(const aios::SessionSummary& session, const QList<aios::TranscriptEntry>& entries, const aios::SessionTotals& totals,
                       aios::PermissionMode mode);
    /// Rows of the end of a long session, while all of it is read; sessionOpened or sessionFailed follows.
    void sessionGlimpsed(const aios::SessionSummary& session, const QList<aios::TranscriptEntry>& entries);
    void sessionFailed(const QString& id, const QString& problem);
    void events(const QList<aios::AgentEvent>& events); ///< In order, merged.
    void contextLoaded(const QString& sessionId, const QList<aios::TurnContext>& turns);
    void exported(const QString& file, const QString& problem, int masked); ///< `masked`: texts that look like keys and were left out.
    void sessionsSearched(const QString& query, const QList<aios::SessionHit>& hits);
    void decided(const QString& approvalId, const QByteArray& digest, const aios::Decision& decision); ///< Queued to the broker.

private:
    Runtime& m_runtime;
    std::shared_ptr<EventMailbox> m_mailbox;
    std::shared_ptr<std::atomic<bool>> m_searchCancelled; ///< Of the search on its way.
    QTimer m_tidy; ///< After sessions were read: what that took is given back.
};

/// The folder as the window sees it.
class ProjectLink : public QObject {
    Q_OBJECT
public:
    ProjectLink(Runtime& runtime, QObject* parent = nullptr);
    ~ProjectLink() override;

    void open(const QString& folder); ///< -> opened or openFailed
    void trust(); ///< What the last trust report listed
    void refuseTrust(); ///< Work restricted: nothing of the folder runs or loosens
    void consentImports(const QStringList& absolutePaths, bool allow);
    void loadFile(const QString& relative); ///< -> fileLoaded; editors
    /// Saves an editor's text; `baseSha256` is what it was loaded with -> fileSaved, with ErrorCode::Changed when the disk is newer.
    void saveFile(const QString& relative, const QByteArray& bytes, const QByteArray& baseSha256);
    void listFiles(); ///< -> filesListed (for @ completion), ignored trees left out
    void loadDecisions(); ///< -> decisionsLoaded
    void loadFileHistory(const QString& relative); ///< -> fileHistoryLoaded
    void forgetRule(const QString& file, RuleEffect effect, const QString& rule);
    [[nodiscard]] PublishLink& publishing() const { return *m_publishing; } ///< Lives as long as this.
    [[nodiscard]] BoardLink& board() const { return *m_board; } ///< Lives as long as this.
    [[nodiscard]] ContentPtr content() const { return m_content; }
    [[nodiscard]] const TrustReport& trustReport() const { return m_trust; }
    [[nodiscard]] const PermissionSettings& permissions() const { return m_permissions; }
    [[nodiscard]] LayersLink& layers() const { return *m_layers; }
    [[nodiscard]] LearningsLink& learnings() const { return *m_learnings; }
    [[nodiscard]] ServicesLink& services() const { return *m_services; } ///< Lives as long as this.

Q_SIGNALS:
    void opened(const QString& root);
    void openFailed(const QString& folder, const QString& problem);
    void contentChanged(const aios::ContentPtr& content);
    void trustChanged(const aios::TrustReport& report);
    void permissionsChanged();
    void filesChanged(const QStringList& relativePaths); ///< Changed on disk by others.
    void fileLoaded(const QString& relative, const QByteArray& bytes, const QByteArray& sha256, const QString& problem);
    void fileSaved(const QString& relative, const QByteArray& sha256, const QString& problem, bool changedOnDisk);
    void filesListed(const QStringList& relativePaths);
    void fileHistoryLoaded(const QString& relative, const QList<aios::DecisionRecord>& writes); ///< What the log knows of who wrote it, oldest first.
    void decisionsLoaded(const QList<aios::DecisionRecord>& records, int unreadable);
    void vanished(); ///< The folder itself is gone.
    void watchTroubleChanged(aios::WatchTrouble trouble); ///< Also when a folder was opened.
    void failed(const QString& problem); ///< Something asked for could not be done; one plain sentence.

private:
    void tellContent(const ContentPtr& content);
    void tellTrust(const TrustReport& report);
    void tellWatching();
    void tellPermissions(const PermissionSettings& permissions);

    Runtime& m_runtime;
    BoardLink* m_board;
    PublishLink* m_publishing;
    ContentPtr m_content;
    TrustReport m_trust;
    PermissionSettings m_permissions;
    LayersLink* m_layers;
    LearningsLink* m_learnings;
    ServicesLink* m_services;
};

/// Models and keys as the window sees them.
class ModelsLink : public QObject {
    Q_OBJECT
public:
    ModelsLink(Runtime& runtime, QObject* parent = nullptr);
    ~ModelsLink() override;

    void refresh(bool probeLocal);
    void setKey(const QString& providerId, const Secret& key, bool remember);
    void forgetKey(const QString& providerId);
    void setDefaultModel(const QString& selector);
    void askLimits(); ///< -> limitsChanged
    void setLimits(const TurnLimits& limits); ///< Stores them -> limitsChanged, with what holds now
    [[nodiscard]] const QList<ProviderStatus>& providers() const { return m_providers; }
    [[nodiscard]] QString defaultModel() const { return m_defaultModel; }

Q_SIGNALS:
    void providersChanged(const QList<aios::ProviderStatus>& providers);
    void keyStored(const QString& providerId, const QString& problem);
    void limitsChanged(const aios::TurnLimits& limits, const QString& problem); ///< Of one prompt; `problem`: why they could not be stored.
    void failed(const QString& problem);

private:
    void tell(const QList<ProviderStatus>& providers, const QString& defaultModel);
    void tellLimits(const QString& problem);

    Runtime& m_runtime;
    QList<ProviderStatus> m_providers;
    QString m_defaultModel;
};

} // namespace aios
Q_DECLARE_METATYPE(aios::SessionSummary)
Q_DECLARE_METATYPE(aios::TranscriptEntry)
Q_DECLARE_METATYPE(aios::AgentEvent)
