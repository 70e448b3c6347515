// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/httpmodel.h"
#include "core/model/modelregistry.h"
#include "core/model/pricelist.h"
#include "core/model/providerfiles.h"
#include "core/model/providers/rehearsal/rehearsalmodel.h"

#include <vector>

namespace aios {

/// The registry's inside: what is known of each provider, and the steps from a selector to a model.
struct ModelRegistry::Private {
    using Key = ProviderStatus::Key;
    using ModelReply = std::function<void(Result<std::shared_ptr<Model>>)>;

    struct Provider {
        ProviderFile file;
        std::shared_ptr<Secret> secret = std::make_shared<Secret>(); ///< Shared with the models made: a new key reaches running sessions.
        bool bearer = false;      ///< The key is a token from `bearerEnvironment`.
        Key key = Key::Unknown;
        QString keyProblem;
        QString listProblem;
        bool reachable = false;
        bool listedOnce = false;
        QList<ListedModel> listed;
        std::unique_ptr<HttpStream> listing;
        QByteArray listBody;
        int listStatus = 0;
        std::vector<std::function<void()>> afterListing;
        std::vector<std::function<void()>> afterKey; ///< Whoever waits for the stores' answer; they are asked once, not once each.

        [[nodiscard]] const QString& id() const { return file.profile.id; }
        [[nodiscard]] bool hasKey() const { return key == Key::NotNeeded || !secret->isEmpty(); }
        [[nodiscard]] bool remote() const { return !file.profile.local && file.profile.wire != QLatin1String("rehearsal"); }
        [[nodiscard]] SecretAddress address() const { return {file.profile.id, originOf(file.profile.baseUrl)}; }
    };

    Private(ModelRegistry* registry, Options theOptions);

    [[nodiscard]] Provider* find(const QString& id) const;
    [[nodiscard]] QList<Provider*> all(const std::function<bool(const Provider&)>& wanted) const;

    // Keys
    void keyFromEnvironment(Provider& provider) const;
    void fetchKey(Provider& provider, std::function<void()> done);
    void readKeychain(Provider& provider);
    void keyFetched(Provider& provider);
    /// Whether the keychain was seen to hold this provider's key: kept in the user's config (names only), because a locked keychain does not say.
    [[nodiscard]] bool wasStored(const Provider& provider) const { return stored.contains(provider.address().entryName()); }
    void loadStored();
    void noteStored(const Provider& provider, bool isStored);
    /// The first of `candidates` with a key, looked for in their order (those at hand first); null when none has one.
    void firstWithKey(const QList<Provider*>& candidates, const std::function<void(Provider*)>& done);

    // Model lists
    void list(Provider& provider, std::function<void()> done);
    void listEnded(Provider& provider, const Result<void>& ended);
    void listAll(const QList<Provider*>& providers, const std::function<void()>& done);
    [[nodiscard]] QList<SecretHeader> keyHeaders(const Provider& provider) const;

    // From a selector to a model
    void resolve(const QString& selector, const ModelReply& reply);
    void resolveBest(const ModelReply& reply);
    void resolveLocal(const ModelReply& reply);
    void resolveLine(const QString& line, const ModelReply& reply);
    void resolveBareId(const QString& id, const ModelReply& reply);
    void resolveAt(Provider& provider, const QString& id, const ModelReply& reply);
    void resolveDefault(Provider& provider, const ModelReply& reply);
    [[nodiscard]] Result<std::shared_ptr<Model>> rehearsalFor(const QString& file) const;
    [[nodiscard]] Result<std::shared_ptr<Model>> make(Provider& provider, const QString& id) const;
    [[nodiscard]] Error missingKey(const QList<Provider*>& candidates) const;
    [[nodiscard]] QString defaultId(const Provider& provider) const;

    ModelRegistry* q;
    Options options;
    std::vector<std::unique_ptr<Provider>> providers;
    PriceList prices;
    QStringList stored; ///< Entries of the keychain, as last seen.
    QStringList problems;
    std::shared_ptr<RehearsalModel> rehearsal;
};

} // namespace aios
