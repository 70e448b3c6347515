// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/mcp/oauth/tokenrequests.h"

namespace aios {

/// Where and as whom tokens are asked for.
struct TokenPlace {
    QUrl endpoint;
    QString issuer;
    OAuthClient client;
    Secret proofKey; ///< The tokens are to be bound to this key; empty: they are not.
};

/// Asks an authorization server for tokens, once; a second time only with the nonce that it then wants (RFC 9449 8). Core thread.
class TokenClient : public QObject {
    Q_OBJECT
public:
    using Reply = std::function<void(Result<OAuthTokens>)>;
    TokenClient(OAuthFetch& fetch, const Clock& clock, QObject* parent = nullptr);

    /// `asked`: the scopes in `fields`.
    void ask(const TokenPlace& place, const FormFields& fields, const QStringList& asked, Reply reply);

private:
    void ask(const TokenPlace& place, const FormFields& fields, const QStringList& asked, const QByteArray& nonce, Reply reply);

    OAuthFetch& m_fetch;
    const Clock& m_clock;
};

} // namespace aios
