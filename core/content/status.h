// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringView>

namespace aios {

/// Where a piece stands on its way out of the folder.
enum class PieceStatus : std::uint8_t { Unknown, Draft, InProgress, InReview, Approved, Scheduled, Published };

/// "Draft", "In Progress", …; empty for Unknown.
[[nodiscard]] QString statusName(PieceStatus status);
/// From a frontmatter value or a column's heading, in any case, with spaces, - or _; "Queued", "Planned" and "Ideas" are Draft, "Doing" and "Writing" In Progress,
/// "Review" In Review, "Done" Published. Anything else is Unknown.
[[nodiscard]] PieceStatus statusOf(QStringView text);

/// Who may make a move.
enum class MoveRule : std::uint8_t {
    Nobody,
    Anyone,
    PersonOnly, ///< To Approved, and away from Published.
    ProofOnly,  ///< To Scheduled and Published: on an id or URL from the service that published.
};

/// The pipeline: Draft → In Progress → In Review → Approved → Scheduled → Published, one step forward (Approved may go straight to Published), any number
/// back. Columns without a known status are free.
[[nodiscard]] MoveRule moveRule(PieceStatus from, PieceStatus to);

} // namespace aios
