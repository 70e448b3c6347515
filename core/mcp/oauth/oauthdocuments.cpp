// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/oauthdocuments.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/oauth/authchallenge.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr std::size_t kMostTexts = 200;
constexpr qsizetype kLongestText = 2048;
constexpr auto kResourcePlace = "/.well-known/oauth-protected-resource"_L1;
constexpr auto kServerPlace = "/.well-known/oauth-authorization-server"_L1;
constexpr auto kOpenIdPlace = "/.well-known/openid-configuration"_L1;

QStringList texts(const json::object& object, std::string_view key)
{
    QStringList found;
    const json::array* array = jsonArray(object, key);
    for (std::size_t i = 0; array && i < array->size() && i < kMostTexts; ++i) {
        const json::value& value = (*array)[i];
        if (value.is_string() && static_cast<qsizetype>(value.get_string().size()) <= kLongestText)
            found.append(toQString(value.get_string()));
    }
    return found;
}

QUrl at(const QUrl& base, const QString& path)
{
    QUrl url = base;
    url.setQuery(QString());
    url.setFragment(QString());
    url.setPath(path, QUrl::StrictMode);
    return url;
}

/// The path without a slash at its end; "/" is none.
QString pathOf(const QUrl& url)
{
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

Result<json::object> objectOf(QByteArrayView text, const QString& what)
{
    auto value = parseJson(text, {.maxDepth = 32, .maxBytes = 256 * 1024, .refuseDuplicateKeys = true});
    if (!value || !value->is_object())
        return fail(ErrorCode::Protocol, u"%1 cannot be read. Tell whoever runs the service."_s.arg(what), value ? QString() : value.error().message);
    return value->get_object();
}

/// An address that may be missing, but if it is there must be one that may be used.
Result<QUrl> address(const json::object& object, std::string_view key, const QString& what, const OAuthAddresses& addresses)
{
    const QString text = jsonText(object, key);
    return text.isEmpty() ? Result<QUrl>(QUrl()) : addresses.checked(text, what);
}

Result<void> checkIssuer(const QString& published, const QString& issuer, const QUrl& place)
{
    const bool fits = issuer.isEmpty() ? sameOrigin(QUrl(published), place) : published == issuer;
    if (fits)
        return {};
    return fail(ErrorCode::Denied,
                u"The authorization server calls itself %1 and not %2, so it is not trusted with a sign-in. Tell whoever runs the service."_s.arg(
                    showHidden(elided(published, 120)), showHidden(elided(issuer.isEmpty() ? plainOrigin(place) : issuer, 120))));
}

} // namespace

QList<QUrl> resourceMetadataUrls(const QUrl& server)
{
    const QString path = pathOf(server);
    QList<QUrl> urls;
    if (!path.isEmpty())
        urls.append(at(server, kResourcePlace + path));
    urls.append(at(server, kResourcePlace));
    return urls;
}

QList<QUrl> issuerMetadataUrls(const QUrl& issuer)
{
    const QString path = pathOf(issuer);
    if (path.isEmpty())
        return {at(issuer, kServerPlace), at(issuer, kOpenIdPlace)};
    return {at(issuer, kServerPlace + path), at(issuer, kOpenIdPlace + path), at(issuer, path + kOpenIdPlace)};
}

bool resourceHolds(const QString& resource, const QUrl& server)
{
    const QUrl url(resource, QUrl::StrictMode);
    if (!url.isValid() || url.hasFragment() || !sameOrigin(url, server))
        return false;
    const QString path = pathOf(url);
    const QString own = pathOf(server);
    return own == path || own.startsWith(path + u'/');
}

Result<ProtectedResource> readProtectedResource(QByteArrayView json, const QUrl& server)
{
    const auto object = objectOf(json, u"What the service says about signing in"_s);
    if (!object)
        return std::unexpected(object.error());
    ProtectedResource found;
    found.resource = jsonText(*object, "resource");
    found.authorizationServers = texts(*object, "authorization_servers");
    found.scopes = scopesFrom(texts(*object, "scopes_supported").join(u' '));
    if (found.resource.size() > kLongestText || !resourceHolds(found.resource, server))
        return fail(ErrorCode::Denied,
                    u"The service says that it is %1, which is another address than %2, so you are not signed in there. Check the address."_s.arg(
                        showHidden(elided(found.resource, 120)), server.toString(QUrl::FullyEncoded)));
    return found;
}

Result<AuthorizationServer> readAuthorizationServer(QByteArrayView json, const QString& issuer, const QUrl& place, const OAuthAddresses& addresses)
{
    const auto object = objectOf(json, u"What the authorization server says of itself"_s);
    if (!object)
        return std::unexpected(object.error());
    AuthorizationServer found;
    found.issuer = jsonText(*object, "issuer");
    if (const auto right = checkIssuer(found.issuer, issuer, place); !right)
        return std::unexpected(right.error());
    struct Named {
        std::string_view key;
        QString what;
        QUrl* url;
    };
    const Named named[] = {{"authorization_endpoint", u"The sign-in page"_s, &found.authorizationEndpoint},
                           {"token_endpoint", u"The address that gives tokens"_s, &found.tokenEndpoint},
                           {"registration_endpoint", u"The address that registers programs"_s, &found.registrationEndpoint},
                           {"revocation_endpoint", u"The address that takes tokens back"_s, &found.revocationEndpoint}};
    for (const Named& each : named) {
        const auto url = address(*object, each.key, each.what, addresses);
        if (!url)
            return std::unexpected(url.error());
        *each.url = *url;
    }
    if (found.tokenEndpoint.isEmpty())
        return fail(ErrorCode::Protocol, u"The authorization server does not say where it gives tokens. Tell whoever runs the service."_s);
    found.scopes = scopesFrom(texts(*object, "scopes_supported").join(u' '));
    found.codeChallengeMethods = texts(*object, "code_challenge_methods_supported");
    found.tokenAuthMethods = texts(*object, "token_endpoint_auth_methods_supported");
    found.dpopAlgorithms = texts(*object, "dpop_signing_alg_values_supported");
    found.clientIdDocuments = jsonBool(*object, "client_id_metadata_document_supported");
    found.namesItself = jsonBool(*object, "authorization_response_iss_parameter_supported");
    return found;
}

AuthorizationServer guessedAuthorizationServer(const QUrl& server)
{
    AuthorizationServer guessed;
    guessed.issuer = plainOrigin(server);
    guessed.authorizationEndpoint = at(server, u"/authorize"_s);
    guessed.tokenEndpoint = at(server, u"/token"_s);
    guessed.registrationEndpoint = at(server, u"/register"_s);
    guessed.guessed = true;
    return guessed;
}

} // namespace aios
