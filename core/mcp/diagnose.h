// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/diagnosis.h"
#include "core/mcp/mcpserver.h"
#include "core/mcp/nodeversions.h"

namespace aios {

class HttpNotes;

/// Walks with a connection of its own what a service needs before its tools can be called, and stops where it fails: program or address, start, handshake,
/// list, schemas. Nothing is called and nothing stored; what was started is ended. The step Call is another's (core/runtime), because calls are the gate's.
/// Core thread; whoever made it keeps it until `done`.
class Diagnose : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(Diagnosis)>;
    /// `blocked`: why it must not be started (ServerManager); empty: it may. Then the walk ends at its first step.
    Diagnose(McpServerConfig config, const McpSurroundings& surroundings, QString blocked, QObject* parent = nullptr);
    ~Diagnose() override; ///< Ends what runs.

    void start(Done done); ///< `done` comes from the event loop.

private:
    void readSecrets(const QStringList& names);
    void resolve();
    void askHelper();
    void connectToServer();
    [[nodiscard]] std::unique_ptr<McpTransport> makeTransport(bool older);
    void connected(const Result<McpHandshake>& handshake);
    void tellFailure();
    void tellFailure(const NodeInstallation& used);
    void describeHandshake(const McpHandshake& handshake);
    void listed(const Result<QList<QByteArray>>& raw);
    void describeTools(const QList<McpToolInfo>& tools, qsizetype bytes);
    void add(DiagnosisStep step, DiagnosisLine::State state, const QString& words, const QString& advice = {}, const QString& detail = {});
    void finish();

    McpServerConfig m_config;
    const McpSurroundings& m_around;
    QString m_blocked;
    Diagnosis m_diagnosis;
    Done m_done;
    QHash<QString, Secret> m_secrets;
    McpLaunch m_launch;
    ConnectFacts m_facts;
    std::shared_ptr<OAuthSession> m_signIn; ///< Under m_http; null where nobody signs in.
    std::shared_ptr<HttpNotes> m_http;
    std::unique_ptr<HeadersHelper> m_helper;
    std::unique_ptr<ProcessRunner> m_node; ///< Says its version.
    QByteArray m_nodeSays;
    std::unique_ptr<McpClient> m_client;
};

/// The tool a diagnosis may call: one that needs no input, is on, and of which the person (not the service) has said that it only reads. Null: there is
/// none.
[[nodiscard]] const ServiceTool* harmlessTool(const QList<ServiceTool>& tools);

} // namespace aios
