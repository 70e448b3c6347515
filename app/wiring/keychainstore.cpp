// SPDX-License-Identifier: MIT
#include "app/wiring/keychainstore.h"

#include "app/keychain/keychainentry.h"
#include "app/wiring/modulepath.h"

#include <QLibrary>
#include <QTimer>

namespace aios {

namespace {

using namespace Qt::StringLiterals;

using std::chrono::milliseconds;

std::unique_ptr<SecretStore> loadStore(milliseconds patience, QString& problem)
{
    const QString path = modulePath("aios-keychain.so"_L1);
    QLibrary library(path);
    library.setLoadHints(QLibrary::PreventUnloadHint);
    const auto entry = path.isEmpty() ? nullptr : reinterpret_cast<KeychainEntry>(library.resolve(kKeychainEntry));
    if (entry)
        return std::unique_ptr<SecretStore>(entry(static_cast<int>(patience.count())));
    problem = path.isEmpty() ? u"aios-keychain.so is missing"_s : library.errorString();
    return nullptr;
}

/// Loads the module at its first use: most runs take their key from the environment, and QtKeychain with D-Bus costs each start milliseconds.
class KeychainStore final : public SecretStore {
public:
    explicit KeychainStore(milliseconds patience) : m_patience(patience) {}

    void read(const SecretAddress& address, QObject* context, ReadReply reply) override
    {
        if (SecretStore* store = loaded())
            return store->read(address, context, std::move(reply));
        later(context, [reply = std::move(reply), error = missing()] { reply(std::unexpected(error)); });
    }

    void write(const SecretAddress& address, const Secret& secret, QObject* context, WriteReply reply) override
    {
        if (SecretStore* store = loaded())
            return store->write(address, secret, context, std::move(reply));
        later(context, [reply = std::move(reply), error = missing()] { reply(std::unexpected(error)); });
    }

    void remove(const SecretAddress& address, QObject* context, WriteReply reply) override
    {
        if (SecretStore* store = loaded())
            return store->remove(address, context, std::move(reply));
        later(context, [reply = std::move(reply), error = missing()] { reply(std::unexpected(error)); });
    }

private:
    SecretStore* loaded()
    {
        if (!m_store && m_problem.isEmpty())
            m_store = loadStore(m_patience, m_problem);
        return m_store.get();
    }

    [[nodiscard]] Error missing() const
    {
        return {ErrorCode::Unavailable,
                u"The keychain cannot be used: its part of this program is missing or damaged. Install AIOS Desktop again, or use "
                u"the key for this run only."_s,
                m_problem,
                {}};
    }

    static void later(QObject* context, std::function<void()> answer) { QTimer::singleShot(0, context, std::move(answer)); }

    milliseconds m_patience;
    std::unique_ptr<SecretStore> m_store;
    QString m_problem; ///< Why the module could not be loaded; it is tried once.
};

} // namespace

std::unique_ptr<SecretStore> makeKeychainStore(std::chrono::milliseconds patience)
{
    return std::make_unique<KeychainStore>(patience);
}

} // namespace aios
