// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/piecereader.h"
#include "core/content/recordpiece.h"
#include "core/runtime/publishview.h"

namespace aios {

/// What publishing calls are judged by: the gates that hold, and where the approvals stand. Immutable, so that calls can be planned on the pool.
struct PublishRules {
    QString root;
    std::shared_ptr<const PieceReader> pieces; ///< Of that folder.
    QString ticketsDirectory;
    Pipeline pipeline;         ///< The version the person has accepted.
    QList<PublishGate> gates;  ///< Its own, then the shipped ones of platforms it does not speak of.
    QList<PublishGate>
        shadowed; ///< Shipped ones that the folder's own take the place of. Nothing goes out through them, and their tools publish all the same.
    QList<RecordGate> records; ///< The shipped ones and its own.
    QList<std::pair<QString, PreparingCall>> drafts; ///< Service -> calls of its publishing tools that make nothing public.

    /// Why a call counts as publishing, a sentence for the person; empty: no gate says so.
    [[nodiscard]] QString whyPublishes(const QString& service, const QString& tool, const QByteArray& inputJson) const;

    /// Takes the folder's accepted file, beside the shipped gates.
    void take(const QByteArray& accepted, const QList<PublishGate>& shipped, const QList<RecordGate>& shippedRecords);
    /// Whether the piece may go out through that gate: of its platform and type, and an update exactly where something is out that can be updated.
    [[nodiscard]] bool fits(const PublishGate& gate, const Piece& piece) const;

    /// Whether a gate says that this tool of that service publishes, or only prepares. Other: not theirs to judge. No file of the folder makes a tool that
    /// publishes anything else.
    enum class ToolKind : std::uint8_t { Other, Publishes, Prepares };
    [[nodiscard]] ToolKind kindOf(const QString& service, const QString& tool) const;
    /// Why a publishing tool sends nothing: it is switched off, or the folder publishes otherwise. For the model; says what to do.
    [[nodiscard]] QString whyNothingGoesOut(const QString& service, const QString& tool) const;
    /// Whether this call of a publishing tool makes nothing public (create as draft). What a shipped gate says of its tool holds, whatever the folder says.
    [[nodiscard]] bool onlyPrepares(const QString& service, const QString& tool, const QByteArray& inputJson) const;
};

/// What a ticket is bound to besides the arguments.
struct ServiceIdentity {
    QByteArray serverHash; ///< Of the server's configuration.
    QByteArray toolDigest; ///< Of the tool's name, description and schema.
    friend bool operator==(const ServiceIdentity&, const ServiceIdentity&) = default;
};

/// A publishing call, judged.
struct PreparedPublish {
    QString refusal; ///< Not empty: the call does not run; text for the model.
    QString piece; ///< Relative.
    QString title;
    QByteArray file; ///< The piece's bytes.
    QString platform;
    QString ticketId; ///< The person's approval of exactly this; empty: they are to be asked, with `view`.
    PublishCall call;
    std::optional<ApprovalView> view;
};

/// Which piece a call of that tool means, what the core makes of it, and whether it is approved. Reads the pieces and tickets; blocking.
[[nodiscard]] PreparedPublish preparePublish(const PublishRules& rules, const QString& service, const QString& tool, const ServiceIdentity& identity,
                                             const QByteArray& asked);

/// A piece as the person is to see it, without what its tickets say. `gate`: the one it would go out through. `record`: what stands in its record, when it lives
/// in one and that was read.
[[nodiscard]] Result<ApprovalView> approvalView(const PublishRules& rules, const QString& relative, const QByteArray& file,
                                                const std::optional<PublishGate>& gate, const std::optional<RecordText>& record = {});
/// A status from Approved on, short of Published: without a ticket it is a claim.
[[nodiscard]] bool claimsApproval(const StatusFlow& flow, PieceStatus status);
/// What a ticket's hash of the file is compared with: a status that the folder adds behind Approved counts as Approved, since the person moved it there.
[[nodiscard]] QByteArray approvedHash(const QByteArray& file, const StatusFlow& flow);
/// Whether the ticket says that this file is out already: it was spent on exactly these bytes, or the file itself says that it is scheduled.
[[nodiscard]] bool isOutBy(const Ticket& newest, const QByteArray& file, const StatusFlow& flow);
/// Adds to a view its newest ticket, and what was approved before when that is another text. Blocking.
void addTickets(ApprovalView& view, const TicketStore& store);

} // namespace aios
