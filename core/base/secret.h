// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <cstddef>
#include <memory>
#include <string_view>

namespace aios {

/// A key or token. Shared and immutable, wiped when the last copy goes. It never becomes a QString, an argument of a program,
/// an environment variable of a child, or a log line; only the HTTP client and the keychain look inside.
class Secret {
public:
    Secret() = default;
    explicit Secret(QByteArrayView bytes);

    [[nodiscard]] bool isEmpty() const { return !m_bytes; }
    [[nodiscard]] std::string_view reveal() const;
    /// First 8 hex digits of the SHA-256: tells two keys apart in a log without telling the key.
    [[nodiscard]] QByteArray fingerprint() const;

private:
    struct Bytes;
    std::shared_ptr<const Bytes> m_bytes;
};

/// Wipes memory that held a secret; never optimised away.
void wipe(void* data, std::size_t size);

/// No core file of this process, and no other program of the user may attach to it: a dump would hold the keys. Call first in main().
void forbidCoreDumps();

} // namespace aios
