// SPDX-License-Identifier: MIT
#include "core/content/sessionlog.h"

#include "core/content/textlines.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// Lines that start an entry: headings of level 2 outside code fences.
QList<qsizetype> entryStarts(const QList<TextLine>& lines)
{
    QList<qsizetype> starts;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (!lines[i].inFence && headingLevel(lines[i].content) == 2)
            starts.append(i);
    }
    return starts;
}

/// Index behind the last line of text; comments at the end ("new entries go above this line") are not text.
qsizetype textEnd(const QList<TextLine>& lines)
{
    qsizetype end = lines.size();
    while (end > 0) {
        const QByteArrayView line = lines[end - 1].content.trimmed();
        if (!line.isEmpty() && !(line.startsWith("<!--") && line.endsWith("-->")))
            break;
        --end;
    }
    return end;
}

bool newestFirst(const QList<TextLine>& lines)
{
    static const QRegularExpression date(u"(\\d{4}-\\d{2}-\\d{2})"_s);
    QStringList dates;
    for (const qsizetype start : entryStarts(lines)) {
        if (const auto match = date.match(QString::fromUtf8(lines[start].content)); match.hasMatch())
            dates.append(match.captured(1));
    }
    return dates.size() > 1 && dates.front() > dates.back();
}

} // namespace

bool isNewestFirst(const QString& log)
{
    const QByteArray bytes = log.toUtf8();
    return newestFirst(textLines(bytes));
}

QString recentLogEntries(const QString& log, qint64 maxBytes)
{
    const QByteArray bytes = log.toUtf8();
    if (bytes.size() <= maxBytes)
        return log;
    const QList<TextLine> lines = textLines(bytes);
    const QList<qsizetype> starts = entryStarts(lines);
    if (newestFirst(lines)) {
        qsizetype end = 0;
        for (const qsizetype start : starts) {
            if (lines[start].begin - lines[starts.front()].begin <= maxBytes)
                end = lines[start].begin;
        }
        const qsizetype begin = lines[starts.front()].begin;
        if (end <= begin) // the newest alone is too long
            end = begin + maxBytes;
        return QString::fromUtf8(bytes.sliced(begin, std::min(end, bytes.size()) - begin));
    }
    qsizetype begin = bytes.size() - maxBytes;
    for (const qsizetype start : starts) {
        if (lines[start].begin >= begin)
            return QString::fromUtf8(bytes.sliced(lines[start].begin));
    }
    const qsizetype newline = bytes.indexOf('\n', begin);
    return QString::fromUtf8(bytes.sliced(newline < 0 ? begin : newline + 1));
}

QString proposeLogEntry(const SessionFacts& facts)
{
    if (facts.filesWritten.isEmpty() && facts.decisions.isEmpty())
        return {};
    QString entry = u"## "_s + facts.date.toString(Qt::ISODate);
    if (!facts.title.trimmed().isEmpty())
        entry += u": "_s + facts.title.simplified();
    entry += u"\n\n"_s;
    const auto addList = [&entry](const QString& label, const QStringList& items) {
        QStringList shown;
        for (const QString& item : items)
            shown.append(item.simplified());
        shown.removeAll(QString());
        if (!shown.isEmpty())
            entry += u"- "_s + label + u": "_s + shown.join(u", "_s) + u'\n';
    };
    addList(u"Ran"_s, facts.commands);
    addList(u"Wrote"_s, facts.filesWritten);
    addList(u"Decided"_s, facts.decisions);
    addList(u"Open"_s, facts.open);
    return entry;
}

QByteArray withLogEntry(const QByteArray& log, const QString& entry)
{
    if (entry.trimmed().isEmpty())
        return log;
    const QList<TextLine> lines = textLines(log);
    const QByteArray newline = lineEndOf(log);
    QByteArray text = entry.trimmed().toUtf8();
    text.replace("\r\n", "\n").replace("\n", newline);
    if (log.isEmpty())
        return "# Session log" + newline + newline + text + newline;
    const QList<qsizetype> starts = entryStarts(lines);
    if (newestFirst(lines)) {
        const qsizetype at = lines[starts.front()].content.data() - log.constData(); // behind a BOM
        return QByteArray(log).insert(at, text + newline + newline);
    }
    const qsizetype end = textEnd(lines);
    if (end > 0 && end < lines.size() && !lines[end - 1].inFence) {
        const qsizetype at = lines[end - 1].end;
        return QByteArray(log).insert(at, newline + text + newline);
    }
    QByteArray result = log;
    if (!result.endsWith('\n'))
        result += newline;
    if (end > 0)
        result += newline;
    return result + text + newline;
}

} // namespace aios
