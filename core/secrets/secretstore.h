// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/once.h"
#include "core/base/secret.h"

#include <QObject>
#include <QString>

namespace aios {

/// Where a key is used: it is stored under this, so a key can never reach another endpoint.
struct SecretAddress {
    QString service;  ///< "anthropic", "openai", "mcp:<server>"
    QString endpoint; ///< Origin it was stored for: "https://api.anthropic.com"
    [[nodiscard]] QString entryName() const { return service + QLatin1Char('@') + endpoint; }
    friend bool operator==(const SecretAddress&, const SecretAddress&) = default;
};

/// Keys and tokens. Implementations answer later (the keychain may ask the person) on the caller's thread, and never for ever: they have their own
/// time-out. A locked keyring is Unavailable, never NotFound.
class SecretStore {
public:
    virtual ~SecretStore() = default;
    using ReadReply = std::function<void(Result<Secret>)>;
    using WriteReply = std::function<void(Result<void>)>;
    virtual void read(const SecretAddress& address, QObject* context, ReadReply reply) = 0;
    virtual void write(const SecretAddress& address, const Secret& secret, QObject* context, WriteReply reply) = 0;
    virtual void remove(const SecretAddress& address, QObject* context, WriteReply reply) = 0;
};

/// For this run only.
[[nodiscard]] std::unique_ptr<SecretStore> makeMemorySecretStore();

} // namespace aios
