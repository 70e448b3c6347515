// SPDX-License-Identifier: MIT
#include "ui/common/safetextbrowser.h"

#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "ui/theme/colours.h"

using namespace Qt::StringLiterals;

namespace aios {

QVariant SafeTextDocument::loadResource(int, const QUrl&)
{
    return {};
}

SafeTextBrowser::SafeTextBrowser(QWidget* parent) : QTextBrowser(parent)
{
    setDocument(new SafeTextDocument(this));
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setUndoRedoEnabled(false);
    document()->setDefaultStyleSheet(richTextStyle(font(), palette()));
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) {
        if (const QString target = url.toString(); isOpenableLink(target))
            Q_EMIT linkActivated(target);
    });
    connect(this, &QTextBrowser::highlighted, this, [this](const QUrl& url) { setToolTip(showHidden(url.toString())); });
}

QVariant SafeTextBrowser::loadResource(int, const QUrl&)
{
    return {};
}

void SafeTextBrowser::doSetSource(const QUrl&, QTextDocument::ResourceType) {}

QString richTextStyle(const QFont& font, const QPalette& palette)
{
    const Colours colours = Colours::of(palette);
    const qreal size = font.pointSizeF() > 0 ? font.pointSizeF() : 10;
    const auto points = [size](qreal factor) { return QString::number(size * factor, 'f', 1) + u"pt"; };
    return u"p { margin-top: 0px; margin-bottom: 7px; }"
           u"h1, h2, h3, h4, h5, h6 { margin-top: 10px; margin-bottom: 6px; font-weight: 600; }"
           u"h1 { font-size: " %
           points(1.4) % u"; } h2 { font-size: " % points(1.25) % u"; } h3 { font-size: " % points(1.12) % u"; } h4, h5, h6 { font-size: " %
           points(1.0) %
           u"; }"
           u"ul, ol { margin-top: 0px; margin-bottom: 7px; } li { margin-bottom: 2px; } li p { margin-bottom: 2px; }"
           u"a { color: " %
           colours.link.name() %
           u"; text-decoration: underline; }"
           u"code { font-family: '" %
           fixedFont(font).family() % u"'; background-color: " % colours.codeBack.name() %
           u"; }"
           u"pre { font-family: '" %
           fixedFont(font).family() % u"'; background-color: " % colours.codeBack.name() %
           u"; }"
           u"blockquote { margin-left: 14px; margin-right: 0px; margin-top: 0px; margin-bottom: 7px; color: " %
           colours.muted.name() %
           u"; }"
           u"table { border-collapse: collapse; border-style: solid; border-width: 1px; border-color: " %
           colours.border.name() %
           u"; margin-top: 4px; margin-bottom: 8px; }"
           u"th { background-color: " %
           colours.codeBack.name() % u"; } td, th { padding: 4px 8px; border: 1px solid " % colours.border.name() % u"; }";
}

} // namespace aios
