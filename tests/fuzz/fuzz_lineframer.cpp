// SPDX-License-Identifier: MIT
// The first byte chooses the size of the chunks; the lines must not depend on it, and together they are the stream.
#include "core/net/lineframer.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr qsizetype kCap = 40;

QByteArray frame(QByteArrayView stream, qsizetype chunk, bool& failed)
{
    aios::LineFramer framer(kCap);
    QByteArray joined;
    for (qsizetype at = 0; at < stream.size(); at += chunk) {
        framer.feed(stream.sliced(at, std::min(chunk, stream.size() - at)), [&](const aios::Result<QByteArray>& line) {
            failed = failed || !line;
            if (line && line->size() > kCap)
                std::abort();
            joined += (line ? *line : QByteArray("<too long>")) + '\n';
        });
    }
    return joined + framer.takeRest();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView stream(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    bool failed = false;
    const QByteArray pieces = frame(stream, 1 + data[0] % 16, failed);
    bool failedWhole = false;
    if (pieces != frame(stream, std::max<qsizetype>(stream.size(), 1), failedWhole) || failed != failedWhole)
        std::abort();
    QByteArray expected = stream.toByteArray();
    if (!failed && !stream.contains('\r') && pieces != expected)
        std::abort();
    return 0;
}
