// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/oauthconfig.h"

#include "core/base/text.h"
#include "core/mcp/oauth/authchallenge.h"
#include "core/net/ipaddress.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

std::unexpected<Error> unusable(const McpServerConfig& config, const QString& member, const QString& want)
{
    return fail(ErrorCode::InvalidInput,
                u"The service “%1” has an “oauth” whose “%2” cannot be used. %3"_s.arg(config.name, showHidden(elided(member, 40)), want));
}

Result<void> setWay(OAuthSettings& settings, const McpServerConfig& config, const QString& grant)
{
    using Way = OAuthSettings::Way;
    if (grant == "client_credentials"_L1)
        settings.way = Way::ClientCredentials;
    else if (grant == "jwt-bearer"_L1)
        settings.way = Way::Workload;
    else if (grant == "token-exchange"_L1)
        settings.way = Way::Enterprise;
    else if (grant != "authorization_code"_L1)
        return unusable(config, u"grant"_s, u"Say authorization_code, client_credentials, jwt-bearer or token-exchange."_s);
    return {};
}

/// As everywhere in signing in, plain http leads only from a service on this computer to another place on it.
Result<QUrl> httpsUrl(const McpServerConfig& config, const QString& member, const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool near = IpAddress::isLoopbackHost(QUrl(config.url).host()) && IpAddress::isLoopbackHost(url.host());
    const bool safe = url.scheme() == "https"_L1 || (near && url.scheme() == "http"_L1);
    if (!url.isValid() || !safe || url.host().isEmpty() || !url.userInfo().isEmpty())
        return unusable(config, member, u"Give a complete https address."_s);
    return url;
}

Result<void> set(OAuthSettings& settings, const McpServerConfig& config, const QString& member, const QByteArray& value)
{
    const QString text = QString::fromUtf8(value);
    const std::pair<QLatin1StringView, QString*> texts[] = {{"clientId"_L1, &settings.clientId},
                                                            {"issuer"_L1, &settings.issuer},
                                                            {"algorithm"_L1, &settings.algorithm},
                                                            {"assertionFile"_L1, &settings.assertionFile},
                                                            {"exchangeClient"_L1, &settings.exchangeClient}};
    const std::pair<QLatin1StringView, Secret*> secrets[] = {
        {"clientSecret"_L1, &settings.clientSecret}, {"privateKey"_L1, &settings.privateKey}, {"assertion"_L1, &settings.assertion}};
    const std::pair<QLatin1StringView, QUrl*> urls[] = {{"authServerMetadataUrl"_L1, &settings.metadataUrl},
                                                        {"clientDocument"_L1, &settings.clientDocument},
                                                        {"exchangeEndpoint"_L1, &settings.exchangeEndpoint}};
    for (const auto& [name, target] : texts) {
        if (member == name)
            *target = text;
    }
    for (const auto& [name, target] : secrets) {
        if (member == name)
            *target = Secret(value);
    }
    for (const auto& [name, target] : urls) {
        if (member != name || text.isEmpty())
            continue;
        const auto url = httpsUrl(config, member, text);
        if (!url)
            return std::unexpected(url.error());
        *target = *url;
    }
    if (member == "scopes"_L1)
        settings.scopes = scopesFrom(text);
    if (member == "grant"_L1)
        return setWay(settings, config, text);
    if (member == "callbackPort"_L1) {
        bool isNumber = false;
        settings.callbackPort = text.toUShort(&isNumber);
        if (!isNumber || settings.callbackPort < 1024)
            return unusable(config, member, u"Give a number from 1024 to 65535."_s);
    }
    return {};
}

/// What is brought without a person being asked goes to nobody whom only the service has named.
Result<void> checkWay(const OAuthSettings& settings, const McpServerConfig& config)
{
    using Way = OAuthSettings::Way;
    if (settings.way == Way::Person)
        return {};
    if (settings.issuer.isEmpty())
        return unusable(config, u"issuer"_s, u"Name the authorization server that these credentials are for; they are sent to no other."_s);
    if (settings.clientId.isEmpty() && settings.way != Way::Workload)
        return unusable(config, u"clientId"_s, u"Give the id under which this program is registered there."_s);
    const bool brings = !settings.assertion.isEmpty() || !settings.assertionFile.isEmpty();
    if (!settings.assertionFile.isEmpty() && (config.scope == ServiceScope::Project || !settings.assertionFile.startsWith(u'/')))
        return unusable(config, u"assertionFile"_s, u"Give a full path, in a configuration of your own: a folder's file may not name it."_s);
    if (settings.way == Way::ClientCredentials && settings.clientSecret.isEmpty() && settings.privateKey.isEmpty())
        return unusable(config, u"clientSecret"_s, u"Give it, or a privateKey, as ${VARIABLE}."_s);
    if (settings.way != Way::ClientCredentials && !brings)
        return unusable(config, u"assertion"_s, u"Give the token that this program brings, as ${VARIABLE}, or its assertionFile."_s);
    if (settings.way == Way::Enterprise && settings.exchangeEndpoint.isEmpty())
        return unusable(config, u"exchangeEndpoint"_s, u"Give the address where the identity provider exchanges tokens."_s);
    return {};
}

} // namespace

Result<OAuthSettings> oauthSettings(const McpServerConfig& config, const McpVariables& variables, QStringList& missing)
{
    OAuthSettings settings;
    for (const auto& [member, value] : config.oauth) {
        if (const auto done = set(settings, config, member, expandVariables(value, variables, missing)); !done)
            return std::unexpected(done.error());
    }
    if (const auto whole = missing.isEmpty() ? checkWay(settings, config) : Result<void>(); !whole)
        return std::unexpected(whole.error());
    return settings;
}

} // namespace aios
