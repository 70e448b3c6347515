// SPDX-License-Identifier: MIT
#include "app/desktop/folderclaim.h"

#include "core/base/hash.h"

#include <KWindowSystem>

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusReply>
#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 2000; ///< Milliseconds for the other window to answer.

struct LaunchToken {
    QString activation;
    QString startup;
};

LaunchToken& launchToken()
{
    static LaunchToken token;
    return token;
}

/// What the launcher gave us, to be handed on: without it the desktop may refuse to bring the other window to the front.
QVariantMap platformData()
{
    QVariantMap data;
    if (!launchToken().activation.isEmpty())
        data.insert(u"activation-token"_s, launchToken().activation);
    if (!launchToken().startup.isEmpty())
        data.insert(u"desktop-startup-id"_s, launchToken().startup);
    return data;
}

} // namespace

void FolderClaim::keepLaunchToken()
{
    launchToken() = {qEnvironmentVariable("XDG_ACTIVATION_TOKEN"), qEnvironmentVariable("DESKTOP_STARTUP_ID")};
}

FolderClaim::FolderClaim(QObject* parent) : QObject(parent) {}

FolderClaim::~FolderClaim()
{
    if (!m_name.isEmpty())
        QDBusConnection::sessionBus().unregisterService(m_name);
}

QString FolderClaim::busName(const QString& folder)
{
    const QString real = QFileInfo(folder).canonicalFilePath();
    return u"org.aios.Desktop.folder_"_s + QString::fromLatin1(sha256Hex((real.isEmpty() ? folder : real).toUtf8()).left(32));
}

FolderClaim::Outcome FolderClaim::claim(const QString& folder)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return Outcome::Mine;
    const QString name = busName(folder);
    if (name == m_name)
        return Outcome::Mine;
    const QDBusReply<QDBusConnectionInterface::RegisterServiceReply> reply =
        bus.interface()->registerService(name, QDBusConnectionInterface::DontQueueService, QDBusConnectionInterface::DontAllowReplacement);
    if (!reply.isValid()) // a bus without rights for us: as if there were none
        return Outcome::Mine;
    if (reply.value() == QDBusConnectionInterface::ServiceRegistered) {
        if (!m_name.isEmpty())
            bus.unregisterService(m_name);
        m_name = name;
        bus.registerObject(u"/org/aios/Desktop"_s, this, QDBusConnection::ExportScriptableSlots);
        return Outcome::Mine;
    }
    QDBusMessage raise = QDBusMessage::createMethodCall(name, u"/org/aios/Desktop"_s, u"org.freedesktop.Application"_s, u"Activate"_s);
    raise << platformData();
    return bus.call(raise, QDBus::Block, kPatience).type() == QDBusMessage::ReplyMessage ? Outcome::Raised : Outcome::Unanswered;
}

void FolderClaim::Activate(const QVariantMap& data)
{
    if (const QString token = data.value(u"activation-token"_s).toString(); !token.isEmpty() && KWindowSystem::isPlatformWayland())
        KWindowSystem::setCurrentXdgActivationToken(token);
    Q_EMIT activated();
}

} // namespace aios
