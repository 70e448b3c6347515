// SPDX-License-Identifier: MIT
// Publishing calls: their one use, and what becomes of the piece.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/runtime/publishedchanges.h"
#include "core/runtime/publishkeeper.h"
#include "core/runtime/runtime.h"

namespace aios {

using namespace Qt::StringLiterals;

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
        identity->toolDigest == ticket.toolDigest)
        return hold;
    std::ignore = store().finish(std::move(*hold), Ticket::State::Void, u"The piece, the service or its tool changed before the call."_s);
    refresh();
    return fail(ErrorCode::Changed,
                u"The piece, the service or its tool changed after the approval, so nothing was sent. The person has to approve it again."_s);
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
    const auto settled = proof.isEmpty() ? store().finish(std::move(hold), Ticket::State::Unknown, why)
                                         : store().finish(std::move(hold), Ticket::State::Spent, proof, call.scheduled);
    if (!settled)
        Q_EMIT noticed(settled.error().message);
    else if (settled->state == Ticket::State::Spent)
        markOut(*settled, idIn(answer, gate));
    else
        Q_EMIT noticed(u"“%1”: unknown whether it went out. %2"_s.arg(settled->title, settled->why));
    refresh();
}

/// The proof goes into the piece: its status, where it is, since when.
void PublishKeeper::markOut(const Ticket& ticket, const QString& publishedId)
{
    const auto file = read(ticket.piece);
    if (!file)
        return;
    if (approvedHash(*file, rules()->pipeline.flow) != ticket.pieceSha256) {
        Q_EMIT noticed(
            u"“%1” went out as you approved it (%2). Its file was changed since, so its status was left as it is."_s.arg(ticket.title, ticket.proof));
        return;
    }
    const bool address = ticket.proof.startsWith("http://"_L1) || ticket.proof.startsWith("https://"_L1) || ticket.proof.startsWith("file://"_L1);
    auto after = withPieceStatus(*file, ticket.scheduled ? PieceStatus::Scheduled : PieceStatus::Published);
    if (after)
        after = withPieceValue(*after, address ? u"url"_s : u"published_id"_s, ticket.proof);
    if (after && address && !publishedId.isEmpty())
        after = withPieceValue(*after, u"published_id"_s, publishedId);
    if (after && !ticket.scheduled)
        after = withPieceValue(*after, u"published"_s, Clock::system().now().toLocalTime().date().toString(Qt::ISODate));
    DecisionRecord record = recordOf(ticket.piece, u"allowed"_s, u"default"_s);
    record.tool = u"Status flow"_s;
    record.rule = u"proof: "_s + elided(ticket.proof, 200);
    const auto written = after ? writePiece(ticket.piece, *file, *after, record) : after;
    if (!written)
        Q_EMIT noticed(u"“%1” is out (%2), but its file could not be marked: %3"_s.arg(ticket.title, ticket.proof, written.error().message));
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
            for (auto each = changed.cbegin(); project == m_runtime.project() && each != changed.cend(); ++each)
                reviewAgain(each.key(), each.value());
        });
}

/// What is out stays as it was approved; only the piece says that it needs the person.
void PublishKeeper::reviewAgain(const QString& relative, const QByteArray& sha256)
{
    const auto file = read(relative);
    if (!file || sha256Hex(*file) != sha256)
        return; // it goes on changing; the next look tells
    const auto after = withPieceStatus(*file, PieceStatus::InReview);
    DecisionRecord record = recordOf(relative, u"stale"_s, u"default"_s);
    record.tool = u"Status flow"_s;
    if (!after || !writePiece(relative, *file, *after, record))
        return;
    Q_EMIT noticed(u"“%1” was changed after it went out, so it is In Review again. What is out stays as you approved it."_s.arg(
        pieceFrom({}, relative, *file).title));
    refresh();
}

} // namespace aios
