// SPDX-License-Identifier: MIT
#include "core/base/secret.h"

#include "core/base/hash.h"

#include <openssl/crypto.h>

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstring>

namespace aios {

struct Secret::Bytes {
    explicit Bytes(QByteArrayView bytes) : data(new char[static_cast<std::size_t>(bytes.size())]), size(static_cast<std::size_t>(bytes.size()))
    {
        std::memcpy(data.get(), bytes.data(), size);
    }
    ~Bytes() { wipe(data.get(), size); }
    Bytes(const Bytes&) = delete;
    Bytes& operator=(const Bytes&) = delete;

    std::unique_ptr<char[]> data;
    std::size_t size;
};

Secret::Secret(QByteArrayView bytes)
{
    if (!bytes.isEmpty())
        m_bytes = std::make_shared<const Bytes>(bytes);
}

std::string_view Secret::reveal() const
{
    return m_bytes ? std::string_view(m_bytes->data.get(), m_bytes->size) : std::string_view();
}

QByteArray Secret::fingerprint() const
{
    const std::string_view bytes = reveal();
    return sha256Hex(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size()))).first(8);
}

void wipe(void* data, std::size_t size)
{
    if (size > 0)
        OPENSSL_cleanse(data, size);
}

void forbidCoreDumps()
{
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

} // namespace aios
