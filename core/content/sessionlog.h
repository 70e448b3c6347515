// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDate>
#include <QString>
#include <QStringList>

namespace aios {

/// True when the log's newest entry stands first: the dates in its `##` headings fall.
[[nodiscard]] bool isNewestFirst(const QString& log);

/// The newest entries of a session log that fit `maxBytes` (UTF-8), cut at an entry's heading where possible. Empty log: empty.
[[nodiscard]] QString recentLogEntries(const QString& log, qint64 maxBytes);

/// What a session did, for a proposed entry.
struct SessionFacts {
    QDate date;
    QString title;
    QStringList commands;     ///< "/plan https://…"
    QStringList filesWritten; ///< Relative.
    QStringList decisions;    ///< "Approved: …", for people
    QStringList open;         ///< What is left to do.
};

/// A proposed entry as markdown, starting with its heading, ending with a newline; empty when the session did nothing worth a line.
[[nodiscard]] QString proposeLogEntry(const SessionFacts& facts);

/// `log` with `entry` put where the newest stands; every other byte stays (line ends as in the file, no newline at the end handled, a missing log is
/// made). Nothing changes when the entry is blank.
[[nodiscard]] QByteArray withLogEntry(const QByteArray& log, const QString& entry);

} // namespace aios
