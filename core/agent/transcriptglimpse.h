// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

#include <optional>

namespace aios {

/// What a long session can show before all of it is read.
struct SessionGlimpse {
    SessionSummary summary; ///< As its beginning tells it: a title given later is not known yet.
    QList<TranscriptEntry> entries; ///< Of its last lines, in order. What belongs to calls before them stands by itself.
};

/// From this size on reading a transcript takes long enough to be seen.
inline constexpr qint64 kLongTranscript = 2 * 1024 * 1024;

/// The end of a transcript of at least `longFrom` bytes, without reading what lies between. Nothing: it is shorter, or its ends tell nothing that can be shown.
/// Blocking, for the pool.
[[nodiscard]] std::optional<SessionGlimpse> glimpseTranscript(const QString& file, qint64 longFrom = kLongTranscript);

} // namespace aios
