// SPDX-License-Identifier: MIT
#include "core/model/message.h"

#include <array>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

struct StopName {
    StopReason reason;
    QLatin1StringView name;
};

constexpr std::array kStopNames{
    StopName{StopReason::EndTurn, "end_turn"_L1},
    StopName{StopReason::ToolUse, "tool_use"_L1},
    StopName{StopReason::MaxTokens, "max_tokens"_L1},
    StopName{StopReason::StopSequence, "stop_sequence"_L1},
    StopName{StopReason::PauseTurn, "pause_turn"_L1},
    StopName{StopReason::Refusal, "refusal"_L1},
    StopName{StopReason::ContextExceeded, "model_context_window_exceeded"_L1},
};

} // namespace

Usage& Usage::operator+=(const Usage& other)
{
    inputTokens += other.inputTokens;
    cacheWriteTokens += other.cacheWriteTokens;
    cacheReadTokens += other.cacheReadTokens;
    outputTokens += other.outputTokens;
    thinkingTokens += other.thinkingTokens;
    estimated = estimated || other.estimated;
    return *this;
}

QString stopReasonName(StopReason reason)
{
    for (const StopName& entry : kStopNames) {
        if (entry.reason == reason)
            return entry.name;
    }
    return u"other"_s;
}

StopReason stopReasonFromName(QStringView name)
{
    for (const StopName& entry : kStopNames) {
        if (entry.name == name)
            return entry.reason;
    }
    return StopReason::Other;
}

QString plainText(const Message& message)
{
    QString text;
    for (const Block& block : message.blocks) {
        if (const auto* part = std::get_if<TextBlock>(&block))
            text += part->text;
    }
    return text;
}

} // namespace aios
