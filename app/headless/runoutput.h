// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/session.h"
#include "core/mcp/servicestatus.h"

#include <QElapsedTimer>

namespace aios {

/// How a run without a window tells what happens. Fed every event of the session, in order.
class RunOutput {
public:
    virtual ~RunOutput() = default;
    virtual void event(const AgentEvent& event) = 0;
    /// Once, at the end of the turn; `proposal` is a session-log entry for the person to keep, or empty.
    virtual void finished(const TurnEnded& ended, const Session& session, const QString& proposal) = 0;
};

struct RunOutputOptions {
    QString sessionId;
    QString root;
    bool partialMessages = false; ///< stream-json: also stream_event lines.
    bool quiet = false;           ///< text: no tool lines on standard error.
    std::function<ContentPtr()> content;
    std::function<const Session*()> session;
    std::function<QList<ServiceStatus>()> services;
    QString transcript; ///< The session's file: who used how much stands there.
};

[[nodiscard]] std::unique_ptr<RunOutput> makeTextOutput(RunOutputOptions options);
/// One JSON object at the end: the `result` line of stream-json.
[[nodiscard]] std::unique_ptr<RunOutput> makeJsonOutput(RunOutputOptions options);
/// JSON lines in the shapes of Claude Code's stream-json: system/init, assistant (one a block), user, stream_event, system/*, result.
[[nodiscard]] std::unique_ptr<RunOutput> makeStreamJsonOutput(RunOutputOptions options);

} // namespace aios
