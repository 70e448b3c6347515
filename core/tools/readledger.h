// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace aios {

/// What a file was when the session read it: the base for "changed since it was read".
struct ReadRecord {
    QByteArray sha256; ///< Hex.
    bool partial = false;
    friend bool operator==(const ReadRecord&, const ReadRecord&) = default;
};

/// Files a session has read or written, by real path. Owned by the session, core thread.
class ReadLedger {
public:
    /// `order`: calls that run side by side end in any order; this is the one they stand in. 0: after all others.
    void note(const QString& realPath, const QByteArray& sha256, bool partial, qint64 order = 0);
    [[nodiscard]] std::optional<ReadRecord> find(const QString& realPath) const;
    [[nodiscard]] const QHash<QString, ReadRecord>& snapshot() const { return m_records; }
    [[nodiscard]] QStringList history() const; ///< Real paths in the order they were read or written; the oldest are forgotten.
    [[nodiscard]] qint64 lastOrder() const { return m_history.isEmpty() ? 0 : m_history.constLast().first; }

private:
    QHash<QString, ReadRecord> m_records;
    QList<std::pair<qint64, QString>> m_history; ///< Sorted by order.
};

} // namespace aios
