// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/decisionlog.h"
#include "core/runtime/publishrules.h"
#include "core/runtime/serviceread.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <atomic>

namespace aios {

class Runtime;

/// The way of pieces out of the open folder: who approved which bytes, which calls they may make, what went out. Only the person's approve() makes a ticket;
/// a piece that changes afterwards goes back to In Review. Core thread; owned by the runtime.
class PublishKeeper : public QObject {
    Q_OBJECT
public:
    using SharedRules = std::atomic<std::shared_ptr<const PublishRules>>;

    explicit PublishKeeper(Runtime& runtime);
    ~PublishKeeper() override;

    void refresh(); ///< Soon; several calls become one.
    [[nodiscard]] PublishStatePtr state() const { return m_state; } ///< Null before the first look.
    /// Reads a piece's record first, when it lives in one.
    void review(const QString& relative, QObject* context, std::function<void(Result<ApprovalView>)> reply);

    /// The person's click: this piece with these bytes. Writes its status and stores the ticket. Blocking a few milliseconds.
    [[nodiscard]] Result<Ticket> approve(const QString& relative, const QByteArray& sha256);
    [[nodiscard]] Result<void> sendBack(const QString& relative, const QString& why);
    [[nodiscard]] Result<Ticket> resolve(const QString& ticketId, bool wentOut, const QString& text);
    [[nodiscard]] Result<void> acceptPipeline(const QByteArray& sha256);

    // --- calls ---
    /// As they hold now; never null. The shared one follows every change and may be read from any thread.
    [[nodiscard]] std::shared_ptr<const PublishRules> rules() const { return m_rules->load(); }
    [[nodiscard]] std::shared_ptr<const SharedRules> sharedRules() const { return m_rules; }
    using Recheck = std::function<void(Result<QByteArray>)>;
    /// Reads the record that the ticket's piece lives in once more, and answers with the hash for begin(); empty without a record. A text that differs from the
    /// approved one voids the ticket and is an error, as is one that cannot be read.
    void recheck(const QString& ticketId, QObject* context, Recheck reply);
    [[nodiscard]] Result<TicketHold> begin(const QString& ticketId, const PublishCall& call, const QByteArray& recordSha256 = {});
    /// How the call ended: `answer` is what the service said (JSON or text); `problem`: it failed, so nobody knows. The piece follows the proof.
    void finished(TicketHold hold, const PublishCall& call, const QByteArray& answer, const QString& problem);

    /// The service refused the call and did nothing: the approval ends, and the piece is to be looked at again.
    void refused(TicketHold hold, const QString& why);

    /// Set by whoever knows the services: nothing when that tool is not there.
    std::function<std::optional<ServiceIdentity>(const QString& service, const QString& tool)> identify;
    /// The same: reads a record of a service.
    std::function<void(const RecordPlace& place, QObject* context, std::function<void(Result<RecordText>)> reply)> readRecord;
    /// The same: asks a service that is there, by a tool that reads.
    std::function<void(const ServiceReading& reading, QObject* context, std::function<void(Result<QByteArray>)> reply)> readService;

Q_SIGNALS:
    void changed(const aios::PublishStatePtr& state);
    void noticed(const QString& text); ///< Something happened to a piece by itself.

private:
    struct Loaded {
        QList<Piece> pieces;
        QList<Ticket> tickets;
        bool unsettled = false; ///< Some of them ended by themselves, and nobody has written that down.
        QStringList otherPictures; ///< Ids of open ones whose pictures hold something else by now.
        QByteArray pipelineNow;
        QByteArray pipelineAccepted;
    };
    void projectOpened();
    void startLoading();
    void take(Loaded loaded);
    void usePipeline(const QByteArray& accepted);
    void voidChanged(QList<Ticket>& tickets, const QStringList& otherPictures);
    [[nodiscard]] PublishStatePtr makeState(Loaded loaded) const;
    [[nodiscard]] std::optional<PublishGate> gateFor(const Piece& piece) const;
    [[nodiscard]] Result<ApprovalView> viewOf(const QString& relative, const QByteArray& file) const;
    [[nodiscard]] Result<Ticket> ticketFor(const ApprovalView& view, const QByteArray& file) const;
    [[nodiscard]] std::optional<RecordText> knownRecord(const QString& relative, const QByteArray& file) const;
    void takeRecord(const QString& relative, const RecordPlace& place, const RecordText& text);
    void showForReview(const QString& relative, QObject* context, const std::function<void(Result<ApprovalView>)>& reply);
    bool voidTicket(Ticket& ticket, const QString& why);
    [[nodiscard]] TicketStore store() const;
    [[nodiscard]] QString acceptedFile() const;
    [[nodiscard]] Result<QByteArray> read(const QString& relative) const;
    [[nodiscard]] Result<QByteArray> writePiece(const QString& relative, const QByteArray& before, const QByteArray& after,
                                                const DecisionRecord& record);
    [[nodiscard]] DecisionRecord recordOf(const QString& relative, const QString& decision, const QString& by) const;
    void backToReview(const QString& relative, const QByteArray& file, const QString& why);
    void lookAtWhatIsOut(); ///< A piece that changed after it went out is to be reviewed again.
    void reviewAgain(const Ticket& ticket, const QByteArray& sha256);
    void markOut(const Ticket& ticket);
    [[nodiscard]] std::optional<Ticket> newestTicket(const QString& relative) const; ///< As the disk says now.
    void recordEnd(const Ticket& ticket); ///< How it ended, and why, in the decision log.
    void markLeftBehind(); ///< A piece whose call ended and that does not say so.
    void lookForProof(); ///< What was scheduled is asked for once its time has come.
    [[nodiscard]] ProofCall proofCallOf(const Ticket& ticket) const;
    [[nodiscard]] QDateTime nextLook(const Ticket& ticket) const;
    void askForProof(const Ticket& ticket, const ProofCall& call);
    void loadShippedGates();

    Runtime& m_runtime;
    PublishStatePtr m_state;
    std::shared_ptr<SharedRules> m_rules;
    QList<PublishGate> m_shipped;
    QList<RecordGate> m_shippedRecords;
    QHash<QString, std::pair<RecordPlace, RecordText>> m_records; ///< By piece, as they were last read.
    struct Asked {
        QDateTime when;
        int times = 0;
    };
    QHash<QString, Asked> m_asked; ///< By ticket: when its service was last asked what became of it.
    QTimer m_soon;
    QTimer m_due; ///< To the next scheduled one.
    bool m_loading = false;
    bool m_again = false;
};

} // namespace aios
