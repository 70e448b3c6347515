// SPDX-License-Identifier: MIT
// What a transcript means that ends, or goes on, before a reply, its calls or their answers were whole.
#include "core/agent/transcriptassembler.h"

#include "core/model/model.h"

namespace aios {

using namespace Qt::StringLiterals;

/// Every call of the last reply gets a result: its own, or a sentence that says the outcome is unknown or that it never ran.
void TranscriptAssembler::closeReply()
{
    if (m_openCalls.isEmpty())
        return;
    Message results{Role::User, {}};
    for (const ToolUseBlock& call : std::as_const(m_openCalls)) {
        if (const auto it = m_results.constFind(call.id); it != m_results.cend()) {
            results.blocks.append(*it);
            continue;
        }
        const auto at = m_entryIndex.constFind(call.id);
        const bool started = at != m_entryIndex.cend() && m_record.entries[*at].tool.state == ToolRow::State::Unknown;
        const QString text =
            started ? u"The program stopped while this was running. Its outcome is unknown; it was not run again. Check before you repeat it."_s
                    : u"Cancelled before it ran."_s;
        results.blocks.append(ToolResultBlock{call.id, text, {}, true, false});
        if (at != m_entryIndex.cend())
            m_record.entries[*at].tool.output = text;
    }
    m_openCalls.clear();
    m_results.clear();
    m_record.history.append(std::move(results));
}

void TranscriptAssembler::noteWaiting()
{
    if (!m_waits || !m_partialIds.isEmpty())
        return;
    bool open = false;
    for (const ToolUseBlock& call : std::as_const(m_openCalls)) {
        if (m_results.contains(call.id))
            continue;
        const auto at = m_entryIndex.constFind(call.id);
        if (at != m_entryIndex.cend() && m_record.entries[*at].tool.state == ToolRow::State::Unknown)
            return; // it was running: nobody knows how far it came
        open = true;
    }
    if (!open)
        return;
    m_record.waiting = m_openCalls;
    m_record.waitingResults = m_results;
}

/// Text that streamed without its reply ever becoming whole stays part of the conversation, as far as it came.
void TranscriptAssembler::settlePartials()
{
    Message cut{Role::Assistant, {}};
    for (const QString& id : std::as_const(m_partialIds)) {
        addStreamed(id);
        const QString text = m_record.entries[m_entryIndex.value(id)].text;
        if (!text.trimmed().isEmpty())
            cut.blocks.append(TextBlock{text});
    }
    m_partialIds.clear();
    if (!cut.blocks.isEmpty())
        m_record.history.append(std::move(cut));
}

SessionRecord TranscriptAssembler::finish()
{
    m_record.interrupted = m_record.interrupted || !m_openCalls.isEmpty() || !m_partialIds.isEmpty();
    noteWaiting();
    closeReply();
    for (const ToolUseBlock& call : std::as_const(m_record.waiting)) {
        if (const auto at = m_entryIndex.constFind(call.id); at != m_entryIndex.cend() && !m_record.waitingResults.contains(call.id)) {
            m_record.entries[*at].tool.state = ToolRow::State::Waiting;
            m_record.entries[*at].tool.output.clear();
        }
    }
    settlePartials();
    for (const QString& id : m_streamed.keys())
        addStreamed(id);
    if (!m_record.history.isEmpty() && m_record.history.first().role == Role::Assistant) // a conversation begins with the person
        m_record.history.prepend({Role::User, {TextBlock{u"(The beginning of this conversation is lost.)"_s, {}}}, {}});
    m_record.entries.removeIf([](const TranscriptEntry& entry) { return entry.id.isEmpty(); });
    return std::move(m_record);
}

} // namespace aios
