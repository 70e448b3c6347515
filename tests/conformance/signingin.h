// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/mcp/oauth/oauthsession.h"
#include "tests/support/followingbrowser.h"

namespace aios::test {

/// The settings for signing in that a scenario hands over in MCP_CONFORMANCE_CONTEXT.
[[nodiscard]] inline OAuthSettings settingsFrom(const QString& scenario, const QByteArray& context)
{
    using Way = OAuthSettings::Way;
    const auto value = parseJson(context);
    const json::object* object = value ? value->if_object() : nullptr;
    const auto secret = [object](std::string_view key) { return object ? Secret(jsonText(*object, key).toUtf8()) : Secret(); };
    const auto text = [object](std::string_view key) { return object ? jsonText(*object, key) : QString(); };
    OAuthSettings settings;
    // The suite's own address of a description; it is never fetched there.
    settings.clientDocument = QUrl(QStringLiteral("https://conformance-test.local/client-metadata.json"));
    settings.clientId = text("client_id");
    settings.issuer = text("issuer");
    settings.clientSecret = secret("client_secret");
    settings.privateKey = secret("private_key_pem");
    settings.algorithm = text("signing_algorithm");
    if (scenario.startsWith(QLatin1String("auth/client-credentials")))
        settings.way = Way::ClientCredentials;
    if (scenario == QLatin1String("auth/wif-jwt-bearer")) {
        settings.way = Way::Workload;
        settings.assertion = secret("valid_jwt");
    }
    if (scenario == QLatin1String("auth/enterprise-managed-authorization")) {
        settings.way = Way::Enterprise;
        settings.assertion = secret("idp_id_token");
        settings.exchangeEndpoint = QUrl(text("idp_token_endpoint"));
        settings.exchangeClient = text("idp_client_id");
    }
    return settings;
}

/// A session whose person agrees to every sign-in, with a browser that follows.
[[nodiscard]] inline OAuthSession::Options signingIn(HttpTransport& http, const QUrl& url, const QString& scenario, FollowingBrowser& browser)
{
    OAuthSession::Options options;
    options.name = QStringLiteral("conformance");
    options.server = url;
    options.settings = settingsFrom(scenario, qgetenv("MCP_CONFORMANCE_CONTEXT"));
    options.http = &http;
    options.openBrowser = [&browser](const QUrl& page) { browser.open(page); };
    options.ask = [](const QStringList&, const std::function<void(bool)>& reply) { reply(true); };
    return options;
}

} // namespace aios::test
