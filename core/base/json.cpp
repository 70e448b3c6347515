// SPDX-License-Identifier: MIT
#include "core/base/json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serializer.hpp>

#include <cmath>
#include <limits>

namespace aios {

namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

bool needsEscape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

void appendEscape(QByteArray& out, char c)
{
    switch (c) {
    case '"':
        out.append("\\\"");
        return;
    case '\\':
        out.append("\\\\");
        return;
    case '\n':
        out.append("\\n");
        return;
    case '\r':
        out.append("\\r");
        return;
    case '\t':
        out.append("\\t");
        return;
    default:
        out.append("\\u00");
        out.append(kHexDigits[(static_cast<unsigned char>(c) >> 4) & 0xf]);
        out.append(kHexDigits[static_cast<unsigned char>(c) & 0xf]);
    }
}

/// `utf8` is valid UTF-8.
void appendQuoted(QByteArray& out, QByteArrayView utf8)
{
    out.append('"');
    qsizetype begin = 0;
    for (qsizetype at = 0; at < utf8.size(); ++at) {
        if (!needsEscape(static_cast<unsigned char>(utf8[at])))
            continue;
        out.append(utf8.sliced(begin, at - begin));
        appendEscape(out, utf8[at]);
        begin = at + 1;
    }
    out.append(utf8.sliced(begin));
    out.append('"');
}

QString withoutLoneSurrogates(QStringView text)
{
    QString mended = text.toString();
    for (qsizetype at = 0; at < mended.size(); ++at) {
        const bool isPair = mended[at].isHighSurrogate() && at + 1 < mended.size() && mended[at + 1].isLowSurrogate();
        if (isPair)
            ++at;
        else if (mended[at].isSurrogate())
            mended[at] = QChar::ReplacementCharacter;
    }
    return mended;
}

} // namespace

QByteArray toJson(const json::value& value)
{
    constexpr std::size_t kChunk = 16 * 1024;
    json::serializer serializer;
    serializer.reset(&value);
    QByteArray out;
    qsizetype used = 0;
    while (!serializer.done()) {
        out.resizeForOverwrite(used + static_cast<qsizetype>(std::max(kChunk, static_cast<std::size_t>(used))));
        used += static_cast<qsizetype>(serializer.read(out.data() + used, static_cast<std::size_t>(out.size() - used)).size());
    }
    out.truncate(used);
    return out;
}

QByteArray jsonString(QStringView text)
{
    QByteArray out;
    appendJsonString(out, text);
    return out;
}

QByteArray jsonString(QByteArrayView utf8)
{
    QByteArray out;
    if (QUtf8StringView(utf8.data(), utf8.size()).isValidUtf8())
        appendQuoted(out, utf8);
    else
        appendJsonString(out, QString::fromUtf8(utf8));
    return out;
}

void appendJsonString(QByteArray& out, QStringView text)
{
    // Qt would write a question mark for half a surrogate pair.
    appendQuoted(out, text.isValidUtf16() ? text.toUtf8() : withoutLoneSurrogates(text).toUtf8());
}

QString jsonText(const json::object& object, std::string_view key, const QString& fallback)
{
    const json::value* value = object.if_contains(key);
    const json::string* text = value ? value->if_string() : nullptr;
    return text ? toQString(*text) : fallback;
}

qint64 jsonInt(const json::object& object, std::string_view key, qint64 fallback)
{
    const json::value* value = object.if_contains(key);
    if (!value)
        return fallback;
    if (const std::int64_t* number = value->if_int64())
        return *number;
    if (const std::uint64_t* number = value->if_uint64(); number && *number <= static_cast<std::uint64_t>(std::numeric_limits<qint64>::max()))
        return static_cast<qint64>(*number);
    // 2^53: beyond it a double does not name one integer.
    if (const double* number = value->if_double(); number && std::abs(*number) <= 9007199254740992.0 && std::trunc(*number) == *number)
        return static_cast<qint64>(*number);
    return fallback;
}

double jsonDouble(const json::object& object, std::string_view key, double fallback)
{
    const json::value* value = object.if_contains(key);
    if (!value)
        return fallback;
    if (const double* number = value->if_double())
        return *number;
    if (const std::int64_t* number = value->if_int64())
        return static_cast<double>(*number);
    if (const std::uint64_t* number = value->if_uint64())
        return static_cast<double>(*number);
    return fallback;
}

bool jsonBool(const json::object& object, std::string_view key, bool fallback)
{
    const json::value* value = object.if_contains(key);
    const bool* flag = value ? value->if_bool() : nullptr;
    return flag ? *flag : fallback;
}

const json::object* jsonObject(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

const json::array* jsonArray(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    return value ? value->if_array() : nullptr;
}

} // namespace aios
