// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/mcpconfig.h"
#include "core/mcp/oauth/oauthtypes.h"

namespace aios {

/// What the member `oauth` of a server's entry says: clientId, clientSecret, issuer, callbackPort, scopes, authServerMetadataUrl, clientDocument, and for
/// ways that need nobody grant (client_credentials, jwt-bearer, token-exchange), privateKey, algorithm, assertion or assertionFile (not in a folder's own
/// file, which could name any file then), exchangeEndpoint, exchangeClient. Secrets
/// are named as `${VARIABLE}`. Error: a value cannot be used.
[[nodiscard]] Result<OAuthSettings> oauthSettings(const McpServerConfig& config, const McpVariables& variables, QStringList& missing);

} // namespace aios
