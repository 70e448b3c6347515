// SPDX-License-Identifier: MIT
#include "core/markdown/htmlwriter.h"

#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "core/markdown/cmarktree.h"
#include "core/markdown/links.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <vector>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

class HtmlWriter {
public:
    RenderedBlock write(cmark_node* block)
    {
        const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator(cmark_iter_new(block), &cmark_iter_free);
        for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iterator.get())) {
            cmark_node* node = cmark_iter_get_node(iterator.get());
            if (event == CMARK_EVENT_ENTER)
                enter(node);
            else
                leave(node);
            if (m_out.overBudget)
                return std::move(m_out);
        }
        m_out.text = m_out.text.trimmed();
        return std::move(m_out);
    }

private:
    /// An open link or image: where its text starts, to compare what it says with where it leads.
    struct OpenLink {
        QString target;
        qsizetype textBegin = 0;
        bool anchor = false;
    };

    RenderedBlock m_out;
    std::vector<OpenLink> m_links;
    QString m_prefix; ///< Check mark of a task item, waiting for its paragraph.
    uint8_t* m_alignments = nullptr;
    int m_columns = 0;
    int m_column = 0;
    bool m_header = false;
    int m_nodes = 0;
    int m_depth = 0;
    qsizetype m_word = 0;

    void enter(cmark_node* node)
    {
        const NodeKind kind = kindOf(node);
        if (isContainer(kind))
            ++m_depth;
        if (++m_nodes > BlockBudget::kNodes || m_depth > BlockBudget::kDepth || m_out.html.size() > BlockBudget::kHtmlUnits) {
            m_out.overBudget = true;
            return;
        }
        if (!enterBlock(node, kind))
            enterInline(node, kind);
    }

    static bool isContainer(NodeKind kind)
    {
        switch (kind) {
        case NodeKind::Text:
        case NodeKind::Code:
        case NodeKind::SoftBreak:
        case NodeKind::LineBreak:
        case NodeKind::InlineHtml:
        case NodeKind::HtmlBlock:
        case NodeKind::CodeBlock:
        case NodeKind::Rule:
            return false;
        default:
            return true;
        }
    }

    bool enterBlock(cmark_node* node, NodeKind kind)
    {
        switch (kind) {
        case NodeKind::Paragraph:
            if (!inTightList(node))
                tag(u"<p>"_s);
            takePrefix();
            return true;
        case NodeKind::Heading:
            tag(u"<h%1>"_s.arg(cmark_node_get_heading_level(node)));
            return true;
        case NodeKind::List:
            tag(listTag(node));
            return true;
        case NodeKind::Item:
            enterItem(node);
            return true;
        case NodeKind::Quote:
            tag(u"<blockquote>"_s);
            return true;
        case NodeKind::CodeBlock:
            tag(u"<pre>"_s);
            add(exactText(cmark_node_get_literal(node)));
            tag(u"</pre>"_s);
            return true;
        case NodeKind::HtmlBlock:
            tag(u"<p>"_s);
            add(exactText(cmark_node_get_literal(node)).trimmed());
            tag(u"</p>"_s);
            return true;
        case NodeKind::Rule:
            tag(u"<hr>"_s);
            return true;
        case NodeKind::Table:
            enterTable(node);
            return true;
        case NodeKind::TableRow:
            tag(u"<tr>"_s);
            m_column = 0;
            m_header = cmark_gfm_extensions_get_table_row_is_header(node) != 0;
            return true;
        case NodeKind::TableCell:
            enterCell();
            return true;
        default:
            return false;
        }
    }

    void enterInline(cmark_node* node, NodeKind kind)
    {
        switch (kind) {
        case NodeKind::Text:
            add(exactText(cmark_node_get_literal(node)));
            break;
        case NodeKind::Code:
            m_out.html += "<code>"_L1;
            add(exactText(cmark_node_get_literal(node)));
            m_out.html += "</code>"_L1;
            break;
        case NodeKind::InlineHtml:
            add(exactText(cmark_node_get_literal(node)));
            break;
        case NodeKind::SoftBreak:
            add(u"\n"_s);
            break;
        case NodeKind::LineBreak:
            m_out.html += "<br>"_L1;
            m_out.text += u'\n';
            m_word = 0;
            break;
        case NodeKind::Emphasis:
            m_out.html += "<em>"_L1;
            break;
        case NodeKind::Strong:
            m_out.html += "<strong>"_L1;
            break;
        case NodeKind::Strikethrough:
            m_out.html += "<s>"_L1;
            break;
        case NodeKind::Link:
            openLink(node, false);
            break;
        case NodeKind::Image:
            openLink(node, true);
            break;
        default:
            break;
        }
    }

    void leave(cmark_node* node)
    {
        const NodeKind kind = kindOf(node);
        if (isContainer(kind))
            --m_depth;
        switch (kind) {
        case NodeKind::Paragraph:
            if (!inTightList(node))
                tag(u"</p>"_s);
            endLine();
            break;
        case NodeKind::Heading:
            tag(u"</h%1>"_s.arg(cmark_node_get_heading_level(node)));
            break;
        case NodeKind::List:
            tag(cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? u"</ol>"_s : u"</ul>"_s);
            break;
        case NodeKind::Item:
            tag(u"</li>"_s);
            break;
        case NodeKind::Quote:
            tag(u"</blockquote>"_s);
            break;
        case NodeKind::Table:
            tag(u"</table>"_s);
            break;
        case NodeKind::TableRow:
            tag(u"</tr>"_s);
            break;
        case NodeKind::TableCell:
            m_out.html += m_header ? "</th>"_L1 : "</td>"_L1;
            m_out.text += u'\t';
            m_word = 0;
            break;
        case NodeKind::Emphasis:
            m_out.html += "</em>"_L1;
            break;
        case NodeKind::Strong:
            m_out.html += "</strong>"_L1;
            break;
        case NodeKind::Strikethrough:
            m_out.html += "</s>"_L1;
            break;
        case NodeKind::Link:
            closeLink(false);
            break;
        case NodeKind::Image:
            closeLink(true);
            break;
        default:
            break;
        }
    }

    static bool inTightList(cmark_node* paragraph)
    {
        cmark_node* item = cmark_node_parent(paragraph);
        cmark_node* list = item && kindOf(item) == NodeKind::Item ? cmark_node_parent(item) : nullptr;
        return list && cmark_node_get_list_tight(list) != 0;
    }

    static QString listTag(cmark_node* list)
    {
        if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST)
            return u"<ul>"_s;
        const int start = cmark_node_get_list_start(list);
        return start == 1 ? u"<ol>"_s : u"<ol start=\"%1\">"_s.arg(start);
    }

    void enterItem(cmark_node* item)
    {
        tag(u"<li>"_s);
        if (QByteArrayView(cmark_node_get_type_string(item)) == "tasklist")
            m_prefix = cmark_gfm_extensions_get_tasklist_item_checked(item) ? u"\u2611 "_s : u"\u2610 "_s;
        else
            m_out.text += u"\u2022 "_s;
    }

    void enterTable(cmark_node* table)
    {
        m_alignments = cmark_gfm_extensions_get_table_alignments(table);
        m_columns = cmark_gfm_extensions_get_table_columns(table);
        m_out.overBudget = m_columns > BlockBudget::kColumns;
        tag(u"<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\">"_s);
    }

    void enterCell()
    {
        QLatin1StringView align;
        const uint8_t wanted = m_alignments && m_column < m_columns ? m_alignments[m_column] : 0;
        if (wanted == 'c')
            align = " align=\"center\""_L1;
        else if (wanted == 'r')
            align = " align=\"right\""_L1;
        m_out.html += (m_header ? "<th"_L1 : "<td"_L1) + align + u'>';
        ++m_column;
        m_word = 0;
    }

    void openLink(cmark_node* node, bool image)
    {
        OpenLink link{.target = exactText(cmark_node_get_url(node)), .textBegin = m_out.text.size()};
        const bool nested = std::any_of(m_links.begin(), m_links.end(), [](const OpenLink& outer) { return outer.anchor; });
        link.anchor = !nested && isOpenableLink(link.target) && !(image && climbsOut(link.target));
        if (link.anchor)
            m_out.html += "<a href=\""_L1 + link.target.toHtmlEscaped() + "\">"_L1;
        m_links.push_back(std::move(link));
        if (image)
            add(u"[image: "_s);
    }

    void closeLink(bool image)
    {
        if (m_links.empty())
            return;
        if (image)
            add(u"]"_s);
        const OpenLink link = std::move(m_links.back());
        m_links.pop_back();
        if (link.anchor)
            m_out.html += "</a>"_L1;
        const QString shown = m_out.text.sliced(std::min(link.textBegin, m_out.text.size()));
        if (link.target.isEmpty() || (link.anchor && !saysAnotherTarget(shown, link.target)))
            return;
        if (shown.trimmed() != showHidden(link.target))
            add(u" ("_s + visibleTarget(link.target) + u')');
    }

    void takePrefix()
    {
        if (!m_prefix.isEmpty())
            add(std::exchange(m_prefix, {}));
    }

    void tag(const QString& html)
    {
        m_out.html += html;
        endLine();
    }

    void endLine()
    {
        if (!m_out.text.isEmpty() && !m_out.text.endsWith(u'\n') && !m_out.text.endsWith(u"\u2022 "_s))
            m_out.text += u'\n';
        m_word = 0;
    }

    void add(const QString& text)
    {
        const QString visible = showHidden(text);
        for (const QChar c : visible) {
            m_word = c.isSpace() ? 0 : m_word + 1;
            if (m_word > BlockBudget::kWordUnits) {
                m_out.overBudget = true;
                return;
            }
        }
        m_out.text += visible;
        m_out.html += visible.toHtmlEscaped();
    }
};

} // namespace

RenderedBlock renderBlock(cmark_node* block)
{
    return HtmlWriter().write(block);
}

QString escapedText(QStringView text)
{
    return showHidden(text).toHtmlEscaped().replace(u'\n', "<br>"_L1);
}

} // namespace aios
