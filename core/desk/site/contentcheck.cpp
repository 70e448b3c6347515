// SPDX-License-Identifier: MIT
#include "core/desk/site/contentcheck.h"

#include "core/base/text.h"

#include <QDir>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QUrl>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxDepth = 100;

const QSet<QString>& elements()
{
    static const QSet<QString> names = [] {
        const QString list =
            u"p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong b i u s del ins sub sup small mark abbr cite q kbd samp var "
            "time span div br hr a img figure figcaption table thead tbody tfoot tr th td caption colgroup col section article aside header "
            "footer details summary video audio source"_s;
        const QStringList words = list.split(u' ');
        return QSet<QString>(words.begin(), words.end());
    }();
    return names;
}

bool isVoid(const QString& element)
{
    static const QSet<QString> names = {u"br"_s, u"hr"_s, u"img"_s, u"col"_s, u"source"_s};
    return names.contains(element);
}

bool mayHave(const QString& element, const QString& attribute)
{
    static const QSet<QString> everywhere = {u"class"_s, u"id"_s, u"title"_s, u"lang"_s, u"dir"_s, u"role"_s};
    static const QHash<QString, QSet<QString>> own = {
        {u"a"_s, {u"href"_s, u"rel"_s, u"target"_s, u"hreflang"_s, u"download"_s}},
        {u"img"_s, {u"src"_s, u"alt"_s, u"width"_s, u"height"_s, u"loading"_s, u"decoding"_s}},
        {u"td"_s, {u"align"_s, u"colspan"_s, u"rowspan"_s, u"headers"_s}},
        {u"th"_s, {u"align"_s, u"colspan"_s, u"rowspan"_s, u"headers"_s, u"scope"_s}},
        {u"table"_s, {u"border"_s, u"cellspacing"_s, u"cellpadding"_s}},
        {u"ol"_s, {u"start"_s, u"reversed"_s, u"type"_s}},
        {u"li"_s, {u"value"_s}},
        {u"time"_s, {u"datetime"_s}},
        {u"del"_s, {u"datetime"_s, u"cite"_s}},
        {u"ins"_s, {u"datetime"_s, u"cite"_s}},
        {u"q"_s, {u"cite"_s}},
        {u"blockquote"_s, {u"cite"_s}},
        {u"col"_s, {u"span"_s}},
        {u"colgroup"_s, {u"span"_s}},
        {u"details"_s, {u"open"_s}},
        {u"video"_s, {u"src"_s, u"controls"_s, u"poster"_s, u"preload"_s, u"loop"_s, u"muted"_s, u"width"_s, u"height"_s}},
        {u"audio"_s, {u"src"_s, u"controls"_s, u"preload"_s, u"loop"_s, u"muted"_s}},
        {u"source"_s, {u"src"_s, u"type"_s}},
    };
    return everywhere.contains(attribute) || attribute.startsWith("aria-"_L1) || attribute.startsWith("data-"_L1) ||
           own.value(element).contains(attribute);
}

bool isAddress(const QString& attribute)
{
    return attribute == "href"_L1 || attribute == "src"_L1 || attribute == "poster"_L1 || attribute == "cite"_L1;
}

/// Only what can be read in one way: a known scheme or a relative path, and no character references but the four that escaping makes.
bool isHarmlessAddress(QString address, bool link)
{
    address.replace("&quot;"_L1, "%22"_L1).replace("&lt;"_L1, "%3C"_L1).replace("&gt;"_L1, "%3E"_L1).replace("&amp;"_L1, "&"_L1);
    static const QRegularExpression odd(u"&#|&[A-Za-z0-9]+;|[\\x00-\\x20\\x7f]"_s);
    if (odd.match(address).hasMatch())
        return false;
    static const QRegularExpression scheme(u"\\A([A-Za-z][A-Za-z0-9+.-]*):"_s);
    const auto match = scheme.match(address);
    if (!match.hasMatch())
        return true;
    const QString name = match.captured(1).toLower();
    return name == "http"_L1 || name == "https"_L1 || (link && (name == "mailto"_L1 || name == "tel"_L1));
}

QString decoded(QString address)
{
    return address.replace("&quot;"_L1, "\""_L1).replace("&lt;"_L1, "<"_L1).replace("&gt;"_L1, ">"_L1).replace("&amp;"_L1, "&"_L1);
}

/// Walks over a text once. The first thing that is not allowed ends it.
class ContentCheck {
public:
    explicit ContentCheck(const QString& html) : m_html(html) {}

    Result<QStringList> check()
    {
        while (m_problem.isEmpty() && m_at < m_html.size()) {
            const QChar c = m_html[m_at];
            if (c == u'<')
                markup();
            else if (c < u' ' && c != u'\n' && c != u'\t' && c != u'\r')
                problem(u"it holds a control character"_s);
            else
                ++m_at;
        }
        if (m_problem.isEmpty() && !m_open.isEmpty())
            problem(u"<%1> is not closed"_s.arg(m_open.last()));
        if (m_problem.isEmpty())
            return m_shown;
        const auto line = QStringView(m_html).first(std::min(m_at, m_html.size())).count(u'\n') + 1;
        return fail(ErrorCode::InvalidInput, u"The content was refused at line %1: %2. Nothing was published or stored."_s.arg(line).arg(m_problem));
    }

private:
    const QString& m_html;
    qsizetype m_at = 0;
    QStringList m_open;
    QStringList m_shown;
    QString m_problem;

    void problem(const QString& what)
    {
        if (m_problem.isEmpty())
            m_problem = what;
    }

    [[nodiscard]] bool stands(QLatin1StringView text) const { return QStringView(m_html).sliced(m_at).startsWith(text); }

    QString name()
    {
        const qsizetype begin = m_at;
        while (m_at < m_html.size() && (m_html[m_at].isLetterOrNumber() || m_html[m_at] == u'-') && m_html[m_at].unicode() < 0x80)
            ++m_at;
        return m_html.sliced(begin, m_at - begin).toLower();
    }

    void skipSpace()
    {
        while (m_at < m_html.size() && (m_html[m_at] == u' ' || m_html[m_at] == u'\n' || m_html[m_at] == u'\t' || m_html[m_at] == u'\r'))
            ++m_at;
    }

    void markup()
    {
        if (stands("<!--"_L1)) {
            comment();
        } else if (stands("</"_L1)) {
            m_at += 2;
            closeTag();
        } else if (m_at + 1 < m_html.size() && m_html[m_at + 1].isLetter()) {
            ++m_at;
            openTag();
        } else {
            problem(u"a < that begins no element must be written &lt;"_s);
        }
    }

    void comment()
    {
        const qsizetype end = m_html.indexOf("-->"_L1, m_at + 4);
        const QStringView text = end < 0 ? QStringView() : QStringView(m_html).sliced(m_at + 4, end - m_at - 4);
        if (end < 0 || text.startsWith(u'>') || text.startsWith("->"_L1) || text.contains("--"_L1) || text.endsWith(u'-'))
            problem(u"a comment is not closed, or holds --"_s);
        else
            m_at = end + 3;
    }

    void closeTag()
    {
        const QString element = name();
        skipSpace();
        if (m_at >= m_html.size() || m_html[m_at] != u'>')
            problem(u"a closing tag does not end in >"_s);
        else if (m_open.isEmpty() || m_open.last() != element)
            problem(m_open.isEmpty() ? u"</%1> closes nothing"_s.arg(element)
                                     : u"</%1> stands where </%2> was expected"_s.arg(element, m_open.last()));
        else
            m_open.removeLast();
        ++m_at;
    }

    void openTag()
    {
        const QString element = name();
        if (!elements().contains(element))
            return problem(u"<%1> may not be used here: texts, headings, lists, links, images, tables and media may"_s.arg(elided(element, 30)));
        QSet<QString> seen;
        while (m_problem.isEmpty()) {
            const qsizetype before = m_at;
            skipSpace();
            const bool closed = stands("/>"_L1);
            if (closed || stands(">"_L1)) {
                m_at += closed ? 2 : 1;
                return opened(element, closed);
            }
            if (m_at == before || m_at >= m_html.size())
                return problem(u"the tag <%1> cannot be read"_s.arg(element));
            attribute(element, seen);
        }
    }

    void opened(const QString& element, bool closed)
    {
        if (isVoid(element))
            return;
        if (closed)
            problem(u"<%1/> is no way to close that element; write <%1></%1>"_s.arg(element));
        else if (m_open.size() >= kMaxDepth)
            problem(u"its elements are nested too deeply"_s);
        m_open.append(element);
    }

    void attribute(const QString& element, QSet<QString>& seen)
    {
        const QString key = name();
        if (key.isEmpty())
            return problem(u"the tag <%1> cannot be read"_s.arg(element));
        if (!mayHave(element, key))
            return problem(u"<%1> may not have the attribute %2"_s.arg(element, elided(key, 30)));
        if (seen.contains(key))
            return problem(u"<%1> has the attribute %2 twice"_s.arg(element, key));
        seen.insert(key);
        if (m_at >= m_html.size() || m_html[m_at] != u'=')
            return; // controls, open, reversed
        ++m_at;
        const QChar quote = m_at < m_html.size() ? m_html[m_at] : QChar();
        const qsizetype end = quote == u'"' || quote == u'\'' ? m_html.indexOf(quote, m_at + 1) : -1;
        if (end < 0)
            return problem(u"the value of the attribute %1 is not in quotes"_s.arg(key));
        const QString value = m_html.sliced(m_at + 1, end - m_at - 1);
        if (value.contains(u'<') || value.contains(u'>'))
            return problem(u"the value of the attribute %1 holds < or >"_s.arg(key));
        if (isAddress(key) && !isHarmlessAddress(value, key == "href"_L1))
            return problem(u"the address “%1” may not be used: https, http and relative addresses may"_s.arg(elided(showHidden(value), 60)));
        if (key == "src"_L1 || key == "poster"_L1)
            m_shown.append(decoded(value));
        m_at = end + 1;
    }
};

} // namespace

Result<QStringList> checkContent(QByteArrayView html)
{
    constexpr qsizetype kMaxBytes = 1024 * 1024;
    if (html.size() > kMaxBytes)
        return fail(ErrorCode::TooLarge, u"The content is longer than %1 bytes. Nothing was published or stored."_s.arg(kMaxBytes));
    const QString text = QString::fromUtf8(html);
    return ContentCheck(text).check();
}

QString fileInSite(const QString& slug, const QString& address)
{
    const QString path = QUrl::fromPercentEncoding(address.section(u'?', 0, 0).section(u'#', 0, 0).toUtf8());
    const QString clean = QDir::cleanPath(slug + u'/' + path);
    return path.isEmpty() || path.startsWith(u'/') || clean.startsWith("../"_L1) || clean == ".."_L1 ? QString() : clean;
}

} // namespace aios::desk
