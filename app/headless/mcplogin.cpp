// SPDX-License-Identifier: MIT
#include "app/headless/mcplogin.h"

#include "app/headless/commands.h"
#include "app/headless/console.h"
#include "core/base/text.h"
#include "core/runtime/projectservices.h"

#include <QEventLoop>
#include <QLocale>
#include <QProcess>
#include <QStandardPaths>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

/// Runs `start` and waits for its answer.
template <typename Start>
Result<void> waitFor(Start start)
{
    QEventLoop loop;
    std::optional<Result<void>> result;
    start([&](Result<void> done) {
        result = std::move(done);
        loop.quit();
    });
    if (!result)
        loop.exec();
    return *result;
}

McpServer* find(Runtime& runtime, const QString& name)
{
    McpServer* server = runtime.services()->manager().server(name);
    if (!server)
        console::err(u"There is no service “%1” here. `aios mcp list` shows them."_s.arg(showHidden(elided(name, 60))));
    return server;
}

QString until(const ServiceSignIn& signIn)
{
    const QString when = signIn.expires.isValid() ? QLocale::c().toString(signIn.expires.toLocalTime(), u"yyyy-MM-dd HH:mm"_s) : QString();
    if (signIn.renews)
        return when.isEmpty() ? u"It is renewed by itself."_s : u"It lasts until %1 and is renewed by itself."_s.arg(when);
    return when.isEmpty() ? u"The service does not say how long it lasts."_s : u"It lasts until %1."_s.arg(when);
}

/// Where nobody has to sign in, and nobody could.
int tellUnattended(const QString& name, const ServiceStatus& status)
{
    if (status.state != ServiceState::Ready)
        return console::report(
            {ErrorCode::Authentication, u"%1 is not for signing in by hand. %2"_s.arg(name, status.problem), status.errorTail, {}});
    console::outLine(u"%1 needs no sign-in of yours: this program signs in there %2. %3"_s.arg(name, status.signIn.unattended, until(status.signIn)));
    return kExitOk;
}

} // namespace

void showSignInPages(Runtime& runtime, QObject* context, bool browser)
{
    QObject::connect(&runtime, &Runtime::browserWanted, context, [browser](const QUrl& page) {
        const QString address = page.toString(QUrl::FullyEncoded);
        const QString program = browser ? QStandardPaths::findExecutable(u"xdg-open"_s) : QString();
        const bool opened = !program.isEmpty() && QProcess::startDetached(program, {address});
        console::errRaw((opened ? u"Your browser opens this page to sign in; if it does not, open it yourself:\n"_s
                                : u"Open this page in a browser on this computer to sign in:\n"_s) +
                        showHidden(address) + u'\n');
    });
}

int signInAt(Runtime& runtime, const QString& name, bool browser)
{
    McpServer* server = find(runtime, name);
    if (!server)
        return kExitFailed;
    const ServiceStatus before = server->status();
    if (!before.signIn.unattended.isEmpty())
        return tellUnattended(name, before);
    if (before.state == ServiceState::Ready && !before.signIn.possible) {
        console::outLine(u"%1 lets you in without a sign-in."_s.arg(name));
        return kExitOk;
    }
    if (before.state == ServiceState::Ready && before.signIn.signedIn && before.signIn.wanted.isEmpty()) {
        console::outLine(u"You are signed in at %1 already. %2"_s.arg(name, until(before.signIn)));
        return kExitOk;
    }
    if (before.state != ServiceState::Ready && before.state != ServiceState::SignInNeeded)
        return console::report({ErrorCode::Unavailable, u"%1 cannot be signed in at now: %2"_s.arg(name, before.problem), before.errorTail, {}});
    QObject context;
    showSignInPages(runtime, &context, browser);
    const auto done = waitFor([server](std::function<void(Result<void>)> reply) { server->signIn(std::move(reply)); });
    if (!done)
        return console::report(done.error());
    const ServiceSignIn signIn = server->status().signIn;
    if (!signIn.kept) {
        console::err(u"you signed in, but the keychain cannot be used, so the sign-in ended with this command. Unlock the keychain and try again."_s);
        return kExitFailed;
    }
    console::outLine(u"You are signed in at %1. %2"_s.arg(name, until(signIn)));
    return kExitOk;
}

bool keepsSignIn(Runtime& runtime, const QString& which)
{
    return std::ranges::any_of(runtime.services()->manager().keptSignIns(),
                               [&which](const KeptSignIn& each) { return each.name == which || each.address == which; });
}

/// Also of a service that is switched off or in no configuration any more: what is kept is what counts.
int signOutOf(Runtime& runtime, const QString& which)
{
    ServerManager& manager = runtime.services()->manager();
    const bool kept = keepsSignIn(runtime, which);
    const McpServer* server = manager.server(which);
    if (!server && !kept) {
        console::err(u"There is no service “%1” here, and no sign-in is kept for it. `aios mcp logout` lists those that are."_s.arg(
            showHidden(elided(which, 60))));
        return kExitFailed;
    }
    const bool was = kept || server->status().signIn.signedIn;
    const auto done = waitFor([&](std::function<void(Result<void>)> reply) { manager.signOut(which, std::move(reply)); });
    if (!done && (was || done.error().code != ErrorCode::NotFound))
        return console::report(done.error());
    console::outLine((was ? u"You are signed out of %1."_s : u"You were not signed in at %1."_s).arg(showHidden(elided(which, 200))));
    return kExitOk;
}

int listSignIns(Runtime& runtime)
{
    const ServerManager& manager = runtime.services()->manager();
    const QList<KeptSignIn> kept = manager.keptSignIns();
    if (kept.isEmpty())
        console::outLine(u"No sign-in is kept."_s);
    for (const KeptSignIn& each : kept) {
        const QString where = manager.server(each.name) ? QString() : u"  (no service of this folder)"_s;
        console::outLine(showHidden(elided(each.name, 60)).leftJustified(20) + u"  "_s + showHidden(elided(each.address, 300)) + where);
    }
    if (!kept.isEmpty())
        console::outLine(u"`aios mcp logout NAME`, or the address, signs you out."_s);
    return kExitOk;
}

} // namespace aios
