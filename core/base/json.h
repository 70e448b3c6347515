// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <boost/json/value.hpp>

#include <QByteArray>
#include <QString>

#include <span>
#include <string_view>

namespace aios {

namespace json = boost::json;

/// Caps for JSON from outside. Texts over a cap are refused, never cut.
struct JsonLimits {
    int maxDepth = 64;
    qsizetype maxBytes = 64 * 1024 * 1024;
    bool refuseDuplicateKeys = true; ///< A duplicate key makes what is shown and what runs two things.
};

/// Parses one JSON text (RFC 8259) that must fill `text` but for white space. Refuses duplicate keys (unless allowed), lone
/// surrogates, invalid UTF-8, depth and size over the limits.
[[nodiscard]] Result<json::value> parseJson(QByteArrayView text, const JsonLimits& limits = {});

/// Compact JSON text of a value. Numbers may change their spelling (1.0 -> 1E0): never for text that must stay as received.
[[nodiscard]] QByteArray toJson(const json::value& value);

/// `text` as a JSON string with quotes; lone surrogates become U+FFFD.
[[nodiscard]] QByteArray jsonString(QStringView text);
[[nodiscard]] QByteArray jsonString(QByteArrayView utf8);
/// Appends to `out` what jsonString() would return; for hot paths.
void appendJsonString(QByteArray& out, QStringView text);

/// Lenient readers: the member's value if it is there and of that type, else the fallback.
[[nodiscard]] QString jsonText(const json::object& object, std::string_view key, const QString& fallback = {});
[[nodiscard]] qint64 jsonInt(const json::object& object, std::string_view key, qint64 fallback = 0);
[[nodiscard]] double jsonDouble(const json::object& object, std::string_view key, double fallback = 0);
[[nodiscard]] bool jsonBool(const json::object& object, std::string_view key, bool fallback = false);
[[nodiscard]] const json::object* jsonObject(const json::object& object, std::string_view key);
[[nodiscard]] const json::array* jsonArray(const json::object& object, std::string_view key);
[[nodiscard]] inline QString toQString(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}
[[nodiscard]] inline std::string_view toView(QByteArrayView bytes)
{
    return {bytes.data(), static_cast<std::size_t>(bytes.size())};
}

/// Bytes [begin, end) of a value inside a JSON text.
struct JsonSpan {
    qsizetype begin = 0;
    qsizetype end = 0;
};

/// Where the value at `path` (object keys only) stands in `text`, without reformatting anything. NotFound when a key is missing,
/// InvalidInput when the text is not JSON.
[[nodiscard]] Result<JsonSpan> findJsonValue(QByteArrayView text, std::span<const QByteArray> path);

/// `text` with the value at `path` replaced by (or, where missing, added as) `valueJson`; missing objects on the way are made.
/// Every byte that is not part of the change stays: indentation style is taken from the neighbours. For people's own files.
[[nodiscard]] Result<QByteArray> spliceJson(QByteArrayView text, std::span<const QByteArray> path, QByteArrayView valueJson);
/// The same with the member removed (with its comma); unchanged when it is not there.
[[nodiscard]] Result<QByteArray> removeJson(QByteArrayView text, std::span<const QByteArray> path);

} // namespace aios
