// SPDX-License-Identifier: MIT
#include "ui/common/tintedlabel.h"

#include "ui/theme/colours.h"

#include <QEvent>
#include <QGuiApplication>

namespace aios {

TintedLabel::TintedLabel(const QString& text, Tint tint, QWidget* parent) : QLabel(parent), m_tint(tint)
{
    setTextFormat(Qt::PlainText);
    setText(text);
    apply();
}

void TintedLabel::setTint(Tint tint)
{
    m_tint = tint;
    apply();
}

void TintedLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ParentChange)
        apply();
}

void TintedLabel::apply()
{
    if (m_applying)
        return;
    m_applying = true;
    const Colours colours = Colours::of(parentWidget() ? parentWidget()->palette() : QGuiApplication::palette());
    QColor colour = colours.text;
    switch (m_tint) {
    case Tint::Plain:
        break;
    case Tint::Muted:
        colour = colours.muted;
        break;
    case Tint::Good:
        colour = colours.good;
        break;
    case Tint::Bad:
        colour = colours.bad;
        break;
    }
    // On a base ground a label draws in Text, on a window ground in WindowText.
    QPalette own;
    own.setColor(QPalette::WindowText, colour);
    own.setColor(QPalette::Text, colour);
    setPalette(own);
    m_applying = false;
}

} // namespace aios
