// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/oauth/oauthsession.h"
#include "tests/support/fakeclock.h"
#include "tests/support/followingbrowser.h"
#include "tests/support/oauthstub.h"

#include <QTemporaryDir>
#include <QTest>

namespace aios::test {

using namespace Qt::StringLiterals;

/// A session, and requests of a service through it.
struct OAuthHouse {
    OAuthHouse() : http(makeCurlTransport({})), keychain(makeMemorySecretStore()) { renew(); }
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
        options.signInList = signInList;
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
    QString signInList; ///< None, but where that is what it is about.
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

} // namespace aios::test
