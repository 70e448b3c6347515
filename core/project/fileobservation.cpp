// SPDX-License-Identifier: MIT
#include "core/project/fileobservation.h"

#include "core/base/hash.h"
#include "core/base/safeopen.h"

#include <sys/stat.h>

#include <cstring>

namespace aios {

namespace {

quint64 mix(quint64 a, quint64 b)
{
    return (a ^ b) * 0x9e37'79b9'7f4a'7c15ULL + (a << 7 | a >> 57);
}

quint64 stampKey(const struct stat& info)
{
    quint64 key = mix(info.st_ino, info.st_dev);
    key = mix(key, static_cast<quint64>(info.st_size));
    key = mix(key, static_cast<quint64>(info.st_mtim.tv_sec) * 1'000'000'000 + static_cast<quint64>(info.st_mtim.tv_nsec));
    return mix(key, static_cast<quint64>(info.st_ctim.tv_sec) * 1'000'000'000 + static_cast<quint64>(info.st_ctim.tv_nsec));
}

} // namespace

std::optional<Observation> observeOpen(int fd, const KnownFile* before, qint64 mostBytes)
{
    struct stat info = {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    Observation seen{.known = {.stamp = stampKey(info)}, .sha256 = {}};
    if (before && before->stamp == seen.known.stamp)
        return Observation{.known = *before, .sha256 = {}};
    if (info.st_size > mostBytes)
        return seen;
    int error = 0;
    const QByteArray bytes = readAt(fd, 0, info.st_size + 1, error);
    if (error != 0)
        return seen;
    seen.readBytes = bytes.size();
    seen.sha256 = sha256Hex(bytes);
    const QByteArray raw = QByteArray::fromHex(seen.sha256);
    std::memcpy(seen.known.hash, raw.constData(), sizeof seen.known.hash);
    seen.known.hashed = true;
    return seen;
}

std::optional<Observation> observeEntry(int fd)
{
    struct stat info = {};
    if (::fstat(fd, &info) != 0)
        return std::nullopt;
    return Observation{.known = {.stamp = stampKey(info)}, .sha256 = {}};
}

bool isChanged(const KnownFile& before, const KnownFile& now)
{
    if (before.hashed && now.hashed)
        return std::memcmp(before.hash, now.hash, sizeof now.hash) != 0;
    return before.stamp != now.stamp;
}

} // namespace aios
