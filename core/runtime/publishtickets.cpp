// SPDX-License-Identifier: MIT
// What a piece's tickets say of it.
#include "core/runtime/publishrules.h"

namespace aios {

using namespace Qt::StringLiterals;

bool isOutBy(const Ticket& newest, const QByteArray& file, const StatusFlow& flow)
{
    return newest.state == Ticket::State::Spent &&
           (newest.pieceSha256 == approvedHash(file, flow) || pieceFrom({}, {}, file, flow).status == PieceStatus::Scheduled);
}

namespace {

/// Why what the ticket stands for is not approved once more; empty: it may be.
QString settledAlready(const ApprovalView& view, const Ticket& ticket, bool same)
{
    const bool scheduled = view.rendered.piece.status == PieceStatus::Scheduled;
    if (ticket.state == Ticket::State::Open && same)
        return u"It is approved already."_s;
    if (ticket.state == Ticket::State::Unknown)
        return u"A call for it ended without an answer. Say first whether it went out."_s;
    if (ticket.state != Ticket::State::Spent || !(same || scheduled))
        return {};
    return ticket.mayBeOut(Clock::system().now())
               ? u"It was to go out by now. Say first whether it did."_s
               : u"It is %1 already. To publish it again, set it back to In Review first."_s.arg(scheduled ? u"scheduled"_s : u"published"_s);
}

} // namespace

void addTickets(ApprovalView& view, const TicketStore& store)
{
    for (const Ticket& ticket : store.all()) {
        if (ticket.piece == view.relative)
            view.ticket = ticket;
    }
    if (!view.ticket)
        return;
    const bool same = view.ticket->pieceSha256 == view.approvedSha256 && view.ticket->recordSha256 == view.recordSha256 &&
                      view.ticket->picturesSha256 == view.picturesSha256;
    if (!same)
        view.approvedBefore = store.approvedBytes(view.ticket->id).value_or(QByteArray());
    const QString settled = settledAlready(view, *view.ticket, same);
    if (!settled.isEmpty() && (view.refusal.isEmpty() || view.ticket->state == Ticket::State::Unknown))
        view.refusal = settled;
}

} // namespace aios
