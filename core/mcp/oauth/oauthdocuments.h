// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/oauth/oauthaddresses.h"
#include "core/mcp/oauth/oauthtypes.h"

namespace aios {

/// Where a server may describe itself: what its challenge names and nothing else, or the two usual places, the one with its path first (RFC 9728 3.1).
[[nodiscard]] QList<QUrl> resourceMetadataUrls(const QUrl& server);
/// Where an issuer describes itself (mcp.md 1.2): one with a path is never looked for at the root.
[[nodiscard]] QList<QUrl> issuerMetadataUrls(const QUrl& issuer);

/// Error: it is none, or it speaks for something that does not hold this server.
[[nodiscard]] Result<ProtectedResource> readProtectedResource(QByteArrayView json, const QUrl& server);
/// `issuer`: who it must be by; empty: by whoever lives where `place` lies. Error: it is none, by somebody else, or names addresses that are not used.
[[nodiscard]] Result<AuthorizationServer> readAuthorizationServer(QByteArrayView json, const QString& issuer, const QUrl& place,
                                                                  const OAuthAddresses& addresses);
/// What 2025-03-26 took for granted where nothing is published: /authorize, /token and /register of the server's own origin.
[[nodiscard]] AuthorizationServer guessedAuthorizationServer(const QUrl& server);

/// `resource` is the server's address, or one of the same origin whose path holds it.
[[nodiscard]] bool resourceHolds(const QString& resource, const QUrl& server);

} // namespace aios
