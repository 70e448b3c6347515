// SPDX-License-Identifier: MIT
// Signing out of services, also of those that are switched off, were never started here, or are not in the configuration any more.
#include "core/base/text.h"
#include "core/mcp/servermanager.h"

using namespace Qt::StringLiterals;

namespace aios {

QList<KeptSignIn> ServerManager::keptSignIns() const
{
    return KeptSignIns(m_around.signInList).all();
}

/// A running one knows its own sign-in. Of any other the keychain does: what it keeps is given back and forgotten without starting the service.
void ServerManager::signOut(const QString& which, std::function<void(Result<void>)> done)
{
    McpServer* one = server(which);
    if (one && one->hasSignIn())
        return one->signOut(std::move(done));
    QList<KeptSignIn> kept = keptSignIns();
    kept.removeIf([&which](const KeptSignIn& each) { return each.name != which && each.address != which; });
    if (!kept.isEmpty())
        return signOutKept(kept, std::move(done));
    if (one)
        return one->signOut(std::move(done));
    done(fail(ErrorCode::NotFound, u"You are not signed in at “%1”, and there is no such service here."_s.arg(showHidden(elided(which, 100)))));
}

void ServerManager::signOutKept(const QList<KeptSignIn>& kept, std::function<void(Result<void>)> done)
{
    OAuthSession::Options options;
    options.name = kept.first().name;
    options.server = QUrl(kept.first().address, QUrl::StrictMode);
    options.http = m_around.http;
    options.keychain = m_around.keychain;
    options.lockFolder = m_around.lockFolder;
    options.signInList = m_around.signInList;
    if (!options.http)
        return done(fail(ErrorCode::Unavailable, u"There is no network here to sign out by."_s));
    auto* session = new OAuthSession(std::move(options), this);
    session->signOut([this, session, rest = kept.sliced(1), done = std::move(done)](const Result<void>& out) {
        session->deleteLater();
        tell();
        if (!out || rest.isEmpty())
            return done(out);
        signOutKept(rest, done);
    });
}

/// What the keychain keeps for a service that has not been started here.
void ServerManager::addKept(ServiceStatus& status, const QList<KeptSignIn>& kept) const
{
    if (status.signIn.possible || status.signIn.signedIn || status.type == "stdio"_L1)
        return;
    const McpServer* one = server(status.name);
    const QString address = one ? QUrl(one->config().url).toString(QUrl::FullyEncoded) : QString();
    status.signIn.signedIn = kept.contains(KeptSignIn{status.name, address});
    status.signIn.kept = status.signIn.signedIn;
}

} // namespace aios
