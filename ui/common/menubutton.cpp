// SPDX-License-Identifier: MIT
#include "ui/common/menubutton.h"

#include <QStyleOptionToolButton>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
const QString kArrow = u" ▾"_s;
}

MenuButton::MenuButton(QWidget* parent) : QToolButton(parent)
{
    setPopupMode(QToolButton::InstantPopup);
    setAutoRaise(true);
}

QSize MenuButton::sizeHint() const
{
    return QToolButton::sizeHint() + QSize(fontMetrics().horizontalAdvance(kArrow), 0);
}

void MenuButton::initStyleOption(QStyleOptionToolButton* option) const
{
    QToolButton::initStyleOption(option);
    option->features &= ~(QStyleOptionToolButton::HasMenu | QStyleOptionToolButton::Menu);
    option->text += kArrow;
}

} // namespace aios
