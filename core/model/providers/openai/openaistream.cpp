// SPDX-License-Identifier: MIT
#include "core/model/providers/openai/openaistream.h"

#include "core/model/errorwords.h"
#include "core/model/providererror.h"

#include <ranges>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMaxParts = 10'000;
constexpr std::size_t kMaxInChunk = 1'000; ///< Calls or details of one chunk; each is looked for from the start.

std::string_view word(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

bool isWholeObject(const QByteArray& text)
{
    return text.trimmed().endsWith('}') && toolInputProblem(text).isEmpty();
}

} // namespace

QByteArrayView OpenAiStream::RawDelta::member(QByteArrayView key) const
{
    return rawMember(rawMember(rawElement(rawMember(event, "choices"), 0), whole ? "message" : "delta"), key);
}

Result<void> OpenAiStream::feed(const SseEvent& event, const Emit& emit)
{
    if (m_done)
        return {};
    if (QByteArrayView(event.data).trimmed() == "[DONE]") {
        m_done = true;
        if (!m_finished)
            return protocolError(m_profile, u"[DONE] without a finish_reason"_s);
        return {};
    }
    const json::object* object = m_json.parse(event.data);
    if (!object)
        return protocolError(m_profile, u"an event that is not a JSON object"_s);
    if (const json::value* error = object->if_contains("error"); error && !error->is_null())
        return errorChunk(*error);
    if (m_reply.model.isEmpty())
        m_reply.model = jsonText(*object, "model");
    if (const json::object* usage = jsonObject(*object, "usage"))
        takeUsage(*usage, emit);
    const json::array* choices = jsonArray(*object, "choices");
    if (!choices || choices->empty())
        return {};
    if (!choices->front().is_object())
        return protocolError(m_profile, u"a choice that is not an object"_s);
    return choice(choices->front().get_object(), event.data, emit);
}

Result<void> OpenAiStream::choice(const json::object& object, QByteArrayView event, const Emit& emit)
{
    const json::object* delta = jsonObject(object, "delta");
    const bool whole = !delta; // A few servers answer a streaming request with one whole message.
    if (whole)
        delta = jsonObject(object, "message");
    const RawDelta raw{event, whole};
    if (delta) {
        reasoning(*delta, raw, emit);
        if (const std::string_view text = word(*delta, "content"); !text.empty())
            addText(Part::Kind::Text, toQString(text), emit);
        if (const std::string_view text = word(*delta, "refusal"); !text.empty()) {
            addText(Part::Kind::Text, toQString(text), emit);
            m_reply.stopReason = StopReason::Refusal;
        }
        if (const json::array* calls = jsonArray(*delta, "tool_calls")) {
            const QByteArrayView rawCalls = raw.member("tool_calls");
            if (calls->size() > kMaxInChunk)
                return protocolError(m_profile, u"too many tool calls"_s);
            for (std::size_t i = 0; i < calls->size(); ++i) {
                if (!(*calls)[i].is_object())
                    return protocolError(m_profile, u"a tool call that is not an object"_s);
                if (Result<void> taken = toolCall((*calls)[i].get_object(), rawElement(rawCalls, static_cast<qsizetype>(i)), emit); !taken)
                    return taken;
            }
        }
    }
    if (const std::string_view reason = word(object, "finish_reason"); !reason.empty())
        finish(toQString(reason), emit);
    return {};
}

void OpenAiStream::reasoning(const json::object& delta, const RawDelta& raw, const Emit& emit)
{
    for (const std::string_view field : {"reasoning_content", "reasoning"}) {
        if (const std::string_view text = word(delta, field); !text.empty()) {
            addText(Part::Kind::Thinking, toQString(text), emit);
            break;
        }
    }
    if (const json::array* details = jsonArray(delta, "reasoning_details"))
        addDetails(*details, raw.member("reasoning_details"));
}

/// The list must go back as one: pieces of the same kind and index are joined, all else stays as it came.
void OpenAiStream::addDetails(const json::array& details, QByteArrayView raw)
{
    for (std::size_t i = 0; i < std::min(details.size(), kMaxInChunk) && m_details.size() < kMaxParts; ++i) {
        RawObject piece(rawElement(raw, static_cast<qsizetype>(i)));
        RawObject* last = m_details.empty() ? nullptr : &m_details.back();
        if (!details[i].is_object())
            continue;
        if (!last || last->value("type") != piece.value("type") || last->value("index") != piece.value("index")) {
            m_details.push_back(std::move(piece));
            continue;
        }
        for (const json::key_value_pair& member : details[i].get_object()) {
            const QByteArray key = rawKey(member.key());
            const QByteArray before = last->value(key);
            const QByteArray now = piece.value(key);
            if (now.isEmpty()) // Written in another way than its key; nobody does.
                continue;
            const bool grows = key == "text" || key == "summary" || key == "data";
            if (grows && before.startsWith('"') && member.value().is_string())
                last->set(key, before.chopped(1) + now.sliced(1));
            else if (!member.value().is_null())
                last->set(key, now);
        }
    }
}

void OpenAiStream::addText(Part::Kind kind, const QString& text, const Emit& emit)
{
    if (m_parts.empty() || m_parts.back().kind != kind || m_parts.back().closed) {
        if (m_parts.size() >= kMaxParts)
            return;
        addPart({.kind = kind}, emit);
    }
    m_parts.back().text += text;
    const int index = static_cast<int>(m_parts.size() - 1);
    if (kind == Part::Kind::Text)
        emit(TextDelta{index, text});
    else
        emit(ThinkingDelta{index, text});
}

/// The call a fragment belongs to; null when it begins a new one.
OpenAiStream::Part* OpenAiStream::callFor(qint64 index, const QString& id, const QString& name)
{
    Part* last = nullptr;
    for (Part& part : m_parts | std::views::reverse) {
        if (part.kind != Part::Kind::Call)
            continue;
        if (!last)
            last = &part;
        // Some servers number every call 0: another id with a name is another call.
        const bool otherCall = !id.isEmpty() && !part.id.isEmpty() && part.id != id && !name.isEmpty();
        if (index >= 0 && part.wireIndex == index && !otherCall)
            return &part;
        if (index < 0 && !id.isEmpty() && part.id == id)
            return &part;
    }
    if (index >= 0 || !last || (!id.isEmpty() && !last->id.isEmpty()))
        return nullptr;
    // Neither index nor id: a name after whole arguments begins the next call, all else goes on with the last.
    return !name.isEmpty() && !last->name.isEmpty() && isWholeObject(last->arguments) ? nullptr : last;
}

Result<void> OpenAiStream::toolCall(const json::object& call, QByteArrayView raw, const Emit& emit)
{
    const json::object* function = jsonObject(call, "function");
    const qint64 index = m_quirks.sendsIndex ? jsonInt(call, "index", -1) : -1;
    const QString id = jsonText(call, "id");
    const QString name = function ? jsonText(*function, "name") : QString();
    Part* part = callFor(index, id, name);
    if (!part) {
        if (m_parts.size() >= kMaxParts)
            return protocolError(m_profile, u"too many tool calls"_s);
        if (name.isEmpty())
            return protocolError(m_profile, u"a tool call without a name"_s);
        part = &addPart({.kind = Part::Kind::Call, .wireIndex = index, .id = id, .name = name}, emit);
    }
    if (part->id.isEmpty())
        part->id = id;
    const json::value* arguments = function ? function->if_contains("arguments") : nullptr;
    if (!arguments || arguments->is_null())
        return {};
    const std::string_view piece = arguments->is_string() ? std::string_view(arguments->get_string()) : std::string_view();
    const QByteArray bytes = arguments->is_string() ? QByteArray(piece.data(), static_cast<qsizetype>(piece.size()))
                                                    : rawMember(rawMember(raw, "function"), "arguments").toByteArray();
    if (bytes.isEmpty())
        return {};
    part->arguments += bytes;
    emit(InputDelta{static_cast<int>(part - m_parts.data()), bytes});
    return {};
}

OpenAiStream::Part& OpenAiStream::addPart(Part part, const Emit& emit)
{
    if (!m_parts.empty() && m_parts.back().kind != Part::Kind::Call)
        closeLast(emit);
    m_parts.push_back(std::move(part));
    const Part& added = m_parts.back();
    const int index = static_cast<int>(m_parts.size() - 1);
    if (added.kind == Part::Kind::Text)
        emit(BlockStarted{index, TextBlock{}});
    else if (added.kind == Part::Kind::Thinking)
        emit(BlockStarted{index, ThinkingBlock{}});
    else
        emit(BlockStarted{index, ToolUseBlock{.id = added.id, .name = added.name, .inputJson = {}, .problem = {}}});
    return m_parts.back();
}

void OpenAiStream::closeLast(const Emit& emit)
{
    if (m_parts.back().closed)
        return;
    m_parts.back().closed = true;
    emit(BlockFinished{static_cast<int>(m_parts.size() - 1)});
}

void OpenAiStream::finish(const QString& reason, const Emit& emit)
{
    if (std::exchange(m_finished, true))
        return;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        if (!std::exchange(m_parts[i].closed, true))
            emit(BlockFinished{static_cast<int>(i)});
    }
    if (m_reply.stopReason == StopReason::Refusal)
        return;
    if (reason == "stop"_L1)
        m_reply.stopReason = StopReason::EndTurn;
    else if (reason == "tool_calls"_L1 || reason == "function_call"_L1)
        m_reply.stopReason = StopReason::ToolUse;
    else if (reason == "length"_L1)
        m_reply.stopReason = StopReason::MaxTokens;
    else if (reason == "content_filter"_L1)
        m_reply.stopReason = StopReason::Refusal;
    else
        m_reply.stopReason = StopReason::Other;
    if (m_reply.stopReason == StopReason::Other || m_reply.stopReason == StopReason::Refusal)
        m_reply.stopDetail = reason;
}

void OpenAiStream::takeUsage(const json::object& usage, const Emit& emit)
{
    const auto count = [](const json::object* object, std::string_view key) { return object ? std::max<qint64>(0, jsonInt(*object, key)) : 0; };
    const qint64 prompt = count(&usage, "prompt_tokens");
    Usage& out = m_reply.usage;
    out.cacheReadTokens = std::min(prompt, count(jsonObject(usage, "prompt_tokens_details"), "cached_tokens"));
    out.inputTokens = prompt - out.cacheReadTokens;
    out.outputTokens = count(&usage, "completion_tokens");
    out.thinkingTokens = std::min(out.outputTokens, count(jsonObject(usage, "completion_tokens_details"), "reasoning_tokens"));
    m_hasUsage = prompt > 0 || out.outputTokens > 0;
    if (m_hasUsage)
        emit(UsageUpdated{out});
}

std::unexpected<Error> OpenAiStream::errorChunk(const json::value& error) const
{
    if (!error.is_object())
        return std::unexpected(
            providerError(m_profile, ErrorCode::Unavailable, error.is_string() ? toQString(error.get_string()) : QString(), u"in mid-stream"_s));
    const json::object& object = error.get_object();
    const json::value* codeValue = object.if_contains("code");
    ErrorCode code = codeValue && codeValue->is_string() ? errorCodeFromType(jsonText(object, "code").toUtf8()) : ErrorCode::Unavailable;
    if (code == ErrorCode::Unavailable)
        code = errorCodeFromType(jsonText(object, "type").toUtf8());
    if (code == ErrorCode::Unavailable && codeValue && codeValue->is_int64()) // OpenRouter: an HTTP status.
        code = codeValue->get_int64() == 503 ? ErrorCode::Overloaded
                                             : errorCodeFromStatus(static_cast<int>(std::clamp<qint64>(codeValue->get_int64(), 0, 999)));
    return std::unexpected(providerError(m_profile, code, jsonText(object, "message"), u"in mid-stream"_s));
}

ModelReply OpenAiStream::takeReply(const QString& producer, const QString& idBase, const QHash<QString, QString>& toolNames)
{
    m_reply.message = {.role = Role::Assistant, .blocks = {}, .model = producer};
    QByteArray details;
    for (const RawObject& piece : m_details)
        details += (details.isEmpty() ? "" : ",") + piece.toJson();
    if (!details.isEmpty())
        details = '[' + details + ']';

    int calls = 0;
    bool signatureGiven = false;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        Part& part = m_parts[i];
        if (part.kind == Part::Kind::Text) {
            m_reply.message.blocks.append(TextBlock{part.text});
        } else if (part.kind == Part::Kind::Thinking) {
            m_reply.message.blocks.append(ThinkingBlock{part.text, std::exchange(signatureGiven, true) ? QByteArray() : details, false});
        } else {
            ToolUseBlock use{.id = part.id.isEmpty() ? u"%1_%2"_s.arg(idBase).arg(calls) : part.id, .name = toolNames.value(part.name, part.name)};
            use.inputJson = part.arguments.trimmed().isEmpty() ? QByteArray("{}") : part.arguments;
            use.problem = toolInputProblem(use.inputJson);
            const bool cutOff = m_reply.stopReason == StopReason::MaxTokens && i + 1 == m_parts.size();
            if (cutOff && (!use.problem.isEmpty() || use.inputJson == "{}"))
                use.problem = u"The reply was cut off inside this call, so its input is not whole."_s;
            m_reply.message.blocks.append(use);
            ++calls;
        }
    }
    if (!details.isEmpty() && !signatureGiven)
        m_reply.message.blocks.prepend(ThinkingBlock{{}, details, false});
    // Some servers say "stop" although there are calls, and the other way round.
    if (calls > 0 && m_reply.stopReason == StopReason::EndTurn)
        m_reply.stopReason = StopReason::ToolUse;
    else if (calls == 0 && m_reply.stopReason == StopReason::ToolUse)
        m_reply.stopReason = StopReason::EndTurn;
    m_reply.usage.estimated = !m_hasUsage;
    return std::move(m_reply);
}

} // namespace aios
