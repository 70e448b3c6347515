// SPDX-License-Identifier: MIT
// What became of publishing calls: the proof goes into the piece, also later and after a crash, and the decision log says how each ended.
#include "core/base/text.h"
#include "core/runtime/publishkeeper.h"
#include "core/runtime/runtime.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kFirstAgain = 60; ///< Seconds until a service is asked again; doubled each time.
constexpr int kMostDoublings = 8;
constexpr qint64 kMostWait = 3'600'000; ///< Milliseconds: a computer that slept does not notice longer ones.

bool isAddress(const QString& proof)
{
    return proof.startsWith("http://"_L1) || proof.startsWith("https://"_L1) || proof.startsWith("file://"_L1);
}

/// The piece as it says that it is out, or is to go out.
Result<QByteArray> withProof(const QByteArray& file, const Ticket& ticket)
{
    const bool address = isAddress(ticket.proof);
    auto after = withPieceStatus(file, ticket.scheduled ? PieceStatus::Scheduled : PieceStatus::Published);
    if (after)
        after = withPieceValue(*after, address ? u"url"_s : u"published_id"_s, ticket.proof);
    if (after && address && !ticket.publishedId.isEmpty())
        after = withPieceValue(*after, u"published_id"_s, ticket.publishedId);
    if (!after || ticket.scheduled)
        return after;
    const QDateTime since = ticket.due.isValid() ? ticket.due : Clock::system().now();
    return withPieceValue(*after, u"published"_s, since.toLocalTime().date().toString(Qt::ISODate));
}

} // namespace

/// The proof goes into the piece: its status, where it is, since when.
void PublishKeeper::markOut(const Ticket& ticket)
{
    const auto file = read(ticket.piece);
    if (!file)
        return;
    const auto known = rules();
    const StatusFlow& flow = known->pipeline.flow;
    const bool waited = !ticket.scheduled && pieceFrom({}, {}, *file, flow).status == PieceStatus::Scheduled;
    if (!waited && approvedHash(*file, flow) != ticket.pieceSha256) {
        Q_EMIT noticed(
            u"“%1” went out as you approved it (%2). Its file was changed since, so its status was left as it is."_s.arg(ticket.title, ticket.proof));
        return;
    }
    const auto after = withProof(*file, ticket);
    DecisionRecord record = recordOf(ticket.piece, u"allowed"_s, u"default"_s);
    record.tool = u"Status flow"_s;
    record.rule = u"proof: "_s + elided(ticket.proof, 200);
    const auto written = after ? writePiece(ticket.piece, *file, *after, record) : after;
    if (!written)
        Q_EMIT noticed(u"“%1” is out (%2), but its file could not be marked: %3"_s.arg(ticket.title, ticket.proof, written.error().message));
}

void PublishKeeper::recordEnd(const Ticket& ticket)
{
    const bool called = ticket.state == Ticket::State::Spent || ticket.state == Ticket::State::Unknown;
    DecisionRecord record = recordOf(ticket.piece, called ? u"allowed"_s : u"stale"_s, called ? u"ticket"_s : u"default"_s);
    if (called) {
        record.tool = u"mcp__%1__%2"_s.arg(ticket.service, ticket.tool);
        record.argumentHash = ticket.boundSha256;
        record.outcome = ticket.state == Ticket::State::Spent ? u"done"_s : u"unknown"_s;
    }
    record.feedback = ticket.state == Ticket::State::Spent ? u"proof: "_s + elided(ticket.proof, 200) : ticket.why;
    std::ignore = m_runtime.project()->decisions().append(record);
}

std::optional<Ticket> PublishKeeper::newestTicket(const QString& relative) const
{
    const QList<Ticket> all = store().all();
    const auto found = std::ranges::find(all.crbegin(), all.crend(), relative, &Ticket::piece);
    return found == all.crend() ? std::nullopt : std::optional(*found);
}

/// The program ended, or the disk was full, between the answer and the piece.
void PublishKeeper::markLeftBehind()
{
    const PublishStatePtr state = m_state;
    const auto known = rules();
    const StatusFlow& flow = known->pipeline.flow;
    for (const PieceState& one : state->pieces) {
        const bool waits = claimsApproval(flow, one.piece.status) && one.ticket && one.ticket->state == Ticket::State::Spent;
        if (!waits || (one.ticket->scheduled && one.piece.status == PieceStatus::Scheduled))
            continue;
        const auto file = read(one.piece.relative); // before the tickets: a new approval stores its ticket first
        const auto newest = newestTicket(one.piece.relative);
        const bool behind = file && newest && isOutBy(*newest, *file, flow) &&
                            !(newest->scheduled && pieceFrom({}, {}, *file, flow).status == PieceStatus::Scheduled);
        if (behind)
            markOut(*newest);
    }
}

/// As a gate says it now: it only reads, so another than the one of the approval may say it, also one that the folder's own took the place of.
ProofCall PublishKeeper::proofCallOf(const Ticket& ticket) const
{
    const auto known = rules();
    const QList<PublishGate> gates = known->gates + known->shadowed;
    const auto gate = std::ranges::find_if(gates, [&ticket](const PublishGate& each) {
        return each.service == ticket.service && each.tool == ticket.tool && !each.status.tool.isEmpty();
    });
    return gate == gates.cend() ? ProofCall() : gate->status;
}

QDateTime PublishKeeper::nextLook(const Ticket& ticket) const
{
    const Asked asked = m_asked.value(ticket.id);
    return asked.times == 0 ? ticket.due : asked.when.addSecs(kFirstAgain << qMin(asked.times - 1, kMostDoublings));
}

void PublishKeeper::lookForProof()
{
    const PublishStatePtr state = m_state;
    if (!state || !readService || !identify)
        return;
    const QDateTime now = Clock::system().now();
    QDateTime next;
    for (const Ticket& ticket : state->tickets) {
        const ProofCall call = ticket.state == Ticket::State::Spent && ticket.scheduled ? proofCallOf(ticket) : ProofCall();
        const PieceState* piece = call.tool.isEmpty() ? nullptr : state->piece(ticket.piece);
        if (!piece || !piece->ticket || piece->ticket->id != ticket.id)
            continue;
        if (ticket.mayBeOut(now) && !(nextLook(ticket) > now)) {
            if (!identify(ticket.service, call.tool))
                continue; // once it is there
            askForProof(ticket, call);
        }
        if (const QDateTime look = nextLook(ticket); look.isValid() && (!next.isValid() || look < next))
            next = look;
    }
    if (next.isValid())
        m_due.start(std::chrono::milliseconds(qBound<qint64>(1000, now.msecsTo(next), kMostWait)));
}

void PublishKeeper::askForProof(const Ticket& ticket, const ProofCall& call)
{
    Asked& asked = m_asked[ticket.id];
    asked = {Clock::system().now(), asked.times + 1};
    const QString id = ticket.publishedId.isEmpty() ? ticket.proof : ticket.publishedId;
    readService({ticket.service, call.tool, call.inputJson(id)}, this,
                [this, ticket, call, project = m_runtime.project()](const Result<QByteArray>& answer) {
                    const QString proof = answer && project == m_runtime.project() ? call.provenBy(*answer) : QString();
                    const auto out = proof.isEmpty() ? fail(ErrorCode::NotFound, {}) : store().wentOut(ticket.id, proof);
                    if (!out)
                        return; // asked again later; until then the person can say
                    recordEnd(*out);
                    markOut(*out);
                    Q_EMIT noticed(u"“%1” is out: %2"_s.arg(out->title, out->proof));
                    refresh();
                });
}

} // namespace aios
