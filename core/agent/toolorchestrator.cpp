// SPDX-License-Identifier: MIT
#include "core/agent/toolorchestrator.h"

#include "core/base/ids.h"

namespace aios {

namespace {
constexpr qsizetype kMostParallel = 8;
} // namespace

void ToolOrchestrator::run(const QList<ToolUseBlock>& calls, Done done)
{
    Q_ASSERT(!busy());
    m_calls = calls;
    m_group = newId();
    m_runs.clear();
    m_results = QList<std::optional<ToolResultBlock>>(calls.size());
    m_outcome = {};
    m_done = std::move(done);
    m_next = 0;
    m_running = 0;
    startNext();
}

bool ToolOrchestrator::readOnly(qsizetype index) const
{
    const auto tool = m_scope.tool(m_calls[index].name);
    return tool && tool->spec().readOnly;
}

void ToolOrchestrator::startNext()
{
    if (m_starting) // a call that ended inside start(): the loop below goes on
        return;
    m_starting = true;
    while (m_next < m_calls.size() && !m_outcome.cancelled && !m_outcome.fatal) {
        const bool mayJoin = m_running == 0 || (m_running < kMostParallel && readOnly(m_next) && readOnly(m_next - 1));
        if (!mayJoin)
            break;
        const qsizetype index = m_next++;
        ++m_running;
        m_runs.push_back(
            std::make_unique<CallRun>(m_core, m_scope, m_calls[index], [this, index](CallOutcome outcome) { settled(index, std::move(outcome)); }));
        m_runs.back()->setPlace(m_group, static_cast<int>(index), static_cast<int>(m_calls.size()));
        m_runs.back()->start();
    }
    m_starting = false;
    if (m_running > 0 || !m_done)
        return;
    for (qsizetype i = 0; i < m_calls.size(); ++i) {
        if (!m_results[i])
            m_results[i] = ToolResultBlock{m_calls[i].id, QStringLiteral("Not run: the turn was stopped before its turn came."), {}, true, false};
        m_outcome.results.blocks.append(*m_results[i]);
    }
    std::exchange(m_done, nullptr)(std::move(m_outcome));
}

void ToolOrchestrator::settled(qsizetype index, CallOutcome outcome)
{
    m_results[index] = std::move(outcome.result);
    --m_running;
    if (outcome.fatal && !m_outcome.fatal)
        m_outcome.fatal = std::move(outcome.fatal);
    if (outcome.cancelled && !std::exchange(m_outcome.cancelled, true)) {
        for (const auto& run : m_runs)
            run->cancel();
    }
    // Finished runs are dropped with the next run(): their own functions may still be on the stack. The continuation is direct:
    // nothing may stand between the last result and the next request.
    startNext();
}

void ToolOrchestrator::cancel()
{
    if (!busy())
        return;
    m_outcome.cancelled = true;
    // Index loop: a cancelled run answers at once, from inside.
    for (std::size_t i = 0; i < m_runs.size(); ++i)
        m_runs[i]->cancel();
    if (busy() && m_running == 0)
        startNext();
}

} // namespace aios
