// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/diagnose.h"

#include <functional>

namespace aios {

class ProjectServices;

/// Diagnoses one service of the open folder: the walk with a connection of its own, then, where that works, one call by the service itself. That call is
/// the person's own: held against the rules and recorded like *Try a Tool*, and made only with a tool that they have said only reads and that needs no
/// input. Core thread; a child of `services`, deletes itself when it has told `done`.
class ServiceDiagnosis : public QObject {
    Q_OBJECT
public:
    using Done = Diagnose::Done;
    static void start(ProjectServices& services, const QString& server, Done done);

private:
    ServiceDiagnosis(ProjectServices& services, McpServer& server, Done done);
    void walked(Diagnosis diagnosis);
    void waitForServer();
    void call();
    void skip(const QString& words, const QString& advice = {});
    void add(DiagnosisLine::State state, const QString& words, const QString& advice = {}, const QString& detail = {});
    void finish();

    ProjectServices& m_services;
    QPointer<McpServer> m_server;
    std::unique_ptr<Diagnose> m_walk;
    Diagnosis m_diagnosis;
    Done m_done;
};

} // namespace aios
