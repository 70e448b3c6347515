// SPDX-License-Identifier: MIT
// Publishing calls: their one use, and what becomes of the piece.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/runtime/publishedchanges.h"
#include "core/runtime/publishkeeper.h"
#include "core/runtime/runtime.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// When a scheduled call goes out; not valid: at once, or nobody can read it.
QDateTime dueOf(const PublishCall& call, const PublishGate& gate)
{
    const auto time =
        std::ranges::find_if(call.arguments, [&gate](const PublishArgument& each) { return each.name == gate.schedules && !each.absent; });
    return time == call.arguments.cend() ? QDateTime() : QDateTime::fromString(time->value, Qt::ISODateWithMs).toUTC();
}

} // namespace

void PublishKeeper::recheck(const QString& ticketId, QObject* context, Recheck reply)
{
    const QList<Ticket> all = store().all();
    const auto ticket = std::ranges::find(all, ticketId, &Ticket::id);
    if (ticket == all.cend() || ticket->recordSha256.isEmpty())
        return reply(QByteArray()); // begin() says what is wrong with it
    const auto file = read(ticket->piece);
    const auto place = file ? recordPlace(*file) : Result<std::optional<RecordPlace>>(std::unexpected(file.error()));
    if (!place || !place->has_value() || !readRecord)
        return reply(fail(ErrorCode::Changed, u"Where the text of the piece lives cannot be read any more."_s));
    readRecord(**place, context, [this, ticket = *ticket, place = **place, reply = std::move(reply)](const Result<RecordText>& text) {
        if (!text)
            return reply(
                fail(ErrorCode::Unavailable,
                     u"The record that the piece lives in could not be read, so nothing was sent. The approval stands. "_s + text.error().message));
        takeRecord(ticket.piece, place, *text);
        if (text->sha256() == ticket.recordSha256)
            return reply(text->sha256());
        refresh();
        reply(fail(
            ErrorCode::Changed,
            u"The text in its record was changed after the approval, so nothing was sent. It is In Review again: the person has to approve it as it is now."_s));
    });
}

Result<TicketHold> PublishKeeper::begin(const QString& ticketId, const PublishCall& call, const QByteArray& recordSha256)
{
    auto hold = store().begin(ticketId);
    if (!hold)
        return hold;
    const Ticket& ticket = hold->ticket();
    const auto file = read(ticket.piece);
    const auto identity = identify ? identify(ticket.service, ticket.tool) : std::nullopt;
    if (file && approvedHash(*file, rules()->pipeline.flow) == ticket.pieceSha256 && recordSha256 == ticket.recordSha256 &&
        sha256Hex(call.boundJson) == ticket.boundSha256 && identity && identity->serverHash == ticket.serverHash &&
        identity->toolDigest == ticket.toolDigest && arePicturesAsBefore(m_runtime.project()->root(), call.pictures))
        return hold;
    if (const auto ended =
            store().finish(std::move(*hold), Ticket::State::Void, u"The piece, a picture, the service or its tool changed before the call."_s))
        recordEnd(*ended);
    refresh();
    return fail(
        ErrorCode::Changed,
        u"The piece, a picture, the service or its tool changed after the approval, so nothing was sent. The person has to approve it again."_s);
}

void PublishKeeper::finished(TicketHold hold, const PublishCall& call, const QByteArray& answer, const QString& problem)
{
    PublishGate gate;
    const auto current = rules();
    for (const PublishGate& known : current->gates) {
        if (known.digest() == hold.ticket().gateDigest)
            gate = known;
    }
    const QString proof = problem.isEmpty() ? proofIn(answer, gate) : QString();
    const QString why =
        !problem.isEmpty()
            ? problem
            : u"The service answered without an address or id, so nobody knows whether it is out. Look there before anything is sent again."_s;
    const QDateTime due = dueOf(call, gate);
    const auto settled = proof.isEmpty() ? store().finish(std::move(hold), Ticket::State::Unknown, why, {.due = due})
                                         : store().finish(std::move(hold), Ticket::State::Spent, proof,
                                                          {.scheduled = call.scheduled, .due = due, .publishedId = idIn(answer, gate)});
    if (settled)
        recordEnd(*settled);
    if (!settled)
        Q_EMIT noticed(settled.error().message);
    else if (settled->state == Ticket::State::Spent)
        markOut(*settled);
    else
        Q_EMIT noticed(u"“%1”: unknown whether it went out. %2"_s.arg(settled->title, settled->why));
    refresh();
}

void PublishKeeper::refused(TicketHold hold, const QString& why)
{
    const auto settled = store().finish(std::move(hold), Ticket::State::Void, u"The service refused it, and nothing went out. "_s + why);
    if (settled) {
        recordEnd(*settled);
        Q_EMIT noticed(u"“%1” did not go out: the service refused it, and nothing was sent. %2"_s.arg(settled->title, why));
    } else {
        Q_EMIT noticed(settled.error().message);
    }
    const auto file = settled ? read(settled->piece) : Result<QByteArray>(std::unexpected(settled.error()));
    const auto after = file && claimsApproval(rules()->pipeline.flow, pieceFrom({}, settled->piece, *file, rules()->pipeline.flow).status)
                           ? withPieceStatus(*file, PieceStatus::InReview)
                           : Result<QByteArray>(fail(ErrorCode::NotFound, {}));
    if (after) {
        DecisionRecord record = recordOf(settled->piece, u"stale"_s, u"default"_s);
        record.tool = u"Status flow"_s;
        record.feedback = settled->why;
        std::ignore = writePiece(settled->piece, *file, *after, record);
    }
    refresh();
}

void PublishKeeper::lookAtWhatIsOut()
{
    m_runtime.pool().run(
        this,
        [rules = rules(), state = m_state] {
            QList<Piece> pieces;
            for (const PieceState& one : state->pieces)
                pieces.append(one.piece);
            return changedSinceOut(*rules, pieces, state->tickets);
        },
        [this, project = m_runtime.project()](const QHash<QString, QByteArray>& changed) {
            for (auto each = changed.cbegin(); project == m_runtime.project() && each != changed.cend(); ++each) {
                if (const auto ticket = newestTicket(each.key()))
                    reviewAgain(*ticket, each.value());
            }
        });
}

/// What is out stays as it was approved; only the piece says that it needs the person.
void PublishKeeper::reviewAgain(const Ticket& ticket, const QByteArray& sha256)
{
    const auto file = read(ticket.piece);
    if (!file || sha256Hex(*file) != sha256)
        return; // it goes on changing; the next look tells
    const auto after = withPieceStatus(*file, PieceStatus::InReview);
    const QString why =
        ticket.mayBeOut(Clock::system().now()) || !ticket.scheduled
            ? u"“%1” was changed after it went out, so it is In Review again. What is out stays as you approved it."_s
            : u"“%1” was changed after it was scheduled, so it is In Review again. What is scheduled goes out as you approved it, unless you "
              "take it back at the service."_s;
    DecisionRecord record = recordOf(ticket.piece, u"stale"_s, u"default"_s);
    record.tool = u"Status flow"_s;
    record.feedback = why.arg(pieceFrom({}, ticket.piece, *file).title);
    if (!after || !writePiece(ticket.piece, *file, *after, record))
        return;
    Q_EMIT noticed(record.feedback);
    refresh();
}

} // namespace aios
