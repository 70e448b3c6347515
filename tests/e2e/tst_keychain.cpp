// SPDX-License-Identifier: MIT
// The keychain against a real keyring daemon on a session bus of its own, and against what goes wrong with one. The program runs itself again inside
// each of these sessions, does one thing with the store and prints what came of it.
#include "app/wiring/keychainstore.h"
#include "tests/support/keyringsession.h"

#include <QDBusConnection>
#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <unistd.h>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

namespace {

const SecretAddress kAddress{u"anthropic"_s, u"https://api.anthropic.com"_s};
const QByteArray kUnlocked = KeyringSession::kUnlocked;
const SecretAddress kElsewhere{u"anthropic"_s, u"https://evil.example"_s};

QByteArray words(const Result<Secret>& result)
{
    if (result)
        return "found " + QByteArray(result->reveal().data(), static_cast<qsizetype>(result->reveal().size()));
    return result.error().code == ErrorCode::NotFound ? "not-found" : result.error().code == ErrorCode::Unavailable ? "unavailable" : "other";
}

QByteArray words(const Result<void>& result)
{
    if (result)
        return "ok";
    return result.error().code == ErrorCode::Unavailable ? "unavailable" : result.error().code == ErrorCode::Denied ? "denied" : "other";
}

/// Inside a session: "read", "read-elsewhere", "write", "remove". Prints the outcome and how long the event loop stood still at most.
int inside(const QString& what)
{
    const auto store = makeKeychainStore(std::chrono::milliseconds(what == "read-hung"_L1 ? 700 : 8'000));
    QObject context;
    qint64 longest = 0;
    QElapsedTimer since;
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, &context, [&] { longest = std::max(longest, since.restart()); });
    const auto done = [&longest](const QByteArray& outcome) {
        std::printf("%s %s\n", outcome.constData(), longest > 300 ? "stood-still" : "alive");
        QCoreApplication::quit();
    };
    since.start();
    tick.start(5);
    if (what == "write"_L1)
        store->write(kAddress, Secret("sk-canary-kept"), &context, [done](const Result<void>& result) { done(words(result)); });
    else if (what == "remove"_L1)
        store->remove(kAddress, &context, [done](const Result<void>& result) { done(words(result)); });
    else
        store->read(what == "read-elsewhere"_L1 ? kElsewhere : kAddress, &context, [done](const Result<Secret>& result) { done(words(result)); });
    return QCoreApplication::exec();
}

} // namespace

class TestKeychain : public QObject {
    Q_OBJECT

private:
    KeyringSession m_session;
    QByteArray session(const QByteArray& script) const { return m_session.run(script); }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString missing = KeyringSession::missing(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
    }
    void init() const { QFile::remove(m_session.home.filePath(u"share/keyrings/login.keyring"_s)); }

    void keptForItsEndpointOnly()
    {
        const QByteArray out = session(kUnlocked + "$SELF --inside read; $SELF --inside write; $SELF --inside read; $SELF --inside read-elsewhere\n"
                                                   "grep -rlq sk-canary-kept $HOME && echo in-clear\n"
                                                   "$SELF --inside remove; $SELF --inside read");
        QCOMPARE(out, QByteArray("not-found alive\nok alive\nfound sk-canary-kept alive\nnot-found alive\nok alive\nnot-found alive\n"));
    }

    /// Locked, with nobody to unlock it: that is not "there is no key".
    void lockedIsNotMissing()
    {
        const QByteArray out = session(kUnlocked + "$SELF --inside write; secret-tool lock; $SELF --inside read; $SELF --inside write");
        QCOMPARE(out, QByteArray("ok alive\nunavailable alive\ndenied alive\n"));
    }

    void noKeyringAtAll()
    {
        const QByteArray both = "$SELF --inside read; $SELF --inside write";
        const QByteArray expected = "unavailable alive\nunavailable alive\n";
        QCOMPARE(session(both), expected);
        QCOMPARE(session("export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent; " + both), expected);
    }

    /// A service, or its prompt, that never answers.
    void neverAnswered()
    {
        const QByteArray out = session(KeyringSession::kHung + QByteArray("$SELF --inside read-hung; kill $hung"));
        QCOMPARE(out, QByteArray("unavailable alive\n"));
    }
};

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.value(1) == "--inside"_L1)
        return inside(arguments.value(2));
    if (arguments.value(1) == "--hang"_L1) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (!QDBusConnection::sessionBus().registerService(u"org.freedesktop.secrets"_s))
            return 1;
        for (;;) // takes every call and says nothing
            ::pause();
    }
    TestKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"
