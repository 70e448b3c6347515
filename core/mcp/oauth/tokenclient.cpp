// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/tokenclient.h"

#include "core/mcp/oauth/jwt.h"

using namespace Qt::StringLiterals;

namespace aios {

TokenClient::TokenClient(OAuthFetch& fetch, const Clock& clock, QObject* parent) : QObject(parent), m_fetch(fetch), m_clock(clock) {}

void TokenClient::ask(const TokenPlace& place, const FormFields& fields, const QStringList& asked, Reply reply)
{
    ask(place, fields, asked, {}, std::move(reply));
}

void TokenClient::ask(const TokenPlace& place, const FormFields& fields, const QStringList& asked, const QByteArray& nonce, Reply reply)
{
    auto post = tokenPost(place.endpoint, place.issuer, place.client, fields, m_clock.now());
    if (!post)
        return reply(std::unexpected(post.error()));
    if (!place.proofKey.isEmpty()) {
        const auto proof = proofOf(place.proofKey, "POST", place.endpoint, {}, nonce, m_clock.now());
        if (!proof)
            return reply(std::unexpected(proof.error()));
        post->headers.append({"DPoP", {}, Secret(*proof)});
    }
    m_fetch.post(post->url, kFormType, post->body, post->headers,
                 [self = QPointer<TokenClient>(this), place, fields, asked, nonce, reply = std::move(reply)](const Result<OAuthReply>& got) {
                     if (!self)
                         return;
                     if (!got)
                         return reply(std::unexpected(got.error()));
                     const auto tokens = readTokens(*got, asked, self->m_clock.now());
                     const QByteArray given = got->head.header("dpop-nonce");
                     if (!tokens && tokens.error().detail == "use_dpop_nonce"_L1 && nonce.isEmpty() && !given.isEmpty() && !place.proofKey.isEmpty())
                         return self->ask(place, fields, asked, given, reply);
                     reply(tokens);
                 });
}

} // namespace aios
