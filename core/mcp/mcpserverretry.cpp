// SPDX-License-Identifier: MIT
// When an McpServer that has worked is started again by itself.
#include "core/mcp/mcpserver.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kMostRetries = 5;
constexpr qint64 kSteadyMs = 60'000; ///< Ready for so long, it has come back: its retries are counted anew.

} // namespace

bool McpServer::mayRetry() const
{
    return m_state == ServiceState::Failed && m_wasReady && m_retries < kMostRetries;
}

/// One that has worked is started again by itself, a few times and ever later. What it was doing is not done again: its calls have been answered.
void McpServer::retryLater()
{
    if (m_unknown)
        return;
    if (m_readySince.isValid() && m_readySince.hasExpired(kSteadyMs))
        m_retries = 0;
    m_readySince.invalidate();
    if (m_retries >= kMostRetries) {
        m_problem += u" It was started again %1 times in vain; “Restart” tries once more."_s.arg(kMostRetries);
        return;
    }
    const auto wait = m_around.firstRetry * (1 << m_retries);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    m_problem += u" It is started again in %1 s (try %2 of %3)."_s.arg(seconds).arg(m_retries + 1).arg(kMostRetries);
    m_retry.start(wait);
}

} // namespace aios
