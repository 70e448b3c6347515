// SPDX-License-Identifier: MIT
#include "tests/bench/corpus.h"

#include "core/agent/transcript.h"

#include <QDir>
#include <QTimeZone>

#include <random>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr const char* kWords[] = {"plan",     "reader", "series",   "angle",   "source",  "number", "spring",  "guide",  "piece",    "board",
                                  "draft",    "voice",  "short",    "claim",   "proof",   "editor", "outline", "weekly", "audience", "channel",
                                  "headline", "answer", "after",    "because", "between", "brief",  "content", "course", "detail",   "every",
                                  "finding",  "ground", "house",    "idea",    "keep",    "later",  "measure", "notes",  "open",     "point",
                                  "quiet",    "right",  "sentence", "three",   "under",   "video",  "which",   "write",  "year",     "zero"};

class Writer {
public:
    explicit Writer(int number) : m_random(static_cast<std::mt19937::result_type>(number)) {}

    QString word() { return QString::fromLatin1(kWords[m_random() % std::size(kWords)]); }
    QString words(int count)
    {
        QString text = word();
        for (int i = 1; i < count; ++i)
            text += u' ' + word();
        return text;
    }
    QString sentence()
    {
        QString text = words(9);
        text[0] = text.at(0).toUpper();
        switch (m_random() % 4) {
        case 0:
            return text + u" **" + words(2) + u"** " + words(3) + u". ";
        case 1:
            return text + u" `" + word() + u"." + word() + u"` " + words(2) + u". ";
        case 2:
            return text + u" [" + words(2) + u"](content/" + word() + u".md) " + word() + u". ";
        default:
            return text + u". ";
        }
    }
    QString paragraph(int sentences)
    {
        QString text;
        for (int i = 0; i < sentences; ++i)
            text += sentence();
        return text + u"\n\n";
    }

private:
    std::mt19937 m_random;
};

QString codeBlock(Writer& writer, int number)
{
    static constexpr const char* languages[] = {"python", "cpp", "json", "bash", "javascript"};
    static constexpr const char* lines[] = {
        "    %1 = compute_%2(value, %3)  # the %1 of the %2\n", "    const auto %1 = %2(value, %3); // the %1 of the %2\n",
        "  \"%1\": {\"%2\": %3, \"list\": [1, 2, \"three\"]},\n", "%1=\"$(grep -c %2 \"$file\" | head -n %3)\" # the %1\n",
        "  const %1 = await %2(value, %3); // the %1 of the %2\n"};
    const int language = number / 5 % 5;
    QString text = u"```"_s + QString::fromLatin1(languages[language]) + u'\n';
    for (int i = 0; i < 14; ++i)
        text += QString::fromLatin1(lines[language]).arg(writer.word(), writer.word()).arg(i * 17 % 100);
    return text + u"```\n\n";
}

QDateTime timeOf(int number)
{
    return QDateTime(QDate(2026, 3, 4), QTime(9, 30), QTimeZone::UTC).addSecs(number * 20);
}

QString promptText(int number)
{
    Writer writer(number);
    return u"Please look at item %1. "_s.arg(number) + writer.paragraph(4).trimmed();
}

QString toolOutput(int number)
{
    Writer writer(number);
    QString text;
    for (int line = 1; line <= 16; ++line)
        text += u"%1\t%2\n"_s.arg(line, 6).arg(writer.words(9));
    return text;
}

QString callId(int number)
{
    return u"toolu_corpus_%1"_s.arg(number);
}

QString entryId(int number)
{
    return u"entry-%1"_s.arg(number);
}

/// The order of every four messages: prompt, answer that calls a tool, that call, answer.
enum class Place { Prompt, Calling, Call, Answer };

Place placeOf(int number)
{
    return static_cast<Place>(number % 4);
}

ToolRow toolRow(int number)
{
    ToolRow row;
    row.id = callId(number);
    row.name = u"Read"_s;
    row.inputJson = R"({"file_path":"content/plans/item-)" + QByteArray::number(number) + R"(.md"})";
    row.title = u"Read content/plans/item-%1.md"_s.arg(number);
    row.decidedBy = u"mode default"_s;
    row.state = ToolRow::State::Done;
    row.output = toolOutput(number);
    return row;
}

/// One answer as it is written: what streamed, in two parts, and then whole.
Result<void> writeAnswer(TranscriptWriter& writer, int number)
{
    const QString text = corpusAnswer(number);
    const qsizetype half = text.size() / 2;
    for (const QString& part : {text.first(half), text.sliced(half)}) {
        if (auto written = writer.partial(entryId(number), false, part, {}); !written)
            return written;
    }
    ModelReply reply;
    reply.message = {Role::Assistant, {TextBlock{text, {}}}, u"anthropic/stub-model"_s};
    QStringList ids{entryId(number)};
    if (placeOf(number) == Place::Calling) {
        const ToolRow row = toolRow(number + 1);
        reply.message.blocks += ToolUseBlock{row.id, row.name, row.inputJson, {}, {}};
        reply.stopReason = StopReason::ToolUse;
        ids += row.id;
    }
    reply.usage = {.inputTokens = 20, .cacheReadTokens = 9000, .outputTokens = 300};
    reply.model = u"stub-model"_s;
    return writer.reply(timeOf(number), reply, ids, 0.002, {});
}

Result<void> writeOne(TranscriptWriter& writer, int number)
{
    switch (placeOf(number)) {
    case Place::Prompt: {
        const QString prompt = promptText(number);
        RequestOrigin origin;
        origin.prompt = prompt;
        return writer.prompt(timeOf(number), entryId(number), number / 4 + 1, origin, {{Role::User, {TextBlock{prompt, {}}}, {}}}, {});
    }
    case Place::Call: {
        const ToolRow row = toolRow(number);
        if (auto started = writer.toolStarted(timeOf(number), row, {}); !started)
            return started;
        return writer.toolDone(timeOf(number), row, {row.id, row.output, {}, false, false}, {}, {});
    }
    case Place::Calling:
    case Place::Answer:
        break;
    }
    return writeAnswer(writer, number);
}

} // namespace

QString corpusAnswer(int number)
{
    Writer writer(number);
    QString text = writer.paragraph(4);
    if (number % 5 == 0)
        text += codeBlock(writer, number);
    else if (number % 3 == 0)
        text += u"## " + writer.words(3) + u"\n\n- " + writer.sentence() + u"\n- " + writer.sentence() + u"\n- " + writer.sentence() + u"\n\n";
    else
        text += writer.paragraph(4);
    return text + writer.paragraph(3);
}

QList<TranscriptEntry> corpusEntries(int messages)
{
    QList<TranscriptEntry> entries;
    entries.reserve(messages);
    for (int i = 0; i < messages; ++i) {
        TranscriptEntry entry;
        entry.id = entryId(i);
        entry.time = timeOf(i);
        switch (placeOf(i)) {
        case Place::Prompt:
            entry.kind = TranscriptEntry::Kind::User;
            entry.text = promptText(i);
            break;
        case Place::Call:
            entry.kind = TranscriptEntry::Kind::Tool;
            entry.tool = toolRow(i);
            entry.id = entry.tool.id;
            break;
        case Place::Calling:
        case Place::Answer:
            entry.kind = TranscriptEntry::Kind::Assistant;
            entry.text = corpusAnswer(i);
            break;
        }
        entries += std::move(entry);
    }
    return entries;
}

Result<void> writeCorpusSession(const QString& file, const QString& sessionId, const QString& root, int messages)
{
    if (!QDir().mkpath(QFileInfo(file).absolutePath()))
        return fail(ErrorCode::Io, u"The folder of %1 cannot be made."_s.arg(file));
    auto writer = TranscriptWriter::open(file, sessionId, root, timeOf(0));
    if (!writer)
        return std::unexpected(writer.error());
    for (int i = 0; i < messages; ++i) {
        if (auto written = writeOne(**writer, i); !written)
            return written;
    }
    return (*writer)->title(u"Conversation of %1 messages"_s.arg(messages), true);
}

} // namespace aios::bench
