// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QJsonObject>

#include <memory>

struct evp_pkey_st;

namespace aios::test {

/// A signed JSON Web Token taken apart; `whole` is false when it is none.
struct Jwt {
    QJsonObject header;
    QJsonObject claims;
    QByteArray signedText;
    QByteArray signature;
    bool whole = false;
};
[[nodiscard]] Jwt jwtOf(const QByteArray& text);

/// Holds a key of OpenSSL, so that only josecheck.cpp needs its headers.
using JoseKey = std::shared_ptr<evp_pkey_st>;
[[nodiscard]] JoseKey keyFromPem(const QByteArray& pem);    ///< Private or public. Null: it is none.
[[nodiscard]] JoseKey keyFromJwk(const QJsonObject& jwk);   ///< Of P-256. Null: it is none.
[[nodiscard]] QByteArray newEcKey();                         ///< A private key of P-256 as PEM.
[[nodiscard]] QByteArray thumbprint(const QJsonObject& jwk); ///< RFC 7638
/// ES256 by exactly this key.
[[nodiscard]] bool isSignedBy(const Jwt& token, const JoseKey& key);

} // namespace aios::test
