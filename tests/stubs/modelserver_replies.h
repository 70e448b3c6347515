// SPDX-License-Identifier: MIT
// What the stub model server says: replies in both wire formats, built before the first request so that sending costs nothing but the write.
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <string>
#include <vector>

namespace modelserver {

struct Call {
    std::string id;
    std::string name;
    std::string input; ///< JSON
};

/// One reply, whatever the wire format.
struct Reply {
    std::string thinking;
    std::vector<std::string> text; ///< One delta each.
    std::vector<Call> calls;
    std::string stop;              ///< Anthropic's word; empty: by the calls.
    int inputTokens = 100;
    int outputTokens = 10;
    int status = 200;
    std::string headers;           ///< Further header lines, each ended by \r\n.
    std::string rawBody;           ///< Sent as it is instead of all above.
};

inline std::string jsonText(const std::string& text)
{
    const QByteArray json = QJsonDocument(QJsonArray{QString::fromStdString(text)}).toJson(QJsonDocument::Compact);
    return json.sliced(1, json.size() - 2).toStdString();
}

inline std::string event(const std::string& type, const std::string& members)
{
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + (members.empty() ? "" : "," + members) + "}\n\n";
}

/// `text` in pieces of about `size` bytes, never inside a character.
inline std::vector<std::string> pieces(const std::string& text, std::size_t size)
{
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.size(), at + size);
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
            ++end;
        out.push_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

inline std::string anthropicStream(const Reply& reply, const std::string& model)
{
    const std::string usage = "\"usage\":{\"input_tokens\":" + std::to_string(reply.inputTokens) +
                              ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":1}";
    std::string out =
        event("message_start", "\"message\":{\"id\":\"msg_stub\",\"type\":\"message\",\"role\":\"assistant\",\"model\":" + jsonText(model) +
                                   ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null," + usage + "}");
    out += event("ping", {});
    int index = 0;
    const auto block = [&](const std::string& start, const std::string& deltas) {
        const std::string number = std::to_string(index++);
        out += event("content_block_start", "\"index\":" + number + ",\"content_block\":{" + start + "}") + deltas +
               event("content_block_stop", "\"index\":" + number);
    };
    const auto delta = [&](const std::string& members) {
        return event("content_block_delta", "\"index\":" + std::to_string(index) + ",\"delta\":{" + members + "}");
    };
    if (!reply.thinking.empty())
        block(R"("type":"thinking","thinking":"","signature":"")", delta(R"("type":"thinking_delta","thinking":)" + jsonText(reply.thinking)) +
                                                                       delta(R"("type":"signature_delta","signature":"c3R1Yg==")"));
    if (!reply.text.empty()) {
        std::string deltas;
        for (const std::string& piece : reply.text)
            deltas += delta(R"("type":"text_delta","text":)" + jsonText(piece));
        block(R"("type":"text","text":"")", deltas);
    }
    for (const Call& call : reply.calls) {
        std::string deltas = delta(R"("type":"input_json_delta","partial_json":"")");
        for (const std::string& piece : pieces(call.input, 24))
            deltas += delta(R"("type":"input_json_delta","partial_json":)" + jsonText(piece));
        block(R"("type":"tool_use","id":)" + jsonText(call.id) + R"(,"name":)" + jsonText(call.name) + R"(,"input":{})", deltas);
    }
    const std::string stop = !reply.stop.empty() ? reply.stop : reply.calls.empty() ? "end_turn" : "tool_use";
    out += event("message_delta", "\"delta\":{\"stop_reason\":" + jsonText(stop) +
                                      ",\"stop_sequence\":null},\"usage\":{\"output_tokens\":" + std::to_string(reply.outputTokens) + "}");
    return out + event("message_stop", {});
}

/// The same as one JSON message, for requests without "stream": true.
inline std::string anthropicMessage(const Reply& reply, const std::string& model)
{
    std::string content;
    std::string text;
    for (const std::string& piece : reply.text)
        text += piece;
    if (!text.empty())
        content = R"({"type":"text","text":)" + jsonText(text) + "}";
    for (const Call& call : reply.calls)
        content += (content.empty() ? "" : ",") + (R"({"type":"tool_use","id":)" + jsonText(call.id)) + R"(,"name":)" + jsonText(call.name) +
                   R"(,"input":)" + call.input + "}";
    const std::string stop = !reply.stop.empty() ? reply.stop : reply.calls.empty() ? "end_turn" : "tool_use";
    return R"({"id":"msg_stub","type":"message","role":"assistant","model":)" + jsonText(model) + R"(,"content":[)" + content +
           R"(],"stop_reason":)" + jsonText(stop) + R"(,"stop_sequence":null,"usage":{"input_tokens":100,"output_tokens":10}})";
}

inline std::string openaiStream(const Reply& reply, const std::string& model)
{
    std::string out;
    const auto chunk = [&](const std::string& delta, const std::string& finish) {
        out += R"(data: {"id":"chatcmpl-stub","object":"chat.completion.chunk","created":1,"model":)" + jsonText(model) +
               R"(,"choices":[{"index":0,"delta":{)" + delta + R"(},"finish_reason":)" + (finish.empty() ? "null" : jsonText(finish)) + "}]}\n\n";
    };
    chunk(R"("role":"assistant","content":"")", {});
    if (!reply.thinking.empty())
        chunk(R"("reasoning_content":)" + jsonText(reply.thinking), {});
    for (const std::string& piece : reply.text)
        chunk(R"("content":)" + jsonText(piece), {});
    for (std::size_t i = 0; i < reply.calls.size(); ++i) {
        const Call& call = reply.calls[i];
        const std::string index = R"("tool_calls":[{"index":)" + std::to_string(i);
        chunk(index + R"(,"id":)" + jsonText(call.id) + R"(,"type":"function","function":{"name":)" + jsonText(call.name) + R"(,"arguments":""}}])",
              {});
        for (const std::string& piece : pieces(call.input, 24))
            chunk(index + R"(,"function":{"arguments":)" + jsonText(piece) + "}}]", {});
    }
    chunk({}, reply.stop == "max_tokens" ? "length" : reply.calls.empty() ? "stop" : "tool_calls");
    out += R"(data: {"id":"chatcmpl-stub","object":"chat.completion.chunk","created":1,"model":)" + jsonText(model) +
           R"(,"choices":[],"usage":{"prompt_tokens":)" + std::to_string(reply.inputTokens) + R"(,"completion_tokens":)" +
           std::to_string(reply.outputTokens) + "}}\n\n";
    return out + "data: [DONE]\n\n";
}

inline std::string numbered(const char* format, int number)
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, number);
    return buffer;
}

/// The scenarios of the command line: "reads:N", "bash:N", "big:DELTAS:BYTES", "text:…". Call ids end in bench_NNNN, so that the server sees from a
/// request which reply is next.
inline std::vector<Reply> scenario(const std::string& spec, const std::string& dir, const std::string& command)
{
    const std::string kind = spec.substr(0, spec.find(':'));
    const std::string rest = spec.find(':') == std::string::npos ? std::string() : spec.substr(spec.find(':') + 1);
    std::vector<Reply> replies;
    if (kind == "text") {
        replies.push_back({.text = pieces(rest, 16)});
        return replies;
    }
    if (kind == "big") {
        const int deltas = std::max(1, std::atoi(rest.c_str()));
        const int bytes = rest.find(':') == std::string::npos ? 1'000'000 : std::atoi(rest.c_str() + rest.find(':') + 1);
        Reply reply{.outputTokens = deltas};
        const std::string words = "The quick brown fox jumps over the lazy dog and runs on through the field. ";
        std::string all;
        while (static_cast<int>(all.size()) < bytes)
            all += words;
        all.resize(static_cast<std::size_t>(bytes));
        for (int i = 0; i < deltas; ++i) {
            const auto from = static_cast<std::size_t>(static_cast<long long>(bytes) * i / deltas);
            const auto to = static_cast<std::size_t>(static_cast<long long>(bytes) * (i + 1) / deltas);
            reply.text.push_back(all.substr(from, to - from));
        }
        replies.push_back(std::move(reply));
        return replies;
    }
    const int count = std::max(0, std::atoi(rest.c_str()));
    for (int i = 0; i < count; ++i) {
        // With a number in it no two calls are the same: a client may stop when one is repeated.
        std::string numberedCommand = command;
        if (const std::size_t at = command.find("{n}"); at != std::string::npos)
            numberedCommand.replace(at, 3, std::to_string(i));
        const std::string input = kind == "bash" ? R"({"command":)" + jsonText(numberedCommand) + R"(,"description":"Run the benchmark command"})"
                                                 : R"({"file_path":)" + jsonText(dir + numbered("/file-%04d.txt", i)) + "}";
        replies.push_back({.calls = {{numbered("toolu_bench_%04d", i), kind == "bash" ? "Bash" : "Read", input}}});
    }
    replies.push_back({.text = {"All done."}});
    return replies;
}

/// {"replies": [{"text", "thinking", "tools": [{"name", "input", "id"}], "stop", "status", "headers": {}, "body"}]}
inline std::vector<Reply> scripted(const QByteArray& json)
{
    std::vector<Reply> replies;
    int call = 0;
    for (const QJsonValue& value : QJsonDocument::fromJson(json).object().value(QLatin1String("replies")).toArray()) {
        const QJsonObject object = value.toObject();
        const auto text = [&object](const char* key) { return object.value(QLatin1String(key)).toString().toStdString(); };
        Reply reply{.thinking = text("thinking"),
                    .text = pieces(text("text"), 16),
                    .stop = text("stop"),
                    .status = object.value(QLatin1String("status")).toInt(200),
                    .rawBody = text("body")};
        for (const QJsonValue& tool : object.value(QLatin1String("tools")).toArray()) {
            const QJsonObject details = tool.toObject();
            const QString id = details.value(QLatin1String("id")).toString();
            reply.calls.push_back({id.isEmpty() ? numbered("toolu_script_%04d", call++) : id.toStdString(),
                                   details.value(QLatin1String("name")).toString().toStdString(),
                                   QJsonDocument(details.value(QLatin1String("input")).toObject()).toJson(QJsonDocument::Compact).toStdString()});
        }
        const QJsonObject headers = object.value(QLatin1String("headers")).toObject();
        for (auto header = headers.begin(); header != headers.end(); ++header)
            reply.headers += header.key().toStdString() + ": " + header.value().toString().toStdString() + "\r\n";
        replies.push_back(std::move(reply));
    }
    return replies;
}

} // namespace modelserver
