// SPDX-License-Identifier: MIT
// What an OAuthStub gives to programs that sign in without a person, and tokens that only whoever holds a key can use (DPoP).
#include "tests/support/josecheck.h"
#include "tests/support/oauthstub.h"

#include <QCryptographicHash>
#include <QJsonDocument>

namespace aios::test {

using namespace Qt::StringLiterals;

namespace {

QString item(const QUrlQuery& query, const QString& name)
{
    return query.queryItemValue(name, QUrl::FullyDecoded);
}

OAuthStub::Reply error(int status, const char* name, const QByteArray& more = {})
{
    return {status, "{\"error\":\"" + QByteArray(name) + "\"}", "application/json", more};
}

} // namespace

/// By a secret in the header or in the form, or by a token that its key has signed for exactly this authorization server.
bool OAuthStub::knows(const Seen& request) const
{
    if (!clientKey.isEmpty()) {
        const Jwt token = jwtOf(item(request.query, u"client_assertion"_s).toLatin1());
        return item(request.query, u"client_id"_s) == clientId && isSignedBy(token, keyFromPem(clientKey)) && token.claims[u"aud"_s] == issuer() &&
               token.claims[u"iss"_s] == clientId && token.claims[u"sub"_s] == clientId && token.claims[u"exp"_s].toInteger() > 0;
    }
    const QList<QByteArray> basic = QByteArray::fromBase64(request.authorization.mid(6)).split(':'); // each encoded as in a form (RFC 6749 2.3.1)
    const bool byHeader = request.authorization.startsWith("Basic ") && basic.size() == 2 &&
                          QByteArray::fromPercentEncoding(basic[0]) == clientId.toUtf8() &&
                          QByteArray::fromPercentEncoding(basic[1]) == clientSecret.toUtf8();
    const bool byForm = item(request.query, u"client_id"_s) == clientId && item(request.query, u"client_secret"_s) == clientSecret;
    return !clientSecret.isEmpty() && (byHeader || byForm);
}

OAuthStub::Reply OAuthStub::clientToken(const Seen& request)
{
    return knows(request) ? give(item(request.query, u"scope"_s)) : error(401, "invalid_client");
}

/// RFC 7523: the workload's own token, or one that the identity provider has exchanged for this place.
OAuthStub::Reply OAuthStub::bearerToken(const Seen& request)
{
    const QString assertion = item(request.query, u"assertion"_s);
    const bool taken = (!workload.isEmpty() && assertion == workload) || m_exchanged.removeOne(assertion);
    return taken ? give(item(request.query, u"scope"_s)) : error(400, "invalid_grant");
}

OAuthStub::Reply OAuthStub::exchange(const Seen& request)
{
    const QUrlQuery& form = request.query;
    const bool good = item(form, u"grant_type"_s).endsWith("token-exchange"_L1) && !idToken.isEmpty() && item(form, u"subject_token"_s) == idToken &&
                      item(form, u"requested_token_type"_s).endsWith("id-jag"_L1) && item(form, u"audience"_s) == issuer() &&
                      item(form, u"resource"_s) == url().toString();
    if (!good)
        return error(400, "invalid_grant");
    const QString token = u"jag-%1"_s.arg(++m_number);
    m_exchanged.append(token);
    const QString type = exchangedType.isEmpty() ? u"urn:ietf:params:oauth:token-type:id-jag"_s : exchangedType;
    return {200, QJsonDocument(QJsonObject{{u"access_token"_s, token}, {u"issued_token_type"_s, type}, {u"token_type"_s, u"N_A"_s}}).toJson()};
}

/// RFC 9449 4.3: a proof of exactly this request, once, with the nonce that is wanted. Empty: it is one, and `m_thumb` says by which key.
QByteArray OAuthStub::proofProblem(const Seen& request, const QByteArray& nonce, const QString& token)
{
    const Jwt proof = jwtOf(request.dpop);
    const QJsonObject jwk = proof.header[u"jwk"_s].toObject();
    const QString id = proof.claims[u"jti"_s].toString();
    const QByteArray hash = QCryptographicHash::hash(token.toUtf8(), QCryptographicHash::Sha256);
    const QString wanted = QString::fromLatin1(hash.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    const bool good = isSignedBy(proof, keyFromJwk(jwk)) && proof.header[u"typ"_s] == u"dpop+jwt"_s && !jwk.contains(u"d"_s) &&
                      proof.claims[u"htm"_s] == QString::fromLatin1(request.method) && proof.claims[u"htu"_s] == QString(origin() + request.path) &&
                      !id.isEmpty() && !m_proofs.contains(id) && (token.isEmpty() || proof.claims[u"ath"_s] == wanted);
    if (!good)
        return "invalid_dpop_proof";
    m_proofs.append(id);
    m_thumb = thumbprint(jwk);
    return nonce.isEmpty() || proof.claims[u"nonce"_s] == QString::fromLatin1(nonce) ? QByteArray() : QByteArray("use_dpop_nonce");
}

} // namespace aios::test
