// SPDX-License-Identifier: MIT
// What servers and authorization servers say of themselves: challenges, addresses, descriptions, tokens; and what we send.
#include "core/mcp/oauth/authchallenge.h"
#include "core/mcp/oauth/jwt.h"
#include "core/mcp/oauth/oauthconfig.h"
#include "core/mcp/oauth/oauthdocuments.h"
#include "core/mcp/oauth/oauthlogin.h"
#include "core/mcp/oauth/oauthstore.h"
#include "core/mcp/oauth/tokenrequests.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestOAuthDocuments : public QObject {
    Q_OBJECT

    static QStringList texts(const QList<QUrl>& urls)
    {
        QStringList texts;
        for (const QUrl& url : urls)
            texts.append(url.toString());
        return texts;
    }
    static OAuthReply reply(int status, const QByteArray& body)
    {
        OAuthReply reply;
        reply.head.status = status;
        reply.body = body;
        return reply;
    }
    static QByteArray metadata(const QByteArray& issuer, const QByteArray& more = {})
    {
        return "{\"issuer\":\"" + issuer +
               "\",\"authorization_endpoint\":\"https://as.example/authorize\",\"token_endpoint\":\"https://as.example/token\"" + more + '}';
    }
    const QDateTime m_now = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5), QTimeZone::UTC);

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void challenges_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<AuthChallenge>("expected");
        QTest::newRow("all of it")
            << QByteArray("Bearer realm=\"a, b\", scope=\"read write\", resource_metadata=\"https://x.example/p\", error=\"insufficient_scope\"")
            << AuthChallenge{"bearer", u"https://x.example/p"_s, u"insufficient_scope"_s, {u"read"_s, u"write"_s}};
        QTest::newRow("without quotes") << QByteArray("bearer scope=read,error = invalid_token")
                                        << AuthChallenge{"bearer", {}, u"invalid_token"_s, {u"read"_s}};
        QTest::newRow("after another") << QByteArray("Basic realm=\"x\", Negotiate abc==, Bearer scope=\"s\"")
                                       << AuthChallenge{"bearer", {}, {}, {u"s"_s}};
        QTest::newRow("escaped") << QByteArray("Bearer scope=\"a\\ b\"") << AuthChallenge{"bearer", {}, {}, {u"a"_s, u"b"_s}};
        QTest::newRow("bound tokens") << QByteArray("DPoP error=\"use_dpop_nonce\"") << AuthChallenge{"dpop", {}, u"use_dpop_nonce"_s, {}};
        QTest::newRow("another kind") << QByteArray("Basic realm=\"x\", scope=\"s\"") << AuthChallenge{};
        QTest::newRow("nothing") << QByteArray() << AuthChallenge{};
        QTest::newRow("no end") << QByteArray("Bearer scope=\"a b") << AuthChallenge{"bearer", {}, {}, {u"a"_s, u"b"_s}};
        QTest::newRow("odd scopes") << QByteArray("Bearer scope=\"a \xc3\xa4 a \\\"b\"") << AuthChallenge{"bearer", {}, {}, {u"a"_s}};
        QTest::newRow("rubbish") << QByteArray(",,=;;(\"\"\\, Bearer") << AuthChallenge{"bearer", {}, {}, {}};
    }
    void challenges()
    {
        QFETCH(QByteArray, header);
        HttpHead head;
        head.headers.append({"WWW-authenticate", header});
        QTEST(challengeOf(head), "expected");
    }

    /// CVE-2026-45609, CVE-2025-6514 (MCP-036): where a sign-in may lead.
    void addresses_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("allowed");
        const QString far = u"https://mcp.example/mcp"_s;
        const QString near = u"http://127.0.0.1:9/mcp"_s;
        QTest::newRow("https") << far << u"https://as.example/token"_s << true;
        QTest::newRow("own host") << far << u"https://mcp.example/token"_s << true;
        QTest::newRow("plain http") << far << u"http://as.example/token"_s << false;
        QTest::newRow("loopback from far") << far << u"https://127.0.0.1/token"_s << false;
        QTest::newRow("localhost from far") << far << u"https://localhost/token"_s << false;
        QTest::newRow("private") << far << u"https://192.168.1.1/token"_s << false;
        QTest::newRow("metadata service") << far << u"https://169.254.169.254/latest"_s << false;
        QTest::newRow("mapped") << far << u"https://[::ffff:10.0.0.1]/"_s << false;
        QTest::newRow("file") << far << u"file:/c:/windows/system32/calc.exe"_s << false;
        QTest::newRow("shell") << far << u"$(id)"_s << false;
        QTest::newRow("script") << far << u"javascript:alert(1)"_s << false;
        QTest::newRow("user") << far << u"https://a:b@as.example/"_s << false;
        QTest::newRow("fragment") << far << u"https://as.example/#x"_s << false;
        QTest::newRow("near to near") << near << u"http://localhost:7/token"_s << true;
        QTest::newRow("near to far") << near << u"https://as.example/token"_s << true;
        QTest::newRow("near to private") << near << u"http://10.0.0.1/token"_s << false;
        QTest::newRow("near to plain far") << near << u"http://as.example/token"_s << false;
        QTest::newRow("long") << far << QString(u"https://as.example/"_s + QString(3000, u'a')) << false;
    }
    void addresses()
    {
        QFETCH(QString, server);
        QFETCH(QString, address);
        QTEST(OAuthAddresses(QUrl(server)).checked(address, u"It"_s).has_value(), "allowed");
    }
    void guards()
    {
        HttpRequest request;
        request.url = QUrl(u"https://as.example/"_s);
        OAuthAddresses(QUrl(u"https://mcp.example/"_s)).guard(request);
        QVERIFY(request.acceptAddress("93.184.216.34") && !request.acceptAddress("127.0.0.1") && !request.acceptAddress("10.1.2.3"));
        OAuthAddresses(QUrl(u"http://localhost:8/"_s)).guard(request);
        QVERIFY(request.acceptAddress("127.0.0.1") && !request.acceptAddress("10.1.2.3"));
    }

    void places()
    {
        QCOMPARE(texts(resourceMetadataUrls(QUrl(u"https://h.example/a/mcp/?q=1"_s))),
                 (QStringList{u"https://h.example/.well-known/oauth-protected-resource/a/mcp"_s,
                              u"https://h.example/.well-known/oauth-protected-resource"_s}));
        QCOMPARE(texts(resourceMetadataUrls(QUrl(u"https://h.example"_s))), QStringList{u"https://h.example/.well-known/oauth-protected-resource"_s});
        QCOMPARE(
            texts(issuerMetadataUrls(QUrl(u"https://as.example/t1"_s))),
            (QStringList{u"https://as.example/.well-known/oauth-authorization-server/t1"_s,
                         u"https://as.example/.well-known/openid-configuration/t1"_s, u"https://as.example/t1/.well-known/openid-configuration"_s}));
        QCOMPARE(
            texts(issuerMetadataUrls(QUrl(u"https://as.example"_s))),
            (QStringList{u"https://as.example/.well-known/oauth-authorization-server"_s, u"https://as.example/.well-known/openid-configuration"_s}));
    }

    void resources_data()
    {
        QTest::addColumn<QString>("resource");
        QTest::addColumn<bool>("holds");
        QTest::newRow("same") << u"https://h.example/a/mcp"_s << true;
        QTest::newRow("slash") << u"https://h.example/a/mcp/"_s << true;
        QTest::newRow("above") << u"https://h.example/a"_s << true;
        QTest::newRow("origin") << u"https://h.example"_s << true;
        QTest::newRow("default port") << u"https://h.example:443/a"_s << true;
        QTest::newRow("beside") << u"https://h.example/a/mc"_s << false;
        QTest::newRow("below") << u"https://h.example/a/mcp/x"_s << false;
        QTest::newRow("other host") << u"https://evil.example/a/mcp"_s << false;
        QTest::newRow("other scheme") << u"http://h.example/a/mcp"_s << false;
        QTest::newRow("other port") << u"https://h.example:8443/a/mcp"_s << false;
        QTest::newRow("fragment") << u"https://h.example/a#x"_s << false;
        QTest::newRow("none") << QString() << false;
    }
    void resources()
    {
        QFETCH(QString, resource);
        const QUrl server(u"https://h.example/a/mcp"_s);
        QTEST(resourceHolds(resource, server), "holds");
        const QByteArray json = "{\"resource\":\"" + resource.toUtf8() + "\",\"authorization_servers\":[\"https://as.example\",7]}";
        const auto read = readProtectedResource(json, server);
        QTEST(read.has_value(), "holds");
        if (read)
            QCOMPARE(read->resource, resource);
        if (read)
            QCOMPARE(read->authorizationServers, QStringList{u"https://as.example"_s});
    }

    void authorizationServers_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("problem"); // a part of it; empty: none
        QTest::newRow("good") << metadata("https://as.example") << QString();
        QTest::newRow("other issuer") << metadata("https://evil.example") << u"calls itself"_s;
        QTest::newRow("issuer with slash") << metadata("https://as.example/") << u"calls itself"_s;
        QTest::newRow("no issuer") << QByteArray("{\"token_endpoint\":\"https://as.example/token\"}") << u"calls itself"_s;
        QTest::newRow("plain registration") << metadata("https://as.example", ",\"registration_endpoint\":\"http://as.example/r\"")
                                            << u"not encrypted"_s;
        QTest::newRow("private revocation") << metadata("https://as.example", ",\"revocation_endpoint\":\"https://10.0.0.1/r\"")
                                            << u"private network"_s;
        QTest::newRow("no tokens") << QByteArray("{\"issuer\":\"https://as.example\"}") << u"does not say where it gives tokens"_s;
        QTest::newRow("twice") << metadata("https://as.example", ",\"issuer\":\"https://as.example\"") << u"cannot be read"_s;
        QTest::newRow("deep") << QByteArray(1000, '[') << u"cannot be read"_s;
        QTest::newRow("no object") << QByteArray("[]") << u"cannot be read"_s;
    }
    void authorizationServers()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, problem);
        const auto read =
            readAuthorizationServer(json, u"https://as.example"_s, QUrl(u"https://as.example/x"_s), OAuthAddresses(QUrl(u"https://mcp.example/"_s)));
        QCOMPARE(read.has_value(), problem.isEmpty());
        if (!read)
            QVERIFY2(read.error().message.contains(problem), qPrintable(read.error().message));
    }

    void scopes()
    {
        OAuthWish wish;
        OAuthPlace place;
        place.server.issuer = u"i"_s;
        place.resource.scopes = {u"a"_s, u"b"_s};
        QCOMPARE(wantedScopes(wish, place), (QStringList{u"a"_s, u"b"_s}));
        wish.challenge.scopes = {u"c"_s};
        QCOMPARE(wantedScopes(wish, place), QStringList{u"c"_s});
        place.server.scopes = {u"offline_access"_s};
        QCOMPARE(wantedScopes(wish, place), (QStringList{u"c"_s, u"offline_access"_s}));
        wish.past = OAuthGrant();
        wish.past->issuer = u"i"_s;
        wish.past->asked = {u"old"_s};
        QCOMPARE(wantedScopes(wish, place), (QStringList{u"old"_s, u"c"_s, u"offline_access"_s}));
        wish.past->issuer = u"another"_s; // what was had elsewhere says nothing here
        QCOMPARE(wantedScopes(wish, place), (QStringList{u"c"_s, u"offline_access"_s}));
        wish.settings.scopes = {u"mine"_s};
        QCOMPARE(wantedScopes(wish, place), (QStringList{u"mine"_s, u"offline_access"_s}));
        wish.challenge.error = u"insufficient_scope"_s;
        QCOMPARE(wantedScopes(wish, place), (QStringList{u"mine"_s, u"c"_s, u"offline_access"_s}));
        QVERIFY(wantedScopes(OAuthWish(), OAuthPlace{{}, place.server}).isEmpty());
    }

    void clientProofs_data()
    {
        QTest::addColumn<ClientProof>("proof");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("header");
        QTest::newRow("none") << ClientProof::None << QByteArray("grant_type=x&client_id=a%3Ab") << QByteArray();
        QTest::newRow("post") << ClientProof::Post << QByteArray("grant_type=x&client_id=a%3Ab&client_secret=s%26t") << QByteArray();
        QTest::newRow("basic") << ClientProof::Basic << QByteArray("grant_type=x") << QByteArray("Basic " + QByteArray("a%3Ab:s%26t").toBase64());
    }
    void clientProofs()
    {
        QFETCH(ClientProof, proof);
        OAuthClient client;
        client.id = u"a:b"_s;
        client.secret = Secret("s&t");
        client.proof = proof;
        const auto post =
            tokenPost(QUrl(u"https://as.example/token"_s), u"https://as.example"_s, client, {{"grant_type", "x"}, {"scope", ""}}, m_now);
        QVERIFY(post.has_value());
        QTEST(post->body, "body");
        QTEST(post->headers.isEmpty() ? QByteArray() : post->headers[0].prefix + plainBytes(post->headers[0].secret), "header");
    }

    void tokens_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("problem");
        QTest::newRow("good") << 200 << QByteArray("{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":\"60\",\"refresh_token\":\"r\"}")
                              << QString();
        QTest::newRow("refused") << 400 << QByteArray("{\"error\":\"invalid_grant\"}") << u"invalid_grant"_s;
        QTest::newRow("explained") << 401 << QByteArray("{\"error\":\"invalid_client\",\"error_description\":\"gone\"}") << u"gone"_s;
        QTest::newRow("hidden words") << 400 << QByteArray("{\"error\":\"x\",\"error_description\":\"a\xe2\x80\xae\"}") << u"U+202E"_s;
        QTest::newRow("odd kind") << 200 << QByteArray("{\"access_token\":\"t\",\"token_type\":\"mac\"}") << u"unknown kind"_s;
        QTest::newRow("no token") << 200 << QByteArray("{\"token_type\":\"bearer\"}") << u"without a token"_s;
        QTest::newRow("two lines") << 200 << QByteArray("{\"access_token\":\"a\\r\\nX: y\"}") << u"without a token"_s;
        QTest::newRow("no JSON") << 502 << QByteArray("<html>") << u"HTTP 502"_s;
    }
    void tokens()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, problem);
        const auto read = readTokens(reply(status, body), {u"asked"_s}, m_now);
        QCOMPARE(read.has_value(), problem.isEmpty());
        if (!read) {
            QVERIFY2(read.error().message.contains(problem), qPrintable(read.error().message));
            return;
        }
        QCOMPARE(read->expires, m_now.addSecs(60));
        QCOMPARE(read->scopes, QStringList{u"asked"_s});
        QVERIFY(plainBytes(read->access) == "t" && plainBytes(read->refresh) == "r");
    }

    void registrations()
    {
        AuthorizationServer server;
        server.tokenAuthMethods = {u"client_secret_post"_s};
        const auto body = registrationBody(u"http://127.0.0.1:1/callback"_s, server, {u"a"_s});
        for (const char* part : {"\"application_type\":\"native\"", "\"token_endpoint_auth_method\":\"client_secret_post\"", "\"refresh_token\""})
            QVERIFY2(body.contains(part), part);
        const auto client = readRegistration(reply(201, "{\"client_id\":\"i\",\"client_secret\":\"s\",\"client_secret_expires_at\":10}"), server);
        QVERIFY(client && client->registered && client->proof == ClientProof::Post);
        QCOMPARE(client->expires.toSecsSinceEpoch(), 10);
        QVERIFY(!readRegistration(reply(201, "{\"client_id\":\"\"}"), server));
        QVERIFY(!readRegistration(reply(403, "{\"error\":\"access_denied\"}"), server));
    }

    void pkce()
    {
        // RFC 7636, appendix B.
        QCOMPARE(codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), QByteArray("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    }

    void signedTokens()
    {
        const auto key = newProofKey();
        QVERIFY(key.has_value());
        const auto jwk = publicJwk(*key);
        QVERIFY(jwk && jwk->startsWith("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""));
        const auto jwt = signedJwt("ES256", *key, "\"typ\":\"JWT\"", "{\"a\":1}");
        QVERIFY(jwt.has_value());
        const QList<QByteArray> parts = jwt->split('.');
        QCOMPARE(parts.size(), 3);
        const auto plain = [](const QByteArray& part) { return QByteArray::fromBase64(part, QByteArray::Base64UrlEncoding); };
        QCOMPARE(plain(parts[0]), QByteArray("{\"alg\":\"ES256\",\"typ\":\"JWT\"}"));
        QCOMPARE(plain(parts[1]), QByteArray("{\"a\":1}"));
        QCOMPARE(plain(parts[2]).size(), 64);
        QVERIFY(!signedJwt("RS256", *key, {}, "{}")); // another kind of key
        QVERIFY(!signedJwt("none", *key, {}, "{}"));
        QVERIFY(!signedJwt("ES256", Secret("rubbish"), {}, "{}"));
        const auto proof = proofOf(*key, "POST", QUrl(u"https://h.example/mcp?x=1"_s), Secret("t"), "n", m_now);
        QVERIFY(proof && plain(proof->split('.')[1]).contains("\"htu\":\"https://h.example/mcp\""));
        QVERIFY(plain(proof->split('.')[1]).contains("\"nonce\":\"n\"") && !plain(proof->split('.')[0]).contains("\"d\""));
    }

    void grantsAsText()
    {
        OAuthGrant grant;
        grant.issuer = u"https://as.example"_s;
        grant.resource = u"https://h.example/mcp"_s;
        grant.tokenEndpoint = QUrl(u"https://as.example/token"_s);
        grant.client.id = u"c"_s;
        grant.client.secret = Secret("cs");
        grant.client.proof = ClientProof::Post;
        grant.client.port = 4711;
        grant.client.registered = true;
        grant.tokens = {Secret("a"), Secret("r"), u"DPoP"_s, m_now, {u"s"_s}};
        grant.asked = {u"s"_s, u"t"_s};
        const auto back = grantFrom(grantText(grant));
        QVERIFY(back.has_value());
        QCOMPARE(plainBytes(grantText(*back)), plainBytes(grantText(grant)));
        QVERIFY(back->client.proof == ClientProof::Post && back->tokens.expires == m_now && back->client.port == 4711);
        QVERIFY(!grantFrom(Secret("{}")) && !grantFrom(Secret("no")));
    }

    void configurations_data()
    {
        QTest::addColumn<QByteArray>("oauth");
        QTest::addColumn<QString>("problem");
        QTest::newRow("client") << QByteArray("\"clientId\":\"c\",\"clientSecret\":\"${S}\",\"callbackPort\":8765,\"scopes\":\"a b\"") << QString();
        QTest::newRow("port") << QByteArray("\"callbackPort\":80") << u"callbackPort"_s;
        QTest::newRow("grant") << QByteArray("\"grant\":\"password\"") << u"grant"_s;
        QTest::newRow("plain address") << QByteArray("\"authServerMetadataUrl\":\"http://as.example/x\"") << u"authServerMetadataUrl"_s;
    }
    void configurations()
    {
        QFETCH(QByteArray, oauth);
        QFETCH(QString, problem);
        const auto set = readMcpConfig(
            {{ServiceScope::User, u"f"_s, "{\"mcpServers\":{\"s\":{\"type\":\"http\",\"url\":\"https://h.example\",\"oauth\":{" + oauth + "}}}}"}});
        QStringList missing;
        const auto read =
            oauthSettings(set.servers.first(), [](const QString& name) { return std::optional<QByteArray>("value of " + name.toUtf8()); }, missing);
        QCOMPARE(read.has_value(), problem.isEmpty());
        if (!read) {
            QVERIFY2(read.error().message.contains(problem), qPrintable(read.error().message));
            return;
        }
        QVERIFY(read->clientId == u"c"_s && read->callbackPort == 8765 && read->scopes == (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(plainBytes(read->clientSecret), QByteArray("value of S"));
        QCOMPARE(variablesOf(set.servers.first()), QStringList{u"S"_s});
    }
};

QTEST_GUILESS_MAIN(TestOAuthDocuments)
#include "tst_oauthdocuments.moc"
