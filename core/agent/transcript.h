// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"
#include "core/base/rootdir.h"
#include "core/base/safeopen.h"
#include "core/base/workpool.h"
#include "core/model/model.h"
#include "core/tools/readledger.h"

#include <memory>

namespace aios {

/// Who a transcript line belongs to: the main loop, or a sub-agent under an Agent call.
struct LineOwner {
    QString agent;
    QString parentToolId;
};

/// Writes one session's transcript: append-only JSON lines in the user's data folder, one write() per event, before the event is shown. A line is
/// never rewritten. Core thread; fdatasync runs on the pool after each turn. The line forms are in docs of TranscriptReader.
class TranscriptWriter {
public:
    /// Opens (or makes) the session's file. The first line names session and folder. Unavailable while another program writes to it: two
    /// conversations in one transcript would both be lost.
    [[nodiscard]] static Result<std::unique_ptr<TranscriptWriter>> open(const QString& file, const QString& sessionId, const QString& root,
                                                                        const QDateTime& now, const QString& forkedFrom = {});

    [[nodiscard]] Result<void> prompt(const QDateTime& time, const QString& entryId, int number, const RequestOrigin& origin,
                                      const QList<Message>& messages, const LineOwner& owner);
    [[nodiscard]] Result<void> partial(const QString& entryId, bool thinking, const QString& text, const LineOwner& owner);
    [[nodiscard]] Result<void> reply(const QDateTime& time, const ModelReply& reply, const QStringList& entryIds, std::optional<double> cost,
                                     const LineOwner& owner);
    /// What a request cost that is none of a loop's own: a summary, one that a service asked for.
    [[nodiscard]] Result<void> usage(const QDateTime& time, const Usage& usage, std::optional<double> cost);
    /// What streamed under that entry is void (the request is tried again).
    [[nodiscard]] Result<void> voided(const QString& entryId);
    [[nodiscard]] Result<void> toolStarted(const QDateTime& time, const ToolRow& row, const LineOwner& owner);
    [[nodiscard]] Result<void> toolDone(const QDateTime& time, const ToolRow& row, const ToolResultBlock& result, const QByteArray& structured,
                                        const LineOwner& owner);
    /// Files the session knows from now on: for "changed since it was read".
    [[nodiscard]] Result<void> files(const QList<std::pair<QString, ReadRecord>>& files, qint64 order);
    [[nodiscard]] Result<void> context(const TurnContext& context);
    [[nodiscard]] Result<void> note(const QDateTime& time, TranscriptEntry::Kind kind, const QString& entryId, const QString& text,
                                    const LineOwner& owner);
    [[nodiscard]] Result<void> title(const QString& title, bool byPerson);
    [[nodiscard]] Result<void> mode(PermissionMode mode);
    [[nodiscard]] Result<void> model(const QString& selector, const ModelInfo& info);
    [[nodiscard]] Result<void> tasks(const QByteArray& tasksJson);
    [[nodiscard]] Result<void> compaction(const QDateTime& time, const QString& entryId, const QString& summary, const QString& trigger,
                                          qint64 tokensBefore, const QList<Message>& messages, const LineOwner& owner);
    /// A line copied from another session (fork).
    [[nodiscard]] Result<void> raw(QByteArrayView line) { return m_file.append(line); }

    void syncOn(WorkPool& pool, QObject* context) const; ///< fdatasync on the pool, nobody waits.
    [[nodiscard]] const QString& file() const { return m_file.path(); }

private:
    TranscriptWriter(AppendFile file, UniqueFd lock) : m_file(std::move(file)), m_lock(std::move(lock)) {}
    AppendFile m_file;
    UniqueFd m_lock;
};

} // namespace aios
