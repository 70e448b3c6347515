// SPDX-License-Identifier: MIT
#pragma once

#include "core/secrets/secretstore.h"

// The one function of the module aios-keychain.so; built from the same tree as the program that loads it.
extern "C" {
/// A new store for the caller to delete; see makeKeychainStore() for what it promises.
Q_DECL_EXPORT aios::SecretStore* aios_make_keychain_store(int patienceMs);
}

namespace aios {
inline constexpr auto kKeychainEntry = "aios_make_keychain_store";
using KeychainEntry = decltype(&aios_make_keychain_store);
} // namespace aios
