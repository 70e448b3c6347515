// SPDX-License-Identifier: MIT
// Sign-ins that end, that are refused, and that are never made; against an authorization server of ours.
#include "tests/mcp/oauthhouse.h"

using namespace aios;
using namespace aios::test;
using namespace std::chrono_literals;

class TestOAuthRefusals : public QObject {
    Q_OBJECT

    class LockedStore final : public SecretStore {
    public:
        void read(const SecretAddress&, QObject* context, ReadReply reply) override
        {
            QMetaObject::invokeMethod(context, [reply = std::move(reply)] { reply(locked()); }, Qt::QueuedConnection);
        }
        void write(const SecretAddress&, const Secret&, QObject* context, WriteReply reply) override
        {
            QMetaObject::invokeMethod(context, [reply = std::move(reply)] { reply(locked()); }, Qt::QueuedConnection);
        }
        void remove(const SecretAddress&, QObject* context, WriteReply reply) override
        {
            QMetaObject::invokeMethod(context, [reply = std::move(reply)] { reply(locked()); }, Qt::QueuedConnection);
        }
        static std::unexpected<Error> locked() { return fail(ErrorCode::Unavailable, u"The keychain is locked."_s); }
    };

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    /// A keychain that cannot be used: that is said, and a sign-in lasts for this run.
    void lockedKeychain()
    {
        OAuthHouse house;
        house.keychain = std::make_unique<LockedStore>();
        house.renew();
        house.answer = false;
        QCOMPARE(house.status(), 401);
        QVERIFY2(house.session->problem().contains(u"The keychain is locked."_s), qPrintable(house.session->problem()));
        QVERIFY(house.signIn().has_value());
        QCOMPARE(house.status(), 200);
        QVERIFY(house.session->status().signedIn && !house.session->status().kept && house.session->problem().isEmpty());
        house.clock.advance(2h);
        QCOMPARE(house.status(), 200); // renewed, too
    }

    void signsOut()
    {
        OAuthHouse house;
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

    /// Of a sign-in that nothing has used since the start: what is kept is given back, not renewed first, and the list knows of it no more.
    void signsOutUnused()
    {
        OAuthHouse house;
        house.signInList = house.locks.filePath(u"signins.json"_s);
        house.renew();
        QCOMPARE(house.status(), 200);
        const QString address = house.stub.url().toString();
        QCOMPARE(KeptSignIns(house.signInList).all(), (QList<KeptSignIn>{{u"one"_s, address}}));
        house.clock.advance(2h);
        house.renew();
        std::optional<bool> done;
        house.session->signOut([&](const Result<void>& result) { done = result.has_value(); });
        QTRY_VERIFY(done.has_value() && *done);
        QCOMPARE(house.stub.count(u"/as/revoke"_s), 1); // before it is told to be over
        QCOMPARE(house.stub.count(u"/as/token"_s), 1);
        QVERIFY(KeptSignIns(house.signInList).all().isEmpty());
        house.renew();
        house.answer = false;
        QCOMPARE(house.status(), 401);
    }

    /// Where the authorization server cannot be reached, the tokens are forgotten all the same.
    void signsOutAlone()
    {
        OAuthHouse house;
        QCOMPARE(house.status(), 200);
        house.stub.gone = true;
        std::optional<bool> done;
        house.session->signOut([&](const Result<void>& result) { done = result.has_value(); });
        QTRY_VERIFY(done.has_value() && *done);
        QVERIFY(!house.session->status().signedIn);
        house.stub.gone = false;
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
        OAuthHouse house;
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
        OAuthHouse house;
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
        OAuthHouse house;
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

QTEST_GUILESS_MAIN(TestOAuthRefusals)
#include "tst_oauthrefusals.moc"
