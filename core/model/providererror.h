// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/model/modelregistry.h"

namespace aios {

/// A provider's failure in plain words, with what to do about it. `said` is the server's own text: foreign, so shortened and made visible.
[[nodiscard]] Error providerError(const ProviderProfile& profile, ErrorCode code, const QString& said, const QString& detail);

/// A reply that breaks the protocol.
[[nodiscard]] std::unexpected<Error> protocolError(const ProviderProfile& profile, const QString& what);

/// `error` without the key, should the server have repeated it.
[[nodiscard]] Error withoutSecret(Error error, const Secret& secret);

} // namespace aios
