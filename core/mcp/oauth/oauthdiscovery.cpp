// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/oauthdiscovery.h"

#include "core/base/text.h"
#include "core/mcp/oauth/oauthdocuments.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// There is nothing at this place; anything else that is no document is a reason to stop.
bool isMissing(const OAuthReply& reply)
{
    return reply.head.status >= 400 && reply.head.status < 500;
}

Error unreadable(const QUrl& url, int status)
{
    return {ErrorCode::Network,
            u"%1 answered HTTP %2, so it is not known where to sign in. Try again later."_s.arg(url.toString(QUrl::FullyEncoded)).arg(status),
            {},
            {}};
}

} // namespace

OAuthDiscovery::OAuthDiscovery(OAuthFetch& fetch, AuthChallenge challenge, QString preferred, QUrl metadataUrl, QObject* parent)
    : QObject(parent), m_fetch(fetch), m_challenge(std::move(challenge)), m_preferred(std::move(preferred)), m_metadataUrl(std::move(metadataUrl))
{}

void OAuthDiscovery::find(Reply reply)
{
    m_reply = std::move(reply);
    if (m_challenge.resourceMetadata.isEmpty())
        return tryResource(resourceMetadataUrls(m_fetch.addresses().server()));
    const auto named = m_fetch.addresses().checked(m_challenge.resourceMetadata, u"The description that the service names"_s);
    if (!named)
        return finish(std::unexpected(named.error()));
    tryResource({*named});
}

void OAuthDiscovery::tryResource(QList<QUrl> urls)
{
    const QUrl url = urls.takeFirst();
    m_fetch.get(url, [self = QPointer<OAuthDiscovery>(this), urls, url](const Result<OAuthReply>& got) {
        if (!self)
            return;
        if (!got)
            return self->finish(std::unexpected(got.error()));
        if (got->head.status == 200)
            return self->takeResource(got->body);
        if (!isMissing(*got) || (urls.isEmpty() && !self->m_challenge.resourceMetadata.isEmpty()))
            return self->finish(std::unexpected(unreadable(url, got->head.status)));
        if (!urls.isEmpty())
            return self->tryResource(urls);
        self->m_older = true;
        self->chooseServer();
    });
}

void OAuthDiscovery::takeResource(const QByteArray& body)
{
    auto resource = readProtectedResource(body, m_fetch.addresses().server());
    if (!resource)
        return finish(std::unexpected(resource.error()));
    m_found.resource = std::move(*resource);
    chooseServer();
}

void OAuthDiscovery::chooseServer()
{
    if (!m_metadataUrl.isEmpty())
        return tryServer({m_metadataUrl}, {});
    const QStringList& named = m_found.resource.authorizationServers;
    const QString issuer = named.contains(m_preferred) ? m_preferred : named.isEmpty() ? plainOrigin(m_fetch.addresses().server()) : named.first();
    const auto url = m_fetch.addresses().checked(issuer, u"The authorization server of the service"_s);
    if (!url)
        return finish(std::unexpected(url.error()));
    tryServer(issuerMetadataUrls(*url), issuer);
}

void OAuthDiscovery::tryServer(QList<QUrl> urls, const QString& issuer)
{
    const QUrl url = urls.takeFirst();
    m_fetch.get(url, [self = QPointer<OAuthDiscovery>(this), urls, url, issuer](const Result<OAuthReply>& got) {
        if (!self)
            return;
        if (!got)
            return self->finish(std::unexpected(got.error()));
        if (got->head.status == 200)
            return self->takeServer(got->body, issuer, url);
        if (!isMissing(*got))
            return self->finish(std::unexpected(unreadable(url, got->head.status)));
        if (!urls.isEmpty())
            return self->tryServer(urls, issuer);
        if (!self->m_older)
            return self->finish(
                fail(ErrorCode::Protocol,
                     u"The authorization server %1 publishes nothing about itself, so it is not used. Tell whoever runs the service."_s.arg(
                         showHidden(elided(issuer.isEmpty() ? url.toString() : issuer, 120)))));
        self->m_found.server = guessedAuthorizationServer(self->m_fetch.addresses().server());
        self->finish(self->m_found);
    });
}

void OAuthDiscovery::takeServer(const QByteArray& body, const QString& issuer, const QUrl& url)
{
    auto server = readAuthorizationServer(body, issuer, url, m_fetch.addresses());
    if (!server)
        return finish(std::unexpected(server.error()));
    m_found.server = std::move(*server);
    finish(m_found);
}

void OAuthDiscovery::finish(Result<OAuthPlace> result)
{
    const Reply reply = std::move(m_reply);
    reply(std::move(result));
}

} // namespace aios
