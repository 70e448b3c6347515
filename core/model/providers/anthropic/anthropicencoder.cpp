// SPDX-License-Identifier: MIT
#include "core/model/providers/anthropic/anthropicencoder.h"

#include "core/base/hash.h"
#include "core/base/json.h"

#include <algorithm>
#include <set>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr const char* kDeferred = R"(,"defer_loading":true},)";
constexpr QByteArrayView kBreakpoint = R"(,"cache_control":{"type":"ephemeral"})";
constexpr qint64 kMaxReplyTokens = 64'000; ///< Of a model that could give more: one reply never needs it, and it counts against rate limits.
constexpr qint64 kUnknownReplyTokens = 8'192;
constexpr qint64 kThinkingBudget = 10'000;

qint64 replyTokens(const ModelRequest& request, const ModelInfo& info)
{
    const qint64 limit = info.maxOutput > 0 ? info.maxOutput : kUnknownReplyTokens;
    return request.maxTokens > 0 ? (info.maxOutput > 0 ? std::min(request.maxTokens, limit) : request.maxTokens) : std::min(limit, kMaxReplyTokens);
}

/// Manual thinking wants every assistant message of the running tool loop to begin with its thinking; a loop begun without must end without.
bool loopHasThinking(const ModelRequest& request, const CodecSetup& setup)
{
    if (!request.history)
        return true;
    const QList<Message>& messages = request.history->messages();
    const QString producer = producerName(setup, request);
    for (qsizetype i = std::max<qsizetype>(0, request.origin.promptIndex); i < messages.size(); ++i) {
        const Message& message = messages.at(i);
        const bool thinks = isOwnMessage(message, setup, producer) &&
                            std::ranges::any_of(message.blocks, [](const Block& block) { return std::holds_alternative<ThinkingBlock>(block); });
        if (message.role == Role::Assistant && !thinks)
            return false;
    }
    return true;
}

/// Writes one block without its closing brace; nothing when it must not be sent.
class BlockWriter {
public:
    BlockWriter(const AnthropicSettings& settings, const ModelInfo& model, const QSet<QString>& deferred, bool sameModel, bool sameProvider)
        : m_settings(settings), m_model(model), m_deferred(deferred), m_sameModel(sameModel), m_sameProvider(sameProvider)
    {}

    QByteArray operator()(const TextBlock& block) const
    {
        if (block.text.trimmed().isEmpty())
            return {};
        QByteArray out = R"({"type":"text","text":)";
        appendJsonString(out, block.text);
        if (m_sameProvider && !block.extraJson.isEmpty())
            out += ',' + block.extraJson;
        return out;
    }
    QByteArray operator()(const ThinkingBlock& block) const
    {
        if (!m_sameModel || block.signature.isEmpty())
            return {};
        if (block.redacted)
            return R"({"type":"redacted_thinking","data":)" + jsonString(QByteArrayView(block.signature));
        QByteArray out = R"({"type":"thinking","thinking":)";
        appendJsonString(out, block.thinking);
        return out + R"(,"signature":)" + jsonString(QByteArrayView(block.signature));
    }
    QByteArray operator()(const ImageBlock& block) const
    {
        if (!m_model.images)
            return R"({"type":"text","text":"[An image stood here; this model takes none.]")";
        return R"({"type":"image","source":{"type":"base64","media_type":)" + jsonString(QByteArrayView(block.mediaType)) + R"(,"data":)" +
               jsonString(QByteArrayView(block.base64)) + '}';
    }
    QByteArray operator()(const ToolUseBlock& block) const
    {
        QByteArray out = R"({"type":"tool_use","id":)" + jsonString(QStringView(wireToolId(block.id, IdShape::Plain))) + R"(,"name":)" +
                         jsonString(QStringView(wireToolName(block.name, m_settings.maxToolName))) + R"(,"input":)" + sendableInput(block);
        if (m_sameProvider && !block.extraJson.isEmpty())
            out += ',' + block.extraJson;
        return out;
    }
    QByteArray operator()(const ToolResultBlock& block) const
    {
        QByteArray out = R"({"type":"tool_result","tool_use_id":)" + jsonString(QStringView(wireToolId(block.toolUseId, IdShape::Plain)));
        const QString text = block.text.isEmpty() && block.isError ? u"(no output)"_s : block.text;
        if (isReferences(block)) {
            out += R"(,"content":[)";
            for (const QString& tool : block.toolReferences)
                out += R"({"type":"tool_reference","tool_name":)" + jsonString(QStringView(wireToolName(tool, m_settings.maxToolName))) + "},";
            out.back() = ']';
        } else if (block.images.isEmpty()) {
            if (!text.isEmpty()) {
                out += R"(,"content":)";
                appendJsonString(out, text);
            }
        } else {
            out += R"(,"content":[)";
            if (!text.trimmed().isEmpty())
                out += (*this)(TextBlock{text}) + "},";
            for (const ImageBlock& image : block.images)
                out += (*this)(image) + "},";
            out.back() = ']';
        }
        return block.isError ? out + R"(,"is_error":true)" : out;
    }
    QByteArray operator()(const UnknownBlock& block) const
    {
        if (!m_sameProvider || !block.rawJson.endsWith('}') || !parseJson(block.rawJson, {.refuseDuplicateKeys = false}))
            return {};
        return block.rawJson.chopped(1);
    }

private:
    /// A reference to a tool that is not in the request is an error there, so then its text is sent.
    [[nodiscard]] bool isReferences(const ToolResultBlock& block) const
    {
        return !block.toolReferences.isEmpty() && !block.isError &&
               std::ranges::all_of(block.toolReferences, [this](const QString& tool) { return m_deferred.contains(tool); });
    }

    const AnthropicSettings& m_settings;
    const ModelInfo& m_model;
    const QSet<QString>& m_deferred;
    bool m_sameModel;
    bool m_sameProvider;
};

} // namespace

AnthropicSettings AnthropicSettings::of(const ProviderProfile& profile)
{
    AnthropicSettings settings;
    const Result<json::value> raw = parseJson(profile.raw);
    const json::object* root = raw ? raw->if_object() : nullptr;
    const json::object* quirks = root ? jsonObject(*root, "quirks") : nullptr;
    const QByteArray host = profile.baseUrl.host().toLatin1();
    settings.official = host == "api.anthropic.com";
    settings.version = "2023-06-01";
    if (!quirks)
        return settings;
    if (const json::object* versions = jsonObject(*quirks, "anthropicVersion"))
        settings.version = jsonText(*versions, toView(host), jsonText(*versions, "*", u"2023-06-01"_s)).toLatin1();
    settings.cacheControl = jsonBool(*quirks, "cacheControl", true);
    const json::array* references = jsonArray(*quirks, "toolReferences");
    for (std::size_t i = 0; references && i < references->size(); ++i)
        settings.toolReferences = settings.toolReferences || ((*references)[i].is_string() && (*references)[i].get_string() == toView(host));
    settings.maxToolName = std::clamp(static_cast<int>(jsonInt(*quirks, "maxToolName", 64)), 16, 256);
    return settings;
}

QByteArray AnthropicEncoder::family(const ModelRequest& request) const
{
    QByteArray names; // what may be referred to decides how results are written
    for (const ToolDefinition& tool : request.tools) {
        if (m_settings.toolReferences && tool.loaded >= 0)
            names += tool.name.toUtf8() + '\n';
    }
    return "anthropic " + producerName(m_setup, request).toUtf8() + ' ' + m_setup.account +
           (names.isEmpty() ? QByteArray() : ' ' + sha256Hex(names).first(16));
}

void AnthropicEncoder::noteDeferred(const ModelRequest& request)
{
    m_deferred.clear();
    for (const ToolDefinition& tool : request.tools) {
        if (m_settings.toolReferences && tool.loaded >= 0)
            m_deferred.insert(tool.name);
    }
}

QByteArray AnthropicEncoder::openMessage(const Message& message, const QString& producer) const
{
    const BlockWriter writer(m_settings, m_setup.model, m_deferred, isOwnMessage(message, m_setup, producer),
                             message.role == Role::Assistant && message.model.section(u'/', 0, 0) == m_setup.profile.id);
    QByteArray results;
    QByteArray others;
    for (const Block& block : message.blocks) {
        const QByteArray text = std::visit(writer, block);
        if (!text.isEmpty())
            (std::holds_alternative<ToolResultBlock>(block) ? results : others) += text + "},";
    }
    if (results.isEmpty() && others.isEmpty())
        return {};
    QByteArray out = message.role == Role::User ? R"({"role":"user","content":[)" : R"({"role":"assistant","content":[)";
    out += results + others;
    out.chop(2);
    return out;
}

QByteArray AnthropicEncoder::thinkingText(const ModelRequest& request, qint64 maxTokens) const
{
    if (m_setup.model.thinking.contains(u"adaptive"_s))
        return request.showThinking ? R"(,"thinking":{"type":"adaptive","display":"summarized"})"
                                    : R"(,"thinking":{"type":"adaptive","display":"omitted"})";
    const qint64 budget = std::min(kThinkingBudget, maxTokens / 2);
    if (m_setup.model.thinking.contains(u"enabled"_s) && budget >= 1024 && loopHasThinking(request, m_setup))
        return R"(,"thinking":{"type":"enabled","budget_tokens":)" + QByteArray::number(budget) + '}';
    return {};
}

QByteArray AnthropicEncoder::settingsText(const ModelRequest& request) const
{
    const qint64 maxTokens = replyTokens(request, m_setup.model);
    QByteArray out = R"(,"max_tokens":)" + QByteArray::number(maxTokens) + R"(,"stream":true)" + thinkingText(request, maxTokens);
    if (m_setup.model.efforts.contains(request.effort))
        out += R"(,"output_config":{"effort":)" + jsonString(QStringView(request.effort)) + '}';
    return out;
}

QByteArray AnthropicEncoder::prefix(const ModelRequest& request) const
{
    WirePrefix& kept = *m_setup.prefix;
    const QString model = request.model.isEmpty() ? m_setup.model.id : request.model;
    if (kept.isFor(model, request, settingsText(request), m_settings.maxToolName))
        return kept.text;
    const QByteArrayView breakpoint = m_settings.cacheControl ? kBreakpoint : QByteArrayView();
    QByteArray out = R"({"model":)" + jsonString(QStringView(model)) + kept.settings;
    if (!request.system.trimmed().isEmpty()) {
        out += R"(,"system":[{"type":"text","text":)";
        appendJsonString(out, request.system);
        out += breakpoint + "}]";
    }
    if (const QList<ToolDefinition> tools = m_settings.toolReferences ? request.tools : loadedTools(request.tools); !tools.isEmpty()) {
        out += R"(,"tools":[)";
        for (const ToolDefinition& tool : tools) {
            out += R"({"name":)" + jsonString(QStringView(wireToolName(tool.name, m_settings.maxToolName))) + R"(,"description":)";
            appendJsonString(out, tool.description);
            out += R"(,"input_schema":)" + sendableSchema(tool.inputSchemaJson) + (tool.loaded >= 0 && m_settings.toolReferences ? kDeferred : "},");
        }
        out.chop(2);
        // The prefix is tools, then system: a breakpoint at the end of the system covers both. Deferred tools are not in it and carry none.
        if (request.system.trimmed().isEmpty() && !(tools.last().loaded >= 0 && m_settings.toolReferences))
            out += breakpoint;
        out += "}]";
    }
    out += R"(,"messages":[)";
    kept.text = out;
    return out;
}

ProviderCodec::Encoded AnthropicEncoder::encode(const ModelRequest& request)
{
    static const QByteArray next = "}]},";
    static const QByteArray last = "}]}]}";
    static const QByteArray nextMarked = kBreakpoint + next;
    static const QByteArray lastMarked = kBreakpoint + last;

    ProviderCodec::Encoded out{
        .path = "/v1/messages",
        .headers = {{"content-type", "application/json"}, {"accept", "text/event-stream"}, {"anthropic-version", m_settings.version}},
        .body = {prefix(request)}};
    noteDeferred(request);
    const QString producer = producerName(m_setup, request);
    const QByteArray codecFamily = family(request);
    const auto encodeOne = [this, &producer](const Message& message) { return openMessage(message, producer); };

    QList<qsizetype> sent;
    std::vector<qsizetype> userTurns;
    const qsizetype count = request.history ? request.history->messages().size() : 0;
    for (qsizetype i = 0; i < count; ++i) {
        if (request.history->wire(i, codecFamily, encodeOne).isEmpty())
            continue;
        if (request.history->messages().at(i).role == Role::User)
            userTurns.push_back(i);
        sent.append(i);
    }
    std::set<qsizetype> marked;
    if (m_settings.cacheControl && !userTurns.empty())
        marked = {userTurns.front(), userTurns.back(), userTurns[userTurns.size() - std::min<std::size_t>(2, userTurns.size())]};
    out.body.reserve(2 * sent.size() + 1);
    for (const qsizetype i : sent) {
        out.body.append(request.history->wire(i, codecFamily, encodeOne));
        const bool isLast = i == sent.last();
        out.body.append(marked.contains(i) ? (isLast ? lastMarked : nextMarked) : (isLast ? last : next));
    }
    if (sent.isEmpty())
        out.body.append("]}");
    return out;
}

} // namespace aios
