// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/oauthunattended.h"

#include "core/base/text.h"
#include "core/mcp/oauth/jwt.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qint64 kMostAssertion = 64 * 1024;
constexpr char kExchange[] = "urn:ietf:params:oauth:grant-type:token-exchange";
constexpr char kBearer[] = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr char kIdToken[] = "urn:ietf:params:oauth:token-type:id_token";
constexpr char kIdJag[] = "urn:ietf:params:oauth:token-type:id-jag";

OAuthClient clientOf(const OAuthSettings& settings, const AuthorizationServer& server)
{
    OAuthClient client;
    client.id = settings.clientId;
    client.secret = settings.privateKey.isEmpty() ? settings.clientSecret : settings.privateKey;
    client.algorithm = settings.algorithm;
    client.proof = settings.privateKey.isEmpty() ? proofFor(!client.secret.isEmpty(), server.tokenAuthMethods) : ClientProof::PrivateKey;
    return client;
}

} // namespace

QString unattendedWords(OAuthSettings::Way way)
{
    using Way = OAuthSettings::Way;
    switch (way) {
    case Way::ClientCredentials:
        return u"with credentials of its own (client_credentials)"_s;
    case Way::Workload:
        return u"with the token of its workload (jwt-bearer)"_s;
    case Way::Enterprise:
        return u"through the identity provider of the company (token-exchange)"_s;
    case Way::Person:
        break;
    }
    return {};
}

OAuthUnattended::OAuthUnattended(HttpTransport& http, OAuthWish wish, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_wish(std::move(wish)),
      m_clock(clock),
      m_fetch(http, OAuthAddresses(m_wish.server)),
      m_provider(http, OAuthAddresses(m_wish.settings.exchangeEndpoint)),
      m_discovery(m_fetch, m_wish.challenge, m_wish.settings.issuer, m_wish.settings.metadataUrl),
      m_tokens(m_fetch, clock)
{}

void OAuthUnattended::start(OAuthLogin::Reply reply)
{
    m_reply = std::move(reply);
    m_discovery.find([this](const Result<OAuthPlace>& place) { place ? placed(*place) : finish(std::unexpected(place.error())); });
}

void OAuthUnattended::placed(const OAuthPlace& place)
{
    const OAuthSettings& settings = m_wish.settings;
    const AuthorizationServer& server = place.server;
    if (!settings.issuer.isEmpty() && settings.issuer != server.issuer)
        return finish(fail(ErrorCode::Denied,
                           u"The service names another authorization server than the one these credentials are for, so they were not sent there."_s));
    m_grant.issuer = server.issuer;
    m_grant.resource = place.resource.resource;
    m_grant.tokenEndpoint = server.tokenEndpoint;
    m_grant.revocationEndpoint = server.revocationEndpoint;
    m_grant.client = clientOf(settings, server);
    m_grant.asked = wantedScopes(m_wish, place);
    m_grant.asked.removeAll(u"offline_access"_s); // nothing has to last: it can be asked for again at any time
    if (m_wish.challenge.scheme == "dpop" && server.dpopAlgorithms.contains(u"ES256"_s)) {
        auto key = newProofKey();
        if (!key)
            return finish(std::unexpected(key.error()));
        m_grant.proofKey = std::move(*key);
    }
    if (settings.way == OAuthSettings::Way::ClientCredentials)
        return ask({{"grant_type", "client_credentials"}});
    const auto brought = assertion();
    if (!brought)
        return finish(std::unexpected(brought.error()));
    if (settings.way == OAuthSettings::Way::Enterprise)
        return exchange(*brought);
    ask({{"grant_type", kBearer}, {"assertion", plainBytes(*brought)}});
}

/// A file is read each time. What does not look like a token is no token, and goes nowhere.
Result<Secret> OAuthUnattended::assertion() const
{
    const QString& path = m_wish.settings.assertionFile;
    if (path.isEmpty())
        return m_wish.settings.assertion;
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, u"The token of this program could not be read from %1."_s.arg(path));
    static const QRegularExpression token(u"^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*$"_s);
    QByteArray bytes = file.read(kMostAssertion).trimmed();
    const bool good = token.match(QString::fromLatin1(bytes)).hasMatch();
    Secret secret{bytes};
    wipe(bytes.data(), static_cast<std::size_t>(bytes.size()));
    return good ? Result<Secret>(secret) : fail(ErrorCode::InvalidInput, u"What stands in %1 is no token (JWT), so it was not sent."_s.arg(path));
}

void OAuthUnattended::exchange(const Secret& brought)
{
    const OAuthSettings& settings = m_wish.settings;
    OAuthClient client;
    client.id = settings.exchangeClient;
    const auto post = tokenPost(settings.exchangeEndpoint, {}, client,
                                {{"grant_type", kExchange},
                                 {"requested_token_type", kIdJag},
                                 {"subject_token", plainBytes(brought)},
                                 {"subject_token_type", kIdToken},
                                 {"audience", m_grant.issuer.toUtf8()},
                                 {"resource", m_grant.resource.toUtf8()},
                                 {"scope", m_grant.asked.join(u' ').toUtf8()}},
                                m_clock.now());
    if (!post)
        return finish(std::unexpected(post.error()));
    m_provider.post(post->url, kFormType, post->body, post->headers, [this](const Result<OAuthReply>& got) {
        const auto token = got ? readExchanged(*got, QLatin1StringView(kIdJag)) : Result<Secret>(std::unexpected(got.error()));
        token ? ask({{"grant_type", kBearer}, {"assertion", plainBytes(*token)}}) : finish(std::unexpected(token.error()));
    });
}

void OAuthUnattended::ask(const FormFields& fields)
{
    FormFields all = fields;
    all.emplaceBack("scope", m_grant.asked.join(u' ').toUtf8());
    all.emplaceBack("resource", m_grant.resource.toUtf8());
    m_tokens.ask({m_grant.tokenEndpoint, m_grant.issuer, m_grant.client, m_grant.proofKey}, all, m_grant.asked, [this](Result<OAuthTokens> tokens) {
        if (!tokens)
            return finish(std::unexpected(tokens.error()));
        m_grant.tokens = std::move(*tokens);
        if (m_grant.tokens.type != "DPoP"_L1)
            m_grant.proofKey = {};
        finish(m_grant);
    });
}

void OAuthUnattended::finish(Result<OAuthGrant> result)
{
    if (const OAuthLogin::Reply reply = std::exchange(m_reply, nullptr))
        reply(std::move(result));
}

} // namespace aios
