// SPDX-License-Identifier: MIT
#include "ui/common/steadycursor.h"

#include <QEvent>
#include <QGuiApplication>
#include <QStyleHints>

namespace aios {

namespace {
constexpr int kSteady = 0;
constexpr int kAsTheDesktop = -1;
} // namespace

SteadyCursor::SteadyCursor(std::chrono::milliseconds after, QObject* parent) : QObject(parent)
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(after);
    connect(&m_idle, &QTimer::timeout, this, [] { QGuiApplication::styleHints()->setCursorFlashTime(kSteady); });
    m_idle.start();
    qGuiApp->installEventFilter(this);
}

SteadyCursor::~SteadyCursor()
{
    QGuiApplication::styleHints()->setCursorFlashTime(kAsTheDesktop);
}

bool SteadyCursor::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::InputMethod:
    case QEvent::MouseButtonPress:
    case QEvent::WindowActivate:
        QGuiApplication::styleHints()->setCursorFlashTime(kAsTheDesktop);
        m_idle.start();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace aios
