// SPDX-License-Identifier: MIT
// The registry's part that finds keys and asks providers for their models.
#include "core/base/json.h"
#include "core/base/rootdir.h"
#include "core/model/modelregistry_p.h"
#include "core/model/providererror.h"
#include "core/model/providers/anthropic/anthropicencoder.h"

namespace aios {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr auto kStoredFile = "/keychain.json"_L1;
} // namespace

void ModelRegistry::Private::keyFromEnvironment(Provider& provider) const
{
    const ProviderProfile& profile = provider.file.profile;
    if (!profile.needsKey)
        provider.key = Key::NotNeeded;
    if (!provider.file.problem.isEmpty() || profile.wire == "rehearsal"_L1)
        return;
    for (const QByteArray& name : {profile.keyEnvironment, provider.file.bearerEnvironment}) {
        const QString value = name.isEmpty() ? QString() : options.environment.value(QString::fromLatin1(name)).trimmed();
        if (value.isEmpty())
            continue;
        QByteArray bytes = value.toUtf8();
        *provider.secret = Secret(bytes);
        bytes.fill('\0');
        provider.bearer = name == provider.file.bearerEnvironment;
        provider.key = Key::FromEnvironment;
        return;
    }
}

void ModelRegistry::Private::fetchKey(Provider& provider, std::function<void()> done)
{
    if (provider.hasKey() || !provider.file.problem.isEmpty()) {
        done();
        return;
    }
    provider.afterKey.push_back(std::move(done));
    if (provider.afterKey.size() > 1)
        return;
    if (!options.thisRun) {
        readKeychain(provider);
        return;
    }
    options.thisRun->read(provider.address(), q, [this, &provider](const Result<Secret>& found) {
        if (!found) {
            readKeychain(provider);
            return;
        }
        *provider.secret = *found;
        provider.key = Key::ThisRun;
        keyFetched(provider);
    });
}

void ModelRegistry::Private::readKeychain(Provider& provider)
{
    if (!options.keychain) {
        provider.key = Key::Missing;
        keyFetched(provider);
        return;
    }
    options.keychain->read(provider.address(), q, [this, &provider](const Result<Secret>& found) {
        provider.keyProblem.clear();
        if (found && !found->isEmpty()) {
            *provider.secret = *found;
            provider.key = Key::FromKeychain;
            noteStored(provider, true);
        } else if (found || found.error().code == ErrorCode::NotFound) {
            provider.key = Key::Missing;
            noteStored(provider, false);
        } else { // Locked, absent or silent is not "no key".
            provider.key = Key::KeychainUnavailable;
            provider.keyProblem = found.error().message;
        }
        keyFetched(provider);
    });
}

void ModelRegistry::Private::loadStored()
{
    const Result<QByteArray> bytes = readOwnFile(options.userConfigDir + kStoredFile, 1024 * 1024);
    const Result<json::value> value = bytes ? parseJson(*bytes) : Result<json::value>(fail(ErrorCode::NotFound, {}));
    const json::array* entries = value && value->is_object() ? jsonArray(value->get_object(), "entries") : nullptr;
    for (std::size_t i = 0; entries && i < entries->size(); ++i) {
        if ((*entries)[i].is_string())
            stored.append(toQString((*entries)[i].get_string()));
    }
}

void ModelRegistry::Private::noteStored(const Provider& provider, bool isStored)
{
    const QString entry = provider.address().entryName();
    if (options.userConfigDir.isEmpty() || stored.contains(entry) == isStored)
        return;
    if (isStored)
        stored.append(entry);
    else
        stored.removeAll(entry);
    QByteArray list;
    for (const QString& each : std::as_const(stored))
        list += (list.isEmpty() ? QByteArray() : QByteArray(",")) + jsonString(QStringView(each));
    // Only a help to say the right thing: without it a locked keychain passes for an empty one.
    const QByteArray text = "{\"entries\":[" + list + "]}\n";
    std::ignore = writeOwnFile(options.userConfigDir + kStoredFile, text);
}

void ModelRegistry::Private::keyFetched(Provider& provider)
{
    for (const auto& done : std::exchange(provider.afterKey, {}))
        done();
}

void ModelRegistry::Private::firstWithKey(const QList<Provider*>& candidates, const std::function<void(Provider*)>& done)
{
    for (Provider* candidate : candidates) {
        if (candidate->hasKey()) {
            done(candidate);
            return;
        }
    }
    if (candidates.isEmpty()) {
        done(nullptr);
        return;
    }
    fetchKey(*candidates.first(), [this, candidates, done] {
        Provider* const asked = candidates.first();
        // A keychain that is not available for one key is not for the others either; asking again could take as long each time.
        if (asked->key == Key::KeychainUnavailable) {
            for (Provider* other : candidates.sliced(1)) {
                other->key = Key::KeychainUnavailable;
                other->keyProblem = asked->keyProblem;
            }
            done(nullptr);
        } else if (asked->hasKey()) {
            done(asked);
        } else {
            firstWithKey(candidates.sliced(1), done);
        }
    });
}

QList<SecretHeader> ModelRegistry::Private::keyHeaders(const Provider& provider) const
{
    if (provider.secret->isEmpty())
        return {};
    if (provider.bearer)
        return {{"Authorization", "Bearer ", *provider.secret}};
    return {{provider.file.keyHeader, provider.file.keyPrefix, *provider.secret}};
}

void ModelRegistry::Private::list(Provider& provider, std::function<void()> done)
{
    provider.afterListing.push_back(std::move(done));
    if (provider.listing)
        return;
    const ProviderProfile& profile = provider.file.profile;
    HttpRequest request;
    request.url = profile.baseUrl;
    request.url.setPath(profile.baseUrl.path() + QString::fromLatin1(provider.file.modelsPath));
    request.headers = {{"accept", "application/json"}};
    request.headers += provider.file.headers;
    if (profile.wire == "anthropic"_L1) {
        request.url.setQuery(u"limit=1000"_s);
        request.headers.append({"anthropic-version", AnthropicSettings::of(profile).version});
    }
    request.secretHeaders = keyHeaders(provider);
    const bool near = profile.local && isLoopback(profile.baseUrl);
    request.limits.connectTimeout = near ? milliseconds(300) : milliseconds(10'000);
    request.limits.totalTimeout = near ? milliseconds(1'500) : milliseconds(20'000);
    request.limits.idleTimeout = request.limits.totalTimeout;
    request.limits.maxBodyBytes = 32LL * 1024 * 1024;
    provider.listBody.clear();
    provider.listStatus = 0;
    provider.listing =
        options.transport->start(std::move(request), {.onHead = [&provider](const HttpHead& head) { provider.listStatus = head.status; },
                                                      .onData = [&provider](QByteArrayView data) { provider.listBody += data; },
                                                      .onEnd = [this, &provider](const Result<void>& ended) { listEnded(provider, ended); }});
}

void ModelRegistry::Private::listEnded(Provider& provider, const Result<void>& ended)
{
    const std::unique_ptr<HttpStream> over = std::move(provider.listing); // It is calling us: it goes when we return.
    const QByteArray body = std::exchange(provider.listBody, {});
    provider.listProblem.clear();
    provider.reachable = false;
    provider.listedOnce = true;
    if (!ended) {
        if (provider.remote()) // A local server that does not run is nothing wrong.
            provider.listProblem = ended.error().message;
    } else if (provider.listStatus != 200) {
        if (provider.remote()) {
            const CodecSetup setup{.profile = provider.file.profile, .model = {}};
            const Error error = makeCodec(setup)->decodeFailure({provider.listStatus, {}}, body);
            provider.listProblem = withoutSecret(error, *provider.secret).message;
        }
    } else if (Result<QList<ListedModel>> models = parseModelList(body, provider.file)) {
        provider.reachable = true;
        provider.listed = std::move(*models);
    } else if (provider.remote()) {
        provider.listProblem = models.error().message;
    }
    if (!provider.reachable && !provider.remote())
        provider.listed.clear();
    for (const auto& done : std::exchange(provider.afterListing, {}))
        done();
}

void ModelRegistry::Private::listAll(const QList<Provider*>& wanted, const std::function<void()>& done)
{
    if (wanted.isEmpty()) {
        done();
        return;
    }
    const auto left = std::make_shared<qsizetype>(wanted.size());
    for (Provider* provider : wanted) {
        list(*provider, [left, done] {
            if (--*left == 0)
                done();
        });
    }
}

} // namespace aios
