// SPDX-License-Identifier: MIT
#include "core/gate/tickets.h"

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/rootdir.h"
#include "core/gate/jsonmembers.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using State = Ticket::State;

constexpr State kStates[] = {State::Open, State::Calling, State::Spent, State::Void, State::Unknown};
constexpr qint64 kMostBytes = 64 * 1024;
constexpr qint64 kMostPiece = 8 * 1024 * 1024;

/// Every member of a ticket's file, for both ways.
void eachMember(auto& ticket, auto&& members)
{
    members("id", ticket.id);
    members("piece", ticket.piece);
    members("title", ticket.title);
    members("platform", ticket.platform);
    members("piece_sha256", ticket.pieceSha256);
    members("record_sha256", ticket.recordSha256);
    members("pictures_sha256", ticket.picturesSha256);
    members("service", ticket.service);
    members("tool", ticket.tool);
    members("gate_digest", ticket.gateDigest);
    members("server_hash", ticket.serverHash);
    members("tool_digest", ticket.toolDigest);
    members("bound_sha256", ticket.boundSha256);
    members("issued", ticket.issued);
    members("expires", ticket.expires);
    members("state", ticket.state, kStates, ticketStateName, State::Unknown);
    members("why", ticket.why);
    members("proof", ticket.proof);
    members("published_id", ticket.publishedId);
    members("scheduled", ticket.scheduled);
    members("due", ticket.due);
    members("settled", ticket.settled);
}

bool lockByte(int fd, qint64 byte, bool wait)
{
    struct flock range = {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    range.l_start = static_cast<off_t>(byte);
    range.l_len = 1;
    int taken = -1;
    do {
        taken = ::fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range);
    } while (taken != 0 && errno == EINTR);
    return taken == 0;
}

} // namespace

QString ticketStateName(State state)
{
    switch (state) {
    case State::Open:
        return u"open"_s;
    case State::Calling:
        return u"calling"_s;
    case State::Spent:
        return u"spent"_s;
    case State::Void:
        return u"void"_s;
    case State::Unknown:
        return u"unknown"_s;
    }
    return {};
}

QByteArray ticketToJson(const Ticket& ticket)
{
    MemberWriter writer;
    eachMember(ticket, writer);
    return writer.json();
}

Result<Ticket> ticketFromJson(QByteArrayView json)
{
    const auto parsed = parseJson(json);
    if (!parsed || !parsed->is_object())
        return fail(ErrorCode::InvalidInput, u"This file is no ticket."_s);
    Ticket ticket;
    eachMember(ticket, MemberReader(parsed->as_object()));
    if (!isUuid(ticket.id) || ticket.piece.isEmpty() || ticket.pieceSha256.size() != 64 || !ticket.issued.isValid() || !ticket.expires.isValid())
        return fail(ErrorCode::InvalidInput, u"This ticket is not complete."_s);
    return ticket;
}

QString TicketStore::fileOf(const QString& id, QLatin1StringView ending) const
{
    return m_directory + u'/' + id + ending;
}

Result<UniqueFd> TicketStore::lock() const
{
    if (const auto made = makeOwnFolder(m_directory); !made)
        return std::unexpected(made.error());
    UniqueFd fd(::open(QFile::encodeName(m_directory + u"/.lock"_s).constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd || !lockByte(fd.get(), 0, true))
        return fail(ErrorCode::Io, u"The tickets of this folder cannot be locked, so nothing is published. Look at the rights of "_s + m_directory);
    return fd;
}

UniqueFd TicketStore::callLock(const QString& id) const
{
    UniqueFd fd(::open(QFile::encodeName(m_directory + u"/.calls"_s).constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    const qint64 byte = sha256Hex(id.toUtf8()).left(14).toLongLong(nullptr, 16);
    return fd && lockByte(fd.get(), byte, false) ? std::move(fd) : UniqueFd();
}

Result<Ticket> TicketStore::readWritten(const QString& id) const
{
    if (!isUuid(id))
        return fail(ErrorCode::InvalidInput, u"There is no such ticket."_s);
    const auto bytes = readOwnFile(fileOf(id, ".json"_L1), kMostBytes);
    if (!bytes)
        return std::unexpected(bytes.error());
    auto ticket = ticketFromJson(*bytes);
    if (ticket && ticket->id != id)
        return fail(ErrorCode::InvalidInput, u"This ticket stands in the wrong file."_s);
    return ticket;
}

Result<Ticket> TicketStore::read(const QString& id) const
{
    auto ticket = readWritten(id);
    return ticket ? Result<Ticket>(settledNow(std::move(*ticket))) : ticket;
}

Result<void> TicketStore::write(const Ticket& ticket) const
{
    const QByteArray line = ticketToJson(ticket) + '\n';
    return writeOwnFile(fileOf(ticket.id, ".json"_L1), line);
}

/// What became of it by itself: its time has passed, or the program that called died.
Ticket TicketStore::settledNow(Ticket ticket) const
{
    const QDateTime now = m_clock.now();
    if (ticket.state == State::Open && now >= ticket.expires) {
        ticket.state = State::Void;
        ticket.why = u"Its time has passed. Approve the piece again."_s;
        ticket.settled = ticket.expires;
    } else if (ticket.state == State::Calling && callLock(ticket.id)) {
        ticket.state = State::Unknown;
        ticket.why = u"The program ended during the call, so nobody knows whether it arrived. Look there before anything is sent again."_s;
        ticket.settled = now;
    }
    return ticket;
}

QList<Ticket> TicketStore::all() const
{
    QList<Ticket> tickets;
    const QStringList files = QDir(m_directory).entryList({u"*.json"_s}, QDir::Files);
    for (const QString& file : files) {
        if (auto ticket = read(file.chopped(5)))
            tickets.append(std::move(*ticket));
    }
    std::ranges::sort(tickets, [](const Ticket& a, const Ticket& b) { return std::tie(a.issued, a.id) < std::tie(b.issued, b.id); });
    return tickets;
}

bool TicketStore::settlesNow(const QString& id) const
{
    const auto written = readWritten(id);
    return written && written->state != settledNow(*written).state;
}

bool TicketStore::hasUnsettled() const
{
    return std::ranges::any_of(all(), [this](const Ticket& ticket) { return settlesNow(ticket.id); });
}

QList<Ticket> TicketStore::settle() const
{
    QList<Ticket> settled;
    for (const Ticket& ticket : all()) {
        if (!settlesNow(ticket.id))
            continue;
        const auto held = lock(); // few ever need it
        if (!held || !settlesNow(ticket.id))
            continue; // another program was first
        if (const auto now = read(ticket.id); now && write(*now))
            settled.append(*now);
    }
    return settled;
}

Result<Ticket> TicketStore::issue(Ticket ticket, const QByteArray& approved) const
{
    if (ticket.recordSha256.isEmpty() && sha256Hex(approved) != ticket.pieceSha256)
        return fail(ErrorCode::Changed, u"The piece changed while it was being approved. Look at it again."_s);
    const auto held = lock();
    if (!held)
        return std::unexpected(held.error());
    for (Ticket& other : all()) {
        if (other.piece != ticket.piece || other.state != State::Open)
            continue;
        other.state = State::Void;
        other.why = u"The piece was approved again."_s;
        other.settled = m_clock.now();
        if (const auto written = write(other); !written)
            return std::unexpected(written.error());
    }
    ticket.id = newId();
    ticket.state = State::Open;
    ticket.issued = m_clock.now();
    if (const auto kept = writeOwnFile(fileOf(ticket.id, ".md"_L1), approved); !kept)
        return std::unexpected(kept.error());
    if (const auto written = write(ticket); !written)
        return std::unexpected(written.error());
    return ticket;
}

Result<TicketHold> TicketStore::begin(const QString& id) const
{
    const auto held = lock();
    if (!held)
        return std::unexpected(held.error());
    auto ticket = read(id);
    if (!ticket)
        return std::unexpected(ticket.error());
    if (ticket->state != State::Open)
        return fail(ErrorCode::Denied, u"This approval counts no longer (%1). %2"_s.arg(ticketStateName(ticket->state), ticket->why).trimmed());
    UniqueFd calling = callLock(id);
    if (!calling)
        return fail(ErrorCode::Denied, u"This approval is being used by another window or program."_s);
    ticket->state = State::Calling;
    if (const auto written = write(*ticket); !written)
        return std::unexpected(written.error());
    return TicketHold(std::move(*ticket), std::move(calling));
}

Result<Ticket> TicketStore::finish(TicketHold hold, State state, const QString& text, const SpentDetails& details) const
{
    Ticket ticket = hold.m_ticket;
    ticket.state = state == State::Spent || state == State::Void ? state : State::Unknown;
    (ticket.state == State::Spent ? ticket.proof : ticket.why) = text;
    ticket.scheduled = details.scheduled;
    ticket.due = details.due;
    ticket.publishedId = details.publishedId;
    ticket.settled = m_clock.now();
    const auto held = lock();
    const auto written = held ? write(ticket) : Result<void>(std::unexpected(held.error()));
    return written ? Result<Ticket>(ticket) : std::unexpected(written.error());
}

Result<Ticket> TicketStore::withdraw(const QString& id, const QString& why) const
{
    const auto held = lock();
    if (!held)
        return std::unexpected(held.error());
    auto ticket = read(id);
    if (!ticket || ticket->state != State::Open)
        return ticket ? fail(ErrorCode::Denied, u"This approval is not open any more."_s) : ticket;
    ticket->state = State::Void;
    ticket->why = why;
    ticket->settled = m_clock.now();
    const auto written = write(*ticket);
    return written ? ticket : std::unexpected(written.error());
}

namespace {

/// Under what the service called it before, it can still be found there.
void takeProof(Ticket& ticket, const QString& proof)
{
    if (ticket.publishedId.isEmpty() && ticket.scheduled && !ticket.proof.contains("://"_L1))
        ticket.publishedId = ticket.proof;
    ticket.proof = proof;
    ticket.scheduled = false;
}

} // namespace

Result<Ticket> TicketStore::wentOut(const QString& id, const QString& proof) const
{
    const auto held = lock();
    if (!held)
        return std::unexpected(held.error());
    auto ticket = read(id);
    if (!ticket || ticket->state != State::Spent || !ticket->scheduled || proof.isEmpty())
        return ticket ? fail(ErrorCode::Denied, u"Nothing of this approval is still to go out."_s) : ticket;
    takeProof(*ticket, proof);
    ticket->settled = m_clock.now();
    const auto written = write(*ticket);
    return written ? ticket : std::unexpected(written.error());
}

Result<Ticket> TicketStore::resolve(const QString& id, bool wentOut, const QString& text) const
{
    const auto held = lock();
    if (!held)
        return std::unexpected(held.error());
    auto ticket = read(id);
    if (!ticket || (ticket->state != State::Unknown && !ticket->mayBeOut(m_clock.now())))
        return ticket ? fail(ErrorCode::Denied, u"It is known what became of this approval."_s) : ticket;
    if (wentOut && text.trimmed().isEmpty())
        return fail(ErrorCode::InvalidInput, u"Give the address or id of what went out: that is the proof."_s);
    const bool ahead = ticket->state == State::Unknown && ticket->due.isValid() && m_clock.now() < ticket->due;
    ticket->state = wentOut ? State::Spent : State::Void;
    if (wentOut)
        takeProof(*ticket, text);
    else
        ticket->why = text;
    ticket->scheduled = wentOut && ahead; // it arrived, and waits there
    ticket->settled = m_clock.now();
    const auto written = write(*ticket);
    return written ? ticket : std::unexpected(written.error());
}

Result<QByteArray> TicketStore::approvedBytes(const QString& id) const
{
    if (!isUuid(id))
        return fail(ErrorCode::InvalidInput, u"There is no such ticket."_s);
    return readOwnFile(fileOf(id, ".md"_L1), kMostPiece);
}

} // namespace aios
