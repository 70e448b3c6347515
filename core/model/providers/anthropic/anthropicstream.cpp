// SPDX-License-Identifier: MIT
#include "core/model/providers/anthropic/anthropicstream.h"

#include "core/model/errorwords.h"
#include "core/model/providererror.h"

#include <ranges>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMaxBlocks = 10'000;

std::string_view word(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

/// The index of a block, or -1.
qint64 indexOf(const json::object& object)
{
    return jsonInt(object, "index", -1);
}

} // namespace

Result<void> AnthropicStream::feed(const SseEvent& event, const Emit& emit)
{
    if (m_state == State::Stopped)
        return {};
    const json::object* object = m_json.parse(event.data);
    if (!object)
        return protocolError(m_profile, u"an event that is not a JSON object"_s);
    const std::string_view type = word(*object, "type");
    if (type == "content_block_delta")
        return blockDelta(*object, event.data, emit);
    if (type == "content_block_start")
        return blockStart(*object, event.data, emit);
    if (type == "content_block_stop")
        return blockStop(*object, emit);
    if (type == "message_start")
        return start(*object, emit);
    if (type == "message_delta")
        return messageDelta(*object, emit);
    if (type == "message_stop")
        return stop();
    if (type == "error")
        return errorEvent(*object);
    return {}; // ping, and events that are newer than we are.
}

Result<void> AnthropicStream::start(const json::object& object, const Emit& emit)
{
    if (m_state != State::Waiting)
        return protocolError(m_profile, u"a second message_start"_s);
    m_state = State::Started;
    if (const json::object* message = jsonObject(object, "message")) {
        m_reply.model = jsonText(*message, "model");
        if (const json::object* usage = jsonObject(*message, "usage")) {
            takeUsage(*usage);
            emit(UsageUpdated{m_reply.usage});
        }
    }
    return {};
}

Result<void> AnthropicStream::blockStart(const json::object& object, QByteArrayView raw, const Emit& emit)
{
    using Kind = OpenBlock::Kind;
    const json::object* content = jsonObject(object, "content_block");
    const QByteArrayView rawContent = rawMember(raw, "content_block");
    const qint64 wireIndex = indexOf(object);
    int position = 0;
    if (m_state != State::Started || !content || wireIndex < 0 || rawContent.isEmpty())
        return protocolError(m_profile, u"a content_block_start out of place"_s);
    if (find(wireIndex, position) || m_blocks.size() >= kMaxBlocks)
        return protocolError(m_profile, u"the block %1 begins twice"_s.arg(wireIndex));

    OpenBlock block{.wireIndex = wireIndex, .start = RawObject(rawContent)};
    const std::string_view type = word(*content, "type");
    position = static_cast<int>(m_blocks.size());
    Block shown;
    if (type == "text") {
        block.kind = Kind::Text;
        block.text = jsonText(*content, "text");
        shown = TextBlock{block.text};
    } else if (type == "thinking" || type == "redacted_thinking") {
        block.kind = type == "thinking" ? Kind::Thinking : Kind::Redacted;
        block.text = jsonText(*content, "thinking");
        block.signature = jsonText(*content, block.kind == Kind::Thinking ? "signature" : "data").toUtf8();
        shown = ThinkingBlock{block.text, {}, block.kind == Kind::Redacted};
    } else if (type == "tool_use") {
        block.kind = Kind::ToolUse;
        shown = ToolUseBlock{.id = jsonText(*content, "id"), .name = jsonText(*content, "name"), .inputJson = {}, .problem = {}};
    } else {
        shown = UnknownBlock{rawContent.toByteArray()};
    }
    m_blocks.push_back(std::move(block));
    emit(BlockStarted{position, shown});
    return {};
}

Result<void> AnthropicStream::blockDelta(const json::object& object, QByteArrayView raw, const Emit& emit)
{
    const json::object* delta = jsonObject(object, "delta");
    int position = 0;
    OpenBlock* block = find(indexOf(object), position);
    if (m_state != State::Started || !delta || !block || block->closed)
        return protocolError(m_profile, u"a delta for a block that is not open"_s);
    knownDelta(*block, position, *delta, word(*delta, "type"), raw, emit);
    return {};
}

void AnthropicStream::knownDelta(OpenBlock& block, int index, const json::object& delta, std::string_view type, QByteArrayView raw, const Emit& emit)
{
    using Kind = OpenBlock::Kind;
    if (type == "text_delta" && block.kind == Kind::Text) {
        QString text = toQString(word(delta, "text"));
        block.text += text;
        emit(TextDelta{index, std::move(text)});
    } else if (type == "thinking_delta" && block.kind == Kind::Thinking) {
        QString text = toQString(word(delta, "thinking"));
        block.text += text;
        emit(ThinkingDelta{index, std::move(text)});
    } else if (type == "signature_delta" && block.kind == Kind::Thinking) {
        const std::string_view signature = word(delta, "signature");
        block.signature.append(signature.data(), static_cast<qsizetype>(signature.size()));
    } else if (type == "input_json_delta") {
        const std::string_view piece = word(delta, "partial_json");
        const QByteArray bytes(piece.data(), static_cast<qsizetype>(piece.size()));
        block.inputJson += bytes;
        block.touched = true;
        if (block.kind == Kind::ToolUse && !bytes.isEmpty())
            emit(InputDelta{index, bytes});
    } else if (type == "citations_delta") {
        block.citations.append(rawMember(rawMember(raw, "delta"), "citation").toByteArray());
        block.touched = true;
    } else {
        unknownDelta(block, delta, raw);
    }
}

/// A delta that is newer than we are: its texts are taken as pieces to append to the block's member of that name, the rest as new values of theirs.
void AnthropicStream::unknownDelta(OpenBlock& block, const json::object& delta, QByteArrayView raw)
{
    const QByteArrayView rawDelta = rawMember(raw, "delta");
    block.touched = true;
    for (const json::key_value_pair& member : delta) {
        const QByteArray key = rawKey(member.key());
        if (key == "type")
            continue;
        if (member.value().is_string())
            block.appended[key] += toQString(member.value().get_string());
        else if (const QByteArrayView value = rawMember(rawDelta, key); !value.isEmpty())
            block.start.set(key, value.toByteArray());
    }
}

Result<void> AnthropicStream::blockStop(const json::object& object, const Emit& emit)
{
    int position = 0;
    OpenBlock* block = find(indexOf(object), position);
    if (m_state != State::Started || !block || block->closed)
        return protocolError(m_profile, u"the end of a block that is not open"_s);
    block->closed = true;
    emit(BlockFinished{position});
    return {};
}

Result<void> AnthropicStream::messageDelta(const json::object& object, const Emit& emit)
{
    if (m_state != State::Started)
        return protocolError(m_profile, u"a message_delta before the message began"_s);
    if (const json::object* delta = jsonObject(object, "delta")) {
        if (const std::string_view reason = word(*delta, "stop_reason"); !reason.empty()) {
            m_hasStopReason = true;
            m_reply.stopReason = stopReasonFromName(toQString(reason));
            m_reply.stopDetail = m_reply.stopReason == StopReason::Other ? toQString(reason) : jsonText(*delta, "stop_sequence");
        }
        if (const json::object* details = jsonObject(*delta, "stop_details")) {
            QStringList words{jsonText(*details, "category"), jsonText(*details, "explanation")};
            words.removeAll(QString());
            if (!words.isEmpty())
                m_reply.stopDetail = words.join(u": ");
        }
    }
    if (const json::object* usage = jsonObject(object, "usage")) {
        takeUsage(*usage);
        emit(UsageUpdated{m_reply.usage});
    }
    return {};
}

Result<void> AnthropicStream::stop()
{
    if (m_state != State::Started)
        return protocolError(m_profile, u"a message_stop before the message began"_s);
    if (std::ranges::any_of(m_blocks, [](const OpenBlock& block) { return !block.closed; }))
        return protocolError(m_profile, u"the message ended inside a block"_s);
    if (!m_hasStopReason)
        return protocolError(m_profile, u"the message ended without a stop_reason"_s);
    m_state = State::Stopped;
    return {};
}

std::unexpected<Error> AnthropicStream::errorEvent(const json::object& object) const
{
    const json::object* error = jsonObject(object, "error");
    const QString type = error ? jsonText(*error, "type") : QString();
    Error out =
        providerError(m_profile, errorCodeFromType(type.toUtf8()), error ? jsonText(*error, "message") : QString(), u"in mid-stream: "_s + type);
    return std::unexpected(std::move(out));
}

/// Counts are cumulative: each event names the newest total of what it names.
void AnthropicStream::takeUsage(const json::object& usage)
{
    Usage& out = m_reply.usage;
    m_hasUsage = true;
    const auto take = [&usage](std::string_view key, qint64& into) { into = std::max<qint64>(0, jsonInt(usage, key, into)); };
    take("input_tokens", out.inputTokens);
    take("cache_creation_input_tokens", out.cacheWriteTokens);
    take("cache_read_input_tokens", out.cacheReadTokens);
    take("output_tokens", out.outputTokens);
    if (const json::object* details = jsonObject(usage, "output_tokens_details"))
        out.thinkingTokens = std::max<qint64>(0, jsonInt(*details, "thinking_tokens", out.thinkingTokens));
}

AnthropicStream::OpenBlock* AnthropicStream::find(qint64 wireIndex, int& position)
{
    for (std::size_t i = m_blocks.size(); i-- > 0;) {
        if (m_blocks[i].wireIndex == wireIndex) {
            position = static_cast<int>(i);
            return &m_blocks[i];
        }
    }
    return nullptr;
}

Block AnthropicStream::finished(OpenBlock& block, bool cutOff, const QHash<QString, QString>& toolNames) const
{
    using Kind = OpenBlock::Kind;
    if (block.kind == Kind::Thinking || block.kind == Kind::Redacted)
        return ThinkingBlock{block.text, block.signature, block.kind == Kind::Redacted};

    if (!block.citations.isEmpty()) // A few at most; the start holds an empty list, or null.
        block.start.set("citations", '[' + QByteArrayList(block.citations).join(',') + ']');
    for (const auto& [key, text] : block.appended.asKeyValueRange()) {
        const Result<json::value> before = parseJson(block.start.value(key));
        block.start.set(key, jsonString(QStringView(QString((before && before->is_string() ? toQString(before->get_string()) : QString()) + text))));
    }
    if (block.kind == Kind::Text) {
        block.start.remove("type");
        block.start.remove("text");
        if (block.start.value("citations") == "null" || block.start.value("citations") == "[]")
            block.start.remove("citations");
        return TextBlock{block.text, block.start.members()};
    }
    if (block.kind == Kind::Unknown) {
        if (!block.inputJson.isEmpty() && toolInputProblem(block.inputJson).isEmpty())
            block.start.set("input", block.inputJson);
        return UnknownBlock{block.start.toJson()};
    }
    const QByteArray whole = block.start.value("input");
    ToolUseBlock use{.inputJson = block.inputJson.trimmed().isEmpty() ? (whole.isEmpty() ? QByteArray("{}") : whole) : block.inputJson};
    const auto textMember = [&block](const char* key) {
        const Result<json::value> value = parseJson(block.start.value(key));
        return value && value->is_string() ? toQString(value->get_string()) : QString();
    };
    use.id = textMember("id");
    use.name = textMember("name");
    use.name = toolNames.value(use.name, use.name);
    use.problem = toolInputProblem(use.inputJson);
    if (cutOff && (!use.problem.isEmpty() || use.inputJson == "{}"))
        use.problem = u"The reply was cut off inside this call, so its input is not whole."_s;
    for (const char* key : {"type", "id", "name", "input"})
        block.start.remove(key);
    use.extraJson = block.start.members();
    return use;
}

ModelReply AnthropicStream::takeReply(const QString& producer, const QHash<QString, QString>& toolNames)
{
    const bool truncated = m_reply.stopReason == StopReason::MaxTokens || m_reply.stopReason == StopReason::ContextExceeded;
    m_reply.message = {.role = Role::Assistant, .blocks = {}, .model = producer};
    bool calls = false;
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        m_reply.message.blocks.append(finished(m_blocks[i], truncated && i + 1 == m_blocks.size(), toolNames));
        calls = calls || m_blocks[i].kind == OpenBlock::Kind::ToolUse;
    }
    // What the reply holds decides, not the word for it.
    if (m_reply.stopReason == StopReason::ToolUse && !calls)
        m_reply.stopReason = StopReason::EndTurn;
    else if (m_reply.stopReason == StopReason::EndTurn && calls)
        m_reply.stopReason = StopReason::ToolUse;
    m_reply.usage.estimated = !m_hasUsage;
    return std::move(m_reply);
}

} // namespace aios
