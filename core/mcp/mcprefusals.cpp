// SPDX-License-Identifier: MIT
// Requests of an McpClient that the server refuses before it begins with them, as it does in the era of 2026-07-28: it wants other headers, or another version,
// and each is sent once more.
#include "core/mcp/mcpclient.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace aios {

/// Over HTTP a refusal is one by its status. One that was told of, or whose answers the person has already given, may have begun. In the older era these codes
/// are anybody's own, but for a server that names the newer one.
bool McpClient::isRefusal(const McpAsked& asked, const RpcAnswer& answer, int code) const
{
    if ((m_step != Step::Ready && m_step != Step::Renewing) || !answer.error)
        return false;
    const bool older = m_step == Step::Ready && asked.era == m_eras && m_handshake.era == McpEra::Legacy;
    const bool named = code == kRpcUnsupportedVersion && supportedVersions(answer.error->data).contains(QLatin1StringView(kModernVersion));
    if (older && !named)
        return false;
    const bool refused = answer.error->code == code && (m_transport->isProgram() || answer.httpStatus >= 400);
    return refused && !answer.begun && !asked.heard && asked.rounds == 0 && !asked.again;
}

void McpClient::renewHeaders(qint64 number, const RpcAnswer& answer)
{
    McpAsked& asked = m_asked.at(number);
    asked.again = true;
    const auto renew = asked.options.renewHeaders; // it may end the request
    renew([self = QPointer<McpClient>(this), number, answer](Result<QList<HttpHeader>> headers) {
        const auto found = self ? self->m_asked.find(number) : decltype(m_asked)::iterator();
        if (!self || found == self->m_asked.end() || found->second.sent != 0)
            return;
        RpcOptions& options = found->second.options;
        if (!headers)
            return self->settle(number, std::unexpected(headers.error()));
        if (self->m_step != Step::Ready)
            return self->settle(number, fail(ErrorCode::Changed, u"The service is not connected any more."_s));
        const auto same = [](const HttpHeader& a, const HttpHeader& b) { return a.name == b.name && a.value == b.value; };
        if (std::ranges::equal(options.headers, *headers, same)) // it would be refused again
            return self->settle(number, answer);
        options.headers = std::move(*headers);
        self->sendAsked(number);
    });
}

/// Another server than before, or another version of it, stands at the address: it is asked anew what it speaks, or greeted as those of the older era are.
void McpClient::renewVersion(qint64 number, const RpcAnswer& answer)
{
    McpAsked& asked = m_asked.at(number);
    const QStringList versions = supportedVersions(answer.error->data);
    const bool modern = versions.isEmpty() || versions.contains(QLatin1StringView(kModernVersion));
    if (!modern && !speaksLegacy(versions))
        return settle(number, fail(ErrorCode::Changed, unknownVersions(versions).message));
    asked.again = true;
    if (m_step == Step::Ready && asked.era != m_eras) // that was found out while it was on its way
        return sendAsked(number);
    if (m_step == Step::Renewing)
        return;
    if (!modern)
        return renewSession();
    m_step = Step::Renewing;
    discoverAgain();
}

void McpClient::discoverAgain()
{
    m_transport->forgetSession();
    m_transport->negotiated(McpEra::Modern, kModernVersion);
    m_handshake.era = McpEra::Modern;
    RpcOptions options;
    options.timeout = m_options.connectTimeout;
    options.cancellable = false;
    m_peer->request("server/discover", {}, meta(), std::move(options),
                    JsonRpcPeer::Reply([this](Result<RpcAnswer> answer) { discoveredAgain(std::move(answer)); }, fail(ErrorCode::Cancelled, {})));
}

void McpClient::discoveredAgain(Result<RpcAnswer> answer)
{
    if (m_step != Step::Renewing)
        return;
    if (!answer || answer->error || !readDiscovery(answer->result).modern) {
        const QString why = !answer ? answer.error().message : answer->error ? rpcFailed(*answer->error).message : unknownVersions({}).message;
        return notRenewed(
            {ErrorCode::Unavailable, u"The service speaks another revision of the protocol than before, and none was agreed on. "_s + why, {}, {}});
    }
    McpHandshake handshake = readHandshake(answer->result);
    handshake.era = McpEra::Modern;
    handshake.version = kModernVersion;
    goOnRenewed(std::move(handshake));
}

} // namespace aios
