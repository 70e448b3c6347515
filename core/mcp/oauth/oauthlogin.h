// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/oauth/loopbacklistener.h"
#include "core/mcp/oauth/oauthdiscovery.h"
#include "core/mcp/oauth/tokenclient.h"

namespace aios {

/// What is known before a sign-in.
struct OAuthWish {
    QUrl server;
    OAuthSettings settings;
    AuthChallenge challenge;        ///< Of the refusal that led to it; may be empty.
    std::optional<OAuthGrant> past; ///< An earlier sign-in there.
};

/// The scopes to ask for (mcp.md 1.2): those of the challenge, else all that the server supports, else none said; those asked for earlier stay; a lasting
/// sign-in where the authorization server offers it by that scope.
[[nodiscard]] QStringList wantedScopes(const OAuthWish& wish, const OAuthPlace& place);

/// One sign-in of a person: finds the place, makes this program known there, opens the browser, waits for its answer, exchanges it for tokens. Core thread;
/// destroying it ends the sign-in.
class OAuthLogin : public QObject {
    Q_OBJECT
public:
    using Reply = std::function<void(Result<OAuthGrant>)>;
    using OpenBrowser = std::function<void(const QUrl&)>;
    OAuthLogin(HttpTransport& http, OAuthWish wish, const Clock& clock, OpenBrowser openBrowser, QObject* parent = nullptr);
    void start(Reply reply);

    static constexpr std::chrono::minutes kPatience{10}; ///< For the person.

private:
    void placed(const OAuthPlace& place);
    [[nodiscard]] std::optional<OAuthClient> knownClient() const;
    [[nodiscard]] Result<void> listen(std::optional<OAuthClient>& client);
    void registerClient();
    void authorize();
    void arrived(const QUrlQuery& answer);
    [[nodiscard]] Result<QByteArray> codeOf(const QUrlQuery& answer) const;
    void exchange(const QByteArray& code);
    void finish(Result<OAuthGrant> result);

    OAuthWish m_wish;
    const Clock& m_clock;
    OpenBrowser m_openBrowser;
    Reply m_reply;
    QByteArray m_state;
    QByteArray m_verifier;
    OAuthFetch m_fetch;
    OAuthDiscovery m_discovery;
    TokenClient m_tokens;
    LoopbackListener m_listener;
    QTimer m_patience;
    OAuthPlace m_place;
    OAuthGrant m_grant;
    QString m_redirect;
};

} // namespace aios
