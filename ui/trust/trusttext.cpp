// SPDX-License-Identifier: MIT
#include "ui/trust/trusttext.h"

#include "core/base/text.h"
#include "core/content/trustkinds.h"
#include "core/markdown/blocks.h"
#include "ui/common/safetextbrowser.h"
#include "ui/theme/colours.h"

#include <QCoreApplication>
#include <QDir>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::Trust", text);
}

QString safe(const QString& text)
{
    return hardWrapped(showHidden(text), 400).toHtmlEscaped();
}

QString itemHtml(const TrustItem& item, const QString& root, bool changed, const Colours& colours)
{
    const QString relative = QDir(root).relativeFilePath(item.path);
    QString place = relative.startsWith(u"../"_s) ? item.path : relative;
    QString html = u"<p style=\"margin-top:8px;margin-bottom:2px\"><b>"_s % safe(item.title) % u"</b>"_s;
    if (changed)
        html += u" <span style=\"color:"_s % colours.attention.name() % u"\"><b>"_s % tr("new or changed").toHtmlEscaped() % u"</b></span>"_s;
    html += u"<br/><span style=\"color:"_s % colours.muted.name() % u"\">"_s % safe(place) % u"</span></p>"_s;
    if (!item.detail.isEmpty()) {
        html += u"<table width=\"100%\" cellspacing=\"0\" style=\"border-width:0\"><tr><td bgcolor=\""_s % colours.codeBack.name() % u"\"><pre>"_s %
                safe(item.detail) % u"</pre></td></tr></table>"_s;
    }
    return html;
}

} // namespace

QString trustKindTitle(const QString& kind)
{
    const TrustKind* known = trustKind(kind);
    return known ? tr(known->title) : tr("Other things that would count once trusted (%1)").arg(showHidden(kind));
}

QString trustHtml(const TrustReport& report, const QFont& font, const QPalette& palette)
{
    const Colours colours = Colours::of(palette);
    QStringList kinds;
    for (const TrustKind& known : trustKinds())
        kinds += QStringView(known.kind).toString();
    for (const TrustItem& item : report.items) {
        if (!kinds.contains(item.kind))
            kinds += item.kind;
    }
    QString html = u"<style>"_s % richTextStyle(font, palette) % u"</style>"_s;
    for (const QString& kind : std::as_const(kinds)) {
        QString items;
        for (const TrustItem& item : report.items) {
            if (item.kind == kind)
                items += itemHtml(item, report.root, report.changed.contains(item.title), colours);
        }
        if (items.isEmpty())
            continue;
        const TrustKind* known = trustKind(kind);
        html += u"<h3>"_s % trustKindTitle(kind).toHtmlEscaped() % u"</h3>"_s;
        if (known)
            html += u"<p style=\"color:"_s % colours.muted.name() % u"\">"_s % tr(known->meaning).toHtmlEscaped() % u"</p>"_s;
        html += items;
    }
    return html;
}

} // namespace aios
