// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"
#include "core/model/modelregistry.h"
#include "core/model/pricelist.h"

namespace aios {

/// A provider file, read: the profile and what else the registry needs of it. The format is in resources/providers/README.md.
struct ProviderFile {
    ProviderProfile profile;
    int order = 100;                    ///< Best first when no model was chosen.
    QByteArray keyHeader = "Authorization";
    QByteArray keyPrefix = "Bearer ";
    QByteArray bearerEnvironment;       ///< A variable with a token that goes as "Authorization: Bearer".
    QByteArray modelsPath = "/models";
    QString defaultModel;               ///< Id or alias; empty: from the model list.
    QString preferPattern;              ///< Of ids in the model list, for the default.
    QStringList idPrefixes;             ///< A bare id that begins so is meant for this provider.
    QString effortPattern;              ///< Of ids of models that take `effortWords` where nothing else says which they take.
    QStringList effortWords;
    bool allowHttp = false;             ///< In the person's own file only: plain http to a host that is not this machine.
    int eventSeconds = 90;
    int firstEventSeconds = 300;
    int turnSeconds = 1800;
    int maxTries = 8;
    QList<HttpHeader> headers;
    QList<ModelInfo> models;            ///< Known ones, newest first.
    bool byPerson = false;
    bool baseFromEnvironment = false;
    QString problem;                    ///< Why it cannot be used.
};

/// All provider files: the shipped ones, each replaced by the person's own of the same id. Broken files are left out, `problems` says why.
[[nodiscard]] QList<ProviderFile> loadProviderFiles(const QString& resourcesDir, const QString& userConfigDir, QStringList& problems);

[[nodiscard]] Result<ProviderFile> parseProviderFile(QByteArrayView json, const QString& fileName);

/// Puts the environment's base URL in place and checks the address: https, or http to this machine only. Sets `problem` otherwise.
void settleBaseUrl(ProviderFile& file, const QProcessEnvironment& environment);

/// scheme://host[:port]: what a key is bound to.
[[nodiscard]] QString originOf(const QUrl& url);
[[nodiscard]] bool isLoopback(const QUrl& url);

/// A model as a provider's list tells of it. Prices only where the list has them (OpenRouter).
struct ListedModel {
    ModelInfo info;
    std::optional<Price> price;
};

/// GET /v1/models of Anthropic, OpenAI and those who copy it, and Ollama's /api/tags. Protocol when it is none of them.
[[nodiscard]] Result<QList<ListedModel>> parseModelList(QByteArrayView body, const ProviderFile& file);

/// What is known of model `id`: from `listed` where it says something, else from the provider file.
[[nodiscard]] ModelInfo describeModel(const QString& id, const ProviderFile& file, const QList<ListedModel>& listed);

/// The id an alias means: the newest of that line that is not retired. Empty when there is none.
[[nodiscard]] QString newestOfLine(const QString& line, const ProviderFile& file, const QList<ListedModel>& listed);

} // namespace aios
