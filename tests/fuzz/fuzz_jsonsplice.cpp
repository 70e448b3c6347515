// SPDX-License-Identifier: MIT
// Input: path (keys separated by /), a newline, the value, a newline, the text. A splice changes the value at the path and nothing else, byte for byte
// where the value was there before; removing what was added gives the same values as before.
#include "core/base/json.h"

#include <QByteArray>
#include <QList>

#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace aios;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkReplacement(const QByteArray& text, const QByteArray& spliced, JsonSpan before, const QByteArray& value)
{
    require(spliced.first(before.begin) == text.first(before.begin));
    require(spliced.endsWith(text.sliced(before.end)));
    require(spliced.size() == text.size() - (before.end - before.begin) + value.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const qsizetype first = input.indexOf('\n');
    const qsizetype second = first < 0 ? -1 : input.indexOf('\n', first + 1);
    if (second < 0)
        return 0;
    const QList<QByteArray> path = input.first(first).split('/');
    const QByteArray value = input.mid(first + 1, second - first - 1).trimmed();
    const QByteArray text = input.sliced(second + 1);
    const auto before = findJsonValue(text, path);
    const auto spliced = spliceJson(text, path, value);
    const auto removed = removeJson(text, path);
    require(removed.has_value() == parseJson(text).has_value());
    if (removed)
        require(parseJson(*removed).has_value());
    if (!spliced)
        return 0;
    // A path deeper than the reader's limit makes a text that is too deep; a key that is not UTF-8 becomes another key.
    if (path.size() > 8 || !QUtf8StringView(input.constData(), first).isValidUtf8() || value.startsWith("\xef\xbb\xbf"))
        return 0;
    const auto after = parseJson(*spliced);
    if (!after)
        return 0;
    const auto found = findJsonValue(*spliced, path);
    require(found.has_value() && spliced->mid(found->begin, found->end - found->begin) == value);
    if (before) {
        checkReplacement(text, *spliced, *before, value);
        return 0;
    }
    const auto undone = removeJson(*spliced, path);
    require(undone.has_value() && parseJson(*undone).has_value());
    if (path.size() == 1)
        require(toJson(*parseJson(*undone)) == toJson(*parseJson(text)));
    return 0;
}
