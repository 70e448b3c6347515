// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/jsonraw.h"
#include "core/model/eventjson.h"
#include "core/model/providers/openai/openaiencoder.h"

#include <vector>

namespace aios {

/// The chunks of one Chat Completions reply, put together whatever the server's habits: calls without index, ids and names repeated in every
/// fragment, whole calls in one chunk, arguments as an object, no [DONE], no usage.
class OpenAiStream {
public:
    using Emit = std::function<void(const ModelEvent&)>;

    OpenAiStream(const ProviderProfile& profile, const OpenAiQuirks& quirks) : m_profile(profile), m_quirks(quirks) {}

    [[nodiscard]] Result<void> feed(const SseEvent& event, const Emit& emit);
    [[nodiscard]] bool complete() const { return m_finished || m_done; }
    [[nodiscard]] bool nothingMore() const { return m_done || (m_finished && m_hasUsage); }
    [[nodiscard]] ModelReply takeReply(const QString& producer, const QString& idBase, const QHash<QString, QString>& toolNames);

private:
    struct Part {
        enum class Kind : std::uint8_t { Text, Thinking, Call };
        Kind kind = Kind::Text;
        QString text;
        qint64 wireIndex = -1;
        QString id;
        QString name;
        QByteArray arguments;
        bool closed = false;
    };

    /// The first choice's delta as it came. Looked for only where its bytes are wanted: most events are words.
    struct RawDelta {
        QByteArrayView event;
        bool whole = false; ///< A whole message stands in the delta's place.
        [[nodiscard]] QByteArrayView member(QByteArrayView key) const;
    };
    Result<void> choice(const json::object& object, QByteArrayView event, const Emit& emit);
    Result<void> toolCall(const json::object& call, QByteArrayView raw, const Emit& emit);
    void reasoning(const json::object& delta, const RawDelta& raw, const Emit& emit);
    void addText(Part::Kind kind, const QString& text, const Emit& emit);
    void addDetails(const json::array& details, QByteArrayView raw);
    void finish(const QString& reason, const Emit& emit);
    [[nodiscard]] Part* callFor(qint64 index, const QString& id, const QString& name);
    Part& addPart(Part part, const Emit& emit);
    void closeLast(const Emit& emit);
    void takeUsage(const json::object& usage, const Emit& emit);
    [[nodiscard]] std::unexpected<Error> errorChunk(const json::value& error) const;

    const ProviderProfile& m_profile;
    const OpenAiQuirks& m_quirks;
    EventJson m_json;
    std::vector<Part> m_parts;
    std::vector<RawObject> m_details; ///< reasoning_details, merged.
    ModelReply m_reply;
    bool m_finished = false;
    bool m_done = false;
    bool m_hasUsage = false;
};

} // namespace aios
