// SPDX-License-Identifier: MIT
#include "ui/trust/trusttext.h"

#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "ui/common/safetextbrowser.h"
#include "ui/theme/colours.h"

#include <QCoreApplication>
#include <QDir>

#include <array>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

struct Kind {
    const char16_t* kind;
    const char* title;
    const char* meaning;
};

constexpr std::array kKinds{
    Kind{u"hook", QT_TRANSLATE_NOOP("aios::Trust", "Hooks: programs the folder wants to start"),
         QT_TRANSLATE_NOOP("aios::Trust", "Listed so that you know. This version never runs hooks, trusted or not.")},
    Kind{u"service", QT_TRANSLATE_NOOP("aios::Trust", "Services the folder names"),
         QT_TRANSLATE_NOOP("aios::Trust",
                           "Programs or addresses for tools. What they do still asks, unless a rule allows it; publishing always does.")},
    Kind{u"command-shell", QT_TRANSLATE_NOOP("aios::Trust", "Shell lines inside commands and skills"),
         QT_TRANSLATE_NOOP("aios::Trust", "They would run when you use that command. Each run is still decided by your rules, or asks.")},
    Kind{u"allow-rule", QT_TRANSLATE_NOOP("aios::Trust", "Rules that allow something without asking"),
         QT_TRANSLATE_NOOP("aios::Trust", "Once trusted, calls that match these rules run without a card.")},
    Kind{u"command-tools", QT_TRANSLATE_NOOP("aios::Trust", "Tools that commands and skills allow themselves"),
         QT_TRANSLATE_NOOP("aios::Trust", "While such a command runs, these calls do not ask.")},
    Kind{u"agent-tools", QT_TRANSLATE_NOOP("aios::Trust", "Tools that agents allow themselves"),
         QT_TRANSLATE_NOOP("aios::Trust", "What each agent may use. Changes still ask.")},
    Kind{u"env", QT_TRANSLATE_NOOP("aios::Trust", "Environment variables the folder wants to set"),
         QT_TRANSLATE_NOOP("aios::Trust",
                           "They would be given to programs that run for this folder. Keys and addresses of models are never taken from here.")},
    Kind{u"linked-layer", QT_TRANSLATE_NOOP("aios::Trust", "Files linked from outside the folder"),
         QT_TRANSLATE_NOOP("aios::Trust", "They would be read as if they stood in the folder.")},
    Kind{u"import", QT_TRANSLATE_NOOP("aios::Trust", "Imports from outside the folder"),
         QT_TRANSLATE_NOOP("aios::Trust", "They would be read into every session.")},
};

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::Trust", text);
}

const Kind* find(const QString& kind)
{
    const auto it = std::ranges::find_if(kKinds, [&](const Kind& known) { return kind == QStringView(known.kind); });
    return it == kKinds.end() ? nullptr : &*it;
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
    const Kind* known = find(kind);
    return known ? tr(known->title) : tr("Other things that would count once trusted (%1)").arg(showHidden(kind));
}

QString trustHtml(const TrustReport& report, const QFont& font, const QPalette& palette)
{
    const Colours colours = Colours::of(palette);
    QStringList kinds;
    for (const Kind& known : kKinds)
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
        const Kind* known = find(kind);
        html += u"<h3>"_s % trustKindTitle(kind).toHtmlEscaped() % u"</h3>"_s;
        if (known)
            html += u"<p style=\"color:"_s % colours.muted.name() % u"\">"_s % tr(known->meaning).toHtmlEscaped() % u"</p>"_s;
        html += items;
    }
    return html;
}

} // namespace aios
