// SPDX-License-Identifier: MIT
#include "core/agent/toolorchestrator.h"

#include "core/agent/offeredcall.h"
#include "core/base/ids.h"

#include <algorithm>

namespace aios {

namespace {
constexpr qsizetype kMostParallel = 8;
} // namespace

void ToolOrchestrator::run(const QList<ToolUseBlock>& calls, Done done)
{
    begin(calls, std::move(done));
    m_again = false;
    startNext();
}

void ToolOrchestrator::runAgain(const QList<ToolUseBlock>& calls, const QHash<QString, ToolResultBlock>& results, Done done)
{
    begin(calls, std::move(done));
    m_again = true;
    for (qsizetype i = 0; i < calls.size(); ++i) {
        if (const auto it = results.constFind(calls[i].id); it != results.cend())
            m_results[i] = *it;
    }
    startNext();
}

bool ToolOrchestrator::onlyWaits() const
{
    return busy() && m_running > 0 && std::ranges::all_of(m_runs, [](const auto& run) { return !run || run->isDone() || run->waitsForPerson(); });
}

void ToolOrchestrator::begin(const QList<ToolUseBlock>& calls, Done done)
{
    Q_ASSERT(!busy());
    m_calls.clear();
    for (const ToolUseBlock& call : calls)
        m_calls.append(asOffered(m_scope, call));
    m_group = newId();
    m_order = m_core.nextOrder();
    m_runs.clear();
    m_runs.resize(static_cast<std::size_t>(calls.size()));
    m_results = QList<std::optional<ToolResultBlock>>(calls.size());
    m_outcome = {};
    m_askingAhead = false;
    m_done = std::move(done);
    m_next = 0;
    m_running = 0;
}

bool ToolOrchestrator::readOnly(qsizetype index) const
{
    const auto tool = m_scope.tool(m_calls[index].name);
    return tool && tool->spec().readOnly;
}

CallRun& ToolOrchestrator::makeRun(qsizetype index)
{
    std::unique_ptr<CallRun>& run = m_runs[static_cast<std::size_t>(index)];
    if (!run) {
        run = std::make_unique<CallRun>(m_core, m_scope, m_calls[index], [this, index](CallOutcome outcome) { settled(index, std::move(outcome)); });
        run->setPlace(m_group, static_cast<int>(index), static_cast<int>(m_calls.size()));
        run->setOrder(m_order + index);
        run->setOnAsking([this] {
            if (!m_askingAhead)
                askAhead(m_next);
        });
        run->setOnRemembered([this] {
            for (std::size_t i = 0; i < m_runs.size(); ++i) {
                if (m_runs[i])
                    m_runs[i]->reconsider();
            }
        });
    }
    return *run;
}

void ToolOrchestrator::askAhead(qsizetype index)
{
    index = qMax(index, m_next);
    if (!m_done || index >= m_calls.size() || m_outcome.cancelled || m_outcome.fatal) {
        m_askingAhead = false;
        return;
    }
    m_askingAhead = true;
    makeRun(index).askAhead([this, index](const AccessRequest& access) { return independent(index, access); },
                            [this, index] { askAhead(index + 1); });
}

/// Whether what a call would do looks the same before and after the calls in front of it that have not ended. A guess that spares a question: when its turn
/// comes, what would happen then is held against what was approved.
bool ToolOrchestrator::independent(qsizetype index, const AccessRequest& access) const
{
    if (access.shell || access.paths.isEmpty())
        return true; // Its words say it all.
    const auto touches = [&access](const QString& path) {
        return std::ranges::any_of(access.paths, [&path](const PathAccess& each) { return each.realPath == path || each.path == path; });
    };
    for (qsizetype before = 0; before < index; ++before) {
        const auto& run = m_runs[static_cast<std::size_t>(before)];
        if ((run && run->isDone()) || readOnly(before))
            continue;
        if (!run || run->access().tool.isEmpty() || run->access().shell || run->access().paths.isEmpty())
            return false; // What is in front may change any file.
        if (std::ranges::any_of(run->access().paths, [&touches](const PathAccess& path) { return touches(path.realPath) || touches(path.path); }))
            return false;
    }
    return true;
}

void ToolOrchestrator::startNext()
{
    if (m_starting) // a call that ended inside start(): the loop below goes on
        return;
    m_starting = true;
    while (m_next < m_calls.size() && !m_outcome.cancelled && !m_outcome.fatal) {
        const bool mayJoin = m_running == 0 || (!m_again && m_running < kMostParallel && readOnly(m_next) && readOnly(m_next - 1));
        if (!mayJoin)
            break;
        const qsizetype index = m_next++;
        if (m_results[index]) // rejected before its turn
            continue;
        ++m_running;
        CallRun& run = makeRun(index);
        run.setMustAsk(m_again);
        run.start();
    }
    m_starting = false;
    if (m_running > 0 || !m_done)
        return;
    cancelRuns(); // What was asked ahead and will not have its turn.
    for (qsizetype i = 0; i < m_calls.size(); ++i) {
        if (!m_results[i])
            m_results[i] = ToolResultBlock{m_calls[i].id, QStringLiteral("Not run: the turn was stopped before its turn came."), {}, true, false};
        m_outcome.results.blocks.append(*m_results[i]);
    }
    std::exchange(m_done, nullptr)(std::move(m_outcome));
}

void ToolOrchestrator::settled(qsizetype index, CallOutcome outcome)
{
    // Found after a restart, and it failed before there was anything to ask: nothing may follow from that without the person, no call and no request.
    if (std::exchange(m_again, false) && !m_runs[static_cast<std::size_t>(index)]->wasAsked() && !outcome.fatal)
        outcome.cancelled = true;
    m_results[index] = std::move(outcome.result);
    if (index < m_next)
        --m_running;
    if (outcome.fatal && !m_outcome.fatal)
        m_outcome.fatal = std::move(outcome.fatal);
    if (outcome.cancelled && !std::exchange(m_outcome.cancelled, true)) {
        cancelRuns();
    }
    // Finished runs are dropped with the next run(): their own functions may still be on the stack. The continuation is direct:
    // nothing may stand between the last result and the next request.
    startNext();
}

/// A cancelled run answers at once, from inside: nothing starts or ends before all have.
void ToolOrchestrator::cancelRuns()
{
    const bool starting = std::exchange(m_starting, true);
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        if (m_runs[i])
            m_runs[i]->cancel();
    }
    m_starting = starting;
}

void ToolOrchestrator::cancel()
{
    if (!busy())
        return;
    m_outcome.cancelled = true;
    cancelRuns();
    startNext();
}

} // namespace aios
