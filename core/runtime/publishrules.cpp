// SPDX-License-Identifier: MIT
#include "core/runtime/publishrules.h"

#include "core/base/hash.h"
#include "core/base/rootdir.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostBytes = 4 * 1024 * 1024;

/// A piece that the call may mean.
struct Candidate {
    PublishGate gate;
    RenderedPiece rendered;
    QByteArray file;
    std::optional<Ticket> ticket; ///< Open, for this gate.
    int likeness = 0;
};

QString listed(const QList<Candidate>& candidates)
{
    QStringList names;
    for (const Candidate& candidate : candidates)
        names.append(u"%1 (%2, %3)"_s.arg(candidate.rendered.piece.slug, statusName(candidate.rendered.piece.status), candidate.gate.platform));
    names.sort();
    return names.join(u", "_s);
}

/// The pieces of these gates' platforms, with how well the call fits each. Blocking.
QList<Candidate> candidatesOf(const PublishRules& rules, const QList<PublishGate>& gates, const QList<Ticket>& tickets, const QByteArray& asked)
{
    QList<Candidate> found;
    const auto folder = RootDir::open(rules.root);
    const auto pieces = folder ? loadPieces(rules.root) : Result<QList<Piece>>(std::unexpected(folder.error()));
    for (const Piece& piece : pieces.value_or(QList<Piece>())) {
        for (const PublishGate& gate : gates) {
            if (piece.platform.trimmed().toLower() != gate.platform || !gate.takes(piece.type) || piece.status == PieceStatus::Published)
                continue;
            const auto file = folder->read(piece.relative.toUtf8(), kMostBytes);
            auto rendered = file ? renderPiece(rules.root, piece.relative, file->bytes, rules.pipeline.limitsOf(piece.platform))
                                 : Result<RenderedPiece>(std::unexpected(file.error()));
            if (!rendered)
                continue;
            Candidate candidate{gate, std::move(*rendered), file->bytes, {}, 0};
            candidate.likeness = likeness(candidate.rendered, gate, asked);
            for (const Ticket& ticket : tickets) {
                if (ticket.piece == piece.relative && ticket.state == Ticket::State::Open && ticket.gateDigest == gate.digest())
                    candidate.ticket = ticket;
            }
            found.append(std::move(candidate));
        }
    }
    return found;
}

/// The one the call means; else a sentence for the model.
Result<Candidate> meant(const QList<Candidate>& candidates)
{
    if (candidates.isEmpty())
        return fail(ErrorCode::NotFound,
                    u"There is no unpublished piece for this service in content/. What is published is a piece of the folder: write it there first "
                    "and let the person approve it."_s);
    QList<Candidate> best;
    int most = 1;
    for (const Candidate& candidate : candidates) {
        if (candidate.likeness > most)
            best.clear();
        most = qMax(most, candidate.likeness);
        if (candidate.likeness == most)
            best.append(candidate);
    }
    if (best.size() == 1)
        return best.constFirst();
    if (best.isEmpty()) { // nothing of it fits: only what is approved can be meant
        std::ranges::copy_if(candidates, std::back_inserter(best), [](const Candidate& candidate) { return candidate.ticket.has_value(); });
        if (best.size() == 1)
            return best.constFirst();
    }
    return fail(ErrorCode::InvalidInput, u"It is not clear which piece this call means. Give the slug or the title of one of these: %1."_s.arg(
                                             listed(best.isEmpty() ? candidates : best)));
}

} // namespace

PublishRules::ToolKind PublishRules::kindOf(const QString& service, const QString& tool) const
{
    bool prepares = false;
    for (const PublishGate& gate : gates) {
        const bool ours = gate.service == service;
        if (ours && gate.tool == tool)
            return ToolKind::Publishes; // also one that is switched off: then nothing of it runs
        prepares = prepares || (ours && gate.enabled && gate.prepares.contains(tool));
    }
    return prepares ? ToolKind::Prepares : ToolKind::Other;
}

Result<ApprovalView> approvalView(const PublishRules& rules, const QString& relative, const QByteArray& file, const std::optional<PublishGate>& gate)
{
    ApprovalView view{.relative = relative, .file = file, .sha256 = sha256Hex(file)};
    const Piece piece = pieceFrom(rules.root, relative, file);
    view.limits = rules.pipeline.limitsOf(piece.platform);
    auto rendered = renderPiece(rules.root, relative, file, view.limits);
    if (!rendered)
        return std::unexpected(rendered.error());
    view.rendered = std::move(*rendered);
    view.gate = gate;
    if (const auto call = view.gate ? makePublishCall(view.rendered, *view.gate, "{}") : Result<PublishCall>(PublishCall())) {
        view.arguments = call->arguments;
        view.scheduled = call->scheduled;
    }
    const auto blocking = std::ranges::find_if(view.rendered.problems, [](const auto& problem) { return problem.blocks; });
    const bool canBe = piece.status == PieceStatus::InReview || piece.status == PieceStatus::Approved || piece.status == PieceStatus::Scheduled;
    if (!canBe)
        view.refusal = u"A piece is approved when it is In Review; this one is %1."_s.arg(
            piece.status == PieceStatus::Unknown ? u"without a known status"_s : statusName(piece.status));
    else if (blocking != view.rendered.problems.cend())
        view.refusal = blocking->text;
    return view;
}

void addTickets(ApprovalView& view, const TicketStore& store)
{
    for (const Ticket& ticket : store.all()) {
        if (ticket.piece == view.relative)
            view.ticket = ticket;
    }
    if (!view.ticket)
        return;
    if (view.ticket->pieceSha256 != view.sha256)
        view.approvedBefore = store.approvedBytes(view.ticket->id).value_or(QByteArray());
    if (view.ticket->state == Ticket::State::Open && view.ticket->pieceSha256 == view.sha256 && view.refusal.isEmpty())
        view.refusal = u"It is approved already."_s;
    if (view.ticket->state == Ticket::State::Unknown)
        view.refusal = u"A call for it ended without an answer. Say first whether it went out."_s;
}

PreparedPublish preparePublish(const PublishRules& rules, const QString& service, const QString& tool, const ServiceIdentity& identity,
                               const QByteArray& asked)
{
    PreparedPublish prepared;
    QList<PublishGate> ours;
    std::ranges::copy_if(rules.gates, std::back_inserter(ours),
                         [&](const PublishGate& gate) { return gate.enabled && gate.service == service && gate.tool == tool; });
    if (ours.isEmpty()) {
        prepared.refusal = u"Publishing with %1 is switched off in config/pipeline.yaml. Only the person can switch it on."_s.arg(tool);
        return prepared;
    }
    const TicketStore store(rules.ticketsDirectory, Clock::system());
    const auto candidate = meant(candidatesOf(rules, ours, store.all(), asked));
    const auto call =
        candidate ? makePublishCall(candidate->rendered, candidate->gate, asked) : Result<PublishCall>(std::unexpected(candidate.error()));
    if (!call) {
        prepared.refusal = call.error().message;
        return prepared;
    }
    prepared.piece = candidate->rendered.piece.relative;
    prepared.title = candidate->rendered.piece.title;
    prepared.platform = candidate->rendered.piece.platform;
    prepared.file = candidate->file;
    prepared.call = *call;
    const auto& ticket = candidate->ticket;
    const bool matches = ticket && !identity.toolDigest.isEmpty() && ticket->pieceSha256 == sha256Hex(candidate->file) &&
                         ticket->boundSha256 == sha256Hex(call->boundJson) && ticket->serverHash == identity.serverHash &&
                         ticket->toolDigest == identity.toolDigest;
    if (matches) {
        prepared.ticketId = ticket->id;
        return prepared;
    }
    auto view = approvalView(rules, prepared.piece, candidate->file, candidate->gate);
    if (view)
        addTickets(*view, store);
    if (view && view->ticket && view->ticket->state == Ticket::State::Open)
        view->refusal.clear(); // approved, for another call than this one: the person looks again
    if (view && view->refusal.isEmpty())
        prepared.view = std::move(*view);
    else
        prepared.refusal = u"The piece “%1” is not approved. %2"_s.arg(candidate->rendered.piece.title, view ? view->refusal : view.error().message);
    return prepared;
}

} // namespace aios
