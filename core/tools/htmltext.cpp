// SPDX-License-Identifier: MIT
#include "core/tools/htmltext.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr std::array<std::pair<QLatin1StringView, char16_t>, 8> kEntities{{{"amp"_L1, u'&'},
                                                                           {"lt"_L1, u'<'},
                                                                           {"gt"_L1, u'>'},
                                                                           {"quot"_L1, u'"'},
                                                                           {"apos"_L1, u'\''},
                                                                           {"nbsp"_L1, u' '},
                                                                           {"ndash"_L1, u'–'},
                                                                           {"mdash"_L1, u'—'}}};

/// Decodes the entity at `at` (an '&') into `out`; gives where the text goes on.
qsizetype takeEntity(QStringView html, qsizetype at, QString& out)
{
    constexpr qsizetype kLongest = 12;
    const qsizetype end = html.sliced(at, std::min(kLongest, html.size() - at)).indexOf(u';');
    const QStringView name = end > 1 ? html.sliced(at + 1, end - 1) : QStringView();
    for (const auto& [known, character] : kEntities) {
        if (name == known) {
            out += QChar(character);
            return at + end + 1;
        }
    }
    bool ok = false;
    const bool hex = name.startsWith("#x"_L1, Qt::CaseInsensitive);
    const uint code = name.startsWith(u'#') ? name.sliced(hex ? 2 : 1).toUInt(&ok, hex ? 16 : 10) : 0;
    if (ok && code >= 0x20 && code <= 0x10FFFF && !QChar::isSurrogate(code)) {
        out += QChar::fromUcs4(code);
        return at + end + 1;
    }
    out += u'&';
    return at + 1;
}

bool isTextless(QStringView name)
{
    return name.compare("script"_L1, Qt::CaseInsensitive) == 0 || name.compare("style"_L1, Qt::CaseInsensitive) == 0;
}

bool breaksLine(QStringView name)
{
    static constexpr std::array kNames{"p"_L1,  "div"_L1, "br"_L1,  "li"_L1,    "tr"_L1, "h1"_L1, "h2"_L1,
                                       "h3"_L1, "h4"_L1,  "pre"_L1, "table"_L1, "ul"_L1, "ol"_L1};
    return std::ranges::any_of(kNames, [name](QLatin1StringView known) { return name.compare(known, Qt::CaseInsensitive) == 0; });
}

/// Goes over the tag at `at` (a '<'); gives where the text goes on.
qsizetype takeTag(QStringView html, qsizetype at, QString& out)
{
    if (html.sliced(at).startsWith("<!--"_L1)) {
        const qsizetype end = html.indexOf("-->"_L1, at + 4);
        return end < 0 ? html.size() : end + 3;
    }
    qsizetype begin = at + 1;
    if (begin < html.size() && html[begin] == u'/')
        ++begin;
    qsizetype nameEnd = begin;
    while (nameEnd < html.size() && html[nameEnd].isLetterOrNumber())
        ++nameEnd;
    const QStringView name = html.sliced(begin, nameEnd - begin);
    const qsizetype close = html.indexOf(u'>', nameEnd);
    if (close < 0)
        return html.size();
    out += breaksLine(name) ? u'\n' : u' ';
    if (begin == at + 1 && isTextless(name)) {
        const qsizetype end = html.indexOf(QString(u"</"_s + name), close, Qt::CaseInsensitive);
        return end < 0 ? html.size() : end;
    }
    return close + 1;
}

} // namespace

QString htmlText(QByteArrayView utf8)
{
    const QString html = QString::fromUtf8(utf8);
    QString text;
    for (qsizetype at = 0; at < html.size();) {
        if (html[at] == u'<')
            at = takeTag(html, at, text);
        else if (html[at] == u'&')
            at = takeEntity(html, at, text);
        else
            text += html[at++];
    }
    QString out;
    for (const QString& line : text.split(u'\n')) {
        if (const QString simple = line.simplified(); !simple.isEmpty())
            out += (out.isEmpty() ? QString() : u"\n"_s) + simple;
    }
    return out;
}

} // namespace aios
