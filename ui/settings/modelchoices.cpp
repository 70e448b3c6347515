// SPDX-License-Identifier: MIT
#include "ui/settings/modelchoices.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QLocale>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("aios::Models", text);
}

} // namespace

bool providerUsable(const ProviderStatus& provider)
{
    using Key = ProviderStatus::Key;
    if (provider.profile.wire == "rehearsal"_L1)
        return true;
    if (provider.profile.local)
        return provider.reachable;
    return provider.key == Key::FromEnvironment || provider.key == Key::FromKeychain || provider.key == Key::ThisRun ||
           provider.key == Key::NotNeeded;
}

QString keyWords(const ProviderStatus& provider)
{
    using Key = ProviderStatus::Key;
    const ProviderProfile& profile = provider.profile;
    if (profile.wire == "rehearsal"_L1)
        return tr("Scripted replies, no AI. It needs nothing and sends nothing.");
    if (profile.local && !provider.reachable)
        return tr("Not running on this computer, or not found at its address.");
    switch (provider.key) {
    case Key::NotNeeded:
        return profile.local ? tr("Running on this computer. It needs no key.") : tr("It needs no key.");
    case Key::FromEnvironment:
        return tr("The key comes from the environment (%1). It is used, not stored.").arg(QString::fromLatin1(profile.keyEnvironment));
    case Key::FromKeychain:
        return tr("The key is in your keychain.");
    case Key::ThisRun:
        return tr("The key is held for this run only. It is gone when the program ends.");
    case Key::Missing:
        return tr("No key yet. Without one this provider is not used.");
    case Key::KeychainUnavailable:
        return tr(
            "The keychain cannot be used now (it is locked, or there is none), so it is not known whether it holds a key. You can use a key for this "
            "run only.");
    case Key::Unknown:
        return tr("Looking for its key…");
    }
    return {};
}

QList<ModelChoice> modelChoices(const QList<ProviderStatus>& providers)
{
    QList<ModelChoice> choices;
    QList<ModelChoice> rehearsal;
    for (const ProviderStatus& provider : providers) {
        const bool scripted = provider.profile.wire == "rehearsal"_L1;
        if (scripted) {
            rehearsal.append({u"rehearsal"_s, tr("Rehearsal"), provider.profile.name, tr("Scripted replies, no AI"), true});
            continue;
        }
        if (!providerUsable(provider))
            continue;
        for (const ModelInfo& model : provider.models) {
            if (model.retired)
                continue;
            QStringList limits;
            if (model.contextWindow > 0)
                limits += tr("%1 tokens of context").arg(QLocale().toString(model.contextWindow));
            if (model.maxOutput > 0)
                limits += tr("%1 a reply").arg(QLocale().toString(model.maxOutput));
            if (!model.images)
                limits += tr("no images");
            choices.append({QString(provider.profile.id % u'/' % model.id), showHidden(model.displayName.isEmpty() ? model.id : model.displayName),
                            provider.profile.name, limits.join(u", "_s), true});
        }
    }
    if (rehearsal.isEmpty())
        rehearsal.append({u"rehearsal"_s, tr("Rehearsal"), tr("Rehearsal"), tr("Scripted replies, no AI"), true});
    return choices + rehearsal;
}

QString effectiveModel(const QList<ProviderStatus>& providers, const QString& defaultModel)
{
    if (!defaultModel.isEmpty())
        return defaultModel;
    for (const bool local : {false, true}) {
        for (const ProviderStatus& provider : providers) {
            if (provider.profile.wire == "rehearsal"_L1 || provider.profile.local != local || !providerUsable(provider))
                continue;
            for (const ModelInfo& model : provider.models) {
                if (!model.retired)
                    return provider.profile.id + u'/' + model.id;
            }
        }
    }
    return u"rehearsal"_s;
}

} // namespace aios
