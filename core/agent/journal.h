// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"
#include "core/agent/transcript.h"
#include "core/base/clock.h"

#include <QHash>
#include <QTimer>

#include <functional>

namespace aios {

/// Writes each event to the transcript, then tells it: what was shown is on disk. Streamed text is gathered and written at most every 30 ms
/// (at once when idle). When the disk refuses a line, nothing is shown, `failed` holds the reason, and the loop must stop. Core thread.
class SessionJournal : public QObject {
    Q_OBJECT
public:
    SessionJournal(QString sessionId, std::unique_ptr<TranscriptWriter> writer, std::function<void(AgentEvent)> emitEvent, const Clock& clock);

    [[nodiscard]] const QString& sessionId() const { return m_sessionId; }
    [[nodiscard]] const std::optional<Error>& failed() const { return m_failed; }
    [[nodiscard]] TranscriptWriter& writer() { return *m_writer; }

    void prompt(int number, const RequestOrigin& origin, const QList<Message>& messages, const LineOwner& owner);
    [[nodiscard]] QString openStream(bool thinking, const LineOwner& owner);
    void streamText(const QString& entryId, const QString& text);
    void voidStreams(const QStringList& entryIds); ///< A retry made what had streamed void.
    void cutStreams(const QStringList& entryIds); ///< They end as they are: cancelled or failed.
    void flush();
    void reply(const ModelReply& reply, const QStringList& entryIds, std::optional<double> cost, const LineOwner& owner);

    void usage(const Usage& usage, std::optional<double> cost); ///< Kept only: of a request that is none of a loop's own.

    void toolPlanned(const ToolRow& row, const LineOwner& owner); ///< Shown only; the reply's line already holds the call.
    void toolChanged(const ToolRow& row, const LineOwner& owner); ///< Shown only.
    void toolStarted(const ToolRow& row, const LineOwner& owner);
    void toolDone(const ToolRow& row, const ToolResultBlock& result, const QByteArray& structured, const LineOwner& owner);

    void files(const QList<std::pair<QString, ReadRecord>>& files, qint64 order); ///< Kept only: what the session has read or written.
    void context(int promptNumber, const QList<ContextPart>& parts, const LineOwner& owner = {},
                 bool whole = false); ///< What a loop is given from now on.
    void note(TranscriptEntry::Kind kind, const QString& text, const LineOwner& owner = {});
    void compaction(const QString& summary, const QString& trigger, qint64 tokensBefore, const QList<Message>& messages, const LineOwner& owner = {});
    /// Written by `write`, then told.
    template <typename Event>
    void tell(Event event, const std::function<Result<void>(TranscriptWriter&)>& write = {})
    {
        if (!write || keep(write(*m_writer)))
            post(std::move(event));
    }

private:
    struct Stream {
        TranscriptEntry entry;
        LineOwner owner;
        QString pending;
        bool shown = false;
    };
    bool keep(Result<void> written);
    void flushStream(const QString& id, Stream& stream);
    template <typename Event>
    void post(Event event)
    {
        m_emit(AgentEvent{m_sessionId, std::move(event)});
    }
    [[nodiscard]] TranscriptEntry toolEntry(const ToolRow& row, const LineOwner& owner) const;

    QString m_sessionId;
    std::unique_ptr<TranscriptWriter> m_writer;
    std::function<void(AgentEvent)> m_emit;
    const Clock& m_clock;
    QTimer m_flushTimer;
    QHash<QString, Stream> m_streams;
    QList<QString> m_streamOrder;
    std::optional<Error> m_failed;
};

} // namespace aios
