// SPDX-License-Identifier: MIT
#include "core/tools/markdownwriter.h"

namespace aios {

void MarkdownWriter::request(int lineEnds)
{
    frame().wanted = std::max(frame().wanted, lineEnds);
    frame().space = false;
}

void MarkdownWriter::begin()
{
    Frame& current = frame();
    const bool start = current.out.isEmpty();
    const bool fresh = !current.prefixes.isEmpty() && !current.prefixes.last().used;
    if (start && current.prefixes.isEmpty())
        current.wanted = 0;
    if (current.wanted == 0 && !fresh)
        return;
    if (!start) {
        current.out += u'\n';
        if (current.wanted > 1) {
            QString blank;
            for (const Prefix& prefix : std::as_const(current.prefixes))
                blank += prefix.used ? prefix.rest : QString();
            while (blank.endsWith(u' '))
                blank.chop(1);
            current.out += blank + u'\n';
        }
    }
    for (Prefix& prefix : current.prefixes)
        current.out += std::exchange(prefix.used, true) ? prefix.rest : prefix.first;
    current.wanted = 0;
    current.space = false;
}

void MarkdownWriter::text(QStringView text)
{
    for (qsizetype i = 0; i < text.size();) {
        if (text[i].isSpace() && text[i] != QChar::Nbsp) {
            frame().space = true;
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < text.size() && (!text[end].isSpace() || text[end] == QChar::Nbsp))
            ++end;
        raw(text.sliced(i, end - i).toString());
        i = end;
    }
}

void MarkdownWriter::raw(const QString& text)
{
    if (text.isEmpty())
        return;
    begin();
    Frame& current = frame();
    // Inside a frame a leading space matters: "a<b> b</b>" is two words.
    const bool lineStart = current.out.endsWith(u'\n') || (current.out.isEmpty() && m_frames.size() == 1);
    if (std::exchange(current.space, false) && !lineStart && !current.out.endsWith(u' '))
        current.out += u' ';
    current.out += text;
}

void MarkdownWriter::lines(const QString& text)
{
    for (const QStringView line : QStringView(text).split(u'\n')) {
        newLine();
        begin();
        frame().out += line;
    }
}

void MarkdownWriter::openPrefix(const QString& first, const QString& rest)
{
    frame().prefixes.append({first, rest, false});
}

void MarkdownWriter::closePrefix()
{
    if (!frame().prefixes.isEmpty())
        frame().prefixes.removeLast();
}

QString MarkdownWriter::closeFrame()
{
    Q_ASSERT(m_frames.size() > 1);
    const Frame closed = m_frames.takeLast();
    return closed.space ? QString(closed.out + u' ') : closed.out;
}

} // namespace aios
