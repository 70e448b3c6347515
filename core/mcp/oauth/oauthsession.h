// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/oauth/authorizedhttp.h"
#include "core/mcp/oauth/oauthlogin.h"
#include "core/mcp/oauth/oauthstore.h"
#include "core/mcp/oauth/oauthunattended.h"
#include "core/mcp/servicesignin.h"

namespace aios {

/// The person's sign-in at one server: brought back from the keychain, renewed before it ends and when it is refused (one at a time, whoever waits), made
/// by a browser when the person starts it or agrees to it. It never opens a browser by itself. Core thread; owned by McpServer.
class OAuthSession : public QObject, public HttpAuthorizer {
    Q_OBJECT
public:
    struct Options {
        QString name;
        QUrl server;
        OAuthSettings settings;
        HttpTransport* http = nullptr;
        SecretStore* keychain = nullptr; ///< May be null.
        QString lockFolder;
        QString signInList; ///< KeptSignIns
        bool usesKeys = false; ///< The person gave other keys for it: without a challenge for tokens a refusal means those.
        const Clock* clock = &Clock::system();
        OAuthLogin::OpenBrowser openBrowser; ///< Empty: there is none.
        /// Asks whether to sign in now, with these scopes more than before. Empty: nobody can be asked.
        std::function<void(const QStringList& scopes, std::function<void(bool)> reply)> ask;
    };
    explicit OAuthSession(Options options, QObject* parent = nullptr);

    void prepare(const QByteArray& method, const QUrl& url, QObject* context, std::function<void(QList<SecretHeader>)> ready) override;
    void refused(const Refusal& refusal, QObject* context, std::function<void(bool again)> decided) override;

    /// Starts a sign-in, ending one that was on its way. In a way that needs no person no browser is opened for it.
    void signIn(std::function<void(Result<void>)> done);
    void cancelSignIn();
    /// Forgets the tokens, here and in the keychain, and gives them back where the authorization server takes them. `done` when both have ended; its error
    /// is the keychain's.
    void signOut(std::function<void(Result<void>)> done);

    /// The way to the server with the sign-in.
    [[nodiscard]] HttpTransport& way() { return m_way; }
    [[nodiscard]] bool needsSignIn() const { return m_needed; }
    [[nodiscard]] const QString& problem() const { return m_problem; } ///< Why the last try did not work.
    [[nodiscard]] ServiceSignIn status() const;

Q_SIGNALS:
    void changed(); ///< status() gives something else.

private:
    struct Waiting {
        QPointer<QObject> context;
        std::function<void(bool)> done;
    };
    void wait(QObject* context, std::function<void(bool)> done) { m_waiting.push_back({context, std::move(done)}); }
    void settle(bool again);
    void load();
    void renew();
    void refresh(const Result<std::optional<OAuthGrant>>& kept);
    void refreshed(Result<OAuthTokens> tokens);
    void stepUp();
    void obtain();
    void begin();
    void took(Result<OAuthGrant> grant);
    void forgetTokens(bool client);
    void revoke(const OAuthGrant& grant, std::function<void()> over);
    void need(const QString& problem);
    [[nodiscard]] bool isUnattended() const { return m_options.settings.way != OAuthSettings::Way::Person; }
    [[nodiscard]] bool endsSoon() const;
    [[nodiscard]] bool hasToken() const { return m_grant && !m_grant->tokens.access.isEmpty(); }
    [[nodiscard]] OAuthWish wish() const;
    [[nodiscard]] QList<SecretHeader> headers(const QByteArray& method, const QUrl& url) const;

    Options m_options;
    AuthorizedHttp m_way;
    OAuthFetch m_fetch;
    TokenClient m_tokens;
    OAuthStore m_store;
    std::optional<OAuthGrant> m_grant;
    AuthChallenge m_challenge;
    QByteArray m_nonce; ///< That the server wants in the next proof.
    QDateTime m_given; ///< When the access token came.
    std::vector<Waiting> m_waiting;
    std::unique_ptr<QObject> m_work; ///< The sign-in on its way.
    std::function<void(Result<void>)> m_signedIn;
    QString m_problem;
    bool m_loaded = false;
    bool m_ending = false; ///< The person signs out: nothing is renewed for that.
    bool m_busy = false;
    bool m_needed = false;
    bool m_mayObtain = false; ///< A refusal is to be mended; else only a token renewed in time.
    bool m_asking = false; ///< The person is asked whether to sign in.
    bool m_kept = false; ///< The keychain has it.
};

} // namespace aios
