// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/projectservices.h"

#include <QTimer>

namespace aios {

/// Waits for one service, whatever is known of it from an earlier start: until it is ready, or will not come, or `patience` is over. Starts what may run and
/// does not. `done` comes from the event loop, and never once `context` is gone; who asks looks at the service again. Core thread; a child of `services`,
/// ends itself.
class ServiceWait : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::seconds kPatience{20};
    ServiceWait(ProjectServices& services, QString server, QObject* context, std::function<void()> done,
                std::chrono::milliseconds patience = kPatience);

private:
    void begin();
    void look();
    void end();

    ProjectServices& m_services;
    QString m_server;
    QPointer<QObject> m_context;
    std::function<void()> m_done;
    QTimer m_patience;
};

} // namespace aios
