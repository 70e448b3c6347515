// SPDX-License-Identifier: MIT
#include "core/tools/readledger.h"

namespace aios {

void ReadLedger::note(const QString& realPath, const QByteArray& sha256, bool partial, qint64 order)
{
    constexpr qsizetype kMostHistory = 10'000;
    const qint64 at = order > 0 ? order : lastOrder();
    auto place = m_history.end();
    while (place != m_history.begin() && std::prev(place)->first > at)
        --place;
    if (place == m_history.begin() || *std::prev(place) != std::pair(at, realPath))
        m_history.insert(place, {at, realPath});
    if (m_history.size() > kMostHistory)
        m_history.remove(0, kMostHistory / 2);
    ReadRecord& record = m_records[realPath];
    // A second look at a part of a file that was read whole, and is still the same, takes nothing away.
    const bool stillWhole = !record.sha256.isEmpty() && !record.partial && record.sha256 == sha256;
    record = {sha256, partial && !stillWhole};
}

QStringList ReadLedger::history() const
{
    QStringList paths;
    for (const auto& [order, path] : m_history)
        paths.append(path);
    return paths;
}

std::optional<ReadRecord> ReadLedger::find(const QString& realPath) const
{
    const auto found = m_records.constFind(realPath);
    return found == m_records.constEnd() ? std::nullopt : std::optional(*found);
}

} // namespace aios
