// SPDX-License-Identifier: MIT
// Signing in at a service, from the refusal to the token in the keychain, against an authorization server of ours: expiry, rotation, more rights, revocation.
#include "tests/mcp/oauthhouse.h"

using namespace aios;
using namespace aios::test;
using namespace std::chrono_literals;

class TestOAuthSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// No browser opens before the person says so.
    void asksFirst()
    {
        OAuthHouse house;
        house.answer = false;
        QCOMPARE(house.status(), 401);
        QCOMPARE(house.asked, QStringList{u"read"_s});
        QVERIFY(house.session->needsSignIn() && house.browser.opened.isEmpty() && house.stub.count(u"/as/register"_s) == 0);
        const ServiceSignIn status = house.session->status();
        QVERIFY(status.possible && !status.signedIn && !status.running);
    }

    void signsIn()
    {
        OAuthHouse house;
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
        OAuthHouse house;
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
        OAuthHouse house;
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
        OAuthHouse house;
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
        OAuthHouse house;
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
        OAuthHouse house;
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
        OAuthHouse house;
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
        OAuthHouse house;
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
        OAuthHouse house;
        house.stub.callScope = u"write"_s;
        QCOMPARE(house.status("tools/call"), 200);
        house.stub.callScope = u"read write"_s; // no token has a scope of that name
        QCOMPARE(house.status("tools/call"), 403);
        QCOMPARE(house.browser.opened.size(), 2);
        QVERIFY(house.session->problem().contains(u"wants more rights"_s));
    }
};

QTEST_GUILESS_MAIN(TestOAuthSession)
#include "tst_oauthsession.moc"
