// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/tokenrequests.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/mcp/oauth/authchallenge.h"
#include "core/mcp/oauth/jwt.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kLongestToken = 64 * 1024;
constexpr qint64 kAssertionSeconds = 60;
constexpr qint64 kLongestLife = 10LL * 366 * 24 * 3600;

QByteArray encoded(QByteArrayView text)
{
    return text.toByteArray().toPercentEncoding();
}

QByteArray form(const FormFields& fields)
{
    QByteArray body;
    for (const auto& [name, value] : fields) {
        if (!value.isEmpty())
            body += (body.isEmpty() ? QByteArray() : QByteArray("&")) + encoded(name) + '=' + encoded(value);
    }
    return body;
}

/// A text of the answer as a secret; empty when it is missing or not one.
Secret secretIn(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    if (!value || !value->is_string() || static_cast<qsizetype>(value->get_string().size()) > kLongestToken)
        return {};
    const auto& text = value->get_string();
    const bool visible = std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
    return visible ? Secret(QByteArrayView(text.data(), static_cast<qsizetype>(text.size()))) : Secret();
}

/// Some write the number as a text.
std::optional<qint64> secondsIn(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    if (!value || value->is_null())
        return std::nullopt;
    bool isNumber = false;
    const double seconds = value->is_string() ? toQString(value->get_string()).toDouble(&isNumber) : jsonDouble(object, key, -1);
    if (value->is_string() ? !isNumber : !value->is_number())
        return std::nullopt;
    return seconds < 0 ? 0 : static_cast<qint64>(std::min(seconds, static_cast<double>(kLongestLife)));
}

Result<json::object> answer(const OAuthReply& reply, const QString& what)
{
    auto value = parseJson(reply.body, {.maxDepth = 32, .refuseDuplicateKeys = true});
    const bool good = reply.head.status >= 200 && reply.head.status < 300;
    if (good && value && value->is_object())
        return value->get_object();
    if (!good && value && value->is_object() && value->get_object().contains("error"))
        return std::unexpected(oauthFailed(what, jsonText(value->get_object(), "error"), jsonText(value->get_object(), "error_description")));
    return fail(ErrorCode::Protocol,
                u"%1: the authorization server answered HTTP %2 without a usable reply. Try again later."_s.arg(what).arg(reply.head.status));
}

Result<QByteArray> clientAssertion(const OAuthClient& client, const QString& issuer, const QDateTime& now)
{
    const qint64 seconds = now.toSecsSinceEpoch();
    const QByteArray id = jsonString(client.id);
    const QByteArray claims = R"({"iss":)" + id + R"(,"sub":)" + id + R"(,"aud":)" + jsonString(issuer) + R"(,"jti":")" + randomText(16) +
                              R"(","iat":)" + QByteArray::number(seconds) + R"(,"exp":)" + QByteArray::number(seconds + kAssertionSeconds) + '}';
    return signedJwt(client.algorithm.isEmpty() ? QByteArray("ES256") : client.algorithm.toLatin1(), client.secret, R"("typ":"JWT")", claims);
}

} // namespace

QByteArray plainBytes(const Secret& secret)
{
    const std::string_view text = secret.reveal();
    return {text.data(), static_cast<qsizetype>(text.size())};
}

Error oauthFailed(const QString& what, const QString& error, const QString& description)
{
    const QString said = elided(showHidden(description.simplified()), 200);
    const QString name = elided(showHidden(error.simplified()), 60);
    const bool refused =
        error == "invalid_grant"_L1 || error == "invalid_client"_L1 || error == "unauthorized_client"_L1 || error == "access_denied"_L1;
    return {refused ? ErrorCode::Authentication : ErrorCode::Protocol,
            said.isEmpty() ? u"%1: the authorization server answered “%2”."_s.arg(what, name) : u"%1: %2 (%3)"_s.arg(what, said, name),
            error.left(60),
            {}};
}

Result<OAuthPost> tokenPost(const QUrl& endpoint, const QString& issuer, const OAuthClient& client, const FormFields& fields, const QDateTime& now)
{
    OAuthPost post{endpoint, {}, {}};
    FormFields all = fields;
    switch (client.proof) {
    case ClientProof::Basic: {
        const QByteArray pair = encoded(client.id.toUtf8()) + ':' + encoded(plainBytes(client.secret));
        post.headers.append({"Authorization", "Basic ", Secret(pair.toBase64())});
        break;
    }
    case ClientProof::Post:
        all.emplaceBack("client_id", client.id.toUtf8());
        all.emplaceBack("client_secret", plainBytes(client.secret));
        break;
    case ClientProof::PrivateKey: {
        const auto assertion = clientAssertion(client, issuer, now);
        if (!assertion)
            return std::unexpected(assertion.error());
        all.emplaceBack("client_id", client.id.toUtf8());
        all.emplaceBack("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        all.emplaceBack("client_assertion", *assertion);
        break;
    }
    case ClientProof::None:
        all.emplaceBack("client_id", client.id.toUtf8());
        break;
    }
    post.body = form(all);
    return post;
}

Result<OAuthTokens> readTokens(const OAuthReply& reply, const QStringList& asked, const QDateTime& now)
{
    const QString what = u"No token was given"_s;
    const auto object = answer(reply, what);
    if (!object)
        return std::unexpected(object.error());
    OAuthTokens tokens;
    tokens.access = secretIn(*object, "access_token");
    tokens.refresh = secretIn(*object, "refresh_token");
    const QString type = jsonText(*object, "token_type", u"Bearer"_s);
    tokens.type = type.compare("dpop"_L1, Qt::CaseInsensitive) == 0 ? u"DPoP"_s : u"Bearer"_s;
    if (type.compare(tokens.type, Qt::CaseInsensitive) != 0)
        return fail(ErrorCode::Protocol, u"The authorization server gave a token of the unknown kind “%1”."_s.arg(showHidden(elided(type, 40))));
    if (tokens.access.isEmpty())
        return fail(ErrorCode::Protocol, u"The authorization server answered without a token."_s);
    if (const auto seconds = secondsIn(*object, "expires_in"))
        tokens.expires = now.addSecs(*seconds);
    tokens.scopes = object->contains("scope") ? scopesFrom(jsonText(*object, "scope")) : asked;
    return tokens;
}

Result<Secret> readExchanged(const OAuthReply& reply, const QString& type)
{
    const auto object = answer(reply, u"The identity provider's token was not exchanged"_s);
    if (!object)
        return std::unexpected(object.error());
    Secret token = secretIn(*object, "access_token");
    if (token.isEmpty() || jsonText(*object, "issued_token_type") != type)
        return fail(ErrorCode::Protocol, u"The identity provider gave another token than the one that was asked for."_s);
    return token;
}

ClientProof proofFor(bool hasSecret, const QStringList& taken)
{
    if (!hasSecret)
        return ClientProof::None;
    if (taken.isEmpty() || taken.contains(u"client_secret_basic"_s)) // RFC 8414: what is meant where nothing is said
        return ClientProof::Basic;
    return taken.contains(u"client_secret_post"_s) ? ClientProof::Post : ClientProof::None;
}

QByteArray registrationBody(const QString& redirect, const AuthorizationServer& server, const QStringList& scopes)
{
    const QStringList& taken = server.tokenAuthMethods;
    const char* proof = taken.isEmpty() || taken.contains(u"none"_s) ? "none"
                        : taken.contains(u"client_secret_basic"_s)   ? "client_secret_basic"
                        : taken.contains(u"client_secret_post"_s)    ? "client_secret_post"
                                                                     : "none";
    json::object body{{"client_name", "AIOS Desktop"},
                      {"application_type", "native"},
                      {"redirect_uris", json::array{redirect.toStdString()}},
                      {"grant_types", json::array{"authorization_code", "refresh_token"}},
                      {"response_types", json::array{"code"}},
                      {"token_endpoint_auth_method", proof}};
    if (!scopes.isEmpty())
        body["scope"] = scopes.join(u' ').toStdString();
    return toJson(body);
}

Result<OAuthClient> readRegistration(const OAuthReply& reply, const AuthorizationServer& server)
{
    const auto object = answer(reply, u"This program could not be registered"_s);
    if (!object)
        return std::unexpected(object.error());
    OAuthClient client;
    client.registered = true;
    client.id = jsonText(*object, "client_id");
    if (client.id.isEmpty() || client.id.size() > 2048)
        return fail(ErrorCode::Protocol, u"The authorization server registered this program without giving it a name."_s);
    client.secret = secretIn(*object, "client_secret");
    if (const qint64 ends = jsonInt(*object, "client_secret_expires_at"); ends > 0 && !client.secret.isEmpty())
        client.expires = QDateTime::fromSecsSinceEpoch(ends, QTimeZone::UTC);
    const QString method = jsonText(*object, "token_endpoint_auth_method");
    client.proof = proofFor(!client.secret.isEmpty(), method.isEmpty() ? server.tokenAuthMethods : QStringList{method});
    return client;
}

FormFields codeFields(const QByteArray& code, const QByteArray& verifier, const QString& redirect, const QString& resource)
{
    return {{"grant_type", "authorization_code"},
            {"code", code},
            {"code_verifier", verifier},
            {"redirect_uri", redirect.toUtf8()},
            {"resource", resource.toUtf8()}};
}

FormFields refreshFields(const Secret& refresh, const QString& resource)
{
    return {{"grant_type", "refresh_token"}, {"refresh_token", plainBytes(refresh)}, {"resource", resource.toUtf8()}};
}

} // namespace aios
