// SPDX-License-Identifier: MIT
#include "app/headless/console.h"
#include "app/headless/modelusage.h"
#include "app/headless/partialmessages.h"
#include "app/headless/runoutput.h"
#include "app/wiring/programoptions.h"
#include "core/agent/jsonline.h"
#include "core/base/ids.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

QByteArray list(const QStringList& strings)
{
    QByteArray out = "[";
    for (const QString& text : strings)
        out += (out.size() > 1 ? QByteArray(",") : QByteArray()) + jsonString(text);
    return out + ']';
}

QByteArray usageJson(const Usage& usage)
{
    JsonLine line;
    line.number("input_tokens", usage.inputTokens);
    line.number("cache_creation_input_tokens", usage.cacheWriteTokens);
    line.number("cache_read_input_tokens", usage.cacheReadTokens);
    line.number("output_tokens", usage.outputTokens);
    return line.take();
}

QByteArray parentJson(const QString& parent)
{
    return parent.isEmpty() ? QByteArray("null") : jsonString(parent);
}

QString subtypeOf(TurnEnded::How how)
{
    switch (how) {
    case TurnEnded::How::Complete:
        return u"success"_s;
    case TurnEnded::How::MaxTurns:
        return u"error_max_turns"_s;
    case TurnEnded::How::MaxCost:
    case TurnEnded::How::MaxTokens:
        return u"error_max_budget_usd"_s;
    default:
        return u"error_during_execution"_s;
    }
}

/// The result line, and with `lines` everything before it.
class StreamJsonOutput final : public RunOutput {
public:
    StreamJsonOutput(RunOutputOptions options, bool lines)
        : m_options(std::move(options)), m_lines(lines), m_partial([this](const QByteArray& event) { partialLine(event); })
    {
        m_clock.start();
    }

    void event(const AgentEvent& event) override
    {
        if (const auto* model = std::get_if<ModelChanged>(&event.what))
            return init(*model);
        if (const auto* added = std::get_if<EntryAdded>(&event.what))
            return entry(added->entry, true);
        if (const auto* changed = std::get_if<EntryChanged>(&event.what))
            return entry(changed->entry, false);
        if (const auto* delta = std::get_if<EntryDelta>(&event.what))
            return m_partial.textAdded(delta->entryId, delta->text);
        if (const auto* totals = std::get_if<TotalsChanged>(&event.what)) {
            m_partial.setOutputTokens(totals->totals.usage.outputTokens);
            return replyCounted(totals->totals.usage);
        }
        if (std::holds_alternative<EntryRemoved>(event.what)) // a retry: what streamed does not count
            return m_partial.ended(u"error"_s);
        if (const auto* state = std::get_if<StateChanged>(&event.what))
            return stateLine(state->state);
    }

    void finished(const TurnEnded& ended, const Session& session, const QString& proposal) override
    {
        m_partial.ended(stopReasonName(ended.stopReason));
        printHeld();
        start();
        const SessionTotals& totals = session.totals();
        JsonLine line("result");
        line.text("subtype", subtypeOf(ended.how));
        line.flag("is_error", ended.how != TurnEnded::How::Complete);
        line.number("duration_ms", m_clock.elapsed());
        line.number("num_turns", totals.turns);
        line.text("result", ended.how == TurnEnded::How::Complete ? m_lastText : ended.error);
        line.text("session_id", m_options.sessionId);
        totals.costKnown ? line.real("total_cost_usd", totals.costUsd) : line.raw("total_cost_usd", "0");
        line.raw("usage", usageJson(totals.usage));
        line.raw("modelUsage", modelUsageJson(m_options.transcript, session));
        line.raw("permission_denials", denials(session.denials()));
        line.text("stop_reason", stopReasonName(ended.stopReason));
        line.text("terminal_reason", terminalReason(ended.how));
        if (!proposal.isEmpty())
            line.text("session_log_proposal", proposal);
        line.text("uuid", newId());
        console::outBytes(line.take().replace('\n', ' ') + '\n');
    }

private:
    static QString terminalReason(TurnEnded::How how)
    {
        switch (how) {
        case TurnEnded::How::Complete:
            return u"completed"_s;
        case TurnEnded::How::Cancelled:
            return u"cancelled"_s;
        case TurnEnded::How::Loop:
            return u"repetition"_s;
        case TurnEnded::How::MaxTurns:
            return u"max_turns"_s;
        case TurnEnded::How::MaxTokens:
            return u"max_tokens"_s;
        case TurnEnded::How::MaxCost:
            return u"max_budget"_s;
        case TurnEnded::How::Failed:
            break;
        }
        return u"error"_s;
    }

    /// In the words readers of the form know.
    static QByteArray servers(const QList<ServiceStatus>& services)
    {
        QByteArray out;
        for (const ServiceStatus& service : services) {
            const bool coming = service.state == ServiceState::Starting || service.state == ServiceState::Handshake;
            const char* status = service.state == ServiceState::Ready          ? "connected"
                                 : service.state == ServiceState::SignInNeeded ? "needs-auth"
                                 : service.state == ServiceState::Failed       ? "failed"
                                 : coming                                      ? "pending"
                                                                               : "disabled";
            out += (out.isEmpty() ? QByteArray() : QByteArray(",")) + "{\"name\":" + jsonString(service.name) + ",\"status\":\"" + status + "\"}";
        }
        return '[' + out + ']';
    }

    static QByteArray denials(const QList<PermissionDenial>& denied)
    {
        QByteArray out = "[";
        for (const PermissionDenial& denial : denied) {
            JsonLine line;
            line.text("tool_name", denial.toolName);
            line.text("tool_use_id", denial.toolUseId);
            line.raw("tool_input", denial.inputJson);
            line.text("reason", denial.reason);
            out += (out.size() > 1 ? QByteArray(",") : QByteArray()) + line.take();
        }
        return out + ']';
    }

    void print(JsonLine& line, const QString& uuid = {})
    {
        if (!m_lines)
            return;
        line.text("session_id", m_options.sessionId);
        line.text("uuid", uuid.isEmpty() ? newId() : uuid);
        const QByteArray text = line.take().replace('\n', ' ') + '\n'; // a raw tool input may hold line breaks between its tokens
        m_started ? console::outBytes(text) : m_early.append(text);
    }

    /// Readers take the first line for system/init: what was told before follows it.
    void start()
    {
        m_started = true;
        console::outBytes(std::exchange(m_early, {}).join());
    }

    void init(const ModelChanged& model)
    {
        m_model = model.model;
        m_partial.setModel(m_model);
        const ContentPtr content = m_options.content();
        const Session* session = m_options.session();
        m_counted = session->totals().usage; // a resumed session has some
        QStringList commands;
        QStringList skills;
        QStringList agents;
        QStringList tools;
        for (const CommandFile& command : content->commands)
            commands.append(command.name);
        for (const SkillFile& skill : content->skills)
            skills.append(skill.name);
        for (const AgentFile& agent : content->agents)
            agents.append(agent.name);
        for (const ToolDefinition& tool : session->toolDefinitions())
            tools.append(tool.name);
        JsonLine line("system");
        line.text("subtype", u"init"_s);
        line.text("cwd", m_options.root);
        line.text("model", model.model);
        line.text("provider", model.provider);
        line.raw("tools", list(tools));
        line.raw("mcp_servers", servers(m_options.services()));
        line.raw("slash_commands", list(commands));
        line.raw("skills", list(skills));
        line.raw("agents", list(agents));
        line.text("permissionMode", permissionModeName(session->mode()));
        line.text("output_style", u"default"_s);
        line.text("apiKeySource", model.rehearsal ? u"none"_s : u"user"_s);
        line.text("claude_code_version", u"aios "_s + programVersion()); // readers of the form expect the key
        line.text("aios_version", programVersion());
        line.raw("capabilities", "[]");
        m_started = true;
        print(line);
        start();
    }

    /// Totals follow the words of a reply and come before its calls: what they grew by is the reply's usage.
    void replyCounted(const Usage& total)
    {
        m_replyUsage = usageBetween(m_counted, total);
        m_counted = total;
        printHeld();
    }

    /// Words of a reply whose usage is not known yet.
    void printHeld()
    {
        for (const auto& [block, entry] : std::exchange(m_held, {}))
            assistant(block, entry);
    }

    void assistant(const QByteArray& block, const TranscriptEntry& entry)
    {
        JsonLine message;
        message.text("id", u"msg_"_s + entry.id);
        message.text("type", u"message"_s);
        message.text("role", u"assistant"_s);
        message.text("model", m_model);
        message.raw("content", "[" + block + "]");
        message.raw("stop_reason", "null");
        message.raw("stop_sequence", "null");
        message.raw("usage", usageJson(m_replyUsage));
        JsonLine line("assistant");
        line.raw("message", message.take());
        line.raw("parent_tool_use_id", parentJson(entry.parentToolId));
        print(line);
    }

    void entry(const TranscriptEntry& entry, bool fresh)
    {
        if (entry.parentToolId.isEmpty())
            partial(entry, fresh);
        switch (entry.kind) {
        case TranscriptEntry::Kind::User:
            m_prompted = true;
            return;
        case TranscriptEntry::Kind::Assistant:
            if (entry.streaming || fresh)
                return;
            if (entry.parentToolId.isEmpty())
                m_lastText = entry.text;
            m_replyUsage = {};
            m_held.append({"{\"type\":\"text\",\"text\":" + jsonString(entry.text) + "}", entry});
            return;
        case TranscriptEntry::Kind::Thinking:
            if (!entry.streaming && !fresh) {
                m_replyUsage = {};
                m_held.append({"{\"type\":\"thinking\",\"thinking\":" + jsonString(entry.text) + ",\"signature\":\"\"}", entry});
            }
            return;
        case TranscriptEntry::Kind::Tool:
            return toolLines(entry, fresh);
        case TranscriptEntry::Kind::Compaction: {
            if (!entry.agent.isEmpty())
                return; // the line is about the session's own conversation
            JsonLine line("system");
            line.text("subtype", u"compact_boundary"_s);
            line.raw("compact_metadata", compactMetadata());
            printHeld();
            return print(line);
        }
        default:
            return;
        }
    }

    /// A run has one prompt: a summary is either that, and then no prompt went before it, or made in the middle of it.
    [[nodiscard]] QByteArray compactMetadata() const
    {
        JsonLine data;
        data.text("trigger", m_prompted ? u"auto"_s : u"manual"_s);
        data.number("pre_tokens", m_options.session()->totals().contextTokens); // the entry is told before the conversation begins anew
        return data.take();
    }

    void toolLines(const TranscriptEntry& entry, bool fresh)
    {
        printHeld();
        const ToolRow& row = entry.tool;
        if (fresh) {
            const bool valid = parseJson(row.inputJson, {.refuseDuplicateKeys = false}).has_value();
            return assistant("{\"type\":\"tool_use\",\"id\":" + jsonString(row.id) + ",\"name\":" + jsonString(row.name) +
                                 ",\"input\":" + (valid ? row.inputJson : QByteArray("{}")) + "}",
                             entry);
        }
        const bool ended = row.state == ToolRow::State::Done || row.state == ToolRow::State::Failed || row.state == ToolRow::State::Denied ||
                           row.state == ToolRow::State::Cancelled;
        if (!ended)
            return;
        if (row.state == ToolRow::State::Denied) {
            JsonLine line("system");
            line.text("subtype", u"permission_denied"_s);
            line.text("tool_name", row.name);
            line.text("tool_use_id", row.id);
            line.text("reason", row.output);
            print(line);
        }
        JsonLine result("tool_result");
        result.text("tool_use_id", row.id);
        result.text("content", row.output);
        if (row.state != ToolRow::State::Done)
            result.flag("is_error", true);
        JsonLine line("user");
        line.raw("message", "{\"role\":\"user\",\"content\":[" + result.take() + "]}");
        line.raw("parent_tool_use_id", parentJson(entry.parentToolId));
        print(line);
    }

    void partial(const TranscriptEntry& entry, bool fresh)
    {
        const bool thinking = entry.kind == TranscriptEntry::Kind::Thinking;
        if (thinking || entry.kind == TranscriptEntry::Kind::Assistant)
            entry.streaming&& fresh ? m_partial.textStarted(entry.id, thinking) : m_partial.textEnded(entry.id);
        else if (entry.kind == TranscriptEntry::Kind::Tool && fresh)
            m_partial.toolCalled(entry.tool);
        else if (entry.kind == TranscriptEntry::Kind::Tool && entry.tool.state != ToolRow::State::Planned)
            m_partial.ended(u"tool_use"_s);
    }

    void partialLine(const QByteArray& event)
    {
        if (!m_options.partialMessages)
            return;
        JsonLine line("stream_event");
        line.raw("event", event);
        line.raw("parent_tool_use_id", "null");
        print(line);
    }

    void stateLine(SessionState state)
    {
        static constexpr std::array kWords{"idle", "running", "requires_action", "running"};
        JsonLine line("system");
        line.text("subtype", u"session_state_changed"_s);
        line.textUtf8("state", kWords[static_cast<std::size_t>(state)]);
        print(line);
    }

    RunOutputOptions m_options;
    bool m_lines;
    bool m_started = false;
    bool m_prompted = false; ///< The run's prompt is in the conversation.
    QList<QByteArray> m_early; ///< Lines before the first system/init.
    PartialMessages m_partial;
    QElapsedTimer m_clock;
    QString m_lastText;
    QList<std::pair<QByteArray, TranscriptEntry>> m_held;
    Usage m_counted;    ///< Of all replies so far.
    Usage m_replyUsage; ///< Of the reply whose lines are printed.
    QString m_model;
};

} // namespace

std::unique_ptr<RunOutput> makeStreamJsonOutput(RunOutputOptions options)
{
    return std::make_unique<StreamJsonOutput>(std::move(options), true);
}

std::unique_ptr<RunOutput> makeJsonOutput(RunOutputOptions options)
{
    return std::make_unique<StreamJsonOutput>(std::move(options), false);
}

} // namespace aios
