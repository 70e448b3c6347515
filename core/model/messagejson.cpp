// SPDX-License-Identifier: MIT
#include "core/model/message.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// True when reading `raw` as a value and writing it again gives the same bytes: then it may stand in the line as it is.
bool survivesAsValue(const QByteArray& raw)
{
    const Result<json::value> value = parseJson(raw);
    return value && value->is_object() && toJson(*value) == raw;
}

void member(QByteArray& out, QByteArrayView name, QStringView text)
{
    out += ",\"" + name + "\":";
    appendJsonString(out, text);
}

void member(QByteArray& out, QByteArrayView name, const QByteArray& bytes)
{
    out += ",\"" + name + "\":" + jsonString(QByteArrayView(bytes));
}

struct BlockWriter {
    QByteArray& out;

    void operator()(const TextBlock& block) const
    {
        out += R"({"type":"text")";
        member(out, "text", block.text);
        if (!block.extraJson.isEmpty())
            member(out, "extra_raw", block.extraJson);
    }
    void operator()(const ThinkingBlock& block) const
    {
        out += block.redacted ? R"({"type":"redacted_thinking")" : R"({"type":"thinking")";
        if (!block.redacted || !block.thinking.isEmpty())
            member(out, "thinking", block.thinking);
        member(out, block.redacted ? "data" : "signature", block.signature);
    }
    void operator()(const ImageBlock& block) const
    {
        out += R"({"type":"image","source":{"type":"base64")";
        member(out, "media_type", block.mediaType);
        member(out, "data", block.base64);
        out += '}';
    }
    void operator()(const ToolUseBlock& block) const
    {
        out += R"({"type":"tool_use")";
        member(out, "id", block.id);
        member(out, "name", block.name);
        if (survivesAsValue(block.inputJson))
            out += ",\"input\":" + block.inputJson;
        else
            member(out, "input_raw", block.inputJson);
        if (!block.problem.isEmpty())
            member(out, "problem", block.problem);
        if (!block.extraJson.isEmpty())
            member(out, "extra_raw", block.extraJson);
    }
    void operator()(const ToolResultBlock& block) const
    {
        out += R"({"type":"tool_result")";
        member(out, "tool_use_id", block.toolUseId);
        out += R"(,"content":[{"type":"text")";
        member(out, "text", block.text);
        out += '}';
        for (const ImageBlock& image : block.images) {
            out += ',';
            (*this)(image);
            out += '}';
        }
        out += ']';
        if (block.isError)
            out += R"(,"is_error":true)";
        if (block.denied)
            out += R"(,"denied":true)";
        for (const QString& tool : block.toolReferences) {
            out += &tool == &block.toolReferences.first() ? R"(,"tool_references":[)" : ",";
            appendJsonString(out, tool);
        }
        if (!block.toolReferences.isEmpty())
            out += ']';
    }
    /// As a string: only so every byte of it comes back.
    void operator()(const UnknownBlock& block) const
    {
        out += R"({"type":"aios_raw")";
        member(out, "raw", block.rawJson);
    }
};

QByteArray bytesOf(const json::object& object, std::string_view key)
{
    return jsonText(object, key).toUtf8();
}

ImageBlock imageFrom(const json::object& object)
{
    const json::object* source = jsonObject(object, "source");
    return source ? ImageBlock{bytesOf(*source, "media_type"), bytesOf(*source, "data")} : ImageBlock{};
}

ToolResultBlock resultFrom(const json::object& object)
{
    ToolResultBlock block{.toolUseId = jsonText(object, "tool_use_id"),
                          .text = jsonText(object, "content"),
                          .images = {},
                          .isError = jsonBool(object, "is_error"),
                          .denied = jsonBool(object, "denied"),
                          .toolReferences = {}};
    const json::array* tools = jsonArray(object, "tool_references");
    for (std::size_t i = 0; tools && i < tools->size(); ++i) {
        if ((*tools)[i].is_string())
            block.toolReferences.append(toQString((*tools)[i].get_string()));
    }
    const json::array* content = jsonArray(object, "content");
    if (!content)
        return block;
    for (const json::value& part : *content) {
        if (!part.is_object())
            continue;
        if (jsonText(part.get_object(), "type") == "image"_L1)
            block.images.append(imageFrom(part.get_object()));
        else
            block.text += jsonText(part.get_object(), "text");
    }
    return block;
}

ToolUseBlock toolUseFrom(const json::object& object)
{
    ToolUseBlock block{.id = jsonText(object, "id"),
                       .name = jsonText(object, "name"),
                       .inputJson = bytesOf(object, "input_raw"),
                       .problem = jsonText(object, "problem"),
                       .extraJson = bytesOf(object, "extra_raw")};
    if (const json::object* input = jsonObject(object, "input"))
        block.inputJson = toJson(*input);
    return block;
}

Block blockFrom(const json::object& object)
{
    const QString type = jsonText(object, "type");
    if (type == "text"_L1)
        return TextBlock{jsonText(object, "text"), bytesOf(object, "extra_raw")};
    if (type == "thinking"_L1)
        return ThinkingBlock{jsonText(object, "thinking"), bytesOf(object, "signature"), false};
    if (type == "redacted_thinking"_L1)
        return ThinkingBlock{jsonText(object, "thinking"), bytesOf(object, "data"), true};
    if (type == "image"_L1)
        return imageFrom(object);
    if (type == "tool_use"_L1)
        return toolUseFrom(object);
    if (type == "tool_result"_L1)
        return resultFrom(object);
    if (type == "aios_raw"_L1)
        return UnknownBlock{bytesOf(object, "raw")};
    return UnknownBlock{toJson(object)};
}

} // namespace

QByteArray messageToJson(const Message& message)
{
    QByteArray out = message.role == Role::User ? R"({"role":"user")" : R"({"role":"assistant")";
    if (!message.model.isEmpty())
        member(out, "model", message.model);
    if (!message.account.isEmpty())
        member(out, "account", message.account);
    out += R"(,"content":[)";
    bool first = true;
    for (const Block& block : message.blocks) {
        if (!std::exchange(first, false))
            out += ',';
        std::visit(BlockWriter{out}, block);
        out += '}';
    }
    out += "]}";
    return out;
}

Result<Message> messageFromJson(const json::value& value)
{
    const json::object* object = value.if_object();
    const json::array* content = object ? jsonArray(*object, "content") : nullptr;
    const QString role = object ? jsonText(*object, "role") : QString();
    if (!object || (role != "user"_L1 && role != "assistant"_L1))
        return fail(ErrorCode::InvalidInput, u"This is not a stored message: it has no role."_s);
    Message message{.role = role == "user"_L1 ? Role::User : Role::Assistant,
                    .blocks = {},
                    .model = jsonText(*object, "model"),
                    .account = jsonText(*object, "account").toLatin1()};
    if (!content) {
        message.blocks.append(TextBlock{jsonText(*object, "content")});
        return message;
    }
    for (const json::value& block : *content) {
        if (!block.is_object())
            return fail(ErrorCode::InvalidInput, u"This is not a stored message: a block of it is no object."_s);
        message.blocks.append(blockFrom(block.get_object()));
    }
    return message;
}

Result<Message> messageFromJson(QByteArrayView text)
{
    const Result<json::value> value = parseJson(text);
    if (!value)
        return std::unexpected(value.error());
    return messageFromJson(*value);
}

} // namespace aios
