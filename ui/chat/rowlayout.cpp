// SPDX-License-Identifier: MIT
#include "ui/chat/rowlayout.h"

#include "ui/common/highlightservice.h"

#include <QFontMetrics>

#include <numeric>
#include <utility>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

using Kind = TranscriptEntry::Kind;

qsizetype estimatedLines(QStringView text, qsizetype perLine)
{
    qsizetype lines = 0;
    for (qsizetype at = 0; at <= text.size();) {
        const qsizetype newline = text.indexOf(u'\n', at);
        const qsizetype end = newline < 0 ? text.size() : newline;
        lines += qMax<qsizetype>(1, (end - at + perLine - 1) / perLine);
        at = end + 1;
    }
    return lines;
}

} // namespace

bool Segment::sameContent(const Segment& other) const
{
    return kind == other.kind && ground == other.ground && groundStart == other.groundStart && groundEnd == other.groundEnd && look == other.look &&
           indent == other.indent && above == other.above && below == other.below && pad == other.pad && source == other.source &&
           language == other.language && pageStart == other.pageStart;
}

bool RowLayout::isCurrent(const TranscriptItem& item, bool detail, int width) const
{
    return m_generation == item.generation && m_textSize == item.entry.text.size() && m_streaming == item.entry.streaming && m_detail == detail &&
           m_width == width && !segments.empty();
}

void RowLayout::update(const TranscriptItem& item, bool detail, int width, const TextStyle& style)
{
    if (isCurrent(item, detail, width))
        return;
    m_unit = QFontMetrics(style.font).height();
    if (width != m_width)
        dropBodies();
    m_width = width;
    m_detail = detail;
    std::vector<Segment> old = std::exchange(segments, {});
    m_codes.clear();
    m_codeLanguages.clear();
    if (item.isCard()) {
        Segment card;
        card.kind = Segment::Kind::Card;
        card.indent = item.depth * m_unit;
        card.above = card.below = m_unit / 3;
        card.source = item.cardId;
        segments.push_back(std::move(card));
    } else if (item.entry.kind == Kind::Assistant) {
        buildAssistant(item);
    } else if (item.entry.kind == Kind::User || item.entry.kind == Kind::Notice || item.entry.kind == Kind::Error) {
        buildUser(item);
    } else {
        buildFolding(item, detail);
    }
    m_generation = item.generation;
    m_textSize = item.entry.text.size();
    m_streaming = item.entry.streaming;
    keepBodies(std::move(old));
    for (Segment& segment : segments) {
        if (!segment.exact)
            estimate(segment, style);
    }
}

void RowLayout::keepBodies(std::vector<Segment>&& old)
{
    for (std::size_t i = 0; i < qMin(old.size(), segments.size()) && segments[i].sameContent(old[i]); ++i) {
        segments[i].height = old[i].height;
        segments[i].exact = old[i].exact;
        segments[i].used = old[i].used;
        segments[i].serial = old[i].serial;
        segments[i].body = std::move(old[i].body);
        segments[i].endState = old[i].endState;
    }
}

int RowLayout::textWidth(const Segment& segment) const
{
    return qMax(m_unit * 4, m_width - segment.indent - 2 * segment.pad);
}

void RowLayout::estimate(Segment& segment, const TextStyle& style) const
{
    const QFontMetrics metrics(segment.look == PlainBody::Look::Code || segment.look == PlainBody::Look::Diff ? style.fixed : style.font);
    const int insets = segment.topInset() + segment.bottomInset();
    switch (segment.kind) {
    case Segment::Kind::Head:
        segment.height = insets + m_unit * 5 / 4;
        segment.exact = true;
        return;
    case Segment::Kind::CodeBar:
        segment.height = insets + m_unit * 5 / 4;
        segment.exact = true;
        return;
    case Segment::Kind::Fold:
        segment.height = insets + m_unit * 3 / 2;
        segment.exact = true;
        return;
    case Segment::Kind::Card:
        segment.height = qMax(segment.height, m_unit * 10);
        return;
    case Segment::Kind::Rich:
    case Segment::Kind::Plain:
        break;
    }
    const qsizetype perLine = qMax(8, textWidth(segment) / qMax(1, metrics.averageCharWidth()));
    const bool rich = segment.kind == Segment::Kind::Rich;
    const auto lines = estimatedLines(rich ? segment.plain : segment.source, perLine);
    segment.height = insets + static_cast<int>(lines) * metrics.height() + (rich ? m_unit / 2 : 0);
}

SegmentBody& RowLayout::ensure(int index, const TextStyle& style)
{
    Segment& segment = segments[static_cast<std::size_t>(index)];
    Q_ASSERT(segment.holdsText());
    if (!segment.body) {
        if (segment.kind == Segment::Kind::Rich)
            segment.body = std::make_unique<RichBody>(segment.source, textWidth(segment), style);
        else
            segment.body = std::make_unique<PlainBody>(segment.source, segment.look, textWidth(segment), style, highlight(index, style));
        segment.height = segment.topInset() + segment.bottomInset() + segment.body->height();
        segment.exact = true;
        static quint64 lastSerial = 0; // GUI thread only.
        segment.serial = ++lastSerial;
    }
    return *segment.body;
}

/// Colours of one page of code. The state at its start comes from the pages before it, which are run through once when nobody has.
QList<QTextLayout::FormatRange> RowLayout::highlight(int index, const TextStyle& style)
{
    HighlightService& service = HighlightService::instance();
    const QString language = segments[static_cast<std::size_t>(index)].language;
    if (language.isEmpty())
        return {};
    if (!service.isReady()) {
        service.prepare();
        return {};
    }
    const auto definition = service.definition(language);
    if (!definition.isValid())
        return {};
    LineHighlighter highlighter(definition, service.theme(style.palette));
    int first = index;
    while (!segments[static_cast<std::size_t>(first)].pageStart && !segments[static_cast<std::size_t>(first - 1)].endState)
        --first;
    KSyntaxHighlighting::State state;
    if (!segments[static_cast<std::size_t>(first)].pageStart)
        state = *segments[static_cast<std::size_t>(first - 1)].endState;
    QList<QTextLayout::FormatRange> formats;
    for (int page = first; page <= index; ++page) {
        Segment& segment = segments[static_cast<std::size_t>(page)];
        formats.clear();
        int offset = 0;
        for (const QString& line : segment.source.split(u'\n')) {
            state = highlighter.run(line, state, offset, formats);
            offset += static_cast<int>(line.size()) + 1;
        }
        segment.endState = state;
    }
    return formats;
}

void RowLayout::setCardHeight(int height)
{
    Segment& card = segments.front();
    Q_ASSERT(card.kind == Segment::Kind::Card);
    card.height = height + card.above + card.below;
    card.exact = true;
}

void RowLayout::dropBodies()
{
    for (Segment& segment : segments) {
        segment.body.reset();
        segment.endState.reset();
        segment.exact = false;
    }
    m_width = 0;
}

int RowLayout::height() const
{
    return std::accumulate(segments.begin(), segments.end(), 0, [](int sum, const Segment& segment) { return sum + segment.height; });
}

int RowLayout::topOf(int index) const
{
    return std::accumulate(segments.begin(), segments.begin() + index, 0, [](int sum, const Segment& segment) { return sum + segment.height; });
}

int estimatedRowHeight(const TranscriptItem& item, bool detail, int width, const TextStyle& style)
{
    const QFontMetrics metrics(style.font);
    const int unit = metrics.height();
    if (item.isCard())
        return unit * 10;
    if (item.entry.kind == Kind::Tool || item.entry.kind == Kind::Thinking || item.entry.kind == Kind::Compaction)
        return unit * 3 / 2 + (detail ? unit * 8 : 0);
    const qsizetype perLine = qMax(8, (width - item.depth * unit) / qMax(1, metrics.averageCharWidth()));
    const qsizetype lines = item.entry.text.size() / perLine + item.lineBreaks + 1;
    return static_cast<int>(qMin<qsizetype>(lines, 1'000'000)) * metrics.height() + unit * 2;
}

} // namespace aios
