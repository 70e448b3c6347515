// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/oauth/keptsignins.h"
#include "core/mcp/oauth/oauthtypes.h"
#include "core/secrets/secretstore.h"

#include <QLockFile>
#include <QTimer>

namespace aios {

/// Keeps the sign-in at one server in the keychain, under the server's name and address: issuer, resource, client and tokens as one entry, so that no
/// part of it can be used with another. Where several windows and programs renew the same sign-in, the lock lets one at a time. Core thread.
class OAuthStore : public QObject {
    Q_OBJECT
public:
    /// `keychain` may be null: nothing is kept. `lockFolder`: of the person's own files; empty: nobody else is there.
    /// `list`: the file in which it is written down that there is something in the keychain (KeptSignIns); may be empty.
    OAuthStore(SecretStore* keychain, const QString& name, const QUrl& server, const QString& lockFolder, const QString& list,
               QObject* parent = nullptr);

    /// Nothing: there is none, or it was not for this server. Error: the keychain cannot be used.
    void read(std::function<void(Result<std::optional<OAuthGrant>>)> reply);
    void write(const OAuthGrant& grant, std::function<void(Result<void>)> reply);
    void remove(std::function<void(Result<void>)> reply);

    /// Calls `locked` when nobody else holds the lock, or after a while all the same.
    void lock(std::function<void()> locked);
    void unlock();

    static constexpr std::chrono::seconds kLockPatience{20};

private:
    void tryLock();

    SecretStore* m_keychain;
    QUrl m_server;
    SecretAddress m_address;
    KeptSignIn m_kept;
    KeptSignIns m_list;
    std::unique_ptr<QLockFile> m_lock;
    QTimer m_again;
    int m_tries = 0;
    std::function<void()> m_locked;
};

/// A sign-in as one text, and back. Error: it is none.
[[nodiscard]] Secret grantText(const OAuthGrant& grant);
[[nodiscard]] Result<OAuthGrant> grantFrom(const Secret& text);

} // namespace aios
