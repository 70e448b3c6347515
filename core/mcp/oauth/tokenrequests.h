// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/oauth/oauthfetch.h"
#include "core/mcp/oauth/oauthtypes.h"

namespace aios {

using FormFields = QList<std::pair<QByteArray, QByteArray>>;

/// A POST to where tokens are given, taken back or exchanged.
struct OAuthPost {
    QUrl url;
    QByteArray body;
    QList<SecretHeader> headers;
};
inline constexpr char kFormType[] = "application/x-www-form-urlencoded";

/// `fields` (empty values are left out) with the client's proof as it is to be given (RFC 6749 2.3, RFC 7523 2.2). `issuer`: who a signed proof is for.
[[nodiscard]] Result<OAuthPost> tokenPost(const QUrl& endpoint, const QString& issuer, const OAuthClient& client, const FormFields& fields,
                                          const QDateTime& now);

/// Tokens out of an answer. Authentication: it is refused, `detail` holds the error's name ("invalid_grant"). `asked`: what is granted when the answer does
/// not say.
[[nodiscard]] Result<OAuthTokens> readTokens(const OAuthReply& reply, const QStringList& asked, const QDateTime& now);
/// The token of a token exchange (RFC 8693) that is to be handed on, of this type.
[[nodiscard]] Result<Secret> readExchanged(const OAuthReply& reply, const QString& type);

/// The way of proof for a client that has, or has not, a secret, where the server takes these ways.
[[nodiscard]] ClientProof proofFor(bool hasSecret, const QStringList& taken);

/// The description of this program for a registration (RFC 7591), and what comes back.
[[nodiscard]] QByteArray registrationBody(const QString& redirect, const AuthorizationServer& server, const QStringList& scopes);
[[nodiscard]] Result<OAuthClient> readRegistration(const OAuthReply& reply, const AuthorizationServer& server);

[[nodiscard]] FormFields codeFields(const QByteArray& code, const QByteArray& verifier, const QString& redirect, const QString& resource);
[[nodiscard]] FormFields refreshFields(const Secret& refresh, const QString& resource);
[[nodiscard]] QByteArray plainBytes(const Secret& secret);
/// An error of an authorization server in words; both texts are its own.
[[nodiscard]] Error oauthFailed(const QString& what, const QString& error, const QString& description);

} // namespace aios
