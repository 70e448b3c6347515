// SPDX-License-Identifier: MIT
// The chunks of a Chat Completions stream, from the wire to the next request; the first byte chooses the quirks.
#include "tests/fuzz/modelstream.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView bytes(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size) - 1);
    const QByteArray quirks = (data[0] & 1) ? QByteArray(R"({"quirks":{"sendsIndex":false,"echoReasoning":true,"idShape":"alnum9"}})")
                                            : QByteArray(R"({"quirks":{"echoReasoning":true,"idShape":"plain"}})");
    aios::fuzz::playStream(QStringLiteral("openai-chat"), quirks, bytes);
    return 0;
}
