// SPDX-License-Identifier: MIT
#include "core/agent/transcriptreader.h"

#include "core/agent/transcriptassembler.h"
#include "core/base/json.h"
#include "core/base/jsonstorage.h"
#include "core/base/rootdir.h"
#include "core/base/text.h"

#include <boost/json/monotonic_resource.hpp>

#include <algorithm>
#include <future>
#include <memory>
#include <optional>
#include <vector>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMaxTranscript = 1024LL * 1024 * 1024;

constexpr qsizetype kChunkBytes = 256 * 1024;

struct ParsedLine {
    json::value value;   ///< Null when it is not JSON.
    QByteArrayView text; ///< Streamed text, not parsed: most of it is there again in the reply that follows.
};

/// The values of some lines and the memory they stand in.
struct ParsedLines {
    std::vector<unsigned char> room = std::vector<unsigned char>(512 * 1024);
    json::monotonic_resource storage{room.data(), room.size()};
    std::vector<ParsedLine> lines;
};

/// Where the text of a "partial" line stands, as the writer lays them out: as the last member. Elsewhere: -1. (No such bytes inside a string: its quotes
/// would be escaped.)
qsizetype streamedText(QByteArrayView line)
{
    constexpr QByteArrayView kMember = ",\"text\":\"";
    if (!line.startsWith("{\"type\":\"partial\"") || !line.endsWith("\"}"))
        return -1;
    const qsizetype at = line.indexOf(kMember);
    return at < 0 ? -1 : at + kMember.size() - 1;
}

ParsedLine parseLine(QByteArrayView line, const json::storage_ptr& storage)
{
    constexpr JsonLimits kLimits{.maxDepth = 128, .maxBytes = 256 * 1024 * 1024, .refuseDuplicateKeys = false};
    const qsizetype text = streamedText(line);
    const QByteArray head = text < 0 ? QByteArray() : line.first(text).toByteArray() + "\"\"}";
    auto value = parseJsonIn(storage, text < 0 ? line : QByteArrayView(head), kLimits);
    return {value ? std::move(*value) : json::value(), value && text >= 0 ? line.sliced(text).chopped(1) : QByteArrayView()};
}

std::unique_ptr<ParsedLines> parseLines(QByteArrayView lines)
{
    auto parsed = std::make_unique<ParsedLines>();
    qsizetype end = 0;
    for (qsizetype begin = 0; begin < lines.size(); begin = end + 1) {
        end = lines.indexOf('\n', begin);
        if (end == begin)
            continue;
        parsed->lines.push_back(parseLine(lines.sliced(begin, end - begin), &parsed->storage));
    }
    return parsed;
}

/// Visits the lines in order. A torn tail is not an event. A long transcript is parsed on a thread of its own, a piece ahead of what is visited: half of
/// the time goes into that.
template <typename Visit>
void forEachLine(QByteArrayView bytes, Visit visit)
{
    bytes = bytes.first(bytes.lastIndexOf('\n') + 1);
    const auto policy = bytes.size() > kChunkBytes ? std::launch::async | std::launch::deferred : std::launch::deferred;
    const auto parseNext = [&] {
        const qsizetype cut = bytes.size() > kChunkBytes ? bytes.indexOf('\n', kChunkBytes) + 1 : bytes.size();
        return std::async(policy, parseLines, std::exchange(bytes, bytes.sliced(cut)).first(cut));
    };
    for (auto next = parseNext(); next.valid();) {
        const std::unique_ptr<ParsedLines> parsed = next.get();
        if (!bytes.isEmpty())
            next = parseNext();
        std::ranges::for_each(parsed->lines, visit);
    }
}

} // namespace

Result<SessionRecord> parseTranscript(QByteArrayView bytes)
{
    TranscriptAssembler assembler;
    int unreadable = 0;
    bool first = true;
    bool isTranscript = true;
    forEachLine(bytes, [&](const ParsedLine& line) {
        const json::object* object = line.value.if_object();
        if (std::exchange(first, false) && (!object || jsonText(*object, "type") != "session"_L1))
            isTranscript = false;
        if (object)
            assembler.line(*object, line.text);
        else
            unreadable++;
    });
    if (first || !isTranscript)
        return fail(ErrorCode::InvalidInput, u"This file is not a session of this program: its first line does not name one."_s);
    SessionRecord record = assembler.finish();
    record.unreadableLines += unreadable;
    return record;
}

Result<SessionRecord> readTranscript(const QString& file)
{
    auto bytes = readOwnFile(file, kMaxTranscript);
    if (!bytes)
        return std::unexpected(bytes.error());
    return parseTranscript(*bytes);
}

QString titleFromPrompt(const QString& prompt)
{
    const QString line = prompt.trimmed().section(u'\n', 0, 0).simplified();
    return line.isEmpty() ? u"New session"_s : elided(showHidden(line), 60);
}

} // namespace aios
