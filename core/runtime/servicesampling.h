// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/approval.h"
#include "core/gate/decisionlog.h"
#include "core/mcp/mcpquestion.h"
#include "core/model/model.h"

#include <map>

namespace aios {

/// What a service asks of a model in the middle of a call. The person sees the whole of it and approves each request; then the session's own model is asked
/// once, without tools and without anything of the folder or the conversation; and the person sees the answer before the service gets it. No rule and no mode
/// stands in for that. Core thread; owned by the runtime.
class ServiceSampling : public QObject {
    Q_OBJECT
public:
    struct Options {
        /// The model that answers this session.
        std::function<void(const QString& sessionId, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply)> model;
        std::function<void(const QString& sessionId, const Usage& usage, std::optional<double> cost)> count; ///< What it cost, for that session.
        std::function<Result<void>(DecisionRecord record)> record; ///< Fills in the folder; what cannot be recorded does not happen.
    };
    static constexpr int kMostOfCall = 5; ///< Requests of one service in the calls of one session, until they are over.

    ServiceSampling(ApprovalBroker& broker, Options options, QObject* parent = nullptr);
    ~ServiceSampling() override;

    /// `reply` gets the raw result. Error: refused (Denied), or it could not be done.
    void ask(const QString& service, const QString& sessionId, const McpQuestion& question, McpQuestion::Reply reply);
    /// The session waits for nothing of the service any more: cards and requests to the model go.
    void callsOver(const QString& service, const QString& sessionId);

private:
    struct Asking;
    void took(int number, Result<std::shared_ptr<Model>> model);
    void askPerson(int number);
    void askModel(int number);
    void answered(int number, Result<ModelReply> reply);
    void showAnswer(int number);
    void decided(int number, ApprovalRequest request, std::function<void(int number)> go);
    void end(int number, Result<QByteArray> result);
    [[nodiscard]] Result<void> record(const Asking& asking, const ApprovalRequest& request, const Decision& decision) const;

    ApprovalBroker& m_broker;
    Options m_options;
    std::map<int, std::unique_ptr<Asking>> m_asking;
    std::map<std::pair<QString, QString>, int> m_counts; ///< By service and session.
    int m_last = 0;
};

} // namespace aios
