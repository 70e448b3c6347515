// SPDX-License-Identifier: MIT
#include "core/secrets/secretstore.h"

#include <QHash>

#include <utility>

namespace aios {

namespace {

/// Answers from the event loop, as a keychain would, and not at all once `context` is gone.
class MemorySecretStore final : public SecretStore {
public:
    void read(const SecretAddress& address, QObject* context, ReadReply reply) override
    {
        Result<Secret> result = fail(ErrorCode::NotFound, QStringLiteral("No key is stored for %1.").arg(address.endpoint));
        if (const auto found = m_secrets.constFind(address.entryName()); found != m_secrets.constEnd())
            result = *found;
        QMetaObject::invokeMethod(context, [reply = std::move(reply), result = std::move(result)] { reply(result); }, Qt::QueuedConnection);
    }

    void write(const SecretAddress& address, const Secret& secret, QObject* context, WriteReply reply) override
    {
        Result<void> result;
        if (secret.isEmpty())
            result = fail(ErrorCode::InvalidInput, QStringLiteral("An empty key was not stored."));
        else
            m_secrets.insert(address.entryName(), secret);
        answer(context, std::move(reply), std::move(result));
    }

    void remove(const SecretAddress& address, QObject* context, WriteReply reply) override
    {
        m_secrets.remove(address.entryName());
        answer(context, std::move(reply), {});
    }

private:
    static void answer(QObject* context, WriteReply reply, Result<void> result)
    {
        QMetaObject::invokeMethod(context, [reply = std::move(reply), result = std::move(result)] { reply(result); }, Qt::QueuedConnection);
    }

    QHash<QString, Secret> m_secrets;
};

} // namespace

std::unique_ptr<SecretStore> makeMemorySecretStore()
{
    return std::make_unique<MemorySecretStore>();
}

} // namespace aios
