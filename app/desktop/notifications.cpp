// SPDX-License-Identifier: MIT
#include "app/desktop/notifications.h"

#include "ui/mainwindow/mainwindow.h"

#include <KWindowSystem>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

const QString kService = u"org.freedesktop.Notifications"_s;
const QString kPath = u"/org/freedesktop/Notifications"_s;

QDBusMessage call(const QString& method)
{
    return QDBusMessage::createMethodCall(kService, kPath, kService, method);
}

} // namespace

Notifications::Notifications(MainWindow& window) : QObject(&window), m_window(window)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kPath, kService, u"ActionInvoked"_s, this, SLOT(actionInvoked(uint, QString)));
    bus.connect(kService, kPath, kService, u"ActivationToken"_s, this, SLOT(activationToken(uint, QString)));
    bus.connect(kService, kPath, kService, u"NotificationClosed"_s, this, SLOT(closed(uint, uint)));
    connect(&window, &MainWindow::personNeeded, this, &Notifications::show);
    connect(&window, &MainWindow::personNotNeeded, this, &Notifications::takeBack);
}

/// The words come from a model: a service that reads markup in them must get none.
void Notifications::show(const QString& sessionId, const QString& title, const QString& words)
{
    if (m_shown.contains(sessionId))
        return;
    m_shown.insert(sessionId, 0);
    if (m_markup >= 0)
        return send(sessionId, title, words);
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call(u"GetCapabilities"_s)), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, sessionId, title, words] {
        watcher->deleteLater();
        const QDBusPendingReply<QStringList> reply = *watcher;
        if (reply.isError()) { // No such service now; it may come later.
            m_shown.remove(sessionId);
            return;
        }
        m_markup = reply.value().contains(u"body-markup"_s) ? 1 : 0;
        if (m_shown.contains(sessionId))
            send(sessionId, title, words);
    });
}

void Notifications::send(const QString& sessionId, const QString& title, const QString& words)
{
    const QStringList actions{u"default"_s, tr("Review"), u"review"_s, tr("Review")};
    const QVariantMap hints{
        {u"desktop-entry"_s, u"org.aios.Desktop"_s}, {u"category"_s, u"im.received"_s}, {u"urgency"_s, QVariant::fromValue<uchar>(1)}};
    QDBusMessage message = call(u"Notify"_s);
    message << u"AIOS Desktop"_s << 0U << u"org.aios.Desktop"_s << title << (m_markup > 0 ? words.toHtmlEscaped() : words) << actions << hints << -1;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, sessionId] {
        watcher->deleteLater();
        const QDBusPendingReply<uint> reply = *watcher;
        if (reply.isError())
            m_shown.remove(sessionId);
        else if (m_shown.contains(sessionId))
            m_shown.insert(sessionId, reply.value());
        else
            close(reply.value()); // decided meanwhile
    });
}

void Notifications::takeBack(const QString& sessionId)
{
    if (const uint id = m_shown.take(sessionId))
        close(id);
}

void Notifications::close(uint id)
{
    QDBusMessage message = call(u"CloseNotification"_s);
    message << id;
    QDBusConnection::sessionBus().send(message);
}

void Notifications::actionInvoked(uint id, const QString& action)
{
    const QString session = m_shown.key(id);
    if (id != 0 && !session.isEmpty() && (action == "review"_L1 || action == "default"_L1))
        m_window.review(session);
}

/// Comes before the action: with it the desktop lets the window come to the front.
void Notifications::activationToken(uint id, const QString& token)
{
    if (id != 0 && !m_shown.key(id).isEmpty() && KWindowSystem::isPlatformWayland())
        KWindowSystem::setCurrentXdgActivationToken(token);
}

void Notifications::closed(uint id, uint)
{
    if (const QString session = m_shown.key(id); id != 0 && !session.isEmpty())
        m_shown.remove(session);
}

} // namespace aios
