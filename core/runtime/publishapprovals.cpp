// SPDX-License-Identifier: MIT
// The person's decisions about pieces, and what becomes of a piece that is not what was approved any more.
#include "core/base/hash.h"
#include "core/content/boardplan.h"
#include "core/runtime/publishkeeper.h"
#include "core/runtime/runtime.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostBytes = 4 * 1024 * 1024;
constexpr int kTicketDays = 7;
const QString kPipelineFile = u"config/pipeline.yaml"_s;
const QString kBoardFile = u"context/active-work.md"_s;

/// The board with the piece's card where its status says, and what it was read as. Blocking.
std::optional<std::pair<QByteArray, QByteArray>> followedBoard(const QString& root, const PieceReader& reader, const QString& relative,
                                                               const StatusFlow& flow)
{
    const auto folder = RootDir::open(root);
    const auto board = folder ? folder->read(kBoardFile.toUtf8(), kMostBytes) : std::unexpected(folder.error());
    const auto look = reader.look(flow);
    if (!board || !look)
        return std::nullopt;
    const BoardView view = boardView(board->bytes, look->pieces, flow);
    for (const ColumnView& column : view.columns) {
        for (const CardView& card : column.cards) {
            if (card.piece != relative || !card.outOfStep)
                continue;
            const auto to = std::ranges::find_if(view.columns, [&card](const ColumnView& each) { return each.status == card.status; });
            const ColumnKey key = to == view.columns.cend() ? ColumnKey{card.statusName(), 0} : to->key;
            const auto plan = planMove(board->bytes, look->pieces, {}, card.key, {key, {}}, Mover::Person, flow);
            return plan && !plan->approval ? std::optional(std::pair{plan->board, board->sha256}) : std::nullopt;
        }
    }
    return std::nullopt;
}

} // namespace

Result<QByteArray> PublishKeeper::read(const QString& relative) const
{
    if (!m_runtime.project())
        return fail(ErrorCode::NotFound, u"No folder is open. Open one first."_s);
    if (!relative.startsWith("content/"_L1) || !relative.endsWith(".md"_L1))
        return fail(ErrorCode::InvalidInput, u"%1 is no piece: pieces are the Markdown files beneath content/."_s.arg(relative));
    return m_runtime.loadFile(relative).transform([](const FileContent& content) { return content.bytes; });
}

Result<ApprovalView> PublishKeeper::viewOf(const QString& relative, const QByteArray& file) const
{
    const Piece piece = pieceFrom(m_runtime.project()->root(), relative, file, rules()->pipeline.flow);
    return approvalView(*rules(), relative, file, gateFor(piece), knownRecord(relative, file));
}

/// The text of its record as it was last read, from the place the file names now.
std::optional<RecordText> PublishKeeper::knownRecord(const QString& relative, const QByteArray& file) const
{
    const auto known = m_records.constFind(relative);
    const auto place = recordPlace(file);
    return known != m_records.cend() && place && *place == known->first ? std::optional(known->second) : std::nullopt;
}

void PublishKeeper::review(const QString& relative, QObject* context, std::function<void(Result<ApprovalView>)> reply)
{
    const auto file = read(relative);
    const auto place = file ? recordPlace(*file) : Result<std::optional<RecordPlace>>(std::unexpected(file.error()));
    if (!place)
        return reply(std::unexpected(place.error()));
    if (!place->has_value())
        return showForReview(relative, context, reply);
    if (!readRecord)
        return reply(fail(ErrorCode::Unavailable, u"The piece lives in a record of %1, and no service is there."_s.arg((*place)->service)));
    readRecord(**place, context, [this, relative, context, place = **place, reply = std::move(reply)](const Result<RecordText>& text) {
        if (!text)
            return reply(std::unexpected(text.error()));
        takeRecord(relative, place, *text);
        showForReview(relative, context, reply);
    });
}

/// A record that says something else than what was approved ends the approval.
void PublishKeeper::takeRecord(const QString& relative, const RecordPlace& place, const RecordText& text)
{
    m_records.insert(relative, {place, text});
    for (Ticket& ticket : store().all()) {
        if (ticket.piece == relative && ticket.state == Ticket::State::Open && ticket.recordSha256 != text.sha256())
            voidTicket(ticket, u"The text in its record was changed after it was approved."_s);
    }
}

void PublishKeeper::showForReview(const QString& relative, QObject* context, const std::function<void(Result<ApprovalView>)>& reply)
{
    const auto file = read(relative);
    if (!file)
        return reply(std::unexpected(file.error()));
    const auto gate = gateFor(pieceFrom(m_runtime.project()->root(), relative, *file, rules()->pipeline.flow));
    m_runtime.pool().run( // its pictures are read as well
        context,
        [tickets = store(), rules = rules(), relative, file = *file, gate, record = knownRecord(relative, *file)] {
            auto view = approvalView(*rules, relative, file, gate, record);
            if (view)
                addTickets(*view, tickets);
            return view;
        },
        [reply](Result<ApprovalView> found) { reply(std::move(found)); });
}

DecisionRecord PublishKeeper::recordOf(const QString& relative, const QString& decision, const QString& by) const
{
    DecisionRecord record;
    record.time = Clock::system().now();
    record.project = m_runtime.project()->root();
    record.tool = u"Approval"_s;
    record.target = relative;
    record.grade = Grade::LeavesComputer;
    record.decision = decision;
    record.by = by;
    return record;
}

/// Writes the piece, records it, tells open editors, and moves its card.
Result<QByteArray> PublishKeeper::writePiece(const QString& relative, const QByteArray& before, const QByteArray& after, const DecisionRecord& why)
{
    OpenProject* project = m_runtime.project();
    const auto path = project->guard()->check(relative, PathAccess::Kind::Write);
    if (!path)
        return std::unexpected(path.error());
    DecisionRecord record = why;
    record.beforeHash = sha256Hex(before);
    const auto written = project->rootDir()->write(path->relative, after, WriteExpectation::hash(record.beforeHash));
    record.outcome = written ? u"done"_s : u"failed"_s;
    record.afterHash = written ? written->sha256 : QByteArray();
    std::ignore = project->decisions().append(record);
    if (!written)
        return std::unexpected(written.error());
    project->noteOwnWrite(relative, written->sha256);
    Q_EMIT m_runtime.filesChanged({relative});
    m_runtime.pool().run(
        this,
        [root = project->root(), pieces = project->pieces(), relative, flow = rules()->pipeline.flow] {
            return followedBoard(root, *pieces, relative, flow);
        },
        [this, project](const std::optional<std::pair<QByteArray, QByteArray>>& board) {
            if (!board || project != m_runtime.project())
                return;
            if (m_runtime.saveFile(kBoardFile, board->first, board->second, u"Status flow"_s))
                Q_EMIT m_runtime.filesChanged({kBoardFile});
        });
    return written->sha256;
}

/// Bound to exactly what `view` shows. `file`: the piece's bytes as they will stand in the folder.
Result<Ticket> PublishKeeper::ticketFor(const ApprovalView& view, const QByteArray& file) const
{
    Ticket ticket{
        .piece = view.relative, .title = view.rendered.piece.title, .platform = view.rendered.piece.platform, .pieceSha256 = sha256Hex(file)};
    ticket.recordSha256 = view.recordSha256;
    ticket.picturesSha256 = view.picturesSha256;
    ticket.expires = Clock::system().now().addDays(kTicketDays);
    if (!view.gate)
        return ticket;
    ticket.service = view.gate->service;
    ticket.tool = view.gate->tool;
    ticket.gateDigest = view.gate->digest();
    const auto call = makePublishCall(view.rendered, *view.gate, "{}");
    if (!call)
        return std::unexpected(call.error());
    ticket.boundSha256 = sha256Hex(call->boundJson);
    if (const auto identity = identify ? identify(ticket.service, ticket.tool) : std::nullopt) {
        ticket.serverHash = identity->serverHash;
        ticket.toolDigest = identity->toolDigest;
    }
    return ticket;
}

Result<Ticket> PublishKeeper::approve(const QString& relative, const QByteArray& sha256)
{
    const auto file = read(relative);
    if (!file)
        return std::unexpected(file.error());
    const auto view = viewOf(relative, *file);
    if (view && view->sha256 != sha256)
        return fail(ErrorCode::Changed, u"The piece changed while you were looking at it. Look at it as it is now."_s);
    if (!view || !view->refusal.isEmpty())
        return view ? fail(ErrorCode::Denied, view->refusal) : std::unexpected(view.error());
    if (const auto newest = newestTicket(relative); newest && isOutBy(*newest, *file, rules()->pipeline.flow))
        return fail(ErrorCode::Denied,
                    u"It went out already, exactly as it is (%1). To publish it again, set it back to In Review first."_s.arg(newest->proof));
    const auto after = view->rendered.piece.status == PieceStatus::Approved ? *file : withPieceStatus(*file, PieceStatus::Approved);
    const auto approved = after ? viewOf(relative, *after) : Result<ApprovalView>(std::unexpected(after.error()));
    if (!approved || approved->picturesSha256 != view->picturesSha256)
        return approved ? fail(ErrorCode::Changed, u"A picture changed while you were looking at the piece. Look at it as it is now."_s)
                        : std::unexpected(approved.error());
    const auto ticket = ticketFor(*approved, *after);
    if (!ticket)
        return ticket;
    DecisionRecord record = recordOf(relative, u"allowed"_s, u"person"_s);
    record.argumentHash = ticket->boundSha256;
    record.afterHash = ticket->pieceSha256;
    if (const auto logged = m_runtime.project()->decisions().append(record); !logged)
        return std::unexpected(logged.error());
    const auto issued = store().issue(*ticket, approved->file);
    if (!issued)
        return issued;
    if (*after != *file) {
        record.tool = u"Status flow"_s;
        if (const auto written = writePiece(relative, *file, *after, record); !written) {
            std::ignore = store().withdraw(issued->id, u"The piece could not be written."_s);
            return std::unexpected(written.error());
        }
    }
    refresh();
    return issued;
}

Result<void> PublishKeeper::sendBack(const QString& relative, const QString& why)
{
    const auto file = read(relative);
    if (!file)
        return std::unexpected(file.error());
    for (const Ticket& ticket : store().all()) {
        if (ticket.piece == relative && ticket.state == Ticket::State::Open)
            std::ignore = store().withdraw(ticket.id, why.trimmed().isEmpty() ? u"Taken back by you."_s : why.trimmed());
    }
    DecisionRecord record = recordOf(relative, u"denied"_s, u"person"_s);
    record.feedback = why.trimmed();
    std::ignore = m_runtime.project()->decisions().append(record);
    refresh();
    const StatusFlow& flow = rules()->pipeline.flow;
    if (!claimsApproval(flow, pieceFrom({}, relative, *file, flow).status))
        return {};
    record.tool = u"Status flow"_s;
    const auto after = withPieceStatus(*file, PieceStatus::InReview);
    const auto written = after ? writePiece(relative, *file, *after, record) : after;
    return written ? Result<void>() : std::unexpected(written.error());
}

Result<Ticket> PublishKeeper::resolve(const QString& ticketId, bool wentOut, const QString& text)
{
    auto settled = store().resolve(ticketId, wentOut, text);
    if (!settled)
        return settled;
    DecisionRecord record = recordOf(settled->piece, u"allowed"_s, u"person"_s);
    record.outcome = wentOut ? u"done"_s : u"failed"_s;
    record.feedback = text;
    std::ignore = m_runtime.project()->decisions().append(record);
    if (wentOut)
        markOut(*settled);
    refresh();
    return settled;
}

Result<void> PublishKeeper::acceptPipeline(const QByteArray& sha256)
{
    if (!m_state)
        return fail(ErrorCode::Unavailable, u"The folder is still being read. Try again in a moment."_s);
    if (m_state->pipelineNowSha256 != sha256)
        return fail(ErrorCode::Changed, u"config/pipeline.yaml changed again. Look at it as it is now."_s);
    if (const auto read = parsePipeline(m_state->pipelineNow); !read && !m_state->pipelineNow.trimmed().isEmpty())
        return fail(ErrorCode::InvalidInput, u"It cannot be read, so it was not accepted. "_s + read.error().message);
    DecisionRecord record = recordOf(kPipelineFile, u"allowed"_s, u"person"_s);
    record.tool = u"Pipeline"_s;
    record.afterHash = sha256;
    if (const auto logged = m_runtime.project()->decisions().append(record); !logged)
        return logged;
    const auto stored = writeOwnFile(acceptedFile(), m_state->pipelineNow);
    m_runtime.project()->reload(); // lint reads its statuses
    refresh();
    return stored;
}

/// A ticket is for the bytes that were approved. What is on disk now counts, not what was read a moment ago.
void PublishKeeper::voidChanged(QList<Ticket>& tickets, const QStringList& otherPictures)
{
    for (Ticket& ticket : tickets) {
        if (ticket.state != Ticket::State::Open)
            continue;
        const auto file = read(ticket.piece);
        const bool same = file && approvedHash(*file, rules()->pipeline.flow) == ticket.pieceSha256;
        if (same && !otherPictures.contains(ticket.id))
            continue;
        if (same)
            voidTicket(ticket, u"A picture in it was changed after it was approved."_s);
        else if (file || file.error().code == ErrorCode::NotFound) // one that cannot be read cannot be called for either
            voidTicket(ticket, file ? u"The piece was changed after it was approved."_s : u"The piece is gone."_s);
    }
}

/// The approval ends, and the piece, if it is there, is In Review again.
bool PublishKeeper::voidTicket(Ticket& ticket, const QString& why)
{
    auto gone = store().withdraw(ticket.id, why);
    if (!gone)
        return false;
    ticket = *gone;
    recordEnd(ticket);
    if (const auto file = read(ticket.piece))
        backToReview(ticket.piece, *file, why);
    return true;
}

void PublishKeeper::backToReview(const QString& relative, const QByteArray& file, const QString& why)
{
    const Piece piece = pieceFrom(m_runtime.project()->root(), relative, file, rules()->pipeline.flow);
    Q_EMIT noticed(u"“%1” was changed after you approved it, so it is In Review again."_s.arg(piece.title));
    if (!claimsApproval(rules()->pipeline.flow, piece.status))
        return;
    const auto after = withPieceStatus(file, PieceStatus::InReview);
    DecisionRecord record = recordOf(relative, u"stale"_s, u"default"_s);
    record.tool = u"Status flow"_s;
    record.feedback = why;
    if (after && writePiece(relative, file, *after, record))
        refresh();
}

} // namespace aios
