// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/publishview.h"

namespace aios {

/// What publishing calls are judged by: the gates that hold, and where the approvals stand. Immutable, so that calls can be planned on the pool.
struct PublishRules {
    QString root;
    QString ticketsDirectory;
    Pipeline pipeline;         ///< The version the person has accepted.
    QList<PublishGate> gates;  ///< Its own, then the shipped ones of platforms it does not speak of.

    /// Whether a gate says that this tool of that service publishes, or only prepares. Other: not theirs to judge.
    enum class ToolKind : std::uint8_t { Other, Publishes, Prepares };
    [[nodiscard]] ToolKind kindOf(const QString& service, const QString& tool) const;
};

/// What a ticket is bound to besides the arguments.
struct ServiceIdentity {
    QByteArray serverHash; ///< Of the server's configuration.
    QByteArray toolDigest; ///< Of the tool's name, description and schema.
    friend bool operator==(const ServiceIdentity&, const ServiceIdentity&) = default;
};

/// A publishing call, judged.
struct PreparedPublish {
    QString refusal;  ///< Not empty: the call does not run; text for the model.
    QString piece;    ///< Relative.
    QString title;
    QByteArray file;  ///< The piece's bytes.
    QString platform;
    QString ticketId; ///< The person's approval of exactly this; empty: they are to be asked, with `view`.
    PublishCall call;
    std::optional<ApprovalView> view;
};

/// Which piece a call of that tool means, what the core makes of it, and whether it is approved. Reads the pieces and tickets; blocking.
[[nodiscard]] PreparedPublish preparePublish(const PublishRules& rules, const QString& service, const QString& tool, const ServiceIdentity& identity,
                                             const QByteArray& asked);

/// A piece as the person is to see it, without what its tickets say. `gate`: the one it would go out through.
[[nodiscard]] Result<ApprovalView> approvalView(const PublishRules& rules, const QString& relative, const QByteArray& file,
                                                const std::optional<PublishGate>& gate);
/// The same with its newest ticket, and what was approved before when that is another text. Blocking.
void addTickets(ApprovalView& view, const TicketStore& store);

} // namespace aios
