// SPDX-License-Identifier: MIT
#include "ui/common/armedbutton.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

namespace aios {

using namespace Qt::StringLiterals;

ArmedButton::ArmedButton(const QString& words, QWidget* parent) : QPushButton(parent)
{
    setAutoDefault(false);
    setDefault(false);
    setAccessibleDescription(tr("Ctrl+Enter presses it"));
    setWords(words);
    connect(this, &QPushButton::clicked, this, [this] {
        if (isArmed())
            Q_EMIT decided();
    });
}

void ArmedButton::setWords(const QString& words)
{
    if (words == accessibleName())
        return;
    setText(QString(words).replace(u'&', "&&"_L1)); // no letter with Alt decides either
    setAccessibleName(words);
    rearm();
}

void ArmedButton::rearm()
{
    m_since.invalidate();
    update();
}

bool ArmedButton::isArmed() const
{
    return isVisible() && isEnabled() && m_since.isValid() && m_since.elapsed() >= kArmingTime;
}

/// Under the hand anew.
void ArmedButton::showEvent(QShowEvent* event)
{
    QPushButton::showEvent(event);
    rearm();
}

void ArmedButton::paintEvent(QPaintEvent* event)
{
    QPushButton::paintEvent(event);
    if (!m_since.isValid())
        m_since.start();
}

void ArmedButton::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!enter && event->key() != Qt::Key_Space && event->key() != Qt::Key_Select) {
        QPushButton::keyPressEvent(event);
        return;
    }
    event->accept();
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (enter && modifiers == Qt::ControlModifier && !event->isAutoRepeat() && isArmed())
        click();
    else if (!modifiers && !event->isAutoRepeat()) // a hand that expects it to be pressed learns what does
        QToolTip::showText(mapToGlobal(QPoint(0, height())), tr("Ctrl+Enter presses it"), this);
}

void ArmedButton::mousePressEvent(QMouseEvent* event)
{
    if (isArmed())
        QPushButton::mousePressEvent(event);
    else
        event->accept();
}

} // namespace aios
