// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/secret.h"

#include <QDateTime>
#include <QStringList>
#include <QUrl>

#include <cstdint>

namespace aios {

/// What a server says of itself as something that tokens are for (RFC 9728).
struct ProtectedResource {
    QString resource; ///< As published: it is sent exactly so (RFC 8707). Empty: the server publishes nothing.
    QStringList authorizationServers; ///< Issuers.
    QStringList scopes;
};

/// What an authorization server says of itself (RFC 8414, OpenID Connect Discovery).
struct AuthorizationServer {
    QString issuer; ///< As published: compared byte by byte.
    QUrl authorizationEndpoint;
    QUrl tokenEndpoint;
    QUrl registrationEndpoint; ///< Empty: it registers nobody.
    QUrl revocationEndpoint;   ///< Empty: tokens cannot be given back.
    QStringList scopes;
    QStringList codeChallengeMethods;
    QStringList tokenAuthMethods; ///< Empty: it does not say.
    QStringList dpopAlgorithms;   ///< Empty: its tokens are not bound to a key.
    bool clientIdDocuments = false; ///< A client may be named by the address of its description.
    bool namesItself = false;       ///< Its answers say who gave them (RFC 9207).
    bool guessed = false;           ///< It publishes nothing; the addresses are those that 2025-03-26 took for granted.
};

/// How a client proves itself where tokens are given.
enum class ClientProof : std::uint8_t { None, Basic, Post, PrivateKey };

/// This program as an authorization server knows it. Never shown to another one.
struct OAuthClient {
    QString id;
    Secret secret;         ///< Or, for PrivateKey, the key in PEM.
    QString algorithm;     ///< Of that key: ES256, RS256.
    ClientProof proof = ClientProof::None;
    quint16 port = 0;      ///< Of the loopback address that was registered; 0: none was.
    QDateTime expires;     ///< Of the secret; invalid: never.
    bool registered = false; ///< By ourselves, so it can be done anew.
};

struct OAuthTokens {
    Secret access;
    Secret refresh;   ///< Empty: when the access token ends, so does the sign-in.
    QString type;     ///< "Bearer" or "DPoP"
    QDateTime expires; ///< Invalid: the server does not say.
    QStringList scopes; ///< Granted.
};

/// A sign-in: what was given, by whom, for what. Kept whole, so that no part of it meets another authorization server or another service.
struct OAuthGrant {
    QString issuer;
    QString resource; ///< As sent; empty where the server publishes none.
    QUrl tokenEndpoint;
    QUrl revocationEndpoint;
    OAuthClient client;
    OAuthTokens tokens;
    QStringList asked; ///< Scopes that were asked for.
    Secret proofKey;   ///< The private key (PEM) that the tokens are bound to; empty: they are not.
};

/// What the person, or a configuration file, says about signing in at a server. Values are already filled in.
struct OAuthSettings {
    /// Person: by a browser. The others need nobody: the client's own credentials, a token of an identity provider that is exchanged (enterprise-managed
    /// authorization), a token of the workload.
    enum class Way : std::uint8_t { Person, ClientCredentials, Enterprise, Workload };
    Way way = Way::Person;
    QString clientId; ///< Registered beforehand; empty: none.
    QString issuer; ///< That knows this client; empty: whichever the server names.
    Secret clientSecret;
    Secret privateKey; ///< PEM, for a client that signs.
    QString algorithm; ///< ES256 (when empty) or RS256
    quint16 callbackPort = 0; ///< As registered beforehand; 0: any free one.
    QStringList scopes; ///< Instead of what the server suggests.
    QUrl metadataUrl; ///< Where the authorization server describes itself, instead of the usual places.
    QUrl clientDocument; ///< Address of our own description (client ID metadata document); empty: there is none.
    Secret assertion; ///< Workload: its token. Enterprise: the identity provider's.
    QString assertionFile; ///< Where that is found instead, each time anew: whoever runs a workload replaces it there. Absolute.
    QUrl exchangeEndpoint; ///< Enterprise: where it is exchanged.
    QString exchangeClient; ///< Enterprise: our id there.
};

} // namespace aios
