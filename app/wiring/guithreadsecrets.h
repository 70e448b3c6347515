// SPDX-License-Identifier: MIT
#pragma once

#include "core/secrets/secretstore.h"

namespace aios {

/// `inner` lives on `inner`'s own thread (the GUI thread: keychain jobs may show a prompt there); this store may be called from another one (the core
/// thread). Calls cross over, answers come back on the caller's thread, and not at all once the caller's context is gone. `home` is an object of inner's
/// thread; it and `inner` outlive the store's callers.
[[nodiscard]] std::unique_ptr<SecretStore> makeCrossThreadSecrets(SecretStore& inner, QObject& home);

} // namespace aios
