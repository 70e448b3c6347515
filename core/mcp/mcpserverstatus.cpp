// SPDX-License-Identifier: MIT
// What an McpServer says of itself: its state, its tools, what it logged, and whether one of them can be called.
#include "core/base/text.h"
#include "core/mcp/mcpserver.h"
#include "core/mcp/stdiotransport.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace aios {

namespace {

constexpr qsizetype kErrorTail = 8 * 1024;
constexpr qsizetype kMostWarnings = 20;
constexpr qsizetype kMostLogLines = 50;
constexpr auto kCallIdle = 5min;         ///< Of a call to an address that tells nothing.
constexpr auto kProgramIdle = 30min;     ///< And of one to a program: there is no network to lose it.
constexpr auto kCallAtMost = 60min;

} // namespace

void McpServer::warn(const QString& text)
{
    if (m_warnings.size() >= kMostWarnings || m_warnings.contains(text))
        return;
    m_warnings.append(text);
    Q_EMIT changed();
}

/// Seen with the next change of anything else: a server may log a thousand lines a second.
void McpServer::takeLog(const QString& line)
{
    if (m_log.size() >= kMostLogLines)
        m_log.removeFirst();
    m_log.append(line);
}

/// What it wrote to its standard error, and what it logged by the protocol.
QString McpServer::errorTail() const
{
    const auto* program = m_client ? qobject_cast<const StdioTransport*>(m_client->transport()) : nullptr;
    QStringList parts{program ? program->errors().tail(kErrorTail) : m_lastErrors};
    if (m_client) // afterwards it is in the last errors
        parts += m_log;
    parts.removeAll(QString());
    return parts.join(u'\n');
}

ServiceStatus McpServer::status() const
{
    ServiceStatus status;
    status.name = name();
    status.scope = m_config.scope;
    status.file = m_config.file;
    status.state = m_state;
    status.problem = m_state == ServiceState::Off ? m_blocked : m_problem;
    status.enabled = m_around.choices->isEnabled(name());
    status.type = m_config.typeName;
    status.target = m_launch.shown;
    status.exitCode = m_exitCode;
    status.errorTail = errorTail();
    status.warnings = m_warnings;
    if (m_signIn)
        status.signIn = m_signIn->status();
    if (m_state == ServiceState::Ready && m_client) {
        status.protocol = QString::fromLatin1(m_client->handshake().version);
        status.serverName = m_client->handshake().serverName;
    }
    status.instructions = instructions();
    status.instructionsOn = m_around.choices->instructionsOn(name());
    status.instructionsChanged = m_around.choices->instructionsChanged(name(), m_config.hash, status.instructions);
    for (const Held& held : m_tools)
        status.tools.append(held.info.shown);
    return status;
}

QList<std::shared_ptr<const Tool>> McpServer::tools() const
{
    QList<std::shared_ptr<const Tool>> tools;
    for (const Held& held : m_tools) {
        if (offersTools() && held.tool && held.info.shown.on)
            tools.append(held.tool);
    }
    return tools;
}

const McpToolInfo* McpServer::tool(const QString& tool) const
{
    const auto found = std::ranges::find_if(m_tools, [&tool](const Held& held) { return held.info.shown.name == tool && held.tool; });
    return found == m_tools.end() ? nullptr : &found->info;
}

std::shared_ptr<const Tool> McpServer::anyTool(const QString& tool) const
{
    const auto found = std::ranges::find_if(m_tools, [&tool](const Held& held) { return held.info.shown.name == tool && held.tool; });
    return found == m_tools.end() ? nullptr : found->tool;
}

RpcOptions McpServer::callOptions() const
{
    RpcOptions options;
    const std::chrono::milliseconds wanted(m_config.timeoutMs);
    options.timeout = std::max<std::chrono::milliseconds>(m_config.type == McpServerConfig::Type::Stdio ? kProgramIdle : kCallIdle, wanted);
    options.hardTimeout = wanted > 0ms ? wanted : std::chrono::milliseconds(kCallAtMost);
    return options;
}

QString McpServer::whyNotCallable(const QString& toolName, const QByteArray& digest) const
{
    if (m_state != ServiceState::Ready || !m_client)
        return u"The service %1 is not running now%2"_s.arg(name(), m_problem.isEmpty() ? u", so the call was not made."_s : u": "_s + m_problem);
    const McpToolInfo* now = tool(toolName);
    if (!now || now->shown.digest != digest)
        return u"The service %1 describes this tool in another way than before, so the call was not made. It is off until the person has looked at it."_s
            .arg(name());
    return {};
}

} // namespace aios
