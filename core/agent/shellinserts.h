// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/callrun.h"
#include "core/content/contextbuilder.h"

namespace aios {

/// Runs the inline shell of a command or skill (`!`cmd``) through the gate, one after the other, and gives the outputs. Never asks: what the policy
/// does not allow, an untrusted folder, and a failing command end the whole invocation. Core thread.
class ShellInserts : public QObject {
    Q_OBJECT
public:
    ShellInserts(SessionCore& core, const LoopScope& scope);
    void run(const QList<PromptExpansion::ShellInsert>& inserts, std::function<void(Result<QStringList>)> done);
    void cancel();

private:
    void next();
    void ended(const CallOutcome& outcome);

    SessionCore& m_core;
    LoopScope m_scope;
    QList<PromptExpansion::ShellInsert> m_inserts;
    QStringList m_outputs;
    std::unique_ptr<CallRun> m_run;
    std::function<void(Result<QStringList>)> m_done;
};

} // namespace aios
