// SPDX-License-Identifier: MIT
// The events of a Messages API stream, from the wire to the next request.
#include "tests/fuzz/modelstream.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    aios::fuzz::playStream(QStringLiteral("anthropic"), "{}", bytes);
    return 0;
}
