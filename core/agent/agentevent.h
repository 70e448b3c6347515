// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contextbuilder.h"
#include "core/gate/approval.h"
#include "core/model/message.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>

#include <variant>

namespace aios {

/// What a session looks like from outside.
enum class SessionState : std::uint8_t { Idle, Running, NeedsYou, Compacting };

/// A tool call as the transcript shows it.
struct ToolRow {
    QString id;          ///< tool_use id.
    QString name;
    QByteArray inputJson;
    QString title;       ///< Plain words, from plan().
    QString agent;       ///< "" for the main loop.
    QString parentToolId; ///< For rows of a sub-agent: the Agent call they belong to.
    enum class State : std::uint8_t { Planned, Waiting, Running, Done, Failed, Denied, Cancelled, Unknown };
    State state = State::Planned;
    QString output;      ///< For the model, capped for show.
    QString decidedBy;   ///< "person", "rule …", "mode …", ""
    int added = 0;
    int removed = 0;
    ApprovalPreview preview; ///< File diffs and commands, to show afterwards.
};

/// One entry of a transcript, in order. Identified by `id`, stable over restarts.
struct TranscriptEntry {
    enum class Kind : std::uint8_t { User, Assistant, Thinking, Tool, Notice, Error, Compaction };
    QString id;
    Kind kind = Kind::Notice;
    QDateTime time;
    QString text;   ///< Markdown for Assistant, plain for the rest.
    ToolRow tool;   ///< Kind::Tool.
    bool streaming = false;
    QString parentToolId; ///< Of a sub-agent's entry.
    QString agent;
};

struct SessionSummary {
    QString id;
    QString title;
    bool titleByPerson = false;
    QDateTime created;
    QDateTime updated;
    int messages = 0;
    QString forkedFrom;
    QString model;
    QString problem; ///< Unreadable: why.
};

struct SessionTotals {
    Usage usage;             ///< Sum over the session.
    double costUsd = 0;
    bool costKnown = false;
    qint64 contextTokens = 0; ///< Of the last request and reply.
    qint64 contextWindow = 0;
    int turns = 0;
};

// --- What the core tells, in order. The compiler names every visitor to extend. ---
struct EntryAdded {
    TranscriptEntry entry;
};
struct EntryDelta {
    QString entryId;
    QString text;
};            ///< Appended to the entry's text; neighbours are merged on the way.
struct EntryChanged {
    TranscriptEntry entry;
};                   ///< Whole new state (tool row moved on, streaming ended, retry voided it).
struct EntryRemoved {
    QString entryId;
};
struct StateChanged {
    SessionState state = SessionState::Idle;
};
struct TotalsChanged {
    SessionTotals totals;
};
struct ApprovalAsked {
    ApprovalRequest request;
};
struct ApprovalSettled {
    QString approvalId;
    Decision decision;
};
struct TitleChanged {
    QString title;
};
struct ModeChanged {
    PermissionMode mode = PermissionMode::Default;
};
struct ModelChanged {
    QString provider;
    QString model;
    QString displayName;
    bool rehearsal = false;
};
/// What the model was given from that prompt on. An agent's own: `agent` and the Agent call it works for say so.
/// `whole`: nothing of what was told before is there any more (the start, a compaction).
struct TurnContext {
    int turn = 0;
    QList<ContextPart> parts;
    QString agent;
    QString parentToolId;
    bool whole = false;
};
struct TasksChanged {
    QByteArray tasksJson;
};                    ///< TaskList as JSON array {id, subject, status, activeForm}.
struct QueueChanged {
    QStringList queued;
};                      ///< Prompts waiting for the running turn to end.
struct SessionLogProposed {
    QString sessionId;
    QString entry;
};  ///< A closing entry for context/session-log.md, for the person to keep.
struct TurnEnded {
    QString sessionId;
    enum class How : std::uint8_t { Complete, Cancelled, Failed, MaxTurns, MaxCost, MaxTokens, Loop };
    How how = How::Complete;
    QString error; ///< Plain sentence when it failed.
    ErrorCode code = ErrorCode::Internal;
    StopReason stopReason = StopReason::EndTurn;
};

struct AgentEvent {
    QString sessionId;
    std::variant<EntryAdded, EntryDelta, EntryChanged, EntryRemoved, StateChanged, TotalsChanged, ApprovalAsked, ApprovalSettled, TitleChanged,
                 ModeChanged, ModelChanged, TurnContext, TasksChanged, QueueChanged, SessionLogProposed, TurnEnded>
        what;
};

} // namespace aios
