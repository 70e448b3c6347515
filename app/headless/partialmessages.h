// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

#include <functional>

namespace aios {

/// The raw events of the Messages API (message_start, content_block_start, …_delta, …_stop, message_delta, message_stop) for what the main loop's model
/// says, made from the session's own events, whatever the provider's were. One block is open at a time; every message that starts is stopped.
class PartialMessages {
public:
    using Emit = std::function<void(const QByteArray& eventJson)>;
    explicit PartialMessages(Emit emit) : m_emit(std::move(emit)) {}

    void setModel(const QString& model) { m_model = model; }
    /// Output tokens of the session so far; a message tells what came while it was open.
    void setOutputTokens(qint64 total) { m_outputTokens = total; }
    void textStarted(const QString& entryId, bool thinking);
    void textAdded(const QString& entryId, const QString& text);
    void textEnded(const QString& entryId);
    void toolCalled(const ToolRow& row);
    /// The message is over: its calls are carried out, the turn ended, or it was voided.
    void ended(const QString& stopReason);

private:
    void startMessage();
    void startBlock(const QByteArray& blockJson, const QString& entryId);
    void addDelta(const QByteArray& deltaJson);
    void stopBlock();

    Emit m_emit;
    QString m_model;
    QString m_entryId; ///< Of the open block.
    bool m_thinking = false;
    bool m_inMessage = false;
    int m_blocks = 0;
    qint64 m_outputTokens = 0;
    qint64 m_outputBefore = 0;
};

} // namespace aios
