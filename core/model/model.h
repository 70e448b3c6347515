// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/model/message.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace aios {

/// A tool as the model is told of it. `inputSchemaJson` is raw text, sent as received.
struct ToolDefinition {
    QString name;
    QString description;
    QByteArray inputSchemaJson;
    /// Below 0: always there. 0: deferred, the model knows only the name. From 1: deferred, and loaded as the nth (ToolSearch).
    int loaded = -1;
    friend bool operator==(const ToolDefinition&, const ToolDefinition&) = default;
};

/// The conversation as a provider's wire text, serialised once per message and only ever appended to. Owned by the session's loop; a codec fills it.
/// Changing an earlier message means a new history (generation changes). A resumed session appends its messages as they were.
class WireHistory {
public:
    [[nodiscard]] const QList<Message>& messages() const { return m_messages; }
    void append(Message message);
    /// Compaction, an edited conversation. Thinking is bound to the exact prefix it was made after, so it is taken out of `messages`.
    void replaceAll(QList<Message> messages);
    [[nodiscard]] int generation() const { return m_generation; }

    /// Wire text of message i under the codec family `family`, encoded on first use by `encode` and kept.
    [[nodiscard]] const QByteArray& wire(qsizetype i, const QByteArray& family, const std::function<QByteArray(const Message&)>& encode) const;

private:
    QList<Message> m_messages;
    mutable QByteArray m_family;
    mutable QList<QByteArray> m_wire;
    int m_generation = 0;
};

/// Who asks, for the rehearsal's matching and for logs.
struct RequestOrigin {
    QString sessionId;
    QString projectDir;
    QString command;   ///< Of the person's last prompt; empty for plain text.
    QString arguments;
    QString prompt;    ///< As typed.
    QString agent;     ///< Sub-agent's name, empty for the main loop.
    int promptNumber = 1; ///< Prompts of the person in this session, from 1.
    int turn = 1;         ///< Requests since that prompt, from 1.
    qsizetype promptIndex = 0; ///< Index of that prompt's message in the history.
};

struct ModelRequest {
    QString model; ///< Provider's id.
    QString system;
    QList<ToolDefinition> tools;
    const WireHistory* history = nullptr; ///< Lives as long as the run.
    qint64 maxTokens = 0; ///< 0: the model's own limit, bounded.
    QString effort;       ///< low..max, empty: model default.
    bool showThinking = true;
    RequestOrigin origin;
};

struct ModelReply {
    Message message;
    StopReason stopReason = StopReason::EndTurn;
    QString stopDetail; ///< Refusal category/explanation, or the provider's own word for Other.
    Usage usage;
    QString model;      ///< As the provider named it.
    QString requestId;
    qint64 sentBytes = 0; ///< Of the request's body; 0: nothing was sent over a wire.
};

/// What is shown while it streams. `index` numbers the blocks of the reply.
struct BlockStarted {
    int index = 0;
    Block block;
};
struct TextDelta {
    int index = 0;
    QString text;
};
struct ThinkingDelta {
    int index = 0;
    QString text;
};
struct InputDelta {
    int index = 0;
    QByteArray json;
};
struct BlockFinished {
    int index = 0;
};
struct RetryScheduled {
    int attempt = 0;
    std::chrono::milliseconds delay{};
    Error error;
}; ///< What streamed before is void.
struct UsageUpdated {
    Usage usage;
};
using ModelEvent = std::variant<BlockStarted, TextDelta, ThinkingDelta, InputDelta, BlockFinished, RetryScheduled, UsageUpdated>;

struct ModelHandlers {
    std::function<void(const ModelEvent&)> onEvent;
    std::function<void(Result<ModelReply>)> onEnd; ///< Once, last, never from inside stream().
};

/// A running request; destroying it cancels at once and no handler is called afterwards.
class ModelRun {
public:
    virtual ~ModelRun() = default;
};

struct ModelInfo {
    QString provider;    ///< Provider's id: "anthropic", "ollama", "rehearsal"
    QString id;
    QString displayName;
    qint64 contextWindow = 0; ///< 0: unknown.
    qint64 maxOutput = 0;
    bool images = true;
    QStringList efforts;  ///< Accepted effort words; empty: none.
    bool local = false;
    QStringList thinking; ///< Accepted kinds: "adaptive", "enabled"; empty: none known.
    QString line;         ///< "sonnet", "opus" …: what an alias means.
    QDateTime released;
    bool retired = false;
};

/// Something that answers requests: a provider over HTTP, the rehearsal, a recording. Core thread.
class Model {
public:
    virtual ~Model() = default;
    [[nodiscard]] virtual ModelInfo info() const = 0;
    [[nodiscard]] virtual std::unique_ptr<ModelRun> stream(ModelRequest request, ModelHandlers handlers) = 0;
    /// Cost in US dollars of `usage`, by the price list; nothing when unknown.
    [[nodiscard]] virtual std::optional<double> cost(const Usage& usage) const = 0;
};

} // namespace aios
