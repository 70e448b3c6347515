// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/transcriptreader.h"

#include <atomic>

namespace aios {

/// A place in a session where something was said.
struct SessionHit {
    QString sessionId;
    QString sessionTitle;
    QString entryId;
    QString line;   ///< One line around the words found, at most some 120 characters.
    QDateTime time;
};

/// The newest places in one transcript that hold `query`, any case, at most `most`.
[[nodiscard]] QList<SessionHit> searchTranscript(const SessionRecord& record, const QString& query, int most);

/// All transcripts (*.jsonl) of a folder of sessions, newest first: at most `most` places, five a session. Blocking, for the pool; ends early, with what it
/// has, when `cancelled` becomes true. Files that cannot be read are passed over.
[[nodiscard]] QList<SessionHit> searchSessions(const QString& folder, const QString& query, int most, const std::atomic<bool>& cancelled);

} // namespace aios
