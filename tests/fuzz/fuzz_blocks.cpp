// SPDX-License-Identifier: MIT
#include "core/markdown/blocks.h"

#include <cstdlib>

using namespace aios;

namespace {

bool same(const QList<MarkdownBlock>& a, const QList<MarkdownBlock>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const MarkdownBlock& x, const MarkdownBlock& y) {
        return x.kind == y.kind && x.html == y.html && x.text == y.text && x.language == y.language && x.begin == y.begin && x.end == y.end &&
               x.open == y.open;
    });
}

/// No tag starts with anything but a letter or slash of ours, so nothing of the source got through as markup.
void checkMarkup(const QString& html)
{
    for (const QLatin1StringView never :
         {QLatin1StringView("<script"), QLatin1StringView("<img"), QLatin1StringView("<iframe"), QLatin1StringView("<span"),
          QLatin1StringView("<div"), QLatin1StringView("href=\"javascript"), QLatin1StringView("href=\"file"), QLatin1StringView("href=\"data")}) {
        if (html.contains(never, Qt::CaseInsensitive))
            std::abort();
    }
}

} // namespace

/// Any bytes: ranges are in order and inside the text, the markup is ours, and parsing while it arrives gives what parsing all at once gives.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const QList<MarkdownBlock> whole = parseMarkdownBlocks(bytes);
    qsizetype end = 0;
    for (const MarkdownBlock& block : whole) {
        if (block.begin < end || block.end < block.begin || block.end > bytes.size())
            std::abort();
        end = block.end;
        checkMarkup(block.html);
    }
    QList<MarkdownBlock> blocks;
    const qsizetype step = size > 0 ? 1 + data[0] % 16 : 1;
    for (qsizetype length = step; length < bytes.size(); length += std::max(step, bytes.size() / 8))
        blocks = extendMarkdownBlocks(blocks, QByteArrayView(bytes).first(length));
    if (!same(extendMarkdownBlocks(blocks, bytes), whole))
        std::abort();
    const QString text = QString::fromUtf8(bytes);
    qsizetype last = 0;
    for (const CodeRange& range : codeRanges(text)) {
        if (range.begin < last || range.end < range.begin || range.end > text.size())
            std::abort();
        last = range.end;
    }
    if (withoutHtmlComments(text).size() > text.size())
        std::abort();
    return 0;
}
