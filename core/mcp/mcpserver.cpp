// SPDX-License-Identifier: MIT
#include "core/mcp/mcpserver.h"

#include "core/base/text.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.mcp", QtWarningMsg)

} // namespace

McpServer::McpServer(McpServerConfig config, const McpSurroundings& surroundings, QObject* parent)
    : QObject(parent), m_config(std::move(config)), m_around(surroundings)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &McpServer::start);
    m_launch.shown = m_config.type == McpServerConfig::Type::Stdio ? (QStringList{m_config.command} + m_config.arguments).join(u' ') : m_config.url;
}

McpServer::~McpServer()
{
    ++m_attempt; // answers of the client that goes with it no longer count
    if (m_client)
        m_client->disconnect(this);
    m_client.reset();
    callersGone();
    if (m_signIn)
        m_signIn->disconnect(this);
}

void McpServer::dropClient()
{
    if (!m_client)
        return;
    m_lastErrors = errorTail();
    tellListed();
    m_client->disconnect(this);
    // Its own function may be on the stack.
    m_client.release()->deleteLater();
}

void McpServer::setBlocked(const QString& why)
{
    m_blocked = why;
    if (!why.isEmpty())
        m_retry.stop();
    if (!why.isEmpty() && m_state != ServiceState::Off)
        stop();
    Q_EMIT changed();
}

void McpServer::start()
{
    if (m_stopping)
        m_startAfterStop = true;
    if (m_stopping || isComing() || m_state == ServiceState::Ready || !m_blocked.isEmpty())
        return;
    m_retry.stop();
    m_problem.clear();
    m_warnings.clear();
    m_exitCode.reset();
    m_lastErrors.clear();
    m_log.clear();
    m_secrets.clear();
    m_standIn = false;
    const int attempt = ++m_attempt;
    setState(ServiceState::Starting);
    if (!lookUp(attempt))
        begin(attempt);
}

void McpServer::ended(const McpEnd& end)
{
    m_exitCode = end.exitCode;
    if (m_stopping || end.asked) {
        m_stopping = false;
        dropClient();
        setState(ServiceState::Off);
        if (std::exchange(m_startAfterStop, false))
            start();
        return;
    }
    failWith(end.error.message, end.error);
}

void McpServer::failWith(const QString& problem, const Error& why)
{
    if (m_signIn && m_signIn->needsSignIn())
        return askForSignIn(m_signIn->problem());
    if (std::exchange(m_otherProgram, false)) // the login shell, asked meanwhile, knows another one
        return restart();
    ++m_attempt;
    m_stopping = false;
    dropClient();
    m_problem = problem;
    const QString last = m_lastErrors.section(u'\n', -1).trimmed();
    if (!last.isEmpty())
        m_problem += u" It last wrote: "_s + elided(showHidden(last), 300);
    m_comesBack = m_wasReady || mayPass(why);
    if (m_comesBack)
        retryLater();
    qCInfo(log) << "a service failed" << name();
    setState(ServiceState::Failed);
}

void McpServer::stop()
{
    m_startAfterStop = false;
    m_retry.stop();
    m_retries = 0;
    m_wasReady = false;
    m_comesBack = false;
    if (m_stopping)
        return;
    m_problem.clear();
    if (m_state == ServiceState::Ready && m_client && m_client->transport()) {
        m_stopping = true;
        ++m_attempt;
        m_client->close();
        return setState(ServiceState::Off);
    }
    ++m_attempt;
    dropClient(); // what has not come up yet is ended at once
    setState(ServiceState::Off);
}

void McpServer::restart()
{
    m_retries = 0;
    m_wasReady = false;
    m_comesBack = false;
    if (m_state == ServiceState::Off || m_state == ServiceState::Failed || m_state == ServiceState::SignInNeeded)
        return start();
    stop();
    start();
}

void McpServer::setState(ServiceState state)
{
    if (state == ServiceState::Starting && m_state == ServiceState::Failed && m_comesBack)
        ++m_retries;
    m_state = state;
    Q_EMIT changed();
}

} // namespace aios
