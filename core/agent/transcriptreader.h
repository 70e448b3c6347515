// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"
#include "core/base/error.h"
#include "core/model/model.h"
#include "core/tools/readledger.h"

namespace aios {

/// A session as its transcript tells it. Line forms ("type"):
///   session   version, id, root, time, forkedFrom?          first line
///   prompt    id, number, prompt, command?, arguments?, messages[]   what the person said; messages are what the history gained
///   partial   id, thinking?, text                            streamed text before its reply is whole
///   void      id                                           that streamed text does not count (a retry)
///   reply     entries[], message, stop, usage, sent? (bytes of the request), cost?, model, requestId
///   usage     usage, cost?   of a request that is none of a loop's: a summary, one that a service asked for
///   tool      id, name, title, decidedBy                     a call started: without its tool_done the outcome is unknown
///   tool_done id, name, title, decidedBy, state, added, removed, path?, result, denied?, structured?
///   context   turn, parts[], whole?   what the model was given from that prompt on; whole: instead of all that was told before
///   files     order?, files[] (path, sha256, partial?)   what the session has read or written, as it last knew it
///   title, mode, model, tasks, notice, error, compaction (summary, messages: the history from there)
/// Lines of a sub-agent carry agent and parent. Unknown types are skipped. Anything may be missing after a crash.
struct SessionRecord {
    SessionSummary summary;
    QString root;
    QList<Message> history;          ///< Valid for a provider: every tool call has its result, unknown outcomes say so.
    QList<TranscriptEntry> entries;  ///< What is shown, in order.
    SessionTotals totals;
    PermissionMode mode = PermissionMode::Default;
    bool modeChosen = false;         ///< By the person; else the settings say what it is.
    QString modelSelector;
    QString lastModel;
    int prompts = 0;
    QList<TurnContext> contexts;
    QByteArray tasksJson;
    ReadLedger files; ///< Read or written by the session.
    int unreadableLines = 0;
    bool interrupted = false; ///< The last turn did not end.
    /// The calls of the last reply, when it ended while one of them waited for the person and none was running: they can be asked again. The history ends
    /// with their results all the same, as for calls that were given up.
    QList<ToolUseBlock> waiting;
    QHash<QString, ToolResultBlock> waitingResults; ///< Of those of them that had ended, by id.
    RequestOrigin lastPrompt; ///< The last prompt's command, words, number, place in the history, and requests since.
};

/// Reads a whole transcript. Blocking, for the pool. Fails only when the file cannot be read at all or is not a transcript.
[[nodiscard]] Result<SessionRecord> readTranscript(const QString& file);

/// The same from bytes; never crashes, whatever they are (fuzzed).
[[nodiscard]] Result<SessionRecord> parseTranscript(QByteArrayView bytes);

/// Title, times and counts only: walks the lines and parses the few that tell them. The id is empty when not one line is whole (the program was
/// killed before the session held anything).
[[nodiscard]] SessionSummary readSessionSummary(const QString& file);

/// A title from the first prompt: one line, at most 60 characters.
[[nodiscard]] QString titleFromPrompt(const QString& prompt);

/// An entry for context/session-log.md from what the session did; empty when it did no work.
[[nodiscard]] QString sessionLogEntry(const SessionRecord& record, const QDate& date);

/// The session as markdown for people. Text that looks like a key is masked; `masked` counts them.
[[nodiscard]] QString exportMarkdown(const SessionRecord& record, int* masked = nullptr);

} // namespace aios
