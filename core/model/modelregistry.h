// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/model.h"
#include "core/net/httptransport.h"
#include "core/secrets/secretstore.h"

#include <QObject>
#include <QProcessEnvironment>

namespace aios {

/// A provider as its JSON file in resources/providers (or the user's config folder) describes it.
struct ProviderProfile {
    QString id;          ///< "anthropic", "openai", "openrouter", "ollama", "llamacpp", "lmstudio", "vllm"
    QString name;
    QString wire;        ///< "anthropic" | "openai-chat" | "rehearsal"
    QUrl baseUrl;        ///< Environment and user settings may change it; the project never.
    bool local = false;
    bool needsKey = true;
    QByteArray keyEnvironment;     ///< "ANTHROPIC_API_KEY"
    QByteArray baseUrlEnvironment; ///< "ANTHROPIC_BASE_URL"
    QByteArray raw;      ///< The whole file, for the codec's quirks table.
};

/// How a provider stands right now, for the model menu, the keys dialog and `aios doctor`.
struct ProviderStatus {
    ProviderProfile profile;
    enum class Key : std::uint8_t { NotNeeded, FromEnvironment, FromKeychain, ThisRun, Missing, KeychainUnavailable, Unknown };
    Key key = Key::Unknown;
    bool reachable = false; ///< Local servers: it answered.
    QString problem;        ///< Plain sentence when something is wrong.
    QList<ModelInfo> models;
};

/// All providers, their keys and models; makes the Model a session uses. Core thread. Never reads the project.
class ModelRegistry : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString resourcesDir;  ///< .../resources
        QString userConfigDir; ///< providers/*.json and prices.json there win over the shipped ones
        QProcessEnvironment environment;
        HttpTransport* transport = nullptr;   ///< Not owned.
        SecretStore* keychain = nullptr;      ///< Not owned; may be null (no keychain in this build).
        SecretStore* thisRun = nullptr;       ///< Not owned.
        QString rehearsalDir;  ///< resources/rehearsal
    };
    explicit ModelRegistry(Options options, QObject* parent = nullptr);
    ~ModelRegistry() override;

    /// Keys from environment and keychain, running local servers, model lists. statusChanged() as answers arrive; cheap to call again.
    /// Nothing is connected to but providers with a key and (when `probeLocal`) the local servers' ports on loopback.
    void refresh(bool probeLocal);
    [[nodiscard]] QList<ProviderStatus> status() const;

    /// Stores a key for a provider's present endpoint. `remember`: in the keychain, else for this run only.
    void setKey(const QString& providerId, const Secret& key, bool remember, QObject* context, std::function<void(Result<void>)> reply);
    void forgetKey(const QString& providerId, QObject* context, std::function<void(Result<void>)> reply);

    /// The model for a selector: "" (best available: a provider with a key, else a local server, else rehearsal), "rehearsal",
    /// "provider/id", a bare id, or an alias (sonnet, opus, haiku, fable). Answers later when a key must be fetched.
    void resolve(const QString& selector, QObject* context, std::function<void(Result<std::shared_ptr<Model>>)> reply);

    /// For tests and --replay: a recording as a model. `--record` wraps any model.
    [[nodiscard]] static Result<std::shared_ptr<Model>> replay(const QString& file, QObject* owner);
    [[nodiscard]] static Result<std::shared_ptr<Model>> record(std::shared_ptr<Model> inner, const QString& file);

Q_SIGNALS:
    void statusChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace aios
