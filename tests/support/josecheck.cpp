// SPDX-License-Identifier: MIT
#include "tests/support/josecheck.h"

#include "tests/support/tlsidentity.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>

namespace aios::test {

namespace {

QByteArray fromBase64Url(const QByteArray& text)
{
    return QByteArray::fromBase64(text, QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

BIGNUM* number(const QByteArray& bytes)
{
    return BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.constData()), static_cast<int>(bytes.size()), nullptr);
}

} // namespace

Jwt jwtOf(const QByteArray& text)
{
    const QList<QByteArray> parts = text.split('.');
    if (parts.size() != 3)
        return {};
    const QJsonDocument header = QJsonDocument::fromJson(fromBase64Url(parts[0]));
    const QJsonDocument claims = QJsonDocument::fromJson(fromBase64Url(parts[1]));
    return {header.object(), claims.object(), parts[0] + '.' + parts[1], fromBase64Url(parts[2]), header.isObject() && claims.isObject()};
}

JoseKey keyFromPem(const QByteArray& pem)
{
    BIO* bio = BIO_new_mem_buf(pem.constData(), static_cast<int>(pem.size()));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    return {key, EVP_PKEY_free};
}

JoseKey keyFromJwk(const QJsonObject& jwk)
{
    const QByteArray x = fromBase64Url(jwk[QLatin1String("x")].toString().toLatin1());
    const QByteArray y = fromBase64Url(jwk[QLatin1String("y")].toString().toLatin1());
    if (x.size() != 32 || y.size() != 32 || jwk[QLatin1String("crv")].toString() != QLatin1String("P-256"))
        return {};
    const QByteArray point = '\x04' + x + y;
    OSSL_PARAM_BLD* build = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.constData(), static_cast<std::size_t>(point.size()));
    OSSL_PARAM* parameters = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context) == 1)
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(build);
    return {key, EVP_PKEY_free};
}

QByteArray newEcKey()
{
    EVP_PKEY* key = EVP_EC_gen("P-256");
    const QByteArray pem = pemOf([key](BIO* memory) { return PEM_write_bio_PKCS8PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr); });
    EVP_PKEY_free(key);
    return pem;
}

QByteArray thumbprint(const QJsonObject& jwk)
{
    const auto member = [&](const char* name) { return jwk[QLatin1String(name)].toString().toLatin1(); };
    const QByteArray text =
        R"({"crv":")" + member("crv") + R"(","kty":")" + member("kty") + R"(","x":")" + member("x") + R"(","y":")" + member("y") + "\"}";
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

bool isSignedBy(const Jwt& token, const JoseKey& key)
{
    if (!token.whole || !key || token.signature.size() != 64 || token.header[QLatin1String("alg")].toString() != QLatin1String("ES256"))
        return false;
    ECDSA_SIG* pair = ECDSA_SIG_new();
    ECDSA_SIG_set0(pair, number(token.signature.first(32)), number(token.signature.last(32)));
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(pair, &der);
    EVP_MD_CTX* digest = EVP_MD_CTX_new();
    const bool good =
        length > 0 && EVP_DigestVerifyInit(digest, nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
        EVP_DigestVerify(digest, der, static_cast<std::size_t>(length), reinterpret_cast<const unsigned char*>(token.signedText.constData()),
                         static_cast<std::size_t>(token.signedText.size())) == 1;
    EVP_MD_CTX_free(digest);
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    return good;
}

} // namespace aios::test
