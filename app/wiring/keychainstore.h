// SPDX-License-Identifier: MIT
#pragma once

#include "core/secrets/secretstore.h"

#include <chrono>

namespace aios {

/// The system's keychain (Secret Service, KWallet, …) through QtKeychain. Never falls back to a file. Lives on the thread that made it; its jobs run
/// there, need its event loop and never make it wait. After `patience` without an answer (a prompt of the keyring may wait for ever) the reply is
/// Unavailable; a locked or absent keyring is Unavailable too, never NotFound.
[[nodiscard]] std::unique_ptr<SecretStore> makeKeychainStore(std::chrono::milliseconds patience = std::chrono::seconds(20));

} // namespace aios
