// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/model.h"

#include <QObject>

#include <deque>
#include <functional>
#include <vector>

namespace aios::test {

/// One answer: events that stream one by one, each in a turn of the event loop of its own, then an end.
struct ScriptedReply {
    QList<ModelEvent> events;
    Result<ModelReply> end = ModelReply{};
    bool hangs = false;             ///< After its events nothing comes: the test cancels.
    std::function<void()> atStart;  ///< Runs when the request comes, inside stream().

    /// A text block that streams in `pieces` deltas of about equal size.
    static ScriptedReply text(const QString& words, int pieces = 1);
    /// Text (may be empty), then tool calls; stop reason tool_use.
    static ScriptedReply calls(const QList<ToolUseBlock>& calls, const QString& words = {});
    static ScriptedReply error(ErrorCode code, const QString& message);
    /// Streams `words`, then nothing more.
    static ScriptedReply hanging(const QString& words);
    ScriptedReply& withUsage(qint64 input, qint64 output);
    ScriptedReply& withStop(StopReason reason);
};

/// A call as a model writes it; `inputJson` is used as it is.
[[nodiscard]] ToolUseBlock toolUse(const QString& id, const QString& name, const QByteArray& inputJson = "{}");

/// A model that answers from a list, in order, and keeps what it was asked. A request without a scripted answer ends in an error, so that a loop that
/// asks once too often fails its test. Nothing is called from inside stream(). Not thread-safe.
class ScriptedModel final : public Model {
public:
    struct Seen {
        QString model;
        QString system;
        QStringList tools;
        QList<Message> messages;
        RequestOrigin origin;
        QString effort;
        QList<ToolDefinition> definitions{};
        [[nodiscard]] QString lastText() const; ///< Plain text of the last message, tool results included.
    };

    explicit ScriptedModel(const QString& id = QStringLiteral("scripted"));

    ScriptedModel& add(ScriptedReply reply);
    [[nodiscard]] const std::vector<Seen>& seen() const { return m_seen; }
    [[nodiscard]] bool spent() const { return m_replies.empty(); }
    [[nodiscard]] int running() const { return m_running; } ///< Requests neither ended nor dropped.
    [[nodiscard]] int dropped() const { return m_dropped; } ///< Requests destroyed before their end.

    ModelInfo details; ///< What info() tells.
    std::optional<double> dollarsPerRequest; ///< What cost() tells.

    [[nodiscard]] ModelInfo info() const override { return details; }
    [[nodiscard]] std::unique_ptr<ModelRun> stream(ModelRequest request, ModelHandlers handlers) override;
    [[nodiscard]] std::optional<double> cost(const Usage&) const override { return dollarsPerRequest; }

private:
    friend class ScriptedRun;
    std::deque<ScriptedReply> m_replies;
    std::vector<Seen> m_seen;
    int m_running = 0;
    int m_dropped = 0;
};

} // namespace aios::test
