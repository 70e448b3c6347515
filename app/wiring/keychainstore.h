// SPDX-License-Identifier: MIT
#pragma once

#include "core/secrets/secretstore.h"

namespace aios {

/// The system's keychain (Secret Service, KWallet, …) through QtKeychain. Never falls back to a file. Each call has its own time-out, since a prompt of the
/// keyring may wait for ever. A locked or absent keyring is Unavailable. Lives on the thread that made it; its jobs run there.
[[nodiscard]] std::unique_ptr<SecretStore> makeKeychainStore();

} // namespace aios
