// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/agentevent.h"

#include <QRegularExpression>
#include <QTest>
#include <QTimeZone>

namespace aios::fixtures {

using namespace Qt::StringLiterals;

/// Every warning fails the test, but for what the offscreen platform says of itself.
inline void failOnOurWarnings()
{
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support )"_s));
}

inline TranscriptEntry entry(const QString& id, TranscriptEntry::Kind kind, const QString& text)
{
    TranscriptEntry entry;
    entry.id = id;
    entry.kind = kind;
    entry.time = QDateTime(QDate(2026, 3, 4), QTime(9, 30), QTimeZone::UTC);
    entry.text = text;
    return entry;
}

inline TranscriptEntry tool(const QString& id, const QString& name, const QString& title, ToolRow::State state, const QString& output = {})
{
    TranscriptEntry row = entry(id, TranscriptEntry::Kind::Tool, {});
    row.tool.id = u"toolu-" + id;
    row.tool.name = name;
    row.tool.title = title;
    row.tool.state = state;
    row.tool.output = output;
    row.tool.inputJson = R"({"file_path":"notes.md"})";
    return row;
}

template <typename What>
QList<AgentEvent> news(What what)
{
    return {AgentEvent{u"session"_s, std::move(what)}};
}

/// A message of about 1 kB, every fifth with code.
inline QString message(int number)
{
    const QString prose =
        u"Message %1 explains, in **plain words**, how the plan for the spring series came about: three sources were read, two angles were kept, "
        "and one was dropped because nobody could show a number for it. The [style guide](brand/voice.md) asks for short sentences. "_s.arg(number);
    QString text = prose + prose + u"\n\n- first point about item %1\n- second point, with `inline code`\n\n"_s.arg(number) + prose;
    if (number % 5 == 0)
        text += u"\n\n```python\ndef step(value):\n    # adds one\n    return value + 1\n\nprint(step(%1))\n```\n"_s.arg(number);
    return text;
}

inline QList<TranscriptEntry> conversation(int messages)
{
    QList<TranscriptEntry> entries;
    entries.reserve(messages);
    for (int i = 0; i < messages; ++i) {
        if (i % 4 == 0)
            entries +=
                entry(u"e%1"_s.arg(i), TranscriptEntry::Kind::User, u"Please look at item %1 and tell me what to keep.\nThen write it up."_s.arg(i));
        else if (i % 4 == 1)
            entries += tool(u"e%1"_s.arg(i), u"Read"_s, u"Read content/plans/item-%1.md"_s.arg(i), ToolRow::State::Done, u"1\tsome text"_s);
        else
            entries += entry(u"e%1"_s.arg(i), TranscriptEntry::Kind::Assistant, message(i));
    }
    return entries;
}

inline ApprovalRequest fileRequest(const QByteArray& before, const QByteArray& after)
{
    ApprovalRequest request;
    request.id = u"approval-1"_s;
    request.sessionId = u"session"_s;
    request.toolUseId = u"toolu-w"_s;
    request.access.tool = before.isEmpty() ? u"Write"_s : u"Edit"_s;
    request.title = before.isEmpty() ? u"Create content/plans/spring-series.md"_s : u"Change content/plans/spring-series.md"_s;
    request.verb = u"Write File"_s;
    request.grade = Grade::ChangesFiles;
    request.preview.kind = ApprovalPreview::Kind::FileDiff;
    request.preview.path = u"content/plans/spring-series.md"_s;
    request.preview.creates = before.isEmpty();
    request.preview.before = before;
    request.preview.after = after;
    request.preview.hunks = diffLines(before, after);
    request.access.inputJson = R"({"file_path":"content/plans/spring-series.md","content":"x"})";
    request.reason = u"The plan has what the brief asks for, so I would like to save it."_s;
    request.origin = u"/plan"_s;
    request.because = u"Edits ask in this mode."_s;
    request.rememberable = {u"Edit(content/plans/**)"_s};
    request.digest = "digest-1";
    request.askedAt = QDateTime::currentDateTimeUtc().addSecs(-125);
    return request;
}

} // namespace aios::fixtures
