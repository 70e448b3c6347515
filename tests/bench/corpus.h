// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

namespace aios::bench {

/// The one corpus of everything that is measured in the window: conversations of prompts, answers and tool calls, 1 kB a message on average, one answer in five
/// with code in one of five languages. Made from a word list by a fixed rule: the same for every run, and no two messages alike.
[[nodiscard]] QString corpusAnswer(int number); ///< Markdown of one answer, with code when `number` is a multiple of five.
[[nodiscard]] QList<TranscriptEntry> corpusEntries(int messages);

/// The same conversation as the file of a session, in the form and with the partial lines that a streamed one has.
[[nodiscard]] Result<void> writeCorpusSession(const QString& file, const QString& sessionId, const QString& root, int messages);

} // namespace aios::bench
