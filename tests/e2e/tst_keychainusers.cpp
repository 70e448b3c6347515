// SPDX-License-Identifier: MIT
// Those that keep something in the keychain, over a real secret service and over what goes wrong with one: the key of a model, the key of a service, and the
// sign-in at one. A keychain that cannot be used is never taken for one that holds nothing. The program runs itself again in each session.
#include "app/wiring/keychainstore.h"
#include "core/mcp/oauth/oauthstore.h"
#include "core/model/modelregistry.h"
#include "tests/mcp/serverhouse.h"
#include "tests/support/fakehttptransport.h"
#include "tests/support/keyringsession.h"

#include <QDBusConnection>

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <unistd.h>

using namespace aios;
using namespace aios::test;

namespace {

const Secret kKey("sk-canary-kept");

QByteArray wordsOf(const Error& error)
{
    const bool unavailable = error.code == ErrorCode::Unavailable || error.code == ErrorCode::Denied;
    return unavailable ? QByteArray("unavailable") : QByteArray("other: " + error.message.toUtf8());
}

/// What became of it, once the reply has come.
template <typename T, typename Start>
std::optional<Result<T>> waited(Start start)
{
    std::optional<Result<T>> answer;
    start([&answer](Result<T> given) { answer = std::move(given); });
    std::ignore = QTest::qWaitFor([&answer] { return answer.has_value(); }, 9000);
    return answer;
}

QByteArray model(SecretStore& keychain, bool keep)
{
    FakeHttpTransport http;
    const auto thisRun = makeMemorySecretStore();
    ModelRegistry::Options options;
    options.resourcesDir = QStringLiteral(AIOS_SOURCE_DIR "/resources");
    options.userConfigDir = QDir::homePath() + u"/config"_s;
    options.rehearsalDir = options.resourcesDir + u"/rehearsal"_s;
    options.transport = &http;
    options.keychain = &keychain;
    options.thisRun = thisRun.get();
    ModelRegistry registry(options);
    QObject context;
    if (keep) {
        const auto kept = waited<void>([&](auto reply) { registry.setKey(u"anthropic"_s, kKey, true, &context, reply); });
        return !kept ? "no answer" : *kept ? "kept" : wordsOf(kept->error());
    }
    const auto key = [&registry] {
        const auto all = registry.status();
        return std::ranges::find(all, u"anthropic"_s, [](const ProviderStatus& status) { return status.profile.id; })->key;
    };
    registry.refresh(false);
    std::ignore = QTest::qWaitFor([&key] { return key() != ProviderStatus::Key::Unknown; }, 9000);
    return key() == ProviderStatus::Key::FromKeychain          ? "found"
           : key() == ProviderStatus::Key::KeychainUnavailable ? "unavailable"
           : key() == ProviderStatus::Key::Missing             ? "none"
                                                               : "other";
}

/// A service whose entry names a variable that the keychain holds; its own answer says what it was given.
QByteArray service(SecretStore& keychain, bool keep)
{
    ServerHouse house;
    McpSurroundings around = house.manager->surroundings();
    around.keychain = &keychain;
    house.manager = std::make_unique<ServerManager>(around);
    house.configure(ServerHouse::stub("one", "ok").replace("]}", "],\"env\":{\"MINE\":\"${KEY:-none}\"}}"));
    std::ignore = house.choices.setSecrets(u"one"_s, {u"KEY"_s});
    QObject context;
    const SecretAddress address = serviceSecretAddress(house.manager->server(u"one"_s)->config(), u"KEY"_s);
    if (keep) {
        const auto kept = waited<void>([&](auto reply) { keychain.write(address, kKey, &context, reply); });
        return !kept ? "no answer" : *kept ? "kept" : wordsOf(kept->error());
    }
    std::ignore = house.start();
    if (house.status().state != ServiceState::Ready) // it is not started without a key that may be there
        return house.status().problem.contains(u"The key KEY could not be read"_s) ? "unavailable" : house.status().problem.toUtf8();
    const auto output = house.call(u"env"_s, "{\"text\":\"MINE\"}");
    return !output ? "no answer" : output->text == u"sk-canary-kept"_s ? "found" : output->text.toUtf8();
}

QByteArray signIn(SecretStore& keychain, bool keep)
{
    OAuthStore store(&keychain, u"one"_s, QUrl(u"https://mcp.example/mcp"_s), {}, {});
    if (keep) {
        OAuthGrant grant;
        grant.issuer = u"https://as.example"_s;
        grant.resource = u"https://mcp.example/mcp"_s;
        grant.client.id = u"client"_s;
        grant.tokens.access = kKey;
        grant.tokens.refresh = Secret(QByteArray(6000, 'r')); // some are long
        const auto kept = waited<void>([&](auto reply) { store.write(grant, reply); });
        return !kept ? "no answer" : *kept ? "kept" : wordsOf(kept->error());
    }
    const auto read = waited<std::optional<OAuthGrant>>([&](auto reply) { store.read(reply); });
    if (!read || !*read)
        return !read ? "no answer" : wordsOf(read->error());
    const auto& grant = **read;
    return !grant ? "none" : grant->tokens.access.reveal() == kKey.reveal() && grant->tokens.refresh.reveal().size() == 6000 ? "found" : "other";
}

int inside(const QString& what, bool keep, std::chrono::milliseconds patience)
{
    const auto keychain = makeKeychainStore(patience);
    const QByteArray outcome = what == "model"_L1     ? model(*keychain, keep)
                               : what == "service"_L1 ? service(*keychain, keep)
                                                      : signIn(*keychain, keep);
    std::printf("%s\n", outcome.constData());
    return 0;
}

} // namespace

class TestKeychainUsers : public QObject {
    Q_OBJECT

    /// What is done in a session, and what comes of each.
    static void addSituations()
    {
        QTest::addColumn<QByteArray>("script"); // $READ and $KEEP are this program, for the user of the keychain that is tested
        QTest::addColumn<QByteArray>("said"); // of what it does there
        const QByteArray unlocked = KeyringSession::kUnlocked;
        const auto row = [](const char* name, const QByteArray& script, const char* said) { QTest::newRow(name) << script << QByteArray(said); };
        row("round trip", unlocked + "$READ; $KEEP; $READ; grep -rlq sk-canary-kept $HOME && echo in clear", "none kept found");
        row("locked", unlocked + "$KEEP; secret-tool lock; $READ; $KEEP", "kept unavailable unavailable");
        row("no secret service", "$READ; $KEEP", "unavailable unavailable");
        row("no bus", "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent; $READ; $KEEP", "unavailable unavailable");
        row("it never answers", KeyringSession::kHung + QByteArray("$READ 500; kill $hung"), "unavailable");
    }
    static void check(const QByteArray& user)
    {
        QFETCH(const QByteArray, script);
        QFETCH(const QByteArray, said);
        const KeyringSession session;
        const QByteArray names = "READ=\"$SELF --inside " + user + " read\"; KEEP=\"$SELF --inside " + user + " keep\"\n";
        QCOMPARE(session.run(names + script).simplified(), said);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString missing = KeyringSession::missing(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
    }

    void keyOfAModel_data() { addSituations(); }
    void keyOfAModel() { check("model"); }
    void keyOfAService_data() { addSituations(); }
    void keyOfAService() { check("service"); }
    void signInAtAService_data() { addSituations(); }
    void signInAtAService() { check("sign-in"); }
};

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.value(1) == "--inside"_L1)
        return inside(arguments.value(2), arguments.value(3) == "keep"_L1, std::chrono::milliseconds(arguments.value(4, u"8000"_s).toInt()));
    if (arguments.value(1) == "--hang"_L1) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (!QDBusConnection::sessionBus().registerService(u"org.freedesktop.secrets"_s))
            return 1;
        for (;;) // takes every call and says nothing
            ::pause();
    }
    TestKeychainUsers test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychainusers.moc"
