// SPDX-License-Identifier: MIT
// The first byte chooses the size of the chunks; the events must not depend on it.
#include "core/net/sseparser.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

struct Outcome {
    QByteArray events;
    bool failed = false;
    bool partial = false;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome parse(QByteArrayView stream, qsizetype chunk)
{
    aios::SseParser parser({64, 256});
    Outcome outcome;
    for (qsizetype at = 0; at < stream.size(); at += chunk) {
        const auto fed = parser.feed(stream.sliced(at, std::min(chunk, stream.size() - at)), [&](const aios::SseEvent& event) {
            if (event.data.size() > 256 || event.type.isEmpty())
                std::abort();
            outcome.events +=
                QByteArray::number(event.type.size()) + event.type + QByteArray::number(event.data.size()) + event.data + event.id + '\0';
        });
        outcome.failed = outcome.failed || !fed;
    }
    outcome.partial = !outcome.failed && parser.hasPartial();
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView stream(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    if (parse(stream, 1 + data[0] % 32) != parse(stream, std::max<qsizetype>(stream.size(), 1)))
        std::abort();
    return 0;
}
