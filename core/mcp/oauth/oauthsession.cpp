// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/oauthsession.h"

#include "core/mcp/oauth/jwt.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.mcp", QtWarningMsg)

constexpr int kMostTries = 3; ///< Of one request.
constexpr qint64 kEarlySeconds = 30;

QByteArray scheme(const OAuthTokens& tokens)
{
    return tokens.type == "DPoP"_L1 ? "DPoP " : "Bearer ";
}

} // namespace

OAuthSession::OAuthSession(Options options, QObject* parent)
    : QObject(parent),
      m_options(std::move(options)),
      m_way(*m_options.http, *this),
      m_fetch(*m_options.http, OAuthAddresses(m_options.server)),
      m_tokens(m_fetch, *m_options.clock),
      m_store(m_options.keychain, m_options.name, m_options.server, m_options.lockFolder, m_options.signInList)
{}

void OAuthSession::prepare(const QByteArray& method, const QUrl& url, QObject* context, std::function<void(QList<SecretHeader>)> ready)
{
    const bool renewable = hasToken() && endsSoon() && !m_grant->tokens.refresh.isEmpty();
    if (!m_busy && m_loaded && !renewable)
        return ready(headers(method, url));
    // A renewal that fails is tried once here; then the old token goes out, and the server says what it thinks of it.
    wait(context, [this, method, url, ready = std::move(ready)](bool) { ready(headers(method, url)); });
    if (std::exchange(m_busy, true))
        return;
    m_mayObtain = false;
    m_loaded ? renew() : load();
}

QList<SecretHeader> OAuthSession::headers(const QByteArray& method, const QUrl& url) const
{
    if (!hasToken() || !sameOrigin(url, m_options.server))
        return {};
    QList<SecretHeader> headers{{"Authorization", scheme(m_grant->tokens), m_grant->tokens.access}};
    if (m_grant->proofKey.isEmpty())
        return headers;
    if (const auto proof = proofOf(m_grant->proofKey, method, url, m_grant->tokens.access, m_nonce, m_options.clock->now()))
        headers.append({"DPoP", {}, Secret(*proof)});
    return headers;
}

/// Renewed a little early, but not every time where tokens live shorter than that.
bool OAuthSession::endsSoon() const
{
    const QDateTime& expires = m_grant->tokens.expires;
    if (!expires.isValid())
        return false;
    const qint64 early = m_given.isValid() ? std::min(kEarlySeconds, m_given.secsTo(expires) / 10) : kEarlySeconds;
    return m_options.clock->now().addSecs(early) >= expires;
}

void OAuthSession::load()
{
    m_store.read([this](const Result<std::optional<OAuthGrant>>& kept) {
        m_loaded = true;
        if (!kept) { // locked is not missing: a new sign-in may be needless
            qCInfo(log) << "the sign-in could not be read from the keychain" << m_options.name;
            m_problem = u"If you have signed in before, that could not be read. "_s + kept.error().message;
        }
        m_grant = kept ? *kept : std::nullopt;
        m_kept = m_grant.has_value();
        Q_EMIT changed();
        if (!m_ending && hasToken() && endsSoon() && !m_grant->tokens.refresh.isEmpty())
            return renew();
        settle(false);
    });
}

void OAuthSession::settle(bool again)
{
    m_busy = false;
    const QPointer<OAuthSession> self(this);
    for (const Waiting& waiting : std::exchange(m_waiting, {})) {
        if (self && waiting.context)
            waiting.done(again);
    }
}

void OAuthSession::refused(const Refusal& refusal, QObject* context, std::function<void(bool)> decided)
{
    const AuthChallenge challenge = challengeOf(refusal.head);
    const bool more = refusal.head.status == 403;
    const bool keys = m_options.usesKeys && challenge.scheme.isEmpty();
    if (keys || refusal.tries >= kMostTries || (more && challenge.error != "insufficient_scope"_L1))
        return decided(false);
    if (challenge.error == "use_dpop_nonce"_L1 && hasToken() && !m_grant->proofKey.isEmpty()) {
        m_nonce = refusal.head.header("dpop-nonce");
        return decided(!m_nonce.isEmpty());
    }
    if (!more && hasToken() && m_grant->tokens.access.fingerprint() != refusal.token)
        return decided(true); // it has been renewed meanwhile
    wait(context, std::move(decided));
    m_mayObtain = true;
    m_challenge = challenge;
    if (std::exchange(m_busy, true))
        return;
    more ? stepUp() : renew();
}

/// A sign-in that was just made, or that already asked for all this, would only be refused again.
void OAuthSession::stepUp()
{
    const auto had = [this](const QString& scope) { return m_grant && (m_grant->asked.contains(scope) || m_grant->tokens.scopes.contains(scope)); };
    if (m_challenge.scopes.isEmpty() || std::ranges::all_of(m_challenge.scopes, had)) {
        m_problem =
            u"The service wants more rights (%1) than your sign-in gave, although it asked for them. Ask whoever runs the service for them."_s.arg(
                m_challenge.scopes.join(u", "_s));
        return settle(false);
    }
    obtain();
}

void OAuthSession::renew()
{
    if (!hasToken() || m_grant->tokens.refresh.isEmpty()) {
        forgetTokens(false); // it was refused, and nothing renews it
        return obtain();
    }
    m_store.lock([this] { m_store.read([this](const Result<std::optional<OAuthGrant>>& kept) { refresh(kept); }); });
}

/// Another window or program may have renewed it while we waited: then that one counts, because the old one no longer does.
void OAuthSession::refresh(const Result<std::optional<OAuthGrant>>& kept)
{
    const bool other = kept && *kept && m_grant && (*kept)->issuer == m_grant->issuer && !(*kept)->tokens.access.isEmpty() &&
                       (*kept)->tokens.access.fingerprint() != m_grant->tokens.access.fingerprint();
    if (other) {
        m_grant = **kept;
        m_given = {};
        if (!endsSoon()) {
            m_store.unlock();
            Q_EMIT changed();
            return settle(true);
        }
    }
    if (!hasToken() || m_grant->tokens.refresh.isEmpty()) {
        m_store.unlock();
        return obtain();
    }
    m_tokens.ask({m_grant->tokenEndpoint, m_grant->issuer, m_grant->client, m_grant->proofKey},
                 refreshFields(m_grant->tokens.refresh, m_grant->resource), m_grant->tokens.scopes,
                 [this](Result<OAuthTokens> tokens) { refreshed(std::move(tokens)); });
}

void OAuthSession::refreshed(Result<OAuthTokens> tokens)
{
    if (!tokens) {
        m_store.unlock();
        qCInfo(log) << "a sign-in could not be renewed" << m_options.name << tokens.error().detail;
        if (tokens.error().code != ErrorCode::Authentication) {
            m_problem = tokens.error().message;
            return settle(false);
        }
        forgetTokens(tokens.error().detail == "invalid_client"_L1);
        return obtain();
    }
    if (tokens->refresh.isEmpty())
        tokens->refresh = m_grant->tokens.refresh;
    m_grant->tokens = std::move(*tokens);
    m_given = m_options.clock->now();
    m_problem.clear();
    m_store.write(*m_grant, [this](const Result<void>& kept) { // before it is used: the old one no longer counts
        m_store.unlock();
        m_kept = kept.has_value();
        Q_EMIT changed();
        settle(true);
    });
}

/// What the sign-in was is remembered, for the next one.
void OAuthSession::forgetTokens(bool client)
{
    if (!hasToken())
        return;
    m_grant->tokens = {};
    m_grant->proofKey = {};
    if (client)
        m_grant->client = {};
    m_store.write(*m_grant, [](const Result<void>&) {});
    Q_EMIT changed();
}

OAuthWish OAuthSession::wish() const
{
    return {m_options.server, m_options.settings, m_challenge, m_grant};
}

void OAuthSession::obtain()
{
    if (!m_mayObtain) // the request goes out, and its refusal says what is wanted
        return settle(false);
    if (isUnattended())
        return begin();
    if (!m_options.ask || !m_options.openBrowser)
        return need({});
    QStringList more;
    for (const QString& scope : std::as_const(m_challenge.scopes)) {
        if (!m_grant || !m_grant->asked.contains(scope))
            more.append(scope);
    }
    m_asking = true;
    m_options.ask(more, [self = QPointer<OAuthSession>(this)](bool yes) {
        if (self && std::exchange(self->m_asking, false))
            yes ? self->begin() : self->need({});
    });
}

void OAuthSession::need(const QString& problem)
{
    m_needed = m_needed || !hasToken();
    if (!problem.isEmpty())
        m_problem = problem;
    Q_EMIT changed();
    settle(false);
}

void OAuthSession::begin()
{
    const auto run = [this]<typename Work>(std::unique_ptr<Work> work) {
        Work* started = work.get();
        m_work = std::move(work);
        Q_EMIT changed();
        started->start([this](Result<OAuthGrant> grant) { took(std::move(grant)); });
    };
    if (isUnattended())
        run(std::make_unique<OAuthUnattended>(*m_options.http, wish(), *m_options.clock));
    else
        run(std::make_unique<OAuthLogin>(*m_options.http, wish(), *m_options.clock, m_options.openBrowser));
}

void OAuthSession::took(Result<OAuthGrant> grant)
{
    m_work.release()->deleteLater(); // its own function is on the stack
    const auto done = std::exchange(m_signedIn, nullptr);
    if (!grant) {
        need(grant.error().message);
        if (done)
            done(std::unexpected(grant.error()));
        return;
    }
    m_grant = std::move(*grant);
    m_given = m_options.clock->now();
    m_loaded = true;
    m_needed = false;
    m_problem.clear();
    m_nonce.clear();
    m_store.write(*m_grant, [this, done](const Result<void>& kept) {
        m_kept = kept.has_value();
        Q_EMIT changed();
        settle(true);
        if (done)
            done({});
    });
}

void OAuthSession::signIn(std::function<void(Result<void>)> done)
{
    if (!m_options.openBrowser && !isUnattended())
        return done(fail(ErrorCode::Unavailable, u"There is no browser here to sign in with."_s));
    cancelSignIn();
    if (std::exchange(m_asking, false)) { // the click is the answer
        m_signedIn = std::move(done);
        return begin();
    }
    if (m_busy || !m_loaded) { // what is on its way may make it needless, or must not come in between
        wait(this, [this, done = std::move(done)](bool) { signIn(done); });
        if (!std::exchange(m_busy, true))
            load();
        return;
    }
    m_busy = true;
    m_signedIn = std::move(done);
    begin();
}

void OAuthSession::cancelSignIn()
{
    if (!m_work)
        return;
    m_work.reset();
    if (const auto done = std::exchange(m_signedIn, nullptr))
        done(fail(ErrorCode::Cancelled, u"The sign-in was ended."_s));
    need({});
}

void OAuthSession::signOut(std::function<void(Result<void>)> done)
{
    cancelSignIn();
    m_ending = true;
    if (m_busy || !m_loaded) { // what is kept is given back too, whether or not it was used since
        wait(this, [this, done = std::move(done)](bool) { signOut(done); });
        if (!std::exchange(m_busy, true))
            load();
        return;
    }
    const std::optional<OAuthGrant> grant = std::exchange(m_grant, std::nullopt);
    m_ending = false;
    m_kept = false;
    m_needed = true;
    m_problem.clear();
    Q_EMIT changed();
    struct Ending {
        Result<void> removed;
        int open = 2;
    };
    const auto ending = std::make_shared<Ending>();
    const auto over = [ending, done = std::move(done)] {
        if (--ending->open == 0)
            done(ending->removed);
    };
    m_store.remove([ending, over](const Result<void>& removed) {
        ending->removed = removed;
        over();
    });
    grant ? revoke(*grant, over) : over();
}

/// What comes of it changes nothing here: the tokens are forgotten.
void OAuthSession::revoke(const OAuthGrant& grant, std::function<void()> over)
{
    const bool lasting = !grant.tokens.refresh.isEmpty();
    const Secret& token = lasting ? grant.tokens.refresh : grant.tokens.access;
    if (token.isEmpty() || grant.revocationEndpoint.isEmpty())
        return over();
    const auto post =
        tokenPost(grant.revocationEndpoint, grant.issuer, grant.client,
                  {{"token", plainBytes(token)}, {"token_type_hint", lasting ? "refresh_token" : "access_token"}}, m_options.clock->now());
    if (!post)
        return over();
    m_fetch.post(post->url, kFormType, post->body, post->headers, [over = std::move(over)](const Result<OAuthReply>&) { over(); });
}

ServiceSignIn OAuthSession::status() const
{
    ServiceSignIn status;
    status.possible = m_needed || m_grant || m_work;
    status.signedIn = hasToken();
    status.unattended = unattendedWords(m_options.settings.way);
    status.running = qobject_cast<const OAuthLogin*>(m_work.get()) != nullptr;
    for (const QString& scope : std::as_const(m_challenge.scopes)) {
        if (!m_grant || !m_grant->asked.contains(scope))
            status.wanted.append(scope);
    }
    if (!hasToken())
        return status;
    status.kept = m_kept;
    status.renews = !m_grant->tokens.refresh.isEmpty() || isUnattended();
    status.issuer = m_grant->issuer;
    status.expires = m_grant->tokens.expires;
    status.scopes = m_grant->tokens.scopes;
    return status;
}

} // namespace aios
