// SPDX-License-Identifier: MIT
#include "core/model/modelregistry.h"

#include "core/base/rootdir.h"
#include "core/model/modelregistry_p.h"
#include "core/model/providers/rehearsal/recording.h"

#include <QFileInfo>
#include <QLoggingCategory>
#include <QPointer>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(log, "aios.model")

void post(QObject* context, std::function<void()> function)
{
    QMetaObject::invokeMethod(context, std::move(function), Qt::QueuedConnection);
}

} // namespace

ModelRegistry::Private::Private(ModelRegistry* registry, Options theOptions) : q(registry), options(std::move(theOptions))
{
    rehearsal = RehearsalModel::fromFolder(options.rehearsalDir);
    bool isNumber = false;
    if (const int pace = options.environment.value(u"AIOS_REHEARSAL_PACE"_s).toInt(&isNumber); isNumber && pace >= 0)
        rehearsal->setPace(pace);
    loadStored();
    // The person's prices are added first: the first entry that fits wins.
    for (const QString& file : {QString(options.userConfigDir + u"/prices.json"_s), QString(options.resourcesDir + u"/prices.json"_s)}) {
        if (QFileInfo(file).isFile()) {
            const Result<QByteArray> bytes = readOwnFile(file, 4 * 1024 * 1024);
            if (bytes)
                prices.add(*bytes, file, problems);
            else
                problems.append(bytes.error().message);
        }
    }
    for (ProviderFile& file : loadProviderFiles(options.resourcesDir, options.userConfigDir, problems)) {
        auto provider = std::make_unique<Provider>();
        provider->file = std::move(file);
        settleBaseUrl(provider->file, options.environment);
        keyFromEnvironment(*provider);
        providers.push_back(std::move(provider));
    }
    for (const QString& problem : std::as_const(problems))
        qCWarning(log).noquote() << problem;
}

ModelRegistry::Private::Provider* ModelRegistry::Private::find(const QString& id) const
{
    const auto found = std::ranges::find_if(providers, [&id](const auto& provider) { return provider->id() == id; });
    return found == providers.end() ? nullptr : found->get();
}

QList<ModelRegistry::Private::Provider*> ModelRegistry::Private::all(const std::function<bool(const Provider&)>& wanted) const
{
    QList<Provider*> list;
    for (const auto& provider : providers) {
        if (wanted(*provider))
            list.append(provider.get());
    }
    return list;
}

ModelRegistry::ModelRegistry(Options options, QObject* parent) : QObject(parent), d(std::make_unique<Private>(this, std::move(options))) {}

ModelRegistry::~ModelRegistry() = default;

void ModelRegistry::refresh(bool probeLocal)
{
    for (const auto& owned : d->providers) {
        Private::Provider* provider = owned.get();
        if (!provider->file.problem.isEmpty() || provider->file.profile.wire == "rehearsal"_L1)
            continue;
        if (!provider->remote()) {
            if (probeLocal)
                d->list(*provider, [this] { Q_EMIT statusChanged(); });
            continue;
        }
        d->fetchKey(*provider, [this, provider] {
            Q_EMIT statusChanged();
            if (provider->hasKey())
                d->list(*provider, [this] { Q_EMIT statusChanged(); });
        });
    }
}

QList<ProviderStatus> ModelRegistry::status() const
{
    QList<ProviderStatus> list;
    for (const auto& provider : d->providers) {
        ProviderStatus status{.profile = provider->file.profile, .key = provider->key, .reachable = provider->reachable, .problem = {}, .models = {}};
        for (const QString& problem : {provider->file.problem, provider->keyProblem, provider->listProblem}) {
            if (status.problem.isEmpty())
                status.problem = problem;
        }
        for (const ListedModel& model : std::as_const(provider->listed))
            status.models.append(model.info);
        if (status.models.isEmpty() && provider->file.profile.wire == "rehearsal"_L1)
            status.models = {d->rehearsal->info()};
        else if (status.models.isEmpty() && provider->remote())
            status.models = provider->file.models;
        list.append(std::move(status));
    }
    return list;
}

void ModelRegistry::setKey(const QString& providerId, const Secret& key, bool remember, QObject* context, std::function<void(Result<void>)> reply)
{
    Private::Provider* provider = d->find(providerId);
    SecretStore* store = remember ? d->options.keychain : d->options.thisRun;
    const auto refuse = [&](ErrorCode code, const QString& why) { post(context, [reply, code, why] { reply(fail(code, why)); }); };
    if (!provider || !provider->remote())
        return refuse(ErrorCode::NotFound, u"There is no provider \"%1\" that takes a key."_s.arg(providerId));
    if (!provider->file.problem.isEmpty())
        return refuse(ErrorCode::Denied, provider->file.problem);
    if (key.isEmpty())
        return refuse(ErrorCode::InvalidInput, u"The key is empty."_s);
    if (!store)
        return refuse(ErrorCode::Unavailable,
                      u"There is no keychain here to remember the key in. Use it for this run only, or set %1 in your environment."_s.arg(
                          QString::fromLatin1(provider->file.profile.keyEnvironment)));
    const QPointer<QObject> asker(context);
    store->write(provider->address(), key, this, [this, provider, key, remember, asker, reply = std::move(reply)](const Result<void>& written) {
        if (written) {
            if (remember)
                d->noteStored(*provider, true);
            *provider->secret = key;
            provider->bearer = false;
            provider->key = remember ? ProviderStatus::Key::FromKeychain : ProviderStatus::Key::ThisRun;
            provider->keyProblem.clear();
            Q_EMIT statusChanged();
        }
        if (asker)
            reply(written);
    });
}

void ModelRegistry::forgetKey(const QString& providerId, QObject* context, std::function<void(Result<void>)> reply)
{
    Private::Provider* provider = d->find(providerId);
    if (!provider || !provider->remote()) {
        post(context, [reply, providerId] { reply(fail(ErrorCode::NotFound, u"There is no provider \"%1\" that takes a key."_s.arg(providerId))); });
        return;
    }
    const QPointer<QObject> asker(context);
    const auto done = [this, provider, asker, reply = std::move(reply)](const Result<void>& removed) {
        if (removed) {
            d->noteStored(*provider, false);
            *provider->secret = Secret();
            provider->key = ProviderStatus::Key::Missing;
            d->keyFromEnvironment(*provider);
            Q_EMIT statusChanged();
        }
        if (asker)
            reply(removed);
    };
    SecretStore* keychain = d->options.keychain;
    const auto fromKeychain = [this, provider, keychain, done](const Result<void>& removed) {
        if (removed && keychain)
            keychain->remove(provider->address(), this, done);
        else
            done(removed);
    };
    if (d->options.thisRun)
        d->options.thisRun->remove(provider->address(), this, fromKeychain);
    else
        post(this, [fromKeychain] { fromKeychain({}); });
}

void ModelRegistry::resolve(const QString& selector, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply)
{
    const QPointer<QObject> asker(context);
    d->resolve(selector.trimmed(), [asker, reply = std::move(reply)](const Result<std::shared_ptr<Model>>& model) {
        if (asker)
            post(asker, [reply, model] { reply(model); });
    });
}

Result<std::shared_ptr<Model>> ModelRegistry::replay(const QString& file, QObject*)
{
    return RehearsalModel::fromFile(file).transform([](std::shared_ptr<RehearsalModel> model) { return std::shared_ptr<Model>(std::move(model)); });
}

Result<std::shared_ptr<Model>> ModelRegistry::record(std::shared_ptr<Model> inner, const QString& file)
{
    return RecordingModel::make(std::move(inner), file);
}

} // namespace aios
