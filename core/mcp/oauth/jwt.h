// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QDateTime>
#include <QUrl>

namespace aios {

/// `bytes` in the alphabet of URLs, without padding.
[[nodiscard]] QByteArray base64Url(QByteArrayView bytes);
/// `bytes` random bytes of the system, in that alphabet.
[[nodiscard]] QByteArray randomText(int bytes);
/// The S256 code challenge of a verifier (RFC 7636).
[[nodiscard]] QByteArray codeChallenge(QByteArrayView verifier);

/// A signed JSON Web Token. `algorithm`: ES256 or RS256, which must fit the private key (PEM). `header`: members besides alg, as `"typ":"x"`; may be empty.
[[nodiscard]] Result<QByteArray> signedJwt(const QByteArray& algorithm, const Secret& key, const QByteArray& header, const QByteArray& claimsJson);

/// A fresh P-256 key, as PEM.
[[nodiscard]] Result<Secret> newProofKey();
/// Its public half as a JSON Web Key, with the members in the order of a thumbprint (RFC 7638).
[[nodiscard]] Result<QByteArray> publicJwk(const Secret& key);
/// The proof that a request comes from whoever holds the key (RFC 9449 4.2); each counts once. `token`: that goes with it; empty where one is asked for.
[[nodiscard]] Result<QByteArray> proofOf(const Secret& key, const QByteArray& method, const QUrl& url, const Secret& token, const QByteArray& nonce,
                                         const QDateTime& now);

} // namespace aios
