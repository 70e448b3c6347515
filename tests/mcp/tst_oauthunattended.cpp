// SPDX-License-Identifier: MIT
// Signing in without a person: own credentials, a signing key, a workload's token, a token of an identity provider, and tokens bound to a key (DPoP).
#include "core/mcp/diagnose.h"
#include "core/mcp/oauth/oauthconfig.h"
#include "tests/mcp/oauthhouse.h"
#include "tests/mcp/serverhouse.h"
#include "tests/support/josecheck.h"

using namespace aios;
using namespace aios::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(aios::OAuthSettings::Way)

class TestOAuthUnattended : public QObject {
    Q_OBJECT

    using Way = OAuthSettings::Way;

    /// A house whose program signs in by itself, with everything right on both sides.
    static void setUp(OAuthHouse& house, const QByteArray& kind)
    {
        OAuthSettings& settings = house.settings;
        OAuthStub& stub = house.stub;
        settings.issuer = stub.issuer();
        settings.clientId = stub.clientId;
        stub.refreshes = false;
        if (kind == "secret" || kind == "posted secret") {
            settings.way = Way::ClientCredentials;
            stub.clientSecret = u"s&cret: 1"_s;
            stub.tokenProofs = {kind == "secret" ? u"client_secret_basic"_s : u"client_secret_post"_s};
            settings.clientSecret = Secret("s&cret: 1");
        } else if (kind == "key") {
            settings.way = Way::ClientCredentials;
            stub.clientKey = newEcKey();
            settings.privateKey = Secret(stub.clientKey);
        } else if (kind == "workload") {
            settings.way = Way::Workload;
            stub.workload = u"workload.token.1"_s;
            settings.assertion = Secret("workload.token.1");
        } else {
            settings.way = Way::Enterprise;
            stub.idToken = u"id.token.1"_s;
            settings.assertion = Secret("id.token.1");
            settings.exchangeClient = u"desk"_s;
            settings.exchangeEndpoint = QUrl(stub.issuer().replace(u"/as"_s, u"/idp/token"_s));
        }
        house.renew();
    }
    static void kinds()
    {
        QTest::addColumn<QByteArray>("kind");
        for (const char* kind : {"secret", "posted secret", "key", "workload", "enterprise"})
            QTest::newRow(kind) << QByteArray(kind);
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void letsIn_data() { kinds(); }
    void letsIn()
    {
        QFETCH(const QByteArray, kind);
        OAuthHouse house;
        setUp(house, kind);
        QCOMPARE(house.status(), 200);
        QVERIFY(house.browser.opened.isEmpty() && house.asked.isEmpty()); // nobody is asked anything
        const QUrlQuery form = house.stub.seen(u"/as/token"_s).first().query;
        QCOMPARE(form.queryItemValue(u"scope"_s), u"read"_s);
        QCOMPARE(form.queryItemValue(u"resource"_s, QUrl::FullyDecoded), house.stub.url().toString());
        const ServiceSignIn status = house.session->status();
        QVERIFY(status.signedIn && status.kept && status.renews && !status.unattended.isEmpty());
        QCOMPARE(status.issuer, house.stub.issuer());
        house.renew(); // as after a restart: the token is kept
        QCOMPARE(house.status(), 200);
        QCOMPARE(house.stub.count(u"/as/token"_s), 1);
        QCOMPARE(house.stub.count(u"/idp/token"_s), kind == "enterprise" ? 1 : 0);
        // One that has ended is asked for anew, once, whoever waits; there is no refresh token.
        house.clock.advance(2h);
        house.stub.endTokens();
        for (int i = 0; i < 4; ++i)
            std::ignore = house.request();
        QTRY_COMPARE(house.ended, house.started);
        QCOMPARE(house.statuses.values().count(200), 6);
        QCOMPARE(house.stub.count(u"/as/token"_s), 2);
        QVERIFY(house.browser.opened.isEmpty());
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<std::function<void(OAuthHouse&)>>("change");
        QTest::addColumn<QString>("problem");
        QTest::addColumn<int>("asked"); ///< How often the authorization server was asked for a token.
        using Change = std::function<void(OAuthHouse&)>;
        QTest::newRow("wrong secret") << QByteArray("secret") << Change([](OAuthHouse& house) { house.settings.clientSecret = Secret("other"); })
                                      << u"invalid_client"_s << 1;
        QTest::newRow("wrong key") << QByteArray("key") << Change([](OAuthHouse& house) { house.settings.privateKey = Secret(newEcKey()); })
                                   << u"invalid_client"_s << 1;
        QTest::newRow("a key of another kind") << QByteArray("key") << Change([](OAuthHouse& house) { house.settings.algorithm = u"RS256"_s; })
                                               << u"cannot be used for RS256"_s << 0;
        QTest::newRow("no key") << QByteArray("key") << Change([](OAuthHouse& house) { house.settings.privateKey = Secret("-----BEGIN"); })
                                << u"in PEM"_s << 0;
        QTest::newRow("a workload that it does not know")
            << QByteArray("workload") << Change([](OAuthHouse& house) { house.settings.assertion = Secret("old.token.0"); }) << u"invalid_grant"_s
            << 1;
        QTest::newRow("the identity provider refuses")
            << QByteArray("enterprise") << Change([](OAuthHouse& house) { house.settings.assertion = Secret("old.token.0"); })
            << u"was not exchanged"_s << 0;
        QTest::newRow("it exchanges for something else")
            << QByteArray("enterprise") << Change([](OAuthHouse& house) { house.stub.exchangedType = u"access_token"_s; }) << u"another token"_s << 0;
        QTest::newRow("credentials for another issuer")
            << QByteArray("secret") << Change([](OAuthHouse& house) { house.settings.issuer = u"https://other.example"_s; })
            << u"were not sent there"_s << 0;
        QTest::newRow("the same with a slash") << QByteArray("workload") << Change([](OAuthHouse& house) { house.settings.issuer += u'/'; })
                                               << u"were not sent there"_s << 0;
        QTest::newRow("it calls itself otherwise") << QByteArray("key")
                                                   << Change([](OAuthHouse& house) { house.stub.metadataIssuer = u"https://evil.example"_s; })
                                                   << u"calls itself"_s << 0;
        QTest::newRow("it is broken") << QByteArray("workload") << Change([](OAuthHouse& house) { house.stub.tokensFail = true; }) << u"HTTP 500"_s
                                      << 1;
    }
    void refused()
    {
        QFETCH(const QByteArray, kind);
        QFETCH(const std::function<void(OAuthHouse&)>, change);
        QFETCH(const QString, problem);
        QFETCH(const int, asked);
        OAuthHouse house;
        setUp(house, kind);
        change(house);
        house.renew();
        QCOMPARE(house.status(), 401);
        QVERIFY2(house.session->problem().contains(problem), qPrintable(house.session->problem()));
        QCOMPARE(house.stub.count(u"/as/token"_s), asked);
        QVERIFY(house.session->needsSignIn() && !house.session->status().signedIn && house.browser.opened.isEmpty());
    }

    /// Whoever runs a workload replaces its token in a file: it is read each time, and nothing else than a token is sent.
    void fromAFile()
    {
        OAuthHouse house;
        setUp(house, "workload");
        const QString path = house.locks.filePath(u"token"_s);
        const auto put = [&path](const QByteArray& text) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size());
        };
        house.settings.assertion = {};
        house.settings.assertionFile = path;
        put("workload.token.1\n");
        house.renew();
        QCOMPARE(house.status(), 200);
        put("workload.token.2");
        house.stub.workload = u"workload.token.2"_s;
        house.stub.endTokens();
        QCOMPARE(house.status(), 200);
        house.stub.endTokens();
        const int asked = house.stub.count(u"/as/token"_s);
        put("-----BEGIN PRIVATE KEY-----\nabc\n");
        QCOMPARE(house.status(), 401);
        QVERIFY2(house.session->problem().contains(u"is no token"_s), qPrintable(house.session->problem()));
        QVERIFY(QFile::remove(path));
        QCOMPARE(house.status(), 401);
        QVERIFY2(house.session->problem().contains(u"could not be read"_s), qPrintable(house.session->problem()));
        QCOMPARE(house.stub.count(u"/as/token"_s), asked);
    }

    /// Asking for it by hand opens no browser either.
    void byHand()
    {
        OAuthHouse house;
        setUp(house, "secret");
        QVERIFY(house.signIn().has_value());
        QVERIFY(house.browser.opened.isEmpty());
        QCOMPARE(house.status(), 200);
    }

    void proofs_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("tokenNonce");
        QTest::addColumn<QByteArray>("callNonce");
        QTest::newRow("a person, nonces") << QByteArray("person") << QByteArray("token-nonce") << QByteArray("call-nonce");
        QTest::newRow("a secret") << QByteArray("secret") << QByteArray() << QByteArray();
        QTest::newRow("a workload, nonces") << QByteArray("workload") << QByteArray("token-nonce") << QByteArray("call-nonce");
    }
    void proofs()
    {
        QFETCH(const QByteArray, kind);
        QFETCH(const QByteArray, tokenNonce);
        QFETCH(const QByteArray, callNonce);
        OAuthHouse house;
        if (kind != "person")
            setUp(house, kind);
        house.stub.binds = true;
        house.stub.tokenNonce = tokenNonce;
        house.stub.callNonce = callNonce;
        QCOMPARE(house.status(), 200);
        QCOMPARE(house.status(), 200); // each request has a proof of its own
        QVERIFY(house.stub.seen(u"/mcp"_s).last().authorization.startsWith("DPoP "));
        QCOMPARE(house.stub.count(u"/as/token"_s), tokenNonce.isEmpty() ? 1 : 2); // the nonce was told, and used
        house.renew();
        QCOMPARE(house.status(), 200); // the key is kept with the token
        house.stub.callNonce = "another";
        QCOMPARE(house.status(), 200);
        house.stub.endTokens();
        QCOMPARE(house.status(), 200);
        QCOMPARE(house.stub.thefts, 0);
    }

    /// A token taken from here is of no use without the key.
    void aTokenAlone()
    {
        OAuthHouse house;
        setUp(house, "secret");
        house.stub.binds = true;
        QCOMPARE(house.status(), 200);
        HttpRequest request;
        request.method = "POST";
        request.url = house.stub.url();
        request.body = {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"};
        request.secretHeaders.append({"Authorization", {}, Secret(house.stub.seen(u"/mcp"_s).last().authorization)});
        int status = 0;
        HttpHandlers handlers;
        handlers.onHead = [&](const HttpHead& head) { status = head.status; };
        const auto stream = house.http->start(request, handlers);
        QTRY_COMPARE(status, 401);
    }

    void configuration_data()
    {
        QTest::addColumn<QByteArray>("oauth");
        QTest::addColumn<QString>("problem"); ///< Empty: it can be used.
        const auto row = [](const char* name, const char* oauth, const char* problem) {
            QTest::newRow(name) << QByteArray(oauth) << QString::fromLatin1(problem);
        };
        row("secret", "{\"grant\":\"client_credentials\",\"issuer\":\"https://as.example\",\"clientId\":\"a\",\"clientSecret\":\"${S}\"}", "");
        row("key",
            "{\"grant\":\"client_credentials\",\"issuer\":\"https://as.example\",\"clientId\":\"a\",\"privateKey\":\"${S}\",\"algorithm\":\"RS256\"}",
            "");
        row("workload", "{\"grant\":\"jwt-bearer\",\"issuer\":\"https://as.example\",\"assertion\":\"${S}\"}", "");
        row("enterprise",
            "{\"grant\":\"token-exchange\",\"issuer\":\"https://as.example\",\"clientId\":\"a\",\"assertion\":\"${S}\",\"exchangeEndpoint\":\"https://idp.example/token\"}",
            "");
        row("no issuer", "{\"grant\":\"client_credentials\",\"clientId\":\"a\",\"clientSecret\":\"${S}\"}", "issuer");
        row("no client", "{\"grant\":\"client_credentials\",\"issuer\":\"https://as.example\",\"clientSecret\":\"${S}\"}", "clientId");
        row("nothing to prove it", "{\"grant\":\"client_credentials\",\"issuer\":\"https://as.example\",\"clientId\":\"a\"}", "clientSecret");
        row("no token", "{\"grant\":\"jwt-bearer\",\"issuer\":\"https://as.example\"}", "assertion");
        row("nowhere to exchange it", "{\"grant\":\"token-exchange\",\"issuer\":\"https://as.example\",\"clientId\":\"a\",\"assertion\":\"${S}\"}",
            "exchangeEndpoint");
        row("exchanged in the open",
            "{\"grant\":\"token-exchange\",\"issuer\":\"https://as.example\",\"clientId\":\"a\",\"assertion\":\"${S}\",\"exchangeEndpoint\":\"http://idp.example/token\"}",
            "exchangeEndpoint");
        row("exchanged on this computer for a service elsewhere",
            "{\"grant\":\"token-exchange\",\"issuer\":\"https://as.example\",\"clientId\":\"a\",\"assertion\":\"${S}\",\"exchangeEndpoint\":\"http://127.0.0.1/token\"}",
            "exchangeEndpoint");
        row("a way nobody knows", "{\"grant\":\"password\",\"issuer\":\"https://as.example\"}", "grant");
        row("a person", "{\"clientId\":\"a\"}", "");
    }
    void configuration()
    {
        QFETCH(const QByteArray, oauth);
        QFETCH(const QString, problem);
        ServerHouse house;
        house.configure(QByteArray("\"one\":{\"type\":\"http\",\"url\":\"https://one.example/mcp\",\"oauth\":" + oauth + "}"));
        QStringList missing;
        const McpVariables variables = [](const QString& name) { return name == u"S"_s ? std::optional(QByteArray("s")) : std::nullopt; };
        const auto settings = oauthSettings(house.manager->server(u"one"_s)->config(), variables, missing);
        QCOMPARE(settings.has_value(), problem.isEmpty());
        if (!settings)
            QVERIFY2(settings.error().message.contains(u"“%1”"_s.arg(problem)), qPrintable(settings.error().message));
        QVERIFY(missing.isEmpty());
    }

    /// A folder's own file could name any file of the person's.
    void noFileForAFolder()
    {
        ServerHouse house;
        for (const ServiceScope scope : {ServiceScope::User, ServiceScope::Project}) {
            house.configure(
                "\"one\":{\"type\":\"http\",\"url\":\"https://one.example/mcp\",\"oauth\":{\"grant\":\"jwt-bearer\",\"issuer\":\"https://as.example\","
                "\"assertionFile\":\"/var/run/token\"}}",
                scope);
            QStringList missing;
            const auto settings = oauthSettings(house.manager->server(u"one"_s)->config(), [](const QString&) { return std::nullopt; }, missing);
            QCOMPARE(settings.has_value(), scope == ServiceScope::User);
        }
    }

    /// The place that gives tokens was out for a while: the service comes back by itself.
    void comesBack()
    {
        OAuthStub stub;
        stub.clientSecret = u"right"_s;
        stub.tokenProofs = {u"client_secret_basic"_s};
        stub.refreshes = false;
        ServerHouse house;
        house.firstRetry = 100ms;
        house.renew();
        house.configure("\"one\":{\"type\":\"http\",\"url\":\"" + stub.url().toEncoded() +
                        "\",\"oauth\":{\"grant\":\"client_credentials\",\"issuer\":\"" + stub.issuer().toUtf8() +
                        "\",\"clientId\":\"robot\",\"clientSecret\":\"right\"}}");
        house.manager->setTrust({}, true);
        house.manager->ensureStarted();
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
        stub.tokensFail = true;
        stub.endTokens();
        const auto output = house.call(u"look"_s, "{}");
        QVERIFY(output && output->isError);
        house.run.reset(); // the call is over
        QTRY_COMPARE(house.status().state, ServiceState::Failed);
        QVERIFY2(house.status().problem.contains(u"It is started again in"_s), qPrintable(house.status().problem));
        stub.tokensFail = false;
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, ServiceState::Ready, 9000);
    }

    /// The whole way from an entry to a ready service, and what is said where it does not work.
    void fromTheEntry_data()
    {
        QTest::addColumn<QString>("secret");
        QTest::newRow("right") << u"right"_s;
        QTest::newRow("wrong") << u"wrong"_s;
    }
    void fromTheEntry()
    {
        QFETCH(const QString, secret);
        const bool right = secret == u"right"_s;
        OAuthStub stub;
        stub.clientSecret = u"right"_s;
        stub.tokenProofs = {u"client_secret_basic"_s};
        ServerHouse house;
        house.configure("\"one\":{\"type\":\"http\",\"url\":\"" + stub.url().toEncoded() +
                        "\",\"oauth\":{\"grant\":\"client_credentials\",\"issuer\":\"" + stub.issuer().toUtf8() +
                        "\",\"clientId\":\"robot\",\"clientSecret\":\"" + secret.toUtf8() + "\"}}");
        house.manager->setTrust({}, true);
        house.manager->ensureStarted();
        QTRY_COMPARE_WITH_TIMEOUT(house.status().state, right ? ServiceState::Ready : ServiceState::Failed, 9000);
        QCOMPARE(house.status().signIn.signedIn, right);
        QVERIFY(right || house.status().problem.contains(u"with credentials of its own"_s));
        Diagnose diagnose(house.manager->server(u"one"_s)->config(), house.manager->surroundings(), {});
        std::optional<Diagnosis> told;
        diagnose.start([&told](Diagnosis diagnosis) { told = std::move(diagnosis); });
        QTRY_VERIFY_WITH_TIMEOUT(told.has_value(), 9000);
        QCOMPARE(told->works(), right);
        QString words;
        for (const DiagnosisLine& line : told->lines)
            words += line.words + u'\n' + line.advice + u'\n';
        QVERIFY2(words.contains(u"with credentials of its own"_s), qPrintable(words));
        QVERIFY2(right || (words.contains(u"invalid_client"_s) && words.contains(u"Check the member “oauth”"_s)), qPrintable(words));
    }
};

QTEST_GUILESS_MAIN(TestOAuthUnattended)
#include "tst_oauthunattended.moc"
