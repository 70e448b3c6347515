// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringView>

namespace aios {

/// Where a piece stands on its way out of the folder.
enum class PieceStatus : std::uint8_t { Unknown, Queued, Draft, InProgress, InReview, Approved, Scheduled, Published };

/// "Queued", "Draft", "In Progress", …; empty for Unknown.
[[nodiscard]] QString statusName(PieceStatus status);
/// From a frontmatter value or a column's heading, in any case, with spaces, - or _; also "Planned", "Backlog" and "Ideas" (Queued), "Doing" and
/// "Writing" (In Progress), "Review" (In Review). Anything else is Unknown.
[[nodiscard]] PieceStatus statusOf(QStringView text);

/// Who may make a move.
enum class MoveRule : std::uint8_t {
    Nobody,
    Anyone,
    PersonOnly, ///< To Approved, and away from Published.
    ProofOnly,  ///< To Scheduled and Published: on an id or URL from the service that published.
};

/// The pipeline: Queued → Draft → In Progress → In Review → Approved → Scheduled → Published. One step forward (Queued may go straight to In Progress,
/// Approved to Published), any number back. Columns without a known status are free, but nothing comes to Approved, Scheduled or Published around the rule.
[[nodiscard]] MoveRule moveRule(PieceStatus from, PieceStatus to);

} // namespace aios
