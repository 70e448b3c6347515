// SPDX-License-Identifier: MIT
// When an McpServer that has worked, or whose address cannot be reached, is started again by itself.
#include "core/mcp/mcpserver.h"
#include "core/net/tlsfailure.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kMostRetries = 5;
constexpr qint64 kSteadyMs = 60'000; ///< Ready for so long, it has come back: its retries are counted anew.

} // namespace

/// One that was started before the login shell had answered may run with an older program than the person's own.
void McpServer::programsKnown()
{
    if (!m_launch.program || m_state == ServiceState::Off)
        return;
    const auto now = prepareLaunch(m_config, m_around.launchPlace(), {});
    if (!now || !now->program || now->program->program == m_launch.program->program)
        return;
    if (m_state == ServiceState::Failed)
        return restart();
    m_otherProgram = m_state != ServiceState::Ready;
    warn(u"It was started with %1. Your login shell would take %2; so does its next start."_s.arg(m_launch.program->program, now->program->program));
}

bool McpServer::mayRetry() const
{
    return m_state == ServiceState::Failed && m_wasReady && m_retries < kMostRetries;
}

/// What an address says or does not say while it is down, or the network is, may be otherwise soon. A program that could not be started is not tried again, nor
/// what another key, another address or another revision of the protocol would need.
bool McpServer::mayPass(const Error& why) const
{
    const bool passing = why.code == ErrorCode::Network || why.code == ErrorCode::Timeout;
    return passing && m_config.type != McpServerConfig::Type::Stdio && !isTlsFailure(why);
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
        m_problem += m_wasReady ? u" It was started again %1 times in vain; “Restart” tries once more."_s.arg(kMostRetries)
                                : u" It was tried again %1 times in vain; “Restart” tries once more."_s.arg(kMostRetries);
        return;
    }
    const auto wait = m_around.firstRetry * (1 << m_retries);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    const QString words = m_wasReady ? u" It is started again in %1 s (try %2 of %3)."_s : u" It is tried again in %1 s (try %2 of %3)."_s;
    m_problem += words.arg(seconds).arg(m_retries + 1).arg(kMostRetries);
    m_retry.start(wait);
}

} // namespace aios
