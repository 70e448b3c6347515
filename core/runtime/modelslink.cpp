// SPDX-License-Identifier: MIT
#include "core/runtime/facades.h"
#include "core/runtime/runtime.h"

namespace aios {

ModelsLink::ModelsLink(Runtime& runtime, QObject* parent) : QObject(parent), m_runtime(runtime)
{
    connect(&runtime.models(), &ModelRegistry::statusChanged, &runtime,
            [this, &runtime] { tell(runtime.models().status(), runtime.defaultModel()); });
}

ModelsLink::~ModelsLink() = default;

void ModelsLink::tell(const QList<ProviderStatus>& providers, const QString& defaultModel)
{
    QMetaObject::invokeMethod(this, [this, providers, defaultModel] {
        m_providers = providers;
        m_defaultModel = defaultModel;
        Q_EMIT providersChanged(providers);
    });
}

void ModelsLink::refresh(bool probeLocal)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, probeLocal] {
        runtime.models().refresh(probeLocal);
        tell(runtime.models().status(), runtime.defaultModel());
    });
}

void ModelsLink::setKey(const QString& providerId, const Secret& key, bool remember)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, providerId, key, remember] {
        runtime.models().setKey(providerId, key, remember, &runtime, [this, providerId](const Result<void>& stored) {
            Q_EMIT keyStored(providerId, stored ? QString() : stored.error().message);
        });
    });
}

void ModelsLink::forgetKey(const QString& providerId)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, providerId] {
        runtime.models().forgetKey(providerId, &runtime, [this, providerId](const Result<void>& done) {
            Q_EMIT keyStored(providerId, done ? QString() : done.error().message);
        });
    });
}

void ModelsLink::setDefaultModel(const QString& selector)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, selector] {
        const auto stored = runtime.setDefaultModel(selector);
        tell(runtime.models().status(), runtime.defaultModel());
        if (!stored)
            Q_EMIT failed(stored.error().message);
    });
}

void ModelsLink::askLimits()
{
    QMetaObject::invokeMethod(&m_runtime, [this] { tellLimits({}); });
}

void ModelsLink::setLimits(const TurnLimits& limits)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, limits] {
        const auto stored = runtime.setLimits(limits);
        tellLimits(stored ? QString() : stored.error().message);
    });
}

/// On the core thread.
void ModelsLink::tellLimits(const QString& problem)
{
    QMetaObject::invokeMethod(this, [this, limits = m_runtime.limits(), problem] { Q_EMIT limitsChanged(limits, problem); });
}

} // namespace aios
