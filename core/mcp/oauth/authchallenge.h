// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/httptransport.h"

#include <QStringList>

namespace aios {

/// One challenge of a WWW-Authenticate header (RFC 9110 11.6.1), as far as tokens are concerned.
struct AuthChallenge {
    QByteArray scheme; ///< In lower case: "bearer", "dpop". Empty: there is none.
    QString resourceMetadata;
    QString error;
    QStringList scopes;
    friend bool operator==(const AuthChallenge&, const AuthChallenge&) = default;
};

/// All challenges of one header value. Text that is none is skipped; never more than 16.
[[nodiscard]] QList<AuthChallenge> parseChallenges(QByteArrayView header);

/// The one that asks for a token; an empty one when the reply holds none.
[[nodiscard]] AuthChallenge challengeOf(const HttpHead& head);

/// Scopes of a list with spaces between them: visible ASCII without quotes and backslashes (RFC 6749 3.3), each once, at most 100.
[[nodiscard]] QStringList scopesFrom(const QString& text);

} // namespace aios
