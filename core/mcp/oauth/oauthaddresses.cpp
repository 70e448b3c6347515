// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/oauthaddresses.h"

#include "core/base/text.h"
#include "core/net/ipaddress.h"
#include "core/tools/webaddress.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr qsizetype kLongestAddress = 2048;

int portOf(const QUrl& url)
{
    return url.port(url.scheme() == "https"_L1 ? 443 : 80);
}

std::unexpected<Error> refused(const QString& what, const QString& text, const QString& why)
{
    return fail(ErrorCode::Denied,
                u"%1 (%2) %3, so nothing is sent there. Tell whoever runs the service."_s.arg(what, showHidden(elided(text, 120)), why));
}

} // namespace

bool sameOrigin(const QUrl& one, const QUrl& other)
{
    return one.scheme() == other.scheme() && one.host() == other.host() && portOf(one) == portOf(other);
}

QString plainOrigin(const QUrl& url)
{
    QUrl origin;
    origin.setScheme(url.scheme());
    origin.setHost(url.host());
    origin.setPort(url.port());
    return origin.toString(QUrl::FullyEncoded);
}

Result<QUrl> OAuthAddresses::checked(const QString& text, const QString& what) const
{
    const QUrl url = text.size() <= kLongestAddress ? QUrl(text, QUrl::StrictMode) : QUrl();
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty() || (scheme != "https"_L1 && scheme != "http"_L1) || !url.userInfo().isEmpty() || url.hasFragment())
        return refused(what, text, u"is not a plain https address"_s);
    const bool loopback = IpAddress::isLoopbackHost(url.host());
    if (scheme == "http"_L1 && !(loopback && isNear()))
        return refused(what, text, u"is not encrypted (https)"_s);
    if (url.host() == m_server.host() || (loopback && isNear()))
        return url;
    const bool numeric = IpAddress::parse(url.host()).has_value();
    if (loopback || (numeric && !isPublicAddress(url.host().toLatin1())))
        return refused(what, text, u"lies in a private network"_s);
    return url;
}

void OAuthAddresses::guard(HttpRequest& request) const
{
    if (request.url.host() == m_server.host())
        return;
    const bool near = isNear();
    request.acceptAddress = [near](const QByteArray& address) {
        return isPublicAddress(address) || (near && IpAddress::isLoopbackHost(QString::fromLatin1(address)));
    };
}

} // namespace aios
