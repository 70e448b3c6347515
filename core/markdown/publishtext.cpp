// SPDX-License-Identifier: MIT
#include "core/markdown/publishtext.h"

#include "core/markdown/blocks.h"
#include "core/markdown/cmarktree.h"
#include "core/markdown/htmlwriter.h"

#include <QRegularExpression>

#include <cmark-gfm.h>

#include <cstdlib>
#include <functional>
#include <vector>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostDepth = 100; ///< Deeper quotes and lists come out flat.
constexpr qsizetype kMostPreviewUnits = 4 * 1024 * 1024;

void forEachNode(cmark_node* root, const std::function<void(cmark_node*)>& visit)
{
    const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> walk(cmark_iter_new(root), &cmark_iter_free);
    for (cmark_event_type event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(walk.get())) {
        if (event == CMARK_EVENT_ENTER)
            visit(cmark_iter_get_node(walk.get()));
    }
}

bool runsSomething(const QString& target)
{
    const QString scheme = target.section(u':', 0, 0).trimmed().toLower();
    return scheme == "javascript"_L1 || scheme == "vbscript"_L1 || scheme == "data"_L1 || scheme == "file"_L1;
}

bool isRawHtml(cmark_node* node)
{
    return kindOf(node) == NodeKind::HtmlBlock || kindOf(node) == NodeKind::InlineHtml;
}

bool isRunningLink(cmark_node* node)
{
    static const QRegularExpression picture(u"^data:image/(?:png|gif|jpeg|webp)\\b"_s, QRegularExpression::CaseInsensitiveOption);
    if (kindOf(node) != NodeKind::Link && kindOf(node) != NodeKind::Image)
        return false;
    const QString target = exactText(cmark_node_get_url(node));
    return runsSomething(target) && !picture.match(target).hasMatch(); // cmark keeps those
}

/// One block of the page. What would cost too much to lay out is shown as its plain words.
QString previewOf(cmark_node* node)
{
    if (kindOf(node) == NodeKind::CodeBlock)
        return u"<pre>"_s + escapedText(hardWrapped(exactText(cmark_node_get_literal(node)))) + u"</pre>"_s;
    if (RenderedBlock block = renderBlock(node); !block.overBudget && block.html.size() <= BlockBudget::kHtmlUnits)
        return std::move(block.html);
    const std::unique_ptr<char, decltype(&std::free)> plain(cmark_render_plaintext(node, CMARK_OPT_DEFAULT, 0), &std::free);
    return u"<p>"_s + escapedText(hardWrapped(exactText(plain.get()))) + u"</p>"_s;
}

/// Text of one part of a thread.
class PostText {
public:
    void block(cmark_node* node, const QString& indent, int depth);
    [[nodiscard]] QString take() const { return m_text.trimmed(); }

private:
    void paragraph(cmark_node* node, const QString& first, const QString& indent);
    void list(cmark_node* node, const QString& indent, int depth);
    void table(cmark_node* node, const QString& indent);
    [[nodiscard]] QString inlines(cmark_node* node) const;
    void separate()
    {
        if (!m_text.isEmpty() && !m_text.endsWith("\n\n"_L1))
            m_text += m_text.endsWith(u'\n') ? u"\n"_s : u"\n\n"_s;
    }

    QString m_text;
};

QString PostText::inlines(cmark_node* node) const
{
    QString text;
    for (cmark_node* child = cmark_node_first_child(node); child; child = cmark_node_next(child)) {
        switch (kindOf(child)) {
        case NodeKind::Text:
        case NodeKind::Code:
            text += exactText(cmark_node_get_literal(child));
            break;
        case NodeKind::SoftBreak:
            text += u' ';
            break;
        case NodeKind::LineBreak:
            text += u'\n';
            break;
        case NodeKind::Link: {
            const QString words = inlines(child);
            const QString target = exactText(cmark_node_get_url(child));
            const bool same = words == target || "mailto:"_L1 + words == target || words.isEmpty();
            text += same ? (words.isEmpty() ? target : words) : runsSomething(target) ? words : QString(words + u" ("_s + target + u')');
            break;
        }
        case NodeKind::Image:
        case NodeKind::InlineHtml:
            break; // media goes its own way; raw HTML is no text
        default:
            text += inlines(child);
        }
    }
    return text;
}

void PostText::paragraph(cmark_node* node, const QString& first, const QString& indent)
{
    QString text = inlines(node).trimmed();
    if (text.isEmpty())
        return;
    m_text += first + text.replace(u'\n', u'\n' + indent) + u'\n';
}

void PostText::list(cmark_node* node, const QString& indent, int depth)
{
    const bool numbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    int number = cmark_node_get_list_start(node);
    for (cmark_node* item = cmark_node_first_child(node); item; item = cmark_node_next(item)) {
        const QString mark = numbered ? u"%1. "_s.arg(number++) : u"• "_s;
        const QString beneath = indent + QString(mark.size(), u' ');
        bool marked = false;
        for (cmark_node* child = cmark_node_first_child(item); child; child = cmark_node_next(child)) {
            if (!marked && kindOf(child) == NodeKind::Paragraph)
                paragraph(child, indent + mark, beneath);
            else if (kindOf(child) == NodeKind::List && depth < kMostDepth)
                list(child, beneath, depth + 1);
            else
                block(child, beneath, depth + 1);
            marked = true;
        }
    }
}

void PostText::table(cmark_node* node, const QString& indent)
{
    for (cmark_node* row = cmark_node_first_child(node); row; row = cmark_node_next(row)) {
        QStringList cells;
        for (cmark_node* cell = cmark_node_first_child(row); cell; cell = cmark_node_next(cell))
            cells.append(inlines(cell).trimmed());
        m_text += indent + cells.join(u" | "_s) + u'\n';
    }
}

void PostText::block(cmark_node* node, const QString& indent, int depth)
{
    if (depth > kMostDepth)
        return;
    switch (kindOf(node)) {
    case NodeKind::Paragraph:
    case NodeKind::Heading:
        separate();
        paragraph(node, indent, indent);
        break;
    case NodeKind::List:
        separate();
        list(node, indent, depth);
        break;
    case NodeKind::CodeBlock: {
        separate();
        QString code = exactText(cmark_node_get_literal(node));
        m_text += indent + code.trimmed().replace(u'\n', u'\n' + indent) + u'\n';
        break;
    }
    case NodeKind::Table:
        separate();
        table(node, indent);
        break;
    case NodeKind::Quote:
        for (cmark_node* child = cmark_node_first_child(node); child; child = cmark_node_next(child))
            block(child, indent, depth + 1);
        break;
    default:
        break; // raw HTML and rules
    }
}

} // namespace

PublishHtml markdownToPublishHtml(QByteArrayView utf8, const QHash<QString, QString>& images)
{
    PublishHtml made;
    const CmarkTree tree = parseCmark(utf8);
    forEachNode(tree.get(), [&](cmark_node* node) {
        const QString target = kindOf(node) == NodeKind::Image ? exactText(cmark_node_get_url(node)) : QString();
        if (const auto other = images.constFind(target); !target.isEmpty() && other != images.cend())
            cmark_node_set_url(node, other->toUtf8().constData());
        if (isRawHtml(node))
            made.leftOut.append(exactText(cmark_node_get_literal(node)).trimmed());
        else if (isRunningLink(node))
            made.leftOut.append(exactText(cmark_node_get_url(node)));
    });
    const std::unique_ptr<char, decltype(&std::free)> html(cmark_render_html(tree.get(), CMARK_OPT_DEFAULT, nullptr), &std::free);
    made.html = QByteArray(html.get());
    return made;
}

QString publishedPreviewHtml(QByteArrayView utf8)
{
    const CmarkTree tree = parseCmark(utf8);
    std::vector<cmark_node*> raw;
    forEachNode(tree.get(), [&raw](cmark_node* node) {
        if (isRawHtml(node))
            raw.push_back(node);
        else if (isRunningLink(node))
            cmark_node_set_url(node, "");
    });
    for (cmark_node* node : raw)
        cmark_node_free(node); // takes it out of its tree
    QString html;
    for (cmark_node* node = cmark_node_first_child(tree.get()); node; node = cmark_node_next(node)) {
        if (html.size() > kMostPreviewUnits)
            return html + u"<p><em>The rest is too long for the preview.</em></p>"_s;
        html += previewOf(node) + u'\n';
    }
    return html;
}

QStringList markdownToPostTexts(QByteArrayView utf8)
{
    const CmarkTree tree = parseCmark(utf8);
    QStringList parts;
    PostText part;
    const auto end = [&] {
        if (const QString text = part.take(); !text.isEmpty())
            parts.append(text);
        part = {};
    };
    for (cmark_node* node = cmark_node_first_child(tree.get()); node; node = cmark_node_next(node)) {
        if (kindOf(node) == NodeKind::Rule)
            end();
        else
            part.block(node, {}, 0);
    }
    end();
    return parts;
}

QStringList imageTargets(QByteArrayView utf8)
{
    QStringList targets;
    const CmarkTree tree = parseCmark(utf8);
    forEachNode(tree.get(), [&targets](cmark_node* node) {
        if (kindOf(node) == NodeKind::Image)
            targets.append(exactText(cmark_node_get_url(node)));
    });
    return targets;
}

QStringList linkTargets(QByteArrayView utf8)
{
    QStringList targets;
    const CmarkTree tree = parseCmark(utf8);
    forEachNode(tree.get(), [&targets](cmark_node* node) {
        if (kindOf(node) == NodeKind::Link)
            targets.append(exactText(cmark_node_get_url(node)));
    });
    targets.removeDuplicates();
    return targets;
}

QByteArray withoutTitleHeading(const QByteArray& markdown, const QString& title)
{
    const QList<MarkdownBlock> blocks = parseMarkdownBlocks(markdown);
    if (blocks.isEmpty() || blocks.constFirst().kind != MarkdownBlock::Kind::Heading || blocks.constFirst().text.trimmed() != title.trimmed())
        return markdown;
    const CmarkTree tree = parseCmark(markdown);
    cmark_node* first = cmark_node_first_child(tree.get());
    if (!first || cmark_node_get_heading_level(first) != 1)
        return markdown;
    return markdown.sliced(blocks.constFirst().end);
}

} // namespace aios
