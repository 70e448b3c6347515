// SPDX-License-Identifier: MIT
#include "core/agent/transcriptglimpse.h"

#include "core/agent/transcriptreader.h"

#include <QFile>
#include <QFileInfo>

namespace aios {

namespace {

constexpr qint64 kHeadBytes = 64 * 1024;
constexpr qint64 kTailBytes = 256 * 1024; ///< More rows than the highest screen shows, of any kind but the largest.

} // namespace

std::optional<SessionGlimpse> glimpseTranscript(const QString& path, qint64 longFrom)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || file.size() < qMax(longFrom, kHeadBytes + kTailBytes) || !file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return std::nullopt;
    const QByteArray head = file.read(kHeadBytes);
    if (!file.seek(file.size() - kTailBytes))
        return std::nullopt;
    const QByteArray tail = file.read(kTailBytes);
    const qsizetype firstLine = head.indexOf('\n') + 1;
    const qsizetype wholeLines = tail.indexOf('\n') + 1;
    if (firstLine == 0 || wholeLines == 0)
        return std::nullopt;
    auto beginning = parseTranscript(head);
    const QByteArray lines = head.first(firstLine) + tail.sliced(wholeLines);
    auto ending = parseTranscript(lines);
    if (!beginning || !ending || ending->entries.isEmpty())
        return std::nullopt;
    return SessionGlimpse{std::move(beginning->summary), std::move(ending->entries)};
}

} // namespace aios
