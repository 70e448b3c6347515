// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"
#include "ui/chat/transcriptmodel.h"

#include <QObject>

namespace aios {

class AgentClient;

/// One task of the plan strip.
struct PlanTask {
    QString id;
    QString subject;
    QString status; ///< pending, in_progress, completed
    QString activeForm;
};

/// A prompt as the person gave it.
struct SentPrompt {
    QString prompt;
    QList<ImageBlock> images;
};

/// What the window knows of one session: transcript, state, open decisions, queue, plan, totals. Fed by plain events, so that views need no runtime; what
/// the person wants goes out as signals. GUI thread.
class SessionController : public QObject {
    Q_OBJECT
public:
    explicit SessionController(const QString& sessionId, QObject* parent = nullptr);
    ~SessionController() override;

    void load(const SessionSummary& session, const QList<TranscriptEntry>& entries, const SessionTotals& totals, PermissionMode mode);
    void applyEvents(const QList<AgentEvent>& events); ///< Those of other sessions are ignored.
    /// Joins it with the core: events in, wishes out.
    void connectTo(AgentClient& client);

    [[nodiscard]] QString id() const { return m_id; }
    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] TranscriptModel& transcript() { return m_transcript; }
    [[nodiscard]] SessionState state() const { return m_state; }
    [[nodiscard]] const SessionTotals& totals() const { return m_totals; }
    [[nodiscard]] PermissionMode mode() const { return m_mode; }
    [[nodiscard]] const ModelChanged& model() const { return m_model; }
    [[nodiscard]] const QList<ApprovalRequest>& openApprovals() const { return m_open; }
    [[nodiscard]] const QStringList& queued() const { return m_queued; }
    [[nodiscard]] const QList<PlanTask>& tasks() const { return m_tasks; }
    [[nodiscard]] QStringList prompts() const; ///< The person's earlier prompts, oldest first.
    [[nodiscard]] int contextPercent() const; ///< -1: unknown.
    [[nodiscard]] const QList<TranscriptEntry>& changes() const { return m_changes; } ///< The calls that changed lines of files, oldest first.

    void send(const QString& prompt, const QList<ImageBlock>& images);
    void stop();
    void decide(const QString& approvalId, const QByteArray& digest, const Decision& decision);
    void chooseMode(PermissionMode mode);
    void chooseModel(const QString& selector);
    void unqueue(int index);
    SentPrompt takeQueued(int index); ///< Out of the queue, with its pictures.
    [[nodiscard]] const SentPrompt& lastSent() const { return m_lastSent; } ///< Empty when nothing was sent since the session was opened here.
    void keepSessionLog(const QString& entry);

Q_SIGNALS:
    // News.
    void loaded();
    void stateChanged(aios::SessionState state);
    void totalsChanged();
    void titleChanged(const QString& title);
    void modeChanged(aios::PermissionMode mode);
    void modelChanged();
    void approvalAsked(const aios::ApprovalRequest& request);
    /// `mine`: the person answered it here; `by`: the rule or mode otherwise.
    void approvalSettled(const QString& approvalId, const aios::Decision& decision, bool mine, const QString& by);
    void queueChanged();
    void tasksChanged();
    void promptAdded();
    void turnEnded(const aios::TurnEnded& end);
    void promptReturned(const aios::SentPrompt& prompt); ///< It never became a turn, so it stands nowhere else.
    void contextTold(const aios::TurnContext& context);
    void sessionLogProposed(const QString& entry);
    // Wishes.
    void sendWanted(const QString& sessionId, const QString& prompt, const QList<aios::ImageBlock>& images);
    void stopWanted(const QString& sessionId);
    void decisionMade(const QString& approvalId, const QByteArray& digest, const aios::Decision& decision);
    void modeWanted(const QString& sessionId, aios::PermissionMode mode);
    void modelWanted(const QString& sessionId, const QString& selector);
    void unqueueWanted(const QString& sessionId, int index);
    void keepSessionLogWanted(const QString& sessionId, const QString& entry);

private:
    struct Visitor;
    void noteEntry(const TranscriptEntry& entry);
    void settle(const ApprovalSettled& settled);
    void readTasks(const QByteArray& json);

    QString m_id;
    QString m_title;
    TranscriptModel m_transcript;
    SessionState m_state = SessionState::Idle;
    SessionTotals m_totals;
    PermissionMode m_mode = PermissionMode::Default;
    ModelChanged m_model;
    QList<ApprovalRequest> m_open;
    QHash<QString, Decision::Kind> m_answered;
    QHash<QString, QString> m_decidedBy; ///< By tool_use id.
    QList<TranscriptEntry> m_changes; ///< Their texts are those of the transcript, shared.
    QStringList m_queued;
    QList<SentPrompt> m_withPictures; ///< Sent while a turn ran: the queue tells only their words.
    SentPrompt m_lastSent;
    bool m_arrived = true; ///< The last one sent stands in the transcript or in the queue.
    QStringList m_prompts;
    QList<PlanTask> m_tasks;
};

} // namespace aios
