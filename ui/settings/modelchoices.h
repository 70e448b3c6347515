// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/modelregistry.h"

namespace aios {

/// A model as menus list it.
struct ModelChoice {
    QString selector; ///< What setModel() and setDefaultModel() take; empty: the best there is.
    QString name;
    QString group;    ///< Provider's name.
    QString detail;   ///< Limits, where known.
    bool usable = true;
};

/// All models that can be chosen now, by provider: with a key or local and answering; rehearsal always last.
[[nodiscard]] QList<ModelChoice> modelChoices(const QList<ProviderStatus>& providers);

/// What a session without a choice of its own is answered by: the default, else the best there is; the same order the core has.
[[nodiscard]] QString effectiveModel(const QList<ProviderStatus>& providers, const QString& defaultModel);

[[nodiscard]] QString keyWords(const ProviderStatus& provider); ///< How its key stands, in one plain sentence.
[[nodiscard]] bool providerUsable(const ProviderStatus& provider);

} // namespace aios
