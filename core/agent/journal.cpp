// SPDX-License-Identifier: MIT
#include "core/agent/journal.h"

#include "core/base/ids.h"

namespace aios {

namespace {
constexpr std::chrono::milliseconds kFlushInterval{30};
} // namespace

SessionJournal::SessionJournal(QString sessionId, std::unique_ptr<TranscriptWriter> writer, std::function<void(AgentEvent)> emitEvent,
                               const Clock& clock)
    : m_sessionId(std::move(sessionId)), m_writer(std::move(writer)), m_emit(std::move(emitEvent)), m_clock(clock)
{
    m_flushTimer.setSingleShot(true);
    m_flushTimer.setInterval(kFlushInterval);
    connect(&m_flushTimer, &QTimer::timeout, this, &SessionJournal::flush);
}

bool SessionJournal::keep(Result<void> written)
{
    if (!written && !m_failed) {
        m_failed = written.error();
        m_failed->message = QStringLiteral("The session cannot be saved, so it stops here. ") + m_failed->message;
    }
    return written.has_value();
}

void SessionJournal::prompt(int number, const RequestOrigin& origin, const QList<Message>& messages, const LineOwner& owner)
{
    TranscriptEntry entry;
    entry.id = newId();
    entry.kind = TranscriptEntry::Kind::User;
    entry.time = m_clock.now();
    entry.text = origin.prompt;
    entry.agent = owner.agent;
    entry.parentToolId = owner.parentToolId;
    if (keep(m_writer->prompt(entry.time, entry.id, number, origin, messages, owner)))
        post(EntryAdded{entry});
}

QString SessionJournal::openStream(bool thinking, const LineOwner& owner)
{
    Stream stream;
    stream.entry.id = newId();
    stream.entry.kind = thinking ? TranscriptEntry::Kind::Thinking : TranscriptEntry::Kind::Assistant;
    stream.entry.time = m_clock.now();
    stream.entry.agent = owner.agent;
    stream.entry.parentToolId = owner.parentToolId;
    stream.entry.streaming = true;
    stream.owner = owner;
    const QString id = stream.entry.id;
    m_streams.insert(id, std::move(stream));
    m_streamOrder.append(id);
    return id;
}

void SessionJournal::streamText(const QString& entryId, const QString& text)
{
    const auto it = m_streams.find(entryId);
    if (it == m_streams.end())
        return;
    it->pending += text;
    if (!it->shown)
        flushStream(entryId, *it);
    else if (!m_flushTimer.isActive())
        m_flushTimer.start();
}

void SessionJournal::flushStream(const QString& id, Stream& stream)
{
    if (stream.pending.isEmpty())
        return;
    const bool thinking = stream.entry.kind == TranscriptEntry::Kind::Thinking;
    if (!keep(m_writer->partial(id, thinking, stream.pending, stream.owner)))
        return;
    if (!std::exchange(stream.shown, true))
        post(EntryAdded{stream.entry});
    stream.entry.text += stream.pending;
    post(EntryDelta{id, std::exchange(stream.pending, {})});
}

void SessionJournal::flush()
{
    m_flushTimer.stop();
    for (const QString& id : std::as_const(m_streamOrder)) {
        if (const auto it = m_streams.find(id); it != m_streams.end())
            flushStream(id, *it);
    }
}

void SessionJournal::voidStreams(const QStringList& entryIds)
{
    for (const QString& id : entryIds) {
        const auto it = m_streams.constFind(id);
        if (it == m_streams.cend())
            continue;
        if (it->shown && keep(m_writer->voided(id)))
            post(EntryRemoved{id});
        m_streams.erase(it);
        m_streamOrder.removeOne(id);
    }
}

void SessionJournal::cutStreams(const QStringList& entryIds)
{
    flush();
    for (const QString& id : entryIds) {
        const auto it = m_streams.find(id);
        if (it == m_streams.end())
            continue;
        if (it->shown) {
            it->entry.streaming = false;
            post(EntryChanged{it->entry});
        }
        m_streams.erase(it);
        m_streamOrder.removeOne(id);
    }
}

void SessionJournal::reply(const ModelReply& reply, const QStringList& entryIds, std::optional<double> cost, const LineOwner& owner)
{
    flush();
    if (!keep(m_writer->reply(m_clock.now(), reply, entryIds, cost, owner)))
        return;
    for (qsizetype i = 0; i < entryIds.size() && i < reply.message.blocks.size(); ++i) {
        const auto it = m_streams.find(entryIds[i]);
        if (it == m_streams.end())
            continue;
        TranscriptEntry entry = it->entry;
        entry.streaming = false;
        if (const auto* text = std::get_if<TextBlock>(&reply.message.blocks[i]))
            entry.text = text->text;
        else if (const auto* thinking = std::get_if<ThinkingBlock>(&reply.message.blocks[i]))
            entry.text = thinking->thinking;
        if (!it->shown && !entry.text.isEmpty()) { // nothing of it streamed: the same three steps at once
            post(EntryAdded{it->entry});
            post(EntryDelta{entry.id, entry.text});
        }
        if (it->shown || !entry.text.isEmpty())
            post(EntryChanged{entry});
        m_streamOrder.removeOne(entryIds[i]);
        m_streams.erase(it);
    }
}

TranscriptEntry SessionJournal::toolEntry(const ToolRow& row, const LineOwner& owner) const
{
    TranscriptEntry entry;
    entry.id = row.id;
    entry.kind = TranscriptEntry::Kind::Tool;
    entry.time = m_clock.now();
    entry.tool = row;
    entry.agent = owner.agent;
    entry.parentToolId = owner.parentToolId;
    return entry;
}

void SessionJournal::toolPlanned(const ToolRow& row, const LineOwner& owner)
{
    post(EntryAdded{toolEntry(row, owner)});
}

void SessionJournal::toolChanged(const ToolRow& row, const LineOwner& owner)
{
    post(EntryChanged{toolEntry(row, owner)});
}

void SessionJournal::toolStarted(const ToolRow& row, const LineOwner& owner)
{
    if (keep(m_writer->toolStarted(m_clock.now(), row, owner)))
        post(EntryChanged{toolEntry(row, owner)});
}

void SessionJournal::toolDone(const ToolRow& row, const ToolResultBlock& result, const QByteArray& structured, const LineOwner& owner)
{
    if (keep(m_writer->toolDone(m_clock.now(), row, result, structured, owner)))
        post(EntryChanged{toolEntry(row, owner)});
}

void SessionJournal::files(const QList<std::pair<QString, ReadRecord>>& files, qint64 order)
{
    if (!files.isEmpty())
        keep(m_writer->files(files, order));
}

void SessionJournal::usage(const Usage& usage, std::optional<double> cost)
{
    keep(m_writer->usage(m_clock.now(), usage, cost));
}

void SessionJournal::context(int promptNumber, const QList<ContextPart>& parts, const LineOwner& owner, bool whole)
{
    if (parts.isEmpty() && !whole)
        return;
    TurnContext context{promptNumber, parts, owner.agent, owner.parentToolId, whole};
    if (keep(m_writer->context(context)))
        post(std::move(context));
}

void SessionJournal::note(TranscriptEntry::Kind kind, const QString& text, const LineOwner& owner)
{
    TranscriptEntry entry;
    entry.id = newId();
    entry.kind = kind;
    entry.time = m_clock.now();
    entry.text = text;
    entry.agent = owner.agent;
    entry.parentToolId = owner.parentToolId;
    // An error that the disk itself caused is shown although it cannot be written.
    if (keep(m_writer->note(entry.time, kind, entry.id, text, owner)) || kind == TranscriptEntry::Kind::Error)
        post(EntryAdded{entry});
}

void SessionJournal::compaction(const QString& summary, const QString& trigger, qint64 tokensBefore, const QList<Message>& messages,
                                const LineOwner& owner)
{
    TranscriptEntry entry;
    entry.id = newId();
    entry.kind = TranscriptEntry::Kind::Compaction;
    entry.time = m_clock.now();
    entry.text = summary;
    entry.agent = owner.agent;
    entry.parentToolId = owner.parentToolId;
    if (keep(m_writer->compaction(entry.time, entry.id, summary, trigger, tokensBefore, messages, owner)))
        post(EntryAdded{entry});
}

} // namespace aios
