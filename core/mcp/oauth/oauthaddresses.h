// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/net/httptransport.h"
#include "core/net/ipaddress.h"

namespace aios {

/// Where a sign-in at one server may lead (CVE-2026-45609, CVE-2025-6514): what a server or its authorization server names is https and of the public
/// internet, except on the server's own host. A server on loopback may name others on loopback, by plain http too. Value.
class OAuthAddresses {
public:
    explicit OAuthAddresses(QUrl server) : m_server(std::move(server)) {}

    /// The address in `text`, if it may be used; `what` names it in the error.
    [[nodiscard]] Result<QUrl> checked(const QString& text, const QString& what) const;
    /// Lets the request reach only such addresses, whatever its name resolves to.
    void guard(HttpRequest& request) const;
    [[nodiscard]] const QUrl& server() const { return m_server; }

private:
    [[nodiscard]] bool isNear() const { return IpAddress::isLoopbackHost(m_server.host()); }

    QUrl m_server;
};

/// Scheme, host and port are the same.
[[nodiscard]] bool sameOrigin(const QUrl& one, const QUrl& other);
/// "https://example.org:8443", without a slash at the end.
[[nodiscard]] QString plainOrigin(const QUrl& url);

} // namespace aios
