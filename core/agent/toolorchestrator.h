// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/callrun.h"

namespace aios {

/// Runs the calls of one reply: neighbouring read-only calls together, effects one after the other in the order the model gave them, and gives all results
/// at once, in call order. While one waits for the person, the later ones that need the person too are asked already, as far as what they would do does not
/// depend on what comes before; each still runs in its turn. A cancel or a fatal failure still gives every call a result, so that the transcript stays valid. Core thread.
class ToolOrchestrator : public QObject {
    Q_OBJECT
public:
    struct Outcome {
        Message results{Role::User, {}};
        bool cancelled = false;
        std::optional<Error> fatal;
    };
    using Done = std::function<void(Outcome)>;

    ToolOrchestrator(SessionCore& core, LoopScope& scope) : m_core(core), m_scope(scope) {}

    void run(const QList<ToolUseBlock>& calls, Done done);
    /// The calls of a reply whose run ended with the program: `results` of those that had ended, by id. Nothing runs before the person has answered.
    void runAgain(const QList<ToolUseBlock>& calls, const QHash<QString, ToolResultBlock>& results, Done done);
    void cancel();
    [[nodiscard]] bool busy() const { return static_cast<bool>(m_done); }
    [[nodiscard]] bool onlyWaits() const; ///< Nothing runs; the person is asked.

private:
    void begin(const QList<ToolUseBlock>& calls, Done done);
    void startNext();
    void settled(qsizetype index, CallOutcome outcome);
    void askAhead(qsizetype index);
    void cancelRuns();
    [[nodiscard]] bool independent(qsizetype index, const AccessRequest& access) const;
    CallRun& makeRun(qsizetype index);
    [[nodiscard]] bool readOnly(qsizetype index) const;

    SessionCore& m_core;
    LoopScope& m_scope;
    QList<ToolUseBlock> m_calls;
    QString m_group; ///< One card for what these ask.
    qint64 m_order = 0; ///< Of the first of them, among all calls of the session.
    std::vector<std::unique_ptr<CallRun>> m_runs; ///< One place a call, empty until it is needed.
    QList<std::optional<ToolResultBlock>> m_results;
    Outcome m_outcome;
    Done m_done;
    qsizetype m_next = 0;
    qsizetype m_running = 0;
    bool m_again = false; ///< Calls found after a restart, none of them decided yet.
    bool m_starting = false;
    bool m_askingAhead = false; ///< One is planned at a time, so that they are asked in order.
};

} // namespace aios
