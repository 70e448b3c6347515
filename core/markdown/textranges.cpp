// SPDX-License-Identifier: MIT
#include "core/markdown/blocks.h"
#include "core/markdown/cmarktree.h"

#include <QHash>

#include <cmark-gfm.h>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

struct LineRange {
    NodeKind kind = NodeKind::Other;
    int first = 0;
    int last = 0;
};

/// Leaf blocks at any depth, in order, by lines.
QList<LineRange> leafBlocks(QByteArrayView utf8)
{
    QList<LineRange> leaves;
    const CmarkTree tree = parseCmark(utf8);
    const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator(cmark_iter_new(tree.get()), &cmark_iter_free);
    for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iterator.get())) {
        cmark_node* node = cmark_iter_get_node(iterator.get());
        const NodeKind kind = kindOf(node);
        const bool leaf = kind == NodeKind::Paragraph || kind == NodeKind::Heading || kind == NodeKind::Table || kind == NodeKind::CodeBlock ||
                          kind == NodeKind::HtmlBlock;
        if (event == CMARK_EVENT_ENTER && leaf && cmark_node_get_start_line(node) > 0) // 0: the head of a table's range, which covers it
            leaves.append({kind, cmark_node_get_start_line(node), std::max(cmark_node_get_start_line(node), cmark_node_get_end_line(node))});
    }
    for (qsizetype i = 0; i + 1 < leaves.size(); ++i) { // an underlined heading claims the line behind it
        if (leaves[i + 1].first > leaves[i].first)
            leaves[i].last = std::min(leaves[i].last, leaves[i + 1].first - 1);
    }
    return leaves;
}

qsizetype runLength(QStringView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && text[end] == u'`')
        ++end;
    return end - at;
}

/// Code spans of one inline text: a run of backticks up to the next run of the same length.
void addSpans(QStringView text, qsizetype offset, QList<CodeRange>& ranges)
{
    QHash<qsizetype, QList<qsizetype>> runs; // length -> positions, so that unclosed ladders stay linear
    for (qsizetype i = 0; i < text.size();) {
        const qsizetype length = runLength(text, i);
        if (length > 0)
            runs[length].append(i);
        i += std::max<qsizetype>(length, 1);
    }
    for (qsizetype i = 0; i < text.size();) {
        if (text[i] == u'\\' && i + 1 < text.size()) {
            i += 2;
            continue;
        }
        const qsizetype length = runLength(text, i);
        if (length == 0) {
            ++i;
            continue;
        }
        const QList<qsizetype>& same = runs[length];
        const auto close = std::upper_bound(same.begin(), same.end(), i);
        if (close == same.end()) {
            i += length;
            continue;
        }
        ranges.append({offset + i, offset + *close + length});
        i = *close + length;
    }
}

} // namespace

QList<CodeRange> codeRanges(const QString& markdown)
{
    QList<CodeRange> ranges;
    const LineTable lines{QStringView(markdown)};
    for (const LineRange& leaf : leafBlocks(markdown.toUtf8())) {
        const qsizetype begin = lines.begin(leaf.first);
        const qsizetype end = std::max(begin, lines.end(leaf.last));
        if (leaf.kind == NodeKind::CodeBlock)
            ranges.append({begin, end});
        else if (leaf.kind != NodeKind::HtmlBlock)
            addSpans(QStringView(markdown).sliced(begin, end - begin), begin, ranges);
    }
    return ranges;
}

QString withoutHtmlComments(const QString& markdown)
{
    if (!markdown.contains("<!--"_L1))
        return markdown;
    const LineTable lines{QStringView(markdown)};
    QString kept;
    qsizetype copied = 0;
    for (const LineRange& leaf : leafBlocks(markdown.toUtf8())) {
        if (leaf.kind != NodeKind::HtmlBlock)
            continue;
        const qsizetype last = lines.end(leaf.last);
        for (qsizetype at = std::max(lines.begin(leaf.first), copied); at < last;) {
            const qsizetype open = markdown.indexOf("<!--"_L1, at);
            const qsizetype close = open < 0 || open >= last ? -1 : markdown.indexOf("-->"_L1, open + 4);
            if (close < 0)
                break;
            qsizetype from = open;
            qsizetype to = close + 3;
            while (from > copied && (markdown[from - 1] == u' ' || markdown[from - 1] == u'\t'))
                --from;
            const bool ownLine = from == copied || markdown[from - 1] == u'\n';
            while (ownLine && to < markdown.size() && (markdown[to] == u' ' || markdown[to] == u'\t' || markdown[to] == u'\r'))
                ++to;
            if (ownLine && to < markdown.size() && markdown[to] == u'\n')
                ++to;
            else if (!ownLine || to < markdown.size())
                from = open, to = close + 3;
            kept += QStringView(markdown).sliced(copied, from - copied);
            copied = to;
            at = to;
        }
    }
    return kept + QStringView(markdown).sliced(copied);
}

} // namespace aios
