// SPDX-License-Identifier: MIT
#include "app/wiring/guithreadsecrets.h"

#include <QObject>
#include <QThread>

namespace aios {

namespace {

/// A reply that comes back on the thread of its context. The relay's target lives there and is kept alive by every copy of the relay, so that crossing
/// never meets a deleted object; the reply itself is dropped, on that same thread, when the context goes.
template <typename Value>
class Relay {
public:
    using Reply = std::function<void(Result<Value>)>;
    Relay(QObject* context, Reply reply)
        : m_target(new QObject, [](QObject* object) { object->deleteLater(); }), m_reply(std::make_shared<Reply>(std::move(reply)))
    {
        Q_ASSERT(context->thread() == QThread::currentThread());
        QObject::connect(context, &QObject::destroyed, m_target.get(), [held = m_reply] { *held = nullptr; });
    }

    /// On inner's thread; only the first call counts.
    void operator()(Result<Value> result) const
    {
        QMetaObject::invokeMethod(
            m_target.get(),
            [target = m_target, held = m_reply, result = std::move(result)]() mutable {
                if (auto reply = std::exchange(*held, nullptr))
                    reply(std::move(result));
            },
            Qt::QueuedConnection);
    }

private:
    std::shared_ptr<QObject> m_target;
    std::shared_ptr<Reply> m_reply;
};

class CrossThreadSecrets final : public SecretStore {
public:
    CrossThreadSecrets(SecretStore& inner, QObject& home) : m_inner(inner), m_home(home) {}

    void read(const SecretAddress& address, QObject* context, ReadReply reply) override
    {
        cross([this, address, relay = Relay<Secret>(context, std::move(reply))] { m_inner.read(address, &m_home, relay); });
    }
    void write(const SecretAddress& address, const Secret& secret, QObject* context, WriteReply reply) override
    {
        cross([this, address, secret, relay = Relay<void>(context, std::move(reply))] { m_inner.write(address, secret, &m_home, relay); });
    }
    void remove(const SecretAddress& address, QObject* context, WriteReply reply) override
    {
        cross([this, address, relay = Relay<void>(context, std::move(reply))] { m_inner.remove(address, &m_home, relay); });
    }

private:
    template <typename Work>
    void cross(Work work)
    {
        QMetaObject::invokeMethod(&m_home, std::move(work), Qt::QueuedConnection);
    }

    SecretStore& m_inner;
    QObject& m_home;
};

} // namespace

std::unique_ptr<SecretStore> makeCrossThreadSecrets(SecretStore& inner, QObject& home)
{
    return std::make_unique<CrossThreadSecrets>(inner, home);
}

} // namespace aios
