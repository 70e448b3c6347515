// SPDX-License-Identifier: MIT
#include "ui/panes/noticebar.h"

#include "core/base/text.h"
#include "ui/theme/colours.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace aios {

NoticeBar::NoticeBar(Kind kind, const QString& text, QWidget* parent)
    : QFrame(parent), m_kind(kind), m_symbol(new QLabel(this)), m_label(new QLabel(this)), m_row(new QHBoxLayout(this))
{
    setAutoFillBackground(true);
    const int side = style()->pixelMetric(QStyle::PM_SmallIconSize);
    m_symbol->setPixmap(icon(kind == Kind::Info ? Icon::Info : kind == Kind::Warning ? Icon::Warning : Icon::Failed).pixmap(side));
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_row->setContentsMargins(10, 5, 6, 5);
    m_row->setSpacing(8);
    m_row->addWidget(m_symbol, 0);
    m_row->addWidget(m_label, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setText(text);
    applyPalette();
}

void NoticeBar::setText(const QString& text)
{
    m_label->setText(showHidden(text));
    setAccessibleName(m_label->text());
}

QString NoticeBar::text() const
{
    return m_label->text();
}

QPushButton* NoticeBar::addButton(const QString& text)
{
    auto* button = new QPushButton(text, this);
    button->setAutoDefault(false);
    button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_row->addWidget(button, 0);
    return button;
}

void NoticeBar::addCloseButton()
{
    auto* button = new QToolButton(this);
    button->setIcon(icon(Icon::Close));
    button->setAutoRaise(true);
    button->setToolTip(tr("Hide this notice"));
    button->setAccessibleName(tr("Hide this notice"));
    m_row->addWidget(button, 0);
    connect(button, &QToolButton::clicked, this, &NoticeBar::closed);
}

void NoticeBar::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_applying)
        applyPalette();
}

/// Tinted from the window's own palette, so that it fits any theme.
void NoticeBar::applyPalette()
{
    m_applying = true;
    QPalette tinted = parentWidget() ? parentWidget()->palette() : QPalette();
    const Colours colours = Colours::of(tinted);
    const QColor tint = m_kind == Kind::Info ? tinted.color(QPalette::Highlight) : m_kind == Kind::Warning ? colours.attention : colours.bad;
    tinted.setColor(QPalette::Window, mixed(tinted.color(QPalette::Window), tint, 0.18));
    setPalette(tinted);
    m_applying = false;
}

} // namespace aios
