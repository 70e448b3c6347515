// SPDX-License-Identifier: MIT
// What is read can be written and is then read as the same value; strings of any bytes or units are quoted as valid JSON.
#include "core/base/json.h"
#include "core/base/text.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    if (const auto value = aios::parseJson(bytes)) {
        const auto again = aios::parseJson(aios::toJson(*value));
        if (!again || (aios::toJson(*again) != aios::toJson(*value)))
            std::abort();
    }
    const auto quoted = aios::parseJson(aios::jsonString(bytes));
    if (!quoted || !quoted->is_string())
        std::abort();
    if (const auto text = aios::decodeText(bytes);
        text && !bytes.startsWith("\xef\xbb\xbf") && aios::toView(bytes) != std::string_view(quoted->get_string()))
        std::abort();
    QString utf16(static_cast<qsizetype>(size / 2), Qt::Uninitialized);
    std::memcpy(utf16.data(), data, size / 2 * 2);
    if (!aios::parseJson(aios::jsonString(QStringView(utf16))))
        std::abort();
    if (aios::hasHidden(aios::showHidden(utf16)))
        std::abort();
    return 0;
}
