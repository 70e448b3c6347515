// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/json.h"

#include <QStringList>

namespace aios::desk {

/// JSON text with numbers spelled as people do (2.5, not 2.5E0); keys keep their order.
[[nodiscard]] QByteArray plainJson(const json::value& value);

[[nodiscard]] json::string jsonOf(QStringView text);
[[nodiscard]] json::array jsonOf(const QStringList& texts);
/// The strings of an array; other items count as missing.
[[nodiscard]] QStringList textsOf(const json::object& object, std::string_view key);
/// A whole number, also when written 10.0; the fallback when missing or none.
[[nodiscard]] qint64 wholeNumber(const json::object& object, std::string_view key, qint64 fallback);

/// "a, b and c"
[[nodiscard]] QString listed(const QStringList& names);

} // namespace aios::desk
