// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/safeopen.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

namespace aios {

/// A person's approval of exactly one publication: this piece, as these bytes, to this place. One use.
struct Ticket {
    enum class State : std::uint8_t {
        Open,
        Calling, ///< The call is on its way, or was when the program died.
        Spent,
        Void,    ///< Withdrawn, out of date, or the piece was changed.
        Unknown  ///< Nobody knows whether the call arrived. Never called again; a person looks and says.
    };
    QString id;
    QString piece;    ///< Relative path.
    QString title;
    QString platform;
    QByteArray pieceSha256; ///< Of the file's bytes as approved.
    QByteArray recordSha256; ///< Of the text in its record, when it lives in one.
    QByteArray picturesSha256; ///< Of the files of its pictures, when it has some.
    QString service;  ///< Empty: approved, and no service is set up to publish it.
    QString tool;
    QByteArray gateDigest;
    QByteArray serverHash; ///< Of the server's configuration; empty: it was not there, so a call needs one more look of the person.
    QByteArray toolDigest;
    QByteArray boundSha256; ///< Of the arguments that the core makes from the piece.
    QDateTime issued;
    QDateTime expires;
    State state = State::Open;
    QString why;      ///< Of Void and Unknown: one sentence.
    QString proof;    ///< Of Spent: an id or URL from the service.
    QString publishedId; ///< Of Spent: what the service calls it, when that is not the proof itself.
    bool scheduled = false; ///< Of Spent: it goes out later, and nothing says yet that it did.
    QDateTime due; ///< Of a scheduled one: when. Not valid: nobody could read it.
    QDateTime settled; ///< When it stopped being open.

    [[nodiscard]] bool isOpen(const QDateTime& now) const { return state == State::Open && now < expires; }
    /// It was to go out later, and nothing says that this is still ahead: the service can be asked, or the person says what they found.
    [[nodiscard]] bool mayBeOut(const QDateTime& now) const { return state == State::Spent && scheduled && !(due.isValid() && now < due); }
    friend bool operator==(const Ticket&, const Ticket&) = default;
};

/// What else is known of a call that proved itself.
struct SpentDetails {
    bool scheduled = false;
    QDateTime due;
    QString publishedId;
};

/// "open", "calling", …
[[nodiscard]] QString ticketStateName(Ticket::State state);

/// While a call is on its way. The kernel lets go of it when the program ends, however it ends; then the ticket is Unknown.
class TicketHold {
public:
    [[nodiscard]] const Ticket& ticket() const { return m_ticket; }

private:
    friend class TicketStore;
    TicketHold(Ticket ticket, UniqueFd lock) : m_ticket(std::move(ticket)), m_lock(std::move(lock)) {}
    Ticket m_ticket;
    UniqueFd m_lock;
};

/// The tickets of one folder: a file each in the user's data, so that no folder brings its own approvals. Several programs may use it at once: each change is
/// made under a lock, on what the disk says. Reads and writes small files; blocking.
class TicketStore {
public:
    TicketStore(QString directory, const Clock& clock) : m_directory(std::move(directory)), m_clock(clock) {}

    /// Oldest first. Files that cannot be read are left out. What has expired and what died in its call reads as that.
    [[nodiscard]] QList<Ticket> all() const;
    /// Whether there is anything for settle() to write.
    [[nodiscard]] bool hasUnsettled() const;
    /// Writes down what has expired and what died in its call. What it gives is settled by this very call, so that somebody records it once.
    [[nodiscard]] QList<Ticket> settle() const;
    /// Stores a new open ticket; open ones of the same piece become void. `approved`: the piece's bytes (with its record's text in them), kept to
    /// show later what was approved.
    [[nodiscard]] Result<Ticket> issue(Ticket ticket, const QByteArray& approved) const;
    /// Takes an open ticket for its one call. On disk before this returns. Error: it is no longer open, and why.
    [[nodiscard]] Result<TicketHold> begin(const QString& id) const;
    /// The call ended: Spent with `proof`, or Unknown or Void with `why`.
    [[nodiscard]] Result<Ticket> finish(TicketHold hold, Ticket::State state, const QString& text, const SpentDetails& details = {}) const;
    /// An open ticket becomes void.
    [[nodiscard]] Result<Ticket> withdraw(const QString& id, const QString& why) const;
    /// What was scheduled is out, at the address or under the id that the service names.
    [[nodiscard]] Result<Ticket> wentOut(const QString& id, const QString& proof) const;
    /// The person has looked: an unknown one, or a scheduled one whose time has come, went out (Spent, with what they found) or did not (Void).
    [[nodiscard]] Result<Ticket> resolve(const QString& id, bool wentOut, const QString& text) const;
    [[nodiscard]] Result<QByteArray> approvedBytes(const QString& id) const;

private:
    [[nodiscard]] QString fileOf(const QString& id, QLatin1StringView ending) const;
    [[nodiscard]] Result<UniqueFd> lock() const;
    [[nodiscard]] UniqueFd callLock(const QString& id) const; ///< Nothing when another program holds it.
    [[nodiscard]] Result<Ticket> readWritten(const QString& id) const; ///< As its file says.
    [[nodiscard]] Result<Ticket> read(const QString& id) const;
    [[nodiscard]] Result<void> write(const Ticket& ticket) const;
    [[nodiscard]] Ticket settledNow(Ticket ticket) const;
    [[nodiscard]] bool settlesNow(const QString& id) const;

    QString m_directory;
    const Clock& m_clock;
};

[[nodiscard]] QByteArray ticketToJson(const Ticket& ticket);
[[nodiscard]] Result<Ticket> ticketFromJson(QByteArrayView json);

} // namespace aios
