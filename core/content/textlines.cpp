// SPDX-License-Identifier: MIT
#include "core/content/textlines.h"

namespace aios {

namespace {

/// Length of the fence run that opens or closes a code block on this line, 0 when there is none.
qsizetype fenceRun(QByteArrayView trimmed)
{
    if (trimmed.isEmpty() || (trimmed.front() != '`' && trimmed.front() != '~'))
        return 0;
    qsizetype run = 0;
    while (run < trimmed.size() && trimmed[run] == trimmed.front())
        ++run;
    if (run < 3 || (trimmed.front() == '`' && trimmed.sliced(run).contains('`')))
        return 0;
    return run;
}

} // namespace

QList<TextLine> textLines(const QByteArray& text)
{
    QList<TextLine> lines;
    char fence = 0;
    qsizetype fenceLength = 0;
    int fenceIndent = 0;
    const QByteArrayView view(text);
    for (qsizetype at = 0; at < view.size();) {
        const qsizetype newline = view.indexOf('\n', at);
        TextLine line{.begin = at, .end = newline < 0 ? view.size() : newline + 1};
        qsizetype end = newline < 0 ? view.size() : newline;
        if (end > at && view[end - 1] == '\r')
            --end;
        const qsizetype begin = at == 0 && view.startsWith("\xEF\xBB\xBF") ? 3 : at;
        line.content = view.sliced(begin, std::max(end, begin) - begin);
        const QByteArrayView trimmed = line.content.trimmed();
        const qsizetype run = fenceRun(trimmed);
        if (fence != 0 && fenceIndent >= 2 && !trimmed.isEmpty() && indentColumns(line.content) == 0)
            fence = 0; // a fence inside a list item ends with the item
        line.inFence = fence != 0 || run > 0;
        if (fence == 0 && run > 0) {
            fence = trimmed.front();
            fenceLength = run;
            fenceIndent = indentColumns(line.content);
        } else if (fence != 0 && run >= fenceLength && trimmed.front() == fence && run == trimmed.size()) {
            fence = 0;
        }
        lines.append(line);
        at = line.end;
    }
    return lines;
}

QByteArray lineEndOf(const QByteArray& text)
{
    const qsizetype all = text.count('\n');
    const qsizetype windows = text.count("\r\n");
    return windows * 2 > all ? QByteArrayLiteral("\r\n") : QByteArrayLiteral("\n");
}

int headingLevel(QByteArrayView line)
{
    if (indentColumns(line) > 3)
        return 0;
    const QByteArrayView text = line.trimmed();
    qsizetype level = 0;
    while (level < text.size() && text[level] == '#')
        ++level;
    const bool spaced = level == text.size() || text[level] == ' ' || text[level] == '\t';
    return level >= 1 && level <= 6 && spaced ? static_cast<int>(level) : 0;
}

QByteArrayView headingText(QByteArrayView line)
{
    QByteArrayView text = line.trimmed();
    text = text.sliced(std::min<qsizetype>(headingLevel(line), text.size())).trimmed();
    qsizetype end = text.size();
    while (end > 0 && text[end - 1] == '#')
        --end;
    if (end == 0)
        return {};
    return text[end - 1] == ' ' || text[end - 1] == '\t' ? text.first(end).trimmed() : text;
}

int indentColumns(QByteArrayView line)
{
    int columns = 0;
    for (const char c : line) {
        if (c == ' ')
            ++columns;
        else if (c == '\t')
            columns += 4 - columns % 4;
        else
            break;
    }
    return columns;
}

} // namespace aios
