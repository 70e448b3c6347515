// SPDX-License-Identifier: MIT
// What PublishKeeper knows of the folder, and the person's decisions about pieces. Calls are in publishcalls.cpp.
#include "core/runtime/publishkeeper.h"

#include "core/base/hash.h"
#include "core/content/boardplan.h"
#include "core/runtime/runtime.h"

#include <QDir>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostBytes = 4 * 1024 * 1024;
constexpr int kLoadDelay = 100; ///< Milliseconds; started when idle.
constexpr int kTicketDays = 7;
const QString kPipelineFile = u"config/pipeline.yaml"_s;
const QString kBoardFile = u"context/active-work.md"_s;

bool isClaim(PieceStatus status)
{
    return status == PieceStatus::Approved || status == PieceStatus::Scheduled;
}

/// The board with the piece's card where its status says, and what it was read as. Blocking.
std::optional<std::pair<QByteArray, QByteArray>> followedBoard(const QString& root, const QString& relative)
{
    const auto folder = RootDir::open(root);
    const auto board = folder ? folder->read(kBoardFile.toUtf8(), kMostBytes) : std::unexpected(folder.error());
    const auto pieces = loadPieces(root);
    if (!board || !pieces)
        return std::nullopt;
    const BoardView view = boardView(board->bytes, *pieces);
    for (const ColumnView& column : view.columns) {
        for (const CardView& card : column.cards) {
            if (card.piece != relative || !card.outOfStep)
                continue;
            const auto to = std::ranges::find_if(view.columns, [&card](const ColumnView& each) { return each.status == card.status; });
            const ColumnKey key = to == view.columns.cend() ? ColumnKey{statusName(card.status), 0} : to->key;
            const auto plan = planMove(board->bytes, *pieces, {}, card.key, {key, {}}, Mover::Person);
            return plan && !plan->approval ? std::optional(std::pair{plan->board, board->sha256}) : std::nullopt;
        }
    }
    return std::nullopt;
}

} // namespace

PublishKeeper::PublishKeeper(Runtime& runtime) : m_runtime(runtime), m_rules(std::make_shared<SharedRules>(std::make_shared<const PublishRules>()))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kLoadDelay);
    connect(&m_soon, &QTimer::timeout, this, &PublishKeeper::startLoading);
    connect(&runtime, &Runtime::projectOpened, this, &PublishKeeper::projectOpened);
    connect(&runtime, &Runtime::filesChanged, this, [this](const QStringList& paths) {
        if (std::ranges::any_of(paths,
                                [](const QString& path) { return path == kPipelineFile || path.startsWith("content/"_L1) || path == "content"_L1; }))
            refresh();
    });
    loadShippedGates();
}

PublishKeeper::~PublishKeeper() = default;

void PublishKeeper::loadShippedGates()
{
    const QDir folder(m_runtime.options().paths.resources + u"/gates"_s);
    for (const QString& file : folder.entryList({u"*.json"_s}, QDir::Files, QDir::Name)) {
        const auto bytes = readOwnFile(folder.filePath(file));
        const auto gates = bytes ? parseGates(*bytes, file) : Result<QList<PublishGate>>(std::unexpected(bytes.error()));
        if (gates)
            m_shipped += *gates;
        else
            qWarning("%ls", qUtf16Printable(gates.error().message));
    }
}

void PublishKeeper::projectOpened()
{
    m_state.reset();
    m_rules->store(std::make_shared<const PublishRules>());
    connect(m_runtime.project(), &OpenProject::written, this, [this](const QString& relative) {
        if (relative.startsWith("content/"_L1) || relative == kPipelineFile)
            refresh();
    });
    startLoading();
}

TicketStore PublishKeeper::store() const
{
    return {m_runtime.project()->stateDir() + u"/tickets"_s, Clock::system()};
}

QString PublishKeeper::acceptedFile() const
{
    return m_runtime.project()->stateDir() + u"/pipeline.yaml"_s;
}

void PublishKeeper::refresh()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void PublishKeeper::startLoading()
{
    if (!m_runtime.project())
        return;
    if (std::exchange(m_loading, true)) {
        m_again = true;
        return;
    }
    m_again = false;
    m_runtime.pool().run(
        this,
        [root = m_runtime.project()->root(), tickets = store(), accepted = acceptedFile()] {
            Loaded loaded;
            loaded.pieces = loadPieces(root).value_or(QList<Piece>());
            loaded.tickets = tickets.all();
            loaded.pipelineAccepted = readOwnFile(accepted).value_or(QByteArray());
            if (const auto folder = RootDir::open(root)) {
                if (const auto now = folder->read(kPipelineFile.toUtf8(), kMostBytes))
                    loaded.pipelineNow = now->bytes;
            }
            return loaded;
        },
        [this, project = m_runtime.project()](Loaded loaded) {
            m_loading = false;
            if (project != m_runtime.project() || m_again)
                return startLoading();
            take(std::move(loaded));
        });
}

void PublishKeeper::take(Loaded loaded)
{
    usePipeline(loaded);
    voidChanged(loaded.tickets);
    m_state = makeState(std::move(loaded));
    Q_EMIT changed(m_state);
    lookAtWhatIsOut();
}

/// The version the person has seen holds, whatever the folder says by now.
void PublishKeeper::usePipeline(const Loaded& loaded)
{
    auto fresh = std::make_shared<PublishRules>();
    fresh->root = m_runtime.project()->root();
    fresh->ticketsDirectory = m_runtime.project()->stateDir() + u"/tickets"_s;
    if (auto accepted = parsePipeline(loaded.pipelineAccepted))
        fresh->pipeline = std::move(*accepted);
    fresh->gates = fresh->pipeline.gates;
    for (const PublishGate& gate : std::as_const(m_shipped)) {
        if (!fresh->pipeline.platforms.contains(gate.platform))
            fresh->gates.append(gate);
    }
    m_rules->store(std::move(fresh));
}

PublishStatePtr PublishKeeper::makeState(Loaded loaded) const
{
    auto state = std::make_shared<PublishState>();
    for (const Piece& piece : std::as_const(loaded.pieces)) {
        PieceState one{.piece = piece};
        for (const Ticket& ticket : std::as_const(loaded.tickets)) {
            if (ticket.piece == piece.relative)
                one.ticket = ticket;
        }
        const bool stands = one.ticket && (one.ticket->state == Ticket::State::Open || one.ticket->state == Ticket::State::Calling ||
                                           (one.ticket->state == Ticket::State::Spent && one.ticket->scheduled));
        one.claimed = isClaim(piece.status) && !stands;
        if (const auto gate = gateFor(piece))
            one.destination = u"%1 of %2"_s.arg(gate->tool, gate->service);
        state->pieces.append(one);
    }
    state->tickets = std::move(loaded.tickets);
    state->pipelineWaits = loaded.pipelineNow != loaded.pipelineAccepted;
    state->pipelineAccepted = std::move(loaded.pipelineAccepted);
    if (!loaded.pipelineNow.isEmpty()) {
        const auto now = parsePipeline(loaded.pipelineNow);
        state->pipelineProblems = now ? now->problems : QList<Pipeline::Problem>{{0, now.error().message}};
        state->pipelineNowSha256 = sha256Hex(loaded.pipelineNow);
        state->pipelineNow = std::move(loaded.pipelineNow);
    }
    return state;
}

std::optional<PublishGate> PublishKeeper::gateFor(const Piece& piece) const
{
    std::optional<PublishGate> first;
    for (const PublishGate& gate : rules()->gates) {
        if (!gate.enabled || gate.platform != piece.platform.trimmed().toLower() || !gate.takes(piece.type))
            continue;
        if (identify && identify(gate.service, gate.tool))
            return gate; // the service is there
        first = first ? first : std::optional(gate);
    }
    return first;
}

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
    return approvalView(*rules(), relative, file, gateFor(pieceFrom(m_runtime.project()->root(), relative, file)));
}

void PublishKeeper::review(const QString& relative, QObject* context, std::function<void(Result<ApprovalView>)> reply)
{
    const auto file = read(relative);
    auto view = file ? viewOf(relative, *file) : Result<ApprovalView>(std::unexpected(file.error()));
    if (!view)
        return reply(std::unexpected(view.error()));
    m_runtime.pool().run(
        context,
        [tickets = store(), view = std::move(*view)]() mutable {
            addTickets(view, tickets);
            return view;
        },
        [reply = std::move(reply)](ApprovalView found) { reply(std::move(found)); });
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
        this, [root = project->root(), relative] { return followedBoard(root, relative); },
        [this, project](const std::optional<std::pair<QByteArray, QByteArray>>& board) {
            if (!board || project != m_runtime.project())
                return;
            if (m_runtime.saveFile(kBoardFile, board->first, board->second, u"Status flow"_s))
                Q_EMIT m_runtime.filesChanged({kBoardFile});
        });
    return written->sha256;
}

Result<Ticket> PublishKeeper::approve(const QString& relative, const QByteArray& sha256)
{
    const auto file = read(relative);
    if (!file)
        return std::unexpected(file.error());
    if (sha256Hex(*file) != sha256)
        return fail(ErrorCode::Changed, u"The piece changed while you were looking at it. Look at it as it is now."_s);
    const auto view = viewOf(relative, *file);
    if (!view || !view->refusal.isEmpty())
        return view ? fail(ErrorCode::Denied, view->refusal) : std::unexpected(view.error());
    const auto after = view->rendered.piece.status == PieceStatus::Approved ? *file : withPieceStatus(*file, PieceStatus::Approved);
    const auto approved = after ? viewOf(relative, *after) : Result<ApprovalView>(std::unexpected(after.error()));
    if (!approved)
        return std::unexpected(approved.error());
    Ticket ticket{
        .piece = relative, .title = view->rendered.piece.title, .platform = view->rendered.piece.platform, .pieceSha256 = sha256Hex(*after)};
    ticket.expires = Clock::system().now().addDays(kTicketDays);
    if (approved->gate) {
        ticket.service = approved->gate->service;
        ticket.tool = approved->gate->tool;
        ticket.gateDigest = approved->gate->digest();
        const auto call = makePublishCall(approved->rendered, *approved->gate, "{}");
        if (!call)
            return std::unexpected(call.error());
        ticket.boundSha256 = sha256Hex(call->boundJson);
        if (const auto identity = identify ? identify(ticket.service, ticket.tool) : std::nullopt) {
            ticket.serverHash = identity->serverHash;
            ticket.toolDigest = identity->toolDigest;
        }
    }
    DecisionRecord record = recordOf(relative, u"allowed"_s, u"person"_s);
    record.argumentHash = ticket.boundSha256;
    record.afterHash = ticket.pieceSha256;
    if (const auto logged = m_runtime.project()->decisions().append(record); !logged)
        return std::unexpected(logged.error());
    const auto issued = store().issue(ticket, *after);
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
    const Piece piece = pieceFrom(m_runtime.project()->root(), relative, *file);
    if (!isClaim(piece.status))
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
    DecisionRecord record = recordOf(kPipelineFile, u"allowed"_s, u"person"_s);
    record.tool = u"Pipeline"_s;
    record.afterHash = sha256;
    if (const auto logged = m_runtime.project()->decisions().append(record); !logged)
        return logged;
    const auto stored = writeOwnFile(acceptedFile(), m_state->pipelineNow);
    refresh();
    return stored;
}

/// A ticket is for the bytes that were approved. What is on disk now counts, not what was read a moment ago.
void PublishKeeper::voidChanged(QList<Ticket>& tickets)
{
    for (Ticket& ticket : tickets) {
        if (ticket.state != Ticket::State::Open)
            continue;
        const auto file = read(ticket.piece);
        if (file && sha256Hex(*file) == ticket.pieceSha256)
            continue;
        if (!file && file.error().code != ErrorCode::NotFound)
            continue; // it cannot be read: no call can be made either
        auto gone = store().withdraw(ticket.id, file ? u"The piece was changed after it was approved."_s : u"The piece is gone."_s);
        if (!gone)
            continue;
        ticket = *gone;
        std::ignore = m_runtime.project()->decisions().append(recordOf(ticket.piece, u"stale"_s, u"default"_s));
        if (file)
            backToReview(ticket.piece, *file);
    }
}

void PublishKeeper::backToReview(const QString& relative, const QByteArray& file)
{
    const Piece piece = pieceFrom(m_runtime.project()->root(), relative, file);
    Q_EMIT noticed(u"“%1” was changed after you approved it, so it is In Review again."_s.arg(piece.title));
    if (!isClaim(piece.status))
        return;
    const auto after = withPieceStatus(file, PieceStatus::InReview);
    DecisionRecord record = recordOf(relative, u"stale"_s, u"default"_s);
    record.tool = u"Status flow"_s;
    if (after && writePiece(relative, file, *after, record))
        refresh();
}

} // namespace aios
