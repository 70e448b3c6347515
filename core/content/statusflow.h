// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/status.h"

#include <QList>

namespace aios {

/// Who may make a move.
enum class MoveRule : std::uint8_t {
    Nobody,
    Anyone,
    PersonOnly, ///< To Approved and to what a folder adds behind it, and away from Published.
    ProofOnly,  ///< To Scheduled and Published: on an id or URL from the service that published.
};

/// The statuses of a folder in their order: Queued → Draft → In Progress → In Review → Approved → Scheduled → Published, and those that its pipeline adds
/// between Draft and Published. The one place that says what a word means, which moves there are, and which of them are the assistant's. A small value.
class StatusFlow {
public:
    StatusFlow(); ///< The program's own.

    /// Puts a status directly behind `anchor`, or before it. Several at one place keep the order they come in. `assistant`: false leaves it to the person also
    /// where it lies before Approved. Error: why it cannot be; then nothing changes.
    [[nodiscard]] Result<void> add(const QString& name, PieceStatus anchor, bool behind, bool assistant = true);
    /// The assistant moves pieces up to this status at most. Only ever narrows.
    void limitAssistant(PieceStatus upTo);

    [[nodiscard]] PieceStatus statusOf(QStringView text) const;
    [[nodiscard]] QString name(PieceStatus status) const; ///< Empty for Unknown.
    [[nodiscard]] QList<PieceStatus> order() const;
    [[nodiscard]] int rank(PieceStatus status) const; ///< Its place in the order; -1: it has none.
    [[nodiscard]] PieceStatus next(PieceStatus status) const;
    [[nodiscard]] PieceStatus before(PieceStatus status) const;

    /// Approved, and all that comes behind it: reached by the person's approval or by proof, never otherwise.
    [[nodiscard]] bool isGated(PieceStatus status) const;
    [[nodiscard]] bool isAdded(PieceStatus status) const { return status > PieceStatus::Published; }
    /// Whether the assistant may give a piece that status. A free word, which is no status, is nobody's.
    [[nodiscard]] bool assistantEnters(PieceStatus status) const;
    /// The same with where the piece comes from: a status that is the person's is not jumped over either.
    [[nodiscard]] bool assistantMoves(PieceStatus from, PieceStatus to) const;
    /// One step forward (from Queued as from Draft; to Scheduled and Published from all that is approved), any number back. Words that are no status are free,
    /// but nothing comes to Approved and beyond around the rule.
    [[nodiscard]] MoveRule moveRule(PieceStatus from, PieceStatus to) const;

    friend bool operator==(const StatusFlow&, const StatusFlow&) = default;

private:
    struct Step {
        PieceStatus status = PieceStatus::Unknown;
        QString name;
        PieceStatus behind = PieceStatus::Unknown; ///< Of an added one: what it was put behind.
        bool assistant = true;
        friend bool operator==(const Step&, const Step&) = default;
    };
    [[nodiscard]] MoveRule ruleToGated(PieceStatus from, PieceStatus to) const;

    QList<Step> m_steps;
    PieceStatus m_assistantUpTo = PieceStatus::InReview;
};

} // namespace aios
