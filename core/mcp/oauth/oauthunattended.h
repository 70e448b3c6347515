// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/oauth/oauthlogin.h"

namespace aios {

/// A way that needs no person in words that follow "it signs in"; empty for the browser.
[[nodiscard]] QString unattendedWords(OAuthSettings::Way way);

/// Gets tokens without a person: by the client's own credentials, by a token of the workload (RFC 7523), or by one of an identity provider that is
/// exchanged first (enterprise-managed authorization). A refusal ends it; no other way is tried. Core thread; destroying it ends it.
class OAuthUnattended : public QObject {
    Q_OBJECT
public:
    OAuthUnattended(HttpTransport& http, OAuthWish wish, const Clock& clock, QObject* parent = nullptr);
    void start(OAuthLogin::Reply reply);

private:
    void placed(const OAuthPlace& place);
    [[nodiscard]] Result<Secret> assertion() const;
    void exchange(const Secret& brought);
    void ask(const FormFields& fields);
    void finish(Result<OAuthGrant> result);

    OAuthWish m_wish;
    const Clock& m_clock;
    OAuthLogin::Reply m_reply;
    OAuthFetch m_fetch;
    OAuthFetch m_provider; ///< Of the identity provider, whose address is the person's own.
    OAuthDiscovery m_discovery;
    TokenClient m_tokens;
    OAuthGrant m_grant;
};

} // namespace aios
