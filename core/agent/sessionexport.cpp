// SPDX-License-Identifier: MIT
#include "core/agent/transcriptreader.h"
#include "core/base/text.h"
#include "core/content/sessionlog.h"

#include <QMap>
#include <QRegularExpression>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

/// Masks what looks like a key or token; an export leaves the program.
QString masked(const QString& text, int& count)
{
    static const QRegularExpression kKeyLike(u"(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|xox[baprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|"
                                             "eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{5,}|"
                                             "(?i:(?:api[_-]?key|token|secret|password)\\s*[=:]\\s*)[\"']?[^\\s\"']{8,})"_s);
    QString out;
    qsizetype from = 0;
    auto it = kKeyLike.globalMatch(text);
    while (it.hasNext()) {
        const auto match = it.next();
        out += QStringView(text).sliced(from, match.capturedStart() - from);
        out += u"[masked]";
        from = match.capturedEnd();
        ++count;
    }
    return out + QStringView(text).sliced(from);
}

QString fenced(const QString& text)
{
    QString fence = u"```"_s;
    while (text.contains(fence))
        fence += u'`';
    return fence + u'\n' + text + (text.endsWith(u'\n') ? u""_s : u"\n"_s) + fence + u'\n';
}

QString toolMarkdown(const TranscriptEntry& entry)
{
    static constexpr std::array kWords{"planned", "waiting", "running", "done", "failed", "denied", "cancelled", "outcome unknown"};
    const QString word = QString::fromLatin1(kWords[static_cast<std::size_t>(entry.tool.state)]);
    QString out = u"- **"_s + entry.tool.name + u"** "_s + entry.tool.title + u" ("_s + word;
    if (!entry.tool.decidedBy.isEmpty())
        out += u", by "_s + entry.tool.decidedBy;
    return out + u")\n"_s;
}

} // namespace

QString sessionLogEntry(const SessionRecord& record, const QDate& date)
{
    SessionFacts facts;
    facts.date = date;
    facts.title = record.summary.title;
    QMap<QString, std::pair<int, int>> files;
    bool worked = false;
    for (const TranscriptEntry& entry : record.entries) {
        if (entry.kind == TranscriptEntry::Kind::User && entry.agent.isEmpty())
            facts.commands.append(titleFromPrompt(entry.text));
        if (entry.kind != TranscriptEntry::Kind::Tool || entry.tool.state != ToolRow::State::Done)
            continue;
        if (entry.tool.name == "Bash"_L1)
            facts.decisions.append(entry.tool.title);
        if (entry.tool.name != "Write"_L1 && entry.tool.name != "Edit"_L1)
            continue;
        if (entry.tool.preview.path == "context/session-log.md"_L1) { // what came before is logged: by /wrap, or an earlier entry
            facts = {.date = date, .title = record.summary.title};
            files.clear();
            worked = false;
            continue;
        }
        auto& sum = files[entry.tool.preview.path];
        sum.first += entry.tool.added;
        sum.second += entry.tool.removed;
        worked = true;
    }
    for (auto it = files.cbegin(); it != files.cend(); ++it)
        facts.filesWritten.append(u"%1 (+%2 −%3)"_s.arg(it.key()).arg(it->first).arg(it->second));
    return worked || !facts.decisions.isEmpty() ? proposeLogEntry(facts) : QString();
}

QString exportMarkdown(const SessionRecord& record, int* maskedCount)
{
    int count = 0;
    QString out = u"# "_s + record.summary.title + u"\n\n"_s;
    out += u"Session "_s + record.summary.id + u", started "_s + record.summary.created.toString(Qt::ISODate) + u"\n"_s;
    for (const TranscriptEntry& entry : record.entries) {
        const QString who = entry.agent.isEmpty() ? QString() : u" ("_s + entry.agent + u")"_s;
        switch (entry.kind) {
        case TranscriptEntry::Kind::User:
            out += u"\n## You"_s + who + u"\n\n"_s + masked(entry.text, count) + u"\n"_s;
            break;
        case TranscriptEntry::Kind::Assistant:
            out += u"\n## Assistant"_s + who + u"\n\n"_s + masked(entry.text, count) + u"\n\n"_s;
            break;
        case TranscriptEntry::Kind::Thinking:
            break;
        case TranscriptEntry::Kind::Tool:
            out += masked(toolMarkdown(entry), count);
            if (entry.tool.state == ToolRow::State::Failed)
                out += fenced(masked(elided(entry.tool.output, 2000), count));
            break;
        case TranscriptEntry::Kind::Notice:
        case TranscriptEntry::Kind::Error:
            out += u"\n> "_s + masked(entry.text, count) + u"\n"_s;
            break;
        case TranscriptEntry::Kind::Compaction:
            out += u"\n---\n\n*Earlier conversation, summarised:*\n\n"_s + masked(entry.text, count) + u"\n\n---\n"_s;
            break;
        }
    }
    if (maskedCount)
        *maskedCount = count;
    return out;
}

} // namespace aios
