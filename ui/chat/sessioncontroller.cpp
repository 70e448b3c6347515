// SPDX-License-Identifier: MIT
#include "ui/chat/sessioncontroller.h"

#include "core/base/json.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace aios {

/// One overload a kind of event: the compiler names what a new kind leaves open.
struct SessionController::Visitor {
    SessionController& c;
    const AgentEvent& event;

    void operator()(const EntryAdded& added) const
    {
        c.m_transcript.applyEvents({event});
        c.noteEntry(added.entry);
        if (added.entry.kind == TranscriptEntry::Kind::User && added.entry.parentToolId.isEmpty()) {
            c.m_arrived = true;
            Q_EMIT c.promptAdded();
        }
    }
    void operator()(const EntryDelta&) const { c.m_transcript.applyEvents({event}); }
    void operator()(const EntryChanged& changed) const
    {
        c.m_transcript.applyEvents({event});
        c.noteEntry(changed.entry);
    }
    void operator()(const EntryRemoved&) const { c.m_transcript.applyEvents({event}); }
    void operator()(const StateChanged& changed) const
    {
        c.m_state = changed.state;
        Q_EMIT c.stateChanged(changed.state);
    }
    void operator()(const TotalsChanged& changed) const
    {
        c.m_totals = changed.totals;
        Q_EMIT c.totalsChanged();
    }
    void operator()(const ApprovalAsked& asked) const
    {
        if (std::ranges::any_of(c.m_open, [&](const ApprovalRequest& open) { return open.id == asked.request.id; }))
            return;
        c.m_open += asked.request;
        Q_EMIT c.approvalAsked(asked.request);
    }
    void operator()(const ApprovalSettled& settled) const { c.settle(settled); }
    void operator()(const TitleChanged& changed) const
    {
        c.m_title = changed.title;
        Q_EMIT c.titleChanged(changed.title);
    }
    void operator()(const ModeChanged& changed) const
    {
        c.m_mode = changed.mode;
        Q_EMIT c.modeChanged(changed.mode);
    }
    void operator()(const ModelChanged& changed) const
    {
        c.m_model = changed;
        Q_EMIT c.modelChanged();
    }
    void operator()(const TurnContext& context) const { Q_EMIT c.contextTold(context); }
    void operator()(const TasksChanged& changed) const { c.readTasks(changed.tasksJson); }
    void operator()(const QueueChanged& changed) const
    {
        c.m_arrived = c.m_arrived || changed.queued.size() > c.m_queued.size();
        c.m_queued = changed.queued;
        c.m_withPictures.removeIf([&](const SentPrompt& sent) { return !changed.queued.contains(sent.prompt); });
        Q_EMIT c.queueChanged();
    }
    void operator()(const SessionLogProposed& proposed) const { Q_EMIT c.sessionLogProposed(proposed.entry); }
    void operator()(const TurnEnded& ended) const
    {
        Q_EMIT c.turnEnded(ended);
        if (!std::exchange(c.m_arrived, true) && ended.how != TurnEnded::How::Complete)
            Q_EMIT c.promptReturned(c.m_lastSent);
    }
};

SessionController::SessionController(const QString& sessionId, QObject* parent) : QObject(parent), m_id(sessionId) {}
SessionController::~SessionController() = default;

void SessionController::load(const SessionSummary& session, const QList<TranscriptEntry>& entries, const SessionTotals& totals, PermissionMode mode)
{
    m_id = session.id;
    m_title = session.title;
    m_totals = totals;
    m_mode = mode;
    m_prompts.clear();
    m_changes.clear();
    m_transcript.setEntries(entries);
    for (const TranscriptEntry& entry : entries)
        noteEntry(entry);
    Q_EMIT loaded();
}

void SessionController::applyEvents(const QList<AgentEvent>& events)
{
    for (const AgentEvent& event : events) {
        // The broker knows approvals by their own id only; settle() looks for it among ours.
        if (event.sessionId == m_id || std::holds_alternative<ApprovalSettled>(event.what))
            std::visit(Visitor{*this, event}, event.what);
    }
}

void SessionController::noteEntry(const TranscriptEntry& entry)
{
    if (entry.kind == TranscriptEntry::Kind::User && entry.parentToolId.isEmpty() && (m_prompts.isEmpty() || m_prompts.last() != entry.text))
        m_prompts += entry.text;
    if (entry.kind != TranscriptEntry::Kind::Tool)
        return;
    if (!entry.tool.decidedBy.isEmpty())
        m_decidedBy.insert(entry.tool.id, entry.tool.decidedBy);
    if (entry.tool.state == ToolRow::State::Done && (entry.tool.added || entry.tool.removed)) {
        m_changes.removeIf([&entry](const TranscriptEntry& each) { return each.tool.id == entry.tool.id; }); // told once more
        m_changes.append(entry);
        Q_EMIT totalsChanged();
    }
}

void SessionController::settle(const ApprovalSettled& settled)
{
    const auto it = std::ranges::find_if(m_open, [&](const ApprovalRequest& open) { return open.id == settled.approvalId; });
    if (it == m_open.end())
        return;
    const QString by = m_decidedBy.value(it->toolUseId);
    m_open.erase(it);
    const bool mine = m_answered.contains(settled.approvalId);
    m_answered.remove(settled.approvalId);
    Q_EMIT approvalSettled(settled.approvalId, settled.decision, mine, by);
}

void SessionController::readTasks(const QByteArray& json)
{
    m_tasks.clear();
    if (const auto value = parseJson(json); value && value->is_array()) {
        for (const auto& each : value->as_array()) {
            if (const json::object* task = each.if_object())
                m_tasks.append({jsonText(*task, "id"), jsonText(*task, "subject"), jsonText(*task, "status"), jsonText(*task, "activeForm")});
        }
    }
    Q_EMIT tasksChanged();
}

QStringList SessionController::prompts() const
{
    return m_prompts;
}

int SessionController::contextPercent() const
{
    if (m_totals.contextWindow <= 0)
        return -1;
    return static_cast<int>(qMin<qint64>(100, m_totals.contextTokens * 100 / m_totals.contextWindow));
}

void SessionController::send(const QString& prompt, const QList<ImageBlock>& images)
{
    m_lastSent = {prompt, images};
    m_arrived = false;
    if (!images.isEmpty() && m_state != SessionState::Idle)
        m_withPictures.append(m_lastSent);
    Q_EMIT sendWanted(m_id, prompt, images);
}

SentPrompt SessionController::takeQueued(int index)
{
    SentPrompt taken{m_queued.value(index), {}};
    const auto with = std::ranges::find(m_withPictures, taken.prompt, &SentPrompt::prompt);
    if (with != m_withPictures.end())
        taken.images = with->images;
    unqueue(index);
    return taken;
}

void SessionController::stop()
{
    Q_EMIT stopWanted(m_id);
}
void SessionController::chooseMode(PermissionMode mode)
{
    Q_EMIT modeWanted(m_id, mode);
}
void SessionController::chooseModel(const QString& selector)
{
    Q_EMIT modelWanted(m_id, selector);
}
void SessionController::unqueue(int index)
{
    Q_EMIT unqueueWanted(m_id, index);
}
void SessionController::keepSessionLog(const QString& entry)
{
    Q_EMIT keepSessionLogWanted(m_id, entry);
}

void SessionController::decide(const QString& approvalId, const QByteArray& digest, const Decision& decision)
{
    m_answered.insert(approvalId, decision.kind);
    Q_EMIT decisionMade(approvalId, digest, decision);
}

} // namespace aios
