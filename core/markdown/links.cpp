// SPDX-License-Identifier: MIT
#include "core/markdown/links.h"

#include "core/base/text.h"
#include "core/markdown/blocks.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

/// The scheme in lower case; empty for relative references.
QString schemeOf(QStringView target)
{
    static const QRegularExpression scheme(u"^([A-Za-z][A-Za-z0-9+.-]*):"_s);
    return scheme.matchView(target).captured(1).toLower();
}

/// The host a text seems to name: "https://bank.example/x", "www.bank.example", "bank.example".
QString hostSaid(QStringView text)
{
    static const QRegularExpression host(u"^(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:[^\\s/@]*@)?([^\\s/:?#@]+\\.[^\\s/:?#@.]{2,})(?=[/:?#]|$)"_s);
    QString said = host.matchView(text.trimmed()).captured(1).toLower();
    return said.startsWith("www."_L1) ? said.sliced(4) : said;
}

QString hostOf(const QUrl& url)
{
    const QString host = url.host(QUrl::FullyEncoded).toLower();
    return host.startsWith("www."_L1) ? host.sliced(4) : host;
}

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

} // namespace

bool isOpenableLink(const QString& target)
{
    if (target.isEmpty() || target.size() > 8 * 1024 || hasHidden(target) || target.contains(u'\\'))
        return false;
    if (std::any_of(target.begin(), target.end(), [](QChar c) { return c.unicode() < 0x20; }))
        return false;
    if (target.contains(u' ') && !schemeOf(target.trimmed()).isEmpty())
        return false;
    const QString scheme = schemeOf(target);
    if (scheme == "http"_L1 || scheme == "https"_L1) {
        const QUrl url(target);
        return url.isValid() && !url.host().isEmpty();
    }
    if (scheme == "mailto"_L1)
        return target.contains(u'@') && !target.contains("attach"_L1, Qt::CaseInsensitive); // some mail programs attach local files
    return scheme.isEmpty() && !target.startsWith(u'/') && !target.startsWith(u'~');
}

bool saysAnotherTarget(QStringView text, const QString& target)
{
    const QString scheme = schemeOf(target);
    if (scheme == "mailto"_L1) {
        const QString address = target.sliced(7).section(u'?', 0, 0);
        return text.contains(u'@') && text.trimmed().compare(address, Qt::CaseInsensitive) != 0 &&
               text.trimmed().compare(target, Qt::CaseInsensitive) != 0;
    }
    if (scheme.isEmpty())
        return text.contains("://"_L1) || text.trimmed().startsWith("www."_L1, Qt::CaseInsensitive);
    const QUrl url(target);
    if (!url.userInfo().isEmpty() || !isAscii(url.host(QUrl::FullyDecoded)) || url.host(QUrl::FullyEncoded).contains("xn--"_L1))
        return true;
    const QString said = hostSaid(text);
    return !said.isEmpty() && said != hostOf(url);
}

QString visibleTarget(const QString& target)
{
    const QUrl url(target);
    const bool web = !url.host().isEmpty() && !isAscii(url.host(QUrl::FullyDecoded));
    return elided(showHidden(web ? QString::fromLatin1(url.toEncoded()) : target), 300);
}

bool climbsOut(const QString& target)
{
    if (!schemeOf(target).isEmpty())
        return false;
    int depth = 0;
    for (const QString& part : target.section(u'?', 0, 0).section(u'#', 0, 0).split(u'/', Qt::SkipEmptyParts)) {
        if (part == ".."_L1)
            --depth;
        else if (part != "."_L1)
            ++depth;
        if (depth < 0)
            return true;
    }
    return false;
}

} // namespace aios
