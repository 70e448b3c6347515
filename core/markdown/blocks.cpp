// SPDX-License-Identifier: MIT
#include "core/markdown/blocks.h"

#include "core/base/text.h"
#include "core/markdown/cmarktree.h"
#include "core/markdown/htmlwriter.h"

#include <QRegularExpression>

#include <cmark-gfm.h>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxDocumentBytes = 4 * 1024 * 1024;
constexpr qsizetype kMaxPreviewUnits = 4 * 1024 * 1024;

using Kind = MarkdownBlock::Kind;

Kind blockKind(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Heading:
        return Kind::Heading;
    case NodeKind::List:
        return Kind::List;
    case NodeKind::Quote:
        return Kind::Quote;
    case NodeKind::CodeBlock:
        return Kind::Code;
    case NodeKind::HtmlBlock:
        return Kind::Html;
    case NodeKind::Rule:
        return Kind::Rule;
    case NodeKind::Table:
        return Kind::Table;
    default:
        return Kind::Paragraph;
    }
}

void makePlain(MarkdownBlock& block, QByteArrayView source)
{
    block.kind = Kind::Plain;
    block.html.clear();
    block.language.clear();
    block.text = hardWrapped(showHidden(exactText(source).trimmed()));
}

/// True when the fence that starts on the first line of `source` has no closing line.
bool isOpenFence(cmark_node* node, QByteArrayView source)
{
    int length = 0;
    int offset = 0;
    char character = 0;
    if (cmark_node_get_fenced(node, &length, &offset, &character) == 0)
        return false;
    const LineTable lines(source);
    const auto count = static_cast<int>(lines.count());
    for (int line = count; line > 1; --line) {
        const QByteArray last = source.sliced(lines.begin(line), lines.end(line) - lines.begin(line)).trimmed().toByteArray();
        if (last.isEmpty() && line == count)
            continue; // a trailing line end
        return last.size() < length || last.count(character) != last.size();
    }
    return true;
}

void fillCode(MarkdownBlock& block, cmark_node* node, QByteArrayView source)
{
    QString code = exactText(cmark_node_get_literal(node));
    if (code.endsWith(u'\n'))
        code.chop(1);
    block.text = showHidden(code);
    const QString info = exactText(cmark_node_get_fence_info(node)).trimmed();
    block.language = elided(showHidden(info.section(QRegularExpression(u"\\s"_s), 0, 0)), 40);
    block.open = isOpenFence(node, source);
}

/// The lines a top-level node was made from. cmark-gfm says so but for three cases: a table cut off the end of a paragraph has the paragraph's first
/// line, the rest of that paragraph has none, and an HTML block that ends on its first line ends before it.
struct LineSpan {
    int first = 0;
    int last = 0;
};

LineSpan lineSpan(cmark_node* node)
{
    LineSpan span{cmark_node_get_start_line(node), cmark_node_get_end_line(node)};
    cmark_node* next = cmark_node_next(node);
    if (kindOf(node) == NodeKind::Table) {
        int rows = 0;
        for (cmark_node* row = cmark_node_first_child(node); row; row = cmark_node_next(row))
            ++rows;
        span.first = std::max(span.first, span.last - rows); // and one line for the delimiters
    } else if (span.first == 0 && next && kindOf(next) == NodeKind::Table) {
        span = {cmark_node_get_start_line(next), lineSpan(next).first - 1};
    }
    span.last = std::max(span.first, span.last);
    return span;
}

MarkdownBlock blockOf(cmark_node* node, const LineTable& lines, QByteArrayView utf8, qsizetype notBefore)
{
    MarkdownBlock block{.kind = blockKind(kindOf(node))};
    const LineSpan span = lineSpan(node);
    cmark_node* next = cmark_node_next(node);
    block.begin = std::max(lines.begin(span.first), notBefore);
    block.end = next ? std::min(lines.end(span.last), lines.begin(lineSpan(next).first)) : lines.end(span.last);
    if (!next && block.kind == Kind::Code)
        block.end = utf8.size();
    block.end = std::max(block.end, block.begin);
    const QByteArrayView source = utf8.sliced(block.begin, block.end - block.begin);
    if (block.kind == Kind::Code) {
        fillCode(block, node, source);
        return block;
    }
    if (source.size() > BlockBudget::kSourceBytes) {
        makePlain(block, source);
        return block;
    }
    RenderedBlock rendered = renderBlock(node);
    if (rendered.overBudget || rendered.html.size() > BlockBudget::kHtmlUnits) {
        makePlain(block, source);
        return block;
    }
    block.html = std::move(rendered.html);
    block.text = std::move(rendered.text);
    return block;
}

QList<MarkdownBlock> parseFrom(QByteArrayView utf8, qsizetype offset)
{
    QList<MarkdownBlock> blocks;
    if (utf8.size() > kMaxDocumentBytes) {
        MarkdownBlock all{.begin = 0, .end = utf8.size()};
        makePlain(all, utf8);
        return {all};
    }
    const LineTable lines(utf8);
    const CmarkTree tree = parseCmark(utf8);
    qsizetype end = 0;
    for (cmark_node* node = cmark_node_first_child(tree.get()); node; node = cmark_node_next(node)) {
        blocks.append(blockOf(node, lines, utf8, end));
        end = blocks.back().end;
    }
    if (offset > 0) {
        for (MarkdownBlock& block : blocks) {
            block.begin += offset;
            block.end += offset;
        }
    }
    return blocks;
}

} // namespace

QList<MarkdownBlock> parseMarkdownBlocks(QByteArrayView utf8)
{
    return parseFrom(utf8, 0);
}

/// Whether there may be a link definition ("[label]: target") in it: true too often rather than too seldom. Only marks of lists and quotes stand before a
/// definition on its line, and its label holds no bracket but escaped ones; code such as "x[1]:" is none.
static bool mayDefineLinks(std::string_view text)
{
    for (std::size_t at = text.find("]:"); at != std::string_view::npos; at = text.find("]:", at + 2)) {
        const std::size_t lineStart = text.find_last_of("\r\n", at) + 1; // npos + 1 is 0
        const std::string_view line = text.substr(lineStart, at - lineStart);
        if (!line.contains('[') || line.contains('\\'))
            return true; // the label may have begun on an earlier line
        if (line[std::min(line.find_first_not_of(" \t>-*+.)0123456789"), line.size() - 1)] == '[')
            return true;
    }
    return false;
}

QList<MarkdownBlock> extendMarkdownBlocks(const QList<MarkdownBlock>& before, QByteArrayView utf8)
{
    // One unfinished line can change what it belongs to and, as the delimiter row of a table, split that in two. So all but the last two
    // blocks are final, unless a link definition turns up, which reaches back over everything.
    constexpr qsizetype kUnsettled = 2;
    if (before.size() <= kUnsettled || mayDefineLinks({utf8.data(), static_cast<size_t>(utf8.size())}) || utf8.size() > kMaxDocumentBytes)
        return parseFrom(utf8, 0);
    qsizetype kept = before.size() - kUnsettled;
    const bool maybeTable = before[kept].kind == Kind::Table || before[kept].kind == Kind::Plain;
    if (maybeTable && kept > 0 && before[kept - 1].end == before[kept].begin)
        --kept; // cut off a paragraph: read alone, its first line could be something else
    const qsizetype cut = before[kept].begin;
    if (cut > utf8.size() || utf8.sliced(cut).startsWith("\xEF\xBB\xBF")) // a BOM there would count as the start of a document
        return parseFrom(utf8, 0);
    return before.first(kept) + parseFrom(utf8.sliced(cut), cut);
}

QString markdownToSafeHtml(QByteArrayView utf8)
{
    QString html;
    for (const MarkdownBlock& block : parseMarkdownBlocks(utf8)) {
        if (html.size() > kMaxPreviewUnits)
            return html + u"<p><em>The rest is too long for the preview.</em></p>"_s;
        if (block.kind == Kind::Code)
            html += u"<pre>"_s + hardWrapped(block.text).toHtmlEscaped() + u"</pre>"_s;
        else if (block.kind == Kind::Plain)
            html += u"<p>"_s + escapedText(block.text) + u"</p>"_s;
        else
            html += block.html;
        html += u'\n';
    }
    return html;
}

QString hardWrapped(QStringView text, qsizetype width)
{
    QString wrapped;
    wrapped.reserve(text.size() + text.size() / width);
    qsizetype lineBegin = 0;
    qsizetype space = -1;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'\n') {
            wrapped += text.sliced(lineBegin, i + 1 - lineBegin);
            lineBegin = i + 1;
            space = -1;
            continue;
        }
        if (text[i] == u' ')
            space = i;
        if (i - lineBegin + 1 < width)
            continue;
        qsizetype cut = space > lineBegin + width / 2 ? space + 1 : i + 1;
        if (cut < text.size() && text[cut].isLowSurrogate())
            --cut;
        if (cut >= text.size() || text[cut] == u'\n')
            continue;
        wrapped += text.sliced(lineBegin, cut - lineBegin);
        wrapped += u'\n';
        lineBegin = cut;
        space = -1;
    }
    wrapped += text.sliced(lineBegin);
    return wrapped;
}

} // namespace aios
