// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringView>

namespace aios {

/// Where a piece stands on its way out of the folder. Further values are statuses that a folder adds: what they are called and where they stand, only its
/// StatusFlow knows.
enum class PieceStatus : std::uint8_t { Unknown, Queued, Draft, InProgress, InReview, Approved, Scheduled, Published };

/// "Queued", "Draft", "In Progress", …; empty for Unknown.
[[nodiscard]] QString statusName(PieceStatus status);
/// What makes two words the same status: letters and digits in their plain form (NFKC) and one case, without spaces, dashes, underscores and what nobody sees.
[[nodiscard]] QString statusKey(QStringView text);
/// From a frontmatter value or a column's heading, by its statusKey(); also "Planned", "Backlog" and "Ideas" (Queued), "Write", "Writing" and "Doing"
/// (In Progress), "Review" (In Review). Anything else is Unknown.
[[nodiscard]] PieceStatus statusOf(QStringView text);

} // namespace aios
