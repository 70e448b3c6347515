// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/jwt.h"

#include "core/base/json.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr int kCoordinateBytes = 32; ///< Of P-256.

template <auto release>
struct Release {
    template <typename T>
    void operator()(T* pointer) const
    {
        release(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;

int noPassphrase(char*, int, int, void*)
{
    return -1; // never asked for on a terminal
}

Key keyFrom(const Secret& pem)
{
    const std::string_view text = pem.reveal();
    const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    return Key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassphrase, nullptr) : nullptr);
}

bool fits(const QByteArray& algorithm, const EVP_PKEY* key)
{
    if (algorithm == "RS256")
        return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= 2048;
    return algorithm == "ES256" && EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_bits(key) == 256;
}

/// JOSE wants r and s side by side, OpenSSL gives them in DER (RFC 7518 3.4).
QByteArray plainSignature(const std::vector<unsigned char>& der)
{
    const unsigned char* at = der.data();
    const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    QByteArray out(static_cast<qsizetype>(2) * kCoordinateBytes, '\0');
    auto* bytes = reinterpret_cast<unsigned char*>(out.data());
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes, kCoordinateBytes) < 0 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes + kCoordinateBytes, kCoordinateBytes) < 0)
        return {};
    return out;
}

QByteArray coordinate(const EVP_PKEY* key, const char* name)
{
    BIGNUM* raw = nullptr;
    const bool got = EVP_PKEY_get_bn_param(key, name, &raw) == 1;
    const Number number(raw);
    QByteArray out(kCoordinateBytes, '\0');
    if (!got || BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(out.data()), kCoordinateBytes) < 0)
        return {};
    return out;
}

} // namespace

QByteArray base64Url(QByteArrayView bytes)
{
    return bytes.toByteArray().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray randomText(int bytes)
{
    QByteArray random(bytes, '\0');
    for (char& byte : random)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return base64Url(random);
}

QByteArray codeChallenge(QByteArrayView verifier)
{
    return base64Url(QCryptographicHash::hash(verifier, QCryptographicHash::Sha256));
}

Result<QByteArray> signedJwt(const QByteArray& algorithm, const Secret& key, const QByteArray& header, const QByteArray& claimsJson)
{
    const Key pair = keyFrom(key);
    if (!pair || !fits(algorithm, pair.get()))
        return fail(ErrorCode::InvalidInput, u"The private key cannot be used for %1. Give an unencrypted key in PEM of that kind."_s.arg(
                                                 QString::fromLatin1(algorithm.left(20))));
    const QByteArray head = R"({"alg":")" + algorithm + '"' + (header.isEmpty() ? QByteArray() : ',' + header) + '}';
    const QByteArray text = base64Url(head) + '.' + base64Url(claimsJson);
    const Digest digest(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.constData());
    const auto size = static_cast<std::size_t>(text.size());
    std::size_t length = 0;
    if (!digest || EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, pair.get()) != 1 ||
        EVP_DigestSign(digest.get(), nullptr, &length, bytes, size) != 1)
        return fail(ErrorCode::Internal, u"The token could not be signed."_s);
    std::vector<unsigned char> raw(length);
    if (EVP_DigestSign(digest.get(), raw.data(), &length, bytes, size) != 1)
        return fail(ErrorCode::Internal, u"The token could not be signed."_s);
    raw.resize(length);
    const QByteArray signature =
        algorithm == "ES256" ? plainSignature(raw) : QByteArray(reinterpret_cast<const char*>(raw.data()), static_cast<qsizetype>(length));
    if (signature.isEmpty())
        return fail(ErrorCode::Internal, u"The token could not be signed."_s);
    return text + '.' + base64Url(signature);
}

Result<Secret> newProofKey()
{
    const Key pair(EVP_EC_gen("P-256"));
    const Bio bio(BIO_new(BIO_s_secmem()));
    if (!pair || !bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), pair.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return fail(ErrorCode::Internal, u"A key for this sign-in could not be made."_s);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return Secret(QByteArrayView(text, size));
}

Result<QByteArray> publicJwk(const Secret& key)
{
    const Key pair = keyFrom(key);
    const QByteArray x = pair && fits("ES256", pair.get()) ? coordinate(pair.get(), OSSL_PKEY_PARAM_EC_PUB_X) : QByteArray();
    const QByteArray y = x.isEmpty() ? QByteArray() : coordinate(pair.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
    if (y.isEmpty())
        return fail(ErrorCode::Internal, u"The key of this sign-in cannot be read."_s);
    return R"({"crv":"P-256","kty":"EC","x":")" + base64Url(x) + R"(","y":")" + base64Url(y) + "\"}";
}

Result<QByteArray> proofOf(const Secret& key, const QByteArray& method, const QUrl& url, const Secret& token, const QByteArray& nonce,
                           const QDateTime& now)
{
    const auto jwk = publicJwk(key);
    if (!jwk)
        return std::unexpected(jwk.error());
    const QByteArray place = jsonString(url.toString(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::FullyEncoded));
    QByteArray claims =
        R"({"jti":")" + randomText(16) + R"(","htm":")" + method + R"(","htu":)" + place + R"(,"iat":)" + QByteArray::number(now.toSecsSinceEpoch());
    if (!token.isEmpty()) {
        const std::string_view text = token.reveal();
        claims += R"(,"ath":")" + codeChallenge(QByteArrayView(text.data(), static_cast<qsizetype>(text.size()))) + '"';
    }
    if (!nonce.isEmpty())
        claims += R"(,"nonce":)" + jsonString(QByteArrayView(nonce));
    return signedJwt("ES256", key, R"("typ":"dpop+jwt","jwk":)" + *jwk, claims + '}');
}

} // namespace aios
