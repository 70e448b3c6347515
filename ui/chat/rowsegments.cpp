// SPDX-License-Identifier: MIT
// What RowLayout makes of an item: the segments of its row, without their heights.
#include "core/base/text.h"
#include "ui/chat/rowlayout.h"

#include <QCoreApplication>

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

} // namespace

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

} // namespace aios
