// SPDX-License-Identifier: MIT
#include "core/runtime/publishrules.h"

#include "core/base/hash.h"
#include "core/base/rootdir.h"
#include "core/content/gateproblems.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostBytes = 4 * 1024 * 1024;

/// A piece that the call may mean.
struct Candidate {
    PublishGate gate;
    RenderedPiece rendered;
    QByteArray file;  ///< With its record's text as it was approved, when it lives in one.
    QByteArray onDisk;
    bool inRecord = false;
    std::optional<Ticket> ticket; ///< Open, for this gate.
    bool out = false; ///< Published, or on its way there: known only to say so.
    int likeness = 0;
};

QString listed(const QList<Candidate>& candidates)
{
    QStringList names;
    for (const Candidate& candidate : candidates)
        names.append(u"%1 (%2, %3)"_s.arg(candidate.rendered.piece.slug, candidate.rendered.piece.statusName, candidate.gate.platform));
    names.sort();
    return names.join(u", "_s);
}

const Ticket* newestTicket(const QList<Ticket>& tickets, const Piece& piece)
{
    const auto found = std::ranges::find(tickets.crbegin(), tickets.crend(), piece.relative, &Ticket::piece);
    return found == tickets.crend() ? nullptr : &*found;
}

std::optional<Ticket> openTicket(const QList<Ticket>& tickets, const Piece& piece, const PublishGate& gate)
{
    std::optional<Ticket> found;
    for (const Ticket& ticket : tickets) {
        if (ticket.piece == piece.relative && ticket.state == Ticket::State::Open && ticket.gateDigest == gate.digest())
            found = ticket;
    }
    return found;
}

/// A piece as a call of that gate's tool would publish it. Nothing: it cannot be read, or not be rendered.
std::optional<Candidate> candidateOf(const PublishRules& rules, const Piece& piece, const PublishGate& gate, const QByteArray& onDisk,
                                     const TicketStore& store, const QList<Ticket>& tickets)
{
    Candidate candidate{.gate = gate, .file = onDisk, .onDisk = onDisk, .ticket = openTicket(tickets, piece, gate)};
    const auto place = recordPlace(onDisk);
    if (!place)
        return std::nullopt;
    candidate.inRecord = place->has_value();
    if (candidate.inRecord && candidate.ticket) // the record itself is read when it is sent
        candidate.file = store.approvedBytes(candidate.ticket->id).value_or(onDisk);
    auto rendered = renderPiece(rules.root, piece.relative, candidate.file, rules.pipeline.limitsOf(piece.platform), rules.pipeline.flow);
    if (!rendered)
        return std::nullopt;
    candidate.rendered = std::move(*rendered);
    return candidate;
}

/// A piece that is out has the id of what went out, and the call that put it there had not.
bool fitsOrWentOut(const PublishRules& rules, const PublishGate& gate, const Piece& piece)
{
    Piece before = piece;
    before.publishedId.clear();
    return rules.fits(gate, piece) || (piece.status == PieceStatus::Published && rules.fits(gate, before));
}

/// The pieces of these gates' platforms, with how well the call fits each. Blocking.
QList<Candidate> candidatesOf(const PublishRules& rules, const QList<PublishGate>& gates, const TicketStore& store, const QByteArray& asked)
{
    QList<Candidate> found;
    const QList<Ticket> tickets = store.all();
    const auto folder = RootDir::open(rules.root);
    const auto look = folder && rules.pieces ? rules.pieces->look(rules.pipeline.flow) : fail(ErrorCode::NotFound, {});
    for (const Piece& piece : look.value_or(PieceLook()).pieces) {
        for (const PublishGate& gate : gates) {
            if (!fitsOrWentOut(rules, gate, piece))
                continue;
            const auto file = folder->read(piece.relative.toUtf8(), kMostBytes);
            auto candidate = file ? candidateOf(rules, piece, gate, file->bytes, store, tickets) : std::nullopt;
            if (!candidate)
                continue;
            const Ticket* newest = newestTicket(tickets, piece);
            candidate->out = piece.status == PieceStatus::Published || (newest && isOutBy(*newest, candidate->onDisk, rules.pipeline.flow));
            candidate->likeness = likeness(candidate->rendered, gate, asked);
            found.append(*std::move(candidate));
        }
    }
    return found;
}

bool mayBeApproved(const Candidate& candidate)
{
    const PieceStatus status = candidate.rendered.piece.status;
    return status == PieceStatus::InReview || status == PieceStatus::Approved || status == PieceStatus::Scheduled;
}

/// Several that fit a call equally well, a plan and the piece written from it: the approved one is meant, else the one that could be.
void preferApproved(QList<Candidate>& best)
{
    const auto narrow = [&best](auto keep) {
        QList<Candidate> kept;
        std::ranges::copy_if(best, std::back_inserter(kept), keep);
        if (best.size() > 1 && !kept.isEmpty())
            best = kept;
    };
    narrow([](const Candidate& candidate) { return candidate.ticket.has_value(); });
    narrow(mayBeApproved);
}

/// The one the call means; else a sentence for the model.
Result<Candidate> meantOf(const QList<Candidate>& candidates)
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
    preferApproved(best);
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

/// The same, among all. A call that says the words of what is out means that, whatever else waits; where what waits has the same words, such as its plan, it counts only
/// when it could be approved.
Result<Candidate> meant(QList<Candidate> candidates)
{
    const auto split = std::ranges::stable_partition(candidates, [](const Candidate& candidate) { return !candidate.out; });
    const QList<Candidate> out(split.begin(), split.end());
    candidates.erase(split.begin(), split.end());
    const auto nearest = std::ranges::max_element(out, {}, &Candidate::likeness);
    const auto open = std::ranges::max_element(candidates, {}, &Candidate::likeness);
    const int most = open == candidates.cend() ? 0 : open->likeness;
    const bool couldBe = std::ranges::any_of(
        candidates, [most](const Candidate& candidate) { return candidate.likeness == most && (candidate.ticket || mayBeApproved(candidate)); });
    if (nearest == out.cend() || nearest->likeness == 0 || nearest->likeness < most || (nearest->likeness == most && couldBe))
        return meantOf(candidates);
    const bool scheduled = nearest->rendered.piece.status == PieceStatus::Scheduled;
    return fail(ErrorCode::Denied,
                u"“%1” is %2 already, and an approval counts for one call: nothing was sent. To publish it again, the person sets it back to In "
                "Review and approves it anew."_s.arg(nearest->rendered.piece.title, scheduled ? u"scheduled"_s : u"published"_s));
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
    if (std::ranges::any_of(shadowed, [&](const PublishGate& gate) { return gate.service == service && gate.tool == tool; }))
        return ToolKind::Publishes;
    return prepares ? ToolKind::Prepares : ToolKind::Other;
}

QString PublishRules::whyNothingGoesOut(const QString& service, const QString& tool) const
{
    const auto gate = std::ranges::find_if(shadowed, [&](const PublishGate& each) { return each.service == service && each.tool == tool; });
    const auto own = gate == shadowed.cend()
                         ? gates.cend()
                         : std::ranges::find_if(gates, [&](const PublishGate& each) { return each.enabled && each.platform == gate->platform; });
    if (own == gates.cend())
        return u"Publishing with %1 is switched off in config/pipeline.yaml. Only the person can switch it on."_s.arg(tool);
    return u"Nothing goes out with %1 of %2: config/pipeline.yaml, as the person accepted it, publishes pieces for %3 with %4 of %5. Call that, or "
           "let the person name the other tool there."_s.arg(tool, service, own->platform, own->tool, own->service);
}

bool PublishRules::onlyPrepares(const QString& service, const QString& tool, const QByteArray& inputJson) const
{
    const bool used =
        std::ranges::any_of(gates, [&](const PublishGate& gate) { return gate.enabled && gate.service == service && gate.tool == tool; });
    return used && std::ranges::any_of(
                       drafts, [&](const auto& draft) { return draft.first == service && draft.second.tool == tool && draft.second.is(inputJson); });
}

QString PublishRules::whyPublishes(const QString& service, const QString& tool, const QByteArray& inputJson) const
{
    if (kindOf(service, tool) == ToolKind::Publishes && !onlyPrepares(service, tool, inputJson))
        return u"Asks because it publishes: no rule or mode may do that for you."_s;
    return judgeRecordCall(records, pipeline.flow, service, tool, inputJson).publishes;
}

namespace {

/// A folder says it of its own tools only: it could call anything a draft.
QList<std::pair<QString, PreparingCall>> draftsOf(const QList<PublishGate>& shipped, const QList<PublishGate>& own)
{
    QList<std::pair<QString, PreparingCall>> drafts;
    const auto add = [&drafts](const PublishGate& gate) {
        for (const PreparingCall& draft : gate.drafts)
            drafts.append({gate.service, draft});
    };
    std::ranges::for_each(shipped, add);
    for (const PublishGate& gate : own) {
        const auto same = [&gate](const PublishGate& each) { return each.service == gate.service && each.tool == gate.tool; };
        if (std::ranges::none_of(shipped, same))
            add(gate);
    }
    return drafts;
}

} // namespace

void PublishRules::take(const QByteArray& accepted, const QList<PublishGate>& shipped, const QList<RecordGate>& shippedRecords)
{
    if (auto read = parsePipeline(accepted))
        pipeline = std::move(*read);
    gates = pipeline.gates;
    shadowed.clear();
    for (PublishGate gate : shipped) {
        if (pipeline.platforms.contains(gate.platform)) {
            // What the folder publishes through a service it also updates there, unless it says itself how.
            const auto own = std::ranges::find_if(pipeline.gates, [&gate](const PublishGate& each) {
                return each.platform == gate.platform && each.service == gate.service && !each.updates;
            });
            const bool said = std::ranges::any_of(pipeline.gates, [&gate](const PublishGate& each) {
                return each.service == gate.service && (each.tool == gate.tool || (each.updates && each.platform == gate.platform));
            });
            if (!gate.updates || said || own == pipeline.gates.cend()) {
                shadowed.append(gate);
                continue;
            }
            gate.enabled = own->enabled;
            gate.accepts = own->accepts;
        }
        gates.append(gate);
    }
    records = shippedRecords + pipeline.records;
    drafts = draftsOf(shipped, pipeline.gates);
}

bool PublishRules::fits(const PublishGate& gate, const Piece& piece) const
{
    const auto isFor = [&piece](const PublishGate& each) {
        return each.enabled && each.platform == piece.platform.trimmed().toLower() && each.takes(piece.type);
    };
    if (!isFor(gate) || (gate.updates && piece.publishedId.isEmpty()))
        return false;
    return gate.updates || piece.publishedId.isEmpty() ||
           std::ranges::none_of(gates, [&](const PublishGate& other) { return other.updates && other.service == gate.service && isFor(other); });
}

bool claimsApproval(const StatusFlow& flow, PieceStatus status)
{
    return flow.isGated(status) && status != PieceStatus::Published;
}

QByteArray approvedHash(const QByteArray& file, const StatusFlow& flow)
{
    const PieceStatus status = pieceFrom({}, {}, file, flow).status;
    const bool behind = flow.isAdded(status) && flow.isGated(status);
    return sha256Hex(behind ? withPieceStatus(file, PieceStatus::Approved, flow).value_or(file) : file);
}

namespace {

/// Whether its ticket is for exactly this call: this text, these arguments, this tool.
bool isApproved(const Candidate& candidate, const StatusFlow& flow, const PublishCall& call, const ServiceIdentity& identity)
{
    const auto& ticket = candidate.ticket;
    return ticket && !identity.toolDigest.isEmpty() && ticket->pieceSha256 == approvedHash(candidate.onDisk, flow) &&
           ticket->recordSha256.isEmpty() != candidate.inRecord && ticket->boundSha256 == sha256Hex(call.boundJson) &&
           ticket->serverHash == identity.serverHash && ticket->toolDigest == identity.toolDigest;
}

/// The card of a call that nobody has approved, or why there can be none.
void askThePerson(PreparedPublish& prepared, const PublishRules& rules, const Candidate& candidate, const TicketStore& store)
{
    auto view = approvalView(rules, prepared.piece, candidate.file, candidate.gate);
    const QString problem = view ? view->refusal : QString();
    if (view)
        addTickets(*view, store);
    if (view && view->ticket && view->ticket->state == Ticket::State::Open)
        view->refusal = problem; // approved, for another call than this one: the person looks again
    if (view && view->refusal.isEmpty() && !view->picturesSha256.isEmpty())
        view->refusal = u"It shows pictures, so the person approves it on its page, where they are seen; then call again."_s;
    if (view && view->refusal.isEmpty())
        prepared.view = std::move(*view);
    else
        prepared.refusal = u"The piece “%1” is not approved. %2"_s.arg(candidate.rendered.piece.title, view ? view->refusal : view.error().message);
}

QString blockingNow(const Candidate& candidate)
{
    const QList<RenderedPiece::Problem> problems = gateProblems(candidate.rendered, candidate.gate, Clock::system().now());
    const auto blocking = std::ranges::find_if(problems, &RenderedPiece::Problem::blocks);
    return blocking == problems.cend()
               ? QString()
               : u"The piece “%1” was not published, and the approval stands. %2"_s.arg(candidate.rendered.piece.title, blocking->text);
}

} // namespace

PreparedPublish preparePublish(const PublishRules& rules, const QString& service, const QString& tool, const ServiceIdentity& identity,
                               const QByteArray& asked)
{
    PreparedPublish prepared;
    QList<PublishGate> ours;
    std::ranges::copy_if(rules.gates, std::back_inserter(ours),
                         [&](const PublishGate& gate) { return gate.enabled && gate.service == service && gate.tool == tool; });
    if (ours.isEmpty()) {
        prepared.refusal = rules.whyNothingGoesOut(service, tool);
        return prepared;
    }
    const TicketStore store(rules.ticketsDirectory, Clock::system());
    auto candidate = meant(candidatesOf(rules, ours, store, asked));
    if (candidate)
        candidate->rendered.pictures = piecePictures(rules.root, candidate->rendered.piece.relative, candidate->rendered.media);
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
    if (isApproved(*candidate, rules.pipeline.flow, *call, identity)) {
        prepared.refusal = blockingNow(*candidate); // the time it names may have passed
        if (prepared.refusal.isEmpty())
            prepared.ticketId = candidate->ticket->id;
        return prepared;
    }
    if (candidate->inRecord) {
        prepared.refusal =
            u"The piece “%1” is not approved as it is now. Its text lives in a record, so the person approves it on its page, where the record is "
            "read; then call again."_s.arg(prepared.title);
        return prepared;
    }
    askThePerson(prepared, rules, *candidate, store);
    return prepared;
}

} // namespace aios
