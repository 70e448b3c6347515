// SPDX-License-Identifier: MIT
#include "core/model/providers/rehearsal/rehearsalstep.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/model/providers/rehearsal/rehearsaltemplate.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

const QString kModelName = u"rehearsal/rehearsal"_s;

/// Fills in the templates of one step and remembers the first problem with its place.
class Filler {
public:
    Filler(const RehearsalScript& script, const RehearsalValues& values) : m_script(script), m_values(values) {}

    QString fill(const YamlTree& scalar)
    {
        if (m_script.recording || m_problem)
            return scalar.text;
        qsizetype offset = 0;
        const auto text = expandTemplate(scalar.text, m_values, offset);
        if (text)
            return *text;
        const int line = scalar.line + static_cast<int>(QStringView(scalar.text).first(offset).count(u'\n'));
        m_problem =
            Error{ErrorCode::InvalidInput, u"The rehearsal %1, line %2: %3."_s.arg(m_script.file).arg(line).arg(text.error()), {}, std::nullopt};
        return {};
    }

    YamlTree fillAll(YamlTree tree)
    {
        if (tree.kind == YamlTree::Kind::Scalar && tree.plainJson.isEmpty())
            tree.text = fill(tree);
        for (YamlTree& child : tree.children)
            child = fillAll(child);
        return tree;
    }

    [[nodiscard]] const std::optional<Error>& problem() const { return m_problem; }

private:
    const RehearsalScript& m_script;
    const RehearsalValues& m_values;
    std::optional<Error> m_problem;
};

Block blockOf(const RehearsalSay& say, Filler& filler, const RequestOrigin& origin, int ordinal)
{
    switch (say.kind) {
    case RehearsalSay::Kind::Text:
        return TextBlock{filler.fill(say.value)};
    case RehearsalSay::Kind::Thinking:
        return ThinkingBlock{filler.fill(say.value), say.verbatim, say.redacted};
    case RehearsalSay::Kind::Raw:
        return UnknownBlock{say.verbatim};
    case RehearsalSay::Kind::Tool:
        break;
    }
    return ToolUseBlock{.id = say.id.isEmpty() ? RehearsalConversation::callId(origin, ordinal, say.as) : say.id,
                        .name = say.tool,
                        .inputJson = say.verbatim.isEmpty() ? filler.fillAll(say.value).toJson() : say.verbatim,
                        .problem = {}};
}

qsizetype bytesOf(const Message& message)
{
    qsizetype bytes = 0;
    for (const Block& block : message.blocks) {
        if (const auto* text = std::get_if<TextBlock>(&block))
            bytes += text->text.size();
        else if (const auto* thinking = std::get_if<ThinkingBlock>(&block))
            bytes += thinking->thinking.size();
        else if (const auto* use = std::get_if<ToolUseBlock>(&block))
            bytes += use->name.size() + use->inputJson.size();
        else if (const auto* result = std::get_if<ToolResultBlock>(&block))
            bytes += result->text.size();
        else if (const auto* unknown = std::get_if<UnknownBlock>(&block))
            bytes += unknown->rawJson.size();
    }
    return bytes;
}

} // namespace

bool holds(const RehearsalWhen& when, const ModelRequest& request, const RehearsalConversation& conversation)
{
    const RequestOrigin& origin = request.origin;
    const auto offered = [&](const QString& name) { return std::ranges::contains(request.tools, name, &ToolDefinition::name); };
    const auto inLast = [&](const QString& name) { return conversation.lastHas(name); };
    const auto answered = [&](const QString& name) { return conversation.newest(name) != nullptr; };
    const auto matches = [&](const auto& pair) {
        const RehearsalConversation::Call* call = conversation.newest(pair.first);
        return call && pair.second.match(call->result->text).hasMatch();
    };
    if (when.turn && (origin.turn < when.turn->first || origin.turn > when.turn->second))
        return false;
    if (!std::ranges::all_of(when.after, inLast) || !std::ranges::all_of(when.has, answered) || std::ranges::any_of(when.lacks, answered))
        return false;
    if (!std::ranges::all_of(when.offers, offered))
        return false;
    if (when.error && *when.error != conversation.anyLastError())
        return false;
    if (when.denied && *when.denied != conversation.anyLastDenied())
        return false;
    if (!std::ranges::all_of(when.result, matches))
        return false;
    if (when.arguments && !when.arguments->match(origin.arguments).hasMatch())
        return false;
    if (when.prompt && !when.prompt->match(origin.prompt).hasMatch())
        return false;
    return !when.recorded || *when.recorded == RehearsalWhen::Recorded{origin.promptNumber, origin.turn, origin.agent};
}

Result<ModelReply> replyOf(const RehearsalScript& script, const RehearsalStep& step, const ModelRequest& request,
                           const RehearsalConversation& conversation, const QDateTime& localNow)
{
    if (step.error)
        return std::unexpected(*step.error);
    const RehearsalValues values{request.origin, conversation, localNow};
    Filler filler(script, values);
    ModelReply reply{.message = {.role = Role::Assistant, .blocks = {}, .model = kModelName}, .model = u"rehearsal"_s};
    int calls = 0;
    for (const RehearsalSay& say : step.say) {
        reply.message.blocks.append(blockOf(say, filler, request.origin, calls));
        calls += say.kind == RehearsalSay::Kind::Tool ? 1 : 0;
    }
    if (filler.problem())
        return std::unexpected(*filler.problem());
    reply.stopReason = step.stop.value_or(calls > 0 ? StopReason::ToolUse : StopReason::EndTurn);
    reply.usage = step.usage ? *step.usage : estimateUsage(request, reply.message);
    if (!step.model.isEmpty())
        reply.model = step.model;
    return reply;
}

ModelReply plainReply(const QString& text, const ModelRequest& request)
{
    ModelReply reply{.message = {.role = Role::Assistant, .blocks = {TextBlock{text}}, .model = kModelName}, .model = u"rehearsal"_s};
    reply.usage = estimateUsage(request, reply.message);
    return reply;
}

Usage estimateUsage(const ModelRequest& request, const Message& reply)
{
    qsizetype bytes = request.system.size();
    for (const ToolDefinition& tool : request.tools)
        bytes += tool.name.size() + tool.description.size() + tool.inputSchemaJson.size();
    if (request.history) {
        for (const Message& message : request.history->messages())
            bytes += bytesOf(message);
    }
    return {.inputTokens = estimateTokens(bytes), .outputTokens = estimateTokens(bytesOf(reply)), .estimated = true};
}

} // namespace aios
