// SPDX-License-Identifier: MIT
// Signing in at an McpServer: the state in which it waits for that, and what the person does about it.
#include "core/mcp/mcpgoodbyes.h"
#include "core/mcp/mcpserver.h"

using namespace Qt::StringLiterals;

namespace aios {

namespace {

/// Gone from the event loop, after the last who uses it: its own function may be on the stack.
template <typename Kept>
std::shared_ptr<Kept> keptLater(Kept* object)
{
    return {object, [](Kept* last) { last->deleteLater(); }};
}

} // namespace

OAuthSession::Options signInOptions(const McpServerConfig& config, const McpLaunch& launch, const McpSurroundings& around)
{
    OAuthSession::Options options;
    options.name = config.name;
    options.server = launch.url;
    options.settings = launch.oauth;
    options.http = around.http;
    options.keychain = around.keychain;
    options.lockFolder = around.lockFolder;
    options.signInList = around.signInList;
    options.usesKeys = !launch.headers.isEmpty();
    return options;
}

/// Anew at each start, so that what another program has stored meanwhile counts; but not over a sign-in that is nowhere else.
void McpServer::setUpSignIn()
{
    const ServiceSignIn before = m_signIn ? m_signIn->status() : ServiceSignIn();
    if (before.running || (before.signedIn && !before.kept))
        return;
    if (m_signIn)
        m_signIn->disconnect(this);
    m_signIn.reset();
    if (!m_launch.signsIn)
        return;
    OAuthSession::Options options = signInOptions(m_config, m_launch, m_around);
    options.openBrowser = m_around.openBrowser;
    if (m_around.askSignIn) {
        options.ask = [self = QPointer<McpServer>(this), this](const QStringList& scopes, std::function<void(bool)> reply) {
            if (!self || m_callers.isEmpty() || m_callers.last().isEmpty()) // nobody would see the question
                return reply(false);
            m_around.askSignIn(name(), m_callers.last(), scopes, std::move(reply));
        };
    }
    m_signIn = keptLater(new OAuthSession(std::move(options)));
    connect(m_signIn.get(), &OAuthSession::changed, this, &McpServer::signInChanged);
}

HttpTransport& McpServer::way()
{
    return m_signIn ? m_signIn->way() : m_helper ? m_helper->way() : *m_around.http;
}

/// The command of the entry runs before anything is sent, so that the person hears at once when it does not work.
void McpServer::askHelper(int attempt)
{
    m_helper = keptLater(new HelperHeaders(m_config, m_around.place, m_launch, *m_around.http));
    m_launch.headers.clear(); // its way adds them, and a WebSocket takes them from it
    m_helper->make([self = QPointer<McpServer>(this), this, attempt](const Result<void>& made) {
        if (!self || attempt != m_attempt || m_state != ServiceState::Starting)
            return;
        made ? connectLaunched(attempt) : failWith(made.error().message);
    });
}

/// A client of this server that goes leaves the end of its session to others, with all that the way there needs: this server may be gone before.
std::function<void(std::unique_ptr<McpTransport>)> McpServer::takeLeave() const
{
    if (!m_around.goodbyes)
        return {};
    using Way = std::pair<std::shared_ptr<OAuthSession>, std::shared_ptr<HelperHeaders>>;
    return [goodbyes = QPointer<McpGoodbyes>(m_around.goodbyes),
            way = std::make_shared<const Way>(m_signIn, m_helper)](std::unique_ptr<McpTransport> transport) {
        if (goodbyes)
            goodbyes->say(std::move(transport), way);
    };
}

void McpServer::signInChanged()
{
    Q_EMIT changed();
    if (m_state != ServiceState::Ready || !m_signIn || !m_signIn->needsSignIn())
        return;
    // From the event loop, and when no call is on its way any more: it is to hear why it failed before the client goes.
    QMetaObject::invokeMethod(
        this,
        [this, attempt = m_attempt] {
            if (attempt == m_attempt && m_callers.isEmpty() && m_state == ServiceState::Ready && m_signIn && m_signIn->needsSignIn())
                askForSignIn(m_signIn->problem());
        },
        Qt::QueuedConnection);
}

void McpServer::callEnded(const QString& sessionId)
{
    m_callers.removeOne(sessionId);
    if (m_around.callsOver && !m_callers.contains(sessionId))
        m_around.callsOver(name(), sessionId);
    if (m_callers.isEmpty() && m_client)
        m_client->dropQuestions();
    if (m_callers.isEmpty() && m_signIn && m_signIn->needsSignIn())
        signInChanged();
}

void McpServer::askForSignIn(const QString& problem)
{
    ++m_attempt;
    m_stopping = false;
    dropClient();
    const QString way = m_signIn->status().unattended;
    if (!way.isEmpty()) { // nobody can sign in there by hand: something of the entry is wrong, or of the place that gives tokens
        m_problem = problem.isEmpty() ? u"This program is signed out there. It signs in %1; “Restart” does that again."_s.arg(way)
                                      : u"It signs in %1, and that failed. %2"_s.arg(way, problem);
        m_comesBack = m_wasReady && !problem.isEmpty();
        if (m_comesBack)
            retryLater(); // the place that gives tokens may only be out for a while
        return setState(ServiceState::Failed);
    }
    m_problem = u"It wants you to sign in."_s + (problem.isEmpty() ? QString() : u' ' + problem);
    setState(ServiceState::SignInNeeded);
}

void McpServer::signIn(std::function<void(Result<void>)> done)
{
    if (!m_signIn)
        return done(fail(ErrorCode::Unavailable, u"The service %1 has not asked for a sign-in. Start it first."_s.arg(name())));
    m_signIn->signIn([self = QPointer<McpServer>(this), done = std::move(done)](const Result<void>& result) {
        if (self && result && self->m_state != ServiceState::Ready && !self->isComing())
            self->restart();
        else if (self && self->m_state == ServiceState::SignInNeeded)
            self->askForSignIn(result ? QString() : result.error().message);
        done(result);
    });
}

void McpServer::cancelSignIn()
{
    if (m_signIn)
        m_signIn->cancelSignIn();
}

void McpServer::signOut(std::function<void(Result<void>)> done)
{
    if (!m_signIn)
        return done(fail(ErrorCode::NotFound, u"You are not signed in at the service %1."_s.arg(name())));
    m_signIn->signOut(std::move(done));
    if (m_state != ServiceState::Off)
        askForSignIn({});
}

QString McpServer::refusalWords() const
{
    if (m_helper)
        return u"%1 refused the headers that its headersHelper made%2 The call was not made."_s.arg(
            name(), m_helper->problem().isEmpty() ? u", also when it had run once more."_s : u". "_s + m_helper->problem());
    if (!m_signIn || !m_signIn->status().possible)
        return {};
    if (m_signIn->needsSignIn() && !m_signIn->status().unattended.isEmpty())
        return u"%1 did not let the call in: it gave no token to this program. %2 The call was not made."_s.arg(name(), m_signIn->problem());
    if (m_signIn->needsSignIn())
        return u"%1 wants you to sign in: press Sign In in Services, or run `aios mcp login %1`. The call was not made."_s.arg(name());
    const QStringList wanted = m_signIn->status().wanted;
    if (!m_signIn->problem().isEmpty())
        return u"%1 did not let the call in. %2"_s.arg(name(), m_signIn->problem());
    return u"%1 wants more rights than your sign-in gave%2: press Sign In Again in Services, or run `aios mcp login %1`. The call was not made."_s
        .arg(name(), wanted.isEmpty() ? QString() : u" ("_s + wanted.join(u", "_s) + u')');
}

} // namespace aios
