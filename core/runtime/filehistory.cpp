// SPDX-License-Identifier: MIT
#include "core/runtime/filehistory.h"

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/base/rootdir.h"
#include "core/gate/decisionlog.h"
#include "core/project/githistory.h"
#include "core/tools/builtin/textreplace.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kLargestTranscript = 256LL * 1024 * 1024;
constexpr qsizetype kMostSessions = 30; ///< The newest that wrote the file.
constexpr qsizetype kMostTexts = 32 * 1024 * 1024;

/// Texts by their hash. Only what somebody recorded a hash of is kept.
class Texts {
public:
    explicit Texts(const QList<DecisionRecord>& writes)
    {
        for (const DecisionRecord& write : writes) {
            m_wanted.insert(write.beforeHash);
            m_wanted.insert(write.afterHash);
        }
        m_wanted.remove(QByteArray());
    }
    void offer(const QByteArray& bytes)
    {
        const QByteArray hash = sha256Hex(bytes);
        if (!m_wanted.contains(hash) || m_texts.contains(hash) || m_size + bytes.size() > kMostTexts)
            return;
        m_size += bytes.size();
        m_texts.insert(hash, std::make_shared<const QByteArray>(bytes));
    }
    [[nodiscard]] std::shared_ptr<const QByteArray> text(const QByteArray& hash) const { return m_texts.value(hash); }

private:
    QSet<QByteArray> m_wanted;
    QHash<QByteArray, std::shared_ptr<const QByteArray>> m_texts;
    qsizetype m_size = 0;
};

QList<DecisionRecord> writesOf(const QString& log, const QString& relative)
{
    QList<DecisionRecord> writes;
    for (DecisionRecord& record : DecisionLog::readFile(log).value_or(DecisionLog::Page()).records) {
        const bool wrote = record.outcome == "done"_L1 && !record.afterHash.isEmpty() && record.afterHash != record.beforeHash;
        if (record.target == relative && wrote)
            writes.append(std::move(record));
    }
    return writes;
}

/// What a finished Write or Edit tells of the file before and after it.
void offerFrom(const json::object& structured, Texts& texts)
{
    const auto bytes = [&structured](std::string_view key) -> std::optional<QByteArray> {
        const json::value* value = structured.if_contains(key);
        const json::string* text = value ? value->if_string() : nullptr;
        return text ? std::optional(QByteArray(text->data(), static_cast<qsizetype>(text->size()))) : std::nullopt;
    };
    const auto before = bytes("originalFile");
    if (before)
        texts.offer(*before);
    if (const auto content = bytes("content"))
        texts.offer(*content);
    const auto oldText = bytes("oldString");
    const auto newText = bytes("newString");
    if (!oldText || !newText)
        return;
    if (oldText->isEmpty()) // how Edit makes a file
        return texts.offer(*newText);
    if (!before)
        return;
    if (const auto after = replaceText(*before, {*oldText, *newText, jsonBool(structured, "replaceAll")}))
        texts.offer(after->bytes);
}

void offerFromTranscript(const QByteArray& transcript, const QSet<QString>& calls, Texts& texts, const std::atomic<bool>& cancelled)
{
    for (qsizetype begin = 0, end = 0; (end = transcript.indexOf('\n', begin)) >= 0 && !cancelled; begin = end + 1) {
        const QByteArrayView line = QByteArrayView(transcript).sliced(begin, end - begin);
        if (!line.startsWith("{\"type\":\"tool_done\""))
            continue;
        const auto value = parseJson(line);
        const json::object* object = value ? value->if_object() : nullptr;
        const json::value* structured = object && calls.contains(jsonText(*object, "id")) ? object->if_contains("structured") : nullptr;
        if (structured && structured->is_object())
            offerFrom(structured->get_object(), texts);
    }
}

void readTranscripts(const QString& folder, const QList<DecisionRecord>& writes, Texts& texts, const std::atomic<bool>& cancelled)
{
    QStringList sessions;
    QHash<QString, QSet<QString>> calls;
    for (auto write = writes.crbegin(); write != writes.crend(); ++write) {
        if (!isUuid(write->sessionId))
            continue;
        if (!sessions.contains(write->sessionId))
            sessions.append(write->sessionId);
        calls[write->sessionId].insert(write->toolUseId);
    }
    for (const QString& session : sessions.first(std::min(kMostSessions, sessions.size()))) {
        if (cancelled)
            return;
        if (const auto transcript = readOwnFile(folder + u'/' + session + u".jsonl"_s, kLargestTranscript))
            offerFromTranscript(*transcript, calls.value(session), texts, cancelled);
    }
}

void addWrites(const QList<DecisionRecord>& writes, const Texts& texts, FileHistory& history)
{
    QByteArray last;
    for (const DecisionRecord& write : writes) {
        if (auto before = texts.text(write.beforeHash); before && write.beforeHash != last)
            history.versions.append(
                {.origin = FileVersion::Origin::Before, .time = write.time.addMSecs(-1), .sha256 = write.beforeHash, .text = std::move(before)});
        FileVersion version{.origin = write.sessionId.isEmpty() ? FileVersion::Origin::Person : FileVersion::Origin::Assistant, .time = write.time};
        version.who = write.agent;
        version.words = write.tool;
        version.sessionId = write.sessionId;
        version.sha256 = write.afterHash;
        version.text = texts.text(write.afterHash);
        history.versions.append(std::move(version));
        last = write.afterHash;
    }
}

} // namespace

std::shared_ptr<const QByteArray> recordedText(const FileHistoryPlaces& places, const QString& relative, const QByteArray& sha256)
{
    const QList<DecisionRecord> writes = writesOf(places.decisionLog, relative);
    Texts texts(writes);
    const std::atomic<bool> cancelled = false;
    readTranscripts(places.sessions, writes, texts, cancelled);
    return texts.text(sha256);
}

FileHistory fileHistory(const FileHistoryPlaces& places, const QString& relative, const std::atomic<bool>& cancelled)
{
    FileHistory history;
    const QList<DecisionRecord> writes = writesOf(places.decisionLog, relative);
    Texts texts(writes);
    const auto git = gitHistory(places.root, relative, cancelled);
    if (!git)
        history.gitProblem = git.error().message;
    for (const GitVersion& commit : git.value_or(GitHistory()).versions) {
        texts.offer(commit.bytes);
        FileVersion version{.origin = FileVersion::Origin::Commit, .time = commit.time, .who = commit.author, .words = commit.summary};
        version.commit = commit.commit;
        version.sha256 = sha256Hex(commit.bytes);
        version.text = std::make_shared<const QByteArray>(commit.bytes);
        history.versions.append(std::move(version));
    }
    history.cut = git && git->cut;
    if (const auto folder = RootDir::open(places.root)) {
        if (const auto now = folder->read(relative.toUtf8(), kMostTexts))
            texts.offer(now->bytes);
    }
    readTranscripts(places.sessions, writes, texts, cancelled);
    addWrites(writes, texts, history);
    std::ranges::stable_sort(history.versions, [](const FileVersion& a, const FileVersion& b) { return a.time > b.time; });
    return history;
}

} // namespace aios
