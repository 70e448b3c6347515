// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/publishview.h"

#include <QHash>

namespace aios {

/// How it stands with the approval of a piece, as lists and cards say it beside its status.
struct PieceMark {
    enum class Kind : std::uint8_t {
        None,
        Approved,  ///< By a click of the person; may go out once until `until`.
        GoingOut,  ///< The call is on its way.
        Scheduled, ///< It goes out later; `proof` is from the service.
        Published, ///< It went out; `proof` is from the service.
        Void,      ///< What was approved counts no longer, for the reason in `why`.
        Unknown,   ///< A call ended without an answer, or its time has passed and nobody has said that it went out: the person must look.
        Claimed,   ///< The file says it is approved, and nobody approved it here.
        Unproven   ///< The file says it is published, and nothing says where.
    };
    Kind kind = Kind::None;
    QDateTime since; ///< Approved: when. Published, Scheduled: when the proof came.
    QDateTime until;
    QString proof;   ///< An address or id, as the service gave it.
    QString why;
    friend bool operator==(const PieceMark&, const PieceMark&) = default;
};

/// A void approval is told while the piece stands where approvals are given or used, no longer once it is worked on again.
[[nodiscard]] PieceMark pieceMark(const PieceState& state, const QDateTime& now);

/// Of all pieces that have one, by their relative path.
using PieceMarks = QHash<QString, PieceMark>;
[[nodiscard]] PieceMarks pieceMarks(const PublishState& state, const QDateTime& now);

/// The host of the address at which a piece is out, or will be, as a person can check it. Empty: there is no address that a browser should open.
[[nodiscard]] QString proofHost(const PieceMark& mark);

/// Days until it expires, counted as people do: 0 is today. Never negative.
[[nodiscard]] int daysLeft(const PieceMark& mark, const QDateTime& now);

} // namespace aios
