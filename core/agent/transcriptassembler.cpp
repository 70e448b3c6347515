// SPDX-License-Identifier: MIT
#include "core/agent/transcriptassembler.h"

#include "core/agent/refusedturn.h"
#include "core/base/text.h"
#include "core/model/model.h"

#include <QTimeZone>

#include <optional>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// "2026-03-04T09:30:00.000Z", as the writer has it, without Qt's reader of many formats: a long session has thousands of them. Anything else: nothing.
std::optional<QDateTime> ownStamp(std::string_view text)
{
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd.dddZ";
    if (text.size() != form.size())
        return std::nullopt;
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return std::nullopt;
    }
    const auto number = [text](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i)
            value = value * 10 + (text[i] - '0');
        return value;
    };
    const QDate date(number(0, 4), number(5, 2), number(8, 2));
    const QTime time(number(11, 2), number(14, 2), number(17, 2), number(20, 3));
    if (!date.isValid() || !time.isValid())
        return std::nullopt;
    return QDateTime(date, time, QTimeZone::UTC);
}

QDateTime timeOf(const json::object& o)
{
    const auto* value = o.if_contains("time");
    const auto* text = value ? value->if_string() : nullptr;
    if (!text)
        return {};
    if (const auto own = ownStamp(*text))
        return *own;
    return QDateTime::fromString(toQString(*text), Qt::ISODateWithMs);
}

/// What the person (or a summary) adds holds no calls and no results: those have lines of their own. Text that is shown as it was sent is kept once.
void appendWords(QList<Message>& history, const json::value& value, const QString& shown = {})
{
    auto message = messageFromJson(value);
    if (!message)
        return;
    message->blocks.removeIf(
        [](const Block& block) { return std::holds_alternative<ToolUseBlock>(block) || std::holds_alternative<ToolResultBlock>(block); });
    for (Block& block : message->blocks) {
        if (auto* text = std::get_if<TextBlock>(&block); text && text->text == shown)
            text->text = shown;
    }
    if (!message->blocks.isEmpty())
        history.append(std::move(*message));
}

} // namespace

TranscriptEntry& TranscriptAssembler::entry(const QString& id, TranscriptEntry::Kind kind, const json::object& o)
{
    if (const auto it = m_entryIndex.constFind(id); it != m_entryIndex.cend())
        return m_record.entries[*it];
    TranscriptEntry fresh;
    fresh.id = id;
    fresh.kind = kind;
    fresh.time = m_time;
    fresh.agent = jsonText(o, "agent");
    fresh.parentToolId = jsonText(o, "parent");
    m_entryIndex.insert(id, m_record.entries.size());
    m_record.entries.append(std::move(fresh));
    return m_record.entries.last();
}

void TranscriptAssembler::line(const json::object& o, QByteArrayView text)
{
    const json::value* name = o.if_contains("type");
    const std::string_view type = name && name->is_string() ? std::string_view(name->as_string()) : std::string_view();
    m_time = timeOf(o);
    if (m_time.isValid())
        m_record.summary.updated = m_time;
    if (type == "session")
        session(o);
    else if (type == "prompt")
        prompt(o);
    else if (type == "partial")
        partial(o, text);
    else if (type == "void")
        voided(o);
    else if (type == "reply")
        reply(o);
    else if (type == "usage")
        otherUsage(o);
    else if (type == "tool")
        tool(o);
    else if (type == "tool_done")
        toolDone(o);
    else if (type == "files")
        files(o);
    else if (type == "context")
        context(o);
    else if (type == "compaction")
        compaction(o);
    else if (type == "notice")
        note(o, TranscriptEntry::Kind::Notice);
    else if (type == "error")
        note(o, TranscriptEntry::Kind::Error);
    else if (type == "title") {
        m_record.summary.title = jsonText(o, "title");
        m_record.summary.titleByPerson = jsonBool(o, "byPerson");
    } else if (type == "mode") {
        const auto mode = permissionModeFromName(jsonText(o, "mode"));
        m_record.modeChosen = mode.has_value();
        m_record.mode = mode.value_or(PermissionMode::Default);
    } else if (type == "model") {
        m_record.modelSelector = jsonText(o, "selector");
        m_record.summary.model = jsonText(o, "model");
    } else if (type == "tasks") {
        if (const auto* tasks = o.if_contains("tasks"))
            m_record.tasksJson = toJson(*tasks);
    }
}

void TranscriptAssembler::session(const json::object& o)
{
    m_record.summary.id = jsonText(o, "id");
    m_record.summary.created = m_time;
    m_record.summary.forkedFrom = jsonText(o, "forkedFrom");
    m_record.root = jsonText(o, "root");
}

void TranscriptAssembler::prompt(const json::object& o)
{
    auto& shown = entry(jsonText(o, "id"), TranscriptEntry::Kind::User, o);
    shown.text = jsonText(o, "prompt");
    if (!isMain(o))
        return;
    closeReply();
    settlePartials();
    m_record.prompts = static_cast<int>(jsonInt(o, "number", m_record.prompts + 1));
    m_record.summary.messages++;
    m_record.interrupted = true;
    if (m_record.summary.title.isEmpty())
        m_record.summary.title = titleFromPrompt(shown.text);
    if (const auto* messages = jsonArray(o, "messages")) {
        for (const auto& value : *messages)
            appendWords(m_record.history, value, shown.text);
    }
    RequestOrigin& origin = m_record.lastPrompt;
    origin.command = jsonText(o, "command");
    origin.arguments = jsonText(o, "arguments");
    origin.prompt = shown.text;
    origin.promptNumber = m_record.prompts;
    origin.promptIndex = qMax<qsizetype>(0, m_record.history.size() - 1);
    origin.turn = 0;
}

void TranscriptAssembler::partial(const json::object& o, QByteArrayView text)
{
    const QString id = jsonText(o, "id");
    const bool thinking = jsonBool(o, "thinking");
    TranscriptEntry& shown = entry(id, thinking ? TranscriptEntry::Kind::Thinking : TranscriptEntry::Kind::Assistant, o);
    if (!text.isEmpty()) {
        m_streamed[id].append(text);
    } else {
        addStreamed(id);
        shown.text += jsonText(o, "text");
    }
    if (isMain(o) && !thinking && !m_partialIds.contains(id))
        m_partialIds.append(id);
}

/// The text that streamed under this entry, as no whole reply has replaced it.
void TranscriptAssembler::addStreamed(const QString& id)
{
    const auto pieces = m_streamed.take(id);
    for (const QByteArrayView piece : pieces) {
        const auto value = parseJson(piece, {.maxBytes = 256 * 1024 * 1024});
        if (value && value->is_string())
            m_record.entries[m_entryIndex.value(id)].text += toQString(value->as_string());
        else
            m_record.unreadableLines++;
    }
}

void TranscriptAssembler::voided(const json::object& o)
{
    const QString id = jsonText(o, "id");
    m_partialIds.removeOne(id);
    m_streamed.remove(id);
    if (const auto it = m_entryIndex.constFind(id); it != m_entryIndex.cend())
        m_record.entries[*it].id.clear(); // dropped in finish()
}

/// The rows of a whole reply; what streamed of them is not read any more.
void TranscriptAssembler::showReply(const json::object& o, const Message& message)
{
    const auto* ids = jsonArray(o, "entries");
    qsizetype i = 0;
    for (const Block& block : message.blocks) {
        const QString id = ids && i < static_cast<qsizetype>(ids->size()) && (*ids)[static_cast<std::size_t>(i)].is_string()
                               ? toQString((*ids)[static_cast<std::size_t>(i)].as_string())
                               : QString();
        ++i;
        if (id.isEmpty())
            continue;
        m_streamed.remove(id);
        if (const auto* text = std::get_if<TextBlock>(&block))
            entry(id, TranscriptEntry::Kind::Assistant, o).text = text->text;
        else if (const auto* thinking = std::get_if<ThinkingBlock>(&block))
            entry(id, TranscriptEntry::Kind::Thinking, o).text = thinking->thinking;
        else if (const auto* call = std::get_if<ToolUseBlock>(&block)) {
            auto& shown = entry(call->id, TranscriptEntry::Kind::Tool, o);
            shown.tool.id = call->id;
            shown.tool.name = call->name;
            shown.tool.inputJson = call->inputJson;
            shown.tool.title = call->name;
            shown.tool.agent = shown.agent;
            shown.tool.parentToolId = shown.parentToolId;
            shown.tool.state = ToolRow::State::Cancelled;
        }
    }
}

void TranscriptAssembler::countUsage(const json::object& o)
{
    if (const auto* usage = jsonObject(o, "usage")) {
        Usage sum;
        sum.inputTokens = jsonInt(*usage, "input");
        sum.cacheWriteTokens = jsonInt(*usage, "cacheWrite");
        sum.cacheReadTokens = jsonInt(*usage, "cacheRead");
        sum.outputTokens = jsonInt(*usage, "output");
        sum.thinkingTokens = jsonInt(*usage, "thinking");
        sum.estimated = jsonBool(*usage, "estimated");
        m_record.totals.usage += sum;
        if (isMain(o))
            m_record.totals.contextTokens = sum.contextTokens();
    }
    if (o.contains("cost")) {
        m_record.totals.costUsd += jsonDouble(o, "cost");
        m_record.totals.costKnown = true;
    }
}

/// Of a request that is none of a loop's: nothing of it stands in the context window.
void TranscriptAssembler::otherUsage(const json::object& o)
{
    const qint64 before = m_record.totals.contextTokens;
    countUsage(o);
    m_record.totals.contextTokens = before;
    m_record.totals.turns++;
}

void TranscriptAssembler::reply(const json::object& o)
{
    const auto* value = o.if_contains("message");
    auto message = value ? messageFromJson(*value) : Result<Message>(fail(ErrorCode::InvalidInput, {}));
    if (!message || message->role != Role::Assistant) {
        m_record.unreadableLines++;
        return;
    }
    message->blocks.removeIf([](const Block& block) { return std::holds_alternative<ToolResultBlock>(block); });
    const bool refused = stopReasonFromName(jsonText(o, "stop")) == StopReason::Refusal;
    if (isMain(o))
        closeReply();
    showReply(o, *message);
    countUsage(o);
    m_record.totals.turns++;
    if (!isMain(o))
        return;
    m_partialIds.clear();
    m_record.lastModel = jsonText(o, "model");
    m_record.summary.messages++;
    if (refused) // as the loop does: the turn is left out
        leaveOutRefused(m_record.history, m_record.lastPrompt.promptIndex);
    if (refused || message->blocks.isEmpty())
        return; // such a reply is not echoed, its calls do not run
    for (const Block& block : message->blocks) {
        if (const auto* call = std::get_if<ToolUseBlock>(&block))
            m_openCalls.append(*call);
    }
    m_record.interrupted = !m_openCalls.isEmpty();
    m_waits = !m_openCalls.isEmpty();
    m_record.lastPrompt.turn++;
    m_record.history.append(std::move(*message));
}

void TranscriptAssembler::tool(const json::object& o)
{
    const QString id = jsonText(o, "id");
    auto& shown = entry(id, TranscriptEntry::Kind::Tool, o);
    shown.tool.id = id;
    shown.tool.name = jsonText(o, "name");
    shown.tool.title = jsonText(o, "title", shown.tool.name);
    shown.tool.decidedBy = jsonText(o, "decidedBy");
    shown.tool.state = ToolRow::State::Unknown;
}

void TranscriptAssembler::toolDone(const json::object& o)
{
    const QString id = jsonText(o, "id");
    auto& shown = entry(id, TranscriptEntry::Kind::Tool, o);
    shown.tool.id = id;
    shown.tool.name = jsonText(o, "name", shown.tool.name);
    shown.tool.title = jsonText(o, "title", shown.tool.title);
    shown.tool.decidedBy = jsonText(o, "decidedBy");
    const auto state = jsonInt(o, "state");
    const bool known = state >= 0 && state <= static_cast<int>(ToolRow::State::Unknown);
    shown.tool.state = known ? static_cast<ToolRow::State>(state) : ToolRow::State::Unknown;
    shown.tool.added = static_cast<int>(jsonInt(o, "added"));
    shown.tool.removed = static_cast<int>(jsonInt(o, "removed"));
    shown.tool.preview.path = jsonText(o, "path");
    const auto* value = o.if_contains("result");
    auto message = value ? messageFromJson(*value) : Result<Message>(fail(ErrorCode::InvalidInput, {}));
    const auto* result = message && !message->blocks.isEmpty() ? std::get_if<ToolResultBlock>(&message->blocks.first()) : nullptr;
    if (!result) {
        m_record.unreadableLines++;
        return;
    }
    shown.tool.output = result->text;
    if (isMain(o)) {
        ToolResultBlock kept = *result;
        kept.toolUseId = id; // The line's: a result for another call would make the history one that no provider takes.
        kept.denied = jsonBool(o, "denied");
        m_results.insert(id, std::move(kept));
    }
}

void TranscriptAssembler::files(const json::object& o)
{
    const auto* list = jsonArray(o, "files");
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const auto* file = (*list)[i].if_object();
        if (file && !jsonText(*file, "path").isEmpty())
            m_record.files.note(jsonText(*file, "path"), jsonText(*file, "sha256").toLatin1(), jsonBool(*file, "partial"), jsonInt(o, "order"));
    }
}

void TranscriptAssembler::context(const json::object& o)
{
    TurnContext context;
    context.turn = static_cast<int>(jsonInt(o, "turn"));
    context.agent = jsonText(o, "agent");
    context.parentToolId = jsonText(o, "parent");
    context.whole = jsonBool(o, "whole");
    if (const auto* parts = jsonArray(o, "parts")) {
        for (const auto& value : *parts) {
            if (!value.is_object())
                continue;
            const auto& p = value.as_object();
            context.parts.append({jsonText(p, "kind"), jsonText(p, "title"), jsonText(p, "path"), jsonText(p, "why"), jsonInt(p, "tokens"),
                                  jsonText(p, "sha256").toLatin1()});
        }
    }
    m_record.contexts.append(std::move(context));
}

void TranscriptAssembler::compaction(const json::object& o)
{
    if (isMain(o)) {
        closeReply();
        settlePartials();
    }
    auto& shown = entry(jsonText(o, "id"), TranscriptEntry::Kind::Compaction, o);
    shown.text = jsonText(o, "summary");
    if (!isMain(o))
        return; // an agent's: the session's own conversation stays as it is
    QList<Message> messages;
    if (const auto* array = jsonArray(o, "messages")) {
        for (const auto& value : *array)
            appendWords(messages, value);
    }
    m_record.history = std::move(messages);
    m_record.lastPrompt.promptIndex = qMax<qsizetype>(0, m_record.history.size() - 1);
    m_record.totals.contextTokens = 0;
    m_record.interrupted = false;
}

void TranscriptAssembler::note(const json::object& o, TranscriptEntry::Kind kind)
{
    auto& shown = entry(jsonText(o, "id"), kind, o);
    shown.text = jsonText(o, "text");
    if (isMain(o))
        m_waits = false; // stopped, or failed: nobody waits for an answer any more
    if (isMain(o) && kind == TranscriptEntry::Kind::Error)
        m_record.interrupted = false;
}

} // namespace aios
