// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/transcriptreader.h"
#include "core/base/json.h"

#include <QHash>
#include <QStringList>

namespace aios {

/// Builds a SessionRecord line by line. The rules for a torn or cut-off transcript live here.
class TranscriptAssembler {
public:
    /// `text`: of a "partial" line, its text as it stands in the file (a JSON string), when `object` comes without it. It must outlive this.
    void line(const json::object& object, QByteArrayView text = {});
    SessionRecord finish();

private:
    void session(const json::object& o);
    void prompt(const json::object& o);
    void partial(const json::object& o, QByteArrayView text);
    void addStreamed(const QString& id);
    void voided(const json::object& o);
    void reply(const json::object& o);
    void showReply(const json::object& o, const Message& message);
    void countUsage(const json::object& o);
    void otherUsage(const json::object& o);
    void tool(const json::object& o);
    void toolDone(const json::object& o);
    void files(const json::object& o);
    void context(const json::object& o);
    void compaction(const json::object& o);
    void note(const json::object& o, TranscriptEntry::Kind kind);

    [[nodiscard]] static bool isMain(const json::object& o)
    {
        const json::value* agent = o.if_contains("agent");
        return !agent || !agent->is_string() || agent->as_string().empty();
    }
    TranscriptEntry& entry(const QString& id, TranscriptEntry::Kind kind, const json::object& o);
    void closeReply();
    void settlePartials();
    void noteWaiting();

    SessionRecord m_record;
    QDateTime m_time; ///< Of the line that is read.
    QHash<QString, qsizetype> m_entryIndex;
    QStringList m_partialIds;             ///< Main-loop text streamed since the last whole reply.
    QHash<QString, QList<QByteArrayView>> m_streamed; ///< Text of entries that is read only when no whole reply replaces it.
    QList<ToolUseBlock> m_openCalls;      ///< Calls of the last reply, in order.
    QHash<QString, ToolResultBlock> m_results;
    bool m_waits = false; ///< Nothing after the last reply says that its calls were given up.
};

} // namespace aios
