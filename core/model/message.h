// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/json.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <variant>

namespace aios {

struct TextBlock {
    QString text;
    QByteArray extraJson; ///< Further members as received, `"citations":[…]`; echoed. Usually empty.
    friend bool operator==(const TextBlock&, const TextBlock&) = default;
};

/// Reasoning. Echoed back unmodified, in place, with its signature, to the model that made it.
struct ThinkingBlock {
    QString thinking;
    QByteArray signature;
    bool redacted = false; ///< redacted_thinking: `signature` holds its data.
    friend bool operator==(const ThinkingBlock&, const ThinkingBlock&) = default;
};

struct ImageBlock {
    QByteArray mediaType; ///< "image/png"
    QByteArray base64;
    friend bool operator==(const ImageBlock&, const ImageBlock&) = default;
};

struct ToolUseBlock {
    QString id;
    QString name;
    QByteArray inputJson; ///< The raw object as the model wrote it; re-sent as it is. May be invalid JSON: `problem` says so.
    QString problem;      ///< Why it cannot run (not JSON, duplicate keys, cut off); told to the model as the result.
    QByteArray extraJson; ///< Further members as received, `"caller":{…}`; echoed. Usually empty.
    friend bool operator==(const ToolUseBlock&, const ToolUseBlock&) = default;
};

struct ToolResultBlock {
    QString toolUseId;
    QString text;
    QList<ImageBlock> images;
    bool isError = false;
    bool denied = false; ///< Refused by a person or rule (ours; not sent).
    QStringList toolReferences; ///< Tools this result tells of, by name; `text` holds their definitions. For providers that load them by that.
    friend bool operator==(const ToolResultBlock&, const ToolResultBlock&) = default;
};

/// A block kind we do not know: kept verbatim, echoed, shown as "unknown".
struct UnknownBlock {
    QByteArray rawJson;
    friend bool operator==(const UnknownBlock&, const UnknownBlock&) = default;
};

using Block = std::variant<TextBlock, ThinkingBlock, ImageBlock, ToolUseBlock, ToolResultBlock, UnknownBlock>;

enum class Role : std::uint8_t { User, Assistant };

struct Message {
    Role role = Role::User;
    QList<Block> blocks;
    QString model; ///< "provider/id" that made an assistant message; its thinking is echoed to that model only.
    QByteArray account{}; ///< Where and with which key it was made (CodecSetup::account): its thinking is echoed there only.
    friend bool operator==(const Message&, const Message&) = default;
};

struct Usage {
    qint64 inputTokens = 0; ///< Uncached.
    qint64 cacheWriteTokens = 0;
    qint64 cacheReadTokens = 0;
    qint64 outputTokens = 0;
    qint64 thinkingTokens = 0; ///< Part of outputTokens.
    bool estimated = false;    ///< The provider reported nothing; by bytes.
    [[nodiscard]] qint64 contextTokens() const { return inputTokens + cacheWriteTokens + cacheReadTokens + outputTokens; }
    Usage& operator+=(const Usage& other);
    friend bool operator==(const Usage&, const Usage&) = default;
};

enum class StopReason : std::uint8_t { EndTurn, ToolUse, MaxTokens, StopSequence, PauseTurn, Refusal, ContextExceeded, Other };
[[nodiscard]] QString stopReasonName(StopReason reason); ///< "end_turn", "model_context_window_exceeded", ...
[[nodiscard]] StopReason stopReasonFromName(QStringView name); ///< The other way; Other for a word we do not know.

/// Text of all text blocks, joined.
[[nodiscard]] QString plainText(const Message& message);

/// Our own storage form of a message (transcripts, recordings): Anthropic-shaped JSON, lossless. One line.
/// Tool input that a JSON value would not give back byte for byte is kept as a string in `input_raw`.
[[nodiscard]] QByteArray messageToJson(const Message& message);
[[nodiscard]] Result<Message> messageFromJson(const json::value& value);
[[nodiscard]] Result<Message> messageFromJson(QByteArrayView text);

} // namespace aios
