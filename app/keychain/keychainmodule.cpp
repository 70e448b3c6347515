// SPDX-License-Identifier: MIT
// The keychain as a module of its own: QtKeychain, D-Bus and what they bring are loaded when a key is first asked for (app/wiring/keychainstore.h).
#include "app/keychain/keychainentry.h"

#include <qt6keychain/keychain.h>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QPointer>
#include <QTimer>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

using std::chrono::milliseconds;

constexpr int kBusTimeoutMs = 2'000;
constexpr auto kApplication = "org.aios.Desktop";

Error unavailable(const QString& detail)
{
    return {ErrorCode::Unavailable,
            u"The keychain cannot be used (it is locked, or this session has none). Unlock it, or use the key for this run only."_s,
            detail,
            {}};
}

Error errorOf(const QKeychain::Job& job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {ErrorCode::NotFound, u"The keychain holds no such key."_s, job.errorString(), {}};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return {ErrorCode::Denied, u"Access to the keychain was refused."_s, job.errorString(), {}};
    default:
        return unavailable(job.errorString());
    }
}

/// Calls `done` with the bus's answer, or its error; nobody waits.
void callBus(const QDBusMessage& call, QObject* context, std::function<void(const QDBusMessage&)> done)
{
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, kBusTimeoutMs), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context, [done = std::move(done), watcher] {
        watcher->deleteLater();
        done(watcher->reply());
    });
}

/// Asks the Secret Service whether its default collection is locked. No service at all counts as locked, because "no key" would be a guess, unless
/// KWallet holds the keys.
void askWhetherLocked(QObject* context, std::function<void(bool)> done)
{
    if (!QDBusConnection::sessionBus().isConnected())
        return done(true);
    QDBusMessage get = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets/aliases/default"_s,
                                                      u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    get << u"org.freedesktop.Secret.Collection"_s << u"Locked"_s;
    callBus(get, context, [context, done = std::move(done)](const QDBusMessage& reply) {
        if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().isEmpty())
            return done(reply.arguments().constFirst().value<QDBusVariant>().variant().toBool());
        QDBusMessage owner =
            QDBusMessage::createMethodCall(u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s, u"org.freedesktop.DBus"_s, u"NameHasOwner"_s);
        owner << u"org.kde.kwalletd6"_s;
        callBus(owner, context, [done](const QDBusMessage& kwallet) { done(!kwallet.arguments().value(0).toBool()); });
    });
}

/// Starts `job`, and calls `ended(nullptr)` when it takes too long, `ended(job)` otherwise; once, on this thread.
template <typename Job>
void run(Job* job, milliseconds patience, QObject* context, std::function<void(Job*)> ended)
{
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    auto* timer = new QTimer(job);
    timer->setSingleShot(true);
    auto once = std::make_shared<std::function<void(Job*)>>(std::move(ended));
    const QPointer<QObject> alive(context);
    const auto settle = [once, alive](Job* result) {
        if (auto reply = std::exchange(*once, nullptr); reply && alive)
            reply(result);
    };
    QObject::connect(timer, &QTimer::timeout, job, [settle] { settle(nullptr); });
    QObject::connect(job, &QKeychain::Job::finished, job, [settle, job] { settle(job); });
    timer->start(patience);
    job->start();
}

class KeychainStore final : public SecretStore {
public:
    explicit KeychainStore(milliseconds patience) : m_patience(patience) {}

    void read(const SecretAddress& address, QObject* context, ReadReply reply) override
    {
        auto* job = new QKeychain::ReadPasswordJob(QLatin1String(kApplication));
        job->setKey(address.entryName());
        run<QKeychain::ReadPasswordJob>(job, m_patience, context, [context, reply = std::move(reply)](QKeychain::ReadPasswordJob* done) {
            if (!done)
                return reply(std::unexpected(unavailable(u"no answer"_s)));
            if (done->error() == QKeychain::NoError)
                return reply(Secret(done->binaryData()));
            if (done->error() != QKeychain::EntryNotFound)
                return reply(std::unexpected(errorOf(*done)));
            // A locked keyring reads as EntryNotFound too (measured).
            askWhetherLocked(
                context, [reply, notFound = errorOf(*done)](bool locked) { reply(std::unexpected(locked ? unavailable(u"locked"_s) : notFound)); });
        });
    }

    void write(const SecretAddress& address, const Secret& secret, QObject* context, WriteReply reply) override
    {
        auto* job = new QKeychain::WritePasswordJob(QLatin1String(kApplication));
        job->setKey(address.entryName());
        const std::string_view bytes = secret.reveal();
        job->setBinaryData(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
        run<QKeychain::WritePasswordJob>(job, m_patience, context, [reply = std::move(reply)](QKeychain::WritePasswordJob* done) {
            reply(done && done->error() == QKeychain::NoError ? Result<void>()
                                                              : std::unexpected(done ? errorOf(*done) : unavailable(u"no answer"_s)));
        });
    }

    void remove(const SecretAddress& address, QObject* context, WriteReply reply) override
    {
        auto* job = new QKeychain::DeletePasswordJob(QLatin1String(kApplication));
        job->setKey(address.entryName());
        run<QKeychain::DeletePasswordJob>(job, m_patience, context, [reply = std::move(reply)](QKeychain::DeletePasswordJob* done) {
            const bool gone = done && (done->error() == QKeychain::NoError || done->error() == QKeychain::EntryNotFound);
            reply(gone ? Result<void>() : std::unexpected(done ? errorOf(*done) : unavailable(u"no answer"_s)));
        });
    }

private:
    milliseconds m_patience;
};

} // namespace

} // namespace aios

aios::SecretStore* aios_make_keychain_store(int patienceMs)
{
    return new aios::KeychainStore(aios::milliseconds(patienceMs));
}
