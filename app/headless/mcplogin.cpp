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

int signOutOf(Runtime& runtime, const QString& name)
{
    McpServer* server = find(runtime, name);
    if (!server)
        return kExitFailed;
    const bool was = server->status().signIn.signedIn;
    const auto done = waitFor([server](std::function<void(Result<void>)> reply) { server->signOut(std::move(reply)); });
    if (!done)
        return console::report(done.error());
    console::outLine(was ? u"You are signed out of %1."_s.arg(name) : u"You were not signed in at %1."_s.arg(name));
    return kExitOk;
}

} // namespace aios
