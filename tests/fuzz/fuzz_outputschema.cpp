// SPDX-License-Identifier: MIT
// Output schemas of services and what is checked against them: a schema, a line break, a value. Must end in bounded time whatever they are.
#include "core/mcp/outputschema.h"

#include <cstddef>
#include <cstdint>
#include <tuple>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArrayView input(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const qsizetype end = input.indexOf('\n');
    if (end >= 0)
        std::ignore = aios::checkOutput(input.first(end), input.sliced(end + 1));
    return 0;
}
