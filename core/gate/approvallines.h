// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/approval.h"

namespace aios {

/// One line of an approval as plain text, for a terminal.
struct ApprovalLine {
    enum class Look : std::uint8_t { Plain, Strong, Faint, Place, Added, Removed };
    QString text;
    Look look = Look::Plain;
    friend bool operator==(const ApprovalLine&, const ApprovalLine&) = default;
};

/// A text of foreign origin behind `head`: hidden characters are visible, and its second and later lines begin with a bar, so that none of them can pass for
/// one of ours.
[[nodiscard]] QList<ApprovalLine> foreignLines(const QString& head, const QString& text, ApprovalLine::Look look = ApprovalLine::Look::Plain);

/// All that is approved, in the order in which it is shown; without the questions of a question card.
[[nodiscard]] QList<ApprovalLine> approvalLines(const ApprovalRequest& request);
/// One question with its numbered options.
[[nodiscard]] QList<ApprovalLine> questionLines(const Question& question);

} // namespace aios
