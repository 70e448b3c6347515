// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/oauthlogin.h"

#include "core/base/text.h"
#include "core/mcp/oauth/jwt.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kStateBytes = 32;

void addAll(QStringList& scopes, const QStringList& more)
{
    for (const QString& scope : more) {
        if (!scopes.contains(scope))
            scopes.append(scope);
    }
}

QUrl withQuery(const QUrl& base, const FormFields& fields)
{
    QByteArray query = base.query(QUrl::FullyEncoded).toLatin1();
    for (const auto& [name, value] : fields) {
        if (!value.isEmpty())
            query += (query.isEmpty() ? QByteArray() : QByteArray("&")) + name + '=' + value.toPercentEncoding();
    }
    QUrl url = base;
    url.setQuery(QString::fromLatin1(query), QUrl::StrictMode);
    return url;
}

} // namespace

QStringList wantedScopes(const OAuthWish& wish, const OAuthPlace& place)
{
    QStringList scopes = wish.settings.scopes;
    const bool more = wish.challenge.error == "insufficient_scope"_L1;
    if (scopes.isEmpty())
        scopes = !wish.challenge.scopes.isEmpty() ? wish.challenge.scopes : place.resource.scopes;
    else if (more)
        addAll(scopes, wish.challenge.scopes);
    if (wish.past && wish.past->issuer == place.server.issuer) {
        QStringList all = wish.past->asked;
        addAll(all, scopes);
        scopes = all;
    }
    if (!scopes.isEmpty() && place.server.scopes.contains(u"offline_access"_s))
        addAll(scopes, {u"offline_access"_s});
    return scopes;
}

OAuthLogin::OAuthLogin(HttpTransport& http, OAuthWish wish, const Clock& clock, OpenBrowser openBrowser, QObject* parent)
    : QObject(parent),
      m_wish(std::move(wish)),
      m_clock(clock),
      m_openBrowser(std::move(openBrowser)),
      m_state(randomText(kStateBytes)),
      m_verifier(randomText(kStateBytes)),
      m_fetch(http, OAuthAddresses(m_wish.server)),
      m_discovery(m_fetch, m_wish.challenge,
                  !m_wish.settings.issuer.isEmpty() ? m_wish.settings.issuer
                  : m_wish.past                     ? m_wish.past->issuer
                                                    : QString(),
                  m_wish.settings.metadataUrl),
      m_tokens(m_fetch, clock),
      m_listener(m_state)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatience);
    connect(&m_listener, &LoopbackListener::arrived, this, &OAuthLogin::arrived);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        finish(fail(ErrorCode::Timeout, u"Nobody signed in within %1 minutes, so the sign-in was ended. Start it again."_s.arg(kPatience.count())));
    });
}

void OAuthLogin::start(Reply reply)
{
    m_reply = std::move(reply);
    m_patience.start();
    m_discovery.find([this](const Result<OAuthPlace>& place) { place ? placed(*place) : finish(std::unexpected(place.error())); });
}

void OAuthLogin::placed(const OAuthPlace& place)
{
    m_place = place;
    const AuthorizationServer& server = place.server;
    if (server.authorizationEndpoint.isEmpty())
        return finish(fail(ErrorCode::Protocol, u"The authorization server has no page to sign in at. Tell whoever runs the service."_s));
    if (!server.guessed && !server.codeChallengeMethods.contains(u"S256"_s))
        return finish(fail(
            ErrorCode::Protocol,
            u"The authorization server does not protect sign-ins of programs (PKCE with S256), so none is made. Tell whoever runs the service."_s));
    m_grant.issuer = server.issuer;
    m_grant.resource = place.resource.resource;
    m_grant.tokenEndpoint = server.tokenEndpoint;
    m_grant.revocationEndpoint = server.revocationEndpoint;
    m_grant.asked = wantedScopes(m_wish, place);
    if (m_wish.challenge.scheme == "dpop" && server.dpopAlgorithms.contains(u"ES256"_s)) {
        auto key = newProofKey();
        if (!key)
            return finish(std::unexpected(key.error()));
        m_grant.proofKey = std::move(*key);
    }
    auto client = knownClient();
    if (const auto listening = listen(client); !listening)
        return finish(std::unexpected(listening.error()));
    const bool byName = m_wish.settings.callbackPort != 0;
    m_redirect = m_listener.redirect(byName);
    if (!client)
        return registerClient();
    m_grant.client = std::move(*client);
    authorize();
}

/// Registered beforehand, then by an earlier sign-in there, then by the address of a description (mcp.md 1.2).
std::optional<OAuthClient> OAuthLogin::knownClient() const
{
    const OAuthSettings& settings = m_wish.settings;
    OAuthClient client;
    if (!settings.clientId.isEmpty() && (settings.issuer.isEmpty() || settings.issuer == m_place.server.issuer)) {
        client.id = settings.clientId;
        client.secret = settings.clientSecret;
        client.proof = proofFor(!client.secret.isEmpty(), m_place.server.tokenAuthMethods);
        client.port = settings.callbackPort;
        return client;
    }
    if (m_place.server.clientIdDocuments && !settings.clientDocument.isEmpty()) {
        client.id = settings.clientDocument.toString(QUrl::FullyEncoded);
        return client;
    }
    const auto& past = m_wish.past;
    const bool same = past && past->issuer == m_place.server.issuer && past->client.registered;
    if (same && (!past->client.expires.isValid() || past->client.expires > m_clock.now()))
        return past->client;
    return std::nullopt;
}

/// At the port that was registered. Where that is taken now, a client that we registered ourselves is registered anew.
Result<void> OAuthLogin::listen(std::optional<OAuthClient>& client)
{
    const auto listening = m_listener.listen(client ? client->port : m_wish.settings.callbackPort);
    if (listening || !client || !client->registered)
        return listening;
    client.reset();
    return m_listener.listen(0);
}

void OAuthLogin::registerClient()
{
    const AuthorizationServer& server = m_place.server;
    if (server.registrationEndpoint.isEmpty())
        return finish(fail(ErrorCode::NotFound,
                           u"The authorization server %1 takes only programs that were registered there. Register one, and give its id as \"oauth\": "
                           "{\"clientId\": \"…\", \"callbackPort\": …} in the service's entry."_s.arg(showHidden(elided(server.issuer, 120)))));
    m_fetch.post(server.registrationEndpoint, "application/json", registrationBody(m_redirect, server, m_grant.asked), {},
                 [this](const Result<OAuthReply>& got) {
                     auto client = got ? readRegistration(*got, m_place.server) : Result<OAuthClient>(std::unexpected(got.error()));
                     if (!client)
                         return finish(std::unexpected(client.error()));
                     m_grant.client = std::move(*client);
                     m_grant.client.port = m_listener.port();
                     authorize();
                 });
}

void OAuthLogin::authorize()
{
    m_openBrowser(withQuery(m_place.server.authorizationEndpoint, {{"response_type", "code"},
                                                                   {"client_id", m_grant.client.id.toUtf8()},
                                                                   {"redirect_uri", m_redirect.toUtf8()},
                                                                   {"code_challenge", codeChallenge(m_verifier)},
                                                                   {"code_challenge_method", "S256"},
                                                                   {"state", m_state},
                                                                   {"scope", m_grant.asked.join(u' ').toUtf8()},
                                                                   {"resource", m_grant.resource.toUtf8()}}));
}

/// Who answers is checked before what (RFC 9207 2.4), byte by byte.
Result<QByteArray> OAuthLogin::codeOf(const QUrlQuery& answer) const
{
    const AuthorizationServer& server = m_place.server;
    const QString issuer = answer.queryItemValue(u"iss"_s, QUrl::FullyDecoded);
    if (answer.hasQueryItem(u"iss"_s) ? issuer != server.issuer : server.namesItself)
        return fail(
            ErrorCode::Denied,
            u"The answer of the sign-in is not by %1, so it was not used. If you did not start it yourself, somebody may have tried to sign you in."_s
                .arg(showHidden(elided(server.issuer, 120))));
    if (answer.hasQueryItem(u"error"_s)) {
        const QString error = answer.queryItemValue(u"error"_s, QUrl::FullyDecoded);
        return std::unexpected(oauthFailed(u"You were not signed in"_s, error, answer.queryItemValue(u"error_description"_s, QUrl::FullyDecoded)));
    }
    const QByteArray code = answer.queryItemValue(u"code"_s, QUrl::FullyDecoded).toUtf8();
    if (code.isEmpty())
        return fail(ErrorCode::Protocol, u"The answer of the sign-in holds no code. Start it again."_s);
    return code;
}

void OAuthLogin::arrived(const QUrlQuery& answer)
{
    const auto code = codeOf(answer);
    code ? exchange(*code) : finish(std::unexpected(code.error()));
}

void OAuthLogin::exchange(const QByteArray& code)
{
    m_tokens.ask({m_grant.tokenEndpoint, m_grant.issuer, m_grant.client, m_grant.proofKey},
                 codeFields(code, m_verifier, m_redirect, m_grant.resource), m_grant.asked, [this](Result<OAuthTokens> tokens) {
                     if (!tokens)
                         return finish(std::unexpected(tokens.error()));
                     m_grant.tokens = std::move(*tokens);
                     if (m_grant.tokens.type != "DPoP"_L1)
                         m_grant.proofKey = {};
                     finish(m_grant);
                 });
}

void OAuthLogin::finish(Result<OAuthGrant> result)
{
    m_patience.stop();
    if (const Reply reply = std::exchange(m_reply, nullptr))
        reply(std::move(result));
}

} // namespace aios
