// SPDX-License-Identifier: MIT
#include "ui/chat/rowlayout.h"

#include "core/base/text.h"
#include "ui/common/highlightservice.h"

#include <QCoreApplication>
#include <QFontMetrics>

#include <numeric>
#include <utility>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

using Kind = TranscriptEntry::Kind;

constexpr qsizetype kPageLines = 40;
constexpr qsizetype kPageChars = 3000;
constexpr qsizetype kGroupChars = 2500;
constexpr int kGroupBlocks = 12;
constexpr qsizetype kHighlightChars = 32 * 1024; ///< Longer code is shown plain: colouring it would cost frames.
constexpr qsizetype kFoldLines = 24;
constexpr qsizetype kFoldShown = 16;

/// End of the page of `text` that begins at `begin`: at a line end where there is one near enough.
qsizetype pageEnd(const QString& text, qsizetype begin)
{
    qsizetype end = begin;
    for (qsizetype lines = 0; lines < kPageLines && end < text.size(); ++lines) {
        const qsizetype newline = text.indexOf(u'\n', end);
        const qsizetype next = newline < 0 ? text.size() : newline + 1;
        if (next - begin > kPageChars) {
            if (end > begin)
                return end;
            qsizetype cut = qMin(begin + kPageChars, next);
            if (cut < text.size() && text.at(cut).isLowSurrogate())
                --cut;
            return cut;
        }
        end = next;
    }
    return end;
}

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

void RowLayout::buildUser(const TranscriptItem& item)
{
    PageStyle look;
    look.indent = item.depth * m_unit;
    look.above = look.below = m_unit / 2;
    if (item.entry.kind == Kind::User) {
        look.ground = Segment::Ground::User;
        look.above = m_unit;
    } else if (item.entry.kind == Kind::Error) {
        look.ground = Segment::Ground::Error;
    } else {
        look.look = PlainBody::Look::Muted;
        look.above = look.below = m_unit / 4;
        look.indent += m_unit * 3 / 2;
    }
    addPages(showHidden(item.entry.text), look);
}

void RowLayout::readMarkdown(const TranscriptItem& item)
{
    const QString& text = item.entry.text;
    if (m_generation == item.generation && m_textSize >= 0 && text.size() >= m_textSize) {
        m_utf8 += QStringView(text).sliced(m_textSize).toUtf8();
        m_blocks = extendMarkdownBlocks(m_blocks, m_utf8);
        return;
    }
    m_utf8 = text.toUtf8();
    m_blocks = parseMarkdownBlocks(m_utf8);
}

void RowLayout::buildAssistant(const TranscriptItem& item)
{
    readMarkdown(item);
    const int indent = item.depth * m_unit;
    QString html;
    QString plain;
    int inGroup = 0;
    const auto flush = [&] {
        if (inGroup > 0)
            addRich(std::exchange(html, {}), std::exchange(plain, {}), indent);
        inGroup = 0;
    };
    for (const MarkdownBlock& block : std::as_const(m_blocks)) {
        if (block.kind == MarkdownBlock::Kind::Code) {
            flush();
            buildCode(block, indent);
        } else if (block.kind == MarkdownBlock::Kind::Plain) {
            flush();
            PageStyle look;
            look.indent = indent;
            look.below = m_unit / 2;
            addPages(showHidden(block.text), look);
        } else {
            if (inGroup >= kGroupBlocks || (inGroup > 0 && plain.size() + block.text.size() > kGroupChars))
                flush();
            html += block.html;
            plain += (inGroup++ ? u"\n"_s : QString()) + block.text;
        }
    }
    flush();
    if (segments.empty()) {
        PageStyle look;
        look.indent = indent;
        look.look = PlainBody::Look::Muted;
        addPages(item.entry.streaming ? u"…"_s : QString(), look);
    }
    segments.front().above += m_unit / 2;
}

void RowLayout::addRich(QString&& html, QString&& plain, int indent)
{
    Segment segment;
    segment.kind = Segment::Kind::Rich;
    segment.indent = indent;
    segment.below = m_unit * 2 / 5; // Qt leaves out the margin of a document's last paragraph.
    segment.source = std::move(html);
    segment.plain = std::move(plain);
    segments.push_back(std::move(segment));
}

void RowLayout::buildCode(const MarkdownBlock& block, int indent)
{
    Segment bar;
    bar.kind = Segment::Kind::CodeBar;
    bar.ground = Segment::Ground::Code;
    bar.groundStart = true;
    bar.indent = indent;
    bar.above = m_unit / 8;
    bar.pad = m_unit / 2;
    bar.source = showHidden(block.language);
    bar.code = static_cast<int>(m_codes.size());
    segments.push_back(std::move(bar));

    QString code = block.text;
    if (code.endsWith(u'\n'))
        code.chop(1);
    PageStyle look;
    look.ground = Segment::Ground::Code;
    look.look = PlainBody::Look::Code;
    look.indent = indent;
    look.below = m_unit * 2 / 3;
    look.opensGround = false;
    look.language = code.size() <= kHighlightChars ? block.language : QString();
    look.code = static_cast<int>(m_codes.size());
    m_codes += block.text;
    m_codeLanguages += block.language;
    addPages(showHidden(code), look);
}

void RowLayout::buildFolding(const TranscriptItem& item, bool detail)
{
    Segment head;
    head.kind = Segment::Kind::Head;
    head.indent = item.depth * m_unit;
    head.above = m_unit / 8;
    head.below = m_unit / 8;
    head.source = rowHeadline(item);
    segments.push_back(std::move(head));
    if (!detail)
        return;
    if (item.entry.kind == Kind::Tool) {
        buildTool(item);
        return;
    }
    PageStyle look;
    look.look = PlainBody::Look::Muted;
    look.indent = (item.depth + 2) * m_unit;
    look.above = m_unit / 4;
    look.below = m_unit / 2;
    addPages(showHidden(item.entry.text), look);
}

void RowLayout::buildTool(const TranscriptItem& item)
{
    const ToolRow& tool = item.entry.tool;
    PageStyle look;
    look.ground = Segment::Ground::Code;
    look.look = PlainBody::Look::Code;
    look.indent = (item.depth + 2) * m_unit;
    look.above = m_unit / 4;
    look.below = m_unit / 2;
    ToolRow asked = tool;
    asked.output.clear();
    const QString call = toolDetailText(asked);
    if (tool.preview.kind == ApprovalPreview::Kind::FileDiff)
        look.look = PlainBody::Look::Diff;
    if (!call.isEmpty())
        addOutput(call, look, item.showAll);
    look.look = PlainBody::Look::Code;
    if (!tool.output.isEmpty())
        addOutput(showHidden(tool.output), look, item.showAll);
}

void RowLayout::addOutput(const QString& text, const PageStyle& look, bool showAll)
{
    const qsizetype lines = text.count(u'\n') + 1;
    if (showAll || (lines <= kFoldLines && text.size() <= 4 * kPageChars)) {
        addPages(text, look);
        return;
    }
    qsizetype cut = 0;
    for (qsizetype i = 0; i < kFoldShown && cut >= 0; ++i)
        cut = text.indexOf(u'\n', cut) < 0 ? text.size() : text.indexOf(u'\n', cut) + 1;
    cut = qMin(cut, 2 * kPageChars);
    PageStyle open = look;
    open.closesGround = false;
    open.below = 0;
    QString shown = text.left(cut);
    if (shown.endsWith(u'\n'))
        shown.chop(1);
    addPages(shown, open);
    Segment fold;
    fold.kind = Segment::Kind::Fold;
    fold.ground = look.ground;
    fold.groundEnd = true;
    fold.indent = look.indent;
    fold.below = look.below;
    fold.pad = m_unit / 2;
    fold.source = lines > kFoldShown
                      ? QCoreApplication::translate("aios::Transcript", "%n more lines", nullptr, static_cast<int>(lines - kFoldShown))
                      : QCoreApplication::translate("aios::Transcript", "%n more characters", nullptr, static_cast<int>(text.size() - cut));
    segments.push_back(std::move(fold));
}

void RowLayout::addPages(const QString& text, const PageStyle& look)
{
    qsizetype begin = 0;
    do {
        const qsizetype end = pageEnd(text, begin);
        const bool endsLine = end > begin && text.at(end - 1) == u'\n';
        const bool last = end >= text.size();
        Segment page;
        page.kind = Segment::Kind::Plain;
        page.look = look.look;
        page.ground = look.ground;
        page.pad = look.ground == Segment::Ground::None ? 0 : m_unit / 2;
        page.indent = look.indent;
        page.source = text.mid(begin, end - begin - (endsLine && !last ? 1 : 0));
        page.language = look.language;
        page.code = look.code;
        page.pageStart = begin == 0;
        page.groundStart = begin == 0 && look.opensGround;
        page.groundEnd = last && look.closesGround;
        page.above = begin == 0 ? look.above : 0;
        page.below = last ? look.below : 0;
        page.joined = !last && !endsLine;
        segments.push_back(std::move(page));
        begin = end;
    } while (begin < text.size());
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
