// SPDX-License-Identifier: MIT
#include "core/base/hash.h"

#include <openssl/evp.h>

#include <QtEndian>

#include <array>
#include <memory>

namespace aios {

namespace {

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

// Fetched once: the implicit fetch of EVP_sha256() costs more than hashing a short text.
const EVP_MD* sha256()
{
    static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return md;
}

} // namespace

QByteArray sha256Hex(QByteArrayView bytes)
{
    return sha256Hex(std::initializer_list<QByteArrayView>{bytes});
}

QByteArray sha256Hex(std::initializer_list<QByteArrayView> parts)
{
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    Digest digest{};
    unsigned int length = 0;
    bool ok = context && EVP_DigestInit_ex2(context.get(), sha256(), nullptr) == 1;
    for (const QByteArrayView part : parts)
        ok = ok && EVP_DigestUpdate(context.get(), part.data(), static_cast<std::size_t>(part.size())) == 1;
    ok = ok && EVP_DigestFinal_ex(context.get(), digest.data(), &length) == 1;
    if (!ok)
        qFatal("SHA-256 is not available in this OpenSSL"); // An empty hash would make different things look equal.
    return QByteArray(reinterpret_cast<const char*>(digest.data()), static_cast<qsizetype>(length)).toHex();
}

QByteArray sha256Fields(std::initializer_list<QByteArrayView> fields)
{
    QByteArray joined;
    for (const QByteArrayView field : fields) {
        const quint64 size = qToLittleEndian(static_cast<quint64>(field.size()));
        joined.append(reinterpret_cast<const char*>(&size), sizeof size);
        joined.append(field);
    }
    return sha256Hex(joined);
}

} // namespace aios
