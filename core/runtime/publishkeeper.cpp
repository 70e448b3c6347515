// SPDX-License-Identifier: MIT
// What PublishKeeper knows of the folder. The person's decisions are in publishapprovals.cpp, calls in publishcalls.cpp.
#include "core/runtime/publishkeeper.h"

#include "core/base/hash.h"
#include "core/runtime/approvedpictures.h"
#include "core/runtime/runtime.h"

#include <QDir>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMostBytes = 4 * 1024 * 1024;
constexpr int kLoadDelay = 100; ///< Milliseconds; started when idle.
const QString kPipelineFile = u"config/pipeline.yaml"_s;

} // namespace

PublishKeeper::PublishKeeper(Runtime& runtime) : m_runtime(runtime), m_rules(std::make_shared<SharedRules>(std::make_shared<const PublishRules>()))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kLoadDelay);
    connect(&m_soon, &QTimer::timeout, this, &PublishKeeper::startLoading);
    m_due.setSingleShot(true);
    connect(&m_due, &QTimer::timeout, this, &PublishKeeper::refresh); // what is shown of it changes too
    connect(&runtime, &Runtime::projectOpened, this, &PublishKeeper::projectOpened);
    connect(&runtime, &Runtime::servicesChanged, this, &PublishKeeper::lookForProof);
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
        const auto records = gates ? parseRecordGates(*bytes, file) : Result<QList<RecordGate>>(std::unexpected(gates.error()));
        if (records) {
            m_shipped += *gates;
            m_shippedRecords += *records;
        } else {
            qWarning("%ls", qUtf16Printable(records.error().message));
        }
    }
}

void PublishKeeper::projectOpened()
{
    m_state.reset();
    m_records.clear();
    m_asked.clear();
    m_due.stop();
    usePipeline(readOwnFile(acceptedFile()).value_or(QByteArray())); // a call may come before the pieces are read
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
        [root = m_runtime.project()->root(), pieces = m_runtime.project()->pieces(), tickets = store(), accepted = acceptedFile()] {
            Loaded loaded;
            loaded.pipelineAccepted = readOwnFile(accepted).value_or(QByteArray());
            const auto pipeline = parsePipeline(loaded.pipelineAccepted);
            loaded.pieces = pieces->look(pipeline ? pipeline->flow : StatusFlow()).value_or(PieceLook()).pieces;
            loaded.tickets = tickets.all();
            loaded.unsettled = tickets.hasUnsettled();
            loaded.otherPictures = ticketsWithOtherPictures(root, loaded.tickets, tickets);
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
    usePipeline(loaded.pipelineAccepted);
    if (loaded.unsettled) {
        for (const Ticket& ticket : store().settle())
            recordEnd(ticket);
    }
    voidChanged(loaded.tickets, loaded.otherPictures);
    m_state = makeState(std::move(loaded));
    Q_EMIT changed(m_state);
    lookAtWhatIsOut();
    markLeftBehind();
    lookForProof();
}

/// The version the person has seen holds, whatever the folder says by now.
void PublishKeeper::usePipeline(const QByteArray& accepted)
{
    auto fresh = std::make_shared<PublishRules>();
    fresh->root = m_runtime.project()->root();
    fresh->pieces = m_runtime.project()->pieces();
    fresh->ticketsDirectory = m_runtime.project()->stateDir() + u"/tickets"_s;
    fresh->take(accepted, m_shipped, m_shippedRecords);
    const bool otherFlow = fresh->pipeline.flow != rules()->pipeline.flow;
    m_rules->store(std::move(fresh));
    if (otherFlow)
        Q_EMIT m_runtime.filesChanged({u"content"_s}); // what its statuses mean is read anew everywhere
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
                                           (one.ticket->state == Ticket::State::Spent && piece.status == PieceStatus::Scheduled));
        one.claimed = claimsApproval(rules()->pipeline.flow, piece.status) && !stands;
        one.unproven = piece.status == PieceStatus::Published && !piece.saysWhere && !(one.ticket && one.ticket->state == Ticket::State::Spent);
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
    const auto known = rules();
    for (const PublishGate& gate : known->gates) {
        if (!known->fits(gate, piece))
            continue;
        if (identify && identify(gate.service, gate.tool))
            return gate; // the service is there
        first = first ? first : std::optional(gate);
    }
    return first;
}

} // namespace aios
