// SPDX-License-Identifier: MIT
#include "core/agent/transcript.h"

#include "core/agent/jsonline.h"
#include "core/base/hash.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

QString stamp(const QDateTime& time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

void addOwner(JsonLine& line, const LineOwner& owner)
{
    if (owner.agent.isEmpty())
        return;
    line.text("agent", owner.agent);
    line.text("parent", owner.parentToolId);
}

QByteArray messagesJson(const QList<Message>& messages)
{
    QByteArray out = "[";
    for (const Message& message : messages) {
        if (out.size() > 1)
            out += ',';
        out += messageToJson(message);
    }
    return out + ']';
}

QByteArray usageJson(const Usage& usage)
{
    JsonLine line;
    line.number("input", usage.inputTokens);
    line.number("cacheWrite", usage.cacheWriteTokens);
    line.number("cacheRead", usage.cacheReadTokens);
    line.number("output", usage.outputTokens);
    line.number("thinking", usage.thinkingTokens);
    if (usage.estimated)
        line.flag("estimated", true);
    return line.take();
}

QByteArray stringsJson(const QStringList& strings)
{
    QByteArray out = "[";
    for (const QString& text : strings) {
        if (out.size() > 1)
            out += ',';
        appendJsonString(out, text);
    }
    return out + ']';
}

/// Held as long as it is open; the kernel lets go of it when the program ends, however it ends. One byte of a file beside the transcripts stands for
/// each of them: a lock on the transcript itself would keep its own appends out where the file system knows one kind of lock only (NFS). Where there
/// are no locks at all, there is none.
Result<UniqueFd> lockSession(const QString& file)
{
    const QFileInfo info(file);
    UniqueFd fd(::open(QFile::encodeName(info.path() + u"/.open"_s).constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    struct flock byte = {};
    byte.l_type = F_WRLCK;
    byte.l_whence = SEEK_SET;
    byte.l_start = static_cast<off_t>(sha256Hex(info.fileName().toUtf8()).left(14).toLongLong(nullptr, 16));
    byte.l_len = 1;
    if (fd && ::fcntl(fd.get(), F_OFD_SETLK, &byte) != 0 && (errno == EAGAIN || errno == EACCES))
        return fail(ErrorCode::Unavailable,
                    u"This session is open in another window or program. Close it there, or go on in a copy of it (a fork)."_s);
    return fd;
}

} // namespace

Result<std::unique_ptr<TranscriptWriter>> TranscriptWriter::open(const QString& file, const QString& sessionId, const QString& root,
                                                                 const QDateTime& now, const QString& forkedFrom)
{
    const bool fresh = !QFileInfo::exists(file) || QFileInfo(file).size() == 0;
    auto appendFile = AppendFile::open(file);
    if (!appendFile)
        return std::unexpected(appendFile.error());
    auto lock = lockSession(file);
    if (!lock)
        return std::unexpected(lock.error());
    std::unique_ptr<TranscriptWriter> writer(new TranscriptWriter(std::move(*appendFile), std::move(*lock)));
    if (!fresh)
        return writer;
    JsonLine line("session");
    line.number("version", 1);
    line.text("id", sessionId);
    line.text("root", root);
    line.text("time", stamp(now));
    if (!forkedFrom.isEmpty())
        line.text("forkedFrom", forkedFrom);
    if (auto written = writer->m_file.append(line.take()); !written)
        return std::unexpected(written.error());
    return writer;
}

Result<void> TranscriptWriter::prompt(const QDateTime& time, const QString& entryId, int number, const RequestOrigin& origin,
                                      const QList<Message>& messages, const LineOwner& owner)
{
    JsonLine line("prompt");
    line.text("time", stamp(time));
    line.text("id", entryId);
    line.number("number", number);
    line.text("prompt", origin.prompt);
    if (!origin.command.isEmpty()) {
        line.text("command", origin.command);
        line.text("arguments", origin.arguments);
    }
    addOwner(line, owner);
    line.raw("messages", messagesJson(messages));
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::partial(const QString& entryId, bool thinking, const QString& text, const LineOwner& owner)
{
    JsonLine line("partial");
    line.text("id", entryId);
    if (thinking)
        line.flag("thinking", true);
    addOwner(line, owner);
    line.text("text", text);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::reply(const QDateTime& time, const ModelReply& reply, const QStringList& entryIds, std::optional<double> cost,
                                     const LineOwner& owner)
{
    JsonLine line("reply");
    line.text("time", stamp(time));
    line.text("model", reply.model);
    line.text("requestId", reply.requestId);
    line.text("stop", stopReasonName(reply.stopReason));
    if (!reply.stopDetail.isEmpty())
        line.text("stopDetail", reply.stopDetail);
    line.raw("usage", usageJson(reply.usage));
    if (reply.sentBytes > 0)
        line.number("sent", reply.sentBytes);
    if (cost)
        line.real("cost", *cost);
    addOwner(line, owner);
    line.raw("entries", stringsJson(entryIds));
    line.raw("message", messageToJson(reply.message));
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::usage(const QDateTime& time, const Usage& usage, std::optional<double> cost)
{
    JsonLine line("usage");
    line.text("time", stamp(time));
    line.raw("usage", usageJson(usage));
    if (cost)
        line.real("cost", *cost);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::voided(const QString& entryId)
{
    JsonLine line("void");
    line.text("id", entryId);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::toolStarted(const QDateTime& time, const ToolRow& row, const LineOwner& owner)
{
    JsonLine line("tool");
    line.text("time", stamp(time));
    line.text("id", row.id);
    line.text("name", row.name);
    line.text("title", row.title);
    line.text("decidedBy", row.decidedBy);
    addOwner(line, owner);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::toolDone(const QDateTime& time, const ToolRow& row, const ToolResultBlock& result, const QByteArray& structured,
                                        const LineOwner& owner)
{
    JsonLine line("tool_done");
    line.text("time", stamp(time));
    line.text("id", row.id);
    line.text("name", row.name);
    line.text("title", row.title);
    line.text("decidedBy", row.decidedBy);
    line.number("state", static_cast<int>(row.state));
    line.number("added", row.added);
    line.number("removed", row.removed);
    if (!row.preview.path.isEmpty())
        line.text("path", row.preview.path);
    addOwner(line, owner);
    line.raw("result", messageToJson({Role::User, {result}}));
    if (result.denied)
        line.flag("denied", true);
    if (!structured.isEmpty())
        line.raw("structured", structured);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::files(const QList<std::pair<QString, ReadRecord>>& files, qint64 order)
{
    QByteArray list = "[";
    for (const auto& [path, record] : files) {
        if (list.size() > 1)
            list += ',';
        JsonLine item;
        item.text("path", path);
        item.text("sha256", QString::fromLatin1(record.sha256));
        if (record.partial)
            item.flag("partial", true);
        list += item.take();
    }
    JsonLine line("files");
    if (order > 0)
        line.number("order", order);
    list += ']';
    line.raw("files", list);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::context(const TurnContext& context)
{
    QByteArray list = "[";
    for (const ContextPart& part : context.parts) {
        if (list.size() > 1)
            list += ',';
        JsonLine item;
        item.text("kind", part.kind);
        item.text("title", part.title);
        item.text("path", part.path);
        item.text("why", part.why);
        item.number("tokens", part.tokens);
        item.text("sha256", QString::fromLatin1(part.sha256));
        list += item.take();
    }
    JsonLine line("context");
    line.number("turn", context.turn);
    addOwner(line, {context.agent, context.parentToolId});
    if (context.whole)
        line.flag("whole", true);
    list += ']';
    line.raw("parts", list);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::note(const QDateTime& time, TranscriptEntry::Kind kind, const QString& entryId, const QString& text,
                                    const LineOwner& owner)
{
    JsonLine line(kind == TranscriptEntry::Kind::Error ? "error" : "notice");
    line.text("time", stamp(time));
    line.text("id", entryId);
    addOwner(line, owner);
    line.text("text", text);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::title(const QString& title, bool byPerson)
{
    JsonLine line("title");
    line.text("title", title);
    line.flag("byPerson", byPerson);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::mode(PermissionMode mode)
{
    JsonLine line("mode");
    line.text("mode", permissionModeName(mode));
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::model(const QString& selector, const ModelInfo& info)
{
    JsonLine line("model");
    line.text("selector", selector);
    line.text("provider", info.provider);
    line.text("model", info.id);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::tasks(const QByteArray& tasksJson)
{
    JsonLine line("tasks");
    line.raw("tasks", tasksJson);
    return m_file.append(line.take());
}

Result<void> TranscriptWriter::compaction(const QDateTime& time, const QString& entryId, const QString& summary, const QString& trigger,
                                          qint64 tokensBefore, const QList<Message>& messages, const LineOwner& owner)
{
    JsonLine line("compaction");
    line.text("time", stamp(time));
    line.text("id", entryId);
    addOwner(line, owner);
    line.text("trigger", trigger);
    line.number("tokensBefore", tokensBefore);
    line.text("summary", summary);
    line.raw("messages", messagesJson(messages));
    return m_file.append(line.take());
}

void TranscriptWriter::syncOn(WorkPool& pool, QObject* context) const
{
    const int fd = m_file.duplicateDescriptor();
    if (fd < 0)
        return;
    pool.run(
        context,
        [fd] {
            const int rc = ::fdatasync(fd);
            ::close(fd);
            return rc;
        },
        [](int) {});
}

} // namespace aios
