// SPDX-License-Identifier: MIT
#include "core/model/providers/openai/openaiencoder.h"

#include "core/base/json.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QByteArray textPart(const QString& text)
{
    QByteArray out = R"({"type":"text","text":)";
    appendJsonString(out, text);
    return out + '}';
}

} // namespace

OpenAiQuirks OpenAiQuirks::of(const ProviderProfile& profile)
{
    OpenAiQuirks out;
    const Result<json::value> raw = parseJson(profile.raw);
    const json::object* root = raw ? raw->if_object() : nullptr;
    const json::object* quirks = root ? jsonObject(*root, "quirks") : nullptr;
    if (!quirks)
        return out;
    out.sendsIndex = jsonBool(*quirks, "sendsIndex", out.sendsIndex);
    out.toolChoice = jsonBool(*quirks, "toolChoice", out.toolChoice);
    out.parallelToolCalls = jsonBool(*quirks, "parallelToolCalls", out.parallelToolCalls);
    out.imageUrl = jsonBool(*quirks, "imageUrl", out.imageUrl);
    out.includeUsage = jsonBool(*quirks, "includeUsage", out.includeUsage);
    out.echoReasoning = jsonBool(*quirks, "echoReasoning", out.echoReasoning);
    out.reasoningField = jsonText(*quirks, "reasoningField", out.reasoningField);
    out.maxTokensField = jsonText(*quirks, "maxTokensField", u"max_tokens"_s).toUtf8();
    out.effortField = jsonText(*quirks, "effortField").toUtf8();
    out.systemRole = jsonText(*quirks, "systemRole", u"system"_s).toUtf8();
    out.maxToolName = std::clamp(static_cast<int>(jsonInt(*quirks, "maxToolName", out.maxToolName)), 16, 256);
    out.idShape = idShapeFromName(jsonText(*quirks, "idShape", u"any"_s));
    return out;
}

QByteArray OpenAiEncoder::family(const ModelRequest& request) const
{
    return "openai-chat " + producerName(m_setup, request).toUtf8() + ' ' + m_setup.account;
}

QByteArray OpenAiEncoder::imagePart(const ImageBlock& image) const
{
    if (!m_quirks.imageUrl || !m_setup.model.images)
        return textPart(u"[An image stood here; this model takes none.]"_s);
    return R"({"type":"image_url","image_url":{"url":)" +
           jsonString(QByteArrayView(QByteArray("data:" + image.mediaType + ";base64," + image.base64))) + "}}";
}

QByteArray OpenAiEncoder::wireMessages(const Message& message, const QString& producer) const
{
    return message.role == Role::Assistant ? assistant(message, isOwnMessage(message, m_setup, producer)) : user(message);
}

QByteArray OpenAiEncoder::assistant(const Message& message, bool sameModel) const
{
    QString text;
    QByteArray calls;
    QByteArray reasoning;
    for (const Block& block : message.blocks) {
        if (const auto* part = std::get_if<TextBlock>(&block)) {
            text += part->text;
        } else if (const auto* use = std::get_if<ToolUseBlock>(&block)) {
            calls += calls.isEmpty() ? "" : ",";
            calls += R"({"id":)" + jsonString(QStringView(wireToolId(use->id, m_quirks.idShape))) + R"(,"type":"function","function":{"name":)" +
                     jsonString(QStringView(wireToolName(use->name, m_quirks.maxToolName))) + R"(,"arguments":)" +
                     jsonString(QByteArrayView(sendableInput(*use))) + "}}";
        } else if (const auto* thinking = std::get_if<ThinkingBlock>(&block); thinking && sameModel && m_quirks.echoReasoning) {
            // The signature of a reply that came with reasoning_details is that list itself.
            if (thinking->signature.startsWith('['))
                reasoning += R"(,"reasoning_details":)" + thinking->signature;
            else if (!m_quirks.reasoningField.isEmpty() && reasoning.isEmpty())
                reasoning += ',' + jsonString(QStringView(m_quirks.reasoningField)) + ':' + jsonString(QStringView(thinking->thinking));
        }
    }
    if (text.isEmpty() && calls.isEmpty())
        return {};
    QByteArray out = R"({"role":"assistant","content":)";
    appendJsonString(out, text);
    out += reasoning;
    if (!calls.isEmpty())
        out += R"(,"tool_calls":[)" + calls + ']';
    return out + '}';
}

QByteArray OpenAiEncoder::user(const Message& message) const
{
    QByteArrayList results;
    QByteArrayList parts;
    QByteArrayList resultImages;
    QString plain;
    bool onlyText = true;
    for (const Block& block : message.blocks) {
        if (const auto* result = std::get_if<ToolResultBlock>(&block)) {
            QByteArray out =
                R"({"role":"tool","tool_call_id":)" + jsonString(QStringView(wireToolId(result->toolUseId, m_quirks.idShape))) + R"(,"content":)";
            appendJsonString(out, result->text.isEmpty() && !result->images.isEmpty() ? u"(an image, shown below)"_s : result->text);
            results.append(out + '}');
            for (const ImageBlock& image : result->images)
                resultImages.append(imagePart(image));
        } else if (const auto* text = std::get_if<TextBlock>(&block); text && !text->text.isEmpty()) {
            plain += (plain.isEmpty() ? u""_s : u"\n\n"_s) + text->text;
            parts.append(textPart(text->text));
        } else if (const auto* image = std::get_if<ImageBlock>(&block)) {
            onlyText = false;
            parts.append(imagePart(*image));
        }
    }
    if (!resultImages.isEmpty()) {
        onlyText = false;
        parts = QByteArrayList{textPart(u"Images of the tool results above:"_s)} + resultImages + parts;
    }
    if (!parts.isEmpty() && onlyText)
        results.append(R"({"role":"user","content":)" + jsonString(QStringView(plain)) + '}');
    else if (!parts.isEmpty())
        results.append(R"({"role":"user","content":[)" + parts.join(',') + "]}");
    return results.join(',');
}

QByteArray OpenAiEncoder::settingsText(const ModelRequest& request) const
{
    QByteArray out = R"(,"stream":true)";
    if (m_quirks.includeUsage)
        out += R"(,"stream_options":{"include_usage":true})";
    if (request.maxTokens > 0)
        out += ',' + jsonString(QByteArrayView(m_quirks.maxTokensField)) + ':' + QByteArray::number(request.maxTokens);
    if (!m_quirks.effortField.isEmpty() && m_setup.model.efforts.contains(request.effort))
        out += ',' + jsonString(QByteArrayView(m_quirks.effortField)) + ':' + jsonString(QStringView(request.effort));
    return out;
}

QByteArray OpenAiEncoder::prefix(const ModelRequest& request) const
{
    WirePrefix& kept = *m_setup.prefix;
    const QString model = request.model.isEmpty() ? m_setup.model.id : request.model;
    if (kept.isFor(model, request, settingsText(request), m_quirks.maxToolName))
        return kept.text;
    QByteArray out = R"({"model":)" + jsonString(QStringView(model)) + kept.settings;
    if (const QList<ToolDefinition> tools = loadedTools(request.tools); !tools.isEmpty()) {
        out += R"(,"tools":[)";
        for (const ToolDefinition& tool : tools) {
            out += R"({"type":"function","function":{"name":)" + jsonString(QStringView(wireToolName(tool.name, m_quirks.maxToolName))) +
                   R"(,"description":)";
            appendJsonString(out, tool.description);
            out += R"(,"parameters":)" + sendableSchema(tool.inputSchemaJson) + "}},";
        }
        out.back() = ']';
        if (m_quirks.toolChoice)
            out += R"(,"tool_choice":"auto")";
        if (m_quirks.parallelToolCalls)
            out += R"(,"parallel_tool_calls":true)";
    }
    out += R"(,"messages":[)";
    if (!request.system.trimmed().isEmpty()) {
        out += R"({"role":)" + jsonString(QByteArrayView(m_quirks.systemRole)) + R"(,"content":)";
        appendJsonString(out, request.system);
        out += "},";
    }
    kept.text = out;
    return out;
}

ProviderCodec::Encoded OpenAiEncoder::encode(const ModelRequest& request)
{
    static const QByteArray comma = ",";
    ProviderCodec::Encoded out{
        .path = "/chat/completions", .headers = {{"content-type", "application/json"}, {"accept", "text/event-stream"}}, .body = {prefix(request)}};
    const QString producer = producerName(m_setup, request);
    const QByteArray codecFamily = family(request);
    const auto encodeOne = [this, &producer](const Message& message) { return wireMessages(message, producer); };
    const qsizetype count = request.history ? request.history->messages().size() : 0;
    out.body.reserve(2 * count + 2);
    for (qsizetype i = 0; i < count; ++i) {
        const QByteArray& text = request.history->wire(i, codecFamily, encodeOne);
        if (text.isEmpty())
            continue;
        out.body.append(text);
        out.body.append(comma);
    }
    // The last comma, or the one after the system message, gives way to the end.
    if (out.body.size() > 1)
        out.body.removeLast();
    else if (out.body.first().endsWith(','))
        out.body.first().chop(1);
    out.body.append("]}");
    return out;
}

} // namespace aios
