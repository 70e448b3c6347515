// SPDX-License-Identifier: MIT
// What servers and authorization servers send before anybody is signed in: the first byte chooses which of it.
#include "core/mcp/oauth/authchallenge.h"
#include "core/mcp/oauth/oauthdocuments.h"
#include "core/mcp/oauth/tokenrequests.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView text(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    const QUrl server(QStringLiteral("https://h.example/mcp"));
    const aios::OAuthAddresses addresses(server);
    const QString issuer = QStringLiteral("https://as.example");
    aios::OAuthReply reply;
    reply.head.status = data[0] % 2 == 0 ? 200 : 400;
    reply.body = text.toByteArray();
    switch (data[0] % 5) {
    case 0:
        for (const aios::AuthChallenge& challenge : aios::parseChallenges(text)) {
            if (challenge.scheme.isEmpty() || challenge.scopes.size() > 100)
                std::abort();
        }
        break;
    case 1:
        if (const auto read = aios::readProtectedResource(text, server); read && !aios::resourceHolds(read->resource, server))
            std::abort();
        break;
    case 2:
        if (const auto read = aios::readAuthorizationServer(text, issuer, QUrl(issuer), addresses);
            read && read->tokenEndpoint.scheme() != QLatin1String("https"))
            std::abort();
        break;
    case 3:
        if (const auto read = aios::readTokens(reply, {}, QDateTime::fromSecsSinceEpoch(0)); read && read->access.isEmpty())
            std::abort();
        break;
    default:
        std::ignore = aios::readRegistration(reply, {});
        break;
    }
    return 0;
}
