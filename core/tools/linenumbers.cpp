// SPDX-License-Identifier: MIT
#include "core/tools/linenumbers.h"

#include "core/base/text.h"
#include "core/tools/outputlimits.h"

using namespace Qt::StringLiterals;

namespace aios {
namespace {

void appendNumber(QString& out, int number)
{
    const QString digits = QString::number(number);
    for (qsizetype i = digits.size(); i < 6; ++i)
        out += u' ';
    out += digits;
    out += u'\t';
}

/// A line of a file keeps its control characters (an edit must match them); only what is not text at all is escaped.
QString lineText(QByteArrayView line)
{
    return line.isValidUtf8() ? withoutTagCharacters(QString::fromUtf8(line)) : cleanOutput(line);
}

QByteArrayView takeLine(QByteArrayView bytes, qsizetype& at)
{
    const qsizetype newline = bytes.indexOf('\n', at);
    const qsizetype end = newline < 0 ? bytes.size() : newline;
    QByteArrayView line = bytes.sliced(at, end - at);
    if (newline >= 0 && line.endsWith('\r'))
        line.chop(1);
    at = newline < 0 ? bytes.size() : newline + 1;
    return line;
}

} // namespace

NumberedText numberLines(QByteArrayView bytes, const NumberedRange& range)
{
    NumberedText result;
    result.firstLine = range.firstLine;
    qsizetype used = 0;
    int number = 0;
    bool full = false;
    if (bytes.startsWith("\xef\xbb\xbf"))
        bytes = bytes.sliced(3);
    for (qsizetype at = 0; at < bytes.size();) {
        const QByteArrayView line = takeLine(bytes, at);
        ++number;
        if (full || number < range.firstLine)
            continue;
        // A line is cut before it is decoded, so that one line of 500 MB costs no more than it shows.
        const bool cut = line.size() > range.maxLineChars * 4;
        QString text = lineText(cut ? line.first(range.maxLineChars * 4) : line);
        if (cut || text.size() > range.maxLineChars) {
            qsizetype keep = std::min(range.maxLineChars, text.size());
            if (keep > 0 && text[keep - 1].isHighSurrogate())
                --keep;
            text = text.first(keep) + u" … [line cut, it has %1]"_s.arg(byteCount(line.size()));
            ++result.longLines;
        }
        used += std::min<qsizetype>(line.size(), range.maxLineChars * 4) + 1;
        if (result.lines > 0 && used > range.maxBytes) {
            full = result.cutByBytes = true;
            continue;
        }
        appendNumber(result.text, number);
        result.text += text;
        result.text += u'\n';
        full = ++result.lines >= range.maxLines;
    }
    result.totalLines = number;
    return result;
}

QString changedLines(const QList<DiffHunk>& hunks, qsizetype maxChars)
{
    QString out;
    for (const DiffHunk& hunk : hunks) {
        if (!out.isEmpty())
            out += u"   ...\n"_s;
        int number = hunk.newStart;
        for (const DiffLine& line : hunk.lines) {
            if (line.kind == DiffLine::Kind::Removed)
                continue;
            qsizetype at = 0;
            appendNumber(out, number++);
            out += elided(lineText(takeLine(line.text, at)), 500);
            out += u'\n';
            if (out.size() > maxChars)
                return out + u"   ... (more lines changed)\n"_s;
        }
    }
    return out;
}

} // namespace aios
