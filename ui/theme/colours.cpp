// SPDX-License-Identifier: MIT
#include "ui/theme/colours.h"

#include <QFontDatabase>

namespace aios {

QColor mixed(const QColor& a, const QColor& b, qreal part)
{
    const auto channel = [part](float from, float to) { return static_cast<float>(from + (to - from) * part); };
    return QColor::fromRgbF(channel(a.redF(), b.redF()), channel(a.greenF(), b.greenF()), channel(a.blueF(), b.blueF()));
}

Colours Colours::of(const QPalette& palette)
{
    const QColor base = palette.color(QPalette::Active, QPalette::Base);
    const QColor text = palette.color(QPalette::Active, QPalette::Text);
    Colours c;
    c.dark = base.lightnessF() < text.lightnessF();
    c.text = text;
    c.muted = mixed(text, base, c.dark ? 0.34 : 0.38);
    c.link = palette.color(QPalette::Active, QPalette::Link);
    if (c.dark && c.link.lightnessF() < 0.55F) // Qt's own default link colour is unreadable on dark bases.
        c.link = QColor(0x7a, 0xb8, 0xf5);
    c.border = mixed(base, text, c.dark ? 0.24 : 0.18);
    c.codeBack = mixed(base, text, c.dark ? 0.07 : 0.045);
    c.userBack = mixed(base, palette.color(QPalette::Active, QPalette::Highlight), c.dark ? 0.22 : 0.12);
    c.good = c.dark ? QColor(0x6c, 0xd0, 0x7a) : QColor(0x1a, 0x7f, 0x37);
    c.bad = c.dark ? QColor(0xff, 0x8b, 0x84) : QColor(0xb3, 0x1d, 0x28);
    c.attention = c.dark ? QColor(0xf2, 0xb8, 0x4b) : QColor(0x8f, 0x5a, 0x00);
    c.errorBack = mixed(base, c.bad, c.dark ? 0.16 : 0.08);
    c.addedBack = mixed(base, c.good, c.dark ? 0.17 : 0.12);
    c.addedMark = mixed(base, c.good, c.dark ? 0.40 : 0.32);
    c.removedBack = mixed(base, c.bad, c.dark ? 0.17 : 0.10);
    c.removedMark = mixed(base, c.bad, c.dark ? 0.42 : 0.30);
    c.findBack = c.dark ? QColor(0x5c, 0x50, 0x10) : QColor(0xff, 0xf0, 0x8a);
    c.findCurrent = c.dark ? QColor(0x9a, 0x62, 0x00) : QColor(0xff, 0xb8, 0x4d);
    return c;
}

QFont fixedFont(const QFont& beside)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (beside.pointSizeF() > 0)
        font.setPointSizeF(beside.pointSizeF());
    else
        font.setPixelSize(beside.pixelSize());
    return font;
}

QFont scaledFont(const QFont& font, qreal factor)
{
    QFont scaled = font;
    if (font.pointSizeF() > 0)
        scaled.setPointSizeF(qMax(6.0, font.pointSizeF() * factor));
    else
        scaled.setPixelSize(qMax(8, qRound(font.pixelSize() * factor)));
    return scaled;
}

} // namespace aios
