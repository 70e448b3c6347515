// SPDX-License-Identifier: MIT
#include "core/runtime/piecemark.h"

#include "core/markdown/blocks.h"

#include <QUrl>

namespace aios {

namespace {

using namespace Qt::StringLiterals;
using Kind = PieceMark::Kind;

constexpr qint64 kSecondsToAsk = 15 * 60; ///< A service takes its time too.

bool isPastReview(PieceStatus status)
{
    return status == PieceStatus::InReview || status == PieceStatus::Approved || status == PieceStatus::Scheduled;
}

PieceMark ofTicket(const Ticket& ticket, PieceStatus status, const QDateTime& now)
{
    switch (ticket.state) {
    case Ticket::State::Open:
        if (ticket.isOpen(now))
            return {.kind = Kind::Approved, .since = ticket.issued, .until = ticket.expires};
        break;
    case Ticket::State::Calling:
        return {.kind = Kind::GoingOut, .since = ticket.issued};
    case Ticket::State::Spent:
        if (ticket.due.isValid() && ticket.mayBeOut(now.addSecs(-kSecondsToAsk)))
            return {.kind = Kind::Unknown, .since = ticket.due, .why = u"Its time has passed, and nothing says that it went out."_s};
        return {.kind = ticket.scheduled ? Kind::Scheduled : Kind::Published, .since = ticket.settled, .proof = ticket.proof};
    case Ticket::State::Unknown:
        return {.kind = Kind::Unknown, .since = ticket.settled, .why = ticket.why};
    case Ticket::State::Void:
        break;
    }
    return isPastReview(status) ? PieceMark{.kind = Kind::Void, .since = ticket.settled, .why = ticket.why} : PieceMark{};
}

} // namespace

PieceMark pieceMark(const PieceState& state, const QDateTime& now)
{
    const PieceMark mark = state.ticket ? ofTicket(*state.ticket, state.piece.status, now) : PieceMark{};
    const bool explains = mark.kind == Kind::Void || mark.kind == Kind::Unknown || mark.kind == Kind::GoingOut;
    if (state.unproven && !explains)
        return {.kind = Kind::Unproven};
    return state.claimed && !explains ? PieceMark{.kind = Kind::Claimed} : mark;
}

PieceMarks pieceMarks(const PublishState& state, const QDateTime& now)
{
    PieceMarks marks;
    for (const PieceState& piece : state.pieces) {
        if (const PieceMark mark = pieceMark(piece, now); mark.kind != Kind::None)
            marks.insert(piece.piece.relative, mark);
    }
    return marks;
}

/// The address is a service's word: nothing but the web, no name before the host that looks like one, and a host in letters that have no doubles.
QString proofHost(const PieceMark& mark)
{
    if (mark.kind != Kind::Published && mark.kind != Kind::Scheduled)
        return {};
    const QUrl url(mark.proof, QUrl::StrictMode);
    if ((url.scheme() != QLatin1StringView("http") && url.scheme() != QLatin1StringView("https")) || !url.userInfo().isEmpty() ||
        !isOpenableLink(mark.proof))
        return {};
    const QString host = url.host(QUrl::FullyEncoded);
    return url.port() < 0 ? host : host + QLatin1Char(':') + QString::number(url.port());
}

int daysLeft(const PieceMark& mark, const QDateTime& now)
{
    return static_cast<int>(qMax<qint64>(0, now.toLocalTime().date().daysTo(mark.until.toLocalTime().date())));
}

} // namespace aios
