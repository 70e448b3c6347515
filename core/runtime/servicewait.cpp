// SPDX-License-Identifier: MIT
#include "core/runtime/servicewait.h"

namespace aios {

ServiceWait::ServiceWait(ProjectServices& services, QString server, QObject* context, std::function<void()> done, std::chrono::milliseconds patience)
    : QObject(&services), m_services(services), m_server(std::move(server)), m_context(context), m_done(std::move(done))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &ServiceWait::end);
    m_patience.start(patience);
    services.whenRead(this, [this] { QMetaObject::invokeMethod(this, &ServiceWait::begin, Qt::QueuedConnection); });
}

void ServiceWait::begin()
{
    connect(&m_services.manager(), &ServerManager::changed, this, &ServiceWait::look);
    m_services.manager().ensureStarted();
    look();
}

void ServiceWait::look()
{
    const McpServer* server = m_services.manager().server(m_server);
    if (!server || !server->isComing())
        end();
}

void ServiceWait::end()
{
    disconnect(&m_services.manager(), nullptr, this, nullptr);
    m_patience.stop();
    const std::function<void()> done = std::exchange(m_done, nullptr);
    deleteLater();
    if (m_context && done)
        done();
}

} // namespace aios
