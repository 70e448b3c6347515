// SPDX-License-Identifier: MIT
// Signing in at a service, from the refusal to the token in the keychain, against an authorization server of ours: expiry, rotation, more rights, revocation.
#include "core/mcp/oauth/oauthsession.h"
#include "tests/support/fakeclock.h"
#include "tests/support/followingbrowser.h"
#include "tests/support/oauthstub.h"

#include <QTemporaryDir>
#include <QTest>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestOAuthSession : public QObject {
    Q_OBJECT

    /// A session, and requests of a service through it.
    struct House {
        House() : http(makeCurlTransport({})), keychain(makeMemorySecretStore()) { renew(); }
        void renew() // as after a restart
        {
            through.reset();
            session = std::make_unique<OAuthSession>(options());
            through = std::make_unique<AuthorizedHttp>(*http, *session);
        }
        [[nodiscard]] OAuthSession::Options options()
        {
            OAuthSession::Options options;
            options.name = u"one"_s;
            options.server = stub.url();
            options.settings = settings;
            options.http = http.get();
            options.keychain = keychain.get();
            options.lockFolder = locks.path();
            options.clock = &clock;
            options.openBrowser = [this](const QUrl& page) { browser.open(page); };
            options.ask = [this](const QStringList& scopes, const std::function<void(bool)>& reply) {
                asked.append(scopes.join(u' '));
                if (answer)
                    reply(*answer);
            };
            return options;
        }
        /// The status of one request; 0 when none came.
        [[nodiscard]] int request(const QByteArray& method = "tools/list", HttpTransport* way = nullptr)
        {
            const int number = ++started;
            statuses.insert(number, 0);
            HttpRequest request;
            request.method = "POST";
            request.url = stub.url();
            request.body = {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}"};
            HttpHandlers handlers;
            handlers.onHead = [this, number](const HttpHead& head) { statuses[number] = head.status; };
            handlers.onEnd = [this](const Result<void>&) { ++ended; };
            streams.push_back((way ? *way : *through).start(std::move(request), std::move(handlers)));
            return number;
        }
        [[nodiscard]] int status(const QByteArray& method = "tools/list")
        {
            const int number = request(method);
            std::ignore = QTest::qWaitFor([this] { return ended == started; }, 8000);
            return statuses.value(number);
        }
        [[nodiscard]] Result<void> signIn() const
        {
            std::optional<Result<void>> result;
            session->signIn([&](Result<void> done) { result = std::move(done); });
            return QTest::qWaitFor([&] { return result.has_value(); }, 8000) ? *result : fail(ErrorCode::Internal, u"no answer"_s);
        }

        OAuthStub stub;
        FollowingBrowser browser;
        QTemporaryDir locks;
        FakeClock clock;
        OAuthSettings settings;
        std::unique_ptr<HttpTransport> http;
        std::unique_ptr<SecretStore> keychain;
        std::unique_ptr<OAuthSession> session;
        std::unique_ptr<AuthorizedHttp> through;
        std::vector<std::unique_ptr<HttpStream>> streams;
        QHash<int, int> statuses;
        QStringList asked;
        std::optional<bool> answer = true;
        int started = 0;
        int ended = 0;
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// No browser opens before the person says so.
    void asksFirst()
    {
        House house;
        house.answer = false;
        QCOMPARE(house.status(), 401);
        QCOMPARE(house.asked, QStringList{u"read"_s});
        QVERIFY(house.session->needsSignIn() && house.browser.opened.isEmpty() && house.stub.count(u"/as/register"_s) == 0);
        const ServiceSignIn status = house.session->status();
        QVERIFY(status.possible && !status.signedIn && !status.running);
    }

    void signsIn()
    {
        House house;
        house.answer = false;
        QCOMPARE(house.status(), 401);
        QVERIFY(house.signIn().has_value());
        QCOMPARE(house.browser.opened.size(), 1);
        QVERIFY(house.browser.page.contains("came back to AIOS Desktop"));
        const QUrlQuery page(house.browser.opened.first());
        QCOMPARE(page.queryItemValue(u"code_challenge_method"_s), u"S256"_s);
        QCOMPARE(page.queryItemValue(u"resource"_s, QUrl::FullyDecoded), house.stub.url().toString());
        QCOMPARE(page.queryItemValue(u"scope"_s), u"read"_s);
        QVERIFY(page.queryItemValue(u"state"_s).size() >= 43);
        const QUrlQuery form = house.stub.seen(u"/as/token"_s).first().query;
        QCOMPARE(form.queryItemValue(u"resource"_s, QUrl::FullyDecoded), house.stub.url().toString());
        QCOMPARE(house.status(), 200);
        const ServiceSignIn status = house.session->status();
        QVERIFY(status.signedIn && status.kept && status.renews && !house.session->needsSignIn());
        QCOMPARE(status.issuer, house.stub.issuer());
        QCOMPARE(status.expires, house.clock.now().addSecs(3600));
        QCOMPARE(status.scopes, QStringList{u"read"_s});
    }

    void survivesARestart()
    {
        House house;
        QCOMPARE(house.status(), 200);
        house.renew();
        QCOMPARE(house.status(), 200);
        house.clock.advance(2h); // the absolute time was kept
        house.renew();
        QCOMPARE(house.status(), 200);
        QCOMPARE(house.browser.opened.size(), 1);
        QCOMPARE(house.stub.count(u"/as/token"_s), 2);
        QCOMPARE(house.stub.count(u"/mcp"_s), 4); // renewed before it was refused
    }

    /// One renewal, whoever waits; and the new token is kept before it is used.
    void renewsOnce()
    {
        House house;
        QCOMPARE(house.status(), 200);
        house.clock.advance(2h);
        house.stub.endTokens();
        for (int i = 0; i < 5; ++i)
            std::ignore = house.request();
        QTRY_COMPARE(house.ended, house.started);
        QCOMPARE(house.statuses.values().count(200), 6);
        QCOMPARE(house.stub.count(u"/as/token"_s), 2);
        QCOMPARE(house.stub.thefts, 0);
        house.renew();
        house.clock.advance(2h);
        QCOMPARE(house.status(), 200); // the rotated one is what the keychain holds
        QCOMPARE(house.stub.thefts, 0);
    }

    /// Refused earlier than expected: renewed, and the request goes out once more.
    void renewsWhenRefused()
    {
        House house;
        QCOMPARE(house.status(), 200);
        house.stub.endTokens();
        for (int i = 0; i < 3; ++i)
            std::ignore = house.request();
        QTRY_COMPARE(house.ended, house.started);
        QCOMPARE(house.statuses.values().count(200), 4);
        QCOMPARE(house.stub.count(u"/as/token"_s), 2);
    }

    /// Two programs with the same sign-in: whoever comes second takes what the first one was given.
    void sharesARenewal()
    {
        House house;
        QCOMPARE(house.status(), 200);
        OAuthSession second(house.options());
        AuthorizedHttp through(*house.http, second);
        house.clock.advance(2h);
        std::ignore = house.request("tools/list", &through);
        std::ignore = house.request();
        QTRY_COMPARE(house.ended, house.started);
        QCOMPARE(house.statuses.values().count(200), 3);
        QCOMPARE(house.stub.count(u"/as/token"_s), 2);
        QCOMPARE(house.stub.thefts, 0);
    }

    void keepsATokenThatCannotBeRenewedNow()
    {
        House house;
        QCOMPARE(house.status(), 200);
        house.stub.tokensFail = true;
        house.stub.endTokens();
        QCOMPARE(house.status(), 401);
        QVERIFY(house.session->status().signedIn && !house.session->needsSignIn());
        house.stub.tokensFail = false;
        QCOMPARE(house.status(), 200);
        QCOMPARE(house.browser.opened.size(), 1);
    }

    void revoked()
    {
        House house;
        QCOMPARE(house.status(), 200);
        house.stub.revoke();
        house.answer = false;
        QCOMPARE(house.status(), 401);
        QVERIFY(house.session->needsSignIn() && !house.session->status().signedIn);
        QVERIFY(house.signIn().has_value());
        QCOMPARE(house.status(), 200);
        QCOMPARE(house.stub.count(u"/as/register"_s), 1); // known there already
    }

    void moreRights()
    {
        House house;
        QCOMPARE(house.status(), 200);
        house.stub.callScope = u"write"_s;
        house.answer = false;
        QCOMPARE(house.status("tools/call"), 403);
        QVERIFY(!house.session->needsSignIn() && house.session->status().signedIn);
        QCOMPARE(house.status(), 200); // what it has still counts
        house.answer = true;
        QCOMPARE(house.status("tools/call"), 200);
        QCOMPARE(house.asked, (QStringList{u"read"_s, u"write"_s, u"write"_s}));
        QCOMPARE(QUrlQuery(house.browser.opened.last()).queryItemValue(u"scope"_s, QUrl::FullyDecoded), u"read write"_s);
    }

    /// The same rights are not asked for for ever.
    void neverEnough()
    {
        House house;
        house.stub.callScope = u"write"_s;
        QCOMPARE(house.status("tools/call"), 200);
        house.stub.callScope = u"read write"_s; // no token has a scope of that name
        QCOMPARE(house.status("tools/call"), 403);
        QCOMPARE(house.browser.opened.size(), 2);
        QVERIFY(house.session->problem().contains(u"wants more rights"_s));
    }

    void signsOut()
    {
        House house;
        QCOMPARE(house.status(), 200);
        std::optional<bool> done;
        house.session->signOut([&](const Result<void>& result) { done = result.has_value(); });
        QTRY_VERIFY(done.has_value() && *done);
        QTRY_COMPARE(house.stub.count(u"/as/revoke"_s), 1);
        QCOMPARE(house.stub.seen(u"/as/revoke"_s).first().query.queryItemValue(u"token_type_hint"_s), u"refresh_token"_s);
        QVERIFY(!house.session->status().signedIn);
        house.renew();
        house.answer = false;
        QCOMPARE(house.status(), 401);
    }

    void refusals_data()
    {
        QTest::addColumn<std::function<void(OAuthStub&)>>("change");
        QTest::addColumn<QString>("problem");
        QTest::addColumn<int>("opened");
        using Change = std::function<void(OAuthStub&)>;
        QTest::newRow("no PKCE") << Change([](OAuthStub& stub) { stub.challengeMethods = {u"plain"_s}; }) << u"PKCE"_s << 0;
        QTest::newRow("another resource") << Change([](OAuthStub& stub) { stub.resource = u"https://evil.example/mcp"_s; }) << u"another address"_s
                                          << 0;
        QTest::newRow("another issuer") << Change([](OAuthStub& stub) { stub.metadataIssuer = u"https://evil.example"_s; }) << u"calls itself"_s << 0;
        QTest::newRow("answer by another") << Change([](OAuthStub& stub) { stub.answersAs = stub.issuer() + u'/'; }) << u"is not by"_s << 1;
        QTest::newRow("no registration") << Change([](OAuthStub& stub) { stub.registers = false; }) << u"clientId"_s << 0;
        QTest::newRow("person says no") << Change([](OAuthStub& stub) { stub.agrees = false; }) << u"access_denied"_s << 1;
        QTest::newRow("no tokens") << Change([](OAuthStub& stub) { stub.tokensFail = true; }) << u"HTTP 500"_s << 1;
    }
    void refusals()
    {
        QFETCH(std::function<void(OAuthStub&)>, change);
        QFETCH(QString, problem);
        QFETCH(int, opened);
        House house;
        change(house.stub);
        const auto done = house.signIn();
        QVERIFY(!done.has_value());
        QVERIFY2(done.error().message.contains(problem), qPrintable(done.error().message));
        QCOMPARE(house.browser.opened.size(), opened);
        const int exchanged = house.stub.tokensFail ? 1 : 0; // a code is sent only where its answer was right
        QCOMPARE(house.stub.count(u"/as/token"_s), exchanged);
        QVERIFY(house.session->needsSignIn() && house.session->problem() == done.error().message);
    }

    /// What was kept for one server is of no use to another that has taken its name.
    void boundToTheServer()
    {
        House house;
        QCOMPARE(house.status(), 200);
        OAuthStub other;
        OAuthSession::Options options = house.options();
        options.server = other.url();
        options.ask = {};
        OAuthSession session(options);
        AuthorizedHttp through(*house.http, session);
        HttpRequest request;
        request.method = "POST";
        request.url = other.url();
        int status = 0;
        HttpHandlers handlers;
        handlers.onHead = [&](const HttpHead& head) { status = head.status; };
        const auto stream = through.start(request, handlers);
        QTRY_COMPARE(status, 401);
        QVERIFY(other.seen(u"/mcp"_s).first().authorization.isEmpty());
    }

    void cancelled()
    {
        House house;
        house.stub.waits = true;
        std::optional<Error> error;
        house.session->signIn([&](const Result<void>& done) { error = done ? Error() : done.error(); });
        QTRY_COMPARE(house.browser.opened.size(), 1);
        QVERIFY(house.session->status().running);
        const QUrl back(QUrlQuery(house.browser.opened.first()).queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded));
        house.session->cancelSignIn();
        QVERIFY(error && error->code == ErrorCode::Cancelled && !house.session->status().running);
        QTcpServer free; // nobody listens any more
        QVERIFY(free.listen(QHostAddress::LocalHost, static_cast<quint16>(back.port())));
    }
};

QTEST_GUILESS_MAIN(TestOAuthSession)
#include "tst_oauthsession.moc"
