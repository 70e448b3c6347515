// SPDX-License-Identifier: MIT
#include "ui/chat/transcriptitem.h"

#include "core/base/text.h"
#include "core/markdown/blocks.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("aios::TranscriptItem", text);
}

QString blocksText(const QString& markdown)
{
    QStringList parts;
    for (const MarkdownBlock& block : parseMarkdownBlocks(markdown.toUtf8()))
        parts += block.kind == MarkdownBlock::Kind::Rule ? u"―――"_s : block.text.trimmed();
    return parts.join("\n\n"_L1);
}

QString firstLine(const QString& text)
{
    const QString trimmed = text.left(4000).trimmed();
    return elided(trimmed.left(trimmed.indexOf(u'\n') < 0 ? trimmed.size() : trimmed.indexOf(u'\n')), 160);
}

QString speaker(const TranscriptItem& item)
{
    using Kind = TranscriptEntry::Kind;
    switch (item.entry.kind) {
    case Kind::User:
        return words("You");
    case Kind::Assistant:
        return item.entry.agent.isEmpty() ? words("Assistant") : words("Agent %1").arg(item.entry.agent);
    case Kind::Thinking:
        return words("Thinking");
    case Kind::Tool:
        return words("Tool");
    case Kind::Notice:
        return words("Notice");
    case Kind::Error:
        return words("Error");
    case Kind::Compaction:
        return item.entry.agent.isEmpty() ? words("Summary of the earlier conversation")
                                          : words("Summary of the earlier conversation of the agent %1").arg(item.entry.agent);
    }
    return {};
}

} // namespace

QString toolStateWords(const ToolRow& tool)
{
    using State = ToolRow::State;
    const bool byRule = tool.decidedBy.startsWith("rule"_L1) || tool.decidedBy.startsWith("mode"_L1);
    switch (tool.state) {
    case State::Planned:
        return tool.decidedBy.isEmpty() ? words("planned") : words("approved, its turn comes");
    case State::Waiting:
        return words("waits for you");
    case State::Running:
        return words("running…");
    case State::Done:
        return tool.decidedBy == "person"_L1 ? words("done, approved by you")
               : byRule                      ? words("done, allowed by %1").arg(tool.decidedBy)
                                             : words("done");
    case State::Failed:
        return words("failed");
    case State::Denied:
        return byRule ? words("refused by %1").arg(tool.decidedBy) : words("rejected");
    case State::Cancelled:
        return words("stopped");
    case State::Unknown:
        break;
    }
    return words("outcome unknown");
}

Icon toolStateIcon(ToolRow::State state)
{
    using State = ToolRow::State;
    switch (state) {
    case State::Planned:
        return Icon::Planned;
    case State::Waiting:
        return Icon::Waiting;
    case State::Running:
        return Icon::Running;
    case State::Done:
        return Icon::Done;
    case State::Failed:
        return Icon::Failed;
    case State::Denied:
        return Icon::Denied;
    case State::Cancelled:
        return Icon::Stop;
    case State::Unknown:
        break;
    }
    return Icon::Unknown;
}

QString toolHeadline(const ToolRow& tool)
{
    return showHidden(firstLine(tool.title.isEmpty() ? tool.name : tool.title));
}

QString diffAsText(const QList<DiffHunk>& hunks)
{
    QString text;
    for (const DiffHunk& hunk : hunks) {
        text += u"@@ -%1,%2 +%3,%4 @@\n"_s.arg(hunk.oldStart).arg(hunk.oldLines).arg(hunk.newStart).arg(hunk.newLines);
        for (const DiffLine& line : hunk.lines) {
            QByteArrayView bytes = line.text;
            if (bytes.endsWith('\n'))
                bytes.chop(1);
            text += line.kind == DiffLine::Kind::Added ? u"+ "_s : line.kind == DiffLine::Kind::Removed ? u"− "_s : u"  "_s;
            text += showHidden(QString::fromUtf8(bytes)) + u'\n';
        }
    }
    text.chop(1);
    return text;
}

QString toolDetailText(const ToolRow& tool)
{
    QStringList parts;
    switch (tool.preview.kind) {
    case ApprovalPreview::Kind::FileDiff:
        parts += diffAsText(tool.preview.hunks);
        break;
    case ApprovalPreview::Kind::Command:
        parts += showHidden(tool.preview.operations.join(u'\n'));
        break;
    case ApprovalPreview::Kind::Arguments:
    case ApprovalPreview::Kind::Publish:
        for (const auto& [name, value] : tool.preview.arguments)
            parts += showHidden(QString(name + ": "_L1 + value));
        break;
    case ApprovalPreview::Kind::Text:
        parts += showHidden(tool.preview.text);
        break;
    case ApprovalPreview::Kind::None:
        parts += showHidden(QString::fromUtf8(tool.inputJson));
        break;
    }
    if (!tool.output.isEmpty())
        parts += showHidden(tool.output);
    parts.removeAll(QString());
    return parts.join("\n\n"_L1);
}

QString rowHeadline(const TranscriptItem& item)
{
    const TranscriptEntry& entry = item.entry;
    if (entry.kind == TranscriptEntry::Kind::Tool)
        return toolHeadline(entry.tool);
    if (entry.kind == TranscriptEntry::Kind::Thinking)
        return entry.streaming ? words("Thinking…") : words("Thought: %1").arg(showHidden(firstLine(entry.text)));
    if (entry.kind == TranscriptEntry::Kind::Compaction)
        return entry.agent.isEmpty() ? words("Earlier conversation summarised to make room")
                                     : words("Earlier conversation of the agent %1 summarised to make room").arg(showHidden(entry.agent));
    return showHidden(firstLine(entry.text));
}

QString rowText(const TranscriptItem& item, bool expanded)
{
    using Kind = TranscriptEntry::Kind;
    const TranscriptEntry& entry = item.entry;
    switch (entry.kind) {
    case Kind::Assistant:
        return blocksText(entry.text);
    case Kind::Tool: {
        const QString head = u"%1 (%2)"_s.arg(toolHeadline(entry.tool), toolStateWords(entry.tool));
        const QString detail = expanded ? toolDetailText(entry.tool) : QString();
        return detail.isEmpty() ? head : head + u'\n' + detail;
    }
    case Kind::Thinking:
    case Kind::Compaction:
        return expanded ? rowHeadline(item) + u'\n' + showHidden(entry.text) : rowHeadline(item);
    case Kind::User:
    case Kind::Notice:
    case Kind::Error:
        break;
    }
    return showHidden(entry.text);
}

QString rowAccessibleText(const TranscriptItem& item, bool expanded)
{
    if (item.isCard())
        return item.entry.text;
    if (item.isTool()) {
        const ToolRow& tool = item.entry.tool;
        QString text = u"%1: %2, %3"_s.arg(speaker(item), toolHeadline(tool), toolStateWords(tool));
        if (tool.added || tool.removed)
            text += words(", %1 lines added, %2 removed").arg(tool.added).arg(tool.removed);
        return expanded ? text + u'\n' + toolDetailText(tool) : text;
    }
    return u"%1: %2"_s.arg(speaker(item), rowText(item, expanded));
}

} // namespace aios
