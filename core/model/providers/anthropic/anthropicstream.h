// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/jsonraw.h"
#include "core/model/codecsetup.h"
#include "core/model/eventjson.h"
#include "core/net/sseparser.h"

#include <vector>

namespace aios {

/// The event stream of one Messages API reply: a strict state machine (message_start, blocks, message_delta, message_stop). What it does not know
/// it keeps; what the protocol forbids is an error.
class AnthropicStream {
public:
    using Emit = std::function<void(const ModelEvent&)>;

    explicit AnthropicStream(const ProviderProfile& profile) : m_profile(profile) {}

    [[nodiscard]] Result<void> feed(const SseEvent& event, const Emit& emit);
    [[nodiscard]] bool complete() const { return m_state == State::Stopped; }
    [[nodiscard]] ModelReply takeReply(const QString& producer, const QHash<QString, QString>& toolNames);

private:
    enum class State : std::uint8_t { Waiting, Started, Stopped };
    struct OpenBlock {
        enum class Kind : std::uint8_t { Text, Thinking, Redacted, ToolUse, Unknown };
        Kind kind = Kind::Unknown;
        qint64 wireIndex = 0;
        bool closed = false;
        RawObject start;       ///< As content_block_start gave it.
        QString text;          ///< Text or thinking.
        QByteArray signature;  ///< Or redacted data.
        QByteArray inputJson;  ///< Joined input_json_delta.
        QList<QByteArray> citations;
        QHash<QByteArray, QString> appended; ///< Of deltas we do not know: texts by member.
        bool touched = false;  ///< A delta changed `start`, `inputJson` or `appended`.
    };

    Result<void> start(const json::object& object, const Emit& emit);
    Result<void> blockStart(const json::object& object, QByteArrayView raw, const Emit& emit);
    Result<void> blockDelta(const json::object& object, QByteArrayView raw, const Emit& emit);
    void knownDelta(OpenBlock& block, int index, const json::object& delta, std::string_view type, QByteArrayView raw, const Emit& emit);
    void unknownDelta(OpenBlock& block, const json::object& delta, QByteArrayView raw);
    Result<void> blockStop(const json::object& object, const Emit& emit);
    Result<void> messageDelta(const json::object& object, const Emit& emit);
    Result<void> stop();
    std::unexpected<Error> errorEvent(const json::object& object) const;
    void takeUsage(const json::object& usage);
    [[nodiscard]] OpenBlock* find(qint64 wireIndex, int& position);
    [[nodiscard]] Block finished(OpenBlock& block, bool cutOff, const QHash<QString, QString>& toolNames) const;

    const ProviderProfile& m_profile;
    EventJson m_json;
    State m_state = State::Waiting;
    std::vector<OpenBlock> m_blocks;
    ModelReply m_reply;
    bool m_hasStopReason = false;
    bool m_hasUsage = false;
};

} // namespace aios
