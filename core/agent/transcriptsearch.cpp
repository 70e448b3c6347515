// SPDX-License-Identifier: MIT
#include "core/agent/transcriptsearch.h"

#include "core/base/ids.h"
#include "core/base/rootdir.h"
#include "core/base/text.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr int kMostPerSession = 5;
constexpr qsizetype kBefore = 30;
constexpr qsizetype kLine = 120;
constexpr qint64 kLargestFile = 256LL * 1024 * 1024;

QString textOf(const TranscriptEntry& entry)
{
    return entry.kind == TranscriptEntry::Kind::Tool ? QString(entry.tool.title % u'\n' % entry.tool.output) : entry.text;
}

QString lineAround(const QString& text, qsizetype at)
{
    const qsizetype from = qMax<qsizetype>(0, at - kBefore);
    const QString line = text.mid(from, kLine).simplified();
    return (from > 0 ? u"…"_s : QString()) % elided(line, kLine) % (from + kLine < text.size() ? u"…"_s : QString());
}

/// Whether a transcript's bytes can hold the words at all. JSON writes letters, digits and spaces as they are, so for such words the bytes tell; others need
/// the whole reading.
bool mayHold(const QByteArray& bytes, const QString& query)
{
    const bool plain = std::ranges::all_of(query, [](QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || c == u' '); });
    return !plain || QString::fromLatin1(bytes).contains(query, Qt::CaseInsensitive);
}

} // namespace

QList<SessionHit> searchTranscript(const SessionRecord& record, const QString& query, int most)
{
    QList<SessionHit> hits;
    for (auto entry = record.entries.crbegin(); entry != record.entries.crend() && hits.size() < most; ++entry) {
        const QString text = textOf(*entry);
        if (const auto at = text.indexOf(query, 0, Qt::CaseInsensitive); at >= 0)
            hits.append({record.summary.id, record.summary.title, entry->id, lineAround(text, at), entry->time});
    }
    return hits;
}

QList<SessionHit> searchSessions(const QString& folder, const QString& query, int most, const std::atomic<bool>& cancelled)
{
    QList<SessionHit> hits;
    if (query.isEmpty())
        return hits;
    const auto files = QDir(folder).entryInfoList({u"*.jsonl"_s}, QDir::Files, QDir::Time);
    for (const QFileInfo& file : files) {
        if (cancelled || hits.size() >= most)
            break;
        if (!isUuid(file.completeBaseName()))
            continue;
        const auto bytes = readOwnFile(file.absoluteFilePath(), kLargestFile);
        if (!bytes || !mayHold(*bytes, query))
            continue;
        if (const auto record = parseTranscript(*bytes))
            hits += searchTranscript(*record, query, qMin(kMostPerSession, most - static_cast<int>(hits.size())));
    }
    return hits;
}

} // namespace aios
