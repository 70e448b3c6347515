// SPDX-License-Identifier: MIT
#pragma once

#include "core/gate/approval.h"
#include "core/tools/tool.h"

#include <QPointer>

namespace aios {

class ProjectServices;

/// Sessions of such calls begin with this; they are not to be found among the folder's.
inline const QString kPersonSession = QStringLiteral("person:");

/// A call of a service's tool that a person makes themselves: from the pane ("Try a Tool") or with `aios mcp call`. Checked, planned, held against the
/// rules and recorded like any other; only who asks is another. Core thread; deletes itself when it has answered.
class PersonCall : public QObject {
    Q_OBJECT
public:
    PersonCall(ProjectServices& services, QString server, QString tool, QByteArray inputJson);
    ~PersonCall() override;

    /// What it would do: `verdict` by the rules, and a request as it can be shown to the person.
    struct Planned {
        ApprovalRequest request;
        Verdict verdict;
    };
    /// What the service asks in the middle of the call comes as cards of this session; without it nobody is asked.
    void setSession(const QString& sessionId) { m_sessionId = sessionId; }
    using Answer = std::function<void(Result<ToolOutput>)>;
    void plan(std::function<void(Result<Planned>)> planned);
    /// Runs what was planned, when it is still the same. `by`: "person", or "rule …" when a rule allowed it.
    void run(const QString& by, Answer answer);

private:
    void holdPublishing();
    void planAgain(std::function<void(const ToolPlan&)> then);
    void start(const ToolPlan& plan, const QString& by);
    void ran(const QString& by, const Result<ToolOutput>& output);
    [[nodiscard]] bool record(const QString& decision, const QString& by, const QString& outcome);
    void finish(Result<ToolOutput> output);
    [[nodiscard]] ToolContext context() const;

    ProjectServices& m_services;
    QString m_serverName;
    QString m_toolName;
    QString m_sessionId;
    ToolCall m_call;
    std::shared_ptr<const Tool> m_tool;
    std::shared_ptr<const PathGuard> m_guard;
    ToolPlan m_plan;
    Answer m_answer;
    bool m_over = false;
    std::unique_ptr<ToolRun> m_run;
};

} // namespace aios
