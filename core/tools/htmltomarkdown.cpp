// SPDX-License-Identifier: MIT
#include "core/tools/htmltomarkdown.h"

#include "core/base/text.h"
#include "core/tools/htmlelements.h"
#include "core/tools/htmltext.h"
#include "core/tools/htmltree.h"
#include "core/tools/markdownwriter.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qsizetype kMaxFrames = 24;   ///< Deeper emphasis and cells are taken as plain text, so that nothing is copied over and over.
constexpr qsizetype kMaxPrefixes = 12; ///< Deeper lists and quotes are not indented further.
constexpr qsizetype kMaxColumns = 64;

QString fenceFor(const QString& code, qsizetype least)
{
    qsizetype longest = 0;
    for (qsizetype i = 0, run = 0; i < code.size(); ++i) {
        run = code[i] == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return QString(std::max(least, longest + 1), u'`');
}

/// Walks the tree without recursion (it may be as deep as the page likes) and writes as it goes.
class Converter {
public:
    explicit Converter(const QUrl& baseUrl) : m_base(baseUrl) {}

    void run(const GumboNode* document);
    [[nodiscard]] QString title() const { return m_title.simplified(); }
    [[nodiscard]] QString markdown() const { return m_writer.result(); }

private:
    struct Open {
        const GumboNode* node;
        enum class What : std::uint8_t { Frame, Prefix, List, Table } what;
    };
    struct List {
        bool ordered = false;
        int next = 1;
    };
    struct Table {
        QList<QStringList> rows;
        QStringList row;
    };

    bool enter(const GumboNode* node); ///< False: its children are not walked.
    void leave(const GumboNode* node);
    void readHead(const GumboNode* node);
    void openFrame(const GumboNode* node);
    void openItem(const GumboNode* node);
    void writePre(const GumboNode* node);
    void writeImage(const GumboNode* node);
    void closeFrame(const GumboNode* node);
    void writeInline(const QString& inner, const QString& before, const QString& after);
    void writeTable(const Table& table);
    [[nodiscard]] bool isOpen(const GumboNode* node, Open::What what) const
    {
        return !m_open.isEmpty() && m_open.last().node == node && m_open.last().what == what;
    }
    [[nodiscard]] QString absolute(const QString& address) const;

    QUrl m_base;
    QString m_title;
    MarkdownWriter m_writer;
    QList<Open> m_open;
    QList<List> m_lists;
    QList<Table> m_tables;
};

void Converter::run(const GumboNode* document)
{
    const GumboNode* node = document;
    bool down = true;
    for (;;) {
        if (down && enter(node) && childrenOf(node)->length > 0) {
            node = static_cast<const GumboNode*>(childrenOf(node)->data[0]);
            continue;
        }
        leave(node);
        if (node == document)
            break;
        const GumboVector* siblings = childrenOf(node->parent);
        down = node->index_within_parent + 1 < siblings->length;
        node = down ? static_cast<const GumboNode*>(siblings->data[node->index_within_parent + 1]) : node->parent;
    }
}

QString Converter::absolute(const QString& address) const
{
    const QUrl url = m_base.resolved(QUrl(address.trimmed()));
    const bool known = url.scheme() == "http"_L1 || url.scheme() == "https"_L1 || url.scheme() == "mailto"_L1;
    QString text = known && url.isValid() ? url.toString(QUrl::FullyEncoded) : QString();
    return text.size() > 2'000 ? QString() : text.replace(u'(', u"%28"_s).replace(u')', u"%29"_s);
}

void Converter::readHead(const GumboNode* node)
{
    for (unsigned i = 0; i < childrenOf(node)->length; ++i) {
        const auto* child = static_cast<const GumboNode*>(childrenOf(node)->data[i]);
        if (!isElement(child))
            continue;
        if (child->v.element.tag == GUMBO_TAG_TITLE && m_title.isEmpty())
            m_title = elided(allText(child).simplified(), 300);
        if (child->v.element.tag == GUMBO_TAG_BASE && !attribute(child, "href").isEmpty())
            m_base = m_base.resolved(QUrl(attribute(child, "href")));
    }
}

bool Converter::enter(const GumboNode* node)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA) {
        m_writer.text(QString::fromUtf8(node->v.text.text));
        return false;
    }
    if (!isElement(node))
        return node->type == GUMBO_NODE_DOCUMENT;
    const GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_HEAD)
        readHead(node);
    if (isDropped(node))
        return false;
    if (isBlock(tag))
        m_writer.block();
    if (const int level = headingLevel(tag); level > 0)
        openFrame(node);
    switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_I:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_B:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_SAMP:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_S:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
        openFrame(node);
        return true;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
        m_lists.append({tag == GUMBO_TAG_OL, std::max(1, attribute(node, "start").toInt())});
        m_open.append({node, Open::What::List});
        return true;
    case GUMBO_TAG_LI:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_DD:
        openItem(node);
        return true;
    case GUMBO_TAG_TABLE:
        m_writer.block();
        m_tables.append(Table());
        m_open.append({node, Open::What::Table});
        return true;
    case GUMBO_TAG_DT:
    case GUMBO_TAG_BR:
        m_writer.newLine();
        return true;
    case GUMBO_TAG_HR:
        m_writer.block();
        m_writer.raw(u"---"_s);
        m_writer.block();
        return false;
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_PLAINTEXT:
    case GUMBO_TAG_XMP:
        writePre(node);
        return false;
    case GUMBO_TAG_IMG:
        writeImage(node);
        return false;
    default:
        return true;
    }
}

void Converter::openFrame(const GumboNode* node)
{
    if (m_writer.frames() > kMaxFrames)
        return;
    m_open.append({node, Open::What::Frame});
    m_writer.openFrame();
}

void Converter::openItem(const GumboNode* node)
{
    const GumboTag tag = node->v.element.tag;
    tag == GUMBO_TAG_BLOCKQUOTE ? m_writer.block() : m_writer.newLine();
    const bool ordered = tag == GUMBO_TAG_LI && !m_lists.isEmpty() && m_lists.last().ordered;
    const QString marker = tag == GUMBO_TAG_BLOCKQUOTE ? u"> "_s
                           : ordered                   ? QString::number(m_lists.last().next++) + u". "_s
                           : tag == GUMBO_TAG_DD       ? u": "_s
                                                       : u"- "_s;
    if (m_writer.prefixes() >= kMaxPrefixes)
        return;
    m_open.append({node, Open::What::Prefix});
    m_writer.openPrefix(marker, tag == GUMBO_TAG_BLOCKQUOTE ? marker : QString(marker.size(), u' '));
}

void Converter::writePre(const GumboNode* node)
{
    QString code = allText(node);
    code.replace("\r\n"_L1, "\n"_L1);
    while (code.endsWith(u'\n'))
        code.chop(1);
    if (code.startsWith(u'\n'))
        code.remove(0, 1);
    if (code.trimmed().isEmpty())
        return;
    QString language;
    static const QRegularExpression languageClass(u"(?:^|\\s)lang(?:uage)?-([A-Za-z0-9+#_.-]{1,20})"_s);
    const GumboNode* inner = childrenOf(node)->length > 0 ? static_cast<const GumboNode*>(childrenOf(node)->data[0]) : node;
    for (const GumboNode* one : {node, inner}) {
        const auto match = isElement(one) ? languageClass.match(attribute(one, "class").left(500)) : QRegularExpressionMatch();
        if (match.hasMatch())
            language = match.captured(1);
    }
    const QString fence = fenceFor(code, 3);
    m_writer.block();
    m_writer.lines(fence + language + u'\n' + code + u'\n' + fence);
    m_writer.block();
}

void Converter::writeImage(const GumboNode* node)
{
    const QString alt = elided(attribute(node, "alt").simplified(), 300);
    const QString source = absolute(attribute(node, "src"));
    if (!alt.isEmpty() && !source.isEmpty())
        m_writer.raw(u"!["_s + alt + u"]("_s + source + u')');
}

void Converter::writeInline(const QString& inner, const QString& before, const QString& after)
{
    const QString core = inner.trimmed();
    if (inner.front().isSpace())
        m_writer.text(u" ");
    m_writer.raw(before + core + after);
    if (inner.back().isSpace())
        m_writer.text(u" ");
}

void Converter::closeFrame(const GumboNode* node)
{
    QString inner = m_writer.closeFrame();
    const GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) {
        if (!m_tables.isEmpty() && m_tables.last().row.size() < kMaxColumns)
            m_tables.last().row.append(inner.simplified().replace(u'|', u"\\|"_s));
        else
            m_writer.text(inner);
        return;
    }
    if (inner.trimmed().isEmpty()) {
        if (!inner.isEmpty())
            m_writer.text(u" ");
        return;
    }
    if (const int level = headingLevel(tag); level > 0) {
        m_writer.raw(QString(level, u'#') + u' ' + inner.simplified());
        m_writer.block();
    } else if (tag == GUMBO_TAG_A) {
        const QString target = absolute(attribute(node, "href"));
        const bool link = !target.isEmpty() && !attribute(node, "href").startsWith(u'#');
        if (inner.contains(u'\n'))
            inner = inner.simplified();
        writeInline(inner, link ? u"["_s : QString(), link ? u"]("_s + target + u')' : QString());
    } else if (tag == GUMBO_TAG_CODE || tag == GUMBO_TAG_KBD || tag == GUMBO_TAG_SAMP) {
        const QString fence = fenceFor(inner, 1);
        const QString space = inner.trimmed().startsWith(u'`') || inner.trimmed().endsWith(u'`') ? u" "_s : QString();
        writeInline(inner, fence + space, space + fence);
    } else if (inner.contains(u'\n')) {
        m_writer.lines(inner); // emphasis around blocks means nothing
    } else {
        const QString mark = tag == GUMBO_TAG_STRONG || tag == GUMBO_TAG_B ? u"**"_s : tag == GUMBO_TAG_DEL || tag == GUMBO_TAG_S ? u"~~"_s : u"*"_s;
        writeInline(inner, mark, mark);
    }
}

void Converter::writeTable(const Table& table)
{
    qsizetype columns = 0;
    for (const QStringList& row : table.rows)
        columns = std::max(columns, row.size());
    if (columns == 0)
        return;
    m_writer.block();
    for (qsizetype i = 0; i < table.rows.size(); ++i) {
        QStringList row = table.rows[i];
        if (columns == 1) { // laid out with a table
            m_writer.lines(row.value(0));
            continue;
        }
        while (row.size() < columns)
            row.append(QString());
        m_writer.lines(u"| "_s + row.join(" | "_L1) + u" |"_s);
        if (i == 0)
            m_writer.lines(u"|"_s + u" --- |"_s.repeated(columns));
    }
    m_writer.block();
}

void Converter::leave(const GumboNode* node)
{
    if (!isElement(node))
        return;
    const GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_TR && !m_tables.isEmpty() && !m_tables.last().row.isEmpty())
        m_tables.last().rows.append(std::exchange(m_tables.last().row, {}));
    if (isOpen(node, Open::What::Frame)) {
        m_open.removeLast();
        closeFrame(node);
    } else if (isOpen(node, Open::What::Prefix)) {
        m_open.removeLast();
        m_writer.closePrefix();
        m_writer.newLine();
    } else if (isOpen(node, Open::What::List)) {
        m_open.removeLast();
        m_lists.removeLast();
    } else if (isOpen(node, Open::What::Table)) {
        m_open.removeLast();
        writeTable(m_tables.takeLast());
    }
    if (isBlock(tag) && !isDropped(node))
        m_writer.block();
}

} // namespace

HtmlAsMarkdown htmlToMarkdown(QByteArrayView utf8, const QUrl& baseUrl)
{
    HtmlAsMarkdown result;
    const auto tree = HtmlTree::parse(utf8);
    if (!tree) {
        result.markdown = htmlText(utf8);
        result.plain = true;
        return result;
    }
    Converter converter(baseUrl);
    converter.run(tree->root());
    result.title = converter.title();
    result.markdown = converter.markdown();
    return result;
}

} // namespace aios
