// SPDX-License-Identifier: MIT
#include "core/mcp/sampling.h"

#include "core/base/json.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

using Message = SamplingRequest::Message;

constexpr qsizetype kMostBytes = 512 * 1024;
constexpr std::size_t kMostMessages = 40;
constexpr qsizetype kMostText = 40'000; ///< Characters, of all messages and the system prompt: a person has to read them.
constexpr std::size_t kMostStops = 8;

std::unexpected<Error> refused(const QString& why)
{
    return fail(ErrorCode::InvalidInput, why);
}

Result<QString> textOf(const json::value& content)
{
    const json::object* one = content.if_object();
    const json::value* text = one && jsonText(*one, "type") == "text"_L1 ? one->if_contains("text") : nullptr;
    if (text && text->is_string())
        return toQString(text->get_string());
    const QString type = one ? jsonText(*one, "type") : QString();
    if (type == "image"_L1 || type == "audio"_L1)
        return refused(
            u"The service wants a model to be given pictures or sound. Only text is passed on, because the person has to see all of it."_s);
    if (type.startsWith("tool_"_L1))
        return refused(u"The service wants a model to use tools, which is not offered to services."_s);
    return refused(u"The service asks a model in a way that cannot be read."_s);
}

Result<Message> messageOf(const json::value& value)
{
    const json::object* one = value.if_object();
    const QString role = one ? jsonText(*one, "role") : QString();
    const json::value* content = one ? one->if_contains("content") : nullptr;
    if (!content || (role != "user"_L1 && role != "assistant"_L1))
        return refused(u"The service asks a model in a way that cannot be read."_s);
    Message message{role == "assistant"_L1, {}};
    const json::array alone{*content};
    QStringList texts;
    for (const json::value& part : content->is_array() ? content->get_array() : alone) { // several since 2025-11-25
        auto text = textOf(part);
        if (!text)
            return std::unexpected(text.error());
        texts.append(std::move(*text));
    }
    message.text = texts.join(u'\n');
    return message;
}

/// Any of these is only asked of a client that says it can (`sampling.tools`), and this one does not.
bool wantsTools(const json::object& params)
{
    return params.contains("tools") || params.contains("toolChoice");
}

void readWishes(const json::object& params, SamplingRequest& request)
{
    const json::object* wishes = jsonObject(params, "modelPreferences");
    const json::array* hints = wishes ? jsonArray(*wishes, "hints") : nullptr;
    for (std::size_t i = 0; hints && i < hints->size() && i < 5; ++i) {
        const json::object* hint = (*hints)[i].if_object();
        if (const QString name = hint ? jsonText(*hint, "name") : QString(); !name.isEmpty())
            request.modelHints.append(elided(name, 100));
    }
    const QString context = jsonText(params, "includeContext");
    request.wantsContext = !context.isEmpty() && context != "none"_L1;
    const json::array* stops = jsonArray(params, "stopSequences");
    for (std::size_t i = 0; stops && i < stops->size() && i < kMostStops; ++i) {
        if ((*stops)[i].is_string() && !(*stops)[i].get_string().empty())
            request.stops.append(toQString((*stops)[i].get_string()));
    }
}

Result<void> checkSize(const SamplingRequest& request)
{
    qsizetype characters = request.system.size();
    for (const Message& message : request.messages)
        characters += message.text.size();
    if (characters > kMostText)
        return refused(u"The service wants to give a model more than %1 characters, which nobody could look through."_s.arg(kMostText));
    if (request.messages.isEmpty() || request.messages.first().ofModel || request.messages.last().ofModel)
        return refused(u"The service asks a model nothing: its messages do not begin and end with one of the user."_s);
    return {};
}

} // namespace

Result<SamplingRequest> readSampling(QByteArrayView params)
{
    const auto value = parseJson(params, {.maxDepth = 32, .maxBytes = kMostBytes});
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* messages = object ? jsonArray(*object, "messages") : nullptr;
    if (!messages || messages->size() > kMostMessages)
        return refused(u"The service asks a model in a way that cannot be read, or with too much at once."_s);
    if (wantsTools(*object))
        return refused(u"The service wants a model to use tools, which is not offered to services."_s);
    SamplingRequest request;
    request.maxTokens = jsonInt(*object, "maxTokens");
    if (request.maxTokens < 1)
        return refused(u"The service does not say how long the model's answer may be (maxTokens)."_s);
    request.maxTokens = std::min(request.maxTokens, kMostSamplingTokens);
    for (const json::value& each : *messages) {
        auto message = messageOf(each);
        if (!message)
            return std::unexpected(message.error());
        request.messages.append(std::move(*message));
    }
    request.system = jsonText(*object, "systemPrompt");
    readWishes(*object, request);
    if (auto fits = checkSize(request); !fits)
        return std::unexpected(fits.error());
    return request;
}

SamplingAnswer withStops(SamplingAnswer answer, const QStringList& stops)
{
    for (const QString& stop : stops) {
        const qsizetype at = answer.text.indexOf(stop);
        if (at < 0)
            continue;
        answer.text.truncate(at);
        answer.stopped = true;
        answer.cut = false;
    }
    return answer;
}

QByteArray samplingResult(const SamplingAnswer& answer)
{
    const QByteArray why = answer.stopped ? "stopSequence" : answer.cut ? "maxTokens" : "endTurn";
    return R"({"role":"assistant","content":{"type":"text","text":)" + jsonString(answer.text) + R"(},"model":)" + jsonString(answer.model) +
           R"(,"stopReason":")" + why + "\"}";
}

} // namespace aios
