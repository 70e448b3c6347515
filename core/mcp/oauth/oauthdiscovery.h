// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/oauth/authchallenge.h"
#include "core/mcp/oauth/oauthfetch.h"
#include "core/mcp/oauth/oauthtypes.h"

namespace aios {

/// Where one signs in at a server.
struct OAuthPlace {
    ProtectedResource resource;
    AuthorizationServer server;
};

/// Finds out where one signs in at a server, in the order of mcp.md 1.2: what it publishes about itself, then what the authorization server named there
/// publishes; where a server publishes nothing, as 2025-03-26 had it. Core thread; ends with its reply, or unanswered with its owner.
class OAuthDiscovery : public QObject {
    Q_OBJECT
public:
    using Reply = std::function<void(Result<OAuthPlace>)>;
    /// `preferred`: the issuer of an earlier sign-in, or of a client that was registered beforehand; used if the server still names it.
    OAuthDiscovery(OAuthFetch& fetch, AuthChallenge challenge, QString preferred, QUrl metadataUrl, QObject* parent = nullptr);
    void find(Reply reply);

private:
    void tryResource(QList<QUrl> urls);
    void takeResource(const QByteArray& body);
    void chooseServer();
    void tryServer(QList<QUrl> urls, const QString& issuer);
    void takeServer(const QByteArray& body, const QString& issuer, const QUrl& url);
    void finish(Result<OAuthPlace> result);

    OAuthFetch& m_fetch;
    AuthChallenge m_challenge;
    QString m_preferred;
    QUrl m_metadataUrl;
    OAuthPlace m_found;
    Reply m_reply;
    bool m_older = false; ///< The server publishes nothing about itself.
};

} // namespace aios
