// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/publishing.h"
#include "core/gate/tickets.h"

#include <QMetaType>

#include <memory>

namespace aios {

/// A piece and what was approved of it.
struct PieceState {
    Piece piece;
    std::optional<Ticket> ticket; ///< The newest of it.
    bool claimed = false;         ///< Its frontmatter says Approved or Scheduled, and nobody approved it here.
    bool unproven = false;        ///< Its frontmatter says Published, and neither a call from here nor an address or id in it says where.
    QString destination;          ///< "create_post of site"; empty: no service is set up for it.
};

/// All pieces, their approvals, and the pipeline at one moment. Crosses threads.
struct PublishState {
    QList<PieceState> pieces;
    QList<Ticket> tickets; ///< Oldest first.
    QList<Pipeline::Problem> pipelineProblems;
    bool pipelineWaits = false;  ///< config/pipeline.yaml differs from the version the person has accepted; that one holds.
    QByteArray pipelineAccepted; ///< Bytes; empty: none yet.
    QByteArray pipelineNow;
    QByteArray pipelineNowSha256;

    [[nodiscard]] const PieceState* piece(const QString& relative) const
    {
        const auto found = std::ranges::find_if(pieces, [&relative](const PieceState& state) { return state.piece.relative == relative; });
        return found == pieces.end() ? nullptr : &*found;
    }
};
using PublishStatePtr = std::shared_ptr<const PublishState>;

/// A piece as the person is to see it before approving it.
struct ApprovalView {
    QString relative;
    QByteArray file;   ///< The bytes that were rendered; of a piece in a record: with the record's text in them.
    QByteArray sha256; ///< Of them and of its pictures; the approval is of exactly that.
    QByteArray approvedSha256; ///< Of the file as it would be approved: what a ticket is bound to.
    QByteArray recordSha256;   ///< Of the text in its record; empty: the text stands in the file.
    QByteArray picturesSha256; ///< Of the files of its pictures; empty: it has none.
    RenderedPiece rendered;
    PlatformLimits limits;
    std::optional<PublishGate> gate;
    QList<PublishArgument> arguments; ///< Of the call that will publish it.
    bool scheduled = false;
    bool claims = false; ///< Its status says that it is approved, and not yet out.
    std::optional<Ticket> ticket;
    QByteArray approvedBefore; ///< The file as it was last approved, when it is another now.
    QString refusal; ///< Why it cannot be approved as it is; empty: it can.
};

} // namespace aios
Q_DECLARE_METATYPE(aios::PublishStatePtr)
Q_DECLARE_METATYPE(aios::ApprovalView)
Q_DECLARE_METATYPE(aios::Ticket)
