// SPDX-License-Identifier: MIT
// The registry's part that finds the model a selector means. Nothing here waits for the network where a model is named and its key is at hand.
#include "core/model/modelregistry_p.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

void ModelRegistry::Private::resolve(const QString& given, const ModelReply& reply)
{
    QString selector = given;
    if (selector.endsWith("[1m]"_L1)) // Claude Code's word for the long context window, which current models have anyway.
        selector.chop(4);
    if (selector.isEmpty() || selector == "default"_L1 || selector == "best"_L1)
        return resolveBest(reply);
    if (selector == "rehearsal"_L1 || selector == "rehearsal/rehearsal"_L1)
        return reply(std::shared_ptr<Model>(rehearsal));
    if (selector.startsWith("rehearsal:"_L1))
        return reply(rehearsalFor(selector.sliced(10)));

    const qsizetype slash = selector.indexOf(u'/');
    if (Provider* provider = slash > 0 ? find(selector.left(slash)) : nullptr)
        return resolveAt(*provider, selector.sliced(slash + 1), reply);
    const bool isLine =
        std::ranges::any_of(providers, [&](const auto& provider) { return !newestOfLine(selector, provider->file, provider->listed).isEmpty(); });
    return isLine ? resolveLine(selector, reply) : resolveBareId(selector, reply);
}

Result<std::shared_ptr<Model>> ModelRegistry::Private::rehearsalFor(const QString& file) const
{
    if (QFileInfo(file).isDir())
        return std::shared_ptr<Model>(RehearsalModel::fromFolder(file));
    return RehearsalModel::fromFile(file).transform([](std::shared_ptr<RehearsalModel> model) { return std::shared_ptr<Model>(std::move(model)); });
}

void ModelRegistry::Private::resolveBest(const ModelReply& reply)
{
    const QList<Provider*> remotes = all([](const Provider& provider) { return provider.remote(); });
    for (Provider* provider : remotes) { // An address the person set and that cannot be used must not be passed over in silence.
        if (provider->file.baseFromEnvironment && !provider->file.problem.isEmpty())
            return reply(fail(ErrorCode::Denied, provider->file.problem));
    }
    firstWithKey(remotes, [this, remotes, reply](Provider* found) {
        if (found)
            return resolveDefault(*found, reply);
        // Its key is there, only out of reach: another model in its place, or scripted replies, would be a surprise.
        const auto isLockedAway = [this](const Provider* provider) { return provider->key == Key::KeychainUnavailable && wasStored(*provider); };
        if (const auto locked = std::ranges::find_if(remotes, isLockedAway); locked != remotes.end())
            return reply(std::unexpected(missingKey({*locked})));
        resolveLocal(reply);
    });
}

void ModelRegistry::Private::resolveLocal(const ModelReply& reply)
{
    const QList<Provider*> locals = all([](const Provider& provider) {
        return provider.file.profile.local && provider.file.profile.wire != "rehearsal"_L1 && provider.file.problem.isEmpty();
    });
    listAll(locals, [this, locals, reply] {
        Q_EMIT q->statusChanged();
        for (Provider* provider : locals) {
            if (const QString id = defaultId(*provider); provider->reachable && !id.isEmpty())
                return reply(make(*provider, id));
        }
        reply(std::shared_ptr<Model>(rehearsal));
    });
}

void ModelRegistry::Private::resolveLine(const QString& line, const ModelReply& reply)
{
    const QList<Provider*> candidates =
        all([&line](const Provider& provider) { return !newestOfLine(line, provider.file, provider.listed).isEmpty(); });
    firstWithKey(candidates, [this, line, candidates, reply](Provider* found) {
        if (found)
            reply(make(*found, newestOfLine(line, found->file, found->listed)));
        else
            reply(std::unexpected(missingKey(candidates)));
    });
}

/// Whose a bare id is: the provider whose id prefix it has or that knows it; else a server the person set by environment; else a local server that
/// has it.
void ModelRegistry::Private::resolveBareId(const QString& id, const ModelReply& reply)
{
    const auto knows = [id](const Provider& provider) {
        const auto begins = [&id](const QString& prefix) { return id.startsWith(prefix); };
        const auto listed = [&id](const ListedModel& model) { return model.info.id == id; };
        return std::ranges::any_of(provider.file.idPrefixes, begins) || std::ranges::any_of(provider.listed, listed);
    };
    QList<Provider*> candidates = all(knows);
    if (candidates.isEmpty())
        candidates = all([](const Provider& provider) { return provider.file.baseFromEnvironment && provider.key == Key::FromEnvironment; });
    if (!candidates.isEmpty()) {
        firstWithKey(candidates, [this, id, candidates, reply](Provider* found) {
            if (found)
                reply(make(*found, id));
            else
                reply(std::unexpected(missingKey(candidates)));
        });
        return;
    }
    const QList<Provider*> locals = all([](const Provider& provider) {
        return provider.file.profile.local && provider.file.profile.wire != "rehearsal"_L1 && provider.file.problem.isEmpty();
    });
    listAll(locals, [this, id, knows, reply] {
        if (const QList<Provider*> having = all(knows); !having.isEmpty())
            return reply(make(*having.first(), id));
        reply(fail(
            ErrorCode::NotFound,
            u"There is no model \"%1\" here. Write it as provider/model, or choose one in the model menu; `aios doctor` lists what was found."_s.arg(
                id)));
    });
}

void ModelRegistry::Private::resolveAt(Provider& provider, const QString& id, const ModelReply& reply)
{
    if (!provider.file.problem.isEmpty())
        return reply(fail(ErrorCode::Denied, provider.file.problem));
    firstWithKey({&provider}, [this, &provider, id, reply](Provider* found) {
        if (!found)
            return reply(std::unexpected(missingKey({&provider})));
        if (id.isEmpty())
            return resolveDefault(provider, reply);
        const QString newest = newestOfLine(id, provider.file, provider.listed);
        reply(make(provider, newest.isEmpty() ? id : newest));
    });
}

void ModelRegistry::Private::resolveDefault(Provider& provider, const ModelReply& reply)
{
    if (const QString id = defaultId(provider); !id.isEmpty())
        return reply(make(provider, id));
    list(provider, [this, &provider, reply] {
        Q_EMIT q->statusChanged();
        if (const QString id = defaultId(provider); !id.isEmpty())
            return reply(make(provider, id));
        const QString why = provider.listProblem.isEmpty() ? u"it names no models"_s : provider.listProblem;
        reply(fail(ErrorCode::Unavailable, u"No model of %1 can be chosen: %2 Choose one by its name."_s.arg(provider.file.profile.name, why)));
    });
}

/// The provider's default, or of its list the newest that is preferred, or the first that talks. Empty when the list must be fetched first.
QString ModelRegistry::Private::defaultId(const Provider& provider) const
{
    const ProviderFile& file = provider.file;
    if (!file.defaultModel.isEmpty()) {
        const QString newest = newestOfLine(file.defaultModel, file, provider.listed);
        return newest.isEmpty() ? file.defaultModel : newest;
    }
    const QRegularExpression prefer(u"\\A(?:"_s + file.preferPattern + u")\\z"_s);
    const ModelInfo* best = nullptr;
    const ModelInfo* first = nullptr;
    for (const ListedModel& model : provider.listed) {
        const ModelInfo& info = model.info;
        if (!first && !info.id.contains("embed"_L1) && !info.retired)
            first = &info;
        if (!file.preferPattern.isEmpty() && prefer.match(info.id).hasMatch() && (!best || info.released > best->released))
            best = &info;
    }
    return best ? best->id : first ? first->id : QString();
}

Result<std::shared_ptr<Model>> ModelRegistry::Private::make(Provider& provider, const QString& id) const
{
    const ProviderFile& file = provider.file;
    if (!file.problem.isEmpty())
        return fail(ErrorCode::Denied, file.problem);
    HttpModelSetup setup;
    setup.codec.profile = file.profile;
    setup.codec.model = describeModel(id, file, provider.listed);
    setup.keyHeader = provider.bearer ? QByteArray("Authorization") : file.keyHeader;
    setup.keyPrefix = provider.bearer ? QByteArray("Bearer ") : file.keyPrefix;
    setup.key = provider.secret;
    setup.headers = file.headers;
    setup.transport = options.transport;
    setup.retry.maxTries = file.maxTries;
    setup.retry.maxConnectTries = std::min(setup.retry.maxConnectTries, file.profile.local ? 2 : file.maxTries);
    setup.timeouts.event = std::chrono::seconds(file.eventSeconds);
    setup.timeouts.firstEvent = std::chrono::seconds(file.firstEventSeconds);
    setup.timeouts.turn = std::chrono::seconds(file.turnSeconds);
    const auto listed = std::ranges::find_if(provider.listed, [&id](const ListedModel& model) { return model.info.id == id; });
    setup.price = prices.find(file.profile.id, id);
    if (!setup.price && listed != provider.listed.end())
        setup.price = listed->price;
    return std::shared_ptr<Model>(std::make_shared<HttpModel>(std::move(setup)));
}

Error ModelRegistry::Private::missingKey(const QList<Provider*>& candidates) const
{
    const Provider& first = *candidates.first();
    const ProviderProfile& profile = first.file.profile;
    if (first.key == Key::KeychainUnavailable)
        return {ErrorCode::Unavailable, u"The key of %1 cannot be read: %2"_s.arg(profile.name, first.keyProblem), {}, std::nullopt};
    return {ErrorCode::Authentication,
            u"There is no key for %1. Enter one under Keys and Models, or set %2 in your environment."_s.arg(
                profile.name, QString::fromLatin1(profile.keyEnvironment)),
            {},
            std::nullopt};
}

} // namespace aios
