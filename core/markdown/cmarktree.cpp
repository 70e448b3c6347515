// SPDX-License-Identifier: MIT
#include "core/markdown/cmarktree.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <mutex>

namespace aios {

namespace {

constexpr int kOptions = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE;

std::array<cmark_syntax_extension*, 4> extensions()
{
    static const std::array<cmark_syntax_extension*, 4> found = [] {
        cmark_gfm_core_extensions_ensure_registered();
        return std::array<cmark_syntax_extension*, 4>{cmark_find_syntax_extension("table"), cmark_find_syntax_extension("strikethrough"),
                                                      cmark_find_syntax_extension("autolink"), cmark_find_syntax_extension("tasklist")};
    }();
    return found;
}

} // namespace

void CmarkNodeDeleter::operator()(cmark_node* node) const
{
    cmark_node_free(node);
}

CmarkTree parseCmark(QByteArrayView utf8)
{
    static std::mutex mutex; // see the header
    const std::lock_guard lock(mutex);
    const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(cmark_parser_new(kOptions), &cmark_parser_free);
    for (cmark_syntax_extension* extension : extensions()) {
        if (extension)
            cmark_parser_attach_syntax_extension(parser.get(), extension);
    }
    cmark_parser_feed(parser.get(), utf8.data(), static_cast<size_t>(utf8.size()));
    return CmarkTree(cmark_parser_finish(parser.get()));
}

template <typename View>
void LineTable::fill(View text)
{
    const auto size = static_cast<qsizetype>(text.size());
    m_begins.append(0);
    for (qsizetype i = 0; i < size; ++i) {
        const auto c = text[static_cast<decltype(text.size())>(i)];
        const bool crlf = c == '\r' && i + 1 < size && text[static_cast<decltype(text.size())>(i + 1)] == '\n';
        if ((c == '\n' || c == '\r') && !crlf)
            m_begins.append(i + 1);
    }
    if (m_begins.back() != size || size == 0)
        m_begins.append(size);
}

LineTable::LineTable(QByteArrayView utf8)
{
    fill(utf8);
}

LineTable::LineTable(QStringView text)
{
    fill(std::u16string_view(text.utf16(), static_cast<size_t>(text.size())));
}

qsizetype LineTable::begin(int line) const
{
    return m_begins[std::clamp<qsizetype>(line - 1, 0, m_begins.size() - 1)];
}

qsizetype LineTable::end(int line) const
{
    return m_begins[std::clamp<qsizetype>(line, 0, m_begins.size() - 1)];
}

QString exactText(QByteArrayView utf8)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::ConvertInitialBom);
    return decoder.decode(utf8);
}

NodeKind kindOf(cmark_node* node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_DOCUMENT:
        return NodeKind::Document;
    case CMARK_NODE_PARAGRAPH:
        return NodeKind::Paragraph;
    case CMARK_NODE_HEADING:
        return NodeKind::Heading;
    case CMARK_NODE_LIST:
        return NodeKind::List;
    case CMARK_NODE_ITEM:
        return NodeKind::Item;
    case CMARK_NODE_BLOCK_QUOTE:
        return NodeKind::Quote;
    case CMARK_NODE_CODE_BLOCK:
        return NodeKind::CodeBlock;
    case CMARK_NODE_HTML_BLOCK:
        return NodeKind::HtmlBlock;
    case CMARK_NODE_THEMATIC_BREAK:
        return NodeKind::Rule;
    case CMARK_NODE_TEXT:
        return NodeKind::Text;
    case CMARK_NODE_CODE:
        return NodeKind::Code;
    case CMARK_NODE_SOFTBREAK:
        return NodeKind::SoftBreak;
    case CMARK_NODE_LINEBREAK:
        return NodeKind::LineBreak;
    case CMARK_NODE_EMPH:
        return NodeKind::Emphasis;
    case CMARK_NODE_STRONG:
        return NodeKind::Strong;
    case CMARK_NODE_LINK:
        return NodeKind::Link;
    case CMARK_NODE_IMAGE:
        return NodeKind::Image;
    case CMARK_NODE_HTML_INLINE:
        return NodeKind::InlineHtml;
    default:
        break;
    }
    const QByteArrayView name(cmark_node_get_type_string(node)); // kinds of extensions have no constants before registration
    if (name == "table")
        return NodeKind::Table;
    if (name == "table_header" || name == "table_row")
        return NodeKind::TableRow;
    if (name == "table_cell")
        return NodeKind::TableCell;
    if (name == "strikethrough")
        return NodeKind::Strikethrough;
    if (name == "tasklist")
        return NodeKind::Item;
    return NodeKind::Other;
}

} // namespace aios
