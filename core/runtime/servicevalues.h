// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpserver.h"
#include "core/runtime/servicecompletion.h"

namespace aios {

class ProjectServices;

/// Asks a service for values, one question at a time: a new one ends the one before, at the service too. Core thread; a child of `services`.
class ServiceValueAsker : public QObject {
    Q_OBJECT
public:
    explicit ServiceValueAsker(ProjectServices& services);
    /// `told` from the event loop; never for a question that another has replaced. A service that fails knows no values.
    void ask(const ServiceValueQuery& query, std::function<void(const ServiceValues& values)> told);
    void stop();

private:
    ProjectServices& m_services;
    QPointer<McpServer> m_server;
    qint64 m_request = 0;
    int m_number = 0;
};

} // namespace aios
