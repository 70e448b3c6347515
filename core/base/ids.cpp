// SPDX-License-Identifier: MIT
#include "core/base/ids.h"

#include <QRandomGenerator>

#include <atomic>
#include <chrono>

namespace aios {

namespace {

/// Milliseconds in the upper 48 bits, 1/4096 ms in the lower 12 (RFC 9562, method 3 of section 6.2); always greater than the last one given,
/// also when the wall clock steps back.
quint64 nextTimestamp()
{
    static std::atomic<quint64> last = 0;
    const auto sinceEpoch = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto ns = static_cast<quint64>(sinceEpoch);
    const quint64 now = (ns / 1'000'000) << 12 | (ns % 1'000'000) * 4096 / 1'000'000;
    quint64 seen = last.load(std::memory_order_relaxed);
    quint64 next = 0;
    do {
        next = std::max(now, seen + 1);
    } while (!last.compare_exchange_weak(seen, next, std::memory_order_relaxed));
    return next;
}

bool isHexDigit(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

} // namespace

QString newId()
{
    const quint64 time = nextTimestamp();
    const quint64 random = QRandomGenerator::system()->generate64();
    const quint64 high = (time >> 12) << 16 | 0x7000 | (time & 0xfff);
    const quint64 low = (random & 0x3fff'ffff'ffff'ffff) | 0x8000'0000'0000'0000;
    constexpr char digits[] = "0123456789abcdef";
    QString id(36, u'-');
    qsizetype at = 0;
    for (int nibble = 0; nibble < 32; ++nibble) {
        if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20)
            ++at;
        const quint64 half = nibble < 16 ? high : low;
        id[at++] = QLatin1Char(digits[(half >> (60 - 4 * (nibble % 16))) & 0xf]);
    }
    return id;
}

bool isUuid(QStringView text)
{
    if (text.size() != 36)
        return false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != u'-' : !isHexDigit(text[i]))
            return false;
    }
    return true;
}

} // namespace aios
